using Microsoft.Extensions.Localization;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>The words of what was done, in streams and lists.</summary>
public sealed class ActivityText;

/// <summary>Says what was done, without who and when.</summary>
public static class ActivityWords
{
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["opened"] = "opened the assessment",
        ["added"] = "added the questionnaire",
        ["removed"] = "took a questionnaire out",
        ["changed"] = "changed the terms of the assessment",
        ["lead-changed"] = "set another ministry as the lead: {ministry}",
        ["profile-changed"] = "changed the country profile or its frameworks",
        ["submitted"] = "submitted the answers (submission {number})",
        ["released"] = "released the submission to the adviser",
        ["returned"] = "returned the sector to its ministry",
        ["closed"] = "closed the sector without a contribution",
        ["reopened"] = "reopened the sector",
        ["concluded"] = "concluded the review",
        ["signed-off"] = "recorded the sign-off",
        ["withdrawn"] = "withdrew the sign-off",
        ["not-applicable-confirmed"] = "confirmed that a question does not apply",
        ["not-applicable-refused"] = "asked for an answer instead of not applicable",
        ["asked"] = "asked a question",
        ["proposed"] = "proposed another value",
        ["observed"] = "recorded an observation",
        ["replied"] = "replied to the adviser",
        ["resolved"] = "settled a question",
        ["proposal-taken"] = "took a proposed value",
        ["proposal-declined"] = "declined a proposed value",
        ["restored"] = "restored an earlier answer",
    };

    /// <summary>The sentence of an act; its name where we have no words for it.</summary>
    public static string Of(string kind, IReadOnlyDictionary<string, string> args, IStringLocalizer<ActivityText> text)
    {
        if (!Sentences.TryGetValue(kind, out var sentence))
        {
            return kind.Replace('-', ' ');
        }

        string words = text[sentence];
        return args.Aggregate(words, (said, arg) => said.Replace($"{{{arg.Key}}}", arg.Value, StringComparison.Ordinal));
    }
}
