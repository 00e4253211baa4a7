using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Portal.Data;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Which assessments and sectors are there for a person: assigned means visible, and nothing else is.</summary>
public static class Sight
{
    /// <summary>The sectors of which the person may know that they are there: an official sees those of the own ministry, and all after sign-off.</summary>
    public static IReadOnlyList<SectorAssessment> SectorsSeenBy(this Assessment assessment, Person person) =>
        [.. assessment.Sectors.Where(sector => SeesWhole(assessment, person) || person.IsOfficialOf(sector.MinistryId)).OrderBy(sector => sector.Position)];

    /// <summary>Whether the person may know of the assessment at all.</summary>
    public static bool IsSeenBy(this Assessment assessment, Person person) =>
        SeesWhole(assessment, person) || assessment.Sectors.Any(sector => person.IsOfficialOf(sector.MinistryId));

    /// <summary>Reads an assessment with its sectors.</summary>
    /// <returns>The assessment; <see langword="null"/> when there is none of which the person may know.</returns>
    public static async Task<Assessment?> FindSeenAsync(this MainstreamingDbContext db, Guid assessmentId, Person person)
    {
        var assessment = await db.Assessments.AsNoTracking().Include(found => found.Sectors).SingleOrDefaultAsync(found => found.Id == assessmentId);
        return assessment?.IsSeenBy(person) == true ? assessment : null;
    }

    /// <summary>Whether every sector is there for the person.</summary>
    public static bool SeesWhole(Assessment assessment, Person person) =>
        person.Is(Role.Coordinator, assessment.CountryId)
        || person.Is(Role.Adviser, assessment.CountryId)
        || (!assessment.IsOpen && (person.Is(Role.Official, assessment.CountryId) || person.Is(Role.Observer, assessment.CountryId)));
}
