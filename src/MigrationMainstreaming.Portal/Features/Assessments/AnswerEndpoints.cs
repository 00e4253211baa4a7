using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>Reads and saves answers over plain HTTP, so that no act depends on the live page. The rules are the services'.</summary>
public static class AnswerEndpoints
{
    /// <summary>Three texts of the greatest length, in signs of many bytes each, which some programs write as escapes.</summary>
    private const int LongestBody = 4 * 1024 * 1024;

    /// <summary>What a message takes along over a redirect, which travels in cookies: all that the form lets people write.</summary>
    internal const int LongestCarried = 1000;

    public static void MapAnswers(this IEndpointRouteBuilder endpoints)
    {
        var answers = endpoints.MapGroup("/api/v1/assessments/{id:guid}/{sector}/answers").RequireAuthorization(Policies.SignedIn).WithTags("answers");
        answers.MapGet("", GetAsync);
        answers.MapPut("/{question}", PutAsync).AddEndpointFilter(DemandAntiforgeryAsync);
        answers.MapPost("/{question}/choices", ChooseAsync).AddEndpointFilter(DemandAntiforgeryAsync);
        answers.MapGet("/{question}/history", HistoryAsync);
        endpoints.MapPost("/assessments/{id:guid}/{sector}/not-applicable", SettleNotApplicableAsync).RequireAuthorization(Policies.CoordinateAssessments);
    }

    private static async Task<IResult> GetAsync(Guid id, string sector, SectorService sectors) =>
        await sectors.AnswersAsync(id, sector) is { } answers ? TypedResults.Json(new { answers }) : TypedResults.NotFound();

    private static async Task<IResult> PutAsync(Guid id, string sector, string question, HttpContext http, AnswerService answers, IStringLocalizer<RefusalText> words)
    {
        var (match, key) = (http.Request.Headers.IfMatch.ToString(), http.Request.Headers["Idempotency-Key"].ToString());
        if (match.Length == 0 || key.Length == 0)
        {
            return Problem(words["Send the version you saw in If-Match and a new key in Idempotency-Key."], StatusCodes.Status428PreconditionRequired);
        }

        if (!IsVersion(match, out var basedOn) || !Guid.TryParse(key, out var operationId))
        {
            return Problem(words["If-Match is a version such as \"3\", and Idempotency-Key a UUID."]);
        }

        var (change, refusal) = await ReadAsync(http, words, AnswerChange.Read);
        return change is null ? refusal! : await RespondAsync(words, () => answers.RecordAsync(new AnswerPlace(id, sector, question), change, basedOn, operationId));
    }

    private static async Task<IResult> ChooseAsync(Guid id, string sector, string question, HttpContext http, AnswerService answers, IStringLocalizer<RefusalText> words)
    {
        if (http.Request.Headers.IfMatch.ToString() is not { Length: > 0 } match)
        {
            return Problem(words["Send the version of the standing answer in If-Match."], StatusCodes.Status428PreconditionRequired);
        }

        if (!IsVersion(match, out var shown))
        {
            return Problem(words["If-Match is a version such as \"3\"."]);
        }

        var (change, refusal) = await ReadAsync(http, words, body =>
            AnswerChange.Read(body) is { Settles: not null } read ? read : throw new JsonException("\"settles\" is the key of the answer that was refused."));
        return change is null ? refusal! : await RespondAsync(words, () => answers.TakeStandingAsync(new AnswerPlace(id, sector, question), change.Settles!.Value, shown, change));
    }

    private static async Task<IResult> HistoryAsync(Guid id, string sector, string question, SectorService sectors) =>
        await sectors.HistoryAsync(id, sector, question) is { } history
            ? TypedResults.Json(new
            {
                versions = history.Revisions.Select(revision => new RevisionEntry(
                    revision.Version, revision.Value, revision.Comment, revision.Source, revision.At, revision.ByName, JsonNamingPolicy.KebabCaseLower.ConvertName(revision.Origin.ToString()))),
            })
            : TypedResults.NotFound();

    /// <summary>The coordinator's form on the sector's page.</summary>
    private static async Task<IResult> SettleNotApplicableAsync(Guid id, string sector, [FromForm] string question, [FromForm] int version, [FromForm] Guid operation,
        [FromForm] string decision, [FromForm] string? reason, HttpContext http, AnswerService answers, SectorService sectors, IStringLocalizer<SectorText> text, IStringLocalizer<RefusalText> words, IStringLocalizer<ActivityText> acts)
    {
        if (await sectors.FindAsync(id, sector) is not { MayRead: true } view || view.Questionnaire.SectionOf(question) is not { } section)
        {
            return TypedResults.NotFound();
        }

        var place = new AnswerPlace(id, sector, question);
        PageMessage message;
        try
        {
            if (decision == "confirm")
            {
                await answers.ConfirmNotApplicableAsync(place, version, operation);
                message = PageMessage.Done(text["{0} does not apply: confirmed. It leaves the score.", question]);
            }
            else
            {
                await answers.RefuseNotApplicableAsync(place, version, reason, operation);
                message = PageMessage.Done(text["The ministry is asked to answer {0}.", question]);
            }
        }
        catch (DomainRuleException refusal)
        {
            // The page is made anew: what was written goes with the message.
            var said = string.IsNullOrWhiteSpace(reason) || reason.Length > LongestCarried ? "" : $" {text["You had written: {0}", reason]}";
            message = new PageMessage(refusal.Overtaken is null ? "error" : "conflict", words.Of(refusal, acts) + said);
        }

        FlashMessages.Keep(http, message);
        return TypedResults.LocalRedirect(Links.Sector(id, sector, section.Code));
    }

    private static async Task<IResult> RespondAsync(IStringLocalizer<RefusalText> words, Func<Task<AnswerOutcome>> act)
    {
        try
        {
            return await act() switch
            {
                AnswerOutcome.Saved(var version, var savedAt) => TypedResults.Json(new { version, savedAt }),
                AnswerOutcome.TwoAnswers(var current) => TypedResults.Json(new { current }, statusCode: StatusCodes.Status409Conflict),
                AnswerOutcome.ChosenAlready(var problem) => Problem(words.Of(problem), StatusCodes.Status410Gone),
                AnswerOutcome.Refused(var problem) => Problem(words.Of(problem)),
                AnswerOutcome.Forbidden(var problem) => Problem(words.Of(problem), StatusCodes.Status403Forbidden),
                _ => TypedResults.NotFound(),
            };
        }
        catch (DomainRuleException refusal)
        {
            // The person was signed out, or given other countries, between the request's beginning and its transaction.
            return Problem(words.Of(refusal.Message), StatusCodes.Status403Forbidden);
        }
    }

    private static bool IsVersion(string match, out int version) => int.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out version);

    private static IResult Problem(string problem, int status = StatusCodes.Status422UnprocessableEntity) =>
        TypedResults.Json(new { problem }, statusCode: status);

    private static async Task<(T? Read, IResult? Refusal)> ReadAsync<T>(HttpContext http, IStringLocalizer<RefusalText> words, Func<ReadOnlyMemory<byte>, T> read)
    {
        var body = http.Request.BodyReader;
        ReadResult whole;
        while (!(whole = await body.ReadAsync(http.RequestAborted)).IsCompleted && whole.Buffer.Length <= LongestBody)
        {
            body.AdvanceTo(whole.Buffer.Start, whole.Buffer.End);
        }

        try
        {
            return whole.Buffer.Length > LongestBody
                ? (default, Problem(words["An answer may have at most 4 MB. Shorten the text."], StatusCodes.Status413PayloadTooLarge))
                : (read(whole.Buffer.IsSingleSegment ? whole.Buffer.First : whole.Buffer.ToArray()), null);
        }
        catch (JsonException exception)
        {
            // Our own sentences have no position; those of the parser do, and say nothing to people.
            return (default, Problem(exception.BytePositionInLine is null ? words[exception.Message] : words["The answer could not be read: it is not valid JSON."]));
        }
        catch (InvalidOperationException)
        {
            return (default, Problem(words["The text holds half of a character, which cannot be kept. Remove it and try again."]));
        }
        finally
        {
            body.AdvanceTo(whole.Buffer.End);
        }
    }

    internal static async ValueTask<object?> DemandAntiforgeryAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http)
            ? await next(context)
            : Problem(http.RequestServices.GetRequiredService<IStringLocalizer<RefusalText>>()[/* RefusalText */ "Send the antiforgery header that /api/v1/session names."], StatusCodes.Status400BadRequest);
    }
}
