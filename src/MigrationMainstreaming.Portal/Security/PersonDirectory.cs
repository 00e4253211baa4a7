using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Portal.Data;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Reads who a signed-in account is, and holds that for a few seconds.</summary>
public sealed class PersonDirectory(ContextSource contexts, TimeProvider clock)
{
    /// <summary>How long what was read may be used.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(5);

    private static readonly CompiledQuery<Func<MainstreamingDbContext, Guid, Guid, string, Task<Found?>>> Find =
        new(() => EF.CompileAsyncQuery((MainstreamingDbContext db, Guid userId, Guid sessionId, string stamp) => db.Users.AsNoTracking()
            .Where(user => user.Id == userId && user.DisabledAt == null && user.SecurityStamp == stamp)
            .Where(user => db.Sessions.Any(session => session.Id == sessionId && session.UserId == user.Id && session.EndedAt == null))
            .Select(user => new Found(
                user.Id, user.Name, user.Email, user.Language, user.Theme,
                db.Scopes.Where(scope => scope.UserId == user.Id && (scope.Until == null || scope.Until > DatabaseClock.Now()))
                    .OrderBy(scope => scope.GrantedAt)
                    .Select(scope => new Scope(scope.Role, scope.CountryId, scope.MinistryId, scope.Until))
                    .ToList(),
                DatabaseClock.Now()))
            .SingleOrDefault()));

    private readonly ConcurrentDictionary<SignedIn, Reading> _held = new();

    /// <returns>The person, at most five seconds old; <see langword="null"/> when the account or the session has ended.</returns>
    public async Task<Person?> FindAsync(SignedIn signedIn)
    {
        if (_held.TryGetValue(signedIn, out var held) && clock.GetElapsedTime(held.ReadAt) is var age && age < HeldFor)
        {
            // The database's clock has gone on by as much as ours since, whatever ours shows.
            return held.Person is { } person && person.Scopes.Any(scope => !scope.HoldsAt(held.Now + age)) ? Held(person, held.Now + age) : held.Person;
        }

        var readAt = clock.GetTimestamp();
        var (read, now) = await ReadAloneAsync(signedIn).WaitAsync(TimeLimits.Identity);
        ForgetTheOld();
        _held[signedIn] = new Reading(read, now, readAt);
        return read;
    }

    /// <summary>Whether the account and the session still hold, as far as can be known. Where the database cannot be asked, nothing says that they have
    /// ended: an open page stays, and whatever it does asks again, of a database that then answers or refuses.</summary>
    public async Task<bool> MayStillBeThereAsync(SignedIn signedIn, ILogger log)
    {
        try
        {
            return await FindAsync(signedIn) is not null;
        }
        catch (Exception fault)
        {
            log.LogWarning(fault, "Whether a session still holds could not be read; its page stays open");
            return true;
        }
    }

    /// <summary>Reads the person through this context, without what is held.</summary>
    public static async Task<Person?> ReadAsync(MainstreamingDbContext db, SignedIn signedIn) => (await ReadWithClockAsync(db, signedIn)).Person;

    /// <summary>With a context of its own, which it still has when nobody waits for it any more.</summary>
    private async Task<(Person? Person, DateTimeOffset Now)> ReadAloneAsync(SignedIn signedIn)
    {
        await using var db = contexts.CreateFor(DataAccess.OfUser(signedIn.UserId));
        return await ReadWithClockAsync(db, signedIn);
    }

    private static async Task<(Person? Person, DateTimeOffset Now)> ReadWithClockAsync(MainstreamingDbContext db, SignedIn signedIn)
    {
        var user = await Find.On(db)(db, signedIn.UserId, signedIn.SessionId, signedIn.Stamp);
        return user is null ? default : (new Person(user.Id, user.Name, user.Email!, user.Language, user.Scopes) { Theme = user.Theme }, user.Now);
    }

    /// <summary>Waits for whoever changes this person's rights, or uses a link for their password, until the transaction ends: a link is made and
    /// used under the very rights that were looked at.</summary>
    public static Task LockRightsAsync(MainstreamingDbContext db, Guid userId) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"rights of {userId}"}, 0))");

    /// <summary>Forgets what is held of a person: call it after changing their account or scopes, so that it counts at once here.</summary>
    public void Forget(Guid userId)
    {
        foreach (var signedIn in _held.Keys.Where(signedIn => signedIn.UserId == userId))
        {
            _held.TryRemove(signedIn, out _);
        }
    }

    private static Person Held(Person person, DateTimeOffset now) => person with { Scopes = [.. person.Scopes.Where(scope => scope.HoldsAt(now))] };

    private void ForgetTheOld()
    {
        // Once in a while, so that sessions of last week do not pile up.
        if (_held.Count > 2000)
        {
            foreach (var (signedIn, _) in _held.Where(pair => clock.GetElapsedTime(pair.Value.ReadAt) >= HeldFor))
            {
                _held.TryRemove(signedIn, out _);
            }
        }
    }

    private sealed record Found(Guid Id, string Name, string? Email, string Language, string? Theme, List<Scope> Scopes, DateTimeOffset Now);

    /// <summary>Who was found, what the database's clock showed, and when that was on the clock that runs here.</summary>
    private readonly record struct Reading(Person? Person, DateTimeOffset Now, long ReadAt);
}
