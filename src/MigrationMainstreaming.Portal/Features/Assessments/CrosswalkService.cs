using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components.Questions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>Where a value is proposed, and what the coordinator was shown.</summary>
/// <param name="OperationId">The form's own id.</param>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="Indicator">The key of the indicator's questionnaire.</param>
/// <param name="Item">The code of its question.</param>
/// <param name="SourceVersion">The version of the answer that proposes.</param>
/// <param name="StandingVersion">The version of the answer that stands; 0 where there is none.</param>
public sealed record CrosswalkAct(Guid OperationId, Guid AssessmentId, string Indicator, string Item, int SourceVersion, int StandingVersion);

/// <summary>How a coordinator settles what sectors propose for an official indicator. Nothing is copied by itself, and nothing goes back.</summary>
public sealed class CrosswalkService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires, ShippedCrosswalks crosswalks, ActRunner acts)
{
    private const string NothingHere = /* RefusalText */ "Sectors propose nothing for this item here.";

    /// <returns>The proposals; <see langword="null"/> when there is no such indicator that the person leads, or sectors propose nothing for it.</returns>
    public async Task<CrosswalkView?> FindAsync(Guid assessmentId, string indicator)
    {
        await using var db = await contexts.CreateDbContextAsync();
        if (await user.PersonAsync() is not { } person || crosswalks.To(indicator) is not { } crosswalk)
        {
            return null;
        }

        var assessment = await db.Assessments.AsNoTracking().Include(found => found.Sectors).SingleOrDefaultAsync(found => found.Id == assessmentId);
        var sector = assessment?.Sectors.FirstOrDefault(found => found.TemplateKey == indicator);
        if (assessment is null || sector is null || !person.Is(Role.Coordinator, assessment.CountryId))
        {
            return null;
        }

        var kept = await questionnaires.ReadAsync(db, [.. assessment.Sectors.Select(found => found.TemplateVersionId)]);
        var questionnaire = kept[sector.TemplateVersionId].Content;
        var profile = await db.Jurisdictions.AsNoTracking().Where(found => found.Id == assessment.JurisdictionId).Select(found => found.Profile).SingleAsync();
        var sectors = assessment.Sectors.Where(found => found.Status != SectorStatus.Closed).ToDictionary(found => found.TemplateKey);
        var ids = sectors.Values.Select(found => found.Id).Append(sector.Id).ToList();
        var codes = crosswalk.Items.SelectMany(item => item.Informs.Prepend(item.Answers).Select(read => read.Question).Append(item.Item)).ToHashSet();
        var answers = await db.Answers.AsNoTracking().Where(answer => ids.Contains(answer.SectorAssessmentId) && codes.Contains(answer.QuestionCode)).ToListAsync();
        var decisions = (await db.CrosswalkDecisions.AsNoTracking().Where(decision => decision.SectorAssessmentId == sector.Id).ToListAsync()).OrderByDescending(decision => decision.At).ToLookup(decision => decision.Item);
        var items = crosswalk.Items.Where(item => questionnaire.Find(item.Item) is not null).Select(item => new ProposedItem(
            questionnaire.Find(item.Item)!, item, Read(item.Answers), [.. item.Informs.Select(Read)], AnswerTo(sector, item.Item), [.. decisions[item.Item]]));
        return new CrosswalkView(assessment, sector, questionnaire, crosswalk, [.. items], new Reading(Languages.Current.Code, questionnaire.SourceLanguage, profile))
        {
            MaySettle = Rights.Allows(person, Act.SettleCrosswalk, sector, assessment),
        };

        SourceAnswer Read(CrosswalkQuestion of)
        {
            var found = sectors.GetValueOrDefault(of.Sector);
            var content = found is null ? null : kept[found.TemplateVersionId].Content;
            return content?.Find(of.Question) is { } question
                ? new SourceAnswer(of, found, content.Title, question, AnswerTo(found!, of.Question))
                : new SourceAnswer(of, null, null, null, null);
        }

        Answer? AnswerTo(SectorAssessment of, string code) =>
            answers.Find(answer => answer.SectorAssessmentId == of.Id && answer.MinistryId == of.MinistryId && answer.QuestionCode == code && answer.Version > 0);
    }

    /// <summary>Makes a value the answer: the proposed one, or another one with a reason. The rules are those of any answer.</summary>
    public Task<bool> TakeAsync(CrosswalkAct act, string value, string? reason) => DoAsync(act, "taken", [value, reason], async scene =>
    {
        var decision = CrosswalkDecision.Take(scene.Answer.Sector, scene.Crosswalk, scene.Item, scene.Source, value, reason, scene.Answer.Person.Author, scene.Answer.Now);
        var answer = scene.Answer.Answer ?? Answer.To(scene.Answer.Sector, scene.Answer.Question);
        var content = answer.Content with { Value = new AnswerValue.Chosen(value), Source = await SourceOfAsync(scene) };
        scene.Answer.Record(answer, content, act.StandingVersion, AnswerOrigin.TakenFromSectors, act.OperationId);
        return decision;
    });

    /// <summary>Leaves the answer as it is. The refusal holds until the answer behind it changes.</summary>
    public Task<bool> RefuseAsync(CrosswalkAct act, string? reason) => DoAsync(act, "refused", [reason], scene =>
        Task.FromResult(CrosswalkDecision.Refuse(scene.Answer.Sector, scene.Crosswalk, scene.Item, scene.Source, reason, scene.Answer.Person.Author, scene.Answer.Now)));

    private Task<bool> DoAsync(CrosswalkAct act, string kind, object?[] said, Func<Scene, Task<CrosswalkDecision>> decide) =>
        acts.RunAsync(act.OperationId, $"crosswalk-{kind}", new { act, said }, async scope =>
        {
            var crosswalk = crosswalks.To(act.Indicator);
            var item = crosswalk?.Items.FirstOrDefault(found => found.Item == act.Item);
            DomainRule.Require(crosswalk is not null && item is not null, NothingHere);

            // Nobody else writes in the indicator meanwhile; the answer that proposes stays its ministry's and is only looked at.
            var answer = await AnswerScene.SetAsync(scope.Db, questionnaires, scope.Person, new AnswerPlace(act.AssessmentId, act.Indicator, act.Item), Act.SettleCrosswalk, act.OperationId, alone: true);
            DomainRule.Require(answer is not null && scope.Person.Is(Role.Coordinator, answer.Sector.CountryId), "There is no such assessment.");
            DomainRule.RequireNo(answer.BarredSentence);
            var source = await SourceAsync(scope.Db, act.AssessmentId, item.Answers);
            ActScope.RequireShown(source, act.SourceVersion);
            ActScope.RequireShown(answer.Answer, act.StandingVersion);
            DomainRule.Require(source is not null, NothingHere);
            var decision = await decide(new Scene(answer, crosswalk, item, source));
            scope.Db.CrosswalkDecisions.Add(decision);
            scope.Db.Activities.Add(Activity.In(answer.Sector, $"crosswalk-{decision.Outcome.ToString().ToLowerInvariant()}", scope.Person.Author, answer.Now, ("question", act.Item)));
            return true;
        });

    private static Task<Answer?> SourceAsync(MainstreamingDbContext db, Guid assessmentId, CrosswalkQuestion question) => (
        from sector in db.SectorAssessments.Where(sector => sector.AssessmentId == assessmentId && sector.TemplateKey == question.Sector && sector.Status != SectorStatus.Closed)
        from answer in db.Answers.AsNoTracking().Where(answer => answer.SectorAssessmentId == sector.Id && answer.MinistryId == sector.MinistryId && answer.QuestionCode == question.Question)
        select answer).SingleOrDefaultAsync();

    /// <summary>"Health, HEA-2 v3: Health Act, section 4": names the answer that proposed, with the source that bears it out.</summary>
    private async Task<string> SourceOfAsync(Scene scene)
    {
        var db = scene.Answer.Db;
        var behind = await (
            from sector in db.SectorAssessments.AsNoTracking().Where(sector => sector.Id == scene.Source.SectorAssessmentId)
            join assessment in db.Assessments on sector.AssessmentId equals assessment.Id
            select new { sector.TemplateVersionId, assessment.Language }).SingleAsync();
        var title = (await questionnaires.ReadAsync(db, behind.TemplateVersionId)).Content.Title.In(behind.Language).Text;
        var named = string.Create(CultureInfo.InvariantCulture, $"{title}, {scene.Source.QuestionCode} v{scene.Source.Version}");
        return string.IsNullOrWhiteSpace(scene.Source.Source) ? named : $"{named}: {scene.Source.Source}" is { Length: <= Domain.Questions.Types.FreeText.Longest } whole ? whole : named;
    }

    private sealed record Scene(AnswerScene Answer, Crosswalk Crosswalk, CrosswalkItem Item, Answer Source);
}
