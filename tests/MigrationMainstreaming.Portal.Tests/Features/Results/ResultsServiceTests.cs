using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Results;

/// <summary>What the answers come to, for whom.</summary>
public sealed class ResultsServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Theory]
    [InlineData("admin@demo.example")]
    [InlineData("coordinator@other.example")]
    public async Task Find_ByThoseWhoReadNone_IsNotThere(string email)
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2024");
        await portal.SignInAsync(email);

        Assert.Null(await portal.Get<ResultsService>().FindAsync(id));
    }

    [Fact]
    public async Task Find_ByAnOfficial_IsTheOwnSectorBeforeSignOff_AndAllAfterIt()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("health@demo.example");

        var before = await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2026"));
        var after = await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2024"));

        Assert.Equal("health", Assert.Single(before!.Sectors).Key);
        Assert.False(before.ShowsOverall);
        Assert.True(after!.IsWhole);
        Assert.True(after.Sectors.Count > 5);
    }

    [Fact]
    public async Task Find_ByTheAdviser_IsWhatWasReleased_WithoutAFigureForTheCountry()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("adviser@demo.example");

        var view = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2026")))!;

        Assert.NotEmpty(view.Open);
        Assert.All(view.Open, sector => Assert.True(sector.Sector.IsReleased || sector.Submission is not null));
        Assert.DoesNotContain(view.Open, sector => sector.Key == "health");
        Assert.False(view.ShowsOverall);
        using var json = JsonDocument.Parse(ResultsEndpoints.JsonOf(view));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("overall").ValueKind);
        Assert.Null(ResultsService.ProofOf(view, "overall"));
    }

    [Fact]
    public async Task Figures_AreThoseOfTheScoreOnTheSameAnswers()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("coordinator@demo.example");
        var view = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2026")))!;

        foreach (var sector in view.Open)
        {
            var again = ScoreCalculator.Score(sector.Questionnaire, view.Reading.Profile, sector.Answers.ToDictionary(pair => pair.Key, pair => pair.Value.Scored));
            Assert.Equal(again.Overall, sector.Scorecard!.Overall);
        }

        using var json = JsonDocument.Parse(ResultsEndpoints.JsonOf(view));
        Assert.Equal(view.Scored.Count(), json.RootElement.GetProperty("sectors").EnumerateObject().Count());
        Assert.True(json.RootElement.GetProperty("indicators").TryGetProperty("sdg-10-7-2", out _));
    }

    [Fact]
    public async Task Figures_ForTheAdviserOfAReturnedSector_AreThoseOfTheReleasedSubmission()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2026");
        await using var db = portal.Everything();
        var assessment = await db.Assessments.AsNoTracking().Include(assessment => assessment.Sectors).SingleAsync(assessment => assessment.Id == id);
        var education = assessment.Sectors.Single(sector => sector.TemplateKey == "education");
        Assert.False(education.IsReleased);
        var answered = await AnswerNotKnownAsync(db, education, portal.Clock.GetUtcNow());
        var submission = await db.Submissions.Where(submission => submission.SectorAssessmentId == education.Id && submission.ReleasedAt != null).OrderByDescending(submission => submission.Number).FirstAsync();

        await portal.SignInAsync("adviser@demo.example");
        var adviser = (await portal.Get<ResultsService>().FindAsync(id))!;
        await portal.SignInAsync("coordinator@demo.example");
        var coordinator = (await portal.Get<ResultsService>().FindAsync(id))!;

        var expected = ScoreCalculator.Score(adviser.Find("education").Questionnaire, adviser.Reading.Profile, submission.Answers.ToDictionary(answer => answer.QuestionCode, ScoredAnswer.Of));
        Assert.Equal(expected.Overall, adviser.Find("education").Scorecard!.Overall);
        Assert.Equal(submission.Number, adviser.Find("education").Submission?.Number);
        Assert.Equal(expected.Overall.Answered - 1, coordinator.Find("education").Scorecard!.Overall.Answered);
        Assert.IsType<AnswerValue.NotKnown>(coordinator.Find("education").Answers[answered].Scored.Value);
    }

    [Fact]
    public async Task NotApplicable_NotConfirmed_CountsAsNotKnown()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2026");
        await using var db = portal.Everything();
        var sector = (await db.Assessments.AsNoTracking().Include(assessment => assessment.Sectors).SingleAsync(assessment => assessment.Id == id)).Sectors.Single(sector => sector.TemplateKey == "statistics");
        await portal.SignInAsync("coordinator@demo.example");
        var before = (await portal.Get<ResultsService>().FindAsync(id))!.Find("statistics").Scorecard!.Overall;

        var code = await AnswerAsync(db, sector, new AnswerValue.NotApplicable("There is no such office."), portal.Clock.GetUtcNow());
        var after = (await portal.Get<ResultsService>().FindAsync(id))!.Find("statistics").Scorecard!;

        Assert.Equal((before.Asked, before.Answered - 1), (after.Overall.Asked, after.Overall.Answered));
        Assert.Equal(LeftOutReason.NotConfirmed, after.Questions.Single(question => question.Question.Code == code).Why);
    }

    [Theory]
    [InlineData("coordinator@demo.example", true)]
    [InlineData("adviser@demo.example", false)]
    [InlineData("employment", false)]
    [InlineData("health@demo.example", false)]
    public async Task StoredResults_AreKnownToWhoSeesTheResults_AndThePackageIsTheCoordinators(string email, bool all)
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(email == "employment" ? "labour@demo.example" : email);

        var atWork = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2026")))!;
        var signed = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2024")))!;

        string[] expected = email switch
        {
            "health@demo.example" => [],
            "employment" => ["employment"],
            "adviser@demo.example" => ["education", "employment", "governance", "immigration"],
            _ => ["education", "employment", "governance", "immigration", "social-protection", "statistics"],
        };
        Assert.Equal(expected, atWork.Stored.Select(stored => stored.SectorKey!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal((SnapshotAct.SignOff, null), (signed.Stored[0].Act, signed.Stored[0].SectorKey));
        Assert.Equal(15, signed.Stored.Count);
        Assert.Equal((all, all), (atWork.MayTakePackage, signed.MayTakePackage));
    }

    [Fact]
    public async Task WithProposals_ShowsWhatTheyWouldChange_AndTheMinistrysValueStillCounts()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2026");
        var (key, code) = await ProposeAsync(portal, id, new AnswerValue.NotKnown());
        await portal.SignInAsync("coordinator@demo.example");

        var own = (await portal.Get<ResultsService>().FindAsync(id))!;
        var with = (await portal.Get<ResultsService>().FindAsync(id, withProposals: true))!;

        var change = Assert.Single(own.Proposed, change => change.Proposal.QuestionCode == code);
        Assert.Same(own.Find(key), change.Sector);
        Assert.Equal(own.Find(key).Scorecard!.Overall, with.Find(key).Own.Scorecard!.Overall);
        Assert.Equal(own.Find(key).Scorecard!.Overall.Answered - 1, change.Alone!.Answered);
        Assert.True(with.Find(key).Scorecard!.Overall.Answered < own.Find(key).Scorecard!.Overall.Answered);
        var again = ScoreCalculator.Score(with.Find(key).Questionnaire, with.Reading.Profile, with.Find(key).Answers.ToDictionary(pair => pair.Key, pair => pair.Value.Scored));
        Assert.Equal(again.Overall, with.Find(key).Scorecard!.Overall);
        await using var db = portal.Everything();
        Assert.IsNotType<AnswerValue.NotKnown>((await db.Answers.AsNoTracking().FirstAsync(answer => answer.QuestionCode == code && answer.SectorAssessmentId == own.Find(key).Sector.Id)).Value);
    }

    [Fact]
    public async Task Proposals_AreSeenOnlyByThoseWhoReadTheAnswer()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2026");
        var (key, code) = await ProposeAsync(portal, id, new AnswerValue.NotKnown());

        foreach (var (email, sees) in new[] { ("coordinator@demo.example", true), ("adviser@demo.example", true), ("health@demo.example", key == "health") })
        {
            await portal.SignInAsync(email);
            Assert.Equal(sees, (await portal.Get<ResultsService>().FindAsync(id, withProposals: true))!.Proposed.Any(change => change.Proposal.QuestionCode == code));
        }
    }

    [Fact]
    public async Task ClosedSector_CountsInNothing_AndIsNamed()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("coordinator@demo.example");
        var view = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2024")))!;

        var closed = Assert.Single(view.Closed);
        Assert.Equal(SectorStatus.Closed, closed.Sector.Status);
        Assert.Contains(closed.Key, view.Scorecard.Closed);
    }

    [Fact]
    public async Task Parts_AsPrinted_AddUpToTheFigureAsPrinted()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("coordinator@demo.example");
        var view = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2024")))!;
        var figures = view.Open.Select(sector => sector.Key).Concat(view.Scorecard.Items.Select(item => $"{item.Framework}:{item.Item}")).Append("overall");

        foreach (var proof in figures.Select(figure => ResultsService.ProofOf(view, figure)).OfType<Proof>())
        {
            var printed = Shown.Shares([.. proof.Parts.Select(part => part.Share)], proof.Value);
            Assert.Equal(decimal.Round(proof.Value ?? 0m, 2, MidpointRounding.AwayFromZero), printed.Sum());
        }
    }

    /// <summary>The adviser proposes another value for an answer that has marks, in a sector that is in review.</summary>
    private static async Task<(string Sector, string Question)> ProposeAsync(PortalTestContext portal, Guid assessmentId, AnswerValue value)
    {
        await using var db = portal.Everything();
        var assessment = await db.Assessments.AsNoTracking().Include(assessment => assessment.Sectors).SingleAsync(assessment => assessment.Id == assessmentId);
        var sector = assessment.Sectors.First(sector => sector.Status == SectorStatus.InReview);
        var content = (await db.TemplateVersions.AsNoTracking().SingleAsync(version => version.Id == sector.TemplateVersionId)).Content;
        var conditions = content.Questions.SelectMany(question => question.When?.QuestionCodes ?? []).ToHashSet();
        var answer = (await db.Answers.AsNoTracking().Where(answer => answer.SectorAssessmentId == sector.Id).ToListAsync())
            .First(answer => content.Find(answer.QuestionCode) is { EarnsMarks: true, When: null } && !conditions.Contains(answer.QuestionCode) && answer.Value is AnswerValue.Chosen);
        db.Proposals.Add(Proposal.On(sector, content.Find(answer.QuestionCode)!, answer.Version, value, "The decree cannot be found.", new Author(Guid.CreateVersion7(), "Adviser"), portal.Clock.GetUtcNow()));
        await db.SaveChangesAsync();
        return (sector.TemplateKey, answer.QuestionCode);
    }

    private static Task<string> AnswerNotKnownAsync(MainstreamingDbContext db, SectorAssessment sector, DateTimeOffset at) => AnswerAsync(db, sector, new AnswerValue.NotKnown(), at);

    /// <summary>Changes one answer that has marks and on which no other question hangs.</summary>
    private static async Task<string> AnswerAsync(MainstreamingDbContext db, SectorAssessment sector, AnswerValue value, DateTimeOffset at)
    {
        var content = (await db.TemplateVersions.AsNoTracking().SingleAsync(version => version.Id == sector.TemplateVersionId)).Content;
        var conditions = content.Questions.SelectMany(question => question.When?.QuestionCodes ?? []).ToHashSet();
        var answers = await db.Answers.Where(answer => answer.SectorAssessmentId == sector.Id).ToListAsync();
        var answer = answers.First(answer => content.Find(answer.QuestionCode) is { EarnsMarks: true, When: null } && !conditions.Contains(answer.QuestionCode)
            && answer.Value is { SaysSomething: true } and not AnswerValue.LawAndPractice);
        db.AnswerRevisions.Add(answer.Record(content.Find(answer.QuestionCode)!, answer.Content with { Value = value }, answer.Version, new Author(Guid.CreateVersion7(), "Test"), AnswerOrigin.Typed, Guid.CreateVersion7(), at));
        await db.SaveChangesAsync();
        return answer.QuestionCode;
    }

    private static async Task<Guid> IdAsync(PortalTestContext portal, string title)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == title).Select(assessment => assessment.Id).SingleAsync();
    }
}
