using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>SDG indicator 17.14.1 through its shipped file, by the United Nations metadata of 29 July 2024.</summary>
public sealed class Indicator17141Tests
{
    private static readonly Questionnaire Shipped = RepositoryFiles.Templates.Value["sdg-17-14-1"];

    [Fact]
    public void File_HasTheDomainsComponentsAndPointsOfTheMetadata()
    {
        decimal[][] points =
        [
            [5, 1, 1, 1, 1, 1, 1], [5, 1, 1, 1, 1, 1], [5, 2, 1, 1, 1, 1], [5, 1, 2, 2],
            [5, 1, 1, 1, 1, 1, 1], [5, 5, 5, 5], [5, 2, 3], [5, 5, 5, 5],
        ];

        Assert.Equal(Enumerable.Range(1, 8).Select(domain => $"P{domain}"), Shipped.Sections.Select(section => section.Code));
        Assert.Equal(points, Shipped.Sections.Select(section => section.Questions.Select(question => question.Weight).ToArray()));
        Assert.Equal(
            ["P1.0", "P1.a", "P1.b", "P1.c", "P1.d", "P1.e", "P1.f", "P6.a", "P6.b", "P6.c", "P6.d"],
            Shipped.Sections.Where(section => section.Code is "P1" or "P6").SelectMany(section => section.Questions).Select(question => question.Code));
        Assert.Equal(["P1", "P2", "P3", "P4", "P5", "P7"], Shipped.Sections.Where(section => section.Questions[0].Code == $"{section.Code}.0").Select(section => section.Code));
        Assert.All(Shipped.Questions, question => Assert.Equal(["no", "yes"], Assert.IsType<YesNo>(question.Type).Options.Select(option => option.Code).Order()));
        Assert.Null(Shipped.Bands);
    }

    [Fact]
    public void Score_NothingAnswered_IsZero() => AssertScore([], 0m);

    [Fact]
    public void Score_EveryBaseComponentAlone_IsThirtyOfEightyPoints() => AssertScore(["P1.0", "P2.0", "P3.0", "P4.0", "P5.0", "P7.0"], 37.5m, 50m, 50m, 50m, 50m, 50m, 0m, 50m, 0m);

    [Fact]
    public void Score_EverythingInPlace_IsEightyOfEightyPoints_AsTheCapsApply() =>
        AssertScore([.. Shipped.Questions.Select(question => question.Code)], 100m, 100m, 100m, 100m, 100m, 100m, 100m, 100m, 100m);

    [Fact]
    public void Score_ThirdDomainWithAllFiveExtras_IsTenPoints() =>
        AssertScore(["P3.0", "P3.a", "P3.b", "P3.c", "P3.d", "P3.e"], 12.5m, 0m, 0m, 100m, 0m, 0m, 0m, 0m, 0m);

    [Theory]
    [InlineData("P1", "a b c d e f", 50)]
    [InlineData("P3", "a b c d e", 50)]
    [InlineData("P5", "a b c d e f", 50)]
    [InlineData("P5", "a b", 20)]
    [InlineData("P5", "0 a b c d e f", 100)]
    public void Score_AdditionalComponents_GiveFivePointsAtMost_WithTheBaseOrWithoutIt(string domain, string components, int expected) =>
        Assert.Equal(expected, ScoreCalculator.Score(Shipped, CountryProfile.Empty, Answers([.. components.Split(' ').Select(component => $"{domain}.{component}")], others: "no")).Groups[domain].Value);

    [Fact]
    public void Score_ThreeMechanismsBetweenLevelsOfGovernment_AreTenPointsAndNotFifteen() =>
        AssertScore(["P6.a", "P6.b", "P6.c"], 12.5m, 0m, 0m, 0m, 0m, 0m, 100m, 0m, 0m);

    [Fact]
    public void Score_OneMechanismInTheSixthAndOneInTheEighthDomain_IsTenOfEightyPoints() =>
        AssertScore(["P6.d", "P8.b"], 12.5m, 0m, 0m, 0m, 0m, 0m, 50m, 0m, 50m);

    /// <summary>The worked example of docs/scoring.md: 8 + 5 + 10 + 6 + 0 + 10 + 2 + 5 of 80 points.</summary>
    [Fact]
    public void Score_TheWorkedExample_IsFiftySevenAndAHalf() => AssertScore(
        ["P1.0", "P1.a", "P1.c", "P1.e", "P2.0", "P3.0", "P3.a", "P3.b", "P3.c", "P3.e", "P4.0", "P4.a", "P6.a", "P6.b", "P6.d", "P7.a", "P8.c"],
        57.5m, 80m, 50m, 100m, 60m, 0m, 100m, 20m, 50m);

    [Fact]
    public void Score_NotKnownAndNotApplicable_EarnNothing_AndTheAnsweredOnlyValueStandsBeside()
    {
        var answers = Answers(["P7.0", "P7.a", "P7.b"], others: null);
        answers["P8.a"] = new ScoredAnswer(new AnswerValue.NotKnown());
        answers["P8.b"] = new ScoredAnswer(new AnswerValue.NotApplicable("No cooperation funds."), Confirmed: true);
        var scorecard = ScoreCalculator.Score(Shipped, CountryProfile.Empty, answers);

        Assert.Equal((12.5m, 3, 41, null, 100m), (scorecard.Overall.Value, scorecard.Overall.Answered, scorecard.Overall.Asked, scorecard.Overall.Level, scorecard.AnsweredOnly));
        Assert.Equal((12.5m, 100m), (scorecard.Overall.Low, scorecard.Overall.High));
    }

    [Theory]
    [InlineData("P1.a", "no", true)]
    [InlineData("P1.a", null, true)]
    [InlineData("P1.a", "yes", false)]
    [InlineData("P7.b", "no", true)]
    [InlineData("P6.a", null, false)]
    public void Warning_WhereAnAdditionalComponentIsClaimedWithoutItsBase_RefusesNothing(string claimed, string? baseAnswer, bool warned)
    {
        var given = new Dictionary<string, AnswerContent> { [claimed] = AnswerContent.Empty with { Value = new AnswerValue.Chosen("yes") } };
        if (baseAnswer is not null)
        {
            given[$"{claimed[..2]}.0"] = AnswerContent.Empty with { Value = new AnswerValue.Chosen(baseAnswer) };
        }

        var progress = SectorProgress.Of(Shipped, CountryProfile.Empty, given);

        Assert.Equal(warned, progress.WarningsOf(Shipped.Find(claimed)!).Count == 1);
        Assert.DoesNotContain(progress.Missing, missing => missing.Question.Code == claimed);
        Assert.All(Shipped.Questions.Where(question => question.Code != claimed), question => Assert.Empty(progress.WarningsOf(question)));
    }

    private static Dictionary<string, ScoredAnswer> Answers(string[] yes, string? others) => Shipped.Questions
        .Select(question => (question.Code, Option: yes.Contains(question.Code) ? "yes" : others))
        .Where(answer => answer.Option is not null)
        .ToDictionary(answer => answer.Code, answer => new ScoredAnswer(new AnswerValue.Chosen(answer.Option!)));

    private static void AssertScore(string[] yes, decimal value, params decimal[] domains)
    {
        // Answered with no, or not at all: it is the same.
        foreach (var others in new[] { "no", null })
        {
            var scorecard = ScoreCalculator.Score(Shipped, CountryProfile.Empty, Answers(yes, others));

            Assert.Equal((value, 41), (scorecard.Overall.Value, scorecard.Overall.Asked));
            Assert.Equal(domains.Length == 0 ? new decimal[8] : domains, Shipped.Sections.Select(section => scorecard.Groups[section.Code].Value!.Value));
            TestTemplates.AssertAddsUp(scorecard.ProofOfOverall());
        }
    }
}
