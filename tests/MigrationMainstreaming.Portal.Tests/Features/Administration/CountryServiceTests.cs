using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Features.Administration;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Administration;

/// <summary>Countries, their parts and their ministries: administrators alone make and rename them.</summary>
public sealed class CountryServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Administrator = "admin@demo.example";

    [Theory]
    [InlineData("coordinator@demo.example")]
    [InlineData("health@demo.example")]
    public async Task Countries_ForAnybodyButAnAdministrator_AreNotShownNorChanged(string email)
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var view = (await portal.Get<CountryService>().ListAsync()).Single(view => view.Country.Code == "DR");
        await portal.SignInAsync(email);
        var countries = portal.Get<CountryService>();

        await RefusedAsync(countries.ListAsync, "Only an administrator");
        await RefusedAsync(() => countries.FindAsync(view.Country.Id), "Only an administrator");
        await RefusedAsync(() => countries.AddAsync(Guid.NewGuid(), "XX", Named("X")), "Only an administrator");
        await RefusedAsync(() => countries.RenameAsync(Guid.NewGuid(), view.Country.Id, "", "XX", Named("X")), "Only an administrator");
        await RefusedAsync(() => countries.AddPartAsync(Guid.NewGuid(), view.Country.Id, "XX", Named("X")), "Only an administrator");
        await RefusedAsync(() => countries.AddMinistryAsync(Guid.NewGuid(), view.Country.Id, "xx", Named("X")), "Only an administrator");
        await RefusedAsync(() => countries.RenameMinistryAsync(Guid.NewGuid(), view.Ministries[0].Id, "", "xx", Named("X")), "Only an administrator");
    }

    [Fact]
    public async Task Add_PostedTwice_MakesOneCountryWithItsParts()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var countries = portal.Get<CountryService>();
        var (operation, part, ministry) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        var id = await countries.AddAsync(operation, " TW ", Named("Twice"));
        Assert.Equal(id, await countries.AddAsync(operation, " TW ", Named("Twice")));
        for (var time = 0; time < 2; time++)
        {
            await countries.AddPartAsync(part, id, "north", Named("North"));
            await countries.AddMinistryAsync(ministry, id, "health", Named("Health"));
        }

        var view = (await countries.FindAsync(id))!;
        Assert.Equal("TW", view.Country.Code);
        Assert.Equal("north", Assert.Single(view.Parts).Code);
        Assert.Equal("health", Assert.Single(view.Ministries).Code);
        await RefusedAsync(() => countries.AddAsync(operation, "TV", Named("Twice")), "sent before");
        Assert.Null(await countries.FindAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task Code_ThatIsTaken_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var countries = portal.Get<CountryService>();
        var id = await countries.AddAsync(Guid.NewGuid(), "TK", Named("Taken"));
        await countries.AddPartAsync(Guid.NewGuid(), id, "a", Named("A"));
        await countries.AddMinistryAsync(Guid.NewGuid(), id, "a", Named("A"));
        await countries.AddMinistryAsync(Guid.NewGuid(), id, "b", Named("B"));
        var view = (await countries.FindAsync(id))!;

        await RefusedAsync(() => countries.AddAsync(Guid.NewGuid(), "TK ", Named("Again")), "with this code already");
        await RefusedAsync(() => countries.AddPartAsync(Guid.NewGuid(), id, "a", Named("Again")), "this code already");
        await RefusedAsync(() => countries.AddMinistryAsync(Guid.NewGuid(), id, "a", Named("Again")), "with this code already");
        await RefusedAsync(() => countries.RenameMinistryAsync(Guid.NewGuid(), view.Ministries.Single(ministry => ministry.Code == "b").Id, ShownState.Of("b", Named("B")), "a", Named("Again")), "with this code already");
        await RefusedAsync(() => countries.RenameAsync(Guid.NewGuid(), id, ShownState.Of("TK", Named("Taken")), "DR", Named("Again")), "this code already");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Record.ExceptionAsync(() => countries.AddAsync(Guid.NewGuid(), "AT", Named("At once")))));
        Assert.IsType<DomainRuleException>(Assert.Single(outcomes, outcome => outcome is not null));
    }

    [Theory]
    [InlineData("", "Name", "Give a short code")]
    [InlineData("longer than twenty letters", "Name", "Give a short code")]
    [InlineData("OK", "", "Give the name in English")]
    [InlineData("OK", "\0", "NUL")]
    [InlineData("O\0", "Name", "NUL")]
    public async Task Add_WithBadInput_IsRefusedInWords(string code, string name, string words)
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);

        await RefusedAsync(() => portal.Get<CountryService>().AddAsync(Guid.NewGuid(), code, Named(name)), words);
        await RefusedAsync(() => portal.Get<CountryService>().AddAsync(Guid.NewGuid(), "LG", new LocalText([new("en", "Long"), new("fr", new string('x', 201))])), "up to 200");
    }

    [Fact]
    public async Task Rename_OfACountryAndAMinistry_KeepsWhatBelongsToThem()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var countries = portal.Get<CountryService>();
        var before = (await countries.ListAsync()).Single(view => view.Country.Code == "CF");
        var health = before.Ministries.Single(ministry => ministry.Code == "health");

        await countries.RenameAsync(Guid.NewGuid(), before.Country.Id, ShownState.Of(before.Country.Code, before.Country.Name), "CF", Named("Coastal Union"));
        await countries.RenameMinistryAsync(Guid.NewGuid(), health.Id, ShownState.Of(health.Code, health.Name), "health", Named("Ministry of Care"));

        var after = (await countries.FindAsync(before.Country.Id))!;
        Assert.Equal("Coastal Union", after.Country.Name["en"]);
        Assert.Equal(before.Ministries.Count, after.Ministries.Count);
        await using var db = portal.Everything();
        Assert.True(await db.SectorAssessments.AnyAsync(sector => sector.MinistryId == health.Id));
        await RefusedAsync(() => countries.RenameMinistryAsync(Guid.NewGuid(), Guid.NewGuid(), "", "x", Named("X")), "no such ministry");
        await RefusedAsync(() => countries.RenameAsync(Guid.NewGuid(), Guid.NewGuid(), "", "x", Named("X")), "no such country");
    }

    [Fact]
    public async Task Rename_OnTopOfNamesThatSomebodyChanged_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var countries = portal.Get<CountryService>();
        var id = await countries.AddAsync(Guid.NewGuid(), "OV", Named("Over"));
        await countries.AddMinistryAsync(Guid.NewGuid(), id, "land", Named("Land"));
        var ministry = (await countries.FindAsync(id))!.Ministries[0];
        var (shown, shownMinistry) = (ShownState.Of("OV", Named("Over")), ShownState.Of("land", Named("Land")));
        await countries.RenameAsync(Guid.NewGuid(), id, shown, "OV", Named("Theirs"));
        await countries.RenameMinistryAsync(Guid.NewGuid(), ministry.Id, shownMinistry, "land", Named("Theirs"));

        var refusal = await Assert.ThrowsAsync<DomainRuleException>(() => countries.RenameAsync(Guid.NewGuid(), id, shown, "OV", Named("Mine")));
        var second = await Assert.ThrowsAsync<DomainRuleException>(() => countries.RenameMinistryAsync(Guid.NewGuid(), ministry.Id, shownMinistry, "land", Named("Mine")));

        Assert.NotNull(refusal.Overtaken);
        Assert.NotNull(second.Overtaken);
        var after = (await countries.FindAsync(id))!;
        Assert.Equal(("Theirs", "Theirs"), (after.Country.Name["en"], after.Ministries[0].Name["en"]));
    }

    private static LocalText Named(string english) => new("en", english);

    private static async Task RefusedAsync(Func<Task> act, string words) =>
        Assert.Contains(words, (await Assert.ThrowsAsync<DomainRuleException>(act)).Message, StringComparison.Ordinal);
}
