using System.Globalization;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>Figures as they are printed. Rounding is for the eye alone.</summary>
internal static class Shown
{
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

        var difference = decimal.Round(after.Value - before.Value, 1, MidpointRounding.AwayFromZero);
        return (difference > 0 ? "+" : difference < 0 ? "−" : "") + Math.Abs(difference).ToString("0.0", CultureInfo.CurrentCulture);
    }

    public static string Weight(decimal weight) => weight.ToString("0.###", CultureInfo.CurrentCulture);

    /// <summary>"59.09%", as drawings take it.</summary>
    public static string Per(decimal value) => decimal.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>Shares in hundredths that add up to the printed figure: what rounding leaves over goes where most was cut.</summary>
    public static IReadOnlyList<decimal> Shares(IReadOnlyList<decimal> shares, decimal? figure)
    {
        var floors = shares.Select(share => decimal.Floor(share * 100m) / 100m).ToArray();
        var rest = (int)((decimal.Round(figure ?? 0m, 2, MidpointRounding.AwayFromZero) - floors.Sum()) * 100m);
        foreach (var index in Enumerable.Range(0, floors.Length).OrderByDescending(index => shares[index] - floors[index]).ThenBy(index => index).Take(Math.Max(0, rest)))
        {
            floors[index] += 0.01m;
        }

        return floors;
    }
}
