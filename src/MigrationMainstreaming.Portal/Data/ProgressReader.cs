using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>How far a sector is, without a word of an answer.</summary>
/// <param name="Questionnaire">What is asked.</param>
/// <param name="Answered">Questions with any value, not known and not applicable included.</param>
/// <param name="Asked">Questions whose condition holds.</param>
/// <param name="Unconfirmed">Questions said not to apply that wait for the coordinator.</param>
/// <param name="Missing">What stands in the way of submission.</param>
/// <param name="LastAt">When somebody last wrote an answer.</param>
/// <param name="LastByName">Who that was.</param>
public sealed record SectorCount(Questionnaire Questionnaire, int Answered, int Asked, int Unconfirmed, int Missing, DateTimeOffset? LastAt, string? LastByName)
{
    /// <summary>The name of the sector.</summary>
    public LocalText Title => Questionnaire.Title;

    /// <summary>Whether it is an official indicator, which stands apart from the sectors.</summary>
    public bool IsIndicator => Questionnaire.Kind == QuestionnaireKind.Indicator;
}

/// <summary>Counts what is asked and answered, for many sectors at once: the board, the tasks and the API show the same numbers.</summary>
public sealed class ProgressReader(QuestionnaireReader questionnaires)
{
    /// <summary>Sector assessment id → how far it is.</summary>
    /// <param name="db">The context of the person who asks; its walls hold.</param>
    /// <param name="assessments">Assessments with their sectors.</param>
    public async Task<IReadOnlyDictionary<Guid, SectorCount>> CountAsync(MainstreamingDbContext db, IReadOnlyCollection<Assessment> assessments)
    {
        var sectors = assessments.SelectMany(assessment => assessment.Sectors).ToList();
        var ids = sectors.ConvertAll(sector => sector.Id);
        var jurisdictionIds = assessments.Select(assessment => assessment.JurisdictionId).ToHashSet();
        var profiles = await db.Jurisdictions.AsNoTracking().Where(jurisdiction => jurisdictionIds.Contains(jurisdiction.Id))
            .ToDictionaryAsync(jurisdiction => jurisdiction.Id, jurisdiction => jurisdiction.Profile);
        var versions = await questionnaires.ReadAsync(db, sectors.Select(sector => sector.TemplateVersionId).ToHashSet());
        var answers = (await db.Answers.AsNoTracking().Where(answer => ids.Contains(answer.SectorAssessmentId)).ToListAsync()).ToLookup(answer => answer.SectorAssessmentId);
        return assessments.SelectMany(assessment => assessment.Sectors.Select(sector =>
                (sector.Id, Count: CountOf(versions[sector.TemplateVersionId].Content, profiles[assessment.JurisdictionId], [.. answers[sector.Id].Where(answer => answer.MinistryId == sector.MinistryId)]))))
            .ToDictionary(pair => pair.Id, pair => pair.Count);
    }

    private static SectorCount CountOf(Questionnaire questionnaire, Domain.Jurisdictions.CountryProfile profile, List<Answer> answers)
    {
        var progress = SectorProgress.Of(questionnaire, profile, answers.Select(answer => KeyValuePair.Create(answer.QuestionCode, answer.Content)));
        var last = answers.MaxBy(answer => answer.AnsweredAt);
        return new SectorCount(questionnaire, progress.AnsweredCount, progress.AskedCount,
            answers.Count(answer => answer.AwaitsConfirmation && progress.IsAsked(answer.QuestionCode)), progress.Missing.Count, last?.AnsweredAt, last?.AnsweredByName);
    }
}
