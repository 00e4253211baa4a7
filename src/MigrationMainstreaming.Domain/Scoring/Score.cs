using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>The edition of the formulas of <c>docs/scoring.md</c>; kept with every stored result.</summary>
public static class FormulaVersion
{
    /// <summary>Raised when the same answers would come to another figure.</summary>
    public const int Current = 1;
}

/// <summary>An answer as the score reads it.</summary>
/// <param name="Value">What was said; <see langword="null"/> when nothing was.</param>
/// <param name="Confirmed">Whether the coordinator confirmed a "not applicable"; unconfirmed it counts as not known.</param>
/// <param name="Version">The revision of the answer, named in proofs; 0 where there is none, as in a file.</param>
public readonly record struct ScoredAnswer(AnswerValue? Value, bool Confirmed = false, int Version = 0)
{
    /// <summary>The current answer.</summary>
    public static ScoredAnswer Of(Answer answer) => new(answer.Value, answer.IsConfirmedNotApplicable, answer.Version);

    /// <summary>The answer as it was submitted.</summary>
    public static ScoredAnswer Of(SubmittedAnswer answer) => new(answer.Value, answer.Confirmed, answer.Version);
}

/// <summary>A figure in per cent of what could be earned, with what it rests on.</summary>
/// <remarks>Per cents are exact to <see cref="Places"/> places; rounding further is for display alone. Bands are taken
/// from the exact figures.</remarks>
/// <param name="Value">The figure; <see langword="null"/> where nothing counts yet.</param>
/// <param name="Low">What it comes to if everything still missing earns nothing.</param>
/// <param name="High">What it comes to if everything still missing earns full marks.</param>
/// <param name="Answered">Questions that earned marks.</param>
/// <param name="Asked">Questions that count.</param>
/// <param name="Level">The band, from 1; <see langword="null"/> where none is shown.</param>
/// <param name="LowLevel">The band in which <paramref name="Low"/> lies.</param>
/// <param name="HighLevel">The band in which <paramref name="High"/> lies: "between X and Y" where the two differ.</param>
public sealed record Score(decimal? Value, decimal Low, decimal High, int Answered, int Asked, int? Level = null, int? LowLevel = null, int? HighLevel = null)
{
    /// <summary>Guard digits: figures are rounded to this many places before they are compared, since 1/3 is not exact in any
    /// decimal and a true 40 must not be missed.</summary>
    public const int Places = 20;

    /// <summary>How many questions that count have earned no marks yet.</summary>
    public int MissingCount => Asked - Answered;

    internal static Score Of(decimal? value, decimal low, decimal high, int answered, int asked, Bands? bands)
    {
        var exact = value is { } fraction ? PerCent(fraction) : (decimal?)null;
        // With nothing missing the three are one.
        var exactLow = low == value ? exact!.Value : PerCent(low);
        var exactHigh = high == low ? exactLow : PerCent(high);
        if (bands is null || asked == 0)
        {
            return new Score(exact, exactLow, exactHigh, answered, asked);
        }

        var lowLevel = LevelOf(exactLow, bands);
        var highLevel = exactHigh == exactLow ? lowLevel : LevelOf(exactHigh, bands);
        int? level = bands.Rule == BandRule.Value
            ? exact is { } figure ? LevelOf(figure, bands) : null
            : lowLevel == highLevel && answered > 0 ? lowLevel : null;
        return new Score(exact, exactLow, exactHigh, answered, asked, level, lowLevel, highLevel);
    }

    /// <summary>A share of 1 in per cent, rounded to the guard digits.</summary>
    internal static decimal PerCent(decimal fraction) => Guarded(fraction * 100m);

    /// <summary>Rounded to the guard digits, where there are more.</summary>
    internal static decimal Guarded(decimal figure) => figure.Scale > Places ? decimal.Round(figure, Places) : figure;

    private static int LevelOf(decimal perCent, Bands bands)
    {
        var level = 0;
        foreach (var band in bands.Levels)
        {
            level += perCent >= band.From ? 1 : 0;
        }

        return level;
    }
}

/// <summary>What the answers say about one framework item: "migration in policies linked to 3.8", never progress on 3.8.</summary>
/// <param name="Framework">The framework's code: <c>sdg</c>.</param>
/// <param name="Item">The item's code: <c>3.8</c>.</param>
/// <param name="Earned">Sum of weight × link strength × marks over the answered questions.</param>
/// <param name="Weight">Sum of weight × link strength over the answered questions.</param>
/// <param name="Answered">Linked questions that earned marks.</param>
/// <param name="Asked">Linked questions that count.</param>
/// <param name="Direct">How many of those asked bear on it directly; the others do indirectly.</param>
public sealed record ItemScore(string Framework, string Item, decimal Earned, decimal Weight, int Answered, int Asked, int Direct)
{
    /// <summary>Below this number of answered questions, screens and reports show the answers and no figure.</summary>
    public const int FewestForFigure = 3;

    /// <summary>The weighted mean in per cent; <see langword="null"/> means no evidence, never 0.</summary>
    public decimal? Value => Answered == 0 ? null : Score.PerCent(Earned / Weight);

    public int Indirect => Asked - Direct;

    /// <summary>Whether enough questions were answered for a figure to be shown.</summary>
    public bool ShowsFigure => Answered >= FewestForFigure;
}
