using System.Collections.Concurrent;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.Data;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>Questionnaires made ready for scoring, kept by version, translation, country profile and national plan.</summary>
public sealed class CompiledQuestionnaires
{
    private readonly ConcurrentDictionary<(Guid Version, string Stamp, string Profile, Guid? Plan), (int PlanVersion, CompiledQuestionnaire Compiled)> _kept = new();

    /// <summary>The questionnaire under this profile, with the country's own links; compiled once for each version of its plan, and the latest is kept.</summary>
    public CompiledQuestionnaire Of(KeptQuestionnaire questionnaire, CountryProfile profile, NationalPlan? plan = null)
    {
        var key = (questionnaire.VersionId, questionnaire.Stamp, string.Join(' ', profile.Ticks.Order(StringComparer.Ordinal)), plan?.Id);
        if (_kept.TryGetValue(key, out var kept) && kept.PlanVersion == (plan?.Version ?? 0))
        {
            return kept.Compiled;
        }

        var compiled = CompiledQuestionnaire.Of(plan?.Over(questionnaire.Content) ?? questionnaire.Content, profile);
        _kept[key] = (plan?.Version ?? 0, compiled);
        return compiled;
    }
}
