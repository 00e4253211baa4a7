using System.Collections.Concurrent;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Slows guessing down without handing anybody a way to lock others out for long.</summary>
/// <remarks>
/// Three counters, all of wrong passwords: an address against one account waits 1, 2, 4 … up to 15 minutes after each further five; an address
/// against all accounts may fail thirty times in ten minutes; an account, from all addresses together, takes ten wrong passwords a minute.
/// An address from which the account was signed in lately is not held up by the last, which others can fill.
/// Held in memory: a restart forgives, and several servers count each for itself.
/// </remarks>
public sealed class SignInGuard(TimeProvider clock)
{
    private const int PairLimit = 5;
    private const int AddressLimit = 30;
    private const int AccountLimit = 10;
    private static readonly TimeSpan AddressWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AccountWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<(string Account, string Address), Failures> _pairs = new();
    private readonly ConcurrentDictionary<string, Failures> _addresses = new();
    private readonly ConcurrentDictionary<string, Failures> _accounts = new();
    private readonly ConcurrentDictionary<(string Account, string Address), DateTimeOffset> _known = new();

    /// <summary>How long this address must wait before it may try this account; zero when it may now.</summary>
    public TimeSpan WaitFor(string account, string address)
    {
        var now = clock.GetUtcNow();
        (account, address) = Normal(account, address);
        var wait = TimeSpan.Zero;
        if (_pairs.TryGetValue((account, address), out var pair) && pair.Count >= PairLimit)
        {
            var minutes = Math.Pow(2, Math.Min(10, (pair.Count / PairLimit) - 1));
            wait = Longer(wait, pair.Latest + Shorter(TimeSpan.FromMinutes(minutes), LongestWait) - now);
        }

        if (_addresses.TryGetValue(address, out var all) && all.Count >= AddressLimit)
        {
            wait = Longer(wait, all.First + AddressWindow - now);
        }

        var isKnown = _known.TryGetValue((account, address), out var since) && now - since < KnownFor;
        if (!isKnown && _accounts.TryGetValue(account, out var tried) && tried.Count >= AccountLimit)
        {
            wait = Longer(wait, tried.First + AccountWindow - now);
        }

        return wait;
    }

    public void Failed(string account, string address)
    {
        var now = clock.GetUtcNow();
        (account, address) = Normal(account, address);
        _pairs.AddOrUpdate((account, address), new Failures(1, now, now), (_, earlier) => now - earlier.Latest > TimeSpan.FromHours(1) ? new Failures(1, now, now) : earlier with { Count = earlier.Count + 1, Latest = now });
        Count(_addresses, address, AddressWindow, now);
        Count(_accounts, account, AccountWindow, now);
        Tidy(now);
    }

    public void Succeeded(string account, string address)
    {
        (account, address) = Normal(account, address);
        _pairs.TryRemove((account, address), out _);
        _known[(account, address)] = clock.GetUtcNow();
    }

    private static void Count(ConcurrentDictionary<string, Failures> counters, string key, TimeSpan window, DateTimeOffset now) =>
        counters.AddOrUpdate(key, new Failures(1, now, now), (_, earlier) => now - earlier.First > window ? new Failures(1, now, now) : earlier with { Count = earlier.Count + 1, Latest = now });

    private static (string Account, string Address) Normal(string account, string address) => (account.Trim().ToUpperInvariant(), address);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Tidy(DateTimeOffset now)
    {
        if (_pairs.Count + _addresses.Count + _accounts.Count > 20_000)
        {
            Drop(_pairs, TimeSpan.FromHours(1));
            Drop(_addresses, AddressWindow);
            Drop(_accounts, AccountWindow);
        }

        void Drop<TKey>(ConcurrentDictionary<TKey, Failures> counters, TimeSpan after)
            where TKey : notnull
        {
            foreach (var (key, _) in counters.Where(pair => now - pair.Value.Latest > after))
            {
                counters.TryRemove(key, out _);
            }
        }
    }

    private sealed record Failures(int Count, DateTimeOffset First, DateTimeOffset Latest);
}
