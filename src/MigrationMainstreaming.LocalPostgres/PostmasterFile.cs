using System.Diagnostics;
using System.Globalization;

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>What a running (or killed) server wrote about itself into its data folder, as <c>postmaster.pid</c>.</summary>
internal sealed record PostmasterFile(string DataFolder, int ProcessId, DateTimeOffset StartedAt, ServerAddress Address, string Status)
{
    public bool IsStarting => Status is "starting" or "";
    public bool IsReady => Status == "ready";

    /// <summary>Whether a process of that number lives, be it the server or one that got its number later.</summary>
    public bool NumberIsTaken
    {
        get
        {
            if (OperatingSystem.IsLinux())
            {
                return Directory.Exists($"/proc/{ProcessId}");
            }

            using var process = Find(ProcessId);
            return process is not null;
        }
    }

    /// <summary>Whether the server that wrote the file lives.</summary>
    public bool IsOurs
    {
        get
        {
            if (OperatingSystem.IsLinux())
            {
                return WorksIn(ProcessId, DataFolder);
            }

            using var process = Find(ProcessId);
            try
            {
                return process is not null
                    && process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
                    && (process.StartTime.ToUniversalTime() - StartedAt.UtcDateTime).Duration() < TimeSpan.FromMinutes(2);
            }
            catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }

    /// <returns>The file's content; <see langword="null"/> when there is none, or it is not whole yet.</returns>
    public static PostmasterFile? Read(string dataFolder)
    {
        string[] lines;
        try
        {
            using var file = new FileStream(PathIn(dataFolder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            lines = [.. reader.ReadToEnd().Split('\n').Select(line => line.Trim())];
        }
        catch (IOException)
        {
            return null;
        }

        if (lines.Length < 4
            || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId)
            || !long.TryParse(lines[2], CultureInfo.InvariantCulture, out var startedAt)
            || !int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        var socketFolder = lines.ElementAtOrDefault(4) ?? "";
        var listens = lines.ElementAtOrDefault(5) is { Length: > 0 } address and not "*" and not "localhost" ? address : "127.0.0.1";
        return new PostmasterFile(
            dataFolder,
            processId,
            DateTimeOffset.FromUnixTimeSeconds(startedAt),
            new ServerAddress(socketFolder.Length > 0 ? socketFolder : listens, port),
            lines.ElementAtOrDefault(7) ?? "");
    }

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "postmaster.pid");

    /// <summary>The processes that still work in a data folder: a killed server's children live on for a moment.</summary>
    public static IReadOnlyList<int> ProcessesIn(string dataFolder) =>
        !OperatingSystem.IsLinux()
            ? []
            : [.. Directory.EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id > 0 && WorksIn(id, dataFolder))];

    /// <summary>A server and its children make the data folder their current one; nothing else has reason to.</summary>
    private static bool WorksIn(int processId, string dataFolder)
    {
        try
        {
            return new DirectoryInfo($"/proc/{processId}/cwd").LinkTarget == dataFolder
                && File.ReadAllText($"/proc/{processId}/comm").StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static Process? Find(int processId)
    {
        try
        {
            return Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
