using System.Diagnostics;

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>The cluster in one folder: made once, then started and stopped. Callers hold the folder's lock.</summary>
internal sealed class Cluster(string folder, ServerAccount account, LocalPostgresOptions options)
{
    private const string OwnSettings = "local-postgres.conf";
    private static readonly TimeSpan ServerTakesAtMost = TimeSpan.FromMinutes(2);

    public string DataFolder { get; } = Path.Combine(folder, "data");
    public string LogFile { get; } = Path.Combine(folder, "log");

    /// <summary>The version that made the cluster; <see langword="null"/> when there is none yet.</summary>
    public int? DataMajor
    {
        get
        {
            var file = Path.Combine(DataFolder, "PG_VERSION");
            return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), out var major) ? major : null;
        }
    }

    /// <summary>Looks for a server that already runs on this cluster, left behind by a process that was killed or used by another one.</summary>
    /// <returns>Its address and programs' folder; <see langword="null"/> when none runs.</returns>
    public async Task<(ServerAddress Address, string? BinariesFolder)?> FindRunningAsync(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (PostmasterFile.Read(DataFolder) is { IsOurs: true } running)
        {
            if (running.IsReady && await running.Address.AnswersAsync(cancellation).ConfigureAwait(false))
            {
                return (running.Address, StartedFrom());
            }

            // It may still be recovering, or on its way out: both end by themselves.
            if (watch.Elapsed > ServerTakesAtMost)
            {
                throw new LocalPostgresException(
                    $"A PostgreSQL server (process {running.ProcessId}) holds {DataFolder} but does not answer; its state is \"{running.Status}\". End that process and start again. Its log: {LogFile}");
            }

            await Task.Delay(100, cancellation).ConfigureAwait(false);
        }

        return null;
    }

    public async Task InitialiseAsync(PostgresBinaries binaries, CancellationToken cancellation)
    {
        options.Tell($"Making a private PostgreSQL {binaries.Version} in {DataFolder}.");

        // Made beside its place and moved there when whole, so that a start cut short leaves nothing half made.
        var coming = DataFolder + ".coming";
        Discard(coming);
        ProgramRun? run = null;
        foreach (var locale in Locales(binaries.Major))
        {
            await account.MakePrivateFolderAsync(coming, cancellation).ConfigureAwait(false);
            run = await account.RunAsync(
                binaries.InitDb,
                ["-D", coming, "-U", LocalPostgresServer.SuperuserRole, "--encoding=UTF8", "--auth=trust", "--data-checksums", .. locale],
                ServerTakesAtMost,
                cancellation).ConfigureAwait(false);
            if (run.Succeeded)
            {
                break;
            }

            Discard(coming);
        }

        if (run is not { Succeeded: true })
        {
            throw new LocalPostgresException($"initdb of PostgreSQL {binaries.Version} ({binaries.Folder}) failed in {coming}: {run?.Output}");
        }

        await File.AppendAllTextAsync(Path.Combine(coming, "postgresql.conf"), $"\ninclude '{OwnSettings}'\n", cancellation).ConfigureAwait(false);
        Discard(DataFolder);
        Directory.Move(coming, DataFolder);
    }

    public async Task<ServerAddress> StartAsync(PostgresBinaries binaries, CancellationToken cancellation)
    {
        var address = await ServerAddress.ChooseAsync(folder, account, cancellation).ConfigureAwait(false);
        await WriteSettingsAsync(address, cancellation).ConfigureAwait(false);
        await PrepareLogAsync(cancellation).ConfigureAwait(false);

        var watch = Stopwatch.StartNew();
        while (true)
        {
            ForgetStrangers();
            address.RemoveLeftovers();
            var logged = new FileInfo(LogFile).Length;
            var run = await account.RunAsync(
                binaries.PgCtl,
                ["start", "-w", "-t", $"{ServerTakesAtMost.TotalSeconds:0}", "-D", DataFolder, "-l", LogFile],
                ServerTakesAtMost + TimeSpan.FromSeconds(10),
                cancellation).ConfigureAwait(false);
            if (run.Succeeded)
            {
                return address;
            }

            var said = await LogSinceAsync(logged, cancellation).ConfigureAwait(false);
            var predecessorLives = said.Contains("is still in use", StringComparison.Ordinal) || said.Contains("already exists", StringComparison.Ordinal);
            if (!predecessorLives || watch.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new LocalPostgresException($"The private PostgreSQL {binaries.Version} did not start. {run.Output}\n{said}\nThe whole log: {LogFile}");
            }

            // The children of a server that was killed notice it soon. One in the midst of something long is not waited for.
            if (watch.Elapsed > TimeSpan.FromSeconds(5))
            {
                EndOrphans();
            }

            await Task.Delay(200, cancellation).ConfigureAwait(false);
        }
    }

    public async Task StopAsync(string pgCtl, CancellationToken cancellation)
    {
        if (PostmasterFile.Read(DataFolder) is not { IsOurs: true } running)
        {
            return;
        }

        var run = await account.RunAsync(pgCtl, ["stop", "-m", "fast", "-w", "-t", "30", "-D", DataFolder], TimeSpan.FromSeconds(40), cancellation).ConfigureAwait(false);
        if (!run.Succeeded && running.IsOurs)
        {
            run = await account.RunAsync(pgCtl, ["stop", "-m", "immediate", "-w", "-t", "10", "-D", DataFolder], TimeSpan.FromSeconds(20), cancellation).ConfigureAwait(false);
            if (!run.Succeeded && running.IsOurs)
            {
                throw new LocalPostgresException($"The private PostgreSQL (process {running.ProcessId}) could not be stopped. {run.Output}");
            }
        }

        // A folder of the machine that was borrowed for the socket is not left lying about.
        if (Directory.Exists(running.Address.Host) && Path.GetDirectoryName(running.Address.Host) != folder && !Directory.EnumerateFileSystemEntries(running.Address.Host).Any())
        {
            Directory.Delete(running.Address.Host);
        }
    }

    /// <summary>Sorts by code point and knows the letters of all scripts, alike on every machine: the server's own rules where it has them.</summary>
    private static IEnumerable<string[]> Locales(int major) =>
        major >= 17 ? [["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]]
        : OperatingSystem.IsWindows() ? [["--no-locale"]]
        : [["--locale=C.UTF-8"], ["--no-locale"]];

    private async Task WriteSettingsAsync(ServerAddress address, CancellationToken cancellation)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = address.IsSocket ? "" : address.Host,
            ["unix_socket_directories"] = address.IsSocket ? address.Host : "",
            ["port"] = $"{address.Port}",
            ["max_connections"] = "200",
            ["shared_buffers"] = "128MB",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",
        };
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        var lines = settings.Select(setting => $"{setting.Key} = '{setting.Value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'");
        var file = Path.Combine(DataFolder, OwnSettings);
        await File.WriteAllLinesAsync(file, ["# Written anew at each start.", .. lines], cancellation).ConfigureAwait(false);
        await account.HandOverAsync(DataFolder, cancellation).ConfigureAwait(false);
    }

    private async Task PrepareLogAsync(CancellationToken cancellation)
    {
        if (File.Exists(LogFile) && new FileInfo(LogFile).Length > 10_000_000)
        {
            File.Move(LogFile, LogFile + ".old", overwrite: true);
        }

        await File.AppendAllTextAsync(LogFile, "", cancellation).ConfigureAwait(false);
        await account.HandOverAsync(LogFile, cancellation).ConfigureAwait(false);
    }

    /// <summary>Removes the killed server's file when its process number belongs to another process, or to its own unburied remains.</summary>
    private void ForgetStrangers()
    {
        if (PostmasterFile.Read(DataFolder) is { NumberIsTaken: true, IsOurs: false } && PostmasterFile.ProcessesIn(DataFolder).Count == 0)
        {
            File.Delete(PostmasterFile.PathIn(DataFolder));
        }
    }

    private void EndOrphans()
    {
        foreach (var id in PostmasterFile.ProcessesIn(DataFolder))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // Gone by itself in the meantime.
            }
        }
    }

    /// <summary>The folder of the programs that the running server was started from, as it wrote down itself.</summary>
    private string? StartedFrom()
    {
        var file = Path.Combine(DataFolder, "postmaster.opts");
        return File.Exists(file) && File.ReadAllText(file).Split(" \"-D\"")[0] is { Length: > 0 } program ? Path.GetDirectoryName(program) : null;
    }

    private async Task<string> LogSinceAsync(long position, CancellationToken cancellation)
    {
        await using var file = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = Math.Min(position, file.Length);
        using var reader = new StreamReader(file);
        var lines = (await reader.ReadToEndAsync(cancellation).ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', lines.TakeLast(20));
    }

    private static void Discard(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
