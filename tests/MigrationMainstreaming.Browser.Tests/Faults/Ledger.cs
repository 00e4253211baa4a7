using System.Collections.Concurrent;
using System.Text.Json;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>One question of one sector, as both the ledger and the database name it.</summary>
internal readonly record struct Place(string Sector, string Question);

/// <summary>Something that a person typed or chose: the whole of that part as it stood after the keystroke.</summary>
internal sealed record Typed(string Who, Place Place, string Part, string? Value, DateTimeOffset At);

/// <summary>A save on its way: what it says, on top of which version, under which key.</summary>
internal sealed record Sent(Guid Operation, string Who, Place Place, int BasedOn, string Body, DateTimeOffset At);

/// <summary>What a save was answered with.</summary>
internal sealed record Answered(Guid Operation, string Who, Place Place, int Status, int? Version, string? Current, DateTimeOffset At);

/// <summary>What was typed, sent and acknowledged, kept apart from the portal that it is to judge: in memory, and line by line in a file.</summary>
internal sealed class Ledger : IDisposable
{
    private readonly StreamWriter _file;
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<object> _entries = new();

    public Ledger(string file) => _file = new StreamWriter(file) { AutoFlush = true };

    public IEnumerable<Typed> Typed => _entries.OfType<Typed>();
    public IEnumerable<Sent> Sent => _entries.OfType<Sent>();
    public IEnumerable<Answered> Answered => _entries.OfType<Answered>();

    /// <summary>What was acknowledged as saved.</summary>
    public IEnumerable<Answered> Acknowledged => Answered.Where(answer => answer is { Status: 200, Version: not null });

    /// <summary>What the robots saw that must not be, in words.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    public void Note(object entry)
    {
        _entries.Enqueue(entry);
        Write(entry.GetType().Name, entry);
    }

    /// <summary>Keeps what was done to the portal, so that a violation can be laid beside it.</summary>
    public void Say(string words) => Write("Fault", new { words, at = DateTimeOffset.UtcNow });

    public void Blame(string words)
    {
        Wrong.Enqueue($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {words}");
        Write("Wrong", new { words, at = DateTimeOffset.UtcNow });
    }

    public void Dispose() => _file.Dispose();

    private void Write(string kind, object entry)
    {
        lock (_lock)
        {
            _file.WriteLine($"{kind} {JsonSerializer.Serialize(entry)}");
        }
    }
}
