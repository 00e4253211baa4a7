using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Who is asking: the user of the request, or of the circuit, and what they were given.</summary>
/// <remarks>
/// Scopes are read from the database and held for at most five seconds, so a demoted or disabled person's open tab stops acting by itself.
/// Writes ask again inside their own transaction with <see cref="ForWriteAsync"/>.
/// </remarks>
public class CurrentUser(IHttpContextAccessor http, PersonDirectory directory, IServiceProvider services)
{
    private bool _inCircuit;

    /// <summary>The person, or <see langword="null"/> when nobody is signed in, or the account is disabled, or the session was ended.</summary>
    public virtual async Task<Person?> PersonAsync() =>
        SignedIn.Of(await PrincipalAsync()) is { } signedIn ? await directory.FindAsync(signedIn) : null;

    /// <summary>The person; refused when there is none.</summary>
    /// <exception cref="DomainRuleException">Nobody is signed in.</exception>
    public async Task<Person> RequiredPersonAsync() =>
        await PersonAsync() ?? throw new DomainRuleException(NotSignedIn);

    /// <summary>The person as the database has them now, read through the context of the write: call it inside the write's transaction,
    /// and ask <see cref="Rights"/> with what it gives.</summary>
    /// <exception cref="DomainRuleException">Nobody is signed in any more, or the countries of the person are no longer those of the context.</exception>
    public virtual async Task<Person> ForWriteAsync(MainstreamingDbContext db)
    {
        var signedIn = SignedIn.Of(await PrincipalAsync());
        var person = signedIn is null ? null : await PersonDirectory.ReadAsync(db, signedIn);
        DomainRule.Require(person is not null, NotSignedIn);
        DomainRule.Require(db.Access.UserId == person.Id && person.Countries.IsSupersetOf(db.Access.Countries), "What you may do here has changed. Load the page again.");
        return person;
    }

    /// <summary>From now on the circuit says who is asking, never a request.</summary>
    internal void EnterCircuit() => _inCircuit = true;

    internal async Task<ClaimsPrincipal?> PrincipalAsync()
    {
        if (!_inCircuit)
        {
            return http.HttpContext?.User;
        }

        var state = await services.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync();
        return state.User;
    }

    private const string NotSignedIn = "You are no longer signed in. Sign in again.";
}

/// <summary>What a cookie says: which account, which session, which edition of its secrets.</summary>
/// <param name="UserId">The account.</param>
/// <param name="SessionId">The session that signing in began.</param>
/// <param name="Stamp">The security stamp; a changed password or a signing out everywhere makes a new one.</param>
public sealed record SignedIn(Guid UserId, Guid SessionId, string Stamp)
{
    /// <summary>The claim that carries the security stamp.</summary>
    public const string StampClaim = "AspNet.Identity.SecurityStamp";

    public static SignedIn? Of(ClaimsPrincipal? principal) =>
        principal?.Identity?.IsAuthenticated == true
        && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user)
        && Guid.TryParse(principal.FindFirstValue(Session.ClaimType), out var session)
        && principal.FindFirstValue(StampClaim) is { } stamp
            ? new SignedIn(user, session, stamp)
            : null;
}
