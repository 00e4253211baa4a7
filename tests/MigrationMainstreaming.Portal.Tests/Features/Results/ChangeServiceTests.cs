using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Results;

/// <summary>The results of today beside those of an earlier time.</summary>
public sealed class ChangeServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Theory]
    [InlineData("admin@demo.example")]
    [InlineData("coordinator@other.example")]
    public async Task Find_ByThoseWhoReadNoResults_IsNotThere(string email)
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2026");
        await portal.SignInAsync(email);

        Assert.Null(await portal.Get<ChangeService>().FindAsync(id));
    }

    [Fact]
    public async Task Find_ByTheCoordinator_ComparesWithTheEarlierCycle_AndThePartsAddUp()
    {
        await using var portal = new PortalTestContext(database);
        var (id, earlier) = (await IdAsync(portal, "Demo Republic 2026"), await IdAsync(portal, "Demo Republic 2024"));
        await portal.SignInAsync("coordinator@demo.example");

        var view = (await portal.Get<ChangeService>().FindAsync(id, earlier.ToString()))!;
        var then = (await portal.Get<ResultsService>().FindAsync(earlier))!;

        Assert.Equal("Demo Republic 2024", view.Chosen!.Title);
        Assert.NotEmpty(view.Sectors);
        Assert.All(view.Sectors, sector =>
        {
            Assert.Equal(then.Find(sector.Sector.Key).Scorecard!.Overall.Value, sector.Change.Before);
            Assert.Equal(view.Results.Find(sector.Sector.Key).Scorecard!.Overall.Value, sector.Change.After);
            Assert.Equal(sector.Change.Difference ?? 0m, sector.Change.Formula + sector.Change.Policy + sector.Change.Review + sector.Change.Questionnaire);
        });
        Assert.Contains(view.Sectors, sector => sector.Change.Answers.Count > 0);
    }

    [Fact]
    public async Task Find_AgainstASubmission_IsWhatChangedSince()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2026");
        string question;
        await using (var db = portal.Everything())
        {
            var sector = await db.SectorAssessments.AsNoTracking().SingleAsync(sector => sector.AssessmentId == id && sector.TemplateKey == "education");
            var content = (await db.TemplateVersions.AsNoTracking().SingleAsync(version => version.Id == sector.TemplateVersionId)).Content;
            var answer = (await db.Answers.Where(answer => answer.SectorAssessmentId == sector.Id).ToListAsync()).First(answer => answer.Value is AnswerValue.LawAndPractice { Law: not "absent" });
            question = answer.QuestionCode;
            db.AnswerRevisions.Add(answer.Record(content.Find(question)!, answer.Content with { Value = new AnswerValue.LawAndPractice("absent", "absent") }, answer.Version, new Author(Guid.CreateVersion7(), "Test"), AnswerOrigin.Typed, Guid.CreateVersion7(), portal.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
        }

        await portal.SignInAsync("coordinator@demo.example");
        var view = (await portal.Get<ChangeService>().FindAsync(id, "submission-1"))!;

        Assert.Equal(1, view.Chosen!.Submission);
        var education = view.Sectors.Single(sector => sector.Sector.Key == "education").Change;
        Assert.Contains(education.Answers, answer => answer.QuestionCode == question);
        Assert.True(education.SameQuestionnaire);
        Assert.True(education.Policy < 0m);
        Assert.Equal(education.Difference, education.Policy + education.Review);
    }

    [Fact]
    public async Task Find_AgainstASubmission_TakesTheFigureThatWasStoredThen()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2026");
        await portal.SignInAsync("coordinator@demo.example");

        var view = (await portal.Get<ChangeService>().FindAsync(id, "submission-1"))!;

        await using var db = portal.Everything();
        var stored = (await db.ResultSnapshots.AsNoTracking().Where(snapshot => snapshot.AssessmentId == id && snapshot.Act == SnapshotAct.Submission && snapshot.Number == 1).ToListAsync())
            .Select(snapshot => snapshot.Read()).ToDictionary(content => content.Sector!, content => content.FigureOf(content.Sector!));
        Assert.NotEmpty(view.Sectors);
        Assert.All(view.Sectors, sector => Assert.Equal((stored[sector.Sector.Key], 0m), (sector.Change.Before, sector.Change.Formula)));
    }

    [Fact]
    public async Task Find_ByAnOfficial_ComparesTheOwnSectorAlone_AndByTheAdviserWhatWasReleased()
    {
        await using var portal = new PortalTestContext(database);
        var (id, earlier) = (await IdAsync(portal, "Demo Republic 2026"), await IdAsync(portal, "Demo Republic 2024"));
        await portal.SignInAsync("health@demo.example");
        Assert.All((await portal.Get<ChangeService>().FindAsync(id, earlier.ToString()))!.Sectors, sector => Assert.Equal("health", sector.Sector.Key));

        await portal.SignInAsync("adviser@demo.example");
        var adviser = (await portal.Get<ChangeService>().FindAsync(id, "submission-1"))!;
        await using var db = portal.Everything();
        var released = await db.Submissions.AsNoTracking().Where(submission => submission.ReleasedAt != null && submission.Number == 1).Select(submission => submission.SectorAssessmentId).ToListAsync();
        Assert.NotEmpty(adviser.Sectors);
        Assert.All(adviser.Sectors, sector => Assert.Contains(sector.Sector.Sector.Id, released));
        Assert.DoesNotContain(adviser.Sectors, sector => sector.Sector.Key is "health" or "social-protection");
    }

    [Theory]
    [InlineData("submission-99")]
    [InlineData("nonsense")]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    public async Task Find_AgainstSomethingThatIsNotThere_TakesTheLatestThatIs(string with)
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2026");
        await portal.SignInAsync("coordinator@demo.example");

        var view = (await portal.Get<ChangeService>().FindAsync(id, with))!;

        Assert.Equal(view.Times[0], view.Chosen);
    }

    [Theory]
    [InlineData("33.333333333333", "62.5", "16.666666666666", "33.333333333334", "-20.833333333333", "0")]
    [InlineData("50", "50.04", "0.02", "0.02", "0", "0")]
    [InlineData("50", "40", "-3.33", "-3.33", "-3.34", "0")]
    public void Points_AsPrinted_AddUpToTheDifferenceAsPrinted(params string[] numbers)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var parts = numbers.Skip(2).Select(number => decimal.Parse(number, culture)).ToList();
        var printed = Shown.AddingUp(parts, decimal.Parse(numbers[1], culture) - decimal.Parse(numbers[0], culture), 1);

        Assert.Equal(decimal.Round(parts.Sum(), 1, MidpointRounding.AwayFromZero), printed.Sum());
    }

    private static async Task<Guid> IdAsync(PortalTestContext portal, string title)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == title).Select(assessment => assessment.Id).SingleAsync();
    }
}
