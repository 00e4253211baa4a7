using System.Text;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Features.Coherence;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Features.Coherence;

/// <summary>Who rates which pair, who reads it when, and what becomes of two at once. Each test has an assessment of its own: health, employment, finance.</summary>
public sealed class CoherenceServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Coordinator = "coordinator@demo.example", Health = "health@demo.example", Labour = "labour@demo.example", Adviser = "adviser@demo.example";

    /// <summary>Leads no sector of these assessments.</summary>
    private const string Women = "women@demo.example";

    private static readonly RatingContent Hinders = new(-2, "Health Insurance Act 2019, section 14", "Cover begins after twelve months; permits last nine.");

    [Fact]
    public async Task Find_BeforeRelease_IsForTheCoordinatorAndWhoTakesPartAlone()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);
        await ObserverAsync(portal, "observer-before@demo.example");
        await RateAsync(portal, Health, id, "health", "employment", Hinders);

        foreach (var email in new[] { "admin@demo.example", "coordinator@other.example", "health@other.example", "observer-before@demo.example", Adviser, Women })
        {
            Assert.Null(await FindAsync(portal, email, id));
        }

        Assert.Null(await WithoutAnybodyAsync(portal, id));
        Assert.Equal(-2m, Pair(await FindAsync(portal, Coordinator, id), "health", "employment").Said.Value);
    }

    [Fact]
    public async Task Find_AsAnOfficial_IsTheOwnRowAndColumn_WithNobodyElsesRatings()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);
        await RateAsync(portal, Health, id, "health", "employment", Hinders);
        await RateAsync(portal, Labour, id, "health", "employment", Hinders with { Value = 2 });
        await RateAsync(portal, Labour, id, "employment", "finance", Hinders with { Value = 1 });
        await SettleAsync(portal, id, "health", "employment", 0, -1);

        var view = (await FindAsync(portal, Labour, id))!;

        Assert.False(view.SeesAll);
        Assert.Equal(["health>employment", "employment>health", "employment>finance", "finance>employment"], view.Pairs.Select(Name));
        Assert.Equal((2m, 1, null), (Pair(view, "health", "employment").Said.Value, Pair(view, "health", "employment").Said.Ratings.Count, Pair(view, "health", "employment").Said.Settled));
        Assert.Equal((PairSide.Receiving, PairSide.Giving), (Pair(view, "health", "employment").Side, Pair(view, "employment", "finance").Side));
        var whole = (await FindAsync(portal, Coordinator, id))!;
        Assert.Equal((6, 2, -1m), (whole.Pairs.Count, Pair(whole, "health", "employment").Said.Standing.Count, Pair(whole, "health", "employment").Said.Value));
        Assert.True(Pair(whole, "health", "employment").Said.IsGap);
    }

    [Fact]
    public async Task Release_LetsMinistriesOfTheAssessmentAndAdvisersReadAll_AndNobodyElse()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal, "health", "employment", "finance", "rural");
        await CloseAsync(portal, id, "rural");
        await ObserverAsync(portal, "observer-after@demo.example");
        await RateAsync(portal, Health, id, "health", "employment", Hinders);
        var (release, workshop) = (Guid.NewGuid(), new DateOnly(2027, 1, 27));

        await Refused(portal, Health, service => service.ReleaseAsync(Guid.NewGuid(), id, 0, workshop));
        await Refused(portal, Adviser, service => service.ReleaseAsync(Guid.NewGuid(), id, 0, workshop));
        await Refused(portal, "coordinator@other.example", service => service.ReleaseAsync(Guid.NewGuid(), id, 0, workshop));
        await ActAsync(portal, Coordinator, service => service.ReleaseAsync(release, id, 0, workshop));
        await ActAsync(portal, Coordinator, service => service.ReleaseAsync(release, id, 0, workshop));

        foreach (var email in new[] { Labour, "finance@demo.example", Adviser, Coordinator })
        {
            var view = (await FindAsync(portal, email, id))!;
            Assert.True(view.SeesAll);
            Assert.Equal((6, -2m, workshop), (view.Pairs.Count, Pair(view, "health", "employment").Said.Value, view.Matrix.WorkshopOn));
        }

        foreach (var email in new[] { "agriculture@demo.example", Women, "observer-after@demo.example", "admin@demo.example", "coordinator@other.example" })
        {
            Assert.Null(await FindAsync(portal, email, id));
        }

        await Refused(portal, Adviser, service => service.RateAsync(Guid.NewGuid(), id, "health", "employment", 0, Hinders));
        await Refused(portal, Adviser, service => service.SettleAsync(Guid.NewGuid(), id, "health", "employment", 0, 1, "Why", null));
    }

    [Fact]
    public async Task Release_UponAnOlderState_IsRefusedAndSaysWhoWasFaster()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);
        await ActAsync(portal, Coordinator, service => service.ReleaseAsync(Guid.NewGuid(), id, 0, null));

        var refusal = await Refused(portal, Coordinator, service => service.ReleaseAsync(Guid.NewGuid(), id, 0, new DateOnly(2027, 1, 27)));

        Assert.Equal(("Sanna Weir", "matrix-released"), (refusal.Overtaken!.ByName, refusal.Overtaken.Kind));
    }

    [Theory]
    [InlineData(Health, "employment", "finance")]
    [InlineData(Women, "health", "employment")]
    [InlineData(Coordinator, "health", "employment")]
    [InlineData(Adviser, "health", "employment")]
    [InlineData("admin@demo.example", "health", "employment")]
    [InlineData("health@other.example", "health", "employment")]
    [InlineData(Health, "health", "health")]
    [InlineData(Health, "health", "education")]
    [InlineData(Health, "health", "sdg-10-7-2")]
    public async Task Rate_APairThatIsNotTheirsOrNotThere_IsRefused_AndNothingIsKept(string email, string from, string to)
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal, "health", "employment", "finance", "sdg-10-7-2");

        await Refused(portal, email, service => service.RateAsync(Guid.NewGuid(), id, from, to, 0, Hinders));

        Assert.False((await FindAsync(portal, Coordinator, id))!.IsRated);
        Assert.Equal(3, (await FindAsync(portal, Coordinator, id))!.Members.Count);
    }

    [Fact]
    public async Task Rate_WithoutPoliciesOrReason_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);

        await Refused(portal, Health, service => service.RateAsync(Guid.NewGuid(), id, "health", "employment", 0, Hinders with { Policies = " " }));
        await Refused(portal, Health, service => service.RateAsync(Guid.NewGuid(), id, "health", "employment", 0, Hinders with { Reason = "" }));
        await Refused(portal, Health, service => service.RateAsync(Guid.NewGuid(), id, "health", "employment", 0, Hinders with { Value = 4 }));

        Assert.False((await FindAsync(portal, Coordinator, id))!.IsRated);
    }

    [Fact]
    public async Task Rate_ChangedWithdrawnAndPutBack_CountsAsTheLastActSaid()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);
        await RateAsync(portal, Health, id, "health", "employment", Hinders);
        await RateAsync(portal, Health, id, "health", "employment", Hinders with { Value = 1 }, version: 1);
        Assert.Equal((1m, 2), (await ValueAsync(portal, id), Pair(await FindAsync(portal, Health, id), "health", "employment").MyVersion));

        await ActAsync(portal, Health, service => service.WithdrawAsync(Guid.NewGuid(), id, "health", "employment", 2));
        Assert.Null(await ValueAsync(portal, id));
        Assert.False((await FindAsync(portal, Coordinator, id))!.IsRated);
        Assert.False(Pair(await FindAsync(portal, Health, id), "health", "employment").IsRatedByMe);

        await Refused(portal, Health, service => service.PutBackAsync(Guid.NewGuid(), id, "health", "employment", 2));
        await ActAsync(portal, Health, service => service.PutBackAsync(Guid.NewGuid(), id, "health", "employment", 3));
        Assert.Equal(1m, await ValueAsync(portal, id));
        await Refused(portal, Labour, service => service.WithdrawAsync(Guid.NewGuid(), id, "health", "employment", 0));
    }

    [Fact]
    public async Task Rate_ByTwoPeopleOfAMinistryAtOnce_KeepsBothApart()
    {
        await using var one = new PortalTestContext(database);
        await using var other = new PortalTestContext(database);
        var id = await OpenAsync(one);
        await using (var db = one.Everything())
        {
            var health = await db.Ministries.FirstAsync(ministry => ministry.Code == "health" && db.Assessments.Any(found => found.Id == id && found.CountryId == ministry.CountryId));
            await one.AddPersonAsync("second-health@demo.example", Role.Official, await db.Jurisdictions.SingleAsync(found => found.Id == health.CountryId), health);
        }

        await one.SignInAsync(Health);
        await other.SignInAsync("second-health@demo.example");
        await Task.WhenAll(
            one.Get<CoherenceService>().RateAsync(Guid.NewGuid(), id, "health", "employment", 0, Hinders),
            other.Get<CoherenceService>().RateAsync(Guid.NewGuid(), id, "health", "employment", 0, Hinders with { Value = 1 }));

        var said = Pair(await FindAsync(one, Coordinator, id), "health", "employment").Said;
        Assert.Equal((2, -0.5m, 3, false), (said.Standing.Count, said.Median, said.Spread, said.IsGap));
        Assert.Equal(2, Pair(await FindAsync(one, Health, id), "health", "employment").Said.Standing.Count);
    }

    [Fact]
    public async Task Rate_InTwoTabsAtOnce_OneIsToldThatItIsStale()
    {
        await using var one = new PortalTestContext(database);
        await using var other = new PortalTestContext(database);
        var id = await OpenAsync(one);
        await one.SignInAsync(Health);
        await other.SignInAsync(Health);

        var outcomes = await Task.WhenAll(
            Record.ExceptionAsync(() => one.Get<CoherenceService>().RateAsync(Guid.NewGuid(), id, "health", "employment", 0, Hinders)),
            Record.ExceptionAsync(() => other.Get<CoherenceService>().RateAsync(Guid.NewGuid(), id, "health", "employment", 0, Hinders with { Value = 1 })));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.NotNull(Assert.IsType<DomainRuleException>(Assert.Single(outcomes, outcome => outcome is not null)).Overtaken);
        Assert.Single(Pair(await FindAsync(one, Coordinator, id), "health", "employment").Said.Ratings);
    }

    [Fact]
    public async Task Settle_TwoAtOnce_OneWins_AndALaterOneTakesItsPlaceWithTheHistoryKept()
    {
        await using var one = new PortalTestContext(database);
        await using var other = new PortalTestContext(database);
        var id = await OpenAsync(one);
        await RateAsync(one, Health, id, "health", "employment", Hinders);
        await one.SignInAsync(Coordinator);
        await other.SignInAsync(Coordinator);

        var outcomes = await Task.WhenAll(
            Record.ExceptionAsync(() => one.Get<CoherenceService>().SettleAsync(Guid.NewGuid(), id, "health", "employment", 0, -1, "Agreed", null)),
            Record.ExceptionAsync(() => other.Get<CoherenceService>().SettleAsync(Guid.NewGuid(), id, "health", "employment", 0, 1, "Agreed", "Labour")));
        var refusal = Assert.IsType<DomainRuleException>(Assert.Single(outcomes, outcome => outcome is not null));
        Assert.Equal(("Sanna Weir", "pair-settled"), (refusal.Overtaken!.ByName, refusal.Overtaken.Kind));

        await SettleAsync(one, id, "health", "employment", 1, 3);
        await Refused(one, Health, service => service.SettleAsync(Guid.NewGuid(), id, "health", "employment", 2, 0, "Why", null));
        var said = Pair(await FindAsync(one, Coordinator, id), "health", "employment").Said;
        Assert.Equal((3m, 2, 2, 1), (said.Value, said.Settled!.Number, said.Settlements.Count, said.Standing.Count));
    }

    [Fact]
    public async Task Settled_IsWrittenOnce_AndTheDatabaseItselfRefusesToChangeIt()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);
        await SettleAsync(portal, id, "health", "employment", 0, 1);
        await portal.SignInAsync(Coordinator);
        await using var db = await portal.ContextAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlAsync($"update settled_ratings set value = 3"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task ClosedSector_LeavesTheMatrix_AndComesBackWithItsRatings()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);
        await RateAsync(portal, Health, id, "health", "employment", Hinders);
        await CloseAsync(portal, id, "employment");

        var view = (await FindAsync(portal, Coordinator, id))!;
        Assert.Equal(["health", "finance"], view.Members.Select(member => member.Code));
        Assert.Empty(view.Rated);
        await Refused(portal, Health, service => service.RateAsync(Guid.NewGuid(), id, "health", "employment", 1, Hinders));
        Assert.Null(await FindAsync(portal, Labour, id));

        await portal.SignInAsync(Coordinator);
        await portal.Get<SectorActService>().ReopenAsync(Guid.NewGuid(), id, "employment", 2);
        Assert.Equal(-2m, await ValueAsync(portal, id));
    }

    [Fact]
    public async Task Targets_ChosenAndGivenToMinistries_AreRatedByThem_AndStayOnceSomebodyHasRated()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);
        var (health, labour) = (await MinistryAsync(portal, id, "health"), await MinistryAsync(portal, id, "labour"));
        MatrixMember[] targets = [new("8.8", labour), new("3.8", health), new("3.c", health)];

        await Refused(portal, Coordinator, service => service.ChooseTargetsAsync(Guid.NewGuid(), id, 0, [new("3.99", health), new("3.8", health)]));
        await Refused(portal, Coordinator, service => service.ChooseTargetsAsync(Guid.NewGuid(), id, 0, [new("3", health), new("3.8", health)]));
        await RefusedAsync(portal, service => service.ChooseTargetsAsync(Guid.NewGuid(), id, 0, [new("3.8", health), new("8.8", Guid.NewGuid())]));
        var women = await MinistryAsync(portal, id, "women");
        await RefusedAsync(portal, service => service.ChooseTargetsAsync(Guid.NewGuid(), id, 0, [new("3.8", health), new("8.8", women)]));
        await Refused(portal, Health, service => service.ChooseTargetsAsync(Guid.NewGuid(), id, 0, targets));
        await ActAsync(portal, Coordinator, service => service.ChooseTargetsAsync(Guid.NewGuid(), id, 0, targets));

        Assert.Equal(["3.8", "3.c", "8.8"], (await FindAsync(portal, Coordinator, id))!.Members.Select(member => member.Code));
        await RateAsync(portal, Labour, id, "3.c", "8.8", Hinders);
        await Refused(portal, Labour, service => service.RateAsync(Guid.NewGuid(), id, "3.8", "3.c", 0, Hinders));
        await RateAsync(portal, Health, id, "3.8", "3.c", Hinders);
        Assert.Equal(PairSide.Giving, Pair(await FindAsync(portal, Health, id), "3.8", "3.c").Mine!.Side);
        await Refused(portal, Coordinator, service => service.ChooseSectorsAsync(Guid.NewGuid(), id, 1));
        await RefusedAsync(portal, service => service.ChooseTargetsAsync(Guid.NewGuid(), id, 1, targets));
    }

    [Fact]
    public async Task SignedOff_NothingIsChangedAnyMore_AndWhoMayReadStillReads()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);
        await RateAsync(portal, Health, id, "health", "employment", Hinders);
        await ActAsync(portal, Coordinator, service => service.ReleaseAsync(Guid.NewGuid(), id, 0, null));
        await using (var db = portal.Everything())
        {
            await db.Assessments.Where(assessment => assessment.Id == id).ExecuteUpdateAsync(set => set.SetProperty(assessment => assessment.Status, AssessmentStatus.SignedOff));
        }

        await Refused(portal, Health, service => service.RateAsync(Guid.NewGuid(), id, "health", "employment", 1, Hinders));
        await RefusedAsync(portal, service => service.WithdrawAsync(Guid.NewGuid(), id, "health", "employment", 1));
        await Refused(portal, Coordinator, service => service.SettleAsync(Guid.NewGuid(), id, "health", "employment", 0, 1, "Why", null));
        await RefusedAsync(portal, service => service.ReleaseAsync(Guid.NewGuid(), id, 1, null));
        await RefusedAsync(portal, service => service.ChooseSectorsAsync(Guid.NewGuid(), id, 1));
        var view = (await FindAsync(portal, Labour, id))!;
        Assert.Equal((true, false, -2m), (view.SeesAll, view.MayRate, Pair(view, "health", "employment").Said.Value));
    }

    [Fact]
    public async Task File_OfAMatrixThatIsRatedThroughout_GivesTheFiguresOfThePage()
    {
        await using var portal = new PortalTestContext(database);
        var id = await OpenAsync(portal);
        (string Email, string From, string To, int Value)[] ratings =
            [(Health, "health", "employment", 1), (Health, "health", "finance", -2), (Labour, "employment", "health", -2), (Labour, "employment", "finance", 2), (Health, "finance", "health", 3), (Labour, "finance", "employment", 0)];
        foreach (var (email, from, to, value) in ratings)
        {
            await RateAsync(portal, email, id, from, to, Hinders with { Value = value });
        }

        await SettleAsync(portal, id, "finance", "employment", 0, -1);
        var table = (await FindAsync(portal, Coordinator, id))!.Table;

        Assert.Equal("""{"order":["health","employment","finance"],"matrix":[[0,1,-2],[-2,0,2],[3,-1,0]]}""", Encoding.UTF8.GetString(InteractionJson.Of(table)));
        Assert.Equal(InteractionAnalysis.Of(InteractionJson.Read(InteractionJson.Of(table)).Table!), InteractionAnalysis.Of(table));
    }

    private static string Name(CoherencePair pair) => $"{pair.From.Code}>{pair.To.Code}";

    private static CoherencePair Pair(CoherenceView? view, string from, string to) => view!.Find(from, to)!;

    /// <summary>An assessment of its own for the test, each questionnaire with the ministry that leads it in the demo country.</summary>
    private static async Task<Guid> OpenAsync(PortalTestContext portal, params string[] keys)
    {
        await portal.SignInAsync(Coordinator);
        await using var db = portal.Everything();
        var atWork = await db.Assessments.Include(found => found.Sectors).SingleAsync(found => found.Title == "Demo Republic 2026");
        var leads = atWork.Sectors.ToDictionary(sector => sector.TemplateKey, sector => sector.MinistryId);
        return await portal.Get<AssessmentService>().OpenAsync(
            Guid.NewGuid(), atWork.JurisdictionId, new AssessmentTerms("Matrix", "2027", new DateOnly(2026, 11, 1), null, "en", ReleaseMode.ByHand),
            [.. (keys.Length == 0 ? ["health", "employment", "finance"] : keys).Select(key => new ChosenQuestionnaire(key, leads[key]))]);
    }

    private static async Task<CoherenceView?> FindAsync(PortalTestContext portal, string email, Guid id)
    {
        await portal.SignInAsync(email);
        return await portal.Get<CoherenceService>().FindAsync(id);
    }

    private static async Task<CoherenceView?> WithoutAnybodyAsync(PortalTestContext portal, Guid id)
    {
        await portal.SignOutAsync();
        return await portal.Get<CoherenceService>().FindAsync(id);
    }

    private static async Task<decimal?> ValueAsync(PortalTestContext portal, Guid id) => Pair(await FindAsync(portal, Coordinator, id), "health", "employment").Said.Value;

    private static async Task ActAsync(PortalTestContext portal, string email, Func<CoherenceService, Task> act)
    {
        await portal.SignInAsync(email);
        await act(portal.Get<CoherenceService>());
    }

    private static Task RateAsync(PortalTestContext portal, string email, Guid id, string from, string to, RatingContent content, int version = 0) =>
        ActAsync(portal, email, service => service.RateAsync(Guid.NewGuid(), id, from, to, version, content));

    private static Task SettleAsync(PortalTestContext portal, Guid id, string from, string to, int before, int value) =>
        ActAsync(portal, Coordinator, service => service.SettleAsync(Guid.NewGuid(), id, from, to, before, value, "Agreed in the workshop", null));

    private static async Task<DomainRuleException> Refused(PortalTestContext portal, string email, Func<CoherenceService, Task> act)
    {
        await portal.SignInAsync(email);
        return await RefusedAsync(portal, act);
    }

    private static Task<DomainRuleException> RefusedAsync(PortalTestContext portal, Func<CoherenceService, Task> act) =>
        Assert.ThrowsAsync<DomainRuleException>(() => act(portal.Get<CoherenceService>()));

    private static async Task CloseAsync(PortalTestContext portal, Guid id, string sector)
    {
        await portal.SignInAsync(Coordinator);
        await portal.Get<SectorActService>().CloseAsync(Guid.NewGuid(), id, sector, 1, "Silent");
    }

    private static async Task<Guid> MinistryAsync(PortalTestContext portal, Guid id, string code)
    {
        await using var db = portal.Everything();
        var country = await db.Assessments.Where(found => found.Id == id).Select(found => found.CountryId).SingleAsync();
        return await db.Ministries.Where(ministry => ministry.CountryId == country && ministry.Code == code).Select(ministry => ministry.Id).SingleAsync();
    }

    private static async Task ObserverAsync(PortalTestContext portal, string email)
    {
        await using var db = portal.Everything();
        await portal.AddPersonAsync(email, Role.Observer, await db.Jurisdictions.SingleAsync(country => country.Code == "DR"));
    }
}
