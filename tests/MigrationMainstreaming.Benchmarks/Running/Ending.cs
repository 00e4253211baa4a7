using System.Runtime.InteropServices;

namespace MigrationMainstreaming.Benchmarks.Running;

/// <summary>Ends what a command has started, also when the command itself is told to stop.</summary>
internal static class Ending
{
    private static readonly Stack<IAsyncDisposable> Started = new();
    private static readonly List<PosixSignalRegistration> Signals =
        [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, EndAll))];

    /// <summary>From now on a signal ends this before it ends the command.</summary>
    public static T Watched<T>(T started)
        where T : IAsyncDisposable
    {
        lock (Signals)
        {
            Started.Push(started);
        }

        return started;
    }

    private static void EndAll(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (Signals)
        {
            while (Started.TryPop(out var started))
            {
                try
                {
                    started.DisposeAsync().AsTask().GetAwaiter().GetResult();
                }
                catch (InvalidOperationException)
                {
                    // It has ended already.
                }
            }
        }

        Environment.Exit(130);
    }
}
