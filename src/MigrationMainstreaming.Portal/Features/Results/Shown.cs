using System.Globalization;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>Figures as they are printed. Rounding is for the eye alone.</summary>
internal static class Shown
{
    private const string LeftToRight = "\u200E";

    /// <summary>"59.1", in the reader's culture.</summary>
    public static string Figure(decimal? value) => value is { } figure ? decimal.Round(figure, 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.CurrentCulture) : "–";

    /// <summary>"59.09".</summary>
    public static string Exact(decimal? value) => value is { } figure ? decimal.Round(figure, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.CurrentCulture) : "–";

    /// <summary>"+4.5", "−4.5" or "0.0": the difference of two figures, taken before either is rounded.</summary>
    public static string Difference(decimal? before, decimal? after)
    {
        if (before is null || after is null)
        {
            return "–";
        }

        return Signed(after.Value - before.Value);
    }

    /// <summary>The parts of a difference with one place, so that they add up as printed; what rounding leaves over goes where most was cut.</summary>
    public static (string Difference, string Policy, string Review, string Questionnaire, string Formula) Points(Domain.Scoring.ScoreChange change)
    {
        if (change.Difference is not { } difference)
        {
            return ("–", "–", "–", "–", "–");
        }

        var parts = AddingUp([change.Policy, change.Review, change.Questionnaire, change.Formula], difference, 1);
        return (Signed(difference), Signed(parts[0]), Signed(parts[1]), Signed(parts[2]), Signed(parts[3]));
    }

    private static string Signed(decimal points)
    {
        var rounded = decimal.Round(points, 1, MidpointRounding.AwayFromZero);
        // With the mark the sign stands before its number among words from right to left too.
        return (rounded > 0 ? LeftToRight + "+" : rounded < 0 ? LeftToRight + "−" : "") + Math.Abs(rounded).ToString("0.0", CultureInfo.CurrentCulture);
    }

    public static string Weight(decimal weight) => weight.ToString("0.###", CultureInfo.CurrentCulture);

    /// <summary>"59.09%", as drawings take it.</summary>
    public static string Per(decimal value) => decimal.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>Shares in hundredths that add up to the printed figure.</summary>
    public static IReadOnlyList<decimal> Shares(IReadOnlyList<decimal> shares, decimal? figure) => AddingUp(shares, figure ?? 0m, 2);

    /// <summary>Parts with some places that add up to their sum with as many: what rounding leaves over goes where most was cut.</summary>
    internal static decimal[] AddingUp(IReadOnlyList<decimal> parts, decimal sum, int places)
    {
        var unit = new decimal(1, 0, 0, false, (byte)places);
        var floors = parts.Select(part => decimal.Floor(part / unit) * unit).ToArray();
        var rest = (int)((decimal.Round(sum, places, MidpointRounding.AwayFromZero) - floors.Sum()) / unit);
        foreach (var index in Enumerable.Range(0, floors.Length).OrderByDescending(index => parts[index] - floors[index]).ThenBy(index => index).Take(Math.Max(0, rest)))
        {
            floors[index] += unit;
        }

        return floors;
    }
}
