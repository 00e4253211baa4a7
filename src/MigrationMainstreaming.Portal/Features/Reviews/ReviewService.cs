using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>What advisers do with a released submission, and how its ministry replies. Each act is one unit of work: load, tell, save.</summary>
public sealed class ReviewService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, ActRunner acts, QuestionnaireReader questionnaires)
{
    /// <returns>The review; <see langword="null"/> when there is no such sector, or it is not for the reader. Before the first release
    /// it holds counts alone, for everybody.</returns>
    public async Task<ReviewView?> FindAsync(Guid assessmentId, string sectorKey)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return await user.PersonAsync() is { } person ? await new ReviewReading(db, questionnaires, person).FindAsync(assessmentId, sectorKey) : null;
    }

    /// <summary>The adviser asks about one answer.</summary>
    public Task AskAsync(ReviewAct act, string questionCode, string? text) => DoAsync(act, "asked", [questionCode, text], async scene =>
    {
        await scene.RequireAsync(Act.Ask, questionCode);
        scene.Add(CommentKind.Question, scene.Question(questionCode).Code, text, byAdviser: true);
    });

    /// <summary>The adviser records an observation, on one answer or (without a code) on the sector as a whole.</summary>
    public Task ObserveAsync(ReviewAct act, string? questionCode, string? text) => DoAsync(act, "observed", [questionCode, text], async scene =>
    {
        await scene.RequireAsync(Act.Ask, questionCode);
        scene.Add(CommentKind.Observation, questionCode is null ? null : scene.Question(questionCode).Code, text, byAdviser: true);
    });

    /// <summary>Either side replies in the thread of a question.</summary>
    public Task ReplyAsync(ReviewAct act, string questionCode, string? text) => DoAsync(act, "replied", [questionCode, text], async scene =>
    {
        await scene.RequireAsync(Act.Comment, questionCode);
        DomainRule.Require(await scene.Db.ReviewComments.AnyAsync(comment => comment.SectorAssessmentId == scene.Sector.Id && comment.QuestionCode == questionCode), "There is nothing to reply to yet.");
        scene.Add(CommentKind.Reply, scene.Question(questionCode).Code, text, scene.ActsAsAdviser);
    });

    /// <summary>The adviser sees a question as answered.</summary>
    public Task ResolveAsync(ReviewAct act, Guid commentId) => DoAsync(act, "resolved", [commentId], async scene =>
    {
        var comment = await scene.Db.ReviewComments.SingleOrDefaultAsync(comment => comment.Id == commentId && comment.SectorAssessmentId == scene.Sector.Id);
        await scene.RequireAsync(Act.Ask, comment?.QuestionCode);
        DomainRule.Require(comment is not null, "This question is no longer there.");
        comment.Resolve(scene.Now);
        scene.Did("resolved", ("question", comment.QuestionCode ?? ""));
    });

    /// <summary>The adviser proposes another value, with a reason.</summary>
    public Task ProposeAsync(ReviewAct act, string questionCode, AnswerValue? value, string? reason) => DoAsync(act, "proposed", [questionCode, value, reason], async scene =>
    {
        await scene.RequireAsync(Act.Propose, questionCode);
        var question = scene.Question(questionCode);
        DomainRule.Require(value is not null, "Choose the value that you propose.");
        var answer = await scene.AnswerAsync(questionCode);
        scene.RequireShown(answer);
        DomainRule.Require(!Equals(answer?.Value, value), "This is the value that the ministry has given.");
        scene.Db.Proposals.Add(Proposal.On(scene.Sector, question, act.AnswerVersion, value, reason ?? "", scene.Person.Author, scene.Now));
        scene.Did("proposed", ("question", questionCode));
    });

    /// <summary>The ministry takes a proposal: its value becomes the answer. The rules are those of any answer.</summary>
    /// <param name="act">The act.</param>
    /// <param name="proposalId">Which proposal.</param>
    /// <param name="source">A source for the new value; absent, the present one stays.</param>
    public Task TakeAsync(ReviewAct act, Guid proposalId, string? source) => DoAsync(act, "proposal-taken", [proposalId, source], async scene =>
    {
        var proposal = await scene.ProposalAsync(Act.SettleProposal, proposalId);
        var question = scene.Question(proposal.QuestionCode);
        var answer = await scene.AnswerAsync(question.Code) ?? scene.Db.Answers.Add(Answer.To(scene.Sector, question)).Entity;
        scene.RequireShown(answer);
        var content = answer.Content with { Value = proposal.Value, Source = string.IsNullOrWhiteSpace(source) ? answer.Source : source };
        DomainRule.Require(scene.Sector.IsOpen || !question.DemandsEvidence(proposal.Value) || !string.IsNullOrWhiteSpace(content.Source), "Name the source that bears this value out.");
        if (scene.Sector.IsOpen)
        {
            scene.Sector.Begin(scene.Now);
            scene.Assessment.Follow();
        }

        proposal.Take(scene.Person.Author, scene.Now);
        scene.Db.AnswerRevisions.Add(answer.Record(question, content, act.AnswerVersion, scene.Person.Author, AnswerOrigin.TakenFromProposal, act.OperationId, scene.Now));
        scene.Did("proposal-taken", ("question", question.Code));
    });

    /// <summary>The ministry keeps its own value and says why; the proposal stays on record.</summary>
    public Task DeclineAsync(ReviewAct act, Guid proposalId, string? reason) => DoAsync(act, "proposal-declined", [proposalId, reason], async scene =>
    {
        var proposal = await scene.ProposalAsync(Act.SettleProposal, proposalId);
        proposal.Decline(reason ?? "", scene.Person.Author, scene.Now);
        scene.Did("proposal-declined", ("question", proposal.QuestionCode));
    });

    /// <summary>Hands the sector back to its ministry, with the reason. Open questions go with it.</summary>
    public Task ReturnAsync(ReviewAct act, string? reason) => DoAsync(act, "returned", [reason], async scene =>
    {
        await scene.RequireAsync(Act.Return);
        scene.Sector.Return(reason ?? "", scene.Person.Name, scene.Now);
        await scene.EndAsync(ReviewOutcome.Returned, scene.Sector.Reason);
        scene.Did("returned", ("reason", scene.Sector.Reason!));
    });

    /// <summary>Ends the review. What is still open stays on record; it is never an approval.</summary>
    public Task ConcludeAsync(ReviewAct act, string? note) => DoAsync(act, "concluded", [note], async scene =>
    {
        await scene.RequireAsync(Act.Conclude);
        scene.Sector.Conclude(scene.Now);
        await scene.Db.KeepResultsOfConclusionAsync(scene.Assessment, scene.Sector, scene.Now);
        await scene.EndAsync(ReviewOutcome.Concluded, string.IsNullOrWhiteSpace(note) ? null : note);
        scene.Did("concluded", ("number", scene.Sector.SubmissionCount.ToString(CultureInfo.InvariantCulture)));
    });

    private Task DoAsync(ReviewAct act, string kind, object?[] said, Func<ReviewScene, Task> tell) =>
        acts.RunAsync(act.OperationId, $"review-{kind}", new { act, said }, async scope =>
        {
            await tell(await ReviewScene.EnterAsync(scope, questionnaires, act));
            return true;
        });
}

/// <summary>An act in a review: where, its own id, so that sending it twice does it once, and what its author was shown.</summary>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="SectorKey">The sector.</param>
/// <param name="OperationId">The form's own id.</param>
/// <param name="Revision">The revision of the sector.</param>
/// <param name="Talk">How far the talk had gone about the answer, or the sector as a whole (<see cref="ReviewView.TalkOf"/>).</param>
/// <param name="AnswerVersion">The version of the answer, where the act is about one.</param>
public sealed record ReviewAct(Guid AssessmentId, string SectorKey, Guid OperationId, int Revision, string Talk, int AnswerVersion = 0);
