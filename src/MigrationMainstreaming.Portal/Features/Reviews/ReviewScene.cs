using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;
using Npgsql;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>What an act in a review works with, inside its transaction: who acts, where, and what is there.</summary>
internal sealed class ReviewScene
{
    private Questionnaire? _questionnaire;

    public required MainstreamingDbContext Db { get; init; }
    public required Person Person { get; init; }
    public required Assessment Assessment { get; init; }
    public required SectorAssessment Sector { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether the person speaks as the adviser here; coordinator and ministry speak for the government.</summary>
    public bool ActsAsAdviser => Person.Is(Role.Adviser, Sector.CountryId);

    /// <summary>Runs an act once: a form that is sent twice finds it done.</summary>
    public static async Task RunAsync(MainstreamingDbContext db, CurrentUser user, QuestionnaireReader questionnaires, TimeProvider clock, ReviewAct act, string kind, object?[] said, Func<ReviewScene, Task> tell)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var person = await user.ForWriteAsync(db);
        var hash = Hash(act, kind, said);
        if (await IsDoneAsync(db, act, hash))
        {
            return;
        }

        // One act at a time on an assessment: whether it is reviewed depends on all its sectors.
        await db.Database.ExecuteSqlAsync($"select 1 from assessments where id = {act.AssessmentId} for update");
        var assessment = await db.Assessments.Include(assessment => assessment.Sectors).SingleOrDefaultAsync(assessment => assessment.Id == act.AssessmentId);
        var sector = assessment?.Sectors.FirstOrDefault(sector => sector.TemplateKey == act.SectorKey);
        DomainRule.Require(assessment is not null && sector is not null, NotYours);
        var scene = new ReviewScene { Db = db, Person = person, Assessment = assessment, Sector = sector, Now = clock.GetUtcNow() };
        scene._questionnaire = (await questionnaires.ReadAsync(db, sector.TemplateVersionId)).Content;
        await tell(scene);
        db.Operations.Add(new Operation(person.Id, act.OperationId, sector.CountryId, kind, hash, StatusCodes.Status200OK, null, scene.Now));
        try
        {
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same form arrived twice at the same moment, and the other one was first.
            await transaction.RollbackAsync();
            DomainRule.Require(await IsDoneAsync(db, act, hash), "Somebody else was faster. Look at the page again.");
        }
    }

    /// <summary>Refuses unless the person may do this now.</summary>
    public void Require(Act act)
    {
        DomainRule.Require(Rights.Allows(Person, Act.SeeProgress, Sector, Assessment) && (ActsAsAdviser || Person.Is(Role.Coordinator, Sector.CountryId) || Person.IsOfficialOf(Sector.MinistryId)), NotYours);
        DomainRule.Require(Rights.Allows(Person, act, Sector, Assessment), act switch
        {
            Act.Ask or Act.Propose => "Questions, observations and proposals are the adviser's, while the sector is in review.",
            Act.Comment => "A reply can be written once the sector has been in review.",
            Act.SettleProposal => "A proposal is taken or declined by the ministry or the coordinator, while the sector is in review or returned.",
            Act.Return => "You cannot return this sector now.",
            _ => "You cannot conclude this review now.",
        });
    }

    public void RequireRevision(int revision) =>
        DomainRule.Require(Sector.Revision == revision, "The sector has changed since you opened this page. Look at it again.");

    /// <summary>The question with this code.</summary>
    public Question Question(string code)
    {
        var question = _questionnaire!.Find(code);
        DomainRule.Require(question is not null, "There is no such question.");
        return question;
    }

    /// <summary>The ministry's answer as it stands.</summary>
    public Task<Answer?> AnswerAsync(string questionCode) =>
        Db.Answers.Where(answer => answer.SectorAssessmentId == Sector.Id && answer.QuestionCode == questionCode)
            .OrderByDescending(answer => answer.MinistryId == Sector.MinistryId).FirstOrDefaultAsync();

    public async Task<Proposal> ProposalAsync(Guid id)
    {
        var proposal = await Db.Proposals.SingleOrDefaultAsync(proposal => proposal.Id == id && proposal.SectorAssessmentId == Sector.Id);
        DomainRule.Require(proposal is not null, "This proposal is no longer there.");
        return proposal;
    }

    /// <summary>Writes a line, and the act for the stream.</summary>
    public void Add(CommentKind kind, string? questionCode, string? text, bool byAdviser)
    {
        Db.ReviewComments.Add(ReviewComment.On(Sector, questionCode, kind, text ?? "", Person.Author, byAdviser, Now));
        Did(kind switch { CommentKind.Question => "asked", CommentKind.Reply => "replied", _ => "observed" }, questionCode is null ? [] : [("question", questionCode)]);
    }

    public void Did(string kind, params IEnumerable<(string Name, string Text)> args) =>
        Db.Activities.Add(Activity.In(Sector, kind, Person.Author, Now, args));

    /// <summary>Ends the reading of the present submission, and lets the assessment follow.</summary>
    public async Task EndAsync(ReviewOutcome outcome, string? note)
    {
        var review = await Db.Reviews.SingleOrDefaultAsync(review => review.SectorAssessmentId == Sector.Id && review.SubmissionNumber == Sector.SubmissionCount);
        if (review is { Outcome: ReviewOutcome.Running })
        {
            review.End(outcome, note, Person.Name, Now);
        }

        Assessment.Follow();
    }

    private const string NotYours = "There is no such sector, or it is not yours.";

    private static async Task<bool> IsDoneAsync(MainstreamingDbContext db, ReviewAct act, string hash)
    {
        var done = await db.Operations.AsNoTracking().Where(operation => operation.Id == act.OperationId).Select(operation => operation.RequestHash).SingleOrDefaultAsync();
        DomainRule.Require(done is null || done == hash, "This form was already sent with another content. Load the page again.");
        return done is not null;
    }

    private static string Hash(ReviewAct act, string kind, object?[] said) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new object?[] { act.AssessmentId, act.SectorKey, kind, said }, QuestionnaireJson.Options)));
}
