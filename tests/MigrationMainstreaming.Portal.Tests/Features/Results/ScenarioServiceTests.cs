using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Results;

/// <summary>Trying other answers: nothing is touched, and every figure that moves is the one that the answers would give.</summary>
public sealed class ScenarioServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private static readonly AnswerValue Nothing = new AnswerValue.LawAndPractice("absent", "absent");

    [Theory]
    [InlineData("adviser@demo.example")]
    [InlineData("admin@demo.example")]
    [InlineData("coordinator@other.example")]
    public async Task Scenarios_ForThoseWhoMayTryOutNothing_AreNotThere(string email)
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal);
        var scenario = await StartAsync(portal, id, "coordinator@demo.example");
        await portal.SignInAsync(email);

        Assert.Null(await portal.Get<ScenarioService>().ListAsync(id));
        Assert.Null(await portal.Get<ScenarioService>().FindAsync(id, scenario));
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<ScenarioService>().StartAsync(Guid.CreateVersion7(), id, "Mine", null));
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<ScenarioService>().RemoveAsync(Guid.CreateVersion7(), scenario, 1));
    }

    [Fact]
    public async Task Scenario_OfACoordinator_IsSeenByNoMinistry_AndAMinistrysByTheCoordinator()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal);
        var coordinators = await StartAsync(portal, id, "coordinator@demo.example");
        var ministrys = await StartAsync(portal, id, "health@demo.example");

        await portal.SignInAsync("health@demo.example");
        Assert.Null(await portal.Get<ScenarioService>().FindAsync(id, coordinators));
        Assert.Contains((await portal.Get<ScenarioService>().ListAsync(id))!.Scenarios, scenario => scenario.Id == ministrys);
        await portal.SignInAsync("labour@demo.example");
        Assert.Null(await portal.Get<ScenarioService>().FindAsync(id, ministrys));
        await portal.SignInAsync("coordinator@demo.example");
        Assert.NotNull(await portal.Get<ScenarioService>().FindAsync(id, ministrys));
    }

    [Fact]
    public async Task Answer_MovesEveryFigureAsTheAnswersWould_AndTouchesNone()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal);
        var scenario = await StartAsync(portal, id, "coordinator@demo.example");
        var scenarios = portal.Get<ScenarioService>();
        var before = await StateAsync(portal);

        await scenarios.AnswerAsync(Guid.CreateVersion7(), scenario, 1, "health", "HEA-2", Nothing);
        var view = (await scenarios.FindAsync(id, scenario))!;

        Assert.Equal(before, await StateAsync(portal));
        var health = view.Sectors.Single(sector => sector.Sector.Key == "health");
        var answers = health.Sector.Answers.ToDictionary(pair => pair.Key, pair => pair.Value.Scored);
        answers["HEA-2"] = new ScoredAnswer(Nothing);
        var again = ScoreCalculator.Score(health.Sector.Questionnaire, view.Results.Reading.Profile, answers);
        Assert.Equal(again.Overall, health.ThenScore);
        Assert.True(health.Moves);
        Assert.Equal([("health", "HEA-2")], view.Changes.Select(change => (change.Sector.Key, change.Question.Code)));
        Assert.All(view.Sectors.Where(sector => sector.Sector.Key != "health"), sector => Assert.False(sector.Moves));
        Assert.Contains(view.Items, item => item.Then is { Framework: "gcm", Item: "15" });
        Assert.NotEqual(view.Results.Scorecard.Overall.Value, view.Then.Overall.Value);

        await scenarios.UndoAsync(Guid.CreateVersion7(), scenario, 2, "health", "HEA-2");
        view = (await scenarios.FindAsync(id, scenario))!;
        Assert.Empty(view.Changes);
        Assert.Equal(view.Results.Scorecard.Overall, view.Then.Overall);
        Assert.Empty(view.Items);
    }

    [Fact]
    public async Task Answer_ThatBringsTwoProvisionsIntoTension_SaysSo_AndToNobodyWhoSeesOneSideAlone()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal);
        var scenario = await StartAsync(portal, id, "coordinator@demo.example");
        var scenarios = portal.Get<ScenarioService>();

        // Disease control reaches all children (HEA-4), while some births go unregistered (GOV-3): rule R10.
        await scenarios.AnswerAsync(Guid.CreateVersion7(), scenario, 1, "health", "HEA-4", new AnswerValue.Chosen("complete"));
        await scenarios.AnswerAsync(Guid.CreateVersion7(), scenario, 2, "governance", "GOV-3", new AnswerValue.LawAndPractice("absent", "absent"));
        var with = (await scenarios.FindAsync(id, scenario))!;
        await scenarios.AnswerAsync(Guid.CreateVersion7(), scenario, 3, "governance", "GOV-3", new AnswerValue.LawAndPractice("complete", "absent"));
        var without = (await scenarios.FindAsync(id, scenario))!;
        var moved = with.Rules.Concat(without.Rules).Where(rule => rule.Rule.Code == "R10").ToList();

        // One of the two scenarios differs from what stands; which one depends on what the demo country answered.
        Assert.Single(moved);
        var ofHealth = await StartAsync(portal, id, "health@demo.example");
        await scenarios.AnswerAsync(Guid.CreateVersion7(), ofHealth, 1, "health", "HEA-4", new AnswerValue.Chosen("absent"));
        Assert.Empty((await scenarios.FindAsync(id, ofHealth))!.Rules);
    }

    [Fact]
    public async Task Answer_InAnotherMinistrysSector_OrThatDoesNotFit_OrToNoQuestion_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal);
        var scenario = await StartAsync(portal, id, "health@demo.example");
        var scenarios = portal.Get<ScenarioService>();

        await Assert.ThrowsAsync<DomainRuleException>(() => scenarios.AnswerAsync(Guid.CreateVersion7(), scenario, 1, "employment", "EMP-1", Nothing));
        await Assert.ThrowsAsync<DomainRuleException>(() => scenarios.AnswerAsync(Guid.CreateVersion7(), scenario, 1, "health", "HEA-2", new AnswerValue.Chosen("absent")));
        await Assert.ThrowsAsync<DomainRuleException>(() => scenarios.AnswerAsync(Guid.CreateVersion7(), scenario, 1, "health", "HEA-99", Nothing));
        await Assert.ThrowsAsync<DomainRuleException>(() => scenarios.AnswerAsync(Guid.CreateVersion7(), scenario, 1, "health", "HEA-2", null));
        Assert.Empty((await scenarios.FindAsync(id, scenario))!.Changes);
    }

    [Fact]
    public async Task Change_OnTopOfWhatWasNotShown_IsRefused_AndTheSameFormTwiceActsOnce()
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal);
        var scenario = await StartAsync(portal, id, "coordinator@demo.example");
        var scenarios = portal.Get<ScenarioService>();
        var operation = Guid.CreateVersion7();

        await scenarios.AnswerAsync(operation, scenario, 1, "health", "HEA-2", Nothing);
        await scenarios.AnswerAsync(operation, scenario, 1, "health", "HEA-2", Nothing);
        var refusal = await Assert.ThrowsAsync<DomainRuleException>(() => scenarios.RenameAsync(Guid.CreateVersion7(), scenario, 1, "Other", null));

        Assert.NotNull(refusal.Overtaken);
        var view = (await scenarios.FindAsync(id, scenario))!;
        Assert.Equal(("If the decree is adopted", 2), (view.Scenario.Name, view.Scenario.Revision));
        await scenarios.RemoveAsync(Guid.CreateVersion7(), scenario, 2);
        Assert.Null(await scenarios.FindAsync(id, scenario));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\0b")]
    public async Task Start_WithoutAProperName_IsRefused(string name)
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal);
        await portal.SignInAsync("coordinator@demo.example");

        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<ScenarioService>().StartAsync(Guid.CreateVersion7(), id, name, null));
    }

    private static async Task<Guid> StartAsync(PortalTestContext portal, Guid assessmentId, string email)
    {
        await portal.SignInAsync(email);
        return await portal.Get<ScenarioService>().StartAsync(Guid.CreateVersion7(), assessmentId, "If the decree is adopted", "Drafted in 2026.");
    }

    private static async Task<string> StateAsync(PortalTestContext portal)
    {
        await using var db = portal.Everything();
        return string.Join('|', await db.Answers.AsNoTracking().OrderBy(answer => answer.Id).Select(answer => $"{answer.Id} {answer.Version}").ToListAsync());
    }

    private static async Task<Guid> IdAsync(PortalTestContext portal)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
    }
}
