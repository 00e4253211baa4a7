using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>One question with all that a write must look at, held still until its transaction ends.</summary>
internal sealed class AnswerScene
{
    private readonly Guid _jurisdictionId;
    private readonly Questionnaire _questionnaire;
    private readonly bool _mayAct;

    private AnswerScene(MainstreamingDbContext db, Person person, SectorAssessment sector, Guid jurisdictionId, Questionnaire questionnaire, Question question, Answer? answer, bool mayAct, DateTimeOffset now) =>
        (Db, Person, Sector, _jurisdictionId, _questionnaire, Question, Answer, _mayAct, Now) = (db, person, sector, jurisdictionId, questionnaire, question, answer, mayAct, now);

    public MainstreamingDbContext Db { get; }
    public Person Person { get; }
    public SectorAssessment Sector { get; }
    public Question Question { get; }

    /// <summary>The answer; <see langword="null"/> while there is none.</summary>
    public Answer? Answer { get; }

    /// <summary>The database's clock, the only one that orders answers.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Why the person may read this but not do it now; <see langword="null"/> when they may.</summary>
    public string? BarredSentence => _mayAct ? null : !Sector.IsOpen ? Sector.WhyNotOpen : /* RefusalText */ "Your role may read these answers, not change them.";

    public AnswerOutcome? Barred => BarredSentence is { } sentence ? new AnswerOutcome.Forbidden(sentence) : null;

    /// <returns>The scene; <see langword="null"/> when there is no such question, or the person may not know.</returns>
    public static async Task<AnswerScene?> SetAsync(MainstreamingDbContext db, QuestionnaireReader questionnaires, Person person, AnswerPlace place, Act act)
    {
        var assessment = await db.Assessments.AsNoTracking().SingleOrDefaultAsync(assessment => assessment.Id == place.AssessmentId);
        var seen = assessment is null ? null : await db.SectorAssessments.AsNoTracking()
            .Where(sector => sector.AssessmentId == place.AssessmentId && sector.TemplateKey == place.Sector)
            .Select(sector => new { sector.Id, sector.Status }).SingleOrDefaultAsync();
        if (assessment is null || seen is null)
        {
            return null;
        }

        // Nobody may submit, return or close while an answer is written. Answers to other questions only share the lock, unless the first
        // one is about to begin the work.
        var held = seen.Status == SectorStatus.InProgress
            ? db.SectorAssessments.FromSql($"select * from sector_assessments where id = {seen.Id} for share")
            : db.SectorAssessments.FromSql($"select * from sector_assessments where id = {seen.Id} for no key update");
        var sector = await held.SingleAsync();
        if (!Rights.Allows(person, Act.SeeAnswers, sector, assessment))
        {
            return null;
        }

        var questionnaire = (await questionnaires.ReadAsync(db, sector.TemplateVersionId)).Content;
        if (questionnaire.Find(place.Question) is not { } question)
        {
            return null;
        }

        // Writers of one answer come one after the other, also of the first one, which has no row to lock yet.
        var turn = $"{sector.Id}/{question.Code}";
        var now = await db.Database.SqlQuery<DateTimeOffset>($"select clock_timestamp() as \"Value\" from pg_advisory_xact_lock(hashtextextended({turn}, 0))").SingleAsync();
        var answer = await db.Answers.SingleOrDefaultAsync(answer => answer.SectorAssessmentId == sector.Id && answer.QuestionCode == question.Code && answer.MinistryId == sector.MinistryId);
        return new AnswerScene(db, person, sector, assessment.JurisdictionId, questionnaire, question, answer, Rights.Allows(person, act, sector, assessment), now.ToUniversalTime());
    }

    /// <summary>Whether the question's condition holds now.</summary>
    public async Task<bool> IsAskedAsync()
    {
        if (Question.When is null)
        {
            return true;
        }

        var profile = await Db.Jurisdictions.AsNoTracking().Where(jurisdiction => jurisdiction.Id == _jurisdictionId).Select(jurisdiction => jurisdiction.Profile).SingleAsync();
        var answers = await Db.Answers.AsNoTracking().Where(answer => answer.SectorAssessmentId == Sector.Id && answer.MinistryId == Sector.MinistryId).ToListAsync();
        return SectorProgress.Of(_questionnaire, profile, answers.Select(answer => KeyValuePair.Create(answer.QuestionCode, answer.Content))).IsAsked(Question.Code);
    }

    /// <summary>The answer that waits beside this question's for a choice.</summary>
    public Task<SetAsideAnswer?> SetAsideAsync(Guid id, bool settledToo = false) =>
        Db.SetAsideAnswers.SingleOrDefaultAsync(aside => aside.Id == id && aside.SectorAssessmentId == Sector.Id && aside.QuestionCode == Question.Code && (settledToo || aside.SettledAt == null));

    /// <summary>Replaces the answer's content, keeps the revision, and begins the work where it had not begun.</summary>
    public void Record(Answer answer, AnswerContent content, int basedOn, AnswerOrigin origin, Guid operationId)
    {
        var revision = answer.Record(Question, content, basedOn, Person.Author, origin, operationId, Now);
        if (Answer is null)
        {
            Db.Answers.Add(answer);
        }

        Db.AnswerRevisions.Add(revision);
        if (Sector.Status != SectorStatus.InProgress)
        {
            Sector.Begin(Now);
            Db.Activities.Add(Activity.In(Sector, "begun", Person.Author, Now));
        }
    }
}
