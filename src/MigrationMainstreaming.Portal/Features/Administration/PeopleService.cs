using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Accounts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>Who may enter, and with which scopes. Administrators do this everywhere, coordinators in their own country.</summary>
/// <remarks>Nobody gives or takes a scope above their own right, and the last administrator stays.</remarks>
public sealed partial class PeopleService(IDbContextFactory<MainstreamingDbContext> contexts, ContextSource unasked, CurrentUser user, PersonDirectory directory, SignInService accounts,
    ILogger<PeopleService> log, TimeProvider clock)
{
    /// <summary>The people whom the asking person may see, by name: all for an administrator, those with a scope in the own country otherwise.</summary>
    public async Task<IReadOnlyList<PersonView>> ListAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        var me = await user.RequiredPersonAsync();
        var now = clock.GetUtcNow();
        var scopes = await db.Scopes.AsNoTracking().OrderBy(scope => scope.GrantedAt).ToListAsync();
        var byPerson = scopes.Where(scope => me.IsAdministrator || (scope.CountryId is { } country && me.Is(Role.Coordinator, country))).ToLookup(scope => scope.UserId);
        var ids = byPerson.Select(group => group.Key).ToList();
        var users = await db.Users.AsNoTracking().Where(person => me.IsAdministrator || ids.Contains(person.Id)).OrderBy(person => person.Name).ToListAsync();
        var names = await NamesAsync(db);
        return
        [
            .. users.Select(person => new PersonView(person.Id, person.Name, person.Email!, person.DisabledAt, person.Id == me.Id,
                [.. byPerson[person.Id].Select(scope => new ScopeView(scope.Id, scope.Role, names.Of(scope.CountryId), names.Of(scope.MinistryId), scope.Until, scope.Until is null || scope.Until > now))])),
        ];
    }

    /// <summary>Invitations that were neither taken up nor withdrawn, newest first.</summary>
    public async Task<IReadOnlyList<InvitationView>> InvitationsAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        var me = await user.RequiredPersonAsync();
        var now = clock.GetUtcNow();
        var invitations = await db.Invitations.AsNoTracking().Where(invitation => invitation.AcceptedAt == null && invitation.WithdrawnAt == null)
            .OrderByDescending(invitation => invitation.InvitedAt).ToListAsync();
        var names = await NamesAsync(db);
        return
        [
            .. invitations.Where(invitation => Rights.AllowsGranting(me, invitation.Role, invitation.CountryId))
                .Select(invitation => new InvitationView(invitation.Id, invitation.Name, invitation.Email, invitation.Role, names.Of(invitation.CountryId), names.Of(invitation.MinistryId),
                    invitation.InvitedByName, invitation.InvitedAt + Invitation.Lifetime, invitation.Holds(now))),
        ];
    }

    /// <summary>The countries and ministries for which the asking person may invite, and the roles on offer.</summary>
    public async Task<GrantChoices> ChoicesAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        var me = await user.RequiredPersonAsync();
        var countries = await db.Jurisdictions.AsNoTracking().Where(place => place.Level == JurisdictionLevel.Country).ToListAsync();
        var mine = countries.Where(country => Rights.AllowsGranting(me, Role.Coordinator, country.Id)).OrderBy(country => country.Name.ToString(), StringComparer.Ordinal).ToList();
        var ids = mine.Select(country => country.Id).ToList();
        var ministries = await db.Ministries.AsNoTracking().Where(ministry => ids.Contains(ministry.CountryId)).ToListAsync();
        return new GrantChoices(mine, [.. ministries.OrderBy(ministry => ministry.Name.ToString(), StringComparer.Ordinal)], [.. Role.All.Where(role => me.IsAdministrator || role != Role.Administrator)]);
    }

    /// <summary>Gives somebody who has an account another scope.</summary>
    public Task GrantAsync(Guid personId, string role, Guid? countryId, Guid? ministryId, DateTimeOffset? until) =>
        WriteAsync(async (db, me) =>
        {
            DomainRule.Require(Rights.AllowsGranting(me, role, countryId), "You may not give anybody this role.");
            DomainRule.Require(await MaySeeAsync(db, me, personId), "There is no such person.");
            DomainRule.Require(until is null || until > clock.GetUtcNow(), "The end of the grant lies in the past.");
            DomainRule.Require(role == Role.Official == ministryId is not null, "Choose the ministry of an official, and of nobody else.");
            DomainRule.Require(ministryId is null || await db.Ministries.AnyAsync(ministry => ministry.Id == ministryId && ministry.CountryId == countryId), "This ministry is not of the country.");
            DomainRule.Require(
                !await db.Scopes.AnyAsync(scope => scope.UserId == personId && scope.Role == role && scope.CountryId == countryId && scope.MinistryId == ministryId && (scope.Until == null || scope.Until > clock.GetUtcNow())),
                /* RefusalText */ "This person has that role already.");
            db.Scopes.Add(GrantedScope.Of(personId, role, countryId, ministryId, until, me.Name, clock.GetUtcNow()));
            return personId;
        });

    /// <summary>Takes a scope back; it counts no more at once.</summary>
    public Task RevokeAsync(Guid scopeId) =>
        WriteAsync(async (db, me) =>
        {
            var scope = await db.Scopes.SingleOrDefaultAsync(scope => scope.Id == scopeId);
            DomainRule.Require(scope is not null && Rights.AllowsGranting(me, scope.Role, scope.CountryId), "There is no such role to take back.");
            await KeepAnAdministratorAsync(db, scope.Role == Role.Administrator ? scope.UserId : null);
            scope.LastUntil(clock.GetUtcNow());
            return scope.UserId;
        });

    /// <summary>Switches an account off: nobody signs in by it, open tabs stop acting within five seconds, and nothing more is written at once.</summary>
    public Task DisableAsync(Guid personId) =>
        WriteAsync(async (db, me) =>
        {
            DomainRule.Require(me.IsAdministrator, "Only an administrator can switch an account off.");
            DomainRule.Require(personId != me.Id, "You cannot switch off your own account.");
            var person = await db.Users.SingleOrDefaultAsync(person => person.Id == personId);
            DomainRule.Require(person is not null, "There is no such person.");
            await KeepAnAdministratorAsync(db, personId);
            person.DisabledAt ??= clock.GetUtcNow();
            return personId;
        });

    /// <summary>Switches an account on again.</summary>
    public Task EnableAsync(Guid personId) =>
        WriteAsync(async (db, me) =>
        {
            DomainRule.Require(me.IsAdministrator, "Only an administrator can switch an account on.");
            var person = await db.Users.SingleOrDefaultAsync(person => person.Id == personId);
            DomainRule.Require(person is not null, "There is no such person.");
            person.DisabledAt = null;
            return personId;
        });

    /// <summary>Whether <see cref="MakePasswordLinkAsync"/> would not be refused.</summary>
    public async Task<bool> MayMakePasswordLinkAsync(Guid personId) => await MayMakePasswordLinkAsync(await user.RequiredPersonAsync(), personId);

    /// <summary>A token by which somebody sets a new password, to be handed over as a link: for a portal without mail, and for people whom no mail reaches.</summary>
    /// <remarks>Whoever holds the link can take the account over. A coordinator therefore gets one only for somebody who may do
    /// nothing that the coordinator may not: officials and observers of the own country, who hold no role elsewhere.</remarks>
    public async Task<string> MakePasswordLinkAsync(Guid personId)
    {
        string? email = null;
        await WriteAsync(async (db, me) =>
        {
            DomainRule.Require(await MayMakePasswordLinkAsync(me, personId), "You may not make a link for this person's password.");
            email = await db.Users.Where(person => person.Id == personId && person.DisabledAt == null).Select(person => person.Email).SingleOrDefaultAsync();
            DomainRule.Require(email is not null, "There is no such person.");
            PasswordLinkMade(log, me.Id, personId);
            return personId;
        });
        return (await accounts.BeginResetAsync(email!))?.Token ?? throw new DomainRuleException("There is no such person.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{PersonId} made a link for a new password of {ForPersonId}")]
    private static partial void PasswordLinkMade(ILogger log, Guid personId, Guid forPersonId);

    private async Task<bool> MayMakePasswordLinkAsync(Person me, Guid personId)
    {
        if (personId == me.Id)
        {
            return false;
        }

        // All roles of that person, those in countries too that the coordinator does not see.
        await using var db = unasked.CreateFor(DataAccess.None with { Platform = true });
        if (me.IsAdministrator)
        {
            return await db.Users.AnyAsync(person => person.Id == personId);
        }

        var now = clock.GetUtcNow();
        var held = await db.Scopes.AsNoTracking().Where(scope => scope.UserId == personId && (scope.Until == null || scope.Until > now)).ToListAsync();
        return held.Count > 0 && held.TrueForAll(scope => scope.Role is Role.Official or Role.Observer && scope.CountryId is { } country && me.Is(Role.Coordinator, country));
    }

    private async Task WriteAsync(Func<MainstreamingDbContext, Person, Task<Guid>> act)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var me = await user.ForWriteAsync(db);
        var changed = await act(db, me);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        directory.Forget(changed);
    }

    /// <summary>Refuses when nobody would be left who administers, once this person no longer does.</summary>
    /// <remarks>The lock lets two administrators who remove each other at once find one of them too late.</remarks>
    private async Task KeepAnAdministratorAsync(MainstreamingDbContext db, Guid? without)
    {
        if (without is not { } leaving)
        {
            return;
        }

        await db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('administrators'))");
        var now = clock.GetUtcNow();
        var administrators = db.Scopes.Where(scope => scope.Role == Role.Administrator && (scope.Until == null || scope.Until > now));
        var isOne = await administrators.AnyAsync(scope => scope.UserId == leaving);
        var othersLeft = await administrators.AnyAsync(scope => scope.UserId != leaving && db.Users.Any(person => person.Id == scope.UserId && person.DisabledAt == null));
        DomainRule.Require(!isOne || othersLeft, "This is the last administrator. Make another person administrator first.");
    }

    private static async Task<bool> MaySeeAsync(MainstreamingDbContext db, Person me, Guid personId)
    {
        if (me.IsAdministrator)
        {
            return await db.Users.AnyAsync(person => person.Id == personId);
        }

        var countries = await db.Scopes.Where(scope => scope.UserId == personId && scope.CountryId != null).Select(scope => scope.CountryId!.Value).ToListAsync();
        return countries.Exists(country => me.Is(Role.Coordinator, country));
    }

    private static async Task<Names> NamesAsync(MainstreamingDbContext db)
    {
        var places = await db.Jurisdictions.AsNoTracking().Select(place => new { place.Id, place.Name }).ToListAsync();
        var ministries = await db.Ministries.AsNoTracking().Select(ministry => new { ministry.Id, ministry.Name }).ToListAsync();
        return new Names(places.Concat(ministries).ToDictionary(named => named.Id, named => named.Name));
    }

    private sealed class Names(Dictionary<Guid, Domain.Reference.LocalText> names)
    {
        public Domain.Reference.LocalText? Of(Guid? id) => id is { } known ? names.GetValueOrDefault(known) : null;
    }
}
