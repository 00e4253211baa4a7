using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Portal.Features.Reviews;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Reviews;

/// <summary>What advisers and ministries say to each other about a submission.</summary>
public sealed class ReviewServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Theory]
    [InlineData("admin@demo.example")]
    [InlineData("coordinator@other.example")]
    [InlineData("health@demo.example")]
    public async Task Find_SectorOfOthers_IsNotThere(string email)
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(email);

        Assert.Null(await portal.Get<ReviewService>().FindAsync(id, "employment"));
    }

    [Fact]
    public async Task Find_BeforeRelease_GivesTheAdviserCountsAlone()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("adviser@demo.example");

        foreach (var sector in new[] { "health", "social-protection", "gender" })
        {
            var view = await portal.Get<ReviewService>().FindAsync(id, sector);

            Assert.NotNull(view);
            Assert.True(view.Answered > 0);
            Assert.Null(view.Submission);
            Assert.Empty(view.Sections);
            Assert.Empty(view.Observations);
            Assert.Equal(ReviewRights.None, view.May);
        }
    }

    [Fact]
    public async Task Find_WhileReturned_GivesTheAdviserTheReleasedSubmissionAndNotWhatIsWrittenMeanwhile()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await using (var db = portal.Everything())
        {
            var answer = await db.Answers.FirstAsync(answer => answer.QuestionCode == "EDU-4" && db.SectorAssessments.Any(sector => sector.Id == answer.SectorAssessmentId && sector.AssessmentId == id));
            var question = (await db.TemplateVersions.SingleAsync(version => version.Key == "education")).Content.Find("EDU-4")!;
            db.AnswerRevisions.Add(answer.Record(question, answer.Content with { Comment = "Written after the return" }, answer.Version, new Author(Guid.NewGuid(), "Test"), AnswerOrigin.Typed, Guid.NewGuid(), DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
        }

        await portal.SignInAsync("adviser@demo.example");
        var view = await portal.Get<ReviewService>().FindAsync(id, "education");

        Assert.NotNull(view?.Submission);
        Assert.DoesNotContain(view.Questions, question => question.Content.Comment == "Written after the return");
    }

    [Fact]
    public async Task Ask_ByTheMinistry_IsRefused_AndByTheAdviserStandsInTheThread()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("labour@demo.example");
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<ReviewService>().AskAsync(Act(id), "EMP-3", "May I?"));
        await portal.SignInAsync("adviser@demo.example");
        var act = Act(id);

        await portal.Get<ReviewService>().AskAsync(act, "EMP-3", "Which decree?");
        await portal.Get<ReviewService>().AskAsync(act, "EMP-3", "Which decree?");

        var view = await portal.Get<ReviewService>().FindAsync(id, "employment");
        Assert.Single(view!.Find("EMP-3")!.Thread, comment => comment.IsOpenQuestion && comment.Text == "Which decree?");
    }

    [Fact]
    public async Task Take_ByTwoAtOnce_IsDoneOnce_AndRecordsWhereTheValueCameFrom()
    {
        await using var one = new PortalTestContext(database);
        await using var other = new PortalTestContext(database);
        var id = await AtWorkAsync(one);
        await one.SignInAsync("labour@demo.example");
        await other.SignInAsync("coordinator@demo.example");
        var reviewed = (await one.Get<ReviewService>().FindAsync(id, "employment"))!.Find("EMP-6")!;
        var proposal = Assert.Single(reviewed.Proposals, proposal => proposal.Status == ProposalStatus.Proposed);

        var outcomes = await Task.WhenAll(
            TryAsync(() => one.Get<ReviewService>().TakeAsync(Act(id), proposal.Id, reviewed.CurrentVersion, "Plan of 2025")),
            TryAsync(() => other.Get<ReviewService>().TakeAsync(Act(id), proposal.Id, reviewed.CurrentVersion, "Plan of 2025")));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Single(outcomes, outcome => outcome is DomainRuleException or DbUpdateConcurrencyException);
        await using var db = one.Everything();
        var revision = await db.AnswerRevisions.SingleAsync(revision => revision.Origin == AnswerOrigin.TakenFromProposal && revision.QuestionCode == "EMP-6");
        Assert.Equal(proposal.Value, revision.Value);
        Assert.Equal(reviewed.CurrentVersion + 1, revision.Version);
    }

    [Fact]
    public async Task Decline_NeedsAReason_AndStaysOnRecord()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("coordinator@demo.example");
        var reviews = portal.Get<ReviewService>();
        var act = new ReviewAct(id, "education", Guid.NewGuid());
        var proposal = (await reviews.FindAsync(id, "education"))!.Find("EDU-3")!.Proposals[0];

        await Assert.ThrowsAsync<DomainRuleException>(() => reviews.DeclineAsync(act with { OperationId = Guid.NewGuid() }, proposal.Id, " "));
        await reviews.DeclineAsync(act, proposal.Id, "The budget law covers all provinces.");

        var kept = (await reviews.FindAsync(id, "education"))!.Find("EDU-3")!.Proposals[0];
        Assert.Equal((ProposalStatus.Declined, "The budget law covers all provinces."), (kept.Status, kept.Reply));
    }

    [Fact]
    public async Task Conclude_FromAnOlderPage_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("adviser@demo.example");
        var view = (await portal.Get<ReviewService>().FindAsync(id, "employment"))!;

        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<ReviewService>().ConcludeAsync(Act(id), view.Sector.Revision - 1, null));
    }

    [Fact]
    public void Difference_OfTwoAnswers_NamesWhatChanged()
    {
        var before = new ReadAnswer(new AnswerContent(new AnswerValue.Chosen("no"), null, "Law 1"), 1, default, "A", false);

        Assert.Null(AnswerChange.Between(before, before with { Version = 3 }));
        Assert.Equal(new AnswerChange(true, false, true), AnswerChange.Between(before, before with { Content = new AnswerContent(new AnswerValue.Chosen("yes"), "New", "Law 1") }));
    }

    private static ReviewAct Act(Guid assessmentId) => new(assessmentId, "employment", Guid.NewGuid());

    private static async Task<Guid> AtWorkAsync(PortalTestContext portal)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
    }

    private static async Task<Exception?> TryAsync(Func<Task> act) => await Record.ExceptionAsync(act);
}
