namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>Where a sector or target stands when strength given is held against strength received.</summary>
public enum Quadrant
{
    /// <summary>Gives much and receives little.</summary>
    Driver,

    /// <summary>Gives much and receives much.</summary>
    Linked,

    /// <summary>Gives little and receives much.</summary>
    Dependent,

    /// <summary>Gives little and receives little.</summary>
    Autonomous,
}

/// <summary>What one sector or target does to the others, and they to it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Positive">Help given: the sum of the positive values of its row.</param>
/// <param name="Negative">Hindrance given: the sum of the negative values of its row, with their sign.</param>
/// <param name="PositiveReceived">Help received: the sum of the positive values of its column.</param>
/// <param name="NegativeReceived">Hindrance received: the sum of the negative values of its column, with their sign.</param>
/// <param name="SecondOrder">What it does through others: half the sum of each value of its row times the influence of the other.</param>
/// <param name="Rank">1 for the highest total; who is equal shares a rank, and the next is left out: 1, 2, 2, 4.</param>
/// <param name="Quadrant">Where it stands among the others.</param>
public sealed record InteractionFigures(
    string Code, decimal Positive, decimal Negative, decimal PositiveReceived, decimal NegativeReceived, decimal SecondOrder, int Rank, Quadrant Quadrant)
{
    /// <summary>First-order influence: the sum of its row.</summary>
    public decimal Influence => Positive + Negative;

    /// <summary>The sum of its column.</summary>
    public decimal Dependence => PositiveReceived + NegativeReceived;

    /// <summary>First and second order together.</summary>
    public decimal Total => Influence + SecondOrder;

    /// <summary>Strength given: help and hindrance added without their signs, so that one does not hide the other.</summary>
    public decimal Given => Positive - Negative;

    /// <summary>Strength received, likewise without signs.</summary>
    public decimal Received => PositiveReceived - NegativeReceived;
}

/// <summary>Influence and dependence, after the cross-impact method of SEI ("SDG Synergies"); formulas and sources in <c>docs/coherence.md</c>.</summary>
/// <remarks>Exact decimal arithmetic without any division. A pair that nobody has rated adds nothing, as if it were 0.</remarks>
public static class InteractionAnalysis
{
    /// <summary>The figures of all, in the order of the table.</summary>
    public static IReadOnlyList<InteractionFigures> Of(InteractionTable table)
    {
        var count = table.Order.Count;
        var (positive, negative) = (new decimal[count], new decimal[count]);
        var (positiveReceived, negativeReceived) = (new decimal[count], new decimal[count]);
        ForEachRated(table, (from, to, value) =>
        {
            if (value > 0)
            {
                positive[from] += value;
                positiveReceived[to] += value;
            }
            else
            {
                negative[from] += value;
                negativeReceived[to] += value;
            }
        });

        // The influence of the other includes what it does back to the first: leaving that out does not give the published figures.
        var twiceSecond = new decimal[count];
        ForEachRated(table, (from, to, value) => twiceSecond[from] += value * (positive[to] + negative[to]));

        var totals = Enumerable.Range(0, count).Select(index => positive[index] + negative[index] + (0.5m * twiceSecond[index])).ToArray();
        var ranks = Ranks(totals);
        var (given, received) = (Strength(positive, negative), Strength(positiveReceived, negativeReceived));
        return
        [
            .. Enumerable.Range(0, count).Select(index => new InteractionFigures(
                table.Order[index], positive[index], negative[index], positiveReceived[index], negativeReceived[index], 0.5m * twiceSecond[index], ranks[index],
                In(AboveMean(given, index), AboveMean(received, index)))),
        ];
    }

    private static void ForEachRated(InteractionTable table, Action<int, int, decimal> act)
    {
        for (var from = 0; from < table.Order.Count; from++)
        {
            for (var to = 0; to < table.Order.Count; to++)
            {
                if (table[from, to] is { } value)
                {
                    act(from, to, value);
                }
            }
        }
    }

    private static int[] Ranks(decimal[] totals)
    {
        var sorted = totals.OrderDescending().ToList();
        return [.. totals.Select(total => sorted.IndexOf(total) + 1)];
    }

    private static decimal[] Strength(decimal[] positive, decimal[] negative) => [.. positive.Zip(negative, (help, hindrance) => help - hindrance)];

    /// <summary>Compared as a product: the mean itself may not be exact.</summary>
    private static bool AboveMean(decimal[] strengths, int index) => strengths[index] * strengths.Length > strengths.Sum();

    private static Quadrant In(bool givesMuch, bool receivesMuch) => (givesMuch, receivesMuch) switch
    {
        (true, false) => Quadrant.Driver,
        (true, true) => Quadrant.Linked,
        (false, true) => Quadrant.Dependent,
        (false, false) => Quadrant.Autonomous,
    };
}
