using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Tests.Coherence;

/// <summary>What is decided about a hit, and how long it holds; and by which version of the rules an assessment is read.</summary>
public sealed class RuleHitTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Author By = new(Guid.NewGuid(), "A");
    private static readonly (Guid One, Guid Other) Sectors = (Guid.NewGuid(), Guid.NewGuid());
    private readonly Assessment _assessment = Assessment.Open(Jurisdiction.NewCountry("AA", new LocalText("en", "A")), new AssessmentTerms("One", "2026", new DateOnly(2026, 10, 1), null, "en", ReleaseMode.ByHand), Noon);

    [Theory]
    [InlineData(SettlementKind.Agreed, HitState.Agreed)]
    [InlineData(SettlementKind.Explained, HitState.Explained)]
    [InlineData(SettlementKind.InThePlan, HitState.InThePlan)]
    public void State_OfASettledHit_IsHowItWasSettled(SettlementKind kind, HitState state) =>
        Assert.Equal(state, HitRecord.StateOf(Answers(2, 3), [Settle(kind, Answers(2, 3))]));

    [Fact]
    public void State_WithoutASettlement_IsToReconcile() => Assert.Equal(HitState.ToReconcile, HitRecord.StateOf(Answers(1, 1), []));

    [Fact]
    public void State_OnceAnAnswerUnderItChanged_IsReopened_UntilItIsSettledAgain()
    {
        var first = Settle(SettlementKind.Agreed, Answers(2, 3));
        Assert.Equal(HitState.Reopened, HitRecord.StateOf(Answers(2, 4), [first]));
        Assert.Equal(HitState.Reopened, HitRecord.StateOf(Answers(3, 3), [first]));

        Assert.Equal(HitState.Explained, HitRecord.StateOf(Answers(2, 4), [first, Settle(SettlementKind.Explained, Answers(2, 4), first)]));
    }

    [Fact]
    public void State_ForWhoIsShownOlderAnswers_SaysNothingOfWhatWasDecidedOnNewerOnes()
    {
        var early = Settle(SettlementKind.Agreed, Answers(2, 3));
        var late = Settle(SettlementKind.Explained, Answers(2, 4), early);

        Assert.Equal(HitState.ToReconcile, HitRecord.StateOf(Answers(2, 3), [late]));
        Assert.Equal(HitState.Agreed, HitRecord.StateOf(Answers(2, 3), [early, late]));
        Assert.True(HitRecord.IsFor(Answers(2, 3), Answers(2, 4)));
        Assert.False(HitRecord.IsFor(Answers(2, 4), Answers(2, 3)));
        Assert.False(HitRecord.IsFor(Answers(1, 1), [new HitAnswer(Guid.NewGuid(), "X-1", 9), new HitAnswer(Guid.NewGuid(), "X-2", 9)]));
    }

    [Fact]
    public void Settle_TakenBack_OpensItAgain_AndNeedsASettlement()
    {
        var first = Settle(SettlementKind.Agreed, Answers(1, 1));

        Assert.Equal(HitState.Reopened, HitRecord.StateOf(Answers(1, 1), [first, Settle(SettlementKind.TakenBack, Answers(1, 1), first)]));
        Assert.Throws<DomainRuleException>(() => Settle(SettlementKind.TakenBack, Answers(1, 1)));
        Assert.Throws<DomainRuleException>(() => Settle(SettlementKind.TakenBack, Answers(1, 2), first));
    }

    [Fact]
    public void Settle_IsNumbered_AndNeedsAReason()
    {
        var first = Settle(SettlementKind.Agreed, Answers(1, 1));

        Assert.Equal((1, 2), (first.Number, Settle(SettlementKind.Agreed, Answers(1, 1), first).Number));
        Assert.Throws<DomainRuleException>(() => HitSettlement.On(_assessment, "R01", [], SettlementKind.Agreed, " ", Answers(1, 1), null, By, Noon));
        Assert.Throws<DomainRuleException>(() => HitSettlement.On(_assessment, "R01", [], (SettlementKind)9, "Why.", Answers(1, 1), null, By, Noon));
        Assert.Throws<DomainRuleException>(() => HitComment.On(_assessment, "R01", " ", Answers(1, 1), null, By, Noon));
    }

    [Fact]
    public void Version_OfTheRules_IsTheNewestInUseWhenTheAssessmentWasOpened()
    {
        var (first, second, third) = (Published(1, 0), Published(2, 10), Published(3, 20));
        first.Retire(Noon.AddDays(12));

        Assert.Same(first, RuleSetVersion.For([first, second, third], Noon.AddDays(5)));
        Assert.Same(second, RuleSetVersion.For([first, second, third], Noon.AddDays(10)));
        Assert.Same(second, RuleSetVersion.For([third, second, first], Noon.AddDays(19)));
        Assert.Same(third, RuleSetVersion.For([first, second, third], Noon.AddDays(25)));
        Assert.Same(first, RuleSetVersion.For([third, second, first], Noon.AddDays(-3)));
        Assert.Null(RuleSetVersion.For([RuleSetVersion.NewDraft(Rules(1), Noon)], Noon));
    }

    [Fact]
    public void Version_OncePublished_NeverChanges_ButForItsTranslations()
    {
        var version = Published(1, 0);

        Assert.Throws<DomainRuleException>(() => version.Change(Rules(1) with { Rules = [] }, Noon));
        version.Change(version.Content.MapTexts((_, text) => text.With("fr", "Règles")), Noon);

        Assert.Equal("Règles", version.Content.Title["fr"]);
        Assert.Equal(version.Hash, version.Content.Hash());
        Assert.Throws<DomainRuleException>(() => version.Publish([], "Again.", "A", Noon));
    }

    [Fact]
    public void Publish_WithProblemsOrWithoutANote_IsRefused()
    {
        var draft = RuleSetVersion.NewDraft(Rules(1), Noon);

        Assert.Throws<DomainRuleException>(() => draft.Publish([new("rules", "None.")], "First.", "A", Noon));
        Assert.Throws<DomainRuleException>(() => draft.Publish([], " ", "A", Noon));
        Assert.Throws<DomainRuleException>(() => draft.Retire(Noon));
    }

    [Fact]
    public void Changes_BetweenTwoVersions_NameEachRuleAndWhatDiffers()
    {
        var before = Rules(1);
        var rule = before.Rules[0];
        var after = before with { Version = 2, Rules = [rule with { Kind = RuleKind.Contradiction, Sentence = rule.Sentence.With("fr", "Ainsi.") }, rule with { Code = "R02" }] };

        Assert.Equal(["R01 Changed kind sentence", "R02 Added "], RuleChange.Between(before, after).Select(Said));
        Assert.Equal(["R01 Changed kind sentence", "R02 TakenOut "], RuleChange.Between(after, before).Select(Said));
        Assert.Empty(RuleChange.Between(before, before with { Version = 2 }));

        static string Said(RuleChange change) => $"{change.Code} {change.Kind} {string.Join(' ', change.Parts)}";
    }

    private static RuleSet Rules(int number) => new()
    {
        Key = RuleSet.OnlyKey,
        Version = number,
        Title = new LocalText("en", "Rules"),
        Rules = [new CoherenceRule { Code = "R01", Kind = RuleKind.Gap, Direction = RuleDirection.MigrationOnSector, Sentence = new LocalText("en", "So."), WayOut = new LocalText("en", "Out.") }],
    };

    private static RuleSetVersion Published(int number, int day)
    {
        var version = RuleSetVersion.NewDraft(Rules(number), Noon);
        version.Publish([], "New.", "A", Noon.AddDays(day));
        return version;
    }

    private static IReadOnlyList<HitAnswer> Answers(int one, int other) => [new(Sectors.One, "HEA-3", one), new(Sectors.Other, "EMP-4", other)];

    private HitSettlement Settle(SettlementKind kind, IReadOnlyList<HitAnswer> answers, params HitSettlement[] earlier) =>
        HitSettlement.On(_assessment, "R01", earlier, kind, "Because.", answers, null, By, Noon);
}
