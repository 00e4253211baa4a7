using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Npgsql;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Something of a sector has changed.</summary>
/// <param name="SectorAssessmentId">Which sector.</param>
/// <param name="QuestionCode">Which answer; <see langword="null"/> for the sector as a whole.</param>
/// <param name="IsOfPeople">Whether nothing was written: somebody came to a question, or left one.</param>
public sealed record SectorChange(Guid SectorAssessmentId, string? QuestionCode, bool IsOfPeople = false);

/// <summary>Tells open pages what others have changed: one listening connection for the whole process, whichever server wrote.</summary>
/// <remarks>It tells that something changed and never what: each page reads again with the rights of its own person. The database itself
/// sends the word, with the commit of whatever wrote (<see cref="Script"/>), so no writer can forget it.</remarks>
public sealed class ChangeFeed(NpgsqlDataSource source, Presence presence, ILogger<ChangeFeed> logger) : BackgroundService
{
    private const string Channel = "sector_changed";
    private const string PeopleChannel = "sector_people";
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<object, Action<SectorChange>>> _listeners = new();
    private readonly ConcurrentDictionary<Guid, long> _lastTold = new();
    private long _told;
    private long _standsSince = long.MaxValue;

    /// <summary>A point in the feed, for <see cref="MayHaveChangedSince"/>.</summary>
    public long Now => Interlocked.Read(ref _told);

    /// <summary>The database's side, as a script that may run any number of times: which rows send a word when they change.</summary>
    public static string Script { get; } = string.Join('\n',
    [
        .. Telling("answer", "new.sector_assessment_id || '/' || new.question_code", "answers", "set_aside_answers"),
        .. Telling("sector", "new.id || '/'", "sector_assessments"),
        .. Telling("notes", "new.sector_assessment_id || '/'", "review_comments", "proposals"),
    ]);

    /// <summary>Calls back, on any thread, with each change of the sector until the result is disposed. After a broken line it calls once
    /// with no question, since anything may have changed meanwhile.</summary>
    public IDisposable Listen(Guid sectorAssessmentId, Action<SectorChange> onChange)
    {
        var key = new object();
        _listeners.GetOrAdd(sectorAssessmentId, _ => new())[key] = onChange;
        return new Listening(() =>
        {
            if (_listeners.TryGetValue(sectorAssessmentId, out var ofSector))
            {
                ofSector.TryRemove(key, out _);
                if (ofSector.IsEmpty)
                {
                    // A listener that comes at this very moment finds its place gone and is told of nothing; it is put back.
                    _listeners.TryRemove(sectorAssessmentId, out var removed);
                    foreach (var (late, callback) in removed ?? new())
                    {
                        _listeners.GetOrAdd(sectorAssessmentId, _ => new())[late] = callback;
                    }
                }
            }
        });
    }

    /// <summary>Tells all servers at which question somebody stands.</summary>
    public async Task TellAsync(AtQuestion said)
    {
        await using var command = source.CreateCommand("select pg_notify($1, $2)");
        command.Parameters.Add(new() { Value = PeopleChannel });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(said) });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Whether the sector may have changed since that point. Listen first and ask then: so nothing falls between the two.</summary>
    public bool MayHaveChangedSince(Guid sectorAssessmentId, long point) =>
        Interlocked.Read(ref _standsSince) > point || (_lastTold.TryGetValue(sectorAssessmentId, out var last) && last > point);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wasBroken = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, word) => Hear(word.Channel, word.Payload);
                await RunAsync(connection, $"listen {Channel}; listen {PeopleChannel}", stoppingToken);
                Interlocked.Exchange(ref _standsSince, Interlocked.Increment(ref _told));
                if (wasBroken)
                {
                    TellEverybody();
                }

                wasBroken = false;
                for (var looked = Stopwatch.StartNew(); ;)
                {
                    if (!await connection.WaitAsync(LookAfter, stoppingToken))
                    {
                        // A line that was cut without a word is found out by asking.
                        await RunAsync(connection, "select 1", stoppingToken);
                    }

                    if (looked.Elapsed >= LookAfter)
                    {
                        looked.Restart();
                        foreach (var sector in presence.Forget())
                        {
                            Tell(new SectorChange(sector, null, IsOfPeople: true));
                        }
                    }
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                if (!wasBroken)
                {
                    logger.LogWarning(exception, "The line that tells pages of changes broke; trying again until it stands");
                }

                wasBroken = true;
                Interlocked.Exchange(ref _standsSince, long.MaxValue);
                await Task.Delay(PauseAfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static IEnumerable<string> Telling(string what, string word, params IEnumerable<string> tables) =>
    [
        $"create or replace function tell_{what}_changed() returns trigger language plpgsql as $$ begin perform pg_notify('{Channel}', {word}); return null; end $$;",
        .. tables.Select(table => $"create or replace trigger tell_changed after insert or update on {table} for each row execute function tell_{what}_changed();"),
    ];

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 5 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private void Hear(string channel, string payload)
    {
        if (channel == PeopleChannel)
        {
            // Whoever may write to the database may also say nonsense here; it is nobody's answer.
            if (ReadSaid(payload) is { } said && presence.Hear(said))
            {
                Tell(new SectorChange(said.SectorAssessmentId, said.Question, IsOfPeople: true));
            }
        }
        else if (payload.Split('/', 2) is [var sector, var question] && Guid.TryParse(sector, out var id))
        {
            _lastTold[id] = Interlocked.Increment(ref _told);
            Tell(new SectorChange(id, question.Length == 0 ? null : question));
        }
    }

    private static AtQuestion? ReadSaid(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize<AtQuestion>(payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Tell(SectorChange change)
    {
        if (_listeners.TryGetValue(change.SectorAssessmentId, out var listeners))
        {
            foreach (var listener in listeners.Values)
            {
                listener(change);
            }
        }
    }

    private void TellEverybody()
    {
        foreach (var (sector, listeners) in _listeners)
        {
            foreach (var listener in listeners.Values)
            {
                listener(new SectorChange(sector, null));
            }
        }
    }

    private sealed class Listening(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}
