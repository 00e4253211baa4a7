using System.Data;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Packages;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>A package that was written.</summary>
/// <param name="Name">What the file is called.</param>
/// <param name="Content">A temporary file at its beginning, which goes away when it is closed.</param>
public sealed record WrittenPackage(string Name, Stream Content);

/// <summary>Writes an assessment as one file that anybody can check without the portal.</summary>
public sealed class PackageService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires, TimeProvider clock)
{
    /// <summary>Writes all of an assessment, as it stands at one moment.</summary>
    /// <returns>The package; <see langword="null"/> when there is no such assessment, or the person may not read every answer in it.</returns>
    /// <exception cref="InvalidOperationException">Something that the figures rest on is missing, or the package would be too large to be read again.</exception>
    public async Task<WrittenPackage?> WriteAsync(Guid assessmentId, CancellationToken cancellation = default)
    {
        if (await user.PersonAsync() is not { } person)
        {
            return null;
        }

        await using var db = (await contexts.CreateDbContextAsync(cancellation)).ForLongReading();

        // One picture of everything, whatever is written meanwhile.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var assessment = await db.Assessments.AsNoTracking().Include(found => found.Sectors).SingleOrDefaultAsync(found => found.Id == assessmentId, cancellation);
        if (assessment is null || !Rights.Allows(person, Act.TakePackage, assessment))
        {
            return null;
        }

        // Not straight into the reply: a slow line would hold the database, and half a package would be sent before a failure shows.
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"package-{Guid.NewGuid():N}.zip"), Private());
        try
        {
            using (var writer = new PackageWriter(file))
            {
                await WriteAsync(db, assessment, writer, cancellation);
                writer.Finish(assessment.Id, assessment.Title, clock.GetUtcNow());
            }

            file.Position = 0;
            return new WrittenPackage(NameOf(assessment), file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task WriteAsync(MainstreamingDbContext db, Assessment assessment, PackageWriter writer, CancellationToken cancellation)
    {
        var ids = assessment.Sectors.Select(sector => sector.Id).ToList();
        var submitted = await db.Submissions.AsNoTracking().Where(submission => ids.Contains(submission.SectorAssessmentId)).Select(submission => submission.TemplateVersionId).Distinct().ToListAsync(cancellation);
        var versionIds = assessment.Sectors.Select(sector => sector.TemplateVersionId).Concat(submitted).ToHashSet();
        var versions = await db.TemplateVersions.AsNoTracking().Where(version => versionIds.Contains(version.Id)).ToDictionaryAsync(version => version.Id, cancellation);
        if (versionIds.FirstOrDefault(id => !versions.ContainsKey(id)) is var missing && missing != Guid.Empty)
        {
            throw new InvalidOperationException($"The questionnaire {missing}, on which answers of assessment {assessment.Id} rest, is missing.");
        }

        var whole = await questionnaires.ReadAsync(db, versionIds);
        var jurisdiction = await db.Jurisdictions.AsNoTracking().SingleAsync(found => found.Id == assessment.JurisdictionId, cancellation);
        var ministries = await db.Ministries.AsNoTracking().Where(ministry => ministry.CountryId == assessment.CountryId).ToListAsync(cancellation);
        var sectors = assessment.Sectors.OrderBy(sector => sector.TemplateKey, StringComparer.Ordinal).ToList();

        // In the order of the files' names, one sector in memory at a time.
        var scorecards = new Dictionary<Guid, Scorecard>();
        foreach (var sector in sectors)
        {
            var answers = await db.Answers.AsNoTracking().Where(answer => answer.SectorAssessmentId == sector.Id).ToListAsync(cancellation);
            var revisions = await db.AnswerRevisions.AsNoTracking().Where(revision => revision.SectorAssessmentId == sector.Id).ToListAsync(cancellation);
            writer.Add(PackageFiles.Answers(sector.TemplateKey), PackagedAnswers.Of(sector.TemplateKey, answers, revisions));
            if (sector.Status != SectorStatus.Closed)
            {
                scorecards[sector.Id] = ScoreCalculator.Score(versions[sector.TemplateVersionId].Content, jurisdiction.Profile,
                    CountedAnswers.Of(answers, sector.MinistryId).ToDictionary(answer => answer.QuestionCode, ScoredAnswer.Of, StringComparer.Ordinal));
            }
        }

        writer.Add(PackageFiles.Assessment, PackagedAssessment.Of(assessment, jurisdiction, ministries, versions));
        var linked = versions.Values.SelectMany(version => version.Content.Questions).SelectMany(question => question.AllLinks).Select(link => link.FrameworkCode).ToHashSet(StringComparer.Ordinal);
        foreach (var framework in (await db.Frameworks.AsNoTracking().Where(framework => linked.Contains(framework.Code)).ToListAsync(cancellation)).OrderBy(framework => framework.Code, StringComparer.Ordinal))
        {
            writer.Add(PackageFiles.Framework(framework.Code), framework.Content);
        }

        foreach (var (name, id) in versions.Values.Select(version => (Name: PackageFiles.Questionnaire(version.Key, version.Number), version.Id)).OrderBy(pair => pair.Name, StringComparer.Ordinal))
        {
            writer.Add(name, QuestionnaireFile.Write(whole[id].Content));
        }

        var results = AssessmentScorecard.Of(
            assessment.Sectors.OrderBy(sector => sector.Position).Where(sector => scorecards.ContainsKey(sector.Id)).Select(sector => scorecards[sector.Id]),
            assessment.Sectors.Where(sector => sector.Status == SectorStatus.Closed).Select(sector => sector.TemplateKey));
        writer.Add(PackageFiles.ExactResults, ExactResults.Of(results, withProofs: true));
        writer.Add(PackageFiles.Results, JsonElement.Parse(ResultJson.Of(results)));
        await AddSnapshotsAsync(db, assessment, writer, cancellation);
        foreach (var sector in sectors)
        {
            var submissions = await db.Submissions.AsNoTracking().Where(submission => submission.SectorAssessmentId == sector.Id).OrderBy(submission => submission.Number).ToListAsync(cancellation);
            writer.Add(PackageFiles.Submissions(sector.TemplateKey), new PackagedSubmissions(sector.TemplateKey, [.. submissions.Select(submission => PackagedSubmission.Of(submission, versions[submission.TemplateVersionId].Number))]));
        }
    }

    private static async Task AddSnapshotsAsync(MainstreamingDbContext db, Assessment assessment, PackageWriter writer, CancellationToken cancellation)
    {
        // The names first, because what is in them says where they stand.
        var sectors = assessment.Sectors.ToDictionary(sector => sector.Id, sector => sector.TemplateKey);
        var named = (await db.ResultSnapshots.AsNoTracking().Where(snapshot => snapshot.AssessmentId == assessment.Id)
                .Select(snapshot => new { snapshot.Id, snapshot.SectorAssessmentId, snapshot.Act, snapshot.Number }).ToListAsync(cancellation))
            .Select(row => (Name: PackageFiles.Snapshot(row.SectorAssessmentId is { } sector ? sectors[sector] : null, row.Act, row.Number), row.Id));
        foreach (var (name, id) in named.OrderBy(pair => pair.Name, StringComparer.Ordinal))
        {
            var snapshot = await db.ResultSnapshots.AsNoTracking().SingleAsync(snapshot => snapshot.Id == id, cancellation);
            writer.Add(name, new PackagedSnapshot(snapshot.Hash, snapshot.Read()));
        }
    }

    /// <summary>"Demo-Republic-2026.package.zip": the letters and digits of the title, in any script.</summary>
    private static string NameOf(Assessment assessment)
    {
        var words = new string([.. assessment.Title.Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return $"{(words.Length == 0 ? "assessment" : string.Join('-', words))}.package.zip";
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
