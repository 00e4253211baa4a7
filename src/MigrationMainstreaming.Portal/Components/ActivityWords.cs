using Microsoft.Extensions.Localization;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>The words of what was done, in streams and lists.</summary>
public sealed class ActivityText;

/// <summary>Says what was done, without who and when.</summary>
public static class ActivityWords
{
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["opened"] = /* ActivityText */ "opened the assessment",
        ["added"] = /* ActivityText */ "added the questionnaire",
        ["removed"] = /* ActivityText */ "took a questionnaire out",
        ["changed"] = /* ActivityText */ "changed the terms of the assessment",
        ["lead-changed"] = /* ActivityText */ "set another ministry as the lead: {ministry}",
        ["profile-changed"] = /* ActivityText */ "changed the country profile or its frameworks",
        ["submitted"] = /* ActivityText */ "submitted the answers (submission {number})",
        ["released"] = /* ActivityText */ "released the submission to the adviser",
        ["returned"] = /* ActivityText */ "returned the sector to its ministry",
        ["closed"] = /* ActivityText */ "closed the sector without a contribution",
        ["reopened"] = /* ActivityText */ "reopened the sector",
        ["concluded"] = /* ActivityText */ "concluded the review",
        ["signed-off"] = /* ActivityText */ "recorded the sign-off",
        ["withdrawn"] = /* ActivityText */ "withdrew the sign-off",
        ["not-applicable-confirmed"] = /* ActivityText */ "confirmed that a question does not apply",
        ["not-applicable-refused"] = /* ActivityText */ "asked for an answer instead of not applicable",
        ["asked"] = /* ActivityText */ "asked a question",
        ["proposed"] = /* ActivityText */ "proposed another value",
        ["observed"] = /* ActivityText */ "recorded an observation",
        ["replied"] = /* ActivityText */ "replied to the adviser",
        ["resolved"] = /* ActivityText */ "settled a question",
        ["proposal-taken"] = /* ActivityText */ "took a proposed value",
        ["proposal-declined"] = /* ActivityText */ "declined a proposed value",
        ["crosswalk-taken"] = /* ActivityText */ "took a value that sectors propose",
        ["crosswalk-adjusted"] = /* ActivityText */ "adjusted a value that sectors propose",
        ["crosswalk-refused"] = /* ActivityText */ "refused a value that sectors propose",
        ["published-entered"] = /* ActivityText */ "entered a published value",
        ["published-corrected"] = /* ActivityText */ "corrected a published value",
        ["published-removed"] = /* ActivityText */ "took a published value out",
        ["national-plan-changed"] = /* ActivityText */ "changed the national development plan",
        ["answer-changed"] = /* ActivityText */ "changed the answer",
        ["hit-commented"] = /* ActivityText */ "wrote about these provisions",
        ["hit-settled"] = /* ActivityText */ "settled these provisions",
        ["matrix-changed"] = /* ActivityText */ "changed what the interaction matrix is between",
        ["matrix-released"] = /* ActivityText */ "released the interaction matrix for the workshop",
        ["pair-settled"] = /* ActivityText */ "recorded what was agreed on this pair",
        ["restored"] = /* ActivityText */ "restored an earlier answer",
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
