using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.Features.NationalPlans;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.NationalPlans;

/// <summary>A country's own development plan, from its first title to the results.</summary>
public sealed class NationalPlanServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Coordinator = "coordinator@demo.example";

    [Theory]
    [InlineData("health@demo.example")]
    [InlineData("adviser@demo.example")]
    [InlineData("admin@demo.example")]
    [InlineData("coordinator@other.example")]
    public async Task Change_ByAnybodyButTheCountrysCoordinator_IsRefused_AndThePlanIsNotThere(string email)
    {
        await using var portal = new PortalTestContext(database);
        var (country, _) = await PlannedAsync(portal);
        await portal.SignInAsync(email);
        var service = portal.Get<NationalPlanService>();

        Assert.Null(await service.FindAsync(country));
        Assert.Null(await service.LinksAsync(country, "health"));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.DescribeAsync(Guid.NewGuid(), country, 0, new LocalText("en", "Mine"), null));
        await using var db = await portal.ContextAsync();
        Assert.Equal(email.EndsWith("@demo.example", StringComparison.Ordinal) && email != "admin@demo.example", await db.NationalPlans.AnyAsync(plan => plan.CountryId == country));
    }

    [Fact]
    public async Task Plan_RollsUpLikeAnyFramework_AndInItsCountryAlone()
    {
        await using var portal = new PortalTestContext(database);
        var (country, version) = await PlannedAsync(portal);
        var service = portal.Get<NationalPlanService>();
        await service.SetLinksAsync(Guid.NewGuid(), country, version, "health", [new PlanLink("health", "HEA-2", "1.1"), new PlanLink("health", "HEA-3", "1.1", LinkStrength.Indirect), new PlanLink("health", "HEA-4", "1.1")]);

        var view = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2026")))!;

        var health = view.Find("health").Scorecard!;
        var marks = health.Questions.Where(question => question.Question.Code is "HEA-2" or "HEA-3" or "HEA-4" && question.Marks is not null).ToList();
        var (earned, weight) = (marks.Sum(question => Share(question.Question.Code) * question.Marks!.Value), marks.Sum(question => Share(question.Question.Code)));
        var item = view.ItemOf("ndp", "1.1")!;
        Assert.Equal((marks.Count, 3, 2), (item.Answered, item.Asked, item.Direct));
        Assert.Equal(Math.Round(earned / weight, 10), Math.Round(item.Value!.Value, 10));
        Assert.Equal("ndp", view.Frameworks[^1].Code);
        Assert.Null(view.ItemOf("ndp", "2"));
        Assert.Contains("ndp", JsonDocument.Parse(ResultsEndpoints.JsonOf(view)).RootElement.GetProperty("frameworks").EnumerateObject().Select(framework => framework.Name));

        await portal.SignInAsync("coordinator@other.example");
        var theirs = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Coastal Federation 2026")))!;
        Assert.DoesNotContain(theirs.Frameworks, framework => framework.Code == "ndp");
        Assert.False(theirs.Scorecard.Frameworks.ContainsKey("ndp"));

        static decimal Share(string code) => code == "HEA-3" ? 0.5m : 1m;
    }

    [Fact]
    public async Task Change_OfTheLinks_MovesTheResultsAtOnce()
    {
        await using var portal = new PortalTestContext(database);
        var (country, version) = await PlannedAsync(portal);
        var id = await IdAsync(portal, "Demo Republic 2026");
        var service = portal.Get<NationalPlanService>();

        await service.SetLinksAsync(Guid.NewGuid(), country, version, "employment", [new PlanLink("employment", "EMP-1", "2")]);
        Assert.Equal(1, (await portal.Get<ResultsService>().FindAsync(id))!.ItemOf("ndp", "2")!.Asked);

        await service.SetLinksAsync(Guid.NewGuid(), country, version + 1, "employment", []);
        Assert.Null((await portal.Get<ResultsService>().FindAsync(id))!.ItemOf("ndp", "2"));
    }

    [Fact]
    public async Task Import_KeepsTheLinksWhoseCodeIsStillThere_AndSaysHowManyFellAway()
    {
        await using var portal = new PortalTestContext(database);
        var (country, version) = await PlannedAsync(portal);
        var service = portal.Get<NationalPlanService>();
        await service.SetLinksAsync(Guid.NewGuid(), country, version, "gender", [new PlanLink("gender", "GEN-1", "1.1"), new PlanLink("gender", "GEN-2", "2")]);

        // What had no parts gets some: it can no longer be linked to, like a code that is gone.
        var fell = await service.ImportAsync(Guid.NewGuid(), country, version + 1, [new PlanItem("1.1", new LocalText("fr", "Santé")), new PlanItem("3", new LocalText("en", "Three"))]);

        var kept = (await service.FindAsync(country))!;
        Assert.Equal("GEN-1", Assert.Single(kept.Content.Links, link => link.Sector == "gender").Question);
        Assert.True(fell >= 1);
        Assert.Equal(version + 2, kept.Version);
        Assert.Equal(Enumerable.Range(1, version + 2).Reverse(), kept.Versions.Select(kept => kept.Number));
    }

    [Fact]
    public async Task Items_AreAddedChangedAndTakenOut_ByTheRulesOfATree()
    {
        await using var portal = new PortalTestContext(database);
        var (country, version) = await PlannedAsync(portal);
        var service = portal.Get<NationalPlanService>();

        await service.AddItemAsync(Guid.NewGuid(), country, version, new PlanItem("1.2", new LocalText("en", "Schools"), "1"));
        await service.ChangeItemAsync(Guid.NewGuid(), country, version + 1, new PlanItem("1.2", new LocalText("en", "Schools for all"), "1.1"));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.AddItemAsync(Guid.NewGuid(), country, version + 2, new PlanItem("1.2", new LocalText("en", "Again"))));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.ChangeItemAsync(Guid.NewGuid(), country, version + 2, new PlanItem("1", new LocalText("en", "Loop"), "1.2")));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.RemoveItemAsync(Guid.NewGuid(), country, version + 2, "1.1"));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.SetLinksAsync(Guid.NewGuid(), country, version + 2, "health", [new PlanLink("health", "HEA-1", "1")]));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.SetLinksAsync(Guid.NewGuid(), country, version + 2, "health", [new PlanLink("health", "HEA-99", "2")]));
        await service.RemoveItemAsync(Guid.NewGuid(), country, version + 2, "1.2");

        Assert.Equal(["1", "1.1", "2"], (await service.FindAsync(country))!.Content.InOrder().Select(pair => pair.Item.Code));
    }

    [Fact]
    public async Task Change_OnTopOfAnOlderVersion_SaysWhoWasFaster_AndTheSameFormTwiceActsOnce()
    {
        await using var portal = new PortalTestContext(database);
        var (country, version) = await PlannedAsync(portal);
        var service = portal.Get<NationalPlanService>();
        var operation = Guid.NewGuid();

        await service.AddItemAsync(operation, country, version, new PlanItem("9", new LocalText("en", "Nine")));
        await service.AddItemAsync(operation, country, version, new PlanItem("9", new LocalText("en", "Nine")));
        var refusal = await Assert.ThrowsAsync<DomainRuleException>(() => service.AddItemAsync(Guid.NewGuid(), country, version, new PlanItem("8", new LocalText("en", "Eight"))));

        Assert.Equal("national-plan-changed", refusal.Overtaken?.Kind);
        Assert.Equal(version + 1, (await service.FindAsync(country))!.Version);
    }

    /// <summary>The plan of the first demo country with three items; the tests of a class share the database.</summary>
    private static async Task<(Guid Country, int Version)> PlannedAsync(PortalTestContext portal)
    {
        await portal.SignInAsync(Coordinator);
        var service = portal.Get<NationalPlanService>();
        var found = (await service.FindAsync(null))!;
        var version = found.Version;
        if (version == 0)
        {
            await service.DescribeAsync(Guid.NewGuid(), found.Country.Id, version++, new LocalText("en", "Vision 2040"), "Gazette 12");
        }

        await service.ImportAsync(Guid.NewGuid(), found.Country.Id, version++, [new PlanItem("1", new LocalText("en", "Well-being")), new PlanItem("1.1", new LocalText("en", "Health"), "1"), new PlanItem("2", new LocalText("en", "Work"))]);
        return (found.Country.Id, version);
    }

    private static async Task<Guid> IdAsync(PortalTestContext portal, string title)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == title).Select(assessment => assessment.Id).SingleAsync();
    }
}
