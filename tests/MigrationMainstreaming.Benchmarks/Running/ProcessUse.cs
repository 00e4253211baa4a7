using System.Globalization;

namespace MigrationMainstreaming.Benchmarks.Running;

/// <summary>What processes use, as Linux counts it.</summary>
internal static class ProcessUse
{
    // The kernel counts the time of processes in hundredths of a second, whatever the machine.
    private const double TicksInSecond = 100;

    /// <summary>Memory that the process has in use, in KiB.</summary>
    public static long ResidentKib(int processId) =>
        long.Parse(File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>Seconds that the process and those it has waited for have computed.</summary>
    public static double CpuSeconds(int processId) => Read(processId)?.Seconds ?? 0;

    /// <summary>The same with all processes that it has started and that still run.</summary>
    public static double CpuSecondsWithChildren(int processId) =>
        CpuSeconds(processId) + Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .Sum(read => read is var (parent, seconds) && parent == processId ? seconds : 0);

    private static (int Parent, double Seconds)? Read(int processId)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{processId}/stat").Split(") ")[^1].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / TicksInSecond);
        }
        catch (IOException)
        {
            // It has just ended.
            return null;
        }
    }
}
