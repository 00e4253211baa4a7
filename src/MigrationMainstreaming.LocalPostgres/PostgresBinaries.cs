using System.Globalization;
using System.Text.RegularExpressions;

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>A folder with the three programs that a private server needs, tried and found to run.</summary>
internal sealed partial record PostgresBinaries(string Folder, string Version)
{
    public const int OldestMajor = 15;

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    public int Major { get; } = int.Parse(Version.Split('.')[0], CultureInfo.InvariantCulture);

    public string InitDb => PathOf(Folder, "initdb");
    public string PgCtl => PathOf(Folder, "pg_ctl");

    /// <summary>Tries a folder. The problem is a whole sentence.</summary>
    public static async Task<(PostgresBinaries? Found, string? Problem)> TryAsync(string folder, CancellationToken cancellation)
    {
        if (Programs.FirstOrDefault(program => !File.Exists(PathOf(folder, program))) is { } missing)
        {
            return (null, $"The folder {folder} has no {missing}.");
        }

        // Asked for its version, the server answers even to root.
        var run = await ProgramRun.OfAsync(PathOf(folder, "postgres"), ["--version"], TimeSpan.FromSeconds(20), cancellation).ConfigureAwait(false);
        if (!run.Succeeded || VersionPattern().Match(run.Output) is not { Success: true } match)
        {
            return (null, $"The postgres in {folder} does not run: {(run.Output.Length > 0 ? run.Output : $"exit code {run.ExitCode}")}.");
        }

        var binaries = new PostgresBinaries(folder, match.Groups[1].Value);
        return binaries.Major >= OldestMajor
            ? (binaries, null)
            : (null, $"The PostgreSQL in {folder} is version {binaries.Version}; {OldestMajor} or newer is needed.");
    }

    private static string PathOf(string folder, string program) =>
        Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program);

    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "postgres (PostgreSQL) 19beta1"
    [GeneratedRegex(@"\(PostgreSQL\) (\d+(?:\.\d+)*)")]
    private static partial Regex VersionPattern();
}
