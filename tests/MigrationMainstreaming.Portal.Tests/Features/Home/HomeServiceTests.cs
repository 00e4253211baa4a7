using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Portal.Features.Home;
using MigrationMainstreaming.Portal.Features.Reviews;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Home;

/// <summary>What waits for somebody.</summary>
public sealed class HomeServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Fact]
    public async Task Find_WhileTheAdviserAsksAndProposes_TellsTheMinistryUntilItHasReplied()
    {
        await using var portal = new PortalTestContext(database);
        var reviews = portal.Get<ReviewService>();
        await using var db = portal.Everything();
        var id = await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
        await portal.SignInAsync("labour@demo.example");
        var first = await portal.Get<HomeService>().FindAsync();
        var review = (await reviews.FindAsync(id, "employment"))!;
        var asked = review.Questions.Single(question => question.HasOpenQuestion).Question.Code;
        var proposal = review.Questions.SelectMany(question => question.Proposals).Single(proposal => proposal.Status == ProposalStatus.Proposed);

        await reviews.ReplyAsync(await ActAsync(asked), asked, "Article 12 covers it.");
        var second = await portal.Get<HomeService>().FindAsync();
        await reviews.DeclineAsync(await ActAsync(proposal.QuestionCode), proposal.Id, "The plan names the sectors in its annex.");
        var third = await portal.Get<HomeService>().FindAsync();

        Assert.Equal(2, Assert.Single(first.Tasks, task => task.Kind == TaskKind.Reply).Count);
        Assert.Empty(first.Others);
        Assert.Equal(1, Assert.Single(second.Tasks, task => task.Kind == TaskKind.Reply).Count);
        Assert.DoesNotContain(third.Tasks, task => task.Kind == TaskKind.Reply);
        Assert.Equal("employment", Assert.Single(third.Others).Sector.TemplateKey);

        async Task<ReviewAct> ActAsync(string question)
        {
            var shown = (await reviews.FindAsync(id, "employment"))!;
            return new ReviewAct(id, "employment", Guid.NewGuid(), shown.Sector.Revision, shown.TalkOf(question));
        }
    }
}
