using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;
using Npgsql;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>Saves answers. Each act is one transaction in which rights, state and version are asked again.</summary>
public sealed class AnswerService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires)
{
    private const int Tries = 5;
    private const string NoSuchQuestion = "There is no such question.";
    private const string ChosenAlready = /* RefusalText */ "There is no other answer to choose from any more. Load the page again.";
    private const string UsedKey = /* RefusalText */ "This key was used for another answer. Send each change with a key of its own.";

    /// <summary>Records what was given, on top of the version that its author was shown.</summary>
    /// <param name="place">Which question.</param>
    /// <param name="change">What is to be changed.</param>
    /// <param name="basedOn">The version shown; 0 for a first answer.</param>
    /// <param name="operationId">Chosen by the author's browser; a replay gets the first result.</param>
    public Task<AnswerOutcome> RecordAsync(AnswerPlace place, AnswerChange change, int basedOn, Guid operationId) => WriteAsync(place, Act.Answer, operationId, change.Said, async scene =>
    {
        if (scene.Barred is { } barred)
        {
            return barred;
        }

        if (!await scene.IsAskedAsync())
        {
            return new AnswerOutcome.Refused(/* RefusalText */ "This question is not asked at present, because of an earlier answer or the country profile.");
        }

        var answer = scene.Answer ?? Answer.To(scene.Sector, scene.Question);
        if (basedOn > answer.Version)
        {
            return new AnswerOutcome.Refused(/* RefusalText */ "The answer has no such version yet. Load the page again.");
        }

        if (basedOn < answer.Version)
        {
            return await SetAsideAsync(scene, answer, change, basedOn, operationId);
        }

        var content = change.Over(answer.Content);
        if (content.ProblemFor(scene.Question) is { } problem)
        {
            return new AnswerOutcome.Refused(problem);
        }

        if (change.Settles is { } settled)
        {
            var aside = await scene.SetAsideAsync(settled);
            if (aside is null)
            {
                return new AnswerOutcome.ChosenAlready(ChosenAlready);
            }

            aside.Settle(kept: true, scene.Person.Author, scene.Now);
        }

        scene.Record(answer, content, basedOn, change.Origin, operationId);
        return new AnswerOutcome.Saved(answer.Version, scene.Now);
    });

    /// <summary>Of two answers the one that stands is taken; the other stays on record.</summary>
    /// <param name="place">Which question.</param>
    /// <param name="setAsideId">The answer that then no longer stands beside it. It is settled once, so the act's own id follows from it.</param>
    /// <param name="shownVersion">The version of the standing answer that was shown. When it is another by now, the choice is to be made anew.</param>
    /// <param name="typedOn">What the other one's author has typed since it was set aside, and now gives up too.</param>
    public Task<AnswerOutcome> TakeStandingAsync(AnswerPlace place, Guid setAsideId, int shownVersion, AnswerChange? typedOn = null) => WriteAsync(place, Act.Answer, ChoiceOf(setAsideId), new { setAsideId, standing = shownVersion }, async scene =>
    {
        if (scene.Barred is { } barred)
        {
            return barred;
        }

        if (await scene.SetAsideAsync(setAsideId) is not { } aside || scene.Answer is not { } answer)
        {
            return new AnswerOutcome.ChosenAlready(ChosenAlready);
        }

        if (answer.Version != shownVersion)
        {
            return new AnswerOutcome.TwoAnswers(AnswerEntry.Of(answer));
        }

        // What cannot be kept as an answer is not kept on record either; whoever gives it up need not mend it first.
        var last = typedOn?.Over(aside.Content);
        aside.Settle(kept: false, scene.Person.Author, scene.Now, last?.ProblemFor(scene.Question) is null ? last : null);
        return new AnswerOutcome.Saved(answer.Version, answer.AnsweredAt);
    });

    /// <summary>Makes an earlier version the newest.</summary>
    /// <param name="place">Which question.</param>
    /// <param name="version">The version to restore.</param>
    /// <param name="basedOn">The newest version that the page showed.</param>
    /// <param name="operationId">The form's operation.</param>
    public async Task RestoreAsync(AnswerPlace place, int version, int basedOn, Guid operationId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var revision = await db.AnswerRevisions.AsNoTracking().SingleOrDefaultAsync(revision =>
            revision.QuestionCode == place.Question && revision.Version == version
            && db.SectorAssessments.Any(sector => sector.Id == revision.SectorAssessmentId && sector.AssessmentId == place.AssessmentId && sector.TemplateKey == place.Sector));
        DomainRule.Require(revision is not null, "There is no such version.");
        var change = AnswerChange.To(new AnswerContent(revision.Value, revision.Comment, revision.Source), AnswerOrigin.Restored);
        Demand(await RecordAsync(place, change, basedOn, operationId));
    }

    /// <summary>The coordinator confirms that a question does not apply: it leaves the score.</summary>
    /// <param name="place">Which question.</param>
    /// <param name="shownVersion">The version of the answer that the page showed.</param>
    /// <param name="operationId">The form's operation.</param>
    public async Task ConfirmNotApplicableAsync(AnswerPlace place, int shownVersion, Guid operationId) =>
        Demand(await WriteAsync(place, Act.ConfirmNotApplicable, operationId, new { confirmed = shownVersion }, scene =>
        {
            DomainRule.RequireNo(scene.BarredSentence);
            var answer = ShownAnswer(scene, shownVersion);
            answer.ConfirmNotApplicable(scene.Now);
            scene.Db.Activities.Add(Activity.In(scene.Sector, "not-applicable-confirmed", scene.Person.Author, scene.Now, [("question", scene.Question.Code)]));
            return Task.FromResult<AnswerOutcome>(new AnswerOutcome.Saved(answer.Version, scene.Now));
        }));

    /// <summary>The coordinator asks for an answer instead: the question is open again, the reason that was given stays in the history.</summary>
    /// <param name="place">Which question.</param>
    /// <param name="shownVersion">The version of the answer that the page showed.</param>
    /// <param name="reason">Why the question does apply.</param>
    /// <param name="operationId">The form's operation.</param>
    public async Task RefuseNotApplicableAsync(AnswerPlace place, int shownVersion, string? reason, Guid operationId) =>
        Demand(await WriteAsync(place, Act.ConfirmNotApplicable, operationId, new { refused = shownVersion, reason }, scene =>
        {
            DomainRule.RequireNo(scene.BarredSentence);
            DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Say why the question does apply.");
            DomainRule.RequireNo(TextRules.ProblemWith(reason, FreeText.Longest));
            DomainRule.Require(scene.Sector.IsOpen, "Return the sector first: its ministry cannot answer while it is submitted.");
            var answer = ShownAnswer(scene, shownVersion);
            DomainRule.Require(answer.Value is AnswerValue.NotApplicable, "This question is not marked as not applicable.");
            scene.Record(answer, answer.Content with { Value = null }, shownVersion, AnswerOrigin.Typed, operationId);
            scene.Db.Activities.Add(Activity.In(scene.Sector, SectorService.NotApplicableRefused, scene.Person.Author, scene.Now, [("question", scene.Question.Code), ("reason", reason)]));
            return Task.FromResult<AnswerOutcome>(new AnswerOutcome.Saved(answer.Version, scene.Now));
        }));

    private static Answer ShownAnswer(AnswerScene scene, int shownVersion)
    {
        return scene.Answer is { } answer && answer.Version == shownVersion ? answer : throw Overtaken(AnswerEntry.Of(scene.Answer));
    }

    /// <summary>The operation of a choice: another one than that of the answer that was set aside, which may arrive once more.</summary>
    private static Guid ChoiceOf(Guid setAsideId) => new(SHA256.HashData(Encoding.ASCII.GetBytes($"choice {setAsideId:N}")).AsSpan(0, 16));

    private static async Task<AnswerOutcome> SetAsideAsync(AnswerScene scene, Answer answer, AnswerChange change, int basedOn, Guid operationId)
    {
        if (await scene.SetAsideAsync(operationId, settledToo: true) is null)
        {
            var shown = await scene.Db.AnswerRevisions.AsNoTracking().SingleOrDefaultAsync(revision => revision.AnswerId == answer.Id && revision.Version == basedOn);
            var content = change.Over(shown is null ? AnswerContent.Empty : new AnswerContent(shown.Value, shown.Comment, shown.Source));
            if (content.ProblemFor(scene.Question) is { } problem)
            {
                return new AnswerOutcome.Refused(problem);
            }

            // Chosen once and overtaken again: the earlier pair is settled by this one.
            var agrees = content == answer.Content;
            if (change.Settles is { } earlier && await scene.SetAsideAsync(earlier) is { } first)
            {
                first.Settle(kept: agrees, scene.Person.Author, scene.Now);
            }

            if (agrees)
            {
                // Two who say the same agree, or have chosen the same, and nobody has to choose. So does a page that was cut off before it heard that its answer had arrived.
                return new AnswerOutcome.TwoAnswers(AnswerEntry.Of(answer));
            }

            scene.Db.SetAsideAnswers.Add(SetAsideAnswer.Of(scene.Sector, scene.Question, content, basedOn, scene.Person.Author, operationId, scene.Now));
        }

        return new AnswerOutcome.TwoAnswers(AnswerEntry.Of(answer));
    }

    private static void Demand(AnswerOutcome outcome)
    {
        if (outcome is AnswerOutcome.TwoAnswers(var current))
        {
            throw Overtaken(current);
        }

        DomainRule.RequireNo(outcome switch
        {
            AnswerOutcome.Refused(var problem) => problem,
            AnswerOutcome.ChosenAlready(var problem) => problem,
            AnswerOutcome.Forbidden(var problem) => problem,
            AnswerOutcome.NotThere => NoSuchQuestion,
            _ => null,
        });
    }

    private static DomainRuleException Overtaken(AnswerEntry current) => ActScope.Overtaken(current.AnsweredBy, current.AnsweredAt, "answer-changed");

    /// <summary>One write: the rights, state and version are looked at in its own transaction, and the same key does it once.</summary>
    /// <param name="place">Which question.</param>
    /// <param name="act">What for.</param>
    /// <param name="operationId">The write's key.</param>
    /// <param name="said">What was asked: the same key with something else is refused.</param>
    /// <param name="tell">Tells the domain, and gives what came of it.</param>
    private Task<AnswerOutcome> WriteAsync(AnswerPlace place, Act act, Guid operationId, object said, Func<AnswerScene, Task<AnswerOutcome>> tell) =>
        WriteWithoutLimitAsync(place, act, operationId, said, tell).WaitAsync(TimeLimits.Save);

    private async Task<AnswerOutcome> WriteWithoutLimitAsync(AnswerPlace place, Act act, Guid operationId, object said, Func<AnswerScene, Task<AnswerOutcome>> tell)
    {
        var hash = Operation.HashOf("answer", new { place, act, said });
        for (var (attempt, alone) = (1, false); ; attempt++)
        {
            try
            {
                await using var db = await contexts.CreateDbContextAsync();
                await using var transaction = await db.Database.BeginTransactionAsync();
                var person = await user.ForWriteAsync(db);
                if (await AnswerScene.SetAsync(db, questionnaires, person, place, act, operationId, alone) is not { } scene)
                {
                    return new AnswerOutcome.NotThere();
                }

                if (scene.Done is { } done)
                {
                    return done.RequestHash == hash ? JsonSerializer.Deserialize<AnswerOutcome.Saved>(done.Result!)! : new AnswerOutcome.Refused(UsedKey);
                }

                if (scene.Begins && !alone && scene.Barred is null)
                {
                    // Who begins the work changes the sector too. To ask for more on top of a shared hold could lock two of them in each other.
                    alone = true;
                    continue;
                }

                var outcome = await tell(scene);
                if (outcome is AnswerOutcome.Saved saved)
                {
                    db.Operations.Add(new Operation(person.Id, operationId, scene.Sector.CountryId, "answer", hash, StatusCodes.Status200OK, JsonSerializer.Serialize(saved), scene.Now));
                }

                if (db.ChangeTracker.HasChanges())
                {
                    await db.SaveChangesAsync();
                    await transaction.CommitAsync();
                }

                return outcome;
            }
            catch (Exception exception) when (attempt < Tries && IsCollision(exception))
            {
                // Somebody else wrote at the same moment; looking again finds what they wrote.
            }
            catch (DbUpdateException exception) when (SqlStateOf(exception) == PostgresErrorCodes.UniqueViolation)
            {
                return new AnswerOutcome.Refused(UsedKey);
            }
        }
    }

    private static bool IsCollision(Exception exception) =>
        exception is DbUpdateConcurrencyException
        || SqlStateOf(exception) is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private static string? SqlStateOf(Exception exception) => (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState;
}

/// <summary>Which question of which sector.</summary>
public sealed record AnswerPlace(Guid AssessmentId, string Sector, string Question);
