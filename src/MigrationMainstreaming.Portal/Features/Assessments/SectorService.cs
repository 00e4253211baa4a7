using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Components.Questions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>What people read of a sector's questionnaire: where it stands, its answers, their histories.</summary>
public sealed class SectorService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires, FrameworkTitles frameworks)
{
    /// <summary>The kind of the activity that keeps why the coordinator asks for an answer after all.</summary>
    internal const string NotApplicableRefused = "not-applicable-refused";

    private static readonly CompiledQuery<Func<MainstreamingDbContext, Guid, string, Task<Found?>>> Find =
        new(() => EF.CompileAsyncQuery((MainstreamingDbContext db, Guid assessmentId, string sectorKey) => (
            from assessment in db.Assessments.AsNoTracking()
            join sector in db.SectorAssessments on assessment.Id equals sector.AssessmentId
            join jurisdiction in db.Jurisdictions on assessment.JurisdictionId equals jurisdiction.Id
            join ministry in db.Ministries on sector.MinistryId equals ministry.Id
            where assessment.Id == assessmentId && sector.TemplateKey == sectorKey
            select new Found(assessment, sector, jurisdiction, ministry.Name)).SingleOrDefault()));

    // One question at a time: for a list of them the database looks through all answers of the sector.
    private static readonly CompiledQuery<Func<MainstreamingDbContext, Guid, string, Task<Looked?>>> Look =
        new(() => EF.CompileAsyncQuery((MainstreamingDbContext db, Guid sectorId, string questionCode) => (
            from sector in db.SectorAssessments.AsNoTracking().Where(sector => sector.Id == sectorId)
            from answer in db.Answers.Where(answer => answer.SectorAssessmentId == sector.Id && answer.MinistryId == sector.MinistryId && answer.QuestionCode == questionCode).DefaultIfEmpty()
            select new Looked(
                sector.Revision, answer,
                db.SetAsideAnswers.Any(aside => aside.SectorAssessmentId == sector.Id && aside.SettledAt == null && aside.QuestionCode == questionCode))).SingleOrDefault()));

    /// <returns>The sector; <see langword="null"/> when there is none that the person may know of.</returns>
    public async Task<SectorView?> FindAsync(Guid assessmentId, string sector)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return await ReadAsync(db, assessmentId, sector);
    }

    /// <summary>What a page shows, with these answers as they are now. Only they are read, where nothing else of the sector has changed.</summary>
    /// <returns>The sector; <see langword="null"/> when the person may no longer know of it.</returns>
    public async Task<SectorView?> FreshenAsync(SectorView shown, IReadOnlySet<string> questionCodes)
    {
        await using var db = await contexts.CreateDbContextAsync();
        if (shown.MayRead && await user.PersonAsync() is { } person)
        {
            var now = new Dictionary<string, AnswerView>();
            foreach (var code in questionCodes)
            {
                // A sector that was submitted or returned, two answers, an answer that was taken back: what is shown with them is read with them.
                if (await Look.On(db)(db, shown.Sector.Id, code) is { HasTwoAnswers: false, Answer: { Value: not null } answer } looked && looked.Revision == shown.Sector.Revision)
                {
                    now[code] = ViewOf(answer, answer.Content, person);
                }
            }

            if (now.Count == questionCodes.Count && Rights.Allows(person, Act.SeeAnswers, shown.Sector, shown.Assessment))
            {
                return shown.With(now);
            }
        }

        return await ReadAsync(db, shown.Assessment.Id, shown.Sector.TemplateKey);
    }

    /// <returns>An entry for each question that is asked now; <see langword="null"/> when the person may not read them.</returns>
    public async Task<IReadOnlyDictionary<string, AnswerEntry>?> AnswersAsync(Guid assessmentId, string sector)
    {
        await using var db = await contexts.CreateDbContextAsync();
        if (await ReadAsync(db, assessmentId, sector) is not { MayRead: true } view)
        {
            return null;
        }

        return view.Progress.Asked.ToDictionary(question => question.Code, question => EntryOf(view.AnswerTo(question)));
    }

    /// <returns>All versions of an answer; <see langword="null"/> when the person may not read them.</returns>
    public async Task<HistoryView?> HistoryAsync(Guid assessmentId, string sector, string questionCode)
    {
        await using var db = await contexts.CreateDbContextAsync();
        if (await ReadAsync(db, assessmentId, sector) is not { MayRead: true } view || view.Questionnaire.Find(questionCode) is not { } question)
        {
            return null;
        }

        var revisions = await db.AnswerRevisions.AsNoTracking()
            .Where(revision => revision.SectorAssessmentId == view.Sector.Id && revision.QuestionCode == questionCode
                && db.Answers.Any(answer => answer.Id == revision.AnswerId && answer.MinistryId == view.Sector.MinistryId))
            .OrderByDescending(revision => revision.Version).ToListAsync();
        var setAside = await db.SetAsideAnswers.AsNoTracking()
            .Where(aside => aside.SectorAssessmentId == view.Sector.Id && aside.QuestionCode == questionCode)
            .OrderByDescending(aside => aside.At).ToListAsync();
        return new HistoryView(view, question, revisions, setAside);
    }

    private static AnswerView ViewOf(Answer answer, AnswerContent content, Person person) => new(content, answer.Version)
    {
        AnsweredAt = answer.AnsweredAt,
        AnsweredBy = answer.AnsweredByName,
        ByReader = answer.AnsweredById == person.Id,
        IsConfirmed = answer.IsConfirmedNotApplicable,
    };

    private static AnswerEntry EntryOf(AnswerView answer) => answer.Version == 0
        ? AnswerEntry.None
        : new AnswerEntry(answer.Content.Value, answer.Content.Comment, answer.Content.Source, answer.Version, answer.AnsweredAt, answer.AnsweredBy);

    private async Task<SectorView?> ReadAsync(MainstreamingDbContext db, Guid assessmentId, string sectorKey)
    {
        if (await user.PersonAsync() is not { } person)
        {
            return null;
        }

        if (await Find.On(db)(db, assessmentId, sectorKey) is not var (assessment, sector, jurisdiction, ministry) || !IsFor(person, sector, assessment))
        {
            return null;
        }

        var questionnaire = (await questionnaires.ReadAsync(db, sector.TemplateVersionId)).Content;
        var answers = await db.Answers.AsNoTracking().Where(answer => answer.SectorAssessmentId == sector.Id && answer.MinistryId == sector.MinistryId).ToListAsync();
        var once = new Once();
        var contents = Contents(questionnaire, answers, once);
        var mayRead = Rights.Allows(person, Act.SeeAnswers, sector, assessment);
        return new SectorView
        {
            Assessment = assessment,
            Sector = sector,
            Jurisdiction = jurisdiction.Name,
            Ministry = ministry,
            Questionnaire = questionnaire,
            Progress = SectorProgress.Of(questionnaire, jurisdiction.Profile, contents),
            Frameworks = await frameworks.OfAsync(db, jurisdiction.Frameworks),
            MayRead = mayRead,
            MayAnswer = mayRead && Rights.Allows(person, Act.Answer, sector, assessment),
            MayConfirm = mayRead && Rights.Allows(person, Act.ConfirmNotApplicable, sector, assessment),
            Answers = mayRead ? await ViewsAsync(db, person, sector, answers, contents, once) : new Dictionary<string, AnswerView>(),
            Notes = mayRead ? await NotesAsync(db, sector) : new Dictionary<string, ReviewNotes>(),
        };
    }

    /// <summary>What the answers say, by question code. An open page keeps all of it, so equal things are kept once: the code that the questionnaire
    /// has already, a choice that many answers make, a law that many cite.</summary>
    private static Dictionary<string, AnswerContent> Contents(Questionnaire questionnaire, IReadOnlyCollection<Answer> answers, Once once)
    {
        foreach (var question in questionnaire.Questions)
        {
            once.Of(question.Code);
        }

        return answers.ToDictionary(answer => once.Of(answer.QuestionCode), answer => once.Of(new AnswerContent(once.Of(answer.Value), answer.Comment, once.Of(answer.Source))), StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyDictionary<string, ReviewNotes>> NotesAsync(MainstreamingDbContext db, SectorAssessment sector)
    {
        // Before the first submission nobody has read anything.
        if (sector.SubmissionCount == 0)
        {
            return new Dictionary<string, ReviewNotes>();
        }

        var comments = await db.ReviewComments.AsNoTracking().Where(comment => comment.SectorAssessmentId == sector.Id && comment.ResolvedAt == null).ToListAsync();
        var proposals = await db.Proposals.AsNoTracking().Where(proposal => proposal.SectorAssessmentId == sector.Id).ToListAsync();
        return ReviewNotes.Of(comments, proposals);
    }

    /// <summary>Officials have no business in the sectors of other ministries; everybody else sees at least how far it is.</summary>
    private static bool IsFor(Person person, SectorAssessment sector, Assessment assessment) =>
        Rights.Allows(person, Act.SeeAnswers, sector, assessment)
        || (Rights.Allows(person, Act.SeeProgress, sector, assessment) && person.Is(Role.Adviser, sector.CountryId));

    private static async Task<IReadOnlyDictionary<string, AnswerView>> ViewsAsync(MainstreamingDbContext db, Person person, SectorAssessment sector, IReadOnlyList<Answer> answers, IReadOnlyDictionary<string, AnswerContent> contents, Once once)
    {
        var setAside = await db.SetAsideAnswers.AsNoTracking()
            .Where(aside => aside.SectorAssessmentId == sector.Id && aside.SettledAt == null).OrderBy(aside => aside.At).ToListAsync();
        var before = setAside.Count == 0 ? [] : await db.AnswerRevisions.AsNoTracking()
            .Where(revision => revision.SectorAssessmentId == sector.Id && setAside.Select(aside => aside.QuestionCode).Contains(revision.QuestionCode)).ToListAsync();
        var refusals = await db.Activities.AsNoTracking()
            .Where(activity => activity.SectorAssessmentId == sector.Id && activity.Kind == NotApplicableRefused).OrderBy(activity => activity.At).ToListAsync();
        var given = answers.Where(answer => answer.Version > 0).ToList();
        return given.ToDictionary(answer => once.Of(answer.QuestionCode), answer => ViewOf(answer, contents[answer.QuestionCode], person) with
        {
            AnsweredBy = once.Of(answer.AnsweredByName),
            Refusal = answer.Value is not null ? null : RefusalOf(refusals.LastOrDefault(activity => activity.Args.GetValueOrDefault("question") == answer.QuestionCode)),
            SetAside = SetAsideOf(setAside.FirstOrDefault(aside => aside.QuestionCode == answer.QuestionCode)),
        });

        static RefusalView? RefusalOf(Activity? activity) =>
            activity is null ? null : new RefusalView(activity.Args.GetValueOrDefault("reason") ?? "", activity.ByName, activity.At);

        SetAsideView? SetAsideOf(SetAsideAnswer? aside)
        {
            if (aside is null)
            {
                return null;
            }

            var shown = before.FirstOrDefault(revision => revision.QuestionCode == aside.QuestionCode && revision.Version == aside.BasedOn);
            return new SetAsideView(aside.Id, aside.Content,
                shown is null ? AnswerContent.Empty : new AnswerContent(shown.Value, shown.Comment, shown.Source), aside.ByName, aside.ById == person.Id, aside.At);
        }
    }

    private sealed record Found(Assessment Assessment, SectorAssessment Sector, Jurisdiction Jurisdiction, LocalText Ministry);

    private sealed record Looked(int Revision, Answer? Answer, bool HasTwoAnswers);
}
