using System.Collections.Concurrent;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Somebody stands at a question, or has left it.</summary>
/// <param name="SectorAssessmentId">In which sector.</param>
/// <param name="Tab">In which of their tabs.</param>
/// <param name="PersonId">Who.</param>
/// <param name="Name">Their name.</param>
/// <param name="Question">The question; <see langword="null"/> when they stand at none any more.</param>
public sealed record AtQuestion(Guid SectorAssessmentId, Guid Tab, Guid PersonId, string Name, string? Question);

/// <summary>Who is at which question at the moment, so that two officials do not write the same answer unawares.</summary>
/// <remarks>Nothing of it is kept. Each server hears of everybody through the database (<see cref="ChangeFeed"/>), whichever one they came to;
/// pages say it again while they stay, so a server that has just started knows it soon, and whoever vanished is forgotten.</remarks>
public sealed class Presence(TimeProvider clock)
{
    /// <summary>How long somebody counts as being there after they last said so. Pages say it every 15 seconds.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(40);

    private readonly ConcurrentDictionary<(Guid Sector, Guid Tab), (AtQuestion Said, DateTimeOffset Until)> _there = new();

    /// <summary>Takes what a page says.</summary>
    /// <returns>Whether that changes what others are to be shown.</returns>
    public bool Hear(AtQuestion said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var key = (said.SectorAssessmentId, said.Tab);
        if (said.Question is null)
        {
            return _there.TryRemove(key, out _);
        }

        var isNew = !_there.TryGetValue(key, out var before) || before.Said != said;
        _there[key] = (said, clock.GetUtcNow() + Lasts);
        return isNew;
    }

    /// <summary>Forgets whoever has said nothing for too long.</summary>
    /// <returns>The sectors in which somebody was forgotten.</returns>
    public IReadOnlySet<Guid> Forget()
    {
        var now = clock.GetUtcNow();
        return _there.Where(one => one.Value.Until < now && _there.TryRemove(one)).Select(one => one.Key.Sector).ToHashSet();
    }

    /// <summary>Question code → names of the others who are there, in alphabetical order.</summary>
    /// <param name="sectorAssessmentId">In which sector.</param>
    /// <param name="reader">Who is not told of themselves.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Others(Guid sectorAssessmentId, Guid reader)
    {
        var now = clock.GetUtcNow();
        return _there.Values
            .Where(one => one.Said.SectorAssessmentId == sectorAssessmentId && one.Said.PersonId != reader && one.Until >= now)
            .GroupBy(one => one.Said.Question!, one => one.Said.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], StringComparer.Ordinal);
    }
}
