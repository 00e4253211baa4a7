using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Tests.Components;

public sealed class ComponentTests : BunitContext
{
    public ComponentTests() => Services.AddLocalization();

    [Fact]
    public void ErrorSummary_WithProblems_LinksToTheFieldsOfThisPage()
    {
        Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo("/assessments/new?country=1");

        var summary = Render<ErrorSummary>(with => with.Add(it => it.Problems, [("name", "Enter a name")]));

        var link = summary.Find("a");
        Assert.Equal("/assessments/new?country=1#name", link.GetAttribute("href"));
        Assert.Equal("Enter a name", link.TextContent);
        Assert.Equal("alert", summary.Find(".error-summary").GetAttribute("role"));
    }

    [Fact]
    public void ErrorSummary_WithoutProblems_IsNotThere() =>
        Assert.Empty(Render<ErrorSummary>(with => with.Add(it => it.Problems, [])).Markup.Trim());

    [Fact]
    public void StatusWord_SaysItsWordBesideAHiddenDrawing()
    {
        var status = Render<StatusWord>(with => with.Add(it => it.Icon, "returned").Add(it => it.Kind, "wait").Add(it => it.Word, "Returned"));

        Assert.Equal("Returned", status.Find(".status.wait").TextContent);
        Assert.Equal("true", status.Find("svg.icon.turn").GetAttribute("aria-hidden"));
    }

    [Fact]
    public void Notice_WithTitle_IsNamedByIt()
    {
        var notice = Render<Notice>(with => with.Add(it => it.Kind, "conflict").Add(it => it.Title, "Two answers").AddChildContent("<p>Choose one.</p>"));

        Assert.Equal(notice.Find("h3").Id, notice.Find(".notice.conflict").GetAttribute("aria-labelledby"));
    }

    [Fact]
    public void RouteProgress_MarksTheOpenStationAndSaysWhatWaits()
    {
        var route = Render<RouteProgress>(with => with.Add(it => it.Title, "Sections").Add(it => it.Stations,
        [
            new Station("Policy", "/a", "4 of 4 answered", "full"),
            new Station("Access", "/b", "5 of 6 answered", "back", "1 with a question", IsCurrent: true),
        ]));

        Assert.Equal("Access", route.Find("[aria-current=step] .nm").FirstChild!.TextContent);
        Assert.Equal("5 of 6 answered, 1 with a question", route.Find("li.back .says").TextContent);
    }

    [Fact]
    public void ConfirmPanel_StandsOpenWithoutScript()
    {
        var panel = Render<ConfirmPanel>(with => with.Add(it => it.Title, "Submit?").Add(it => it.CancelHref, "/back").AddChildContent("<p>It is final.</p>"));

        Assert.True(panel.Find("dialog").HasAttribute("open"));
        Assert.Equal("confirm-heading", panel.Find("dialog").GetAttribute("aria-labelledby"));
        Assert.Equal("/back", panel.Find("dialog").GetAttribute("data-cancel"));
    }

    [Fact]
    public void Icon_WithAnUnknownName_IsRefused() => Assert.Throws<ArgumentException>(() => Icons.Of("dragon"));
}
