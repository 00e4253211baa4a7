using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Results;

/// <summary>What the answers come to, for whom.</summary>
public sealed class ResultsServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Theory]
    [InlineData("admin@demo.example")]
    [InlineData("coordinator@other.example")]
    public async Task Find_ByThoseWhoReadNone_IsNotThere(string email)
    {
        await using var portal = new PortalTestContext(database);
        var id = await IdAsync(portal, "Demo Republic 2024");
        await portal.SignInAsync(email);

        Assert.Null(await portal.Get<ResultsService>().FindAsync(id));
    }

    [Fact]
    public async Task Find_ByAnOfficial_IsTheOwnSectorBeforeSignOff_AndAllAfterIt()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("health@demo.example");

        var before = await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2026"));
        var after = await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2024"));

        Assert.Equal("health", Assert.Single(before!.Sectors).Key);
        Assert.False(before.ShowsOverall);
        Assert.True(after!.IsWhole);
        Assert.True(after.Sectors.Count > 5);
    }

    [Fact]
    public async Task Find_ByTheAdviser_IsWhatWasReleased_WithoutAFigureForTheCountry()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("adviser@demo.example");

        var view = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2026")))!;

        Assert.NotEmpty(view.Sectors);
        Assert.All(view.Sectors, sector => Assert.True(sector.Sector.IsReleased));
        Assert.False(view.ShowsOverall);
        using var json = JsonDocument.Parse(ResultsEndpoints.JsonOf(view));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("overall").ValueKind);
        Assert.Null(ResultsService.ProofOf(view, "overall"));
    }

    [Fact]
    public async Task Figures_AreThoseOfTheScoreOnTheSameAnswers()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("coordinator@demo.example");
        var view = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2026")))!;

        foreach (var sector in view.Open)
        {
            var again = ScoreCalculator.Score(sector.Questionnaire, view.Reading.Profile, sector.Answers.ToDictionary(pair => pair.Key, pair => ScoredAnswer.Of(pair.Value)));
            Assert.Equal(again.Overall, sector.Scorecard!.Overall);
        }

        using var json = JsonDocument.Parse(ResultsEndpoints.JsonOf(view));
        Assert.Equal(view.Scored.Count(), json.RootElement.GetProperty("sectors").EnumerateObject().Count());
        Assert.True(json.RootElement.GetProperty("indicators").TryGetProperty("sdg-10-7-2", out _));
    }

    [Fact]
    public async Task ClosedSector_CountsInNothing_AndIsNamed()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("coordinator@demo.example");
        var view = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2024")))!;

        var closed = Assert.Single(view.Closed);
        Assert.Equal(SectorStatus.Closed, closed.Sector.Status);
        Assert.Contains(closed.Key, view.Scorecard.Closed);
    }

    [Fact]
    public async Task Parts_AsPrinted_AddUpToTheFigureAsPrinted()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("coordinator@demo.example");
        var view = (await portal.Get<ResultsService>().FindAsync(await IdAsync(portal, "Demo Republic 2024")))!;
        var figures = view.Open.Select(sector => sector.Key).Concat(view.Scorecard.Items.Select(item => $"{item.Framework}:{item.Item}")).Append("overall");

        foreach (var proof in figures.Select(figure => ResultsService.ProofOf(view, figure)).OfType<Proof>())
        {
            var printed = Shown.Shares([.. proof.Parts.Select(part => part.Share)], proof.Value);
            Assert.Equal(decimal.Round(proof.Value ?? 0m, 2, MidpointRounding.AwayFromZero), printed.Sum());
        }
    }

    private static async Task<Guid> IdAsync(PortalTestContext portal, string title)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == title).Select(assessment => assessment.Id).SingleAsync();
    }
}
