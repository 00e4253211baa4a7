using System.Text;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Features.Home;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Assessments;

/// <summary>The acts of coordinators and ministries, and who knows of what.</summary>
public sealed class AssessmentActsTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Coordinator = "coordinator@demo.example";

    [Theory]
    [InlineData("admin@demo.example")]
    [InlineData("coordinator@other.example")]
    public async Task Find_AssessmentOfOthers_IsNotThere(string email)
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(email);

        Assert.Null(await portal.Get<BoardReader>().FindAsync(id));
        Assert.DoesNotContain(await portal.Get<BoardReader>().ListAsync(), row => row.Assessment.Id == id);
        Assert.Null(await portal.Get<SubmissionService>().CheckAsync(id, "health"));
        Assert.Null(await portal.Get<AssessmentService>().SettingsAsync(id));
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<SectorActService>().CloseAsync(Guid.NewGuid(), id, "health", 1, "Silent"));
    }

    [Fact]
    public async Task Find_AsOfficial_ShowsTheOwnSectorAlone_AndNobodysSilence()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("health@demo.example");

        var board = await portal.Get<BoardReader>().FindAsync(id);

        var row = Assert.Single(board!.Rows);
        Assert.Equal("health", row.Sector.TemplateKey);
        Assert.Null(row.SilentDays);
        Assert.Empty(row.Acts);
        Assert.All(board.Stream, activity => Assert.True(activity.SectorAssessmentId is null || activity.SectorAssessmentId == row.Sector.Id));
        Assert.Null(await portal.Get<SubmissionService>().CheckAsync(id, "education"));
    }

    [Fact]
    public async Task Find_AsAdviser_ShowsProgressBeforeRelease_AndNoAnswers()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("adviser@demo.example");

        var row = (await portal.Get<BoardReader>().FindAsync(id))!.Rows.First(row => row.Sector.TemplateKey == "health");

        Assert.True(row.Count.Answered > 0);
        Assert.False(row.SeesAnswers);
        Assert.Null(row.SilentDays);
        Assert.Null(await portal.Get<SubmissionService>().CheckAsync(id, "health"));
    }

    [Fact]
    public async Task Submit_WithQuestionsMissing_NamesThem_AndNothingIsSubmitted()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("health@demo.example");
        var view = (await portal.Get<SubmissionService>().CheckAsync(id, "health"))!;

        var outcome = await SubmitAsync(portal, view, view.Shown);

        Assert.Null(outcome.Number);
        Assert.Contains("HEA-9", outcome.Missing);
        Assert.Equal(SectorStatus.InProgress, (await portal.Get<SubmissionService>().CheckAsync(id, "health"))!.Sector.Status);
    }

    [Fact]
    public async Task Submit_AfterAnAnswerWasChanged_NamesIt_AndOnceItWasReadIsNumberedAndFrozen()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("education@demo.example");
        var view = (await portal.Get<SubmissionService>().CheckAsync(id, "education"))!;

        var changed = await SubmitAsync(portal, view, view.Shown.Replace("EDU-1:1", "EDU-1:9", StringComparison.Ordinal));
        var operation = Guid.NewGuid();
        var done = await SubmitAsync(portal, view, view.Shown, operation);
        var repeated = await SubmitAsync(portal, view, view.Shown, operation);

        Assert.Equal(["EDU-1"], changed.Changed);
        Assert.Equal(2, done.Number);
        Assert.Equal(2, repeated.Number);
        await Assert.ThrowsAsync<DomainRuleException>(() => SubmitAsync(portal, view, view.Shown));
        await using var db = portal.Everything();
        var submission = await db.Submissions.SingleAsync(submission => submission.SectorAssessmentId == view.Sector.Id && submission.Number == 2);
        Assert.Equal(view.Progress.AnsweredCount, submission.Answers.Count);
        Assert.Equal("Director-General", submission.Clearance.Office);
    }

    [Fact]
    public async Task ReleaseAndReturn_AtOnce_OneWins_AndAReleaseBeginsAReview()
    {
        await using var one = new PortalTestContext(database);
        await using var other = new PortalTestContext(database);
        var id = await AtWorkAsync(one);
        await one.SignInAsync(Coordinator);
        await other.SignInAsync(Coordinator);
        var sector = await SectorAsync(one, id, "statistics");

        var outcomes = await Task.WhenAll(
            Record.ExceptionAsync(() => one.Get<SectorActService>().ReleaseAsync(Guid.NewGuid(), id, "statistics", sector.Revision)),
            Record.ExceptionAsync(() => other.Get<SectorActService>().ReturnAsync(Guid.NewGuid(), id, "statistics", sector.Revision, "Name the decree.")));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Single(outcomes, outcome => outcome is DomainRuleException);
        await using var db = one.Everything();
        var after = await db.SectorAssessments.SingleAsync(found => found.Id == sector.Id);
        var reviews = await db.Reviews.CountAsync(review => review.SectorAssessmentId == sector.Id && review.Outcome == ReviewOutcome.Running);
        Assert.Equal(after.Status == SectorStatus.InReview ? 1 : 0, reviews);
    }

    [Fact]
    public async Task Close_NeedsAReason_AndReopenGivesTheWorkBack()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(Coordinator);
        var sector = await SectorAsync(portal, id, "gender");
        var acts = portal.Get<SectorActService>();

        await Assert.ThrowsAsync<DomainRuleException>(() => acts.CloseAsync(Guid.NewGuid(), id, "gender", sector.Revision, " "));
        await acts.CloseAsync(Guid.NewGuid(), id, "gender", sector.Revision, "Three letters without a reply");
        Assert.Equal("Three letters without a reply", (await SectorAsync(portal, id, "gender")).Reason);
        await acts.ReopenAsync(Guid.NewGuid(), id, "gender", sector.Revision + 1);

        Assert.Equal(SectorStatus.InProgress, (await SectorAsync(portal, id, "gender")).Status);
    }

    [Fact]
    public async Task SubmitReleasedByItself_ConcludeSignOffWithdraw_LeadsThroughAllStates_AndGuardsTheLetter()
    {
        await using var portal = new PortalTestContext(database);
        var atWork = await AtWorkAsync(portal);
        await portal.SignInAsync(Coordinator);
        var assessments = portal.Get<AssessmentService>();
        var before = (await portal.Get<BoardReader>().FindAsync(atWork))!;
        var lead = before.Rows.First(row => row.Sector.TemplateKey == "health").Ministry;
        var terms = new AssessmentTerms("Small round", "2027", new DateOnly(2026, 11, 1), null, "en", ReleaseMode.ByItself);
        var operation = Guid.NewGuid();
        var id = await assessments.OpenAsync(operation, before.Assessment.JurisdictionId, terms, [new ChosenQuestionnaire("health", lead.Id), new ChosenQuestionnaire("gender", lead.Id)]);
        Assert.Equal(id, await assessments.OpenAsync(operation, before.Assessment.JurisdictionId, terms, [new ChosenQuestionnaire("health", lead.Id), new ChosenQuestionnaire("gender", lead.Id)]));
        var revision = (await portal.Get<BoardReader>().FindAsync(id))!.Assessment.Revision;
        await Assert.ThrowsAsync<DomainRuleException>(() => assessments.RemoveAsync(Guid.NewGuid(), id, revision + 1, "gender"));
        await assessments.RemoveAsync(Guid.NewGuid(), id, revision, "gender");

        await using (var db = portal.Everything())
        {
            await CopyAnswersAsync(db, before.Rows.First(row => row.Sector.TemplateKey == "health").Sector.Id, (await db.Assessments.Include(found => found.Sectors).SingleAsync(found => found.Id == id)).Sectors[0]);
        }

        await portal.SignInAsync("health@demo.example");
        var view = (await portal.Get<SubmissionService>().CheckAsync(id, "health"))!;
        var outcome = await SubmitAsync(portal, view, view.Shown);
        Assert.Empty(outcome.Missing);
        Assert.True(outcome.IsReleased);

        await portal.SignInAsync(Coordinator);
        var signOffs = portal.Get<SignOffService>();
        await Assert.ThrowsAsync<DomainRuleException>(() => signOffs.SignOffAsync(Guid.NewGuid(), id, Kept(portal, id).Revision, "Amara Venn", "Secretary", new DateOnly(2026, 11, 2), null));
        await portal.Get<SectorActService>().ConcludeAsync(Guid.NewGuid(), id, "health", (await SectorAsync(portal, id, "health")).Revision, null);
        Assert.Equal(AssessmentStatus.Reviewed, Kept(portal, id).Status);
        await Assert.ThrowsAsync<DomainRuleException>(() => signOffs.SignOffAsync(Guid.NewGuid(), id, Kept(portal, id).Revision, "Amara Venn", "Secretary", new DateOnly(2026, 11, 2), new UploadedFile("letter.pdf", Encoding.ASCII.GetBytes("MZ not a letter"))));
        await signOffs.SignOffAsync(Guid.NewGuid(), id, Kept(portal, id).Revision, "Amara Venn", "Secretary", new DateOnly(2026, 11, 2), new UploadedFile("../letter.exe", Encoding.ASCII.GetBytes("%PDF-1.7")));
        var signed = Kept(portal, id);
        Assert.Equal(AssessmentStatus.SignedOff, signed.Status);
        Assert.Equal("letter.pdf", (await signOffs.FileAsync(id, signed.Signature!.LetterId!.Value))!.Name);
        await portal.SignInAsync("coordinator@other.example");
        Assert.Null(await portal.Get<SignOffService>().FileAsync(id, signed.Signature.LetterId.Value));

        await portal.SignInAsync(Coordinator);
        await portal.Get<SignOffService>().WithdrawAsync(Guid.NewGuid(), id, signed.Revision, "Wrong letter");
        Assert.Equal(AssessmentStatus.Reviewed, Kept(portal, id).Status);
        await using var look = portal.Everything();
        Assert.Equal("Amara Venn", (await look.Activities.SingleAsync(activity => activity.AssessmentId == id && activity.Kind == "withdrawn")).Args["name"]);
    }

    [Fact]
    public async Task ChangeLead_TakesTheAnswersAlong()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(Coordinator);
        var before = (await portal.Get<BoardReader>().FindAsync(id))!;
        var (row, other) = (before.Rows.First(row => row.Sector.TemplateKey == "finance"), before.Rows.First(row => row.Sector.TemplateKey == "private-sector").Ministry);

        await portal.Get<AssessmentService>().ChangeLeadAsync(Guid.NewGuid(), id, "finance", row.Sector.Revision, other.Id);

        var after = (await portal.Get<BoardReader>().FindAsync(id))!.Rows.First(found => found.Sector.TemplateKey == "finance");
        Assert.Equal(other.Id, after.Ministry.Id);
        Assert.Equal(row.Count.Answered, after.Count.Answered);
    }

    [Fact]
    public async Task SetProfile_OnWhatWasNotShown_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("coordinator@other.example");
        var view = (await portal.Get<AssessmentService>().ProfileAsync(null))!;

        await portal.Get<AssessmentService>().SetProfileAsync(Guid.NewGuid(), view.Jurisdiction.Id, view.Shown, ["coastal", "transit"], ["sdg"]);

        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<AssessmentService>().SetProfileAsync(Guid.NewGuid(), view.Jurisdiction.Id, view.Shown, ["origin"], []));
        var after = (await portal.Get<AssessmentService>().ProfileAsync(null))!.Jurisdiction;
        Assert.True(after.Profile.Has("transit"));
        Assert.Equal(["sdg"], after.Frameworks);
    }

    [Fact]
    public async Task Home_GivesEachRoleItsTasks()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Coordinator);
        var coordinator = await portal.Get<HomeService>().FindAsync();
        await portal.SignInAsync("health@demo.example");
        var official = await portal.Get<HomeService>().FindAsync();
        await portal.SignInAsync("admin@demo.example");
        var administrator = await portal.Get<HomeService>().FindAsync();

        Assert.Contains(coordinator.Tasks, task => task.Kind == TaskKind.Release && task.Sector!.TemplateKey == "social-protection");
        Assert.Contains(coordinator.Tasks, task => task.Kind == TaskKind.Silent && task.SilentDays >= 14);
        Assert.All(official.Tasks, task => Assert.True(task.Sector is not null && task.SilentDays == 0));
        Assert.Contains(official.Tasks, task => task.Kind == TaskKind.GoOn && task.Sector!.TemplateKey == "health");
        Assert.DoesNotContain(administrator.Tasks, task => task.Sector is not null);
        Assert.Empty(administrator.News);
    }

    private static Assessment Kept(PortalTestContext portal, Guid id)
    {
        using var db = portal.Everything();
        return db.Assessments.AsNoTracking().Single(assessment => assessment.Id == id);
    }

    private static Task<SubmissionOutcome> SubmitAsync(PortalTestContext portal, CheckView view, string shown, Guid? operation = null) =>
        portal.Get<SubmissionService>().SubmitAsync(operation ?? Guid.NewGuid(), view.Assessment.Id, view.Sector.TemplateKey, view.Sector.Revision, shown, "Ilan Sorrel", "Director-General", new DateOnly(2026, 11, 2), null);

    private static async Task<SectorAssessment> SectorAsync(PortalTestContext portal, Guid id, string key)
    {
        await using var db = portal.Everything();
        return await db.SectorAssessments.AsNoTracking().SingleAsync(sector => sector.AssessmentId == id && sector.TemplateKey == key);
    }

    private static async Task<Guid> AtWorkAsync(PortalTestContext portal)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
    }

    /// <summary>Every question answered: as in another sector where it is, else as not known.</summary>
    private static async Task CopyAnswersAsync(MainstreamingDbContext db, Guid from, SectorAssessment to)
    {
        var questionnaire = (await db.TemplateVersions.SingleAsync(version => version.Id == to.TemplateVersionId)).Content;
        var given = await db.Answers.Where(answer => answer.SectorAssessmentId == from).ToDictionaryAsync(answer => answer.QuestionCode, answer => answer.Content);
        to.Begin(DateTimeOffset.UtcNow);
        foreach (var question in questionnaire.Questions)
        {
            var answer = Answer.To(to, question);
            var content = given.GetValueOrDefault(question.Code) ?? new AnswerContent(new MigrationMainstreaming.Domain.Questions.AnswerValue.NotKnown(), null, null);
            db.Answers.Add(answer);
            db.AnswerRevisions.Add(answer.Record(question, content, 0, new Author(Guid.NewGuid(), "Test"), AnswerOrigin.Typed, Guid.NewGuid(), DateTimeOffset.UtcNow));
        }

        await db.SaveChangesAsync();
    }
}
