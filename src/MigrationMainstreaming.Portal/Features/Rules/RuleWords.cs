using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain.Coherence;

namespace MigrationMainstreaming.Portal.Features.Rules;

/// <summary>The words of kinds and directions where rules are written.</summary>
public static class RuleWords
{
    public static string Kind(RuleKind kind, IStringLocalizer<RulesText> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return kind switch
        {
            RuleKind.Contradiction => text["Contradiction"],
            RuleKind.Gap => text["Gap"],
            _ => text["Unused synergy"],
        };
    }

    public static string Direction(RuleDirection direction, IStringLocalizer<RulesText> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return direction == RuleDirection.SectorOnMigration ? text["A policy of a sector bears on migration"] : text["A migration policy bears on a sector"];
    }
}
