using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>What a coordinator does with a sector: release, return, close, reopen, conclude.</summary>
public sealed class SectorActService(ActRunner acts)
{
    /// <summary>Lets the adviser read the submission.</summary>
    public Task<bool> ReleaseAsync(Guid operationId, Guid assessmentId, string sectorKey, int revision) =>
        DoAsync(SectorAct.Release, operationId, assessmentId, sectorKey, revision, null, async (scope, sector, _) =>
            await ReleaseAsync(scope, sector, await LatestAsync(scope.Db, sector)));

    /// <summary>Hands the sector back to its ministry.</summary>
    public Task<bool> ReturnAsync(Guid operationId, Guid assessmentId, string sectorKey, int revision, string reason) =>
        DoAsync(SectorAct.Return, operationId, assessmentId, sectorKey, revision, reason, async (scope, sector, _) =>
        {
            sector.Return(reason, scope.Person.Name, scope.At);
            if (await RunningReviewAsync(scope.Db, sector) is { } review)
            {
                review.End(ReviewOutcome.Returned, sector.Reason, scope.Person.Name, scope.At);
            }

            Did(scope, sector, "returned", ("reason", sector.Reason!));
        });

    /// <summary>Ends a review, even with observations or questions of the adviser open.</summary>
    public Task<bool> ConcludeAsync(Guid operationId, Guid assessmentId, string sectorKey, int revision, string? note) =>
        DoAsync(SectorAct.Conclude, operationId, assessmentId, sectorKey, revision, note, async (scope, sector, assessment) =>
        {
            sector.Conclude(scope.At);
            await scope.Db.KeepResultsOfConclusionAsync(assessment, sector, scope.At);
            (await RunningReviewAsync(scope.Db, sector))?.End(ReviewOutcome.Concluded, string.IsNullOrWhiteSpace(note) ? null : note, scope.Person.Name, scope.At);
            Did(scope, sector, "concluded");
        });

    /// <summary>Closes a silent sector: no contribution.</summary>
    public Task<bool> CloseAsync(Guid operationId, Guid assessmentId, string sectorKey, int revision, string reason) =>
        DoAsync(SectorAct.Close, operationId, assessmentId, sectorKey, revision, reason, (scope, sector, _) =>
        {
            sector.Close(reason, scope.Person.Name, scope.At);
            Did(scope, sector, "closed", ("reason", sector.Reason!));
            return Task.CompletedTask;
        });

    /// <summary>Opens a closed sector again.</summary>
    public Task<bool> ReopenAsync(Guid operationId, Guid assessmentId, string sectorKey, int revision) =>
        DoAsync(SectorAct.Reopen, operationId, assessmentId, sectorKey, revision, null, (scope, sector, _) =>
        {
            sector.Reopen(scope.At);
            Did(scope, sector, "reopened");
            return Task.CompletedTask;
        });

    /// <summary>The submission goes to the adviser, whose reading begins.</summary>
    internal static Task ReleaseAsync(ActScope scope, SectorAssessment sector, Submission submission)
    {
        sector.Release(scope.At);
        submission.Release(scope.Person.Name, scope.At);
        scope.Db.Reviews.Add(Review.Of(submission, scope.At));
        Did(scope, sector, "released");
        return Task.CompletedTask;
    }

    private static Task<Submission> LatestAsync(MainstreamingDbContext db, SectorAssessment sector) =>
        db.Submissions.SingleAsync(submission => submission.SectorAssessmentId == sector.Id && submission.Number == sector.SubmissionCount);

    private static Task<Review?> RunningReviewAsync(MainstreamingDbContext db, SectorAssessment sector) =>
        db.Reviews.SingleOrDefaultAsync(review => review.SectorAssessmentId == sector.Id && review.SubmissionNumber == sector.SubmissionCount && review.Outcome == ReviewOutcome.Running);

    private static void Did(ActScope scope, SectorAssessment sector, string kind, params IEnumerable<(string Name, string Text)> args) =>
        scope.Db.Activities.Add(Activity.In(sector, kind, scope.Person.Author, scope.At, args));

    private Task<bool> DoAsync(SectorAct act, Guid operationId, Guid assessmentId, string sectorKey, int revision, string? words, Func<ActScope, SectorAssessment, Assessment, Task> turn) =>
        acts.RunAsync(operationId, act.ToString(), new { assessmentId, sectorKey, revision, words }, async scope =>
        {
            var assessment = await scope.RequiredAsync(assessmentId);
            var sector = AssessmentService.SectorOf(assessment, sectorKey);
            DomainRule.Require(scope.Person.Is(Role.Coordinator, assessment.CountryId), "You may not do this here now.");
            await scope.RequireShownAsync(sector.Revision == revision, assessment, sector);
            scope.Require(BoardReader.RightOf(act), sector, assessment);
            await turn(scope, sector, assessment);
            assessment.Follow();
            return true;
        });
}
