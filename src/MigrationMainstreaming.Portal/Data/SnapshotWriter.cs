using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Stores the results that an act finds, in the act's own transaction.</summary>
public static class SnapshotWriter
{
    /// <summary>With a submission: the results of what was submitted.</summary>
    public static async Task KeepResultsAsync(this MainstreamingDbContext db, Assessment assessment, SectorAssessment sector, Submission submission)
    {
        var version = await db.TemplateVersions.AsNoTracking().SingleAsync(version => version.Id == submission.TemplateVersionId);
        var source = SnapshotSource.Of(version, submission, sector.MinistryId);
        db.ResultSnapshots.Add(ResultSnapshot.Of(sector, SnapshotAct.Submission, submission.Number, await ProfileOfAsync(db, assessment), source, submission.SubmittedAt));
    }

    /// <summary>With the conclusion of a review: the results as they stand then, proposals that were taken among them.</summary>
    public static async Task KeepResultsOfConclusionAsync(this MainstreamingDbContext db, Assessment assessment, SectorAssessment sector, DateTimeOffset at)
    {
        var source = (await SourcesAsync(db, [sector]))[0];
        db.ResultSnapshots.Add(ResultSnapshot.Of(sector, SnapshotAct.Conclusion, sector.SubmissionCount, await ProfileOfAsync(db, assessment), source, at));
    }

    /// <summary>With a sign-off: the results of the whole assessment.</summary>
    public static async Task KeepResultsOfSignOffAsync(this MainstreamingDbContext db, Assessment assessment, DateTimeOffset at)
    {
        var sources = await SourcesAsync(db, [.. assessment.Sectors.Where(sector => sector.Status != SectorStatus.Closed)]);
        var before = await db.ResultSnapshots.CountAsync(snapshot => snapshot.AssessmentId == assessment.Id && snapshot.Act == SnapshotAct.SignOff);
        db.ResultSnapshots.Add(ResultSnapshot.OfSignOff(assessment, before + 1, await ProfileOfAsync(db, assessment), sources, at));
    }

    private static Task<CountryProfile> ProfileOfAsync(MainstreamingDbContext db, Assessment assessment) =>
        db.Jurisdictions.Where(found => found.Id == assessment.JurisdictionId).Select(found => found.Profile).SingleAsync();

    private static async Task<List<SnapshotSource>> SourcesAsync(MainstreamingDbContext db, IReadOnlyList<SectorAssessment> sectors)
    {
        var (ids, versionIds) = (sectors.Select(sector => sector.Id).ToList(), sectors.Select(sector => sector.TemplateVersionId).ToHashSet());
        var versions = await db.TemplateVersions.AsNoTracking().Where(version => versionIds.Contains(version.Id)).ToDictionaryAsync(version => version.Id);
        var answers = (await db.Answers.AsNoTracking().Where(answer => ids.Contains(answer.SectorAssessmentId)).ToListAsync()).ToLookup(answer => answer.SectorAssessmentId);
        return [.. sectors.Select(sector => SnapshotSource.Of(versions[sector.TemplateVersionId], answers[sector.Id], sector.MinistryId))];
    }
}
