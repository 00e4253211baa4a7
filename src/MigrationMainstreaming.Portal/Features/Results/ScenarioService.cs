using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>What people try out: other answers under a name, and what they would come to. No answer is touched.</summary>
/// <remarks>A scenario of an official belongs to the ministry and changes its own sectors alone; the coordinator sees all scenarios of the country. Nobody
/// else sees any: neither advisers nor observers.</remarks>
public sealed class ScenarioService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, ActRunner acts, ResultsService results, QuestionnaireReader questionnaires)
{
    private const string NotThere = /* RefusalText */ "There is no such scenario any more.";

    /// <returns>The scenarios; <see langword="null"/> for those who may try out nothing here.</returns>
    public async Task<ScenarioList?> ListAsync(Guid assessmentId)
    {
        if (await SceneAsync(assessmentId) is not { } scene)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync();
        var scenarios = await db.Scenarios.AsNoTracking().Where(scenario => scenario.AssessmentId == assessmentId).ToListAsync();
        return new ScenarioList(scene.View, [.. scenarios.Where(scenario => IsSeenBy(scenario, scene.Person)).OrderByDescending(scenario => scenario.ChangedAt)]);
    }

    /// <returns>The scenario with everything that moves; <see langword="null"/> when there is none for the person.</returns>
    public async Task<ScenarioView?> FindAsync(Guid assessmentId, Guid scenarioId)
    {
        if (await SceneAsync(assessmentId) is not { } scene)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync();
        var scenario = await db.Scenarios.AsNoTracking().SingleOrDefaultAsync(found => found.Id == scenarioId && found.AssessmentId == assessmentId);
        return scenario is not null && IsSeenBy(scenario, scene.Person) ? ViewOf(scene.View, scenario, await RulesAsync(db, scene.View.Assessment)) : null;
    }

    /// <summary>Begins a scenario, of the person's ministry or of the coordinator.</summary>
    /// <returns>Its id.</returns>
    public Task<Guid> StartAsync(Guid operationId, Guid assessmentId, string name, string? note) =>
        acts.RunAsync(operationId, "scenario-started", new { assessmentId, name, note }, async scope =>
        {
            var assessment = await scope.RequiredAsync(assessmentId);
            var own = assessment.Sectors.FirstOrDefault(sector => Rights.Allows(scope.Person, Act.TryOut, sector, assessment));
            DomainRule.Require(own is not null, /* RefusalText */ "You may not do this here now.");
            var ministry = scope.Person.Is(Role.Coordinator, assessment.CountryId) ? (Guid?)null : own.MinistryId;
            var scenario = Scenario.Start(assessment, ministry, name, note, scope.Person.Author, scope.At);
            scope.Db.Scenarios.Add(scenario);
            return scenario.Id;
        });

    public Task<bool> RenameAsync(Guid operationId, Guid scenarioId, int revision, string name, string? note) =>
        ChangeAsync(operationId, "scenario-renamed", new { scenarioId, revision, name, note }, scenarioId, revision, (scope, scenario) =>
        {
            scenario.Rename(name, note, scope.Person.Author, scope.At);
            return Task.CompletedTask;
        });

    /// <summary>Says something else in the place of an answer.</summary>
    public Task<bool> AnswerAsync(Guid operationId, Guid scenarioId, int revision, string sectorKey, string questionCode, AnswerValue? value) =>
        ChangeAsync(operationId, "scenario-answered", new { scenarioId, revision, sectorKey, questionCode, value }, scenarioId, revision, async (scope, scenario) =>
        {
            var question = await QuestionAsync(scope, scenario, sectorKey, questionCode);
            DomainRule.Require(value is not null, /* RefusalText */ "Choose what the scenario should say.");
            scenario.Change(sectorKey, question, value, scope.Person.Author, scope.At);
        });

    /// <summary>Lets an answer stand again.</summary>
    public Task<bool> UndoAsync(Guid operationId, Guid scenarioId, int revision, string sectorKey, string questionCode) =>
        ChangeAsync(operationId, "scenario-undone", new { scenarioId, revision, sectorKey, questionCode }, scenarioId, revision, (scope, scenario) =>
        {
            scenario.Undo(sectorKey, questionCode, scope.Person.Author, scope.At);
            return Task.CompletedTask;
        });

    /// <summary>Removes a scenario. No answer hangs on it.</summary>
    public Task<bool> RemoveAsync(Guid operationId, Guid scenarioId, int revision) =>
        ChangeAsync(operationId, "scenario-removed", new { scenarioId, revision }, scenarioId, revision, (scope, scenario) =>
        {
            scope.Db.Scenarios.Remove(scenario);
            return Task.CompletedTask;
        });

    private Task<bool> ChangeAsync(Guid operationId, string kind, object request, Guid scenarioId, int revision, Func<ActScope, Scenario, Task> change) =>
        acts.RunAsync(operationId, kind, request, async scope =>
        {
            await scope.Db.Database.ExecuteSqlAsync($"select 1 from scenarios where id = {scenarioId} for update");
            var scenario = await scope.Db.Scenarios.SingleOrDefaultAsync(found => found.Id == scenarioId);
            DomainRule.Require(scenario is not null && IsSeenBy(scenario, scope.Person), NotThere);
            ActScope.RequireShown(scenario.Revision == revision);
            await change(scope, scenario);
            return true;
        });

    private async Task<Question> QuestionAsync(ActScope scope, Scenario scenario, string sectorKey, string questionCode)
    {
        var assessment = await scope.RequiredAsync(scenario.AssessmentId);
        var sector = assessment.Sectors.FirstOrDefault(found => found.TemplateKey == sectorKey);
        DomainRule.Require(sector is not null && Rights.Allows(scope.Person, Act.TryOut, sector, assessment), /* RefusalText */ "You may not do this here now.");
        var kept = await questionnaires.ReadAsync(scope.Db, [sector.TemplateVersionId]);
        return kept[sector.TemplateVersionId].Content.Find(questionCode) ?? throw new DomainRuleException(/* RefusalText */ "There is no such question.");
    }

    private async Task<(ResultsView View, Person Person)?> SceneAsync(Guid assessmentId) =>
        await results.FindAsync(assessmentId) is { } view && await user.PersonAsync() is { } person
        && view.CanTryOut
            ? (view, person)
            : null;

    private static bool IsSeenBy(Scenario scenario, Person person) =>
        person.Is(Role.Coordinator, scenario.CountryId) || (scenario.MinistryId is { } ministry && person.IsOfficialOf(ministry));

    private static async Task<IReadOnlyList<CoherenceRule>> RulesAsync(MainstreamingDbContext db, Assessment assessment) =>
        RuleSetVersion.For(await db.RuleSetVersions.AsNoTracking().Where(version => version.PublishedAt != null).ToListAsync(), assessment.OpenedAt)?.Content.Rules ?? [];

    /// <summary>The rules that find something else once the other answers stand.</summary>
    private static IEnumerable<ScenarioRule> RulesThatMove(ResultsView view, Scenario scenario, IReadOnlyList<CoherenceRule> rules)
    {
        var changed = scenario.Changes.Select(change => change.Questionnaire).ToHashSet(StringComparer.Ordinal);
        var seen = view.Scored.Where(sector => sector.AnswersAt != AnswersAt.Nowhere).ToDictionary(sector => sector.Key, StringComparer.Ordinal);
        var affected = rules.Where(rule => rule.Sectors.All(seen.ContainsKey) && rule.Sectors.Any(changed.Contains)).ToList();
        var compared = affected.SelectMany(rule => rule.Sectors).Distinct(StringComparer.Ordinal).Select(key => seen[key]).ToList();
        var (asAnswered, asTriedOut) = (ProgressOf([]), ProgressOf(scenario.Changes));
        foreach (var rule in affected)
        {
            var (now, then) = (IsInTension(rule, asAnswered), IsInTension(rule, asTriedOut));
            if (now != then)
            {
                yield return new ScenarioRule(rule, then);
            }
        }

        bool IsInTension(CoherenceRule rule, Dictionary<string, SectorProgress> progress) => rule.OutcomeFor(view.Reading.Profile, key => progress[key]) == RuleOutcome.InTension;

        Dictionary<string, SectorProgress> ProgressOf(IReadOnlyCollection<ScenarioChange> changes) => compared.ToDictionary(
            sector => sector.Key,
            sector =>
            {
                var said = sector.Answers.ToDictionary(answer => answer.Key, answer => answer.Value.Scored.Value, StringComparer.Ordinal);
                foreach (var change in changes.Where(change => change.Questionnaire == sector.Key))
                {
                    said[change.QuestionCode] = change.Value;
                }

                return SectorProgress.Of(sector.Questionnaire, view.Reading.Profile, code => said.GetValueOrDefault(code) is { } value ? new AnswerContent(value, null, null) : null);
            },
            StringComparer.Ordinal);
    }

    private static ScenarioView ViewOf(ResultsView view, Scenario scenario, IReadOnlyList<CoherenceRule> rules)
    {
        var sectors = view.Open.Select(sector => new ScenarioSector(
            sector,
            scenario.Changes.Where(change => change.Questionnaire == sector.Key)
                .Aggregate(sector.Scorecard!, (scorecard, change) => scorecard.With(change.QuestionCode, new ScoredAnswer(change.Value, Confirmed: true))))).ToList();
        var changes =
            from sector in sectors
            from question in sector.Then.Questions
            from change in scenario.Changes
            where change.Questionnaire == sector.Sector.Key && change.QuestionCode == question.Question.Code
            select new ScenarioAnswer(sector.Sector, question.Question, change.Value, question.Why != LeftOutReason.Hidden);
        return new ScenarioView
        {
            Results = view,
            Scenario = scenario,
            Changes = [.. changes],
            Sectors = sectors,
            Rules = [.. RulesThatMove(view, scenario, rules)],
            Then = AssessmentScorecard.Of(sectors.Select(sector => sector.Then), view.Scorecard.Closed),
        };
    }
}
