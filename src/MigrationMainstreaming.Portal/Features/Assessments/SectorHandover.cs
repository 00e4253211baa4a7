using System.Collections.Concurrent;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>Hands what was read for the first drawing of a page to the circuit that takes the page over a moment later, so that the page
/// comes alive without being blank in between and without being read twice.</summary>
/// <remarks>The key is known to that page alone; on another server, or too late, the page is simply read again.</remarks>
public sealed class SectorHandover(TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(20);
    private const int Most = 2000;

    private readonly ConcurrentDictionary<Guid, (SectorView View, long FeedAt, DateTimeOffset At)> _views = new();

    /// <summary>Keeps the view for a moment.</summary>
    /// <param name="view">What was read.</param>
    /// <param name="feedAt">Where the feed of changes was before it was read.</param>
    /// <returns>The key under which it can be taken, once.</returns>
    public Guid Keep(SectorView view, long feedAt)
    {
        var now = clock.GetUtcNow();
        foreach (var (old, _) in _views.Where(kept => now - kept.Value.At > Kept))
        {
            _views.TryRemove(old, out _);
        }

        var key = Guid.NewGuid();
        if (_views.Count < Most)
        {
            _views[key] = (view, feedAt, now);
        }

        return key;
    }

    /// <summary>Takes what was kept for this person, if it is still there.</summary>
    public (SectorView View, long FeedAt)? Take(Guid key) =>
        _views.TryRemove(key, out var kept) && clock.GetUtcNow() - kept.At <= Kept ? (kept.View, kept.FeedAt) : null;
}
