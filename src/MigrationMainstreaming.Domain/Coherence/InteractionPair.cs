namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>Everything that was said about one pair: what policies of the row do to what the column is trying to reach.</summary>
/// <param name="From">The row.</param>
/// <param name="To">The column.</param>
/// <param name="Ratings">What each rater said; withdrawn ratings are passed over.</param>
/// <param name="Settlements">What was agreed, in any order.</param>
public sealed record InteractionPair(string From, string To, IReadOnlyList<Rating> Ratings, IReadOnlyList<SettledRating> Settlements)
{
    /// <summary>Two sides that differ by so much see the same policies differently.</summary>
    public const int GapFrom = 3;

    /// <summary>At this value and below it a pair is a tension to reconcile; from <see cref="JointFrom"/> on it is one for joint action.</summary>
    public const int TensionFrom = -2, JointFrom = 2;

    /// <summary>The ratings that stand.</summary>
    public IReadOnlyList<Rating> Standing { get; } = [.. Ratings.Where(rating => !rating.IsWithdrawn).OrderBy(rating => rating.Side).ThenBy(rating => rating.RaterName, StringComparer.Ordinal).ThenBy(rating => rating.RaterId)];

    /// <summary>What was agreed last.</summary>
    public SettledRating? Settled { get; } = Settlements.MaxBy(settled => settled.Number);

    /// <summary>The middle rating, of an even number the mean of the two in the middle; <see langword="null"/> without any.</summary>
    public decimal? Median
    {
        get
        {
            var values = Standing.Select(rating => rating.Value).Order().ToList();
            return values.Count == 0 ? null : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2m;
        }
    }

    /// <summary>Highest less lowest rating; <see langword="null"/> without any.</summary>
    public int? Spread => Standing.Count == 0 ? null : Standing.Max(rating => rating.Value) - Standing.Min(rating => rating.Value);

    /// <summary>What counts: the settled value, otherwise the median; <see langword="null"/> where nobody has said anything.</summary>
    public decimal? Value => Settled?.Value ?? Median;

    /// <summary>Whether a rating of one side and one of the other differ by 3 or more.</summary>
    public bool IsGap
    {
        get
        {
            var (giving, receiving) = (ValuesOf(PairSide.Giving), ValuesOf(PairSide.Receiving));
            return giving.Count > 0 && receiving.Count > 0 && (giving.Max() - receiving.Min() >= GapFrom || receiving.Max() - giving.Min() >= GapFrom);
        }
    }

    /// <summary>Whether what counts is −2 or lower.</summary>
    public bool IsTension => Value <= TensionFrom;

    /// <summary>Whether what counts is +2 or higher.</summary>
    public bool IsJointAction => Value >= JointFrom;

    private List<int> ValuesOf(PairSide side) => [.. Standing.Where(rating => rating.Side == side).Select(rating => rating.Value)];
}
