using System.Security.Claims;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>What the frame of the pages reads from the principal: name, language, roles. Rights are never decided by it.</summary>
public static class PersonClaims
{
    public const string Name = "name";
    public const string Language = "language";
    private const string RoleClaim = ClaimTypes.Role;

    /// <summary>The principal with the claims of the person as they are now.</summary>
    public static ClaimsPrincipal Renew(ClaimsPrincipal principal, Person person)
    {
        var old = (ClaimsIdentity)principal.Identity!;
        var kept = old.Claims.Where(claim => claim.Type is not (Name or Language or RoleClaim));
        return new ClaimsPrincipal(new ClaimsIdentity(
        [
            .. kept,
            new Claim(Name, person.Name),
            new Claim(Language, person.Language),
            .. person.Scopes.Select(scope => scope.Role).Distinct().Select(role => new Claim(RoleClaim, role)),
        ], old.AuthenticationType, old.NameClaimType, RoleClaim));
    }
}
