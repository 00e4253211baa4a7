using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>Compares the results of an assessment with an earlier cycle of the same place, or with an earlier submission of its sectors.</summary>
public sealed class ChangeService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, ResultsService results, QuestionnaireReader questionnaires, CompiledQuestionnaires compiled)
{
    private const string Submissions = "submission-";

    /// <param name="assessmentId">The assessment.</param>
    /// <param name="with">With what it is compared (<see cref="ComparedTime.Code"/>); the latest earlier time where it is not named, or not there for the reader.</param>
    /// <returns>The comparison; <see langword="null"/> where the reader sees no results of the assessment.</returns>
    public async Task<ChangeView?> FindAsync(Guid assessmentId, string? with = null)
    {
        if (await results.FindAsync(assessmentId) is not { } now || await user.PersonAsync() is not { } person)
        {
            return null;
        }

        await using var db = (await contexts.CreateDbContextAsync()).ForLongReading();
        var submissions = await SubmissionsAsync(db, person, now);
        var cycles = await CyclesAsync(db, person, now.Assessment);
        var times = cycles.Select(cycle => new ComparedTime(cycle.Id.ToString(), cycle.Title, null))
            .Concat(submissions.Select(submission => submission.Number).Distinct().OrderDescending().Select(number => new ComparedTime(Submissions + number.ToString(CultureInfo.InvariantCulture), null, number)))
            .ToList();
        var chosen = times.Find(time => time.Code == with) ?? times.FirstOrDefault();
        var earlier = chosen is null ? []
            : chosen.Submission is { } number ? await RoundsAsync(db, now, [.. submissions.Where(submission => submission.Number == number)])
            : await RoundsAsync(db, await results.FindAsync(Guid.Parse(chosen.Code)));
        var taken = await TakenAsync(db, now);
        var both = now.Open.Where(sector => earlier.ContainsKey(sector.Key)).Select(sector => new SectorChange(
            sector,
            ScoreChange.Between(earlier[sector.Key], new AnsweredRound(compiled.Of(sector.Kept, now.Reading.Profile), Scored(sector)) { FromReview = TakenIn(sector, taken) }))).ToList();
        return new ChangeView(now, times, chosen, both, [.. now.Open.Where(sector => !earlier.ContainsKey(sector.Key))]);
    }

    /// <summary>Earlier assessments of the same place of which the reader sees some results.</summary>
    private static async Task<List<Assessment>> CyclesAsync(MainstreamingDbContext db, Person person, Assessment assessment)
    {
        var others = await db.Assessments.AsNoTracking().Include(other => other.Sectors)
            .Where(other => other.JurisdictionId == assessment.JurisdictionId && other.Id != assessment.Id && other.SituationOn <= assessment.SituationOn).ToListAsync();
        return [.. others.Where(other => other.IsSeenBy(person) && Rights.SeesSomeResults(person, other)).OrderByDescending(other => other.SituationOn).ThenByDescending(other => other.OpenedAt)];
    }

    /// <summary>The submissions that the reader may read, in the sectors whose answers they see.</summary>
    private static async Task<List<Submission>> SubmissionsAsync(MainstreamingDbContext db, Person person, ResultsView now)
    {
        var read = now.Open.Where(sector => sector.AnswersAt != AnswersAt.Nowhere).Select(sector => sector.Sector.Id).ToList();
        var submissions = await db.Submissions.AsNoTracking().Where(submission => read.Contains(submission.SectorAssessmentId)).ToListAsync();
        var isAdviser = !person.Is(Role.Coordinator, now.Assessment.CountryId) && !person.Is(Role.Official, now.Assessment.CountryId);
        return [.. submissions.Where(submission => !isAdviser || submission.ReleasedAt is not null)];
    }

    /// <summary>The sectors as they were submitted, with what was stored then: the figure, and the profile under which it was worked out.</summary>
    private async Task<Dictionary<string, AnsweredRound>> RoundsAsync(MainstreamingDbContext db, ResultsView now, IReadOnlyList<Submission> submissions)
    {
        var kept = await questionnaires.ReadAsync(db, [.. submissions.Select(submission => submission.TemplateVersionId)]);
        var sectors = submissions.Select(submission => submission.SectorAssessmentId).ToList();
        var stored = (await db.ResultSnapshots.AsNoTracking().Where(snapshot => snapshot.Act == SnapshotAct.Submission && snapshot.SectorAssessmentId != null && sectors.Contains(snapshot.SectorAssessmentId.Value)).ToListAsync())
            .ToDictionary(snapshot => (snapshot.SectorAssessmentId!.Value, snapshot.Number), snapshot => snapshot.Read());
        return submissions.Select(submission => (Sector: now.Open.First(sector => sector.Sector.Id == submission.SectorAssessmentId), Submission: submission)).ToDictionary(
            pair => pair.Sector.Key,
            pair =>
            {
                var (sector, submission) = pair;
                var then = stored.GetValueOrDefault((submission.SectorAssessmentId, submission.Number));
                var counted = CountedAnswers.Of(submission.Answers, sector.Sector.MinistryId, answer => answer.QuestionCode, answer => answer.MinistryId);
                return new AnsweredRound(
                    compiled.Of(kept[submission.TemplateVersionId], then is null ? now.Reading.Profile : CountryProfile.Of(then.Profile)),
                    counted.ToDictionary(answer => answer.QuestionCode, ScoredAnswer.Of, StringComparer.Ordinal))
                { Stored = then?.FigureOf(sector.Key) };
            },
            StringComparer.Ordinal);
    }

    /// <summary>An earlier cycle as the reader sees it; with what its latest sign-off stored, while it is signed off.</summary>
    private async Task<Dictionary<string, AnsweredRound>> RoundsAsync(MainstreamingDbContext db, ResultsView? earlier)
    {
        if (earlier is null)
        {
            return [];
        }

        var signed = earlier.Assessment.IsOpen ? null : (await db.ResultSnapshots.AsNoTracking().Where(snapshot => snapshot.AssessmentId == earlier.Assessment.Id && snapshot.Act == SnapshotAct.SignOff)
            .OrderByDescending(snapshot => snapshot.Number).FirstOrDefaultAsync())?.Read();
        var profile = signed is null ? earlier.Reading.Profile : CountryProfile.Of(signed.Profile);
        return earlier.Open.ToDictionary(sector => sector.Key, sector => new AnsweredRound(compiled.Of(sector.Kept, profile), Scored(sector)) { Stored = signed?.FigureOf(sector.Key) }, StringComparer.Ordinal);
    }

    private static async Task<ILookup<Guid, Proposal>> TakenAsync(MainstreamingDbContext db, ResultsView now)
    {
        var sectors = now.Open.Select(sector => sector.Sector.Id).ToList();
        return (await db.Proposals.AsNoTracking().Where(proposal => sectors.Contains(proposal.SectorAssessmentId) && proposal.Status == ProposalStatus.Taken).ToListAsync()).ToLookup(proposal => proposal.SectorAssessmentId);
    }

    /// <summary>The questions whose answer still is the proposal that was taken.</summary>
    private static HashSet<string> TakenIn(SectorResult sector, ILookup<Guid, Proposal> taken) =>
        [.. taken[sector.Sector.Id].Where(proposal => Equals(sector.Answers.GetValueOrDefault(proposal.QuestionCode)?.Scored.Value, proposal.Value)).Select(proposal => proposal.QuestionCode)];

    private static Dictionary<string, ScoredAnswer> Scored(SectorResult sector) => sector.Answers.ToDictionary(answer => answer.Key, answer => answer.Value.Scored, StringComparer.Ordinal);
}
