using System.Numerics;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>A child of a node on its way into a join: how much it counts, and its figure as a share of 1.</summary>
internal readonly record struct Part(decimal Weight, decimal Value);

/// <summary>The joins of <see cref="Join"/>, each from shares of 1 to a share of 1.</summary>
internal static class Joining
{
    /// <summary>How framework items, and sectors of equal weight, are joined.</summary>
    public static readonly Aggregation WeightedMean = new() { Join = Join.WeightedMean };

    private const int GuardDigits = 28;

    /// <summary>The joined figure; there is at least one part.</summary>
    public static decimal Of(Aggregation aggregation, ReadOnlySpan<Part> parts) => aggregation.Join switch
    {
        Join.Mean => Mean(parts, weighted: false),
        Join.Minimum => Minimum(parts),
        Join.GeometricMean => GeometricMean(parts),
        Join.CappedSum => CappedSum(parts, aggregation.Cap!.Value),
        _ => Mean(parts, weighted: true),
    };

    /// <summary>How much of the joined figure comes from each part; the shares add up to <paramref name="figure"/>.</summary>
    public static decimal[] SharesOf(Aggregation aggregation, ReadOnlySpan<Part> parts, decimal figure)
    {
        // The figure goes to the parts by what they earned. The least one alone decides a minimum.
        var earned = new decimal[parts.Length];
        var least = aggregation.Join == Join.Minimum ? IndexOfLeast(parts) : -1;
        var total = 0m;
        for (var index = 0; index < parts.Length; index++)
        {
            var weight = aggregation.Join is Join.Mean or Join.GeometricMean or Join.Minimum ? 1m : parts[index].Weight;
            earned[index] = least >= 0 && least != index ? 0m : weight * parts[index].Value;
            total += earned[index];
        }

        if (total == 0m)
        {
            return earned;
        }

        var (rest, last, each) = (figure, Array.FindLastIndex(earned, part => part != 0m), figure / total);
        for (var index = 0; index < last; index++)
        {
            earned[index] = earned[index] == 0m ? 0m : Score.Guarded(each * earned[index]);
            rest -= earned[index];
        }

        // What rounding leaves over stays with the last one, so that the shares add up to the last digit.
        earned[last] = rest;
        return earned;
    }

    /// <summary>The lowest (or highest) figure that can come of it where some parts may yet drop out or come in.</summary>
    public static decimal Extreme(Aggregation aggregation, List<Part> certain, List<Part> possible, bool highest)
    {
        if (aggregation.Join == Join.CappedSum && !highest)
        {
            return LowestCappedSum(certain, possible, aggregation.Cap!.Value);
        }

        // The parts worth having for an extreme are those below (above) it: try them in that order. Above its cap a sum only gains
        // from more parts, so the highest is found so too.
        possible.Sort((one, other) => highest ? other.Value.CompareTo(one.Value) : one.Value.CompareTo(other.Value));
        if (aggregation.Join is Join.Mean or Join.WeightedMean or Join.Sum)
        {
            return ExtremeMean(certain, possible, aggregation.Join != Join.Mean, highest);
        }

        var extreme = certain.Count == 0 ? (decimal?)null : Of(aggregation, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(certain));
        foreach (var part in possible)
        {
            certain.Add(part);
            var with = Of(aggregation, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(certain));
            if (extreme is null || (highest ? with > extreme : with < extreme))
            {
                extreme = with;
            }
        }

        return extreme ?? (highest ? 1m : 0m);
    }

    /// <summary>The same of means, with the sums carried along: while nothing is answered, everything in a long questionnaire is only possible.</summary>
    private static decimal ExtremeMean(List<Part> certain, List<Part> possible, bool weighted, bool highest)
    {
        var (earned, weights) = (0m, 0m);
        foreach (var part in certain)
        {
            Add(part);
        }

        var extreme = certain.Count == 0 ? (decimal?)null : earned / weights;
        foreach (var part in possible)
        {
            Add(part);
            var with = earned / weights;
            if (extreme is null || (highest ? with > extreme : with < extreme))
            {
                extreme = with;
            }
        }

        return extreme ?? (highest ? 1m : 0m);

        void Add(Part part)
        {
            earned += weighted ? part.Weight * part.Value : part.Value;
            weights += weighted ? part.Weight : 1m;
        }
    }

    private static decimal Mean(ReadOnlySpan<Part> parts, bool weighted)
    {
        var (earned, weights) = (0m, 0m);
        foreach (var part in parts)
        {
            earned += weighted ? part.Weight * part.Value : part.Value;
            weights += weighted ? part.Weight : 1m;
        }

        return earned / weights;
    }

    private static int IndexOfLeast(ReadOnlySpan<Part> parts)
    {
        var least = 0;
        for (var index = 1; index < parts.Length; index++)
        {
            least = parts[index].Value < parts[least].Value ? index : least;
        }

        return least;
    }

    private static decimal Minimum(ReadOnlySpan<Part> parts) => parts[IndexOfLeast(parts)].Value;

    private static decimal CappedSum(ReadOnlySpan<Part> parts, decimal cap)
    {
        var (points, greatest) = (0m, 0m);
        foreach (var part in parts)
        {
            points += part.Weight * part.Value;
            greatest += part.Weight;
        }

        greatest = Math.Min(greatest, cap);
        return Math.Min(points, greatest) / greatest;
    }

    /// <summary>No more than what is certain to be earned, of the most that can be asked. Which parts make the least of a capped sum
    /// is a knapsack; this is not above it.</summary>
    private static decimal LowestCappedSum(List<Part> certain, List<Part> possible, decimal cap)
    {
        var greatest = Math.Min(cap, certain.Concat(possible).Sum(part => part.Weight));
        return greatest == 0m ? 0m : Math.Min(1m, certain.Sum(part => part.Weight * part.Value) / greatest);
    }

    /// <summary>The n-th root of the product, in whole numbers so that neither many nor small factors lose digits.</summary>
    private static decimal GeometricMean(ReadOnlySpan<Part> parts)
    {
        var product = BigInteger.One;
        foreach (var part in parts)
        {
            if (part.Value == 0m)
            {
                return 0m;
            }

            product *= new BigInteger(decimal.Round(part.Value, GuardDigits) * Shift);
        }

        var root = Root(product, parts.Length);
        return (decimal)root / Shift;
    }

    private const decimal Shift = 10_000_000_000_000_000_000_000_000_000m;

    /// <summary>The whole number nearest to the root, by Newton's method from a little above it.</summary>
    private static BigInteger Root(BigInteger number, int degree)
    {
        if (degree == 1)
        {
            return number;
        }

        var root = BigInteger.One << (int)((number.GetBitLength() / degree) + 1);
        while (true)
        {
            var power = BigInteger.Pow(root, degree - 1);
            var next = (((degree - 1) * root) + (number / power)) / degree;
            if (next >= root)
            {
                break;
            }

            root = next;
        }

        // Between the floor and the next, whichever is nearer: (2r + 1)^n against 2^n · number.
        return BigInteger.Pow((2 * root) + 1, degree) <= number << degree ? root + 1 : root;
    }
}
