using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Security;

/// <summary>Who is asking, and how soon it counts that they may no longer.</summary>
public sealed class CurrentUserTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Fact]
    public async Task Person_SignedIn_HasTheScopesOfTheDatabase()
    {
        await using var portal = new PortalTestContext(database);

        var person = await portal.SignInAsync("labour@demo.example");

        Assert.Equal("official", Assert.Single(person.Scopes).Role);
        await using var db = await portal.ContextAsync();
        Assert.Equal(person.Countries, (await db.Assessments.Select(assessment => assessment.CountryId).ToListAsync()).ToHashSet());
    }

    [Fact]
    public async Task Person_NobodySignedIn_IsNone()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignOutAsync();

        Assert.Null(await portal.Get<CurrentUser>().PersonAsync());
        await using var db = await portal.ContextAsync();
        Assert.Empty(await db.Assessments.ToListAsync());
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<CurrentUser>().ForWriteAsync(db));
    }

    [Fact]
    public async Task Person_AccountDisabled_IsGoneWithinFiveSeconds_AndAtOnceForWrites()
    {
        await using var portal = new PortalTestContext(database);
        var person = await portal.SignInAsync("agriculture@demo.example");
        await using var db = await portal.ContextAsync();
        Assert.Equal(person.Id, (await portal.Get<CurrentUser>().ForWriteAsync(db)).Id);

        await using var everything = portal.Everything();
        await everything.Users.Where(user => user.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.DisabledAt, DateTimeOffset.UtcNow));

        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<CurrentUser>().ForWriteAsync(db));
        portal.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await portal.Get<CurrentUser>().PersonAsync());
    }

    [Fact]
    public async Task Person_WhileTheDatabaseCannotBeAsked_MayStillBeThere_AndOneWhoseSessionEndedIsNot()
    {
        var unreachable = new PersonDirectory(
            new ContextSource((DbContextOptions<MainstreamingDbContext>)new DbContextOptionsBuilder<MainstreamingDbContext>().UseMainstreaming("Host=127.0.0.1;Port=1;Username=nobody;Database=none").Options), TimeProvider.System);
        var somebody = new SignedIn(Guid.NewGuid(), Guid.NewGuid(), "stamp");
        await using var portal = new PortalTestContext(database);

        Assert.True(await unreachable.MayStillBeThereAsync(somebody, NullLogger.Instance));
        Assert.False(await portal.Get<PersonDirectory>().MayStillBeThereAsync(somebody, NullLogger.Instance));
    }

    [Fact]
    public async Task Person_ScopeEnds_LosesItAtThatMoment()
    {
        await using var portal = new PortalTestContext(database);
        var country = await portal.AddCountryAsync("T1");
        var until = portal.Clock.GetUtcNow().AddSeconds(2);
        await portal.AddPersonAsync("guest@demo.example", Role.Adviser, country, until: until);
        Assert.Single((await portal.SignInAsync("guest@demo.example")).Scopes);

        portal.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty((await portal.Get<CurrentUser>().PersonAsync())!.Scopes);
    }

    [Fact]
    public async Task ForWrite_CountryTakenAway_RefusesTheContextThatWasMadeBefore()
    {
        await using var portal = new PortalTestContext(database);
        var person = await portal.SignInAsync("coordinator@other.example");
        await using var db = await portal.ContextAsync();

        await using var everything = portal.Everything();
        await everything.Scopes.Where(scope => scope.UserId == person.Id).ExecuteDeleteAsync();

        Assert.Contains("has changed", (await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<CurrentUser>().ForWriteAsync(db))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_SessionEnded_IsGone_WhileAnotherSessionGoesOn()
    {
        await using var portal = new PortalTestContext(database);
        await using var elsewhere = new PortalTestContext(database);
        var person = await elsewhere.SignInAsync("finance@demo.example");
        await portal.SignInAsync("finance@demo.example");

        await using var everything = portal.Everything();
        var first = await everything.Sessions.Where(session => session.UserId == person.Id).OrderBy(session => session.Id).FirstAsync();
        first.End(DateTimeOffset.UtcNow);
        await everything.SaveChangesAsync();
        elsewhere.Clock.Advance(PersonDirectory.HeldFor);

        Assert.Null(await elsewhere.Get<CurrentUser>().PersonAsync());
        Assert.NotNull(await portal.Get<CurrentUser>().PersonAsync());
    }
}
