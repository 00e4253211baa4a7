using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Results;

/// <summary>The history of values that the United Nations published, as the coordinator keeps it.</summary>
public sealed class PublishedValueServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Indicator = "sdg-10-7-2";
    private static readonly PublishedFigure Figure = new(2021, "13th Inquiry", "Meets", "UN SDG database, SG_CPA_MIGRS", "https://unstats.example/sdgs");

    [Theory]
    [InlineData("health@demo.example")]
    [InlineData("adviser@demo.example")]
    [InlineData("admin@demo.example")]
    [InlineData("coordinator@other.example")]
    public async Task Enter_ByAnybodyButTheCoordinator_IsRefused(string email)
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync(email);
        var service = portal.Get<PublishedValueService>();

        Assert.Null(await service.FindAsync(id, Indicator));
        await Assert.ThrowsAsync<DomainRuleException>(() => service.EnterAsync(Guid.NewGuid(), id, Indicator, Figure));
    }

    [Fact]
    public async Task Enter_BesideASector_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        var id = await AtWorkAsync(portal);
        await portal.SignInAsync("coordinator@demo.example");

        Assert.Null(await portal.Get<PublishedValueService>().FindAsync(id, "health"));
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<PublishedValueService>().EnterAsync(Guid.NewGuid(), id, "health", Figure));
    }

    [Fact]
    public async Task Entered_Corrected_Removed_StandsBesideTheSelfEstimateInEveryRound_AndStaysOnRecord()
    {
        await using var portal = new PortalTestContext(database);
        var (id, signed) = (await AtWorkAsync(portal), await IdAsync(portal, "Demo Republic 2024"));
        await portal.SignInAsync("coordinator@demo.example");
        var service = portal.Get<PublishedValueService>();
        var before = (await portal.Get<ResultsService>().FindAsync(id))!.Find(Indicator).Scorecard!.Overall;
        var operation = Guid.NewGuid();

        await service.EnterAsync(operation, id, Indicator, Figure);
        await service.EnterAsync(operation, id, Indicator, Figure);
        await service.EnterAsync(Guid.NewGuid(), id, Indicator, Figure with { Year = 2019, Value = "Partially meets" });
        var entered = (await service.FindAsync(id, Indicator))!;
        Assert.Equal([2021, 2019], entered.Standing.Select(value => value.Figure.Year));

        await service.CorrectAsync(Guid.NewGuid(), id, Indicator, entered.Standing[0].Id, Figure with { Value = "Fully meets" });
        var overtaken = await Assert.ThrowsAsync<DomainRuleException>(() => service.CorrectAsync(Guid.NewGuid(), id, Indicator, entered.Standing[0].Id, Figure));
        Assert.NotNull(overtaken.Overtaken);
        await Assert.ThrowsAsync<DomainRuleException>(() => service.RemoveAsync(Guid.NewGuid(), id, Indicator, entered.Standing[1].Id, ""));
        await service.RemoveAsync(Guid.NewGuid(), id, Indicator, entered.Standing[1].Id, "Another country's.");

        var kept = (await service.FindAsync(signed, Indicator))!;
        Assert.Equal("Fully meets", Assert.Single(kept.Standing).Figure.Value);
        Assert.Equal(["Meets", "Partially meets"], kept.Ended.Select(value => value.Figure.Value).Order());
        await portal.SignInAsync("adviser@demo.example");
        var results = (await portal.Get<ResultsService>().FindAsync(signed))!;
        Assert.Equal("Fully meets", Assert.Single(results.Published[Indicator]).Figure.Value);
        Assert.False(results.MayRecordPublished);
        await portal.SignInAsync("coordinator@demo.example");
        Assert.Equal(before, (await portal.Get<ResultsService>().FindAsync(id))!.Find(Indicator).Scorecard!.Overall);
    }

    private static Task<Guid> AtWorkAsync(PortalTestContext portal) => IdAsync(portal, "Demo Republic 2026");

    private static async Task<Guid> IdAsync(PortalTestContext portal, string title)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == title).Select(assessment => assessment.Id).SingleAsync();
    }
}
