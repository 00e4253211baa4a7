using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>One person as the list of people shows them.</summary>
public sealed record PersonView(Guid Id, string Name, string Email, DateTimeOffset? DisabledAt, bool IsMe, IReadOnlyList<ScopeView> Scopes)
{
    /// <summary>What an act on this person is based on.</summary>
    public string Shown => ShownState.Of(DisabledAt, Scopes.Select(scope => (scope.Id, scope.Until)));
}

/// <summary>One scope of a person.</summary>
public sealed record ScopeView(Guid Id, string Role, LocalText? Country, LocalText? Ministry, DateTimeOffset? Until, bool Holds);

/// <summary>An invitation that waits.</summary>
public sealed record InvitationView(Guid Id, string Name, string Email, string Role, LocalText? Country, LocalText? Ministry, string InvitedByName, DateTimeOffset ValidUntil, bool Holds);

/// <summary>What the asking person may give.</summary>
public sealed record GrantChoices(IReadOnlyList<Jurisdiction> Countries, IReadOnlyList<Ministry> Ministries, IReadOnlyList<string> Roles);
