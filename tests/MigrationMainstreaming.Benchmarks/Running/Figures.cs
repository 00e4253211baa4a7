using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace MigrationMainstreaming.Benchmarks.Running;

/// <summary>Writes down what was measured.</summary>
internal static class Figures
{
    /// <summary>One line: what, and how its values lie.</summary>
    public static void Print(string what, IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToArray();
        Print(what, sorted.Length == 0
            ? "nothing was measured"
            : string.Create(CultureInfo.InvariantCulture, $"p50 {At(sorted, 50):0.0}  p95 {At(sorted, 95):0.0}  p99 {At(sorted, 99):0.0}  most {sorted[^1]:0.0}  ({sorted.Length} times)"));
    }

    public static void Print(string what, string value) => Console.WriteLine($"  {what,-44} {value}");

    public static void Print(string what, double value, string unit) => Print(what, string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}"));

    /// <summary>The value that so many per cent do not exceed.</summary>
    public static double At(double[] sorted, int percent) => sorted.Length == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];

    public static void Print(ConcurrentDictionary<string, int> failures) =>
        Print("failures", failures.IsEmpty ? "none" : string.Join("; ", failures.Select(failure => $"{failure.Value} × {failure.Key}")));
}

/// <summary>A time in which processors are watched.</summary>
internal sealed class Watch(int portalId, int postgresId)
{
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly double _client = Environment.CpuUsage.TotalTime.TotalSeconds;
    private readonly double _portal = ProcessUse.CpuSeconds(portalId);
    private readonly double _postgres = ProcessUse.CpuSecondsWithChildren(postgresId);

    public double Seconds => Stopwatch.GetElapsedTime(_begin).TotalSeconds;

    /// <summary>How many cores each side kept busy on average.</summary>
    public void Print()
    {
        var seconds = Seconds;
        var (client, portal, postgres) = (Environment.CpuUsage.TotalTime.TotalSeconds - _client, ProcessUse.CpuSeconds(portalId) - _portal, ProcessUse.CpuSecondsWithChildren(postgresId) - _postgres);
        Figures.Print("cores busy", string.Create(
            CultureInfo.InvariantCulture, $"portal {portal / seconds:0.00}, PostgreSQL {postgres / seconds:0.00}, this client {client / seconds:0.00}, of {Environment.ProcessorCount}"));
    }
}
