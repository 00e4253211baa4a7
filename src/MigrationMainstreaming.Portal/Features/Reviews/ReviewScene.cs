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
    private readonly ActScope _scope;
    private readonly ReviewAct _shown;

    private ReviewScene(ActScope scope, ReviewAct shown) => (_scope, _shown) = (scope, shown);

    public MainstreamingDbContext Db => _scope.Db;
    public Person Person => _scope.Person;
    public required Assessment Assessment { get; init; }
    public required SectorAssessment Sector { get; init; }
    public DateTimeOffset Now => _scope.At;
    public required Questionnaire Questionnaire { get; init; }

    /// <summary>Whether the person speaks as the adviser here; coordinator and ministry speak for the government.</summary>
    public bool ActsAsAdviser => Person.Is(Role.Adviser, Sector.CountryId);

    /// <summary>Finds the sector and locks it: acts in one assessment come one after the other.</summary>
    public static async Task<ReviewScene> EnterAsync(ActScope scope, QuestionnaireReader questionnaires, ReviewAct act)
    {
        var assessment = await scope.LockAsync(act.AssessmentId);
        var sector = assessment?.Sectors.FirstOrDefault(sector => sector.TemplateKey == act.SectorKey);
        DomainRule.Require(assessment is not null && sector is not null, NotYours);
        return new ReviewScene(scope, act)
        {
            Assessment = assessment,
            Sector = sector,
            Questionnaire = (await questionnaires.ReadAsync(scope.Db, sector.TemplateVersionId)).Content,
        };
    }

    /// <summary>Refuses unless the person may do this now, and was shown how things stand: the sector, and what was said about the answer.</summary>
    public async Task RequireAsync(Act act, string? questionCode = null)
    {
        DomainRule.Require(Rights.Allows(Person, Act.SeeProgress, Sector, Assessment) && (ActsAsAdviser || Person.Is(Role.Coordinator, Sector.CountryId) || Person.IsOfficialOf(Sector.MinistryId)), NotYours);
        await _scope.RequireShownAsync(Sector.Revision == _shown.Revision, Assessment, Sector);
        DomainRule.Require(Rights.Allows(Person, act, Sector, Assessment), act switch
        {
            Act.Ask or Act.Propose => /* RefusalText */ "Questions, observations and proposals are the adviser's, while the sector is in review.",
            Act.Comment => /* RefusalText */ "A reply can be written once the sector has been in review.",
            Act.SettleProposal => /* RefusalText */ "A proposal is taken or declined by the ministry or the coordinator, while the sector is in review or returned.",
            Act.Return => /* RefusalText */ "You cannot return this sector now.",
            _ => /* RefusalText */ "You cannot conclude this review now.",
        });
        if (act is not (Act.Return or Act.Conclude))
        {
            await RequireShownTalkAsync(questionCode);
        }
    }

    /// <summary>Refuses what was decided on top of an older answer.</summary>
    public void RequireShown(Answer? answer) => ActScope.RequireShown(answer, _shown.AnswerVersion);

    private async Task RequireShownTalkAsync(string? questionCode)
    {
        var lines = await Db.ReviewComments.AsNoTracking().Where(line => line.SectorAssessmentId == Sector.Id && line.QuestionCode == questionCode).ToListAsync();
        var proposals = questionCode is null ? [] : await Db.Proposals.AsNoTracking().Where(proposal => proposal.SectorAssessmentId == Sector.Id && proposal.QuestionCode == questionCode).ToListAsync();
        if (TalkState.Of(lines, proposals) != _shown.Talk)
        {
            throw new DomainRuleException(ActScope.Stale) { Overtaken = TalkState.Last(lines, proposals) };
        }
    }

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

    /// <summary>The proposal, for who may do this with it.</summary>
    public async Task<Proposal> ProposalAsync(Act act, Guid id)
    {
        var proposal = await Db.Proposals.SingleOrDefaultAsync(proposal => proposal.Id == id && proposal.SectorAssessmentId == Sector.Id);
        await RequireAsync(act, proposal?.QuestionCode);
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
