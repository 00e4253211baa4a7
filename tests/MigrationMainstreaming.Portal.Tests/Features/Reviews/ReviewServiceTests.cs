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
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<ReviewService>().AskAsync(new ReviewAct(id, "employment", Guid.NewGuid(), 0, ""), "EMP-3", "May I?"));
        await portal.SignInAsync("adviser@demo.example");
        var act = await ActAsync(portal, id, "employment", "EMP-3");

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

        var (first, second) = (await ActAsync(one, id, "employment", "EMP-6"), await ActAsync(other, id, "employment", "EMP-6"));

        var outcomes = await Task.WhenAll(
            TryAsync(() => one.Get<ReviewService>().TakeAsync(first, proposal.Id, "Plan of 2025")),
            TryAsync(() => other.Get<ReviewService>().TakeAsync(second, proposal.Id, "Plan of 2025")));

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
        var act = await ActAsync(portal, id, "education", "EDU-3");
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
        var act = await ActAsync(portal, id, "employment");

        var refusal = await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<ReviewService>().ConcludeAsync(act with { Revision = act.Revision - 1 }, null));

        Assert.Equal("released", refusal.Overtaken?.Kind);
    }

    [Fact]
    public async Task Write_InATalkThatWentOn_NamesWhoSaidWhat_AndIsDoneOnceTheyWereRead()
    {
        await using var one = new PortalTestContext(database);
        await using var other = new PortalTestContext(database);
        var id = await AtWorkAsync(one);
        await one.SignInAsync("adviser@demo.example");
        await other.SignInAsync("labour@demo.example");
        await one.Get<ReviewService>().AskAsync(await ActAsync(one, id, "employment", "EMP-2"), "EMP-2", "Since when?");
        var stale = await ActAsync(one, id, "employment", "EMP-2");
        await other.Get<ReviewService>().ReplyAsync(await ActAsync(other, id, "employment", "EMP-2"), "EMP-2", "Since 2019.");
        var reviews = one.Get<ReviewService>();

        var refusal = await Assert.ThrowsAsync<DomainRuleException>(() => reviews.AskAsync(stale, "EMP-2", "Are you there?"));

        await using var db = one.Everything();
        var author = await db.Users.Where(user => user.Email == "labour@demo.example").Select(user => user.Name).SingleAsync();
        Assert.Equal((author, "replied"), (refusal.Overtaken?.ByName, refusal.Overtaken?.Kind));
        await reviews.AskAsync(stale with { Talk = (await reviews.FindAsync(id, "employment"))!.TalkOf("EMP-2") }, "EMP-2", "Are you there?");
        Assert.Equal(1, await db.ReviewComments.CountAsync(comment => comment.Text == "Are you there?"));
    }

    [Fact]
    public async Task Propose_OnAnAnswerThatWasChanged_NamesWhoChangedIt()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("adviser@demo.example");
        var act = await ActAsync(portal, id, "employment", "EMP-1");

        var refusal = await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<ReviewService>().ProposeAsync(act with { AnswerVersion = act.AnswerVersion - 1 }, "EMP-1", new AnswerValue.NotKnown(), "No decree."));

        Assert.Equal("answer-changed", refusal.Overtaken?.Kind);
        Assert.NotNull(refusal.Overtaken?.ByName);
    }

    [Fact]
    public void Difference_OfTwoAnswers_NamesWhatChanged()
    {
        var before = new ReadAnswer(new AnswerContent(new AnswerValue.Chosen("no"), null, "Law 1"), 1, default, "A", false);

        Assert.Null(AnswerChange.Between(before, before with { Version = 3 }));
        Assert.Equal(new AnswerChange(true, false, true), AnswerChange.Between(before, before with { Content = new AnswerContent(new AnswerValue.Chosen("yes"), "New", "Law 1") }));
    }

    /// <summary>An act on what the person is shown at this moment.</summary>
    private static async Task<ReviewAct> ActAsync(PortalTestContext portal, Guid assessmentId, string sector, string? question = null)
    {
        var shown = (await portal.Get<ReviewService>().FindAsync(assessmentId, sector))!;
        return new ReviewAct(assessmentId, sector, Guid.NewGuid(), shown.Sector.Revision, shown.TalkOf(question), shown.Find(question)?.CurrentVersion ?? 0);
    }

    private static async Task<Guid> AtWorkAsync(PortalTestContext portal)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
    }

    private static async Task<Exception?> TryAsync(Func<Task> act) => await Record.ExceptionAsync(act);
}
