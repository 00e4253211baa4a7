using System.Text.Json;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>Results that are stored with an act: nothing is lost, and anybody comes to the same figures again.</summary>
public sealed class ResultSnapshotTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Author Somebody = new(Guid.CreateVersion7(), "Somebody");
    private readonly Jurisdiction _country = Jurisdiction.NewCountry("AA", new LocalText("en", "A"));
    private readonly Ministry _ministry;
    private readonly Assessment _assessment;
    private readonly TemplateVersion _version;
    private readonly SectorAssessment _sector;

    public ResultSnapshotTests()
    {
        _country.SetProfile(CountryProfile.Of("transit", "coastal"));
        _ministry = Ministry.Of(_country, "health", new LocalText("en", "Health"));
        _assessment = Assessment.Open(_country, new AssessmentTerms("One", "2026", new DateOnly(2026, 10, 1), null, "en", ReleaseMode.ByHand), Noon);
        _version = TemplateVersion.NewDraft(TestTemplates.Of(
            TestTemplates.PerCent("T-1", 1m, null, new Link("sdg:3.8")), TestTemplates.Steps("T-2", 2m, null, false, new Link("sdg:3.8")), TestTemplates.Steps("T-3")), Noon);
        _version.Publish([], "First.", "Somebody", Noon);
        _sector = _assessment.Add("test", _version.Id, _ministry.Id);
    }

    [Fact]
    public void StoredResult_ReadAgain_IsWhatWasStored_LetterForLetter()
    {
        var snapshot = Submitted(("T-1", TestTemplates.Is(33.333333m)), ("T-2", TestTemplates.Is("all")));

        var content = snapshot.Read();

        Assert.Equal(snapshot.Content, content.Canonical());
        Assert.Equal(snapshot.Hash, SnapshotContent.HashOf(content.Canonical()));
        Assert.Equal(64, snapshot.Hash.Length);
        Assert.Equal((SnapshotAct.Submission, 1, FormulaVersion.Current), (content.Act, content.Number, content.FormulaVersion));
        Assert.Equal(["coastal", "transit"], content.Profile);
        Assert.Equal([new CountedAnswer("T-1", _ministry.Id, 1), new CountedAnswer("T-2", _ministry.Id, 1)], Assert.Single(content.Questionnaires).Answers);
        Assert.Equal(_version.Hash, content.Questionnaires[0].Hash);
    }

    [Fact]
    public void StoredFigure_HasEveryDigitOfTheScore()
    {
        var snapshot = Submitted(("T-1", TestTemplates.Is(100m)), ("T-2", TestTemplates.Is("none")));

        // Weight 1 with full marks of weights 1 and 2.
        var overall = snapshot.Read().Results.GetProperty("overall");
        Assert.Equal("33.33333333333333333333", overall.GetProperty("value").GetString());
        Assert.Equal("25", overall.GetProperty("low").GetString());
        Assert.Equal("33.33333333333333333333", snapshot.Read().Results.GetProperty("items").GetProperty("sdg:3.8").GetProperty("value").GetString());
    }

    [Fact]
    public void StoredResult_RecomputedFromTheStoredSubmission_IsTheSameDigitForDigit()
    {
        var submission = Submission.Of(_sector, 1, new Clearance("X", "Y", new DateOnly(2026, 11, 2), null), Answered(("T-1", TestTemplates.Is(17m)), ("T-2", TestTemplates.Is("half")), ("T-3", TestTemplates.NotApplicable)), Somebody, Noon);
        var snapshot = ResultSnapshot.Of(_sector, SnapshotAct.Submission, 1, _country.Profile, SnapshotSource.Of(_version, submission, _ministry.Id), Noon);

        var again = ScoreCalculator.Score(_version.Content, CountryProfile.Of(snapshot.Read().Profile), submission.Answers.ToDictionary(answer => answer.QuestionCode, ScoredAnswer.Of));

        Assert.Equal(JsonSerializer.Serialize(ExactResults.Of(again)), JsonSerializer.Serialize(snapshot.Read().Results));
    }

    [Fact]
    public void SignOff_StoresAllSectors_AndNamesTheClosedOne()
    {
        var closed = _assessment.Add("silent", _version.Id, _ministry.Id);
        closed.Close("No reply.", "Somebody", Noon);
        var source = SnapshotSource.Of(_version, Answered(("T-2", TestTemplates.Is("all"))), _ministry.Id);

        var content = ResultSnapshot.OfSignOff(_assessment, 2, _country.Profile, [source], Noon).Read();

        Assert.Equal((SnapshotAct.SignOff, 2, null), (content.Act, content.Number, content.Sector));
        Assert.Equal(["silent"], content.Closed);
        Assert.Equal("100", content.Results.GetProperty("overall").GetProperty("value").GetString());
        Assert.Equal("100", content.Results.GetProperty("sectors").GetProperty("test").GetProperty("overall").GetProperty("value").GetString());
    }

    [Fact]
    public void AnswersOfSeveralMinistries_TheLeadsCounts_WhereverItStands()
    {
        var other = Guid.CreateVersion7();
        (string Question, Guid Ministry)[] answers = [("T-1", other), ("T-1", _ministry.Id), ("T-2", other)];

        foreach (var order in new[] { answers, [.. answers.Reverse()] })
        {
            Assert.Equal([("T-1", _ministry.Id), ("T-2", other)], CountedAnswers.Of(order, _ministry.Id, answer => answer.Question, answer => answer.Ministry).Order());
        }
    }

    [Theory]
    [InlineData("60.000", "60")]
    [InlineData("0.0", "0")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("63.33333333333333333333", "63.33333333333333333333")]
    public void Digits_AreAllThereAre_AndNoZerosBehind(string figure, string written) =>
        Assert.Equal(written, ExactResults.Digits(decimal.Parse(figure, System.Globalization.CultureInfo.InvariantCulture)));

    private ResultSnapshot Submitted(params (string Code, AnswerValue Value)[] values)
    {
        var submission = Submission.Of(_sector, 1, new Clearance("X", "Y", new DateOnly(2026, 11, 2), null), Answered(values), Somebody, Noon);
        return ResultSnapshot.Of(_sector, SnapshotAct.Submission, 1, _country.Profile, SnapshotSource.Of(_version, submission, _ministry.Id), Noon);
    }

    private List<Answer> Answered(params (string Code, AnswerValue Value)[] values) => [.. values.Select(given =>
    {
        var question = _version.Content.Find(given.Code)!;
        var answer = Answer.To(_sector, question);
        answer.Record(question, new AnswerContent(given.Value, null, null), 0, Somebody, AnswerOrigin.Typed, Guid.CreateVersion7(), Noon);
        return answer;
    })];
}
