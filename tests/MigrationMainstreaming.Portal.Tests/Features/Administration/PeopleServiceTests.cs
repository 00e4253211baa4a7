using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Portal.Data.Accounts;
using MigrationMainstreaming.Portal.Features.Administration;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Administration;

/// <summary>Who may give what to whom, and what taking it back ends.</summary>
public sealed class PeopleServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Administrator = "admin@demo.example";
    private const string Coordinator = "coordinator@demo.example";
    private const string NewPassword = "gravel lantern otter";

    [Theory]
    [InlineData("health@demo.example")]
    [InlineData("adviser@demo.example")]
    public async Task People_ForThoseWhoDoNotManageThem_AreNotThereAndNotChanged(string email)
    {
        await using var portal = new PortalTestContext(database);
        var (country, ministry) = await PlaceAsync(portal, "DR", "health");
        var labour = await UserAsync(portal, "labour@demo.example");
        var held = await ScopeOfAsync(portal, labour.Id);
        await portal.SignInAsync(email);
        var people = portal.Get<PeopleService>();

        Assert.Empty(await people.ListAsync());
        Assert.Empty(await people.InvitationsAsync());
        Assert.Empty((await people.ChoicesAsync()).Countries);
        Assert.False(await people.MayMakePasswordLinkAsync(labour.Id));
        await RefusedAsync(() => people.MakePasswordLinkAsync(labour.Id), "may not make a link");
        await RefusedAsync(() => people.GrantAsync(Guid.NewGuid(), labour.Id, Role.Official, country.Id, ministry.Id, null), "may not give");
        await RefusedAsync(() => people.RevokeAsync(Guid.NewGuid(), held.Id), "no such role");
        await RefusedAsync(() => people.DisableAsync(Guid.NewGuid(), labour.Id), "Only an administrator");
        await RefusedAsync(() => people.EnableAsync(Guid.NewGuid(), labour.Id), "Only an administrator");
        await RefusedAsync(() => InviteAsync(portal, "new@demo.example", Role.Observer, country.Id), "may not invite");
    }

    [Fact]
    public async Task List_ForACoordinator_HasThePeopleOfTheOwnCountryAndNoRoleOfAnother()
    {
        await using var portal = new PortalTestContext(database);
        var (_, theirs) = await PlaceAsync(portal, "CF", "health");
        var mine = await UserAsync(portal, "health@demo.example");
        await using (var db = portal.Everything())
        {
            db.Scopes.Add(GrantedScope.Of(mine.Id, Role.Official, theirs.CountryId, theirs.Id, null, "Test", portal.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
        }

        await portal.SignInAsync(Coordinator);
        var list = await portal.Get<PeopleService>().ListAsync();

        Assert.DoesNotContain(list, person => person.Email == "health@other.example" || person.Email == Administrator);
        Assert.Equal("Demo Republic", Assert.Single(list.Single(person => person.Email == "health@demo.example").Scopes).Country!["en"]);
        Assert.True(list.Single(person => person.Email == Coordinator).IsMe);
    }

    [Fact]
    public async Task Coordinator_ForAnotherCountry_CanGiveTakeAndInviteNothing()
    {
        await using var portal = new PortalTestContext(database);
        var (country, ministry) = await PlaceAsync(portal, "CF", "labour");
        var theirs = await UserAsync(portal, "labour@other.example");
        var own = await UserAsync(portal, "labour@demo.example");
        var held = await ScopeOfAsync(portal, theirs.Id);
        await portal.SignInAsync(Coordinator);
        var people = portal.Get<PeopleService>();

        await RefusedAsync(() => InviteAsync(portal, "new@other.example", Role.Official, country.Id, ministry.Id), "may not invite");
        await RefusedAsync(() => people.GrantAsync(Guid.NewGuid(), own.Id, Role.Official, country.Id, ministry.Id, null), "may not give");
        await RefusedAsync(() => people.RevokeAsync(Guid.NewGuid(), held.Id), "no such role");
        await RefusedAsync(() => people.MakePasswordLinkAsync(theirs.Id), "may not make a link");
        var (mine, minister) = await PlaceAsync(portal, "DR", "labour");
        await RefusedAsync(() => people.GrantAsync(Guid.NewGuid(), theirs.Id, Role.Official, mine.Id, minister.Id, null), "no such person");
        Assert.Null((await ScopeOfAsync(portal, theirs.Id)).Until);
    }

    [Fact]
    public async Task Coordinator_InTheOwnCountry_GivesEveryRoleButThatOfAnAdministrator()
    {
        await using var portal = new PortalTestContext(database);
        var (country, ministry) = await PlaceAsync(portal, "DR", "health");
        var person = await AddOfficialAsync(portal, "gains@demo.example", "DR", "labour");
        await portal.SignInAsync(Coordinator);
        var people = portal.Get<PeopleService>();

        foreach (var role in new[] { Role.Coordinator, Role.Adviser, Role.Observer, Role.Official })
        {
            await people.GrantAsync(Guid.NewGuid(), person.Id, role, country.Id, role == Role.Official ? ministry.Id : null, null);
            Assert.NotEmpty((await InviteAsync(portal, $"{role}@demo.example", role, country.Id, role == Role.Official ? ministry.Id : null)).Token);
        }

        await RefusedAsync(() => people.GrantAsync(Guid.NewGuid(), person.Id, Role.Administrator, null, null, null), "may not give");
        await RefusedAsync(() => InviteAsync(portal, "above@demo.example", Role.Administrator, null), "may not invite");
        Assert.DoesNotContain(Role.Administrator, (await people.ChoicesAsync()).Roles);
        Assert.Equal(5, Assert.Single(await people.ListAsync(), found => found.Id == person.Id).Scopes.Count);
    }

    [Fact]
    public async Task Administrator_InvitesAnotherAdministrator_AndReadsNoAnswers()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);

        Assert.NotEmpty((await InviteAsync(portal, "second@demo.example", Role.Administrator, null)).Token);

        await using var db = await portal.ContextAsync();
        Assert.Empty(await db.Answers.ToListAsync());
        Assert.Empty(await db.AnswerRevisions.ToListAsync());
        Assert.Empty(await db.Assessments.ToListAsync());
    }

    [Theory]
    [InlineData(Role.Official, true, false, "Choose the ministry of an official")]
    [InlineData(Role.Observer, true, true, "Choose the ministry of an official")]
    [InlineData(Role.Observer, false, false, "Choose the country")]
    [InlineData(Role.Administrator, true, false, "Choose the country")]
    [InlineData("minister", true, false, "may not give")]
    public async Task Grant_OfARoleThatCannotBe_IsRefusedInWords(string role, bool withCountry, bool withMinistry, string words)
    {
        await using var portal = new PortalTestContext(database);
        var (country, ministry) = await PlaceAsync(portal, "DR", "health");
        var person = await UserAsync(portal, "justice@demo.example");
        await portal.SignInAsync(Administrator);

        await RefusedAsync(() => portal.Get<PeopleService>().GrantAsync(Guid.NewGuid(), person.Id, role, withCountry ? country.Id : null, withMinistry ? ministry.Id : null, null), words);
    }

    [Fact]
    public async Task Grant_ToNobodyOrNowhere_IsRefusedInWords()
    {
        await using var portal = new PortalTestContext(database);
        var (country, _) = await PlaceAsync(portal, "DR", "health");
        var (_, elsewhere) = await PlaceAsync(portal, "CF", "health");
        var person = await UserAsync(portal, "justice@demo.example");
        await portal.SignInAsync(Administrator);
        var people = portal.Get<PeopleService>();

        await RefusedAsync(() => people.GrantAsync(Guid.NewGuid(), Guid.NewGuid(), Role.Observer, country.Id, null, null), "no such person");
        await RefusedAsync(() => people.GrantAsync(Guid.NewGuid(), person.Id, Role.Observer, Guid.NewGuid(), null, null), "no such country");
        await RefusedAsync(() => people.GrantAsync(Guid.NewGuid(), person.Id, Role.Official, country.Id, elsewhere.Id, null), "not of the country");
        await RefusedAsync(() => people.GrantAsync(Guid.NewGuid(), person.Id, Role.Adviser, country.Id, null, portal.Clock.GetUtcNow()), "lies in the past");
        await RefusedAsync(() => people.DisableAsync(Guid.NewGuid(), Guid.NewGuid()), "no such person");
        await RefusedAsync(() => people.RevokeAsync(Guid.NewGuid(), Guid.NewGuid()), "no such role");
    }

    [Fact]
    public async Task Grant_PostedTwice_GivesTheRoleOnce_AndTheSameRoleAgainIsRefused()
    {
        await using var portal = new PortalTestContext(database);
        var (country, _) = await PlaceAsync(portal, "DR", "health");
        var person = await AddOfficialAsync(portal, "twice@demo.example", "DR", "justice");
        await portal.SignInAsync(Administrator);
        var people = portal.Get<PeopleService>();
        var operation = Guid.NewGuid();
        var shown = (await people.ListAsync()).Single(found => found.Id == person.Id).Shown;

        await people.GrantAsync(operation, person.Id, shown, Role.Observer, country.Id, null, null);
        await people.GrantAsync(operation, person.Id, shown, Role.Observer, country.Id, null, null);

        Assert.Equal(2, Assert.Single(await people.ListAsync(), found => found.Id == person.Id).Scopes.Count);
        await RefusedAsync(() => people.GrantAsync(Guid.NewGuid(), person.Id, Role.Observer, country.Id, null, null), "has that role already");
        await RefusedAsync(() => people.GrantAsync(operation, person.Id, Role.Adviser, country.Id, null, null), "sent before");
        await RefusedAsync(() => people.GrantAsync(Guid.Empty, person.Id, Role.Adviser, country.Id, null, null), "Load the page again");
    }

    [Fact]
    public async Task Revoke_OfARole_CountsAtOnceAndOnce()
    {
        await using var portal = new PortalTestContext(database);
        await using var theirs = new PortalTestContext(database);
        var person = await AddOfficialAsync(portal, "leaves@demo.example", "DR", "justice");
        await theirs.SignInAsync(person.Email!);
        var held = await ScopeOfAsync(portal, person.Id);
        await portal.SignInAsync(Coordinator);
        var people = portal.Get<PeopleService>();
        var operation = Guid.NewGuid();
        var shown = (await people.ListAsync()).Single(found => found.Id == person.Id).Shown;

        await people.RevokeAsync(operation, held.Id, shown);
        await people.RevokeAsync(operation, held.Id, shown);

        await using var db = await theirs.ContextAsync();
        await RefusedAsync(() => theirs.Get<CurrentUser>().ForWriteAsync(db), "has changed");
        await RefusedAsync(() => people.RevokeAsync(Guid.NewGuid(), held.Id), "no such role");
        Assert.NotNull((await ScopeOfAsync(portal, person.Id)).Until);
    }

    [Fact]
    public async Task LastAdministrator_CannotBeDemotedNorSwitchedOff()
    {
        await using var portal = new PortalTestContext(database);
        await OnlyAdministratorIsAsync(portal, Administrator);
        var second = await portal.AddPersonAsync("second-admin@demo.example", Role.Administrator);
        var held = await ScopeOfAsync(portal, second.Id);
        var last = await ScopeOfAsync(portal, (await UserAsync(portal, Administrator)).Id);
        await portal.SignInAsync(second.Email!);
        var people = portal.Get<PeopleService>();
        await RefusedAsync(() => people.DisableAsync(Guid.NewGuid(), second.Id), "your own account");

        // With two of them, one may go; the one who is left may not.
        await people.DisableAsync(Guid.NewGuid(), last.UserId);
        await RefusedAsync(() => people.RevokeAsync(Guid.NewGuid(), held.Id), "last administrator");
        await people.EnableAsync(Guid.NewGuid(), last.UserId);
        await people.RevokeAsync(Guid.NewGuid(), held.Id);

        await portal.SignInAsync(Administrator);
        people = portal.Get<PeopleService>();
        await RefusedAsync(() => people.RevokeAsync(Guid.NewGuid(), last.Id), "last administrator");
        Assert.Null((await ScopeOfAsync(portal, last.UserId)).Until);
    }

    [Fact]
    public async Task LastAdministrator_BesideOneForATime_CannotBeDemoted()
    {
        await using var portal = new PortalTestContext(database);
        await OnlyAdministratorIsAsync(portal, Administrator);
        await portal.AddPersonAsync("stand-in@demo.example", Role.Administrator, until: portal.Clock.GetUtcNow().AddDays(7));
        var last = await ScopeOfAsync(portal, (await UserAsync(portal, Administrator)).Id);
        await portal.SignInAsync("stand-in@demo.example");

        await RefusedAsync(() => portal.Get<PeopleService>().RevokeAsync(Guid.NewGuid(), last.Id), "last administrator");
        await RefusedAsync(() => portal.Get<PeopleService>().DisableAsync(Guid.NewGuid(), last.UserId), "last administrator");
    }

    [Fact]
    public async Task TwoAdministrators_WhoDemoteEachOtherAtOnce_LeaveOne()
    {
        await using var portal = new PortalTestContext(database);
        await using var other = new PortalTestContext(database);
        await OnlyAdministratorIsAsync(portal, Administrator);
        var rival = await portal.AddPersonAsync("rival@demo.example", Role.Administrator);
        var (mine, theirs) = (await ScopeOfAsync(portal, (await UserAsync(portal, Administrator)).Id), await ScopeOfAsync(portal, rival.Id));
        await portal.SignInAsync(Administrator);
        await other.SignInAsync(rival.Email!);

        var outcomes = await Task.WhenAll(
            Record.ExceptionAsync(() => portal.Get<PeopleService>().RevokeAsync(Guid.NewGuid(), theirs.Id)),
            Record.ExceptionAsync(() => other.Get<PeopleService>().RevokeAsync(Guid.NewGuid(), mine.Id)));

        Assert.IsType<DomainRuleException>(Assert.Single(outcomes, outcome => outcome is not null));
        await using var db = portal.Everything();
        Assert.Single(await db.Scopes.Where(scope => scope.Role == Role.Administrator && scope.Until == null).ToListAsync());
    }

    [Fact]
    public async Task Disable_AnAccount_EndsItsSessionsForGood()
    {
        await using var portal = new PortalTestContext(database);
        await using var theirs = new PortalTestContext(database);
        var person = await AddOfficialAsync(portal, "off@demo.example", "DR", "justice");
        await theirs.SignInAsync(person.Email!);
        await portal.SignInAsync(Administrator);
        var people = portal.Get<PeopleService>();

        await people.DisableAsync(Guid.NewGuid(), person.Id);
        theirs.Clock.Advance(PersonDirectory.HeldFor);
        Assert.Null(await theirs.Get<CurrentUser>().PersonAsync());
        await people.EnableAsync(Guid.NewGuid(), person.Id);
        theirs.Clock.Advance(PersonDirectory.HeldFor);

        Assert.Null(await theirs.Get<CurrentUser>().PersonAsync());
        await theirs.SignInAsync(person.Email!);
        Assert.NotNull(await theirs.Get<CurrentUser>().PersonAsync());
    }

    [Fact]
    public async Task PasswordLink_OfACoordinator_IsForOfficialsAndObserversOfTheOwnCountryAlone()
    {
        await using var portal = new PortalTestContext(database);
        var (_, theirs) = await PlaceAsync(portal, "CF", "social");
        var both = await AddOfficialAsync(portal, "both@demo.example", "DR", "social");
        await using (var db = portal.Everything())
        {
            db.Scopes.Add(GrantedScope.Of(both.Id, Role.Official, theirs.CountryId, theirs.Id, null, "Test", portal.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
        }

        var me = await portal.SignInAsync(Coordinator);
        var people = portal.Get<PeopleService>();

        Assert.True(await people.MayMakePasswordLinkAsync((await UserAsync(portal, "social@demo.example")).Id));
        Assert.False(await people.MayMakePasswordLinkAsync((await UserAsync(portal, "social@other.example")).Id));
        Assert.False(await people.MayMakePasswordLinkAsync((await UserAsync(portal, "adviser@demo.example")).Id));
        Assert.False(await people.MayMakePasswordLinkAsync((await UserAsync(portal, Administrator)).Id));
        Assert.False(await people.MayMakePasswordLinkAsync(both.Id));
        Assert.False(await people.MayMakePasswordLinkAsync(me.Id));
        await RefusedAsync(() => people.MakePasswordLinkAsync(both.Id), "may not make a link");
    }

    [Fact]
    public async Task PasswordLink_WhileNothingChanges_SetsThePasswordOnceWithinTwoHours()
    {
        await using var portal = new PortalTestContext(database);
        var person = await AddOfficialAsync(portal, "forgets@demo.example", "DR", "social");
        await portal.SignInAsync(Coordinator);
        var token = await portal.Get<PeopleService>().MakePasswordLinkAsync(person.Id);

        await ResetAsync(portal, person.Id, token);

        await RefusedAsync(() => ResetAsync(portal, person.Id, token), "no longer valid");
        await RefusedAsync(() => ResetAsync(portal, Guid.NewGuid(), token), "no longer valid");
    }

    [Theory]
    [InlineData("granted")]
    [InlineData("revoked")]
    [InlineData("ended")]
    [InlineData("disabled")]
    [InlineData("invited")]
    public async Task PasswordLink_AfterTheRightsChanged_IsVoid(string how)
    {
        await using var portal = new PortalTestContext(database);
        var email = $"{how}@demo.example";
        var (country, ministry) = await PlaceAsync(portal, "DR", "social");
        var person = await portal.AddPersonAsync(email, Role.Official, country, ministry, how == "ended" ? DateTimeOffset.UtcNow.AddMinutes(30) : null, password: "otter lantern gravel");
        await portal.SignInAsync(Coordinator);
        var token = await portal.Get<PeopleService>().MakePasswordLinkAsync(person.Id);

        await portal.SignInAsync(Administrator);
        var people = portal.Get<PeopleService>();
        switch (how)
        {
            case "granted":
                await people.GrantAsync(Guid.NewGuid(), person.Id, Role.Administrator, null, null, null);
                break;
            case "revoked":
                await people.RevokeAsync(Guid.NewGuid(), (await ScopeOfAsync(portal, person.Id)).Id);
                break;
            case "ended":
                await EndScopesAsync(portal, person.Id);
                break;
            case "disabled":
                await people.DisableAsync(Guid.NewGuid(), person.Id);
                await people.EnableAsync(Guid.NewGuid(), person.Id);
                break;
            default:
                var invitation = await InviteAsync(portal, email, Role.Coordinator, country.Id);
                await portal.SignOutAsync();
                await portal.Get<Invitations>().AcceptAsync(invitation.Token, "", "otter lantern gravel");
                break;
        }

        await RefusedAsync(() => ResetAsync(portal, person.Id, token), "no longer valid");
        await using var db = portal.Everything();
        var hash = (await db.Users.SingleAsync(user => user.Id == person.Id)).PasswordHash!;
        Assert.Equal(PasswordVerificationResult.Failed, portal.Get<IPasswordHasher<User>>().VerifyHashedPassword(person, hash, NewPassword));
    }

    [Fact]
    public async Task Invitation_PostedTwice_IsMadeOnceAndItsLinkIsNotShownAgain()
    {
        await using var portal = new PortalTestContext(database);
        var (country, _) = await PlaceAsync(portal, "DR", "health");
        await portal.SignInAsync(Coordinator);
        var operation = Guid.NewGuid();

        await InviteAsync(portal, "double@demo.example", Role.Observer, country.Id, operation: operation);
        await RefusedAsync(() => InviteAsync(portal, "double@demo.example", Role.Observer, country.Id, operation: operation), "made already");

        Assert.Single(await portal.Get<PeopleService>().InvitationsAsync(), invitation => invitation.Email == "double@demo.example");
    }

    [Fact]
    public async Task Invitation_TakenUp_WorksOnceAndCannotBeWithdrawn()
    {
        await using var portal = new PortalTestContext(database);
        var (country, _) = await PlaceAsync(portal, "DR", "health");
        await portal.SignInAsync(Coordinator);
        var (invitation, token) = await InviteAsync(portal, "once@demo.example", Role.Observer, country.Id);
        await portal.SignOutAsync();

        await portal.Get<Invitations>().AcceptAsync(token, "Once", NewPassword);

        await RefusedAsync(() => portal.Get<Invitations>().AcceptAsync(token, "Twice", NewPassword), "no longer valid");
        Assert.Equal(Role.Observer, Assert.Single((await portal.SignInAsync("once@demo.example")).Scopes).Role);
        await portal.SignInAsync(Coordinator);
        await RefusedAsync(() => portal.Get<Invitations>().WithdrawAsync(Guid.NewGuid(), invitation.Id), "taken up already");
    }

    [Fact]
    public async Task Invitation_AfterSevenDaysOrWithdrawn_LetsNobodyIn()
    {
        await using var portal = new PortalTestContext(database);
        var (country, _) = await PlaceAsync(portal, "DR", "health");
        await portal.SignInAsync(Coordinator);
        var (withdrawn, first) = await InviteAsync(portal, "withdrawn@demo.example", Role.Observer, country.Id);
        var (_, second) = await InviteAsync(portal, "late@demo.example", Role.Observer, country.Id);
        var operation = Guid.NewGuid();
        await portal.Get<Invitations>().WithdrawAsync(operation, withdrawn.Id);
        await portal.Get<Invitations>().WithdrawAsync(operation, withdrawn.Id);
        await portal.SignOutAsync();

        await RefusedAsync(() => portal.Get<Invitations>().AcceptAsync(first, "Withdrawn", NewPassword), "no longer valid");
        Assert.NotNull(await portal.Get<Invitations>().FindAsync(second));
        await using (var past = portal.Everything())
        {
            await past.Invitations.Where(invitation => invitation.Email == "late@demo.example")
                .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.InvitedAt, DateTimeOffset.UtcNow - Invitation.Lifetime));
        }

        Assert.Null(await portal.Get<Invitations>().FindAsync(second));
        await RefusedAsync(() => portal.Get<Invitations>().AcceptAsync(second, "Late", NewPassword), "no longer valid");
        await using var db = portal.Everything();
        Assert.False(await db.Users.AnyAsync(user => user.Email == "late@demo.example" || user.Email == "withdrawn@demo.example"));
    }

    [Fact]
    public async Task Invitation_OfAnotherCountry_IsNeitherSeenNorWithdrawn()
    {
        await using var portal = new PortalTestContext(database);
        var (country, _) = await PlaceAsync(portal, "DR", "health");
        await portal.SignInAsync(Coordinator);
        var (invitation, token) = await InviteAsync(portal, "mine@demo.example", Role.Observer, country.Id);
        await portal.SignInAsync("coordinator@other.example");

        Assert.DoesNotContain(await portal.Get<PeopleService>().InvitationsAsync(), found => found.Id == invitation.Id);
        await RefusedAsync(() => portal.Get<Invitations>().WithdrawAsync(Guid.NewGuid(), invitation.Id), "no such invitation");
        Assert.NotNull(await portal.Get<Invitations>().FindAsync(token));
    }

    [Theory]
    [InlineData("nobody", "Name", "Give an e-mail address")]
    [InlineData("a b@demo.example", "Name", "Give an e-mail address")]
    [InlineData("a@demo.example", " ", "Give the person's name")]
    public async Task Invitation_WithBadInput_IsRefusedInWords(string email, string name, string words)
    {
        await using var portal = new PortalTestContext(database);
        var (country, _) = await PlaceAsync(portal, "DR", "health");
        await portal.SignInAsync(Coordinator);

        await RefusedAsync(() => portal.Get<Invitations>().InviteAsync(Guid.NewGuid(), email, name, "en", Role.Observer, country.Id, null), words);
        await RefusedAsync(() => portal.Get<Invitations>().InviteAsync(Guid.NewGuid(), "a@demo.example", "A", "en", Role.Adviser, country.Id, null, portal.Clock.GetUtcNow()), "lies in the past");
    }

    private static async Task RefusedAsync(Func<Task> act, string words) =>
        Assert.Contains(words, (await Assert.ThrowsAsync<DomainRuleException>(act)).Message, StringComparison.Ordinal);

    private static Task<(Invitation Invitation, string Token)> InviteAsync(PortalTestContext portal, string email, string role, Guid? countryId, Guid? ministryId = null, Guid? operation = null) =>
        portal.Get<Invitations>().InviteAsync(operation ?? Guid.NewGuid(), email, "New Person", "en", role, countryId, ministryId);

    private static Task ResetAsync(PortalTestContext portal, Guid personId, string token) => portal.Get<SignInService>().ResetAsync(personId, token, NewPassword);

    private static async Task<User> AddOfficialAsync(PortalTestContext portal, string email, string country, string ministry)
    {
        var (place, body) = await PlaceAsync(portal, country, ministry);
        return await portal.AddPersonAsync(email, Role.Official, place, body);
    }

    private static async Task<(Jurisdiction Country, Ministry Ministry)> PlaceAsync(PortalTestContext portal, string country, string ministry)
    {
        await using var db = portal.Everything();
        var place = await db.Jurisdictions.SingleAsync(place => place.Code == country);
        return (place, await db.Ministries.SingleAsync(body => body.JurisdictionId == place.Id && body.Code == ministry));
    }

    private static async Task<User> UserAsync(PortalTestContext portal, string email)
    {
        await using var db = portal.Everything();
        return await db.Users.SingleAsync(user => user.Email == email);
    }

    [Fact]
    public async Task Acts_OnAPersonWhomSomebodyChangedMeanwhile_AreRefused()
    {
        await using var portal = new PortalTestContext(database);
        var person = await AddOfficialAsync(portal, "meanwhile@demo.example", "DR", "justice");
        var held = await ScopeOfAsync(portal, person.Id);
        await portal.SignInAsync(Administrator);
        var people = portal.Get<PeopleService>();
        var shown = (await people.ListAsync()).Single(found => found.Id == person.Id).Shown;
        await people.DisableAsync(Guid.NewGuid(), person.Id, shown);

        foreach (var act in new Func<Task>[]
        {
            () => people.GrantAsync(Guid.NewGuid(), person.Id, shown, Role.Observer, held.CountryId, null, null),
            () => people.RevokeAsync(Guid.NewGuid(), held.Id, shown),
            () => people.DisableAsync(Guid.NewGuid(), person.Id, shown),
            () => people.EnableAsync(Guid.NewGuid(), person.Id, shown),
        })
        {
            Assert.NotNull((await Assert.ThrowsAsync<DomainRuleException>(act)).Overtaken);
        }

        Assert.Null((await ScopeOfAsync(portal, person.Id)).Until);
        await people.EnableAsync(Guid.NewGuid(), person.Id);
    }

    private static async Task EndScopesAsync(PortalTestContext portal, Guid personId)
    {
        await using var db = portal.Everything();
        await db.Scopes.Where(scope => scope.UserId == personId).ExecuteUpdateAsync(set => set.SetProperty(scope => scope.Until, DateTimeOffset.UtcNow));
    }

    private static async Task<GrantedScope> ScopeOfAsync(PortalTestContext portal, Guid personId)
    {
        await using var db = portal.Everything();
        return await db.Scopes.OrderBy(scope => scope.Id).FirstAsync(scope => scope.UserId == personId);
    }

    /// <summary>Ends what other tests of the class gave away.</summary>
    private static async Task OnlyAdministratorIsAsync(PortalTestContext portal, string email)
    {
        await using var db = portal.Everything();
        await db.Scopes.Where(scope => scope.Role == Role.Administrator && !db.Users.Any(user => user.Id == scope.UserId && user.Email == email)).ExecuteDeleteAsync();
        await db.Scopes.Where(scope => scope.Role == Role.Administrator).ExecuteUpdateAsync(set => set.SetProperty(scope => scope.Until, (DateTimeOffset?)null));
    }
}
