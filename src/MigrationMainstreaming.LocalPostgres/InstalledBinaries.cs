namespace MigrationMainstreaming.LocalPostgres;

/// <summary>The places where installed servers are usually found, the newest first.</summary>
internal static class InstalledBinaries
{
    public static IReadOnlyList<string> Folders() =>
        [.. Places().Where(Directory.Exists).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Places()
    {
        if (OperatingSystem.IsWindows())
        {
            return
            [
                .. Versions(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin"),
                .. FromPath("initdb.exe"),
            ];
        }

        if (OperatingSystem.IsMacOS())
        {
            return
            [
                .. Versions("/opt/homebrew/opt", "postgresql@*", "bin"),
                .. Versions("/usr/local/opt", "postgresql@*", "bin"),
                .. Versions("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
                .. FromPath("initdb"),
            ];
        }

        return
        [
            .. Versions("/usr/lib/postgresql", "*", "bin"),
            .. Versions("/usr", "pgsql-*", "bin"),
            .. Versions("/usr/lib", "postgresql1*", "bin"),
            .. Versions("/usr/libexec", "postgresql1*", ""),
            "/usr/local/pgsql/bin",
            .. FromPath("initdb"),
        ];
    }

    private static IEnumerable<string> Versions(string parent, string pattern, string below) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern)
                .OrderByDescending(folder => int.TryParse(new string([.. Path.GetFileName(folder).Where(char.IsAsciiDigit)]), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, below))
            : [];

    private static IEnumerable<string> FromPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => new FileInfo(Path.Combine(folder, program)))
            .Where(file => file.Exists)
            // A link in /usr/bin leads to the folder where the other programs are.
            .Select(file => (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName)
            .Select(file => Path.GetDirectoryName(file)!);
}
