using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>All answers of a sector on one page: to check, to print for clearance, to submit.</summary>
public sealed record CheckView(Assessment Assessment, SectorAssessment Sector, LocalText Jurisdiction, Ministry Ministry, SectorProgress Progress, IReadOnlyDictionary<string, Answer> Answers, TemplateVersionStamp Version, Submission? Latest)
{
    /// <summary>Whether the reader may submit now.</summary>
    public bool MaySubmit { get; init; }

    /// <summary>Whether the reader may change answers now.</summary>
    public bool MayAnswer { get; init; }

    public Questionnaire Questionnaire => Progress.Questionnaire;

    public IReadOnlyList<MissingPart> Missing => Progress.Missing;

    /// <summary>The versions of the answers as they are shown: <c>HEA-1:3,HEA-2:1</c>.</summary>
    public string Shown => AnswerState.Of(Progress, Answers.Values);

    /// <summary>What tells this set of answers from any other: SHA-256 over the questionnaire and the answers.</summary>
    public string Fingerprint => AnswerState.Fingerprint(Progress, Answers.Values, Version.Hash);
}

/// <summary>Which edition of a questionnaire.</summary>
public sealed record TemplateVersionStamp(int Number, string? Hash);

/// <summary>What handing in came to: the number, or what stands in the way.</summary>
/// <param name="Number">The number of the submission, when there is one.</param>
/// <param name="Missing">Codes of the questions that miss an answer or a source.</param>
/// <param name="Changed">Codes of the questions that were changed after the signer had been shown them.</param>
/// <param name="IsReleased">Whether the adviser can read it already.</param>
public sealed record SubmissionOutcome(int? Number, IReadOnlyList<string> Missing, IReadOnlyList<string> Changed, bool IsReleased);

/// <summary>The state of a sector's answers, in short forms.</summary>
internal static class AnswerState
{
    public static string Of(SectorProgress progress, IEnumerable<Answer> answers) =>
        string.Join(',', Asked(progress, answers).Select(answer => FormattableString.Invariant($"{answer.QuestionCode}:{answer.Version}")));

    /// <summary>The questions whose versions differ.</summary>
    public static IReadOnlyList<string> Differences(string shown, string now)
    {
        var (before, after) = (Parse(shown), Parse(now));
        return [.. before.Keys.Union(after.Keys).Where(code => before.GetValueOrDefault(code) != after.GetValueOrDefault(code)).Order(StringComparer.Ordinal)];
    }

    public static string Fingerprint(SectorProgress progress, IEnumerable<Answer> answers, string? templateHash) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            questionnaire = templateHash,
            answers = Asked(progress, answers).Select(answer => new { code = answer.QuestionCode, value = answer.Value, comment = answer.Comment, source = answer.Source, confirmed = answer.ConfirmedAt is not null }),
        }, QuestionnaireJson.Options)));

    public static IEnumerable<Answer> Asked(SectorProgress progress, IEnumerable<Answer> answers) =>
        answers.Where(answer => progress.IsAsked(answer.QuestionCode)).OrderBy(answer => answer.QuestionCode, StringComparer.Ordinal);

    private static Dictionary<string, string> Parse(string state)
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in state.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(':')))
        {
            versions[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }

        return versions;
    }
}

/// <summary>How a ministry checks what it says and hands it in.</summary>
public sealed class SubmissionService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires, ActRunner acts)
{
    /// <returns>The answers as they stand; <see langword="null"/> when there is no such sector whose answers the person may read.</returns>
    public async Task<CheckView?> CheckAsync(Guid assessmentId, string sectorKey)
    {
        if (await user.PersonAsync() is not { } person)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync();
        var assessment = await db.Assessments.AsNoTracking().Include(found => found.Sectors).SingleOrDefaultAsync(found => found.Id == assessmentId);
        var sector = assessment?.Sectors.FirstOrDefault(found => found.TemplateKey == sectorKey);
        if (assessment is null || sector is null || !Rights.Allows(person, Act.SeeAnswers, sector, assessment))
        {
            return null;
        }

        var jurisdiction = await db.Jurisdictions.AsNoTracking().SingleAsync(found => found.Id == assessment.JurisdictionId);
        var ministry = await db.Ministries.AsNoTracking().SingleAsync(found => found.Id == sector.MinistryId);
        var (progress, answers) = await ReadAsync(db, sector, jurisdiction.Profile, tracked: false);
        var stamp = await db.TemplateVersions.AsNoTracking().Where(version => version.Id == sector.TemplateVersionId).Select(version => new TemplateVersionStamp(version.Number, version.Hash)).SingleAsync();
        var latest = await db.Submissions.AsNoTracking().Where(submission => submission.SectorAssessmentId == sector.Id).OrderByDescending(submission => submission.Number).FirstOrDefaultAsync();
        return new CheckView(assessment, sector, jurisdiction.Name, ministry, progress, answers.ToDictionary(answer => answer.QuestionCode), stamp, latest)
        {
            MaySubmit = Rights.Allows(person, Act.Submit, sector, assessment),
            MayAnswer = Rights.Allows(person, Act.Answer, sector, assessment),
        };
    }

    /// <summary>Hands the sector in, cleared by its ministry: a numbered, frozen set of answers.</summary>
    /// <param name="operationId">The id that the form carried.</param>
    /// <param name="assessmentId">The assessment.</param>
    /// <param name="sectorKey">The sector.</param>
    /// <param name="revision">The revision of the sector that the signer was shown.</param>
    /// <param name="shown">The versions of the answers that the signer was shown.</param>
    /// <param name="name">Who cleared it.</param>
    /// <param name="office">The office held.</param>
    /// <param name="clearedOn">The day.</param>
    /// <param name="scan">The signed print, if there is one.</param>
    public Task<SubmissionOutcome> SubmitAsync(Guid operationId, Guid assessmentId, string sectorKey, int revision, string shown, string name, string office, DateOnly clearedOn, UploadedFile? scan) =>
        acts.RunAsync(operationId, "submit", new { assessmentId, sectorKey, revision, shown, name, office, clearedOn, Scan = scan?.Sha256 }, async scope =>
        {
            var assessment = await scope.RequiredAsync(assessmentId);
            var sector = AssessmentService.SectorOf(assessment, sectorKey);
            DomainRule.Require(Rights.Allows(scope.Person, Act.SeeAnswers, sector, assessment), "There is no such assessment.");
            DomainRule.Require(sector.Status != SectorStatus.NotStarted, "Answer the questions before submitting.");
            await scope.RequireShownAsync(sector.CanSubmit || sector.Revision == revision, assessment, sector);
            DomainRule.Require(sector.CanSubmit, "The sector has already been submitted.");
            scope.Require(Act.Submit, sector, assessment);
            DomainRule.Require(clearedOn <= DateOnly.FromDateTime(scope.At.UtcDateTime).AddDays(1), "The day of the clearance lies in the future.");

            var profile = await scope.Db.Jurisdictions.Where(found => found.Id == assessment.JurisdictionId).Select(found => found.Profile).SingleAsync();
            var (progress, answers) = await ReadAsync(scope.Db, sector, profile, tracked: true);
            var changed = AnswerState.Differences(shown, AnswerState.Of(progress, answers));
            if (progress.Missing.Count > 0 || changed.Count > 0)
            {
                return new SubmissionOutcome(null, [.. progress.Missing.Select(part => part.Question.Code)], changed, false);
            }

            await scope.RequireShownAsync(sector.Revision == revision, assessment, sector);
            return await HandInAsync(scope, assessment, sector, AnswerState.Asked(progress, answers), new Clearance(name.Trim(), office.Trim(), clearedOn, null), scan);
        }, outcome => outcome.Number is not null);

    private static async Task<SubmissionOutcome> HandInAsync(ActScope scope, Assessment assessment, SectorAssessment sector, IEnumerable<Answer> answers, Clearance clearance, UploadedFile? scan)
    {
        if (scan?.Attach(assessment, scope.Person.Name, scope.At) is { } file)
        {
            scope.Db.AttachedFiles.Add(file);
            clearance = clearance with { ScanId = file.Id };
        }

        var number = sector.Submit(scope.At);
        var submission = Submission.Of(sector, number, clearance, answers, scope.Person.Author, scope.At);
        scope.Db.Submissions.Add(submission);
        await scope.Db.KeepResultsAsync(assessment, sector, submission);
        scope.Db.Activities.Add(Activity.In(sector, "submitted", scope.Person.Author, scope.At, ("number", FormattableString.Invariant($"{number}"))));
        var released = assessment.ReleaseMode == ReleaseMode.ByItself;
        if (released)
        {
            await SectorActService.ReleaseAsync(scope, sector, submission);
        }

        assessment.Follow();
        return new SubmissionOutcome(number, [], [], released);
    }

    private async Task<(SectorProgress Progress, List<Answer> Answers)> ReadAsync(MainstreamingDbContext db, SectorAssessment sector, CountryProfile profile, bool tracked)
    {
        var kept = await questionnaires.ReadAsync(db, sector.TemplateVersionId);
        var query = db.Answers.Where(answer => answer.SectorAssessmentId == sector.Id && answer.MinistryId == sector.MinistryId);
        var answers = await (tracked ? query : query.AsNoTracking()).ToListAsync();
        return (SectorProgress.Of(kept.Content, profile, answers.Select(answer => KeyValuePair.Create(answer.QuestionCode, answer.Content))), answers);
    }
}
