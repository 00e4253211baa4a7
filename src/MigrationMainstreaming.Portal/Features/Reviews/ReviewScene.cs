using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>What an act in a review works with, inside its transaction: who acts, where, and what is there.</summary>
internal sealed class ReviewScene
{
    public required MainstreamingDbContext Db { get; init; }
    public required Person Person { get; init; }
    public required Assessment Assessment { get; init; }
    public required SectorAssessment Sector { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required Questionnaire Questionnaire { get; init; }

    /// <summary>Whether the person speaks as the adviser here; coordinator and ministry speak for the government.</summary>
    public bool ActsAsAdviser => Person.Is(Role.Adviser, Sector.CountryId);

    /// <summary>Finds the sector and locks it: acts in one assessment come one after the other.</summary>
    public static async Task<ReviewScene> EnterAsync(ActScope scope, QuestionnaireReader questionnaires, ReviewAct act)
    {
        var assessment = await scope.LockAsync(act.AssessmentId);
        var sector = assessment?.Sectors.FirstOrDefault(sector => sector.TemplateKey == act.SectorKey);
        DomainRule.Require(assessment is not null && sector is not null, NotYours);
        return new ReviewScene
        {
            Db = scope.Db,
            Person = scope.Person,
            Assessment = assessment,
            Sector = sector,
            Now = scope.At,
            Questionnaire = (await questionnaires.ReadAsync(scope.Db, sector.TemplateVersionId)).Content,
        };
    }

    /// <summary>Refuses unless the person may do this now.</summary>
    public void Require(Act act)
    {
        DomainRule.Require(Rights.Allows(Person, Act.SeeProgress, Sector, Assessment) && (ActsAsAdviser || Person.Is(Role.Coordinator, Sector.CountryId) || Person.IsOfficialOf(Sector.MinistryId)), NotYours);
        DomainRule.Require(Rights.Allows(Person, act, Sector, Assessment), act switch
        {
            Act.Ask or Act.Propose => /* RefusalText */ "Questions, observations and proposals are the adviser's, while the sector is in review.",
            Act.Comment => /* RefusalText */ "A reply can be written once the sector has been in review.",
            Act.SettleProposal => /* RefusalText */ "A proposal is taken or declined by the ministry or the coordinator, while the sector is in review or returned.",
            Act.Return => /* RefusalText */ "You cannot return this sector now.",
            _ => /* RefusalText */ "You cannot conclude this review now.",
        });
    }

    public void RequireRevision(int revision) =>
        DomainRule.Require(Sector.Revision == revision, "The sector has changed since you opened this page. Look at it again.");

    /// <summary>The question with this code.</summary>
    public Question Question(string code)
    {
        var question = Questionnaire.Find(code);
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

    private const string NotYours = /* RefusalText */ "There is no such sector, or it is not yours.";
}
