using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Accounts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>Who may enter, and with which scopes. Administrators do this everywhere, coordinators in their own country.</summary>
/// <remarks>Nobody gives or takes a scope above their own right, and the last administrator stays. Whatever changes a person's rights
/// voids the links for a new password that were handed out before.</remarks>
public sealed partial class PeopleService(IDbContextFactory<MainstreamingDbContext> contexts, ContextSource unasked, CurrentUser user, ActRunner acts, PersonDirectory directory, SignInService accounts,
    ILogger<PeopleService> log)
{
    /// <summary>The people whom the asking person may see, by name: all for an administrator, those with a scope in the own country otherwise.</summary>
    public async Task<IReadOnlyList<PersonView>> ListAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        var me = await user.RequiredPersonAsync();
        var now = await db.NowAsync();
        var scopes = await db.Scopes.AsNoTracking().OrderBy(scope => scope.GrantedAt).ToListAsync();
        var byPerson = scopes.Where(scope => IsSeenBy(me, scope)).ToLookup(scope => scope.UserId);
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
        var now = await db.NowAsync();
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
    /// <param name="operationId">The form's own id.</param>
    /// <param name="personId">To whom.</param>
    /// <param name="shown"><see cref="PersonView.Shown"/> of who is given it.</param>
    /// <param name="role">One of <see cref="Role"/>.</param>
    /// <param name="countryId">Where; nowhere for an administrator.</param>
    /// <param name="ministryId">For whom, of officials alone.</param>
    /// <param name="until">The moment from which it counts no more.</param>
    public Task GrantAsync(Guid operationId, Guid personId, string shown, string role, Guid? countryId, Guid? ministryId, DateTimeOffset? until) =>
        ActAsync(operationId, "grant", new { personId, shown, role, countryId, ministryId, until }, async scope =>
        {
            var (db, me, now) = (scope.Db, scope.Person, scope.At);
            DomainRule.Require(Rights.AllowsGranting(me, role, countryId), "You may not give anybody this role.");
            DomainRule.Require(await MaySeeAsync(db, me, personId), "There is no such person.");
            DomainRule.Require(until is null || until > now, "The end of the grant lies in the past.");
            DomainRule.Require(role == Role.Administrator == countryId is null, "Choose the country.");
            DomainRule.Require(countryId is null || await db.Jurisdictions.AnyAsync(country => country.Id == countryId && country.Level == JurisdictionLevel.Country), "There is no such country.");
            DomainRule.Require(role == Role.Official == ministryId is not null, "Choose the ministry of an official, and of nobody else.");
            DomainRule.Require(ministryId is null || await db.Ministries.AnyAsync(ministry => ministry.Id == ministryId && ministry.CountryId == countryId), "This ministry is not of the country.");
            await PersonDirectory.LockRightsAsync(db, personId);
            await RequireShownAsync(scope, personId, shown);
            DomainRule.Require(
                !await db.Scopes.AnyAsync(held => held.UserId == personId && held.Role == role && held.CountryId == countryId && held.MinistryId == ministryId && (held.Until == null || held.Until > now)),
                /* RefusalText */ "This person has that role already.");
            db.Scopes.Add(GrantedScope.Of(personId, role, countryId, ministryId, until, me.Name, now));
            return personId;
        });

    /// <summary>Takes a scope back; it counts no more at once.</summary>
    public Task RevokeAsync(Guid operationId, Guid scopeId, string shown) =>
        ActAsync(operationId, "revoke", new { scopeId, shown }, async scope =>
        {
            var held = await scope.Db.Scopes.SingleOrDefaultAsync(held => held.Id == scopeId && (held.Until == null || held.Until > scope.At));
            DomainRule.Require(held is not null && Rights.AllowsGranting(scope.Person, held.Role, held.CountryId), "There is no such role to take back.");
            await PersonDirectory.LockRightsAsync(scope.Db, held.UserId);
            await RequireShownAsync(scope, held.UserId, shown);
            if (held.Role == Role.Administrator)
            {
                await KeepAnAdministratorAsync(scope, held.UserId);
            }

            held.LastUntil(scope.At);
            return held.UserId;
        });

    /// <summary>Switches an account off: its sessions end, nobody signs in by it, open tabs stop acting within five seconds, and nothing more
    /// is written at once.</summary>
    public Task DisableAsync(Guid operationId, Guid personId, string shown) =>
        ActAsync(operationId, "disable", new { personId, shown }, async scope =>
        {
            DomainRule.Require(scope.Person.IsAdministrator, "Only an administrator can switch an account off.");
            DomainRule.Require(personId != scope.Person.Id, "You cannot switch off your own account.");
            await PersonDirectory.LockRightsAsync(scope.Db, personId);
            var person = await scope.Db.Users.SingleOrDefaultAsync(person => person.Id == personId);
            DomainRule.Require(person is not null, "There is no such person.");
            await RequireShownAsync(scope, personId, shown);
            await KeepAnAdministratorAsync(scope, personId);
            person.DisabledAt ??= scope.At;
            // A new stamp: sessions and links of before do not come back when the account is switched on again.
            person.SecurityStamp = Guid.NewGuid().ToString("N");
            return personId;
        });

    /// <summary>Switches an account on again; the person signs in anew.</summary>
    public Task EnableAsync(Guid operationId, Guid personId, string shown) =>
        ActAsync(operationId, "enable", new { personId, shown }, async scope =>
        {
            DomainRule.Require(scope.Person.IsAdministrator, "Only an administrator can switch an account on.");
            await PersonDirectory.LockRightsAsync(scope.Db, personId);
            var person = await scope.Db.Users.SingleOrDefaultAsync(person => person.Id == personId);
            DomainRule.Require(person is not null, "There is no such person.");
            await RequireShownAsync(scope, personId, shown);
            person.DisabledAt = null;
            return personId;
        });

    /// <summary>Whether <see cref="MakePasswordLinkAsync"/> would not be refused.</summary>
    public async Task<bool> MayMakePasswordLinkAsync(Guid personId) => await MayMakePasswordLinkAsync(await user.RequiredPersonAsync(), personId);

    /// <summary>A token by which somebody sets a new password, to be handed over as a link: for a portal without mail, and for people whom no mail reaches.</summary>
    /// <remarks>Whoever holds the link can take the account over. A coordinator therefore gets one only for somebody who may do
    /// nothing that the coordinator may not: officials and observers of the own country, who hold no role elsewhere. The link is void once
    /// the person's roles are others.</remarks>
    public async Task<string> MakePasswordLinkAsync(Guid personId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var me = await user.ForWriteAsync(db);
        // Nobody gives that person more rights between the look at them and the link.
        await PersonDirectory.LockRightsAsync(db, personId);
        DomainRule.Require(await MayMakePasswordLinkAsync(me, personId), "You may not make a link for this person's password.");
        var email = await db.Users.Where(person => person.Id == personId).Select(person => person.Email).SingleAsync();
        var begun = await accounts.BeginResetAsync(email!);
        DomainRule.Require(begun is not null, "There is no such person.");
        PasswordLinkMade(log, me.Id, personId);
        return begun.Value.Token;
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
            return await db.Users.AnyAsync(person => person.Id == personId && person.DisabledAt == null);
        }

        var held = await db.Scopes.AsNoTracking().Where(scope => scope.UserId == personId && (scope.Until == null || scope.Until > DatabaseClock.Now())).ToListAsync();
        return held.Count > 0 && held.TrueForAll(scope => scope.Role is Role.Official or Role.Observer && scope.CountryId is { } country && me.Is(Role.Coordinator, country));
    }

    private static bool IsSeenBy(Person me, GrantedScope scope) => me.IsAdministrator || (scope.CountryId is { } country && me.Is(Role.Coordinator, country));

    /// <summary>Refuses what was decided on top of other roles, or of another position of the switch, than there are now.</summary>
    private static async Task RequireShownAsync(ActScope scope, Guid personId, string shown)
    {
        var disabledAt = await scope.Db.Users.Where(person => person.Id == personId).Select(person => person.DisabledAt).SingleAsync();
        var scopes = await scope.Db.Scopes.AsNoTracking().Where(held => held.UserId == personId).ToListAsync();
        ActScope.RequireShown(ShownState.Of(disabledAt, scopes.Where(held => IsSeenBy(scope.Person, held)).Select(held => (held.Id, held.Until))) == shown);
    }

    private async Task ActAsync(Guid operationId, string kind, object request, Func<ActScope, Task<Guid>> act) =>
        directory.Forget(await acts.RunAsync(operationId, kind, request, act));

    /// <summary>Refuses when nobody would be left who administers for good, once this person no longer does.</summary>
    /// <remarks>The lock lets two administrators who remove each other at once find one of them too late.</remarks>
    private static async Task KeepAnAdministratorAsync(ActScope scope, Guid leaving)
    {
        await scope.Db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('administrators'))");
        var administrators = scope.Db.Scopes.Where(held => held.Role == Role.Administrator);
        var isOne = await administrators.AnyAsync(held => held.UserId == leaving && (held.Until == null || held.Until > scope.At));
        var othersStay = await administrators.AnyAsync(held => held.UserId != leaving && held.Until == null && scope.Db.Users.Any(person => person.Id == held.UserId && person.DisabledAt == null));
        DomainRule.Require(!isOne || othersStay, "This is the last administrator. Make another person administrator first.");
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
