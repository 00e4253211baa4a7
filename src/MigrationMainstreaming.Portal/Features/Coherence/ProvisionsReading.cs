using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components.Questions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>Works out the hits of an assessment for one person, from the answers that this person may see. Reading and writing begin here alike.</summary>
internal sealed class ProvisionsReading(MainstreamingDbContext db, QuestionnaireReader questionnaires, Person person)
{
    private static readonly bool[] Touching = [false, true];
    /// <returns>The hits; <see langword="null"/> when there is no such assessment for the person, or hits are not theirs to see.</returns>
    public async Task<ProvisionsView?> FindAsync(Guid assessmentId)
    {
        var assessment = await db.Assessments.AsNoTracking().Include(assessment => assessment.Sectors).SingleOrDefaultAsync(assessment => assessment.Id == assessmentId);
        return assessment is null ? null : await OfAsync(assessment);
    }

    /// <inheritdoc cref="FindAsync"/>
    public async Task<ProvisionsView?> OfAsync(Assessment assessment)
    {
        if (!Rights.SeesSomeProvisions(person, assessment))
        {
            return null;
        }

        var rules = RuleSetVersion.For(await db.RuleSetVersions.AsNoTracking().Where(version => version.PublishedAt != null).ToListAsync(), assessment.OpenedAt);
        var jurisdiction = await db.Jurisdictions.AsNoTracking().SingleAsync(jurisdiction => jurisdiction.Id == assessment.JurisdictionId);
        var sources = await SourcesAsync(assessment, jurisdiction.Profile);
        var (comments, settlements) = await RecordsAsync(assessment);
        var (hits, compared) = (new List<ShownHit>(), 0);
        foreach (var rule in rules?.Content.Rules ?? [])
        {
            var sectors = rule.Sectors.Select(key => assessment.Sectors.FirstOrDefault(sector => sector.TemplateKey == key)).OfType<SectorAssessment>().ToList();
            var touchesOwn = sectors.Exists(sector => person.IsOfficialOf(sector.MinistryId) && sector.Status != SectorStatus.Closed);
            var outcome = rule.OutcomeFor(jurisdiction.Profile, key => Source(key)?.Progress);
            compared += outcome == RuleOutcome.NotCompared ? 0 : 1;
            if (outcome == RuleOutcome.InTension)
            {
                hits.Add(HitOf(assessment, rule, [.. rule.Sides.Select(side => SideOf(assessment, side, Source(side.Sector)!))], sectors, comments[rule.Code], [.. settlements[rule.Code]]));
            }

            Source? Source(string key) => sectors.Find(sector => sector.TemplateKey == key) is { } sector ? sources.GetValueOrDefault((sector.Id, touchesOwn)) : null;
        }

        var own = assessment.Sectors.OrderBy(sector => sector.Position).Select(sector => sources.GetValueOrDefault((sector.Id, false))).OfType<Source>().ToList();
        var items = hits.SelectMany(hit => hit.Rule.Items).ToHashSet(StringComparer.Ordinal);
        return new ProvisionsView
        {
            Assessment = assessment,
            RulesVersion = rules?.Number,
            RuleCount = rules?.Content.Rules.Count ?? 0,
            ComparedCount = compared,
            Hits = [.. hits.OrderBy(hit => hit.IsSettled)],
            Differences = [.. own.SelectMany(source => LawAndPracticeDifference.In(source.Progress).Select(difference => new ShownDifference(source.Sector, difference, source.Given(difference.Question.Code)!.Source, source.AddressOf(assessment, difference.Question.Code))))],
            Items = await ItemsAsync(items, jurisdiction),
            Ministries = await db.Ministries.AsNoTracking().Where(ministry => ministry.CountryId == assessment.CountryId).ToDictionaryAsync(ministry => ministry.Id, ministry => ministry.Name),
            Sectors = sources.Values.DistinctBy(source => source.Sector.Id).ToDictionary(source => source.Sector.TemplateKey, source => source.Progress.Questionnaire.Title),
            Reading = new Reading(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, "en", jurisdiction.Profile),
            IsWhole = person.Is(Role.Coordinator, assessment.CountryId) || (!assessment.IsOpen && person.Is(Role.Official, assessment.CountryId)),
        };
    }

    private ShownHit HitOf(Assessment assessment, CoherenceRule rule, IReadOnlyList<ShownSide> sides, List<SectorAssessment> sectors, IEnumerable<HitComment> comments, List<HitSettlement> settlements)
    {
        IReadOnlyList<HitAnswer> answers = [.. sides.Select(side => side.Answer)];
        return new ShownHit(rule, sides, HitRecord.StateOf(answers, settlements),
            [.. comments.Where(comment => HitRecord.IsFor(comment.Answers, answers)).OrderBy(comment => comment.At)],
            [.. settlements.Where(settlement => HitRecord.IsFor(settlement.Answers, answers)).OrderBy(settlement => settlement.Number)],
            Rights.AllowsOnHit(person, Act.CommentOnHit, sectors, assessment),
            Rights.AllowsOnHit(person, Act.SettleHit, sectors, assessment));
    }

    private static ShownSide SideOf(Assessment assessment, RuleSide side, Source source)
    {
        var given = source.Given(side.Question)!;
        return new ShownSide(side, source.Sector, source.Progress.Questionnaire.Find(side.Question)!, given.Value!, given.Source, new HitAnswer(source.Sector.Id, side.Question, given.Version), source.AddressOf(assessment, side.Question),
            IsSubmitted: !source.Sector.IsOpen || source.Submitted?.GetValueOrDefault(side.Question) == given.Version);
    }

    /// <summary>Sector → its answers as the person reads them: in their own right (<see langword="false"/>), and where it stands against a
    /// sector of the own ministry (<see langword="true"/>).</summary>
    private async Task<Dictionary<(Guid Sector, bool TouchesOwn), Source>> SourcesAsync(Assessment assessment, CountryProfile profile)
    {
        var released = (await db.Submissions.AsNoTracking().Where(submission => submission.ReleasedAt != null && db.SectorAssessments.Any(sector => sector.Id == submission.SectorAssessmentId && sector.AssessmentId == assessment.Id))
            .Select(submission => submission.SectorAssessmentId).ToListAsync()).ToHashSet();
        var sights = assessment.Sectors.SelectMany(sector => Touching.Select(touches => (Sector: sector, TouchesOwn: touches, Sight: Rights.OfSide(person, sector, assessment, touches, released.Contains(sector.Id)))))
            .Where(sight => sight.Sight != SideSight.Nothing).ToList();

        var standing = sights.Where(sight => sight.Sight == SideSight.AsItStands).Select(sight => sight.Sector.Id).ToHashSet();
        var frozen = sights.Where(sight => sight.Sight != SideSight.AsItStands || (sight.Sector.IsOpen && sight.Sector.SubmissionCount > 0)).Select(sight => sight.Sector.Id).ToHashSet();
        var answers = (await db.Answers.AsNoTracking().Where(answer => standing.Contains(answer.SectorAssessmentId)).ToListAsync()).ToLookup(answer => answer.SectorAssessmentId);
        var submissions = (await db.Submissions.AsNoTracking().Where(submission => frozen.Contains(submission.SectorAssessmentId)).ToListAsync()).ToLookup(submission => submission.SectorAssessmentId);

        var chosen = sights.ToDictionary(sight => (sight.Sector.Id, sight.TouchesOwn), sight => sight.Sight == SideSight.AsItStands ? null
            : submissions[sight.Sector.Id].Where(submission => sight.Sight == SideSight.AsSubmitted || submission.ReleasedAt is not null).MaxBy(submission => submission.Number));
        var kept = await questionnaires.ReadAsync(db, [.. assessment.Sectors.Select(sector => sector.TemplateVersionId), .. chosen.Values.OfType<Submission>().Select(submission => submission.TemplateVersionId)]);
        return sights.Select(sight =>
        {
            var submission = chosen[(sight.Sector.Id, sight.TouchesOwn)];

            var given = submission is not null
                ? CountedAnswers.Of(submission.Answers, sight.Sector.MinistryId, answer => answer.QuestionCode, answer => answer.MinistryId)
                    .ToDictionary(answer => answer.QuestionCode, answer => new Given(answer.Value, answer.Source, answer.Version), StringComparer.Ordinal)
                : CountedAnswers.Of(answers[sight.Sector.Id], sight.Sector.MinistryId)
                    .ToDictionary(answer => answer.QuestionCode, answer => new Given(answer.Value, answer.Source, answer.Version), StringComparer.Ordinal);
            var submitted = submissions[sight.Sector.Id].MaxBy(latest => latest.Number)?.Answers.GroupBy(answer => answer.QuestionCode).ToDictionary(group => group.Key, group => group.Max(answer => answer.Version), StringComparer.Ordinal);
            var questionnaire = kept[submission?.TemplateVersionId ?? sight.Sector.TemplateVersionId].Content;
            return (Key: (sight.Sector.Id, sight.TouchesOwn), Source: new Source(sight.Sector, sight.Sight, SectorProgress.Of(questionnaire, profile, code => given.GetValueOrDefault(code)?.Content), given, submitted, PageOf(sight.Sector, assessment)));
        }).ToDictionary(pair => pair.Key, pair => pair.Source);
    }

    private Page PageOf(SectorAssessment sector, Assessment assessment) =>
        person.Is(Role.Coordinator, sector.CountryId) || person.IsOfficialOf(sector.MinistryId) ? Page.Questionnaire
        : person.Is(Role.Adviser, sector.CountryId) && Rights.Allows(person, Act.SeeSubmission, sector, assessment, releasedBefore: true) ? Page.Review
        : Page.None;

    private async Task<(ILookup<string, HitComment>, ILookup<string, HitSettlement>)> RecordsAsync(Assessment assessment) =>
        ((await db.HitComments.AsNoTracking().Where(comment => comment.AssessmentId == assessment.Id).ToListAsync()).ToLookup(comment => comment.RuleCode),
            (await db.HitSettlements.AsNoTracking().Where(settlement => settlement.AssessmentId == assessment.Id).ToListAsync()).ToLookup(settlement => settlement.RuleCode));

    private async Task<Dictionary<string, LocalText>> ItemsAsync(HashSet<string> items, Jurisdiction jurisdiction)
    {
        var codes = jurisdiction.Frameworks.Where(code => items.Any(item => new Link(item).FrameworkCode == code)).ToList();
        var frameworks = await db.Frameworks.AsNoTracking().Where(framework => codes.Contains(framework.Code)).ToListAsync();
        return frameworks.SelectMany(framework => framework.Content.Items.Select(item => (Code: $"{framework.Code}:{item.Code}", item.Title))).Where(item => items.Contains(item.Code)).ToDictionary(item => item.Code, item => item.Title, StringComparer.Ordinal);
    }

    private enum Page
    {
        None,
        Questionnaire,
        Review,
    }

    private sealed record Given(AnswerValue? Value, string? Source, int Version)
    {
        public AnswerContent Content => new(Value, null, Source);
    }

    /// <summary>A sector's answers as the person reads them, and the versions in its latest submission, where it is back with its ministry.</summary>
    private sealed record Source(SectorAssessment Sector, SideSight Sight, SectorProgress Progress, Dictionary<string, Given> Answers, Dictionary<string, int>? Submitted, Page Page)
    {
        public Given? Given(string questionCode) => Answers.GetValueOrDefault(questionCode);

        public string? AddressOf(Assessment assessment, string questionCode) => Page switch
        {
            Page.Review => $"{Links.Review(assessment.Id, Sector.TemplateKey)}?question={Uri.EscapeDataString(questionCode)}#desk",
            Page.Questionnaire when Progress.Questionnaire.SectionOf(questionCode) is { } section => Links.Question(assessment.Id, Sector.TemplateKey, section.Code, questionCode),
            _ => null,
        };
    }
}
