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
    public Task AskAsync(ReviewAct act, string questionCode, string? text) => DoAsync(act, "asked", [questionCode, text], scene =>
    {
        scene.Require(Act.Ask);
        scene.Add(CommentKind.Question, scene.Question(questionCode).Code, text, byAdviser: true);
        return Task.CompletedTask;
    });

    /// <summary>The adviser records an observation, on one answer or (without a code) on the sector as a whole.</summary>
    public Task ObserveAsync(ReviewAct act, string? questionCode, string? text) => DoAsync(act, "observed", [questionCode, text], scene =>
    {
        scene.Require(Act.Ask);
        scene.Add(CommentKind.Observation, questionCode is null ? null : scene.Question(questionCode).Code, text, byAdviser: true);
        return Task.CompletedTask;
    });

    /// <summary>Either side replies in the thread of a question.</summary>
    public Task ReplyAsync(ReviewAct act, string questionCode, string? text) => DoAsync(act, "replied", [questionCode, text], async scene =>
    {
        scene.Require(Act.Comment);
        DomainRule.Require(await scene.Db.ReviewComments.AnyAsync(comment => comment.SectorAssessmentId == scene.Sector.Id && comment.QuestionCode == questionCode), "There is nothing to reply to yet.");
        scene.Add(CommentKind.Reply, scene.Question(questionCode).Code, text, scene.ActsAsAdviser);
    });

    /// <summary>The adviser sees a question as answered.</summary>
    public Task ResolveAsync(ReviewAct act, Guid commentId) => DoAsync(act, "resolved", [commentId], async scene =>
    {
        scene.Require(Act.Ask);
        var comment = await scene.Db.ReviewComments.SingleOrDefaultAsync(comment => comment.Id == commentId && comment.SectorAssessmentId == scene.Sector.Id);
        DomainRule.Require(comment is not null, "This question is no longer there.");
        comment.Resolve(scene.Now);
        scene.Did("resolved", ("question", comment.QuestionCode ?? ""));
    });

    /// <summary>The adviser proposes another value, with a reason.</summary>
    public Task ProposeAsync(ReviewAct act, string questionCode, int answerVersion, AnswerValue? value, string? reason) => DoAsync(act, "proposed", [questionCode, answerVersion, value, reason], async scene =>
    {
        scene.Require(Act.Propose);
        var question = scene.Question(questionCode);
        DomainRule.Require(value is not null, "Choose the value that you propose.");
        var answer = await scene.AnswerAsync(questionCode);
        DomainRule.Require((answer?.Version ?? 0) == answerVersion, AnswerChanged);
        DomainRule.Require(!Equals(answer?.Value, value), "This is the value that the ministry has given.");
        scene.Db.Proposals.Add(Proposal.On(scene.Sector, question, answerVersion, value, reason ?? "", scene.Person.Author, scene.Now));
        scene.Did("proposed", ("question", questionCode));
    });

    /// <summary>The ministry takes a proposal: its value becomes the answer. The rules are those of any answer.</summary>
    /// <param name="act">The act.</param>
    /// <param name="proposalId">Which proposal.</param>
    /// <param name="answerVersion">The version of the answer that the page showed.</param>
    /// <param name="source">A source for the new value; absent, the present one stays.</param>
    public Task TakeAsync(ReviewAct act, Guid proposalId, int answerVersion, string? source) => DoAsync(act, "proposal-taken", [proposalId, answerVersion, source], async scene =>
    {
        scene.Require(Act.SettleProposal);
        var proposal = await scene.ProposalAsync(proposalId);
        var question = scene.Question(proposal.QuestionCode);
        var answer = await scene.AnswerAsync(question.Code) ?? scene.Db.Answers.Add(Answer.To(scene.Sector, question)).Entity;
        DomainRule.Require(answer.Version == answerVersion, AnswerChanged);
        var content = answer.Content with { Value = proposal.Value, Source = string.IsNullOrWhiteSpace(source) ? answer.Source : source.Trim() };
        DomainRule.Require(scene.Sector.IsOpen || !question.DemandsEvidence(proposal.Value) || !string.IsNullOrWhiteSpace(content.Source), "Name the source that bears this value out.");
        if (scene.Sector.IsOpen)
        {
            scene.Sector.Begin(scene.Now);
            scene.Assessment.Follow();
        }

        proposal.Take(scene.Person.Author, scene.Now);
        scene.Db.AnswerRevisions.Add(answer.Record(question, content, answerVersion, scene.Person.Author, AnswerOrigin.TakenFromProposal, act.OperationId, scene.Now));
        scene.Did("proposal-taken", ("question", question.Code));
    });

    /// <summary>The ministry keeps its own value and says why; the proposal stays on record.</summary>
    public Task DeclineAsync(ReviewAct act, Guid proposalId, string? reason) => DoAsync(act, "proposal-declined", [proposalId, reason], async scene =>
    {
        scene.Require(Act.SettleProposal);
        var proposal = await scene.ProposalAsync(proposalId);
        proposal.Decline(reason ?? "", scene.Person.Author, scene.Now);
        scene.Did("proposal-declined", ("question", proposal.QuestionCode));
    });

    /// <summary>Hands the sector back to its ministry, with the reason. Open questions go with it.</summary>
    public Task ReturnAsync(ReviewAct act, int revision, string? reason) => DoAsync(act, "returned", [revision, reason], async scene =>
    {
        scene.Require(Act.Return);
        scene.RequireRevision(revision);
        scene.Sector.Return(reason ?? "", scene.Person.Name, scene.Now);
        await scene.EndAsync(ReviewOutcome.Returned, scene.Sector.Reason);
        scene.Did("returned", ("reason", scene.Sector.Reason!));
    });

    /// <summary>Ends the review. What is still open stays on record; it is never an approval.</summary>
    public Task ConcludeAsync(ReviewAct act, int revision, string? note) => DoAsync(act, "concluded", [revision, note], async scene =>
    {
        scene.Require(Act.Conclude);
        scene.RequireRevision(revision);
        scene.Sector.Conclude(scene.Now);
        await scene.EndAsync(ReviewOutcome.Concluded, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
        scene.Did("concluded", ("number", scene.Sector.SubmissionCount.ToString(CultureInfo.InvariantCulture)));
    });

    private const string AnswerChanged = /* RefusalText */ "The answer has changed since you opened this page. Look at it again.";

    private Task DoAsync(ReviewAct act, string kind, object?[] said, Func<ReviewScene, Task> tell) =>
        acts.RunAsync(act.OperationId, $"review-{kind}", new { act.AssessmentId, act.SectorKey, said }, async scope =>
        {
            await tell(await ReviewScene.EnterAsync(scope, questionnaires, act));
            return true;
        });
}

/// <summary>An act in a review: where, and the id that the browser gave it, so that sending it twice does it once.</summary>
public sealed record ReviewAct(Guid AssessmentId, string SectorKey, Guid OperationId);
