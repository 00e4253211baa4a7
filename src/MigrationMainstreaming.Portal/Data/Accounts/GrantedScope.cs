using MigrationMainstreaming.Domain;

namespace MigrationMainstreaming.Portal.Data.Accounts;

/// <summary>What a person was given: a role, over a country or a ministry, perhaps for a time.</summary>
/// <remarks>The person reads it as <c>Security.Scope</c>. An administrator's scope has no country.</remarks>
public sealed class GrantedScope
{
    private GrantedScope(Guid id, Guid userId, string role, Guid? countryId, Guid? ministryId, DateTimeOffset grantedAt, string grantedByName) =>
        (Id, UserId, Role, CountryId, MinistryId, GrantedAt, GrantedByName) = (id, userId, role, countryId, ministryId, grantedAt, grantedByName);

    public Guid Id { get; }
    public Guid UserId { get; }

    /// <summary>One of <c>Security.Role</c>.</summary>
    public string Role { get; }

    public Guid? CountryId { get; }
    public Guid? MinistryId { get; }

    /// <summary>The moment from which it counts no more.</summary>
    public DateTimeOffset? Until { get; private set; }

    public DateTimeOffset GrantedAt { get; }
    public string GrantedByName { get; }

    public static GrantedScope Of(Guid userId, string role, Guid? countryId, Guid? ministryId, DateTimeOffset? until, string byName, DateTimeOffset at)
    {
        DomainRule.Require(role == "administrator" == countryId is null, /* RefusalText */ "A role is held in a country, except that of an administrator.");
        DomainRule.Require(role == "official" == ministryId is not null, /* RefusalText */ "An official works for a ministry; nobody else does.");
        return new GrantedScope(Guid.CreateVersion7(), userId, role, countryId, ministryId, at, byName) { Until = until };
    }

    /// <summary>Ends the scope at a moment, or lets it run on.</summary>
    public void LastUntil(DateTimeOffset? until) => Until = until;
}

/// <summary>The way in: a link that lets one person set a password and begin with one scope. It holds for seven days and works once.</summary>
/// <remarks>Only the hash of the token is kept; the link itself is shown once, to who invites.</remarks>
public sealed class Invitation
{
    /// <summary>How long an invitation holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private Invitation(Guid id, string email, string name, string language, string role, Guid? countryId, Guid? ministryId, string tokenHash, Guid invitedById, string invitedByName, DateTimeOffset invitedAt) =>
        (Id, Email, Name, Language, Role, CountryId, MinistryId, TokenHash, InvitedById, InvitedByName, InvitedAt) =
        (id, email, name, language, role, countryId, ministryId, tokenHash, invitedById, invitedByName, invitedAt);

    public Guid Id { get; }
    public string Email { get; }
    public string Name { get; }
    public string Language { get; }
    public string Role { get; }
    public Guid? CountryId { get; }
    public Guid? MinistryId { get; }

    /// <summary>The end of the granted scope, for advisers with a grant for a time.</summary>
    public DateTimeOffset? ScopeUntil { get; private set; }

    public string TokenHash { get; }
    public Guid InvitedById { get; }
    public string InvitedByName { get; }
    public DateTimeOffset InvitedAt { get; }
    public DateTimeOffset? AcceptedAt { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public static Invitation Of(string email, string name, string language, string role, Guid? countryId, Guid? ministryId, DateTimeOffset? scopeUntil, string tokenHash, Guid byId, string byName, DateTimeOffset at) =>
        new(Guid.CreateVersion7(), email, name, language, role, countryId, ministryId, tokenHash, byId, byName, at) { ScopeUntil = scopeUntil };

    /// <summary>Whether it can be taken up at this moment.</summary>
    public bool Holds(DateTimeOffset at) => AcceptedAt is null && WithdrawnAt is null && at < InvitedAt + Lifetime;
}
