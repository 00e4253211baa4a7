using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>SDG indicator 10.7.2 through its shipped file, by the United Nations metadata of March 2023.</summary>
public sealed class Indicator1072Tests
{
    private static readonly Questionnaire Shipped = RepositoryFiles.Templates.Value["sdg-10-7-2"];

    [Fact]
    public void Score_AllYes_FullyMeets() => AssertScore(_ => Full, 100m, 4, [100m, 100m, 100m, 100m, 100m, 100m], [4, 4, 4, 4, 4, 4]);

    [Fact]
    public void Score_AllNo_RequiresFurtherProgress() => AssertScore(_ => "no", 0m, 1, [0m, 0m, 0m, 0m, 0m, 0m], [1, 1, 1, 1, 1, 1]);

    [Fact]
    public void Score_AllUnanswered_IsZero_AsTheMetadataDemand() => AssertScore(_ => null, 0m, 1, [0m, 0m, 0m, 0m, 0m, 0m], [1, 1, 1, 1, 1, 1]);

    [Fact]
    public void Score_RightsForLegalStatusOnly_Meets() =>
        AssertScore(code => code.StartsWith("D1", StringComparison.Ordinal) ? "yes-legal" : Full, 91.66666666666666666667m, 3, [50m, 100m, 100m, 100m, 100m, 100m], [2, 4, 4, 4, 4, 4]);

    [Fact]
    public void Score_TwoYesInEveryDomain_IsFortyExactly() =>
        AssertScore(code => code[^1] is 'a' or 'b' ? Full : "no", 40m, 2, [40m, 40m, 40m, 40m, 40m, 40m], [2, 2, 2, 2, 2, 2]);

    [Fact]
    public void Score_OneOfThemForLegalStatusOnly_FallsBelowForty() =>
        AssertScore(code => code == "D1a" ? "yes-legal" : code[^1] is 'a' or 'b' ? Full : "no", 38.33333333333333333333m, 1, [30m, 40m, 40m, 40m, 40m, 40m], [1, 2, 2, 2, 2, 2]);

    [Fact]
    public void Score_NotKnownAndNotApplicable_BothCountAsMissing_AndCoverageStandsBeside()
    {
        var answers = Answers(_ => Full);
        answers["D2a"] = new ScoredAnswer(new AnswerValue.NotKnown());
        answers["D3a"] = new ScoredAnswer(new AnswerValue.NotApplicable("No neighbours."), Confirmed: true);
        var scorecard = ScoreCalculator.Score(Shipped, CountryProfile.Empty, answers);

        Assert.Equal((93.33333333333333333333m, 28, 30, 3, 100m), (scorecard.Overall.Value, scorecard.Overall.Answered, scorecard.Overall.Asked, scorecard.Overall.Level, scorecard.AnsweredOnly));
        // The roll-up leaves missing answers out even here.
        Assert.Equal((100m, 28, 30), (scorecard.Frameworks["sdg"]["10.7"].Value, scorecard.Frameworks["sdg"]["10.7"].Answered, scorecard.Frameworks["sdg"]["10.7"].Asked));
    }

    private const string Full = "yes";

    private static Dictionary<string, ScoredAnswer> Answers(Func<string, string?> option) => Shipped.Questions
        .Select(question => (question.Code, Option: option(question.Code)))
        .Where(answer => answer.Option is not null)
        .ToDictionary(answer => answer.Code, answer => new ScoredAnswer(new AnswerValue.Chosen(answer.Option == Full && answer.Code.StartsWith("D1", StringComparison.Ordinal) ? "yes-all" : answer.Option!)));

    private static void AssertScore(Func<string, string?> option, decimal value, int level, decimal[] domains, int[] levels)
    {
        var scorecard = ScoreCalculator.Score(Shipped, CountryProfile.Empty, Answers(option));

        Assert.Equal((value, level, 30), (scorecard.Overall.Value, scorecard.Overall.Level, scorecard.Overall.Asked));
        Assert.Equal(domains, Shipped.Sections.Select(section => scorecard.Groups[section.Code].Value!.Value));
        Assert.Equal(levels, Shipped.Sections.Select(section => scorecard.Groups[section.Code].Level!.Value));
        TestTemplates.AssertAddsUp(scorecard.ProofOfOverall());
    }
}
