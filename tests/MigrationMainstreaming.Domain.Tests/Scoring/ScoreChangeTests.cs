using CsCheck;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using static MigrationMainstreaming.Domain.Tests.Scoring.RandomQuestionnaires;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>Where a difference between two times comes from; the worked example of <c>docs/scoring.md</c>.</summary>
public sealed class ScoreChangeTests
{
    private static readonly Questionnaire First = Of(Steps("A"), Steps("B"), Steps("C"));

    [Fact]
    public void Between_TwoTimes_SplitsTheDifferenceByWhatChanged()
    {
        // Then (1 + 0 + 0) ÷ 3; the ministry's new answer to B makes (1 + 0.5 + 0) ÷ 3, the proposal taken on C (1 + 0.5 + 1) ÷ 3, the new question D (1 + 0.5 + 1 + 0) ÷ 4.
        var second = Of(Steps("A"), Steps("B"), Steps("C"), Steps("D")) with { Version = 2 };
        var change = ScoreChange.Between(Round(First, ("A", "all"), ("B", "none"), ("C", "none")), Round(second, ("A", "all"), ("B", "half"), ("C", "all"), ("D", "none")) with { FromReview = new HashSet<string> { "C" } });

        Assert.Equal((33.33333333333333333333m, 62.5m), (change.Before, change.After));
        Assert.Equal((0m, 16.66666666666666666667m, 33.33333333333333333333m, -20.83333333333333333333m), (change.Formula, change.Policy, change.Review, change.Questionnaire));
        Assert.Equal(change.Difference, change.Formula + change.Policy + change.Review + change.Questionnaire);
        Assert.Equal((3, 4, false), (change.Comparable, change.Asked, change.SameQuestionnaire));
        Assert.Equal([("B", false), ("C", true)], change.Answers.Select(answer => (answer.QuestionCode, answer.ByReview)));
    }

    [Fact]
    public void Between_WithAFigureOfOlderFormulas_GivesThemTheirPart()
    {
        var change = ScoreChange.Between(Round(First, ("A", "all"), ("B", "none")) with { Stored = 40m }, Round(First, ("A", "all"), ("B", "all")));

        Assert.Equal((40m, 100m, 10m, 50m, 0m, 0m), (change.Before, change.After, change.Formula, change.Policy, change.Review, change.Questionnaire));
    }

    [Fact]
    public void Between_ANotApplicableThatIsConfirmedMeanwhile_IsReview()
    {
        var earlier = new AnsweredRound(Compiled(First), new Dictionary<string, ScoredAnswer> { ["A"] = new(Is("all")), ["B"] = new(NotApplicable) });
        var zero = Joined(Join.WeightedMean, Missing.Zero, Steps("A"), Steps("B"));

        Assert.Equal(0m, ScoreChange.Between(earlier, earlier with { Answers = new Dictionary<string, ScoredAnswer> { ["A"] = new(Is("all")), ["B"] = new(NotApplicable, Confirmed: true) } }).Review);
        var change = ScoreChange.Between(
            new AnsweredRound(Compiled(zero), new Dictionary<string, ScoredAnswer> { ["A"] = new(Is("all")), ["B"] = new(NotKnown) }),
            new AnsweredRound(Compiled(Of(Steps("A"), Steps("B"))), new Dictionary<string, ScoredAnswer> { ["A"] = new(Is("half")), ["B"] = new(NotApplicable, Confirmed: true) }));
        Assert.Equal((50m, 50m, -25m, 0m, 25m), (change.Before, change.After, change.Policy, change.Review, change.Questionnaire));
    }

    [Fact]
    public void Between_WhereOneFigureIsMissing_HasNoDifferenceAndNoParts()
    {
        var change = ScoreChange.Between(Round(First), Round(First, ("A", "all")));

        Assert.Equal((null, 100m, null), (change.Before, change.After, change.Difference));
        Assert.Equal((0m, 0m), (change.Policy, change.Questionnaire));
        Assert.Equal("A", Assert.Single(change.Answers).QuestionCode);
    }

    [Fact]
    public void Parts_OfAnyTwoTimes_AddUpExactly() => Gen.Select(Cases, Cases, Gen.Int[0, 511]).Sample(
        (one, other, review) =>
        {
            var questions = other.Questionnaire.Questions;
            var change = ScoreChange.Between(
                new AnsweredRound(Compiled(one.Questionnaire), one.Answers),
                new AnsweredRound(Compiled(other.Questionnaire), other.Answers) { FromReview = questions.Where((_, place) => (review & (1 << (place % 9))) != 0).Select(question => question.Code).ToHashSet() });

            Assert.Equal(change.Difference ?? 0m, change.Formula + change.Policy + change.Review + change.Questionnaire);
            Assert.True(change.Comparable <= change.Asked);
        },
        iter: 1_000);

    [Fact]
    public void Parts_WhereNothingButTheAnswersChanged_AreAllPolicy() => Cases.Sample(
        one =>
        {
            var later = one.Later.ToDictionary(answer => answer.Key, answer => new ScoredAnswer(answer.Value));
            var change = ScoreChange.Between(new AnsweredRound(Compiled(one.Questionnaire), one.Answers), new AnsweredRound(Compiled(one.Questionnaire), later));

            Assert.Equal((0m, 0m, 0m), (change.Formula, change.Review, change.Questionnaire));
            Assert.Equal(change.Difference ?? 0m, change.Policy);
        },
        iter: 1_000);

    private static CompiledQuestionnaire Compiled(Questionnaire questionnaire) => CompiledQuestionnaire.Of(questionnaire, Everything);

    private static AnsweredRound Round(Questionnaire questionnaire, params (string Code, string Option)[] answers) =>
        new(Compiled(questionnaire), answers.ToDictionary(answer => answer.Code, answer => new ScoredAnswer(Is(answer.Option))));
}
