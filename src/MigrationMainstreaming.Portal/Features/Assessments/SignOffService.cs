using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>Who signed an assessment off, with the letter; and the files that are kept with an assessment.</summary>
public sealed class SignOffService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, ActRunner acts)
{
    /// <summary>Records the signatory. From then on nothing in the assessment is changed, and the whole country sees its results.</summary>
    public Task<bool> SignOffAsync(Guid operationId, Guid assessmentId, int revision, string name, string office, DateOnly signedOn, UploadedFile? letter) =>
        acts.RunAsync(operationId, "sign-off", new { assessmentId, revision, name, office, signedOn, Letter = letter?.Sha256 }, async scope =>
        {
            var assessment = await scope.RequiredAsync(assessmentId);
            await scope.RequireShownAsync(assessment.Revision == revision, assessment);
            DomainRule.Require(assessment.Status == AssessmentStatus.Reviewed, "An assessment can be signed off once every sector is reviewed or closed.");
            scope.Require(Act.SignOff, assessment);
            DomainRule.Require(signedOn <= DateOnly.FromDateTime(scope.At.UtcDateTime).AddDays(1), "The day of the signature lies in the future.");
            var file = letter?.Attach(assessment, scope.Person.Name, scope.At);
            if (file is not null)
            {
                scope.Db.AttachedFiles.Add(file);
            }

            assessment.SignOff(new Signature(name.Trim(), office.Trim(), signedOn, file?.Id, scope.At, scope.Person.Name));
            await scope.Db.KeepResultsOfSignOffAsync(assessment, scope.At);
            scope.Db.Activities.Add(Activity.In(assessment, "signed-off", scope.Person.Author, scope.At, ("name", name.Trim()), ("office", office.Trim())));
            return true;
        });

    /// <summary>Takes the sign-off back; who had signed stays on record.</summary>
    public Task<bool> WithdrawAsync(Guid operationId, Guid assessmentId, int revision, string reason) =>
        acts.RunAsync(operationId, "withdraw", new { assessmentId, revision, reason }, async scope =>
        {
            var assessment = await scope.RequiredAsync(assessmentId);
            await scope.RequireShownAsync(assessment.Revision == revision, assessment);
            scope.Require(Act.Withdraw, assessment);
            DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Say why the sign-off is withdrawn.");
            DomainRule.RequireNo(TextRules.ProblemWith(reason, FreeText.Longest));
            var withdrawn = assessment.Withdraw();
            scope.Db.Activities.Add(Activity.In(assessment, "withdrawn", scope.Person.Author, scope.At,
                ("reason", reason), ("name", withdrawn.Name), ("office", withdrawn.Office), ("signedOn", Components.Days.Iso(withdrawn.SignedOn)), ("letter", withdrawn.LetterId?.ToString() ?? "")));
            return true;
        });

    /// <returns>The file; <see langword="null"/> when there is none that the person may read.</returns>
    public async Task<AttachedFile?> FileAsync(Guid assessmentId, Guid fileId)
    {
        if (await user.PersonAsync() is not { } person)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync();
        if (await db.FindSeenAsync(assessmentId, person) is not { } assessment || !await MayReadAsync(db, person, assessment, fileId))
        {
            return null;
        }

        return await db.AttachedFiles.AsNoTracking().SingleOrDefaultAsync(file => file.Id == fileId && file.AssessmentId == assessmentId);
    }

    /// <summary>A letter is for who sees the whole assessment; a scan for who may read the submission that it belongs to.</summary>
    private static async Task<bool> MayReadAsync(MainstreamingDbContext db, Person person, Assessment assessment, Guid fileId)
    {
        if (person.Is(Role.Coordinator, assessment.CountryId) || (assessment.Signature?.LetterId == fileId && Sight.SeesWhole(assessment, person)))
        {
            return true;
        }

        var ids = assessment.Sectors.Select(sector => sector.Id).ToList();
        var submissions = await db.Submissions.AsNoTracking().Where(submission => ids.Contains(submission.SectorAssessmentId))
            .Select(submission => new { submission.SectorAssessmentId, submission.Clearance, submission.ReleasedAt }).ToListAsync();
        return submissions.Find(submission => submission.Clearance.ScanId == fileId) is { } found
            && assessment.Sectors.First(sector => sector.Id == found.SectorAssessmentId) is var of
            && (person.IsOfficialOf(of.MinistryId) || (found.ReleasedAt is not null && Rights.Allows(person, Act.SeeSubmission, of, assessment, releasedBefore: true)));
    }
}
