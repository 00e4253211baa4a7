using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Assessments;

/// <summary>What sectors propose for 10.7.2, and what the coordinator makes of it.</summary>
public sealed class CrosswalkServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Indicator = "sdg-10-7-2";
    private const string Coordinator = "coordinator@demo.example";

    [Theory]
    [InlineData("health@demo.example")]
    [InlineData("adviser@demo.example")]
    [InlineData("admin@demo.example")]
    [InlineData("coordinator@other.example")]
    public async Task Find_ByAnybodyButTheCoordinator_IsNotThere_AndTakingIsRefused(string email)
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(email);
        var service = portal.Get<CrosswalkService>();

        Assert.Null(await service.FindAsync(id, Indicator));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.TakeAsync(new CrosswalkAct(Guid.NewGuid(), id, Indicator, "D1a", 1, 0), "no", "Because."));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.RefuseAsync(new CrosswalkAct(Guid.NewGuid(), id, Indicator, "D1a", 1, 0), "Because."));
    }

    [Theory]
    [InlineData("health")]
    [InlineData("sdg-17-14-1")]
    public async Task Find_OfAQuestionnaireThatSectorsProposeNothingFor_IsNotThere(string key)
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(Coordinator);

        Assert.Null(await portal.Get<CrosswalkService>().FindAsync(id, key));
    }

    [Fact]
    public async Task Find_ShowsEachItemWithItsAnswers_AndCopiesNothing()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(Coordinator);
        await using var db = portal.Everything();
        var before = await db.AnswerRevisions.CountAsync();

        var view = (await portal.Get<CrosswalkService>().FindAsync(id, Indicator))!;

        Assert.Equal(30, view.Items.Count);
        Assert.Equal("GOV-2", Of(view, "D3a").Source.Question!.Code);
        Assert.NotNull(Of(view, "D3a").Proposed);
        Assert.Equal(["PRI-5", "IMM-2"], Of(view, "D2b").Informs.Select(informs => informs.Of.Question));
        Assert.True(view.MaySettle);
        Assert.True(view.OpenCount > 0);
        Assert.Equal(before, await db.AnswerRevisions.CountAsync());
    }

    [Fact]
    public async Task Take_WritesAnAnswerWithItsRevision_ThatNamesTheAnswerBehindIt_Once()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(Coordinator);
        var service = portal.Get<CrosswalkService>();
        var item = await OpenAsync(portal, id, "D3a");
        var act = ActOn(id, item);

        await service.TakeAsync(act, item.Proposed!.Values[0], null);
        await service.TakeAsync(act, item.Proposed.Values[0], null);

        var after = Of((await service.FindAsync(id, Indicator))!, "D3a");
        Assert.Equal(new AnswerValue.Chosen(item.Proposed.Values[0]), after.Standing!.Value);
        Assert.Equal((item.Standing?.Version ?? 0) + 1, after.Standing.Version);
        Assert.StartsWith("Governance", after.Standing.Source, StringComparison.Ordinal);
        Assert.Contains($"GOV-2 v{item.Source.Answer!.Version}", after.Standing.Source, StringComparison.Ordinal);
        Assert.Equal(CrosswalkOutcome.Taken, after.Decision!.Outcome);
        Assert.False(after.IsOpen);
        await using var db = portal.Everything();
        var revision = await db.AnswerRevisions.SingleAsync(revision => revision.AnswerId == after.Standing.Id && revision.Version == after.Standing.Version);
        Assert.Equal((AnswerOrigin.TakenFromSectors, act.OperationId), (revision.Origin, revision.OperationId));

        // Nothing goes back into the sector.
        Assert.Equal(item.Source.Answer.Version, after.Source.Answer!.Version);
    }

    [Fact]
    public async Task Adjust_NeedsAReason_AndIsKeptAsWhatItIs()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(Coordinator);
        var service = portal.Get<CrosswalkService>();
        var item = await OpenAsync(portal, id, "D4a");
        var other = item.Proposed!.Values[0] == "yes" ? "no" : "yes";

        await Assert.ThrowsAsync<DomainRuleException>(() => service.TakeAsync(ActOn(id, item), other, " "));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.TakeAsync(ActOn(id, item), "perhaps", "It is neither."));
        await service.TakeAsync(ActOn(id, item), other, "The assessments ended in 2023.");

        var after = Of((await service.FindAsync(id, Indicator))!, "D4a");
        Assert.Equal((CrosswalkOutcome.Adjusted, "The assessments ended in 2023."), (after.Decision!.Outcome, after.Decision.Reason));
        Assert.Equal(new AnswerValue.Chosen(other), after.Standing!.Value);
    }

    [Fact]
    public async Task Refusal_ChangesNoAnswer_AndHoldsUntilTheAnswerBehindChanges()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(Coordinator);
        var service = portal.Get<CrosswalkService>();
        await GiveAsync(portal, new AnswerPlace(id, "health", "HEA-2"), new AnswerValue.LawAndPractice("partial", "absent"));
        var item = await OpenAsync(portal, id, "D1a");
        Assert.Equal(["yes-legal"], item.Proposed!.Values);

        await service.RefuseAsync(ActOn(id, item), "The decree was suspended.");
        var refused = Of((await service.FindAsync(id, Indicator))!, "D1a");
        Assert.Equal((false, item.Standing?.Version), (refused.IsOpen, refused.Standing?.Version));

        await GiveAsync(portal, new AnswerPlace(id, "health", "HEA-2"), new AnswerValue.LawAndPractice("complete", "absent"));
        var again = Of((await service.FindAsync(id, Indicator))!, "D1a");
        Assert.True(again.IsOpen);
        Assert.Equal(["yes-all"], again.Proposed!.Values);
        Assert.Equal("The decree was suspended.", Assert.Single(again.Decisions).Reason);
    }

    [Fact]
    public async Task Take_OnTopOfAnAnswerThatHasChanged_SaysWhoChangedIt()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(Coordinator);
        var item = await OpenAsync(portal, id, "D5c");
        await GiveAsync(portal, new AnswerPlace(id, "foreign-affairs", "FOR-3"), new AnswerValue.LawAndPractice("absent", "absent"));

        var refusal = await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<CrosswalkService>().TakeAsync(ActOn(id, item), item.Proposed!.Values[0], null));

        Assert.Equal("answer-changed", refusal.Overtaken?.Kind);
        var again = Of((await portal.Get<CrosswalkService>().FindAsync(id, Indicator))!, "D5c");
        Assert.Equal(["no"], again.Proposed!.Values);
        Assert.Empty(again.Decisions);
    }

    [Fact]
    public async Task Take_InARoundThatIsSignedOff_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();
        var signed = await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2024").Select(assessment => assessment.Id).SingleAsync();
        await portal.SignInAsync(Coordinator);
        var view = (await portal.Get<CrosswalkService>().FindAsync(signed, Indicator))!;
        var item = view.Items.First(item => item.Proposed is not null);

        Assert.False(view.MaySettle);
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<CrosswalkService>().TakeAsync(ActOn(signed, item), item.Proposed!.Values[0], null));
    }

    private static async Task<ProposedItem> OpenAsync(PortalTestContext portal, Guid id, string code)
    {
        var item = Of((await portal.Get<CrosswalkService>().FindAsync(id, Indicator))!, code);
        if (item.Proposed is null)
        {
            var question = item.Source.Question!;
            AnswerValue value = question.Type.OptionLists.Count == 2 ? new AnswerValue.LawAndPractice("complete", "partial") : new AnswerValue.Chosen("complete");
            await GiveAsync(portal, new AnswerPlace(id, item.Source.Of.Sector, question.Code), value);
            item = Of((await portal.Get<CrosswalkService>().FindAsync(id, Indicator))!, code);
        }

        Assert.True(item.IsOpen);
        return item;
    }

    /// <summary>The ministry answers, whatever the state of its sector: what is tested is not its own rights.</summary>
    private static async Task GiveAsync(PortalTestContext portal, AnswerPlace place, AnswerValue value)
    {
        await using var db = portal.Everything();
        var sector = await db.SectorAssessments.SingleAsync(sector => sector.AssessmentId == place.AssessmentId && sector.TemplateKey == place.Sector);
        var question = (await db.TemplateVersions.SingleAsync(version => version.Id == sector.TemplateVersionId)).Content.Find(place.Question)!;
        var answer = await db.Answers.SingleOrDefaultAsync(answer => answer.SectorAssessmentId == sector.Id && answer.QuestionCode == place.Question) ?? db.Answers.Add(Answer.To(sector, question)).Entity;
        db.AnswerRevisions.Add(answer.Record(question, answer.Content with { Value = value }, answer.Version, new Author(Guid.NewGuid(), "Ministry"), AnswerOrigin.Typed, Guid.NewGuid(), DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
    }

    private static CrosswalkAct ActOn(Guid id, ProposedItem item) =>
        new(Guid.NewGuid(), id, Indicator, item.Question.Code, item.Source.Answer?.Version ?? 0, item.Standing?.Version ?? 0);

    private static ProposedItem Of(CrosswalkView view, string code) => view.Items.Single(item => item.Question.Code == code);

    private static async Task<Guid> AtWorkAsync(PortalTestContext portal)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
    }
}
