using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Portal.Data.Seed;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Results;

/// <summary>How a framework is shown.</summary>
public sealed class FrameworkResultsTests(DemoFixture database) : BunitContext, IClassFixture<DemoFixture>
{
    [Theory]
    [InlineData("migof")]
    [InlineData("iom-2019")]
    [InlineData("iom-2024")]
    public async Task Framework_ToWhichNoQuestionLinks_SaysSo_AndShowsNoFigure(string code)
    {
        var shown = await DrawAsync(code);

        Assert.Contains("No question of the sectors shown here is linked to this framework", shown.Markup, StringComparison.Ordinal);
        Assert.Empty(shown.FindAll(".v, .meter, table"));
        Assert.DoesNotContain("Answers bear on", shown.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Framework_ToWhichQuestionsLink_SaysHowManyItemsAnswersBearOn()
    {
        var shown = await DrawAsync("gcr");

        Assert.Contains("Answers bear on", shown.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("is linked to this framework", shown.Markup, StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<FrameworkResults>> DrawAsync(string code)
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();
        var id = await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
        await portal.SignInAsync("coordinator@demo.example");
        var view = (await portal.Get<ResultsService>().FindAsync(id))!;
        Services.AddLocalization();
        return Render<FrameworkResults>(with => with
            .Add(it => it.View, view)
            .Add(it => it.Framework, ShippedContent.ReadFrameworks().Single(framework => framework.Code == code)));
    }
}
