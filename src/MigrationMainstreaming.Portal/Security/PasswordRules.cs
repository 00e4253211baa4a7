using Microsoft.AspNetCore.Identity;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Refuses passwords that everybody tries first: common words and patterns, the own name, the name of the portal, with the usual
/// decorations taken off. There is no rule of composition; length does that better.</summary>
public sealed class PasswordRules : IPasswordValidator<User>
{
    public const int ShortestLength = 12;
    public const int LongestLength = 128;

    // Words and patterns that lists of leaked passwords are full of. Decorated, doubled or joined with each other they are no better.
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "password", "passwort", "passwd", "pass", "motdepasse", "contrasena", "senha", "parola", "qwerty", "qwertyuiop", "azerty", "azertyuiop", "qwertz", "qwertzuiop", "asdf", "asdfgh", "asdfghjkl",
        "zxcvbn", "zxcvbnm", "qazwsx", "qazwsxedc", "letmein", "welcome", "bienvenue", "marhaba", "hello", "bonjour", "salam", "admin", "administrator", "administrateur", "root", "user", "guest", "login",
        "master", "secret", "changeme", "default", "test", "testing", "demo", "temp", "temporary", "monkey", "dragon", "football", "baseball", "soccer", "basketball", "hockey", "iloveyou", "love",
        "sunshine", "princess", "superman", "batman", "starwars", "pokemon", "trustno", "shadow", "michael", "jordan", "jennifer", "charlie", "daniel", "thomas", "jessica", "ashley", "nicole", "anthony",
        "computer", "internet", "windows", "microsoft", "google", "facebook", "summer", "winter", "spring", "autumn", "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "ministry", "minister", "ministere", "government", "gouvernement", "migration",
        "mainstreaming", "portal", "policy", "policies", "iom", "oim", "un", "unitednations", "geneva", "abc", "abcd", "abcdef", "abcdefg", "abcdefgh", "freedom", "whatever", "flower", "cheese", "banana",
        "chocolate", "cookie", "pepper", "ginger", "tigger", "hunter", "killer", "access", "server", "system", "office", "health", "education", "country", "nation", "republic", "my", "the", "is", "a",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(ProblemWith(password ?? "", user) is { } problem
            ? IdentityResult.Failed(new IdentityError { Code = "CommonPassword", Description = problem })
            : IdentityResult.Success);

    /// <summary>Why this password is refused; <see langword="null"/> when it is not. The length below is Identity's own to check.</summary>
    public static string? ProblemWith(string password, User user)
    {
        if (password.Length > LongestLength)
        {
            return /* RefusalText */ "Choose a password of at most 128 characters.";
        }

        string[] own = [Plain(user.Name), Plain(user.Email?.Split('@')[0] ?? ""), .. user.Name.Split(' ').Select(Plain)];
        return Readings(password).Any(reading => IsTriedFirst(reading, own))
            ? /* RefusalText */ "This password is one that others try first. Choose another, such as four words that do not belong together."
            : null;
    }

    private static bool IsTriedFirst(string reading, string[] own) =>
        reading.Distinct().Count() < 4 || IsRun(reading) || IsMadeOf(reading, word => Common.Contains(word) || own.Contains(word));

    /// <summary>The password as whoever decorated a word meant it: without what is no letter, with letters for the signs that stand for them,
    /// and that without the decoration at both ends. A password without letters is read as it is.</summary>
    private static IEnumerable<string> Readings(string password)
    {
        var letters = password.Where(char.IsLetter).Count();
        if (letters < 3)
        {
            return [password];
        }

        var withoutEnds = new string([.. password.SkipWhile(sign => !char.IsLetter(sign)).Reverse().SkipWhile(sign => !char.IsLetter(sign)).Reverse()]);
        return [Plain(password), Plain(Spelt(password)), Plain(Spelt(withoutEnds))];
    }

    private static string Plain(string text) => new([.. text.ToLowerInvariant().Where(char.IsLetter)]);

    private static string Spelt(string text) =>
        new([.. text.Select(sign => sign switch { '@' or '4' => 'a', '0' => 'o', '3' => 'e', '$' or '5' => 's', '!' or '1' => 'i', '7' => 't', _ => sign })]);

    /// <summary>Each sign follows the one before, up or down; after 9 comes 0.</summary>
    private static bool IsRun(string text) =>
        text.Zip(text.Skip(1), (one, next) => char.IsAsciiDigit(one) && char.IsAsciiDigit(next) ? (next - one + 10) % 10 : next - one).Distinct().ToArray() is [1] or [-1] or [9];

    private static bool IsMadeOf(string text, Predicate<string> isWord)
    {
        var reached = new bool[text.Length + 1];
        reached[0] = true;
        for (var end = 1; end <= text.Length; end++)
        {
            for (var start = 0; start < end && !reached[end]; start++)
            {
                reached[end] = reached[start] && isWord(text[start..end]);
            }
        }

        return reached[text.Length];
    }
}
