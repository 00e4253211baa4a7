using System.Collections.Concurrent;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Portal.Data;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>Questionnaires made ready for scoring, kept by version, translation and country profile.</summary>
public sealed class CompiledQuestionnaires
{
    private readonly ConcurrentDictionary<(Guid Version, string Stamp, string Profile), CompiledQuestionnaire> _kept = new();

    /// <summary>The questionnaire under this profile; compiled once.</summary>
    public CompiledQuestionnaire Of(KeptQuestionnaire questionnaire, CountryProfile profile) =>
        _kept.GetOrAdd((questionnaire.VersionId, questionnaire.Stamp, string.Join(' ', profile.Ticks.Order(StringComparer.Ordinal))), _ => CompiledQuestionnaire.Of(questionnaire.Content, profile));
}
