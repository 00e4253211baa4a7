using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Components.Questions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>Computes the results of an assessment from the answers that the reader may see.</summary>
/// <remarks>People of the country see the answers as they stand; an adviser those of today while a sector is released, and the latest
/// released submission while its ministry works on the next one.</remarks>
public sealed class ResultsService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires, CompiledQuestionnaires compiled, TimeProvider clock)
{
    /// <param name="assessmentId">The assessment.</param>
    /// <param name="withProposals">Whether the adviser's open proposals stand in the place of the ministries' values, to see what they would change.</param>
    /// <returns>The results; <see langword="null"/> when there is no such assessment for the reader, or none of its results are theirs.</returns>
    public async Task<ResultsView?> FindAsync(Guid assessmentId, bool withProposals = false)
    {
        await using var db = (await contexts.CreateDbContextAsync()).ForLongReading();
        if (await user.PersonAsync() is not { } person)
        {
            return null;
        }

        if (await db.FindSeenAsync(assessmentId, person) is not { } assessment)
        {
            return null;
        }

        var earlier = await EarlierAsync(db, person, assessment);
        if (earlier.Count == 0 && !Rights.SeesSomeResults(person, assessment))
        {
            return null;
        }

        var isWhole = Rights.Allows(person, Act.SeeResults, assessment);
        var ofTheCountry = person.Is(Role.Coordinator, assessment.CountryId) || person.Is(Role.Official, assessment.CountryId);
        var seen = assessment.SectorsSeenBy(person)
            .Where(sector => Rights.Allows(person, Act.SeeResults, sector, assessment) || earlier.ContainsKey(sector.Id) || sector.Status == SectorStatus.Closed).ToList();
        var profile = await db.Jurisdictions.AsNoTracking().Where(jurisdiction => jurisdiction.Id == assessment.JurisdictionId)
            .Select(jurisdiction => new { jurisdiction.Profile, jurisdiction.Frameworks }).SingleAsync();
        var kept = await questionnaires.ReadAsync(db, [.. assessment.Sectors.Select(sector => sector.TemplateVersionId), .. earlier.Values.Select(submission => submission.TemplateVersionId)]);
        var ministries = await db.Ministries.AsNoTracking().Where(ministry => ministry.CountryId == assessment.CountryId).ToDictionaryAsync(ministry => ministry.Id, ministry => ministry.Name);
        var open = seen.Where(sector => sector.Status != SectorStatus.Closed && !earlier.ContainsKey(sector.Id)).Select(sector => sector.Id).ToList();
        var answers = (await db.Answers.AsNoTracking().Where(answer => open.Contains(answer.SectorAssessmentId)).ToListAsync()).ToLookup(answer => answer.SectorAssessmentId);
        var proposals = await OpenProposalsAsync(db, person, assessment, seen);
        var frameworks = await db.Frameworks.AsNoTracking().ToListAsync();
        var plan = await db.NationalPlans.AsNoTracking().SingleOrDefaultAsync(found => found.CountryId == assessment.CountryId && found.JurisdictionId == assessment.CountryId);
        var published = await db.PublishedValues.AsNoTracking().Where(value => value.CountryId == assessment.CountryId && value.EndedAt == null).ToListAsync();
        var sectors = seen.Select(sector => ResultOf(sector)).ToList();
        var policy = assessment.Sectors.Where(sector => kept[sector.TemplateVersionId].Content.Kind == QuestionnaireKind.Sector).ToList();
        var stored = await db.ResultSnapshots.AsNoTracking().Where(snapshot => snapshot.AssessmentId == assessment.Id).OrderByDescending(snapshot => snapshot.At).ThenBy(snapshot => snapshot.Id)
            .Select(snapshot => new { snapshot.SectorAssessmentId, snapshot.Act, snapshot.Number, snapshot.At, snapshot.FormulaVersion, snapshot.Hash }).ToListAsync();
        return new ResultsView
        {
            Assessment = assessment,
            Sectors = sectors,
            Scorecard = AssessmentScorecard.Of(sectors.Where(sector => sector.Scorecard is not null).Select(sector => sector.Scorecard!), sectors.Where(sector => sector.Scorecard is null).Select(sector => sector.Key)),
            SectorCount = policy.Count,
            ReviewedCount = policy.Count(sector => sector.Status == SectorStatus.Reviewed),
            Proposed = [.. sectors.SelectMany(sector => proposals[sector.Sector.Id].Where(proposal => sector.Questionnaire.Find(proposal.QuestionCode) is not null).Select(proposal => new ProposedChange(sector, proposal)))],
            ShowsProposals = withProposals,
            CanTryOut = seen.Exists(sector => Rights.Allows(person, Act.TryOut, sector, assessment)),
            IsWhole = isWhole,
            SeesCoherence = Rights.SeesSomeProvisions(person, assessment),
            ShowsOverall = isWhole && ofTheCountry,
            Published = PublishedValueService.InOrder(published).ToLookup(value => value.Indicator),
            MayRecordPublished = Rights.Allows(person, Act.RecordPublished, assessment.CountryId),
            Frameworks =
            [
                .. frameworks.Where(framework => profile.Frameworks.Contains(framework.Code)).Select(framework => framework.Content)
                    .OrderByDescending(framework => framework.Code == "sdg").ThenByDescending(framework => framework.Code == "gcm").ThenBy(framework => framework.Code, StringComparer.Ordinal),
                .. plan is { Content.Items.Count: > 0 } ? new[] { plan.AsFramework() } : [],
            ],
            Stored =
            [
                .. stored.Where(snapshot => MayKnow(snapshot.SectorAssessmentId, snapshot.Number)).Select(snapshot => new StoredResult(
                    seen.Find(sector => sector.Id == snapshot.SectorAssessmentId)?.TemplateKey, snapshot.Act, snapshot.Number, snapshot.At, snapshot.FormulaVersion, snapshot.Hash)),
            ],
            MayTakePackage = Rights.Allows(person, Act.TakePackage, assessment),
            Reading = new Reading(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, "en", profile.Profile),
            ComputedAt = clock.GetUtcNow(),
        };

        // A stored result is known to who sees the results that it keeps: those of the whole, of the sector, of a submission that was released.
        bool MayKnow(Guid? sectorId, int number) => sectorId is null
            ? isWhole
            : seen.Find(sector => sector.Id == sectorId) is { } sector && (earlier.TryGetValue(sector.Id, out var released) ? number <= released.Number : Rights.Allows(person, Act.SeeResults, sector, assessment));

        SectorResult ResultOf(SectorAssessment sector)
        {
            var submission = earlier.GetValueOrDefault(sector.Id);
            var questionnaire = kept[submission?.TemplateVersionId ?? sector.TemplateVersionId];

            var given = submission is not null
                ? submission.Answers.ToDictionary(answer => answer.QuestionCode, ResultAnswer.Of, StringComparer.Ordinal)
                : CountedAnswers.Of(answers[sector.Id], sector.MinistryId).ToDictionary(answer => answer.QuestionCode, ResultAnswer.Of, StringComparer.Ordinal);
            var scorecard = sector.Status == SectorStatus.Closed ? null
                : ScoreCalculator.Score(compiled.Of(questionnaire, profile.Profile, plan), given.ToDictionary(pair => pair.Key, pair => pair.Value.Scored, StringComparer.Ordinal));
            var own = (Scorecard: scorecard, Answers: given);
            foreach (var proposal in withProposals && scorecard is not null ? proposals[sector.Id] : [])
            {
                given = new(given, StringComparer.Ordinal) { [proposal.QuestionCode] = new ResultAnswer(new ScoredAnswer(proposal.Value), proposal.AnswerVersion, proposal.At) };
                scorecard = scorecard!.With(proposal.QuestionCode, given[proposal.QuestionCode].Scored);
            }

            return new SectorResult(sector, questionnaire, ministries[sector.MinistryId], scorecard, given)
            {
                Own = own,
                Submission = submission is null ? null : (submission.Number, submission.SubmittedAt),
                AnswersAt = !ofTheCountry && person.Is(Role.Adviser, sector.CountryId) ? AnswersAt.Review
                    : ofTheCountry && Rights.Allows(person, Act.SeeAnswers, sector, assessment) ? AnswersAt.Questionnaire
                    : AnswersAt.Nowhere,
            };
        }
    }

    /// <summary>Of an adviser: the latest released submission of each sector whose ministry has taken it up again.</summary>
    private static async Task<Dictionary<Guid, Submission>> EarlierAsync(MainstreamingDbContext db, Person person, Assessment assessment)
    {
        var sectors = assessment.Sectors
            .Where(sector => sector.Status != SectorStatus.Closed && !Rights.Allows(person, Act.SeeResults, sector, assessment) && Rights.Allows(person, Act.SeeSubmission, sector, assessment, releasedBefore: true))
            .Select(sector => sector.Id).ToList();
        var released = await db.Submissions.AsNoTracking().Where(submission => sectors.Contains(submission.SectorAssessmentId) && submission.ReleasedAt != null).ToListAsync();
        return released.GroupBy(submission => submission.SectorAssessmentId).ToDictionary(group => group.Key, group => group.MaxBy(submission => submission.Number)!);
    }

    /// <summary>The adviser's open proposals, the latest of each question, in the sectors whose answers the reader may read.</summary>
    private static async Task<ILookup<Guid, Proposal>> OpenProposalsAsync(MainstreamingDbContext db, Person person, Assessment assessment, IReadOnlyList<SectorAssessment> seen)
    {
        var read = seen.Where(sector => Rights.Allows(person, Act.SeeAnswers, sector, assessment)).Select(sector => sector.Id).ToList();
        var open = await db.Proposals.AsNoTracking().Where(proposal => read.Contains(proposal.SectorAssessmentId) && proposal.Status == ProposalStatus.Proposed).ToListAsync();
        return open.GroupBy(proposal => (proposal.SectorAssessmentId, proposal.QuestionCode)).Select(group => group.MaxBy(proposal => proposal.At)!)
            .OrderBy(proposal => proposal.QuestionCode, StringComparer.Ordinal).ToLookup(proposal => proposal.SectorAssessmentId);
    }

    /// <summary>How one figure of these results came about: <c>overall</c>, a questionnaire's key, or an item such as <c>sdg:3.8</c>.</summary>
    /// <returns>The proof; <see langword="null"/> when there is no such figure for the reader.</returns>
    public static Proof? ProofOf(ResultsView view, string? figure)
    {
        if (figure is null)
        {
            return null;
        }

        if (figure == "overall")
        {
            return view.ShowsOverall ? view.Scorecard.ProofOfOverall() : null;
        }

        if (figure.Split(':') is [var framework, var item])
        {
            return view.ItemOf(framework, item) is { ShowsFigure: true } ? view.Scorecard.ProofOfItem(framework, item) : null;
        }

        return view.Open.FirstOrDefault(sector => sector.Key == figure)?.Scorecard!.ProofOfOverall();
    }
}
