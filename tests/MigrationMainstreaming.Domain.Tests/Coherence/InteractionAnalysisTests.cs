using System.Numerics;
using CsCheck;
using MigrationMainstreaming.Domain.Coherence;

namespace MigrationMainstreaming.Domain.Tests.Coherence;

/// <summary>Influence and dependence, worked out by hand and a second time in another way.</summary>
public sealed class InteractionAnalysisTests
{
    /// <summary>The example of <c>docs/coherence.md</c>.</summary>
    private static readonly InteractionTable Example = new(["health", "employment", "security", "governance"], new decimal?[,]
    {
        { 0, 1, 1, -2 },
        { -2, 0, 1, 1 },
        { -1, -1, 0, -3 },
        { 3, -2, -1, 0 },
    });

    [Fact]
    public void Example_OfTheDocument_ComesOutDigitForDigit() => Assert.Equal(
        [
            ("health", 2m, -2m, 0m, 0m, -2.5m, -2.5m, 2),
            ("employment", 2m, -2m, 0m, -2m, -2.5m, -2.5m, 2),
            ("security", 0m, -5m, -5m, 1m, 0m, -5m, 4),
            ("governance", 3m, -3m, 0m, -4m, 2.5m, 2.5m, 1),
        ],
        InteractionAnalysis.Of(Example).Select(of => (of.Code, of.Positive, of.Negative, of.Influence, of.Dependence, of.SecondOrder, of.Total, of.Rank)));

    [Fact]
    public void Strength_HelpAndHindranceWithoutSigns_PlacesEachInItsQuadrant() => Assert.Equal(
        [
            (4m, 6m, Quadrant.Dependent),
            (4m, 4m, Quadrant.Autonomous),
            (5m, 3m, Quadrant.Driver),
            (6m, 6m, Quadrant.Linked),
        ],
        InteractionAnalysis.Of(Example).Select(of => (of.Given, of.Received, of.Quadrant)));

    [Fact]
    public void SecondOrder_TheInfluenceOfTheOther_IncludesWhatItDoesBack()
    {
        // b gives 3 to a alone, and a gives 2 to b: second order of a is half of 2 × 3, not half of 2 × 0.
        var figures = InteractionAnalysis.Of(new InteractionTable(["a", "b"], new decimal?[,] { { null, 2 }, { 3, null } }));

        Assert.Equal([(3m, 5m, 2), (3m, 6m, 1)], figures.Select(of => (of.SecondOrder, of.Total, of.Rank)));
    }

    [Fact]
    public void Diagonal_WhateverStandsThere_ChangesNothing()
    {
        var with = InteractionAnalysis.Of(new InteractionTable(["a", "b"], new decimal?[,] { { 3, 2 }, { 1, -3 } }));
        var without = InteractionAnalysis.Of(new InteractionTable(["a", "b"], new decimal?[,] { { null, 2 }, { 1, null } }));

        Assert.Equal(without, with);
    }

    [Fact]
    public void Halves_AsMediansHaveThem_StayExact()
    {
        var figures = InteractionAnalysis.Of(new InteractionTable(["a", "b"], new decimal?[,] { { 0, 0.5m }, { -1.5m, 0 } }));

        Assert.Equal([(-0.375m, 0.125m), (-0.375m, -1.875m)], figures.Select(of => (of.SecondOrder, of.Total)));
    }

    [Fact]
    public void UnratedPair_AddsNothing_AndIsCounted()
    {
        var table = new InteractionTable(["a", "b", "c"], new decimal?[,] { { null, 2, null }, { null, null, -1 }, { null, null, null } });

        Assert.Equal((6, 2), (table.Pairs, table.Rated));
        Assert.Equal([(2m, 0m), (-1m, 2m), (0m, -1m)], InteractionAnalysis.Of(table).Select(of => (of.Influence, of.Dependence)));
    }

    [Fact]
    public void AllTheSame_NobodyStandsAboveTheMean_AndAllShareTheFirstRank()
    {
        var figures = InteractionAnalysis.Of(new InteractionTable(["a", "b", "c"], new decimal?[,] { { 0, 1, 1 }, { 1, 0, 1 }, { 1, 1, 0 } }));

        Assert.All(figures, of => Assert.Equal((1, Quadrant.Autonomous), (of.Rank, of.Quadrant)));
    }

    [Fact]
    public void Table_OfAnotherSizeThanItsCodes_IsABug() =>
        Assert.Throws<ArgumentException>(() => new InteractionTable(["a", "b"], new decimal?[2, 3]));

    [Fact]
    public void AnyTable_WorkedOutASecondTime_GivesTheSameFigures() => Tables.Sample(
        table =>
        {
            var figures = InteractionAnalysis.Of(table);
            var again = Naive(table);
            for (var index = 0; index < figures.Count; index++)
            {
                var (of, second) = (figures[index], again[index]);
                Assert.Equal(second, (Eighths(of.Positive), Eighths(of.Negative), Eighths(of.Influence), Eighths(of.Dependence), Eighths(of.SecondOrder), Eighths(of.Total), of.Rank));
            }
        },
        iter: 2_000);

    [Fact]
    public void AnyTable_GivenAndReceived_AddUpToTheSame() => Tables.Sample(
        table =>
        {
            var figures = InteractionAnalysis.Of(table);
            Assert.Equal(figures.Sum(of => of.Positive), figures.Sum(of => of.PositiveReceived));
            Assert.Equal(figures.Sum(of => of.Negative), figures.Sum(of => of.NegativeReceived));
            Assert.Equal(figures.Sum(of => of.Influence), figures.Sum(of => of.Dependence));
            Assert.All(figures, of => Assert.True(of is { Positive: >= 0, Negative: <= 0, PositiveReceived: >= 0, NegativeReceived: <= 0 }));
        },
        iter: 1_000);

    [Fact]
    public void AnyTable_SignsTurned_TurnFirstOrderAndKeepSecond() => Tables.Sample(
        table =>
        {
            var turned = InteractionAnalysis.Of(new InteractionTable(table.Order, Each(table, (from, to) => -table[from, to])));
            Assert.Equal(
                InteractionAnalysis.Of(table).Select(of => (-of.Negative, -of.Positive, -of.Dependence, of.SecondOrder, of.Quadrant)),
                turned.Select(of => (of.Positive, of.Negative, of.Dependence, of.SecondOrder, of.Quadrant)));
        },
        iter: 1_000);

    [Fact]
    public void AnyTable_InAnotherOrder_GivesEachTheSameFigures() => Tables.Sample(
        table =>
        {
            var count = table.Order.Count;
            var reversed = new InteractionTable([.. table.Order.Reverse()], Each(table, (from, to) => table[count - 1 - from, count - 1 - to]));
            Assert.Equal(InteractionAnalysis.Of(table), InteractionAnalysis.Of(reversed).Reverse());
        },
        iter: 1_000);

    /// <summary>Tables of 1 to 9 codes with halves and gaps.</summary>
    private static readonly Gen<InteractionTable> Tables =
        from count in Gen.Int[1, 9]
        from halves in Gen.Frequency((6, Gen.Int[-6, 6].Select(half => (int?)half)), (1, Gen.Const((int?)null))).Array[count * count]
        select new InteractionTable(
            [.. Enumerable.Range(0, count).Select(index => $"c{index}")],
            Filled(count, (row, column) => halves[(row * count) + column] / 2m));

    private static decimal?[,] Each(InteractionTable table, Func<int, int, decimal?> value) => Filled(table.Order.Count, value);

    private static decimal?[,] Filled(int count, Func<int, int, decimal?> value)
    {
        var values = new decimal?[count, count];
        for (var from = 0; from < count; from++)
        {
            for (var to = 0; to < count; to++)
            {
                values[from, to] = value(from, to);
            }
        }

        return values;
    }

    private static BigInteger Eighths(decimal value)
    {
        var eighths = value * 8m;
        Assert.Equal(decimal.Truncate(eighths), eighths);
        return new BigInteger(eighths);
    }

    /// <summary>The formulas as they stand in the document, in whole eighths, each sum by itself, ranks by counting who is higher.</summary>
    private static List<(BigInteger Positive, BigInteger Negative, BigInteger Influence, BigInteger Dependence, BigInteger Second, BigInteger Total, int Rank)> Naive(InteractionTable table)
    {
        var all = Enumerable.Range(0, table.Order.Count).ToList();
        BigInteger Halves(int i, int j) => i == j ? 0 : new BigInteger((table[i, j] ?? 0m) * 2m);
        BigInteger Sum(IEnumerable<BigInteger> parts) => parts.Aggregate(BigInteger.Zero, BigInteger.Add);
        BigInteger Out(int i) => Sum(all.Select(j => Halves(i, j)));

        // A product of two halves is in quarters; half of it in eighths.
        BigInteger Second(int i) => Sum(all.Select(j => Halves(i, j) * Out(j)));
        BigInteger Total(int i) => (Out(i) * 4) + Second(i);
        return
        [
            .. all.Select(i => (
                Sum(all.Select(j => BigInteger.Max(0, Halves(i, j)))) * 4, Sum(all.Select(j => BigInteger.Min(0, Halves(i, j)))) * 4,
                Out(i) * 4, Sum(all.Select(j => Halves(j, i))) * 4, Second(i), Total(i), 1 + all.Count(other => Total(other) > Total(i)))),
        ];
    }
}
