using System.Text.Json;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>What became of a rule from one version of the set to another.</summary>
public enum RuleChangeKind
{
    Added,
    Changed,
    TakenOut,
}

/// <summary>The difference of one rule between two versions.</summary>
/// <param name="Code">The rule.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Parts">Of a changed one, the members of its file that differ: <c>sides</c>, <c>sentence</c> …</param>
public sealed record RuleChange(string Code, RuleChangeKind Kind, IReadOnlyList<string> Parts)
{
    private static readonly (string Name, Func<CoherenceRule, object?> Part)[] Members =
    [
        ("kind", rule => rule.Kind), ("direction", rule => rule.Direction), ("profile", rule => rule.Profile), ("sides", rule => rule.Sides),
        ("sentence", rule => rule.Sentence), ("wayOut", rule => rule.WayOut), ("items", rule => rule.Items),
    ];

    /// <summary>Every rule that differs, in the order of the newer set; those taken out last.</summary>
    public static IReadOnlyList<RuleChange> Between(RuleSet before, RuleSet after)
    {
        var changes = new List<RuleChange>();
        foreach (var rule in after.Rules)
        {
            if (before.Find(rule.Code) is not { } old)
            {
                changes.Add(new RuleChange(rule.Code, RuleChangeKind.Added, []));
            }
            else if (Members.Where(member => Written(member.Part(old)) != Written(member.Part(rule))).Select(member => member.Name).ToList() is { Count: > 0 } parts)
            {
                changes.Add(new RuleChange(rule.Code, RuleChangeKind.Changed, parts));
            }
        }

        return [.. changes, .. before.Rules.Where(rule => after.Find(rule.Code) is null).Select(rule => new RuleChange(rule.Code, RuleChangeKind.TakenOut, []))];
    }

    private static string Written(object? part) => JsonSerializer.Serialize(part, QuestionnaireJson.Options);
}
