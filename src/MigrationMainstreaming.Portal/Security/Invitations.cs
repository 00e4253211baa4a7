using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>The only way to an account: somebody who may give a scope invites, and the invited person sets a password.</summary>
public sealed class Invitations(ActRunner acts, ContextSource contexts, UserManager<User> users,
    SignInService signIn, SignInGuard guard, PersonDirectory directory, IHttpContextAccessor http)
{
    private const string NotValid = /* RefusalText */ "This invitation is no longer valid. Ask for a new one.";

    /// <summary>Invites a person with one scope.</summary>
    /// <param name="operationId">The form's own id: posted twice, it invites once.</param>
    /// <returns>The invitation, and the token for its link (<c>/account/invitation/{token}</c>): it is shown now and never again.</returns>
    /// <exception cref="DomainRuleException">The address is none, or the inviter may not give this scope.</exception>
    public async Task<(Invitation Invitation, string Token)> InviteAsync(Guid operationId, string email, string name, string language, string role, Guid? countryId, Guid? ministryId, DateTimeOffset? until = null)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        Invitation? made = null;
        var id = await acts.RunAsync(operationId, "invite", new { email, name, language, role, countryId, ministryId, until }, async scope =>
        {
            var (db, person) = (scope.Db, scope.Person);
            DomainRule.Require(Rights.AllowsGranting(person, role, countryId), "You may not invite anybody with this role.");
            DomainRule.Require(email.Trim() is { Length: > 3 and <= 256 } address && address.IndexOf('@') is > 0 and var at && at < address.Length - 1 && !address.Any(char.IsWhiteSpace), "Give an e-mail address, such as name@ministry.example.");
            DomainRule.Require(name.Trim() is { Length: > 0 and <= 200 }, "Give the person's name, up to 200 characters.");
            DomainRule.Require(role == Role.Administrator == countryId is null, "Choose the country.");
            DomainRule.Require(role == Role.Official == ministryId is not null, "Choose the ministry of an official, and of nobody else.");
            DomainRule.Require(until is null || until > scope.At, "The end of the grant lies in the past.");
            DomainRule.Require(ministryId is null || await db.Ministries.AnyAsync(ministry => ministry.Id == ministryId && ministry.CountryId == countryId), "This ministry is not of the country.");
            DomainRule.Require(countryId is null || await db.Jurisdictions.AnyAsync(country => country.Id == countryId && country.Level == JurisdictionLevel.Country), "There is no such country.");
            made = Invitation.Of(email.Trim(), name.Trim(), language, role, countryId, ministryId, until, HashOf(token), person.Id, person.Name, scope.At);
            db.Invitations.Add(made);
            return made.Id;
        });

        // Only the hash of the token is kept, so a repeated form cannot be shown the link once more.
        DomainRule.Require(made?.Id == id, "This invitation was made already, and its link was shown then. If the link is lost, withdraw the invitation and make another.");
        return (made, token);
    }

    /// <summary>Takes an invitation back before it was taken up.</summary>
    public Task WithdrawAsync(Guid operationId, Guid invitationId) =>
        acts.RunAsync(operationId, "withdraw-invitation", invitationId, async scope =>
        {
            var invitation = await scope.Db.Invitations.AsNoTracking().SingleOrDefaultAsync(invitation => invitation.Id == invitationId);
            DomainRule.Require(invitation is not null && Rights.AllowsGranting(scope.Person, invitation.Role, invitation.CountryId), "There is no such invitation.");
            // The invited person may take it up in this very moment; then it is too late.
            var withdrawn = await scope.Db.Invitations.Where(invitation => invitation.Id == invitationId && invitation.AcceptedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.WithdrawnAt, invitation => invitation.WithdrawnAt ?? scope.At));
            DomainRule.Require(withdrawn == 1, "This invitation was taken up already. Take the role back from the person instead.");
            return true;
        });

    /// <summary>The invitation of a link, if it still holds, and whether its address has an account already.</summary>
    public async Task<(Invitation Invitation, bool HasAccount)?> FindAsync(string token)
    {
        await using var db = Door();
        return await FindAsync(db, token) is { } invitation && invitation.Holds(await db.NowAsync())
            ? (invitation, await users.FindByEmailAsync(invitation.Email) is not null)
            : null;
    }

    /// <summary>Takes an invitation up and begins a session. Who has an account proves it with its password; others choose one.</summary>
    /// <exception cref="DomainRuleException">The invitation no longer holds, or the password is wrong or refused.</exception>
    public async Task AcceptAsync(string token, string name, string password)
    {
        await using var db = Door();
        var (found, now) = (await FindAsync(db, token), await db.NowAsync());
        DomainRule.Require(found is not null && found.Holds(now), NotValid);

        var user = await users.FindByEmailAsync(found.Email);
        if (user is null)
        {
            user = new User { Id = Guid.CreateVersion7(), UserName = found.Email, Email = found.Email, EmailConfirmed = true, Name = name.Trim() is { Length: > 0 and <= 200 } given ? given : found.Name, Language = found.Language, CreatedAt = now };
            SignInService.Require(await users.CreateAsync(user, password));
        }
        else
        {
            var address = http.HttpContext?.Connection.RemoteIpAddress?.ToString() ?? "";
            DomainRule.Require(guard.WaitFor(found.Email, address) <= TimeSpan.Zero, "There were too many wrong passwords. Wait some minutes and try again.");
            if (user.DisabledAt is not null || !await users.CheckPasswordAsync(user, password))
            {
                guard.Failed(found.Email, address);
                throw new DomainRuleException("This is not the password of your account.");
            }
        }

        // One acceptance for each invitation: of two at once, the second finds it taken.
        await using var transaction = await db.Database.BeginTransactionAsync();
        await PersonDirectory.LockRightsAsync(db, user.Id);
        var taken = await db.Invitations.Where(invitation => invitation.Id == found.Id && invitation.AcceptedAt == null && invitation.WithdrawnAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.AcceptedAt, now));
        DomainRule.Require(taken == 1, NotValid);
        db.Scopes.Add(GrantedScope.Of(user.Id, found.Role, found.CountryId, found.MinistryId, found.ScopeUntil, found.InvitedByName, now));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        directory.Forget(user.Id);
        await signIn.BeginAsync(user);
    }

    /// <summary>Nobody is signed in at this door: the token is what opens it.</summary>
    private MainstreamingDbContext Door() => contexts.CreateFor(DataAccess.None with { Platform = true });

    private static async Task<Invitation?> FindAsync(MainstreamingDbContext db, string token)
    {
        var hash = HashOf(token);
        return await db.Invitations.AsNoTracking().SingleOrDefaultAsync(invitation => invitation.TokenHash == hash);
    }

    /// <summary>The way in for the first administrator of an empty portal, made by who runs it (<c>invite-administrator</c>).</summary>
    /// <exception cref="DomainRuleException">There is an administrator already, who invites.</exception>
    internal static async Task<string> InviteFirstAdministratorAsync(MainstreamingDbContext db, string email, string name, DateTimeOffset at, CancellationToken cancellation)
    {
        DomainRule.Require(
            !await db.Scopes.AnyAsync(scope => scope.Role == Role.Administrator && (scope.Until == null || scope.Until > at) && db.Users.Any(user => user.Id == scope.UserId && user.DisabledAt == null), cancellation),
            "There is an administrator already, who can invite others.");
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        db.Invitations.Add(Invitation.Of(email.Trim(), name.Trim(), "en", Role.Administrator, null, null, null, HashOf(token), Guid.Empty, "Set-up", at));
        await db.SaveChangesAsync(cancellation);
        return token;
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
