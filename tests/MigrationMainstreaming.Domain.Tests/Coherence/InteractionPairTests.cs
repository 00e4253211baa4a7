using CsCheck;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Tests.Coherence;

/// <summary>What ratings of a pair come to, and what no rating may be.</summary>
public sealed class InteractionPairTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Assessment Assessment = Assessment.Open(
        Jurisdiction.NewCountry("AA", new LocalText("en", "A")), new AssessmentTerms("One", "2026", new DateOnly(2026, 10, 1), null, "en", ReleaseMode.ByHand), Noon);

    private readonly InteractionMatrix _matrix = InteractionMatrix.Of(Assessment);

    [Fact]
    public void Example_OfTheDocument_HasMedianSpreadAndAGap()
    {
        var pair = Pair(giving: [0], receiving: [-3, -2]);

        Assert.Equal((-2m, 3, true, true), (pair.Median, pair.Spread, pair.IsGap, pair.IsTension));
    }

    [Theory]
    [InlineData(new int[0], null, null)]
    [InlineData(new[] { 2 }, 2.0, 0)]
    [InlineData(new[] { 1, 2 }, 1.5, 1)]
    [InlineData(new[] { 3, -3, 1, 0 }, 0.5, 6)]
    [InlineData(new[] { -1, -2, -3 }, -2.0, 2)]
    public void MedianAndSpread_OfAllRatings(int[] values, double? median, int? spread)
    {
        var pair = Pair(giving: values, receiving: []);

        Assert.Equal(((decimal?)median, spread, (decimal?)median), (pair.Median, pair.Spread, pair.Value));
    }

    [Theory]
    [InlineData(new[] { 1 }, new[] { -1 }, false)]
    [InlineData(new[] { 1 }, new[] { -2 }, true)]
    [InlineData(new[] { -2 }, new[] { 1 }, true)]
    [InlineData(new[] { 0, 0 }, new[] { 0, 3 }, true)]
    [InlineData(new[] { -3, 3 }, new int[0], false)]
    [InlineData(new[] { -3, 3 }, new[] { 0 }, true)]
    [InlineData(new[] { -1, 1 }, new[] { 0 }, false)]
    public void Gap_OnlyBetweenTheSides_FromThreeOn(int[] giving, int[] receiving, bool isGap) => Assert.Equal(isGap, Pair(giving, receiving).IsGap);

    [Theory]
    [InlineData(-2, true, false)]
    [InlineData(-1, false, false)]
    [InlineData(2, false, true)]
    [InlineData(1, false, false)]
    public void TensionAndJointAction_BeginAtTwo(int value, bool isTension, bool isJoint)
    {
        var pair = Pair(giving: [value], receiving: []);

        Assert.Equal((isTension, isJoint), (pair.IsTension, pair.IsJointAction));
    }

    [Fact]
    public void Tension_BetweenTwoSteps_IsNoneBeforeMinusTwo() => Assert.Equal((-1.5m, false), (Pair([-1], [-2]).Value, Pair([-1], [-2]).IsTension));

    [Fact]
    public void Settled_TheLatest_CountsInPlaceOfTheMedian_AndBothSidesStay()
    {
        var pair = Pair(giving: [0], receiving: [-3]);
        var settled = new InteractionPair("a", "b", pair.Ratings, [Settle(before: 1, value: 1), Settle(before: 0, value: -2)]);

        Assert.Equal((1m, -1.5m, true, 2), (settled.Value, settled.Median, settled.IsGap, settled.Standing.Count));
        Assert.Equal((2, 1), (settled.Settled!.Number, settled.Settled.Value));
    }

    [Fact]
    public void Settled_AtZero_IsNoMissingValue() => Assert.Equal(0m, new InteractionPair("a", "b", Pair([3], []).Ratings, [Settle(0, 0)]).Value);

    [Fact]
    public void Withdrawn_CountsInNothing_AndComesBackAsItWas()
    {
        var rating = Said(2, PairSide.Giving);
        rating.Withdraw(Noon);
        var without = new InteractionPair("a", "b", [rating], []);
        Assert.Equal((null, null, 2), (without.Value, without.Spread, rating.Version));
        Assert.Throws<DomainRuleException>(() => rating.Withdraw(Noon));

        rating.PutBack(Noon);

        Assert.Equal((2m, 3), (new InteractionPair("a", "b", [rating], []).Value, rating.Version));
        Assert.Throws<DomainRuleException>(() => rating.PutBack(Noon));
    }

    [Theory]
    [InlineData(4, "Act 1", "Why", "Choose one of the seven steps.")]
    [InlineData(-4, "Act 1", "Why", "Choose one of the seven steps.")]
    [InlineData(1, " ", "Why", "Name the laws and plans that you mean.")]
    [InlineData(1, "Act 1", "\n", "Give a reason for the rating.")]
    [InlineData(1, "Act \0 1", "Why", "The text holds a NUL character, which cannot be kept. Remove it and try again.")]
    public void Say_WithoutPoliciesOrReasonOrOffTheScale_IsRefused(int value, string policies, string reason, string refusal)
    {
        var rating = Rating.About(_matrix, "a", "b", new Author(Guid.NewGuid(), "R"), Noon);

        Assert.Equal(refusal, Assert.Throws<DomainRuleException>(() => rating.Say(new RatingContent(value, policies, reason), Guid.NewGuid(), PairSide.Giving, new Author(rating.RaterId, "R"), Noon)).Message);
        Assert.Equal(0, rating.Version);
    }

    [Fact]
    public void Settle_WithoutAReasonOrOffTheScale_IsRefused()
    {
        Assert.Throws<DomainRuleException>(() => SettledRating.On(_matrix, "a", "b", 0, 4, "Why", null, new Author(Guid.NewGuid(), "C"), Noon));
        Assert.Throws<DomainRuleException>(() => SettledRating.On(_matrix, "a", "b", 0, 1, " ", null, new Author(Guid.NewGuid(), "C"), Noon));
        Assert.Null(SettledRating.On(_matrix, "a", "b", 0, 1, "Why", " ", new Author(Guid.NewGuid(), "C"), Noon).Dissent);
    }

    [Fact]
    public void Matrix_BetweenTargets_TakesTwoToForty_EachOnce_WhileNothingIsRated()
    {
        Assert.Throws<DomainRuleException>(() => _matrix.BetweenTargets(Some(1), isRated: false));
        Assert.Throws<DomainRuleException>(() => _matrix.BetweenTargets(Some(41), isRated: false));
        Assert.Throws<DomainRuleException>(() => _matrix.BetweenTargets([.. Some(3), Some(1)[0]], isRated: false));
        Assert.Throws<DomainRuleException>(() => _matrix.BetweenTargets(Some(3), isRated: true));
        Assert.Equal((MatrixKind.Sectors, 0), (_matrix.Kind, _matrix.Revision));

        _matrix.BetweenTargets(Some(40), isRated: false);
        Assert.Equal((MatrixKind.Targets, 40, 1), (_matrix.Kind, _matrix.Members([]).Count, _matrix.Revision));
        Assert.Throws<DomainRuleException>(() => _matrix.BetweenSectors(isRated: true));

        static MatrixMember[] Some(int count) => [.. Enumerable.Range(0, count).Select(index => new MatrixMember($"1.{index}", Guid.NewGuid()))];
    }

    [Fact]
    public void Matrix_BetweenSectors_LeavesClosedOnesOut()
    {
        var assessment = Assessment.Open(Jurisdiction.NewCountry("AA", new LocalText("en", "A")), new AssessmentTerms("One", "2026", new DateOnly(2026, 10, 1), null, "en", ReleaseMode.ByHand), Noon);
        var (health, rural, urban) = (assessment.Add("health", Guid.NewGuid(), Guid.NewGuid()), assessment.Add("rural", Guid.NewGuid(), Guid.NewGuid()), assessment.Add("urban", Guid.NewGuid(), Guid.NewGuid()));
        rural.Close("silent", "C", Noon);

        Assert.Equal([new MatrixMember("health", health.MinistryId), new MatrixMember("urban", urban.MinistryId)], InteractionMatrix.Of(assessment).Members([urban, rural, health]));
    }

    [Fact]
    public void Matrix_ReleasedAgain_KeepsWhoDidItAndTakesTheOtherDay()
    {
        _matrix.Release(new DateOnly(2027, 1, 27), "C", Noon);
        _matrix.Release(new DateOnly(2027, 2, 3), "D", Noon.AddDays(1));

        Assert.Equal((Noon, "C", new DateOnly(2027, 2, 3), 2), (_matrix.ReleasedAt, _matrix.ReleasedByName, _matrix.WorkshopOn, _matrix.Revision));
    }

    [Fact]
    public void AnyRatings_MedianLiesBetweenThem_AndAGapIsNeverWiderThanTheSpread() =>
        Gen.Select(Gen.Int[-3, 3].Array[0, 5], Gen.Int[-3, 3].Array[0, 5]).Sample(
            (giving, receiving) =>
            {
                var pair = Pair(giving, receiving);
                int[] all = [.. giving, .. receiving];
                Assert.Equal(giving.Any(one => receiving.Any(other => Math.Abs(one - other) >= 3)), pair.IsGap);
                Assert.True(!pair.IsGap || pair.Spread >= 3);
                Assert.True(all.Length == 0 ? pair.Median is null : all.Count(value => value <= pair.Median) * 2 >= all.Length && all.Count(value => value >= pair.Median) * 2 >= all.Length);
            },
            iter: 2_000);

    private InteractionPair Pair(int[] giving, int[] receiving) =>
        new("a", "b", [.. giving.Select(value => Said(value, PairSide.Giving)), .. receiving.Select(value => Said(value, PairSide.Receiving))], []);

    private Rating Said(int value, PairSide side)
    {
        var rater = new Author(Guid.NewGuid(), "R");
        var rating = Rating.About(_matrix, "a", "b", rater, Noon);
        rating.Say(new RatingContent(value, "Act 1", "Why"), Guid.NewGuid(), side, rater, Noon);
        return rating;
    }

    private SettledRating Settle(int before, int value) => SettledRating.On(_matrix, "a", "b", before, value, "Agreed in the workshop", null, new Author(Guid.NewGuid(), "C"), Noon);
}
