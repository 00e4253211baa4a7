using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>The sentences with which the domain refuses an act, in the languages of the screens.</summary>
public sealed class RefusalText;

/// <summary>Says a refusal in the reader's language.</summary>
public static partial class RefusalWords
{
    /// <summary>The domain puts figures into some sentences ("Give a number of at least 5."): they are looked up without them
    /// ("Give a number of at least {0}."), and get them back. A sentence without a translation stays as it is.</summary>
    public static string Of(this IStringLocalizer<RefusalText> words, string refusal)
    {
        var whole = words[refusal];
        if (!whole.ResourceNotFound)
        {
            return whole.Value;
        }

        List<string> figures = [];
        var shape = words[Figure().Replace(refusal, figure =>
        {
            figures.Add(figure.Value);
            return $"{{{figures.Count - 1}}}";
        })];
        return figures.Count == 0 || shape.ResourceNotFound ? refusal : string.Format(CultureInfo.InvariantCulture, shape.Value, [.. figures]);
    }

    /// <summary>Says a refusal in the reader's language; of what was overtaken, who did what meanwhile, where that is on record.</summary>
    public static string Of(this IStringLocalizer<RefusalText> words, DomainRuleException refusal, IStringLocalizer<ActivityText> acts) =>
        refusal.Overtaken is { ByName: { } name, At: { } at, Kind: { } kind } overtaken
            ? words[/* RefusalText */ "In the meantime: {0} {1} ({2}). Yours was not done. Look at it again before you go on; what you wrote is still here.",
                name, ActivityWords.Of(kind, overtaken.Args ?? new Dictionary<string, string>(), acts), Days.WrittenAt(at)]
            : words.Of(refusal.Message);

    [GeneratedRegex(@"-?\d+(?:[.,-]\d+)*")]
    private static partial Regex Figure();
}
