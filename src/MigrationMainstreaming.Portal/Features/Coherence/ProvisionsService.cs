using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>Where provisions of two sectors are in tension, and what ministries and coordinator say and decide about it.</summary>
/// <remarks>Hits are worked out from the answers at each reading and never kept; comments and settlements are, for good.</remarks>
public sealed class ProvisionsService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, ActRunner acts, QuestionnaireReader questionnaires)
{
    /// <returns>What the reader may see; <see langword="null"/> when there is no such assessment for them, or hits are not theirs to see.</returns>
    public async Task<ProvisionsView?> FindAsync(Guid assessmentId)
    {
        await using var db = (await contexts.CreateDbContextAsync()).ForLongReading();
        return await user.PersonAsync() is { } person ? await new ProvisionsReading(db, questionnaires, person).FindAsync(assessmentId) : null;
    }

    /// <summary>A ministry of the hit or the coordinator writes about it.</summary>
    public Task CommentAsync(HitAct act, string? text) => DoAsync(act, Act.CommentOnHit, new { text }, scene =>
    {
        scene.Scope.Db.HitComments.Add(HitComment.On(scene.Assessment, act.RuleCode, text ?? "", scene.Hit.Answers, scene.MinistryId, scene.Scope.Person.Author, scene.Scope.At));
        return Task.CompletedTask;
    });

    /// <summary>A ministry of the hit or the coordinator records how it is settled. It holds until an answer under it changes.</summary>
    public Task SettleAsync(HitAct act, SettlementKind kind, string? reason) => DoAsync(act, Act.SettleHit, new { kind, reason }, async scene =>
    {
        var earlier = await scene.Scope.Db.HitSettlements.AsNoTracking().Where(settlement => settlement.AssessmentId == act.AssessmentId && settlement.RuleCode == act.RuleCode).ToListAsync();
        scene.Scope.Db.HitSettlements.Add(HitSettlement.On(scene.Assessment, act.RuleCode, earlier, kind, reason ?? "", scene.Hit.Answers, scene.MinistryId, scene.Scope.Person.Author, scene.Scope.At));
    });

    private Task DoAsync(HitAct act, Act what, object said, Func<Scene, Task> tell)
    {
        ArgumentNullException.ThrowIfNull(act);
        return acts.RunAsync(act.OperationId, what == Act.SettleHit ? "hit-settle" : "hit-comment", new { act, said }, async scope =>
        {
            await tell(await EnterAsync(scope, act, what));
            return true;
        });
    }

    private async Task<Scene> EnterAsync(ActScope scope, HitAct act, Act what)
    {
        var assessment = await scope.RequiredAsync(act.AssessmentId);
        var view = await new ProvisionsReading(scope.Db, questionnaires, scope.Person).OfAsync(assessment);
        DomainRule.Require(view is not null, "There is no such assessment.");
        if (view.Find(act.RuleCode) is not { } hit)
        {
            throw new DomainRuleException(/* RefusalText */ "These provisions are no longer in tension, or not shown to you. Look at the list again.");
        }

        if (hit.Stamp != act.Stamp)
        {
            var last = hit.Comments.Select(comment => (comment.ByName, comment.At, Kind: "hit-commented"))
                .Concat(hit.Settlements.Select(settlement => (settlement.ByName, settlement.At, Kind: "hit-settled"))).OrderByDescending(record => record.At).FirstOrDefault();

            // Of an answer that changed nobody is named: who works in another ministry is not for all to know.
            throw new DomainRuleException(ActScope.Stale) { Overtaken = HasNewRecord(hit, act.Stamp) ? new Overtaken(last.ByName, last.At, last.Kind) : new Overtaken() };
        }

        var sides = hit.Sides.Select(side => side.Sector).Distinct().ToList();
        DomainRule.Require(Rights.AllowsOnHit(scope.Person, what, sides, assessment), what == Act.SettleHit && Rights.AllowsOnHit(scope.Person, Act.CommentOnHit, sides, assessment)
            ? /* RefusalText */ "This can be settled while both sides are submitted. One is with its ministry."
            : /* RefusalText */ "The ministries concerned and the coordinator write here, until the assessment is signed off.");
        var speaks = scope.Person.Is(Role.Coordinator, assessment.CountryId) ? (Guid?)null : sides.First(side => scope.Person.IsOfficialOf(side.MinistryId)).MinistryId;
        return new Scene(scope, assessment, hit, speaks);
    }

    private static bool HasNewRecord(ShownHit hit, string stamp) => hit.Stamp.Split('-')[0] == stamp.Split('-')[0] && hit.Comments.Count + hit.Settlements.Count > 0;

    private sealed record Scene(ActScope Scope, Assessment Assessment, ShownHit Hit, Guid? MinistryId);
}

/// <summary>An act on a hit: where, its own id, so that sending it twice does it once, and what its author was shown.</summary>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="OperationId">The form's own id.</param>
/// <param name="RuleCode">The rule that hits.</param>
/// <param name="Stamp"><see cref="ShownHit.Stamp"/> of what was shown.</param>
public sealed record HitAct(Guid AssessmentId, Guid OperationId, string RuleCode, string Stamp);
