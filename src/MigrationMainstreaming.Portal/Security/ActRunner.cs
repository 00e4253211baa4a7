using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using Npgsql;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>What an act works with: its context, inside its transaction, who acts as the database has them now, and its clock.</summary>
public sealed record ActScope(MainstreamingDbContext Db, Person Person, DateTimeOffset At)
{
    /// <summary>Locks an assessment and gives it, with its sectors; <see langword="null"/> when the person may not know of it.
    /// Two acts on one assessment come one after the other and so cannot contradict.</summary>
    public async Task<Assessment?> LockAsync(Guid assessmentId)
    {
        await Db.Database.ExecuteSqlAsync($"select 1 from assessments where id = {assessmentId} for update");
        await Db.Database.ExecuteSqlAsync($"select 1 from sector_assessments where assessment_id = {assessmentId} order by id for update");
        var assessment = await Db.Assessments.Include(found => found.Sectors).SingleOrDefaultAsync(found => found.Id == assessmentId);
        return assessment?.IsSeenBy(Person) == true ? assessment : null;
    }

    /// <inheritdoc cref="LockAsync"/>
    /// <exception cref="DomainRuleException">There is no such assessment for the person.</exception>
    public async Task<Assessment> RequiredAsync(Guid assessmentId) =>
        await LockAsync(assessmentId) ?? throw new DomainRuleException("There is no such assessment.");

    /// <summary>Refuses what was decided on top of an older state of the assessment, or of one of its sectors, than there is now.</summary>
    /// <exception cref="DomainRuleException">With who did what meanwhile.</exception>
    public async Task RequireShownAsync(bool isWhatWasShown, Assessment assessment, SectorAssessment? sector = null)
    {
        if (!isWhatWasShown)
        {
            throw await OvertakenAsync(sector is null
                ? activity => activity.AssessmentId == assessment.Id && AssessmentChanges.Contains(activity.Kind)
                : activity => activity.SectorAssessmentId == sector.Id && SectorChanges.Contains(activity.Kind));
        }
    }

    /// <summary>Refuses what was decided on something older than there is now, where nobody is on record who changed it.</summary>
    public static void RequireShown(bool isWhatWasShown)
    {
        if (!isWhatWasShown)
        {
            throw new DomainRuleException(Stale) { Overtaken = new Overtaken() };
        }
    }

    /// <summary>Refuses what was decided on top of another version of an answer than there is now; no answer is version 0.</summary>
    /// <exception cref="DomainRuleException">With who answered meanwhile.</exception>
    public static void RequireShown(Answer? answer, int version)
    {
        if ((answer?.Version ?? 0) != version)
        {
            throw Overtaken(answer?.AnsweredByName, answer?.AnsweredAt, "answer-changed");
        }
    }

    /// <summary>The refusal that names who did what.</summary>
    public static DomainRuleException Overtaken(string? by, DateTimeOffset? at, string kind) => new(Stale) { Overtaken = new Overtaken(by, at, kind) };

    /// <summary>The refusal that names the last act of these.</summary>
    public async Task<DomainRuleException> OvertakenAsync(Expression<Func<Activity, bool>> changes)
    {
        var last = await Db.Activities.AsNoTracking().Where(changes).OrderByDescending(activity => activity.At).FirstOrDefaultAsync();
        return new DomainRuleException(Stale) { Overtaken = last is null ? new Overtaken() : new Overtaken(last.ByName, last.At, last.Kind, last.Args) };
    }

    /// <summary>Said when nobody is on record who did it.</summary>
    public const string Stale = /* RefusalText */ "Somebody else changed this in the meantime. Look at it again before you go on.";

    private static readonly string[] AssessmentChanges = ["changed", "added", "removed", "signed-off", "withdrawn"];
    private static readonly string[] SectorChanges = ["begun", "submitted", "released", "returned", "concluded", "closed", "reopened", "lead-changed", "proposal-taken"];

    /// <summary>Refuses what the table of rights does not allow.</summary>
    public void Require(Act act, SectorAssessment sector, Assessment assessment) =>
        DomainRule.Require(Rights.Allows(Person, act, sector, assessment), sector.IsOpen || !assessment.IsOpen ? /* RefusalText */ "You may not do this here now." : /* RefusalText */ "The state of the sector does not allow this. Look at it again.");

    /// <inheritdoc cref="Require(Act, SectorAssessment, Assessment)"/>
    public void Require(Act act, Assessment assessment) =>
        DomainRule.Require(Rights.Allows(Person, act, assessment), /* RefusalText */ "You may not do this here now.");
}

/// <summary>Carries out acts of people: one context, one transaction, one operation. A repeated post is answered by the stored outcome.</summary>
public sealed class ActRunner(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user)
{
    /// <summary>Runs an act once for each operation id of the person.</summary>
    /// <param name="operationId">The id that the form carried.</param>
    /// <param name="kind">Which act.</param>
    /// <param name="request">What was asked: the same id with something else is refused.</param>
    /// <param name="act">The act; saving and committing is done here.</param>
    /// <param name="isDone">Whether the outcome means that the act was done; otherwise nothing is kept, and the form may come again.</param>
    public async Task<T> RunAsync<T>(Guid operationId, string kind, object request, Func<ActScope, Task<T>> act, Func<T, bool>? isDone = null)
    {
        DomainRule.Require(operationId != Guid.Empty, "Load the page again before you go on.");
        var hash = Operation.HashOf(kind, request);
        try
        {
            return await TryAsync(operationId, kind, hash, act, isDone).WaitAsync(TimeLimits.Save);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "operations" })
        {
            // The same form came twice at once, and the other one was first: its outcome is ours.
            return await TryAsync(operationId, kind, hash, act, isDone).WaitAsync(TimeLimits.Save);
        }
    }

    private async Task<T> TryAsync<T>(Guid operationId, string kind, string hash, Func<ActScope, Task<T>> act, Func<T, bool>? isDone)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var person = await user.ForWriteAsync(db);

        // One form of one person after the other, so that a repeated one finds what the first came to.
        var at = await db.Database.SqlQuery<DateTimeOffset>(
            $"select clock_timestamp() as \"Value\" from (select pg_advisory_xact_lock(hashtextextended({operationId.ToString()}, 0))) as held").SingleAsync();
        if (await db.Operations.AsNoTracking().SingleOrDefaultAsync(operation => operation.Id == operationId) is { } done)
        {
            DomainRule.Require(done.RequestHash == hash, "This form was sent before, with something else in it. Load the page again.");
            return JsonSerializer.Deserialize<T>(done.Result ?? "null")!;
        }

        var result = await act(new ActScope(db, person, at));
        if (isDone?.Invoke(result) == false)
        {
            return result;
        }

        db.Operations.Add(new Operation(person.Id, operationId, null, kind, hash, 200, JsonSerializer.Serialize(result), at));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return result;
    }
}
