using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Signing in and out, and the own account. Runs in requests, for it sets cookies.</summary>
public sealed class SignInService(UserManager<User> users, SignInManager<User> cookies, IPasswordHasher<User> hasher, SignInGuard guard, PersonDirectory directory,
    CurrentUser current, ActRunner acts, ContextSource contexts, IHttpContextAccessor http)
{
    private const string NoMatch = /* RefusalText */ "E-mail address and password do not match.";

    // Somebody who is not there takes as long as somebody who is.
    private static string? _nobodysHash;

    /// <summary>Begins a session.</summary>
    /// <exception cref="DomainRuleException">They do not match, or there were too many wrong passwords.</exception>
    public async Task SignInAsync(string email, string password)
    {
        var address = Address;
        var wait = guard.WaitFor(email, address);
        DomainRule.Require(wait <= TimeSpan.Zero, "There were too many wrong passwords. Wait some minutes and try again.");

        var user = await users.FindByEmailAsync(email.Trim());
        var matches = user is null ? Nobody(password) : await users.CheckPasswordAsync(user, password);
        if (!matches || user?.DisabledAt is not null)
        {
            guard.Failed(email, address);
            throw new DomainRuleException(NoMatch);
        }

        guard.Succeeded(email, address);
        await BeginAsync(user!);
    }

    /// <summary>Begins a session for an account whose holder has just proved who they are.</summary>
    internal async Task BeginAsync(User user)
    {
        Session session;
        await using (var db = contexts.CreateFor(DataAccess.OfUser(user.Id)))
        {
            session = new Session(Guid.CreateVersion7(), user.Id, await db.NowAsync());
            db.Sessions.Add(session);
            await db.SaveChangesAsync();
        }

        await cookies.SignInWithClaimsAsync(user, isPersistent: false, [new Claim(Session.ClaimType, session.Id.ToString())]);
    }

    /// <summary>Ends this session: its tabs act no more.</summary>
    public async Task SignOutAsync()
    {
        if (SignedIn.Of(await current.PrincipalAsync()) is { } signedIn)
        {
            await using var db = contexts.CreateFor(DataAccess.OfUser(signedIn.UserId));
            await db.Sessions.Where(session => session.Id == signedIn.SessionId && session.UserId == signedIn.UserId).ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, _ => DatabaseClock.Now()));
            directory.Forget(signedIn.UserId);
        }

        await cookies.SignOutAsync();
    }

    /// <summary>Ends all sessions of the person, this one too.</summary>
    public async Task SignOutEverywhereAsync()
    {
        var user = await UserAsync();
        await users.UpdateSecurityStampAsync(user);
        directory.Forget(user.Id);
        await cookies.SignOutAsync();
    }

    /// <summary>Changes the own password; other sessions end, this one goes on.</summary>
    /// <exception cref="DomainRuleException">The present password is wrong, or the new one is refused.</exception>
    public async Task ChangePasswordAsync(string present, string wanted)
    {
        var user = await UserAsync();
        DomainRule.Require(guard.WaitFor(user.Email!, Address) <= TimeSpan.Zero, "There were too many wrong passwords. Wait some minutes and try again.");
        if (!await users.CheckPasswordAsync(user, present))
        {
            guard.Failed(user.Email!, Address);
            throw new DomainRuleException("The present password is not right.");
        }

        Require(await users.ChangePasswordAsync(user, present, wanted));
        directory.Forget(user.Id);
        await BeginAsync(user);
    }

    /// <summary>Changes what others read and in what language the own screens are.</summary>
    /// <param name="operationId">The form's own id.</param>
    /// <param name="shown"><see cref="Shown"/> of what the form was made with.</param>
    /// <param name="name">The new name, up to 200 characters.</param>
    /// <param name="language">A language of the screens.</param>
    public async Task ChangeAccountAsync(Guid operationId, string shown, string name, string language)
    {
        DomainRule.Require(name.Trim() is { Length: > 0 and <= 200 }, "Give your name, up to 200 characters.");
        var personId = await acts.RunAsync(operationId, "change-account", new { shown, name, language }, async scope =>
        {
            var user = await scope.Db.Users.SingleAsync(user => user.Id == scope.Person.Id);
            if (shown != Shown(user.Name, user.Language))
            {
                throw new DomainRuleException(/* RefusalText */ "Your account was changed in the meantime, in another tab or on another device. Look at it again before you save.") { Overtaken = new Overtaken() };
            }

            (user.Name, user.Language) = (name.Trim(), language);
            return user.Id;
        });
        directory.Forget(personId);
    }

    /// <summary>What a person was shown of the own account: who changes something older in another tab is told.</summary>
    public static string Shown(string name, string language) => $"{language} {name}";

    /// <summary>A link's token that lets the holder of this address set a new password; <see langword="null"/> when there is no such account.
    /// Never tell the asker which.</summary>
    /// <remarks>The link holds for the rights that the person has now: whoever was given a link for an observer's password must not
    /// enter by it as a coordinator.</remarks>
    public async Task<(User User, string Token)?> BeginResetAsync(string email) =>
        await users.FindByEmailAsync(email.Trim()) is { DisabledAt: null } user
            ? (user, await users.GenerateUserTokenAsync(user, TokenOptions.DefaultProvider, await ResetPurposeAsync(user.Id)))
            : null;

    /// <summary>Sets a new password by the token of a link; all sessions end.</summary>
    /// <exception cref="DomainRuleException">The link no longer holds, or the password is refused.</exception>
    public async Task ResetAsync(Guid userId, string token, string wanted)
    {
        await using var db = contexts.CreateFor(DataAccess.None);
        await using var transaction = await db.Database.BeginTransactionAsync();
        await PersonDirectory.LockRightsAsync(db, userId);
        var user = await users.FindByIdAsync(userId.ToString());
        DomainRule.Require(
            user is { DisabledAt: null } && await users.VerifyUserTokenAsync(user, TokenOptions.DefaultProvider, await ResetPurposeAsync(userId), token),
            /* RefusalText */ "This link is no longer valid. Ask for a new one.");
        // The link has been looked at; Identity wants a token of its own for what follows.
        Require(await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), wanted));
        directory.Forget(user.Id);
    }

    /// <summary>What a link for a new password is good for: it names the scopes that hold, so that it is void once they are others.</summary>
    private async Task<string> ResetPurposeAsync(Guid userId)
    {
        await using var db = contexts.CreateFor(DataAccess.None with { Platform = true });
        var scopes = await db.Scopes.Where(scope => scope.UserId == userId && (scope.Until == null || scope.Until > DatabaseClock.Now()))
            .OrderBy(scope => scope.Id).Select(scope => scope.Id).ToListAsync();
        return $"{UserManager<User>.ResetPasswordTokenPurpose}:{string.Join(',', scopes)}";
    }

    /// <summary>Refuses with the first thing that Identity found wrong, in our words.</summary>
    internal static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            var error = result.Errors.First();
            throw new DomainRuleException(error.Code switch
            {
                "PasswordTooShort" => /* RefusalText */ "Choose a password of at least 12 characters.",
                "InvalidToken" => "This link is no longer valid. Ask for a new one.",
                "ConcurrencyFailure" => /* RefusalText */ "The account was changed in the meantime. Try again.",
                _ => error.Description,
            });
        }
    }

    private string Address => http.HttpContext?.Connection.RemoteIpAddress?.ToString() ?? "";

    private async Task<User> UserAsync()
    {
        var person = await current.RequiredPersonAsync();
        return await users.FindByIdAsync(person.Id.ToString()) ?? throw new DomainRuleException("You are no longer signed in. Sign in again.");
    }

    private bool Nobody(string password)
    {
        _nobodysHash ??= hasher.HashPassword(new User(), Guid.NewGuid().ToString());
        hasher.VerifyHashedPassword(new User(), _nobodysHash, password);
        return false;
    }
}
