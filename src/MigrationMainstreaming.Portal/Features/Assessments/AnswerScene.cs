using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>One question with all that a write must look at, read in one way to the database; the sector's state is held still until the
/// transaction ends.</summary>
/// <remarks>The answer itself is not locked. Who wrote on top of a version that has been overtaken meanwhile is told so by the database
/// when it saves (<see cref="Answer.Version"/> is a concurrency token, and there is one answer for each question), and looks again.</remarks>
internal sealed class AnswerScene
{
    private static readonly CompiledQuery<Func<MainstreamingDbContext, Guid, string, string, Guid, Guid, Task<Found?>>> FindShared = Find(HeldRows.Shared);
    private static readonly CompiledQuery<Func<MainstreamingDbContext, Guid, string, string, Guid, Guid, Task<Found?>>> FindAlone = Find(HeldRows.Alone);

    private readonly CountryProfile _profile;
    private readonly Questionnaire _questionnaire;
    private readonly bool _mayAct;

    private AnswerScene(MainstreamingDbContext db, Person person, SectorAssessment sector, CountryProfile profile, Questionnaire questionnaire, Question question, Answer? answer, Operation? done, bool mayAct, DateTimeOffset now) =>
        (Db, Person, Sector, _profile, _questionnaire, Question, Answer, Done, _mayAct, Now) = (db, person, sector, profile, questionnaire, question, answer, done, mayAct, now);

    public MainstreamingDbContext Db { get; }
    public Person Person { get; }
    public SectorAssessment Sector { get; }
    public Question Question { get; }

    /// <summary>The answer; <see langword="null"/> while there is none.</summary>
    public Answer? Answer { get; }

    /// <summary>What was done under this operation's key before; <see langword="null"/> for a new one.</summary>
    public Operation? Done { get; }

    /// <summary>The database's clock, the only one that is kept with answers.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Why the person may read this but not do it now; <see langword="null"/> when they may.</summary>
    public string? BarredSentence => _mayAct ? null : !Sector.IsOpen ? Sector.WhyNotOpen : /* RefusalText */ "Your role may read these answers, not change them.";

    public AnswerOutcome? Barred => BarredSentence is { } sentence ? new AnswerOutcome.Forbidden(sentence) : null;

    /// <summary>Whether a write here changes the sector's state too: the first answer begins the work.</summary>
    public bool Begins => Sector.Status != SectorStatus.InProgress;

    /// <param name="db">The context of the write, in its transaction.</param>
    /// <param name="questionnaires">Where versions are kept.</param>
    /// <param name="person">Who writes, as the database has them now.</param>
    /// <param name="place">Which question.</param>
    /// <param name="act">What for.</param>
    /// <param name="operationId">The key of the write.</param>
    /// <param name="alone">Whether nobody else may write in the sector meanwhile, as who begins the work must demand.
    /// Everybody else shares the hold and only keeps submissions, returns and closings out.</param>
    /// <returns>The scene; <see langword="null"/> when there is no such question, or the person may not know.</returns>
    public static async Task<AnswerScene?> SetAsync(MainstreamingDbContext db, QuestionnaireReader questionnaires, Person person, AnswerPlace place, Act act, Guid operationId, bool alone)
    {
        var found = await (alone ? FindAlone : FindShared).On(db)(db, place.AssessmentId, place.Sector, place.Question, person.Id, operationId);
        if (found is null || !Rights.Allows(person, Act.SeeAnswers, found.Sector, found.Assessment))
        {
            return null;
        }

        var questionnaire = await questionnaires.StructureAsync(db, found.Sector.TemplateVersionId);
        return questionnaire.Find(place.Question) is { } question
            ? new AnswerScene(db, person, found.Sector, found.Profile, questionnaire, question, found.Answer, found.Done, Rights.Allows(person, act, found.Sector, found.Assessment), found.Now)
            : null;
    }

    /// <summary>The query of every write; it holds the sector's row in this manner.</summary>
    private static CompiledQuery<Func<MainstreamingDbContext, Guid, string, string, Guid, Guid, Task<Found?>>> Find(string held) =>
        new(() => EF.CompileAsyncQuery((MainstreamingDbContext db, Guid assessmentId, string sectorKey, string questionCode, Guid personId, Guid operationId) => (
            from sector in db.SectorAssessments.TagWith(held).Where(sector => sector.AssessmentId == assessmentId && sector.TemplateKey == sectorKey)
            join assessment in db.Assessments on sector.AssessmentId equals assessment.Id
            join jurisdiction in db.Jurisdictions on assessment.JurisdictionId equals jurisdiction.Id
            from answer in db.Answers.Where(answer => answer.SectorAssessmentId == sector.Id && answer.QuestionCode == questionCode && answer.MinistryId == sector.MinistryId).DefaultIfEmpty()
            from done in db.Operations.Where(operation => operation.UserId == personId && operation.Id == operationId).DefaultIfEmpty()
            select new Found(sector, assessment, jurisdiction.Profile, answer, done, DatabaseClock.Now())).SingleOrDefault()));

    private sealed record Found(SectorAssessment Sector, Assessment Assessment, CountryProfile Profile, Answer? Answer, Operation? Done, DateTimeOffset Now);

    /// <summary>Whether the question's condition holds now.</summary>
    public async Task<bool> IsAskedAsync()
    {
        if (Question.When is null)
        {
            return true;
        }

        var deciders = _questionnaire.DecidersOf(Question);
        var answers = deciders.Count == 0 ? [] : await Db.Answers.AsNoTracking()
            .Where(answer => answer.SectorAssessmentId == Sector.Id && answer.MinistryId == Sector.MinistryId && deciders.Contains(answer.QuestionCode)).ToListAsync();
        return SectorProgress.Of(_questionnaire, _profile, answers.Select(answer => KeyValuePair.Create(answer.QuestionCode, answer.Content))).IsAsked(Question.Code);
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
        if (Begins)
        {
            Sector.Begin(Now);
            Db.Activities.Add(Activity.In(Sector, "begun", Person.Author, Now));
        }
    }
}
