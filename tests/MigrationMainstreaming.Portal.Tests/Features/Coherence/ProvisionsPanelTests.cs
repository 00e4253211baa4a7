using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Portal.Features.Coherence;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Coherence;

/// <summary>The cards, as they are drawn for what the demo country answered.</summary>
public sealed class ProvisionsPanelTests : BunitContext, IClassFixture<DemoFixture>
{
    private readonly DemoFixture _database;

    public ProvisionsPanelTests(DemoFixture database)
    {
        _database = database;
        Services.AddLocalization();
        Services.AddSingleton<AntiforgeryStateProvider, NoAntiforgery>();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
    }

    [Fact]
    public async Task Cards_ForTheCoordinator_HaveBothAnswersSourcesAndMinistries_AndNoScore()
    {
        var view = await ViewOfAsync("coordinator@demo.example");
        var panel = Panel(view);

        Assert.True(view.Hits.Count >= 2);
        Assert.Equal(view.Hits.Select(hit => hit.Rule.Code), panel.FindAll("#hits > .hits > .hit").Select(card => card.Id));
        var card = panel.Find("#R02");
        Assert.Contains("A policy on regular pathways is in force", card.QuerySelector("h3")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("To reconcile", card.QuerySelector(".status")!.TextContent);
        Assert.Equal(2, card.QuerySelectorAll(".sides > div").Length);
        Assert.All(card.QuerySelectorAll(".sides h4 a"), link => Assert.StartsWith("/assessments/", link.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Contains("Immigration Department", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("Insure temporary workers", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("GCM 22", card.TextContent, StringComparison.Ordinal);
        Assert.Equal(["comment", "settle"], card.QuerySelectorAll("input[name='Form.Do']").Select(field => field.GetAttribute("value")));
        Assert.DoesNotContain("%", card.TextContent, StringComparison.Ordinal);

        // With a side that is not handed in, people write, and settle later.
        Assert.Equal(["comment"], panel.Find("#R43").QuerySelectorAll("input[name='Form.Do']").Select(field => field.GetAttribute("value")));
        Assert.Contains("Not submitted as it stands", panel.Find("#R43").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cards_ForTheAdviser_AreToRead()
    {
        var panel = Panel(await ViewOfAsync("adviser@demo.example"));

        Assert.NotEmpty(panel.FindAll(".hit"));
        Assert.Empty(panel.FindAll("form[method=post]"));
    }

    [Fact]
    public async Task Filter_InTheAddress_ShowsWhatFits_OrSaysThatNothingDoes()
    {
        var view = await ViewOfAsync("coordinator@demo.example");

        Assert.All(Panel(view, new ProvisionsFilter(Sector: "immigration")).FindAll("#hits > .hits > .hit"), card => Assert.Contains("immigration", view.Find(card.Id)!.Rule.Sectors));
        Assert.Equal("No card fits this choice.", Panel(view, new ProvisionsFilter(Show: "settled")).Find("#hits .empty > p").TextContent);
        Assert.Equal($"/assessments/{view.Assessment.Id}/coherence/provisions?show=open&kind=gap#R05", new ProvisionsFilter("open", "gap").Address(view.Assessment.Id, "R05"));
    }

    [Fact]
    public async Task Nothing_IsSaidInWords()
    {
        var view = await ViewOfAsync("coordinator@demo.example") with { Hits = [], ComparedCount = 0 };

        Assert.StartsWith("Nothing could be compared yet", Panel(view).Find(".empty").TextContent.Trim(), StringComparison.Ordinal);
        Assert.StartsWith("Nothing could be compared for you yet", Panel(view with { IsWhole = false }).Find(".empty").TextContent.Trim(), StringComparison.Ordinal);
        Assert.StartsWith("The answers that were compared are nowhere", Panel(view with { ComparedCount = 3 }).Find(".empty").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains("No coherence rules are published yet.", Panel(view with { RulesVersion = null }).Find("#hits").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_ThatWasRefused_KeepsWhatWasWritten_AndNamesTheProblemAtItsField()
    {
        var view = await ViewOfAsync("coordinator@demo.example");
        var typed = new ProvisionsForm { Do = "settle", Rule = "R02", Operation = Guid.NewGuid().ToString(), Stamp = "old", Text = "Because." };

        var card = Panel(view, typed: typed, problem: "Choose how it is settled.").Find("#R02");

        var field = card.QuerySelector("textarea#settle-R02")!;
        Assert.Equal("Because.", field.TextContent);
        Assert.Equal("Choose how it is settled.", card.QuerySelector($"#{field.GetAttribute("aria-describedby")} span")!.TextContent);
        Assert.True(card.QuerySelector("details")!.HasAttribute("open"));
        Assert.Equal(["old"], card.QuerySelectorAll("form").Where(form => form.QuerySelector("textarea") == field).Select(form => form.QuerySelector("input[name='Form.Stamp']")!.GetAttribute("value")));
    }

    private IRenderedComponent<ProvisionsInTension> Panel(ProvisionsView view, ProvisionsFilter? filter = null, ProvisionsForm? typed = null, string? problem = null) =>
        Render<ProvisionsInTension>(with => with.Add(it => it.View, view).Add(it => it.Filter, filter ?? new ProvisionsFilter()).Add(it => it.Typed, typed ?? new ProvisionsForm()).Add(it => it.Problem, problem));

    private async Task<ProvisionsView> ViewOfAsync(string email)
    {
        await using var portal = new PortalTestContext(_database);
        await using var db = portal.Everything();
        var id = await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
        await portal.SignInAsync(email);
        return (await portal.Get<ProvisionsService>().FindAsync(id))!;
    }

    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
