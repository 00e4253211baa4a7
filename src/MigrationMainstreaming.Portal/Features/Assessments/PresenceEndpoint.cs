using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>Takes from a page at which question its person stands. It writes nothing: it is told on, and forgotten.</summary>
public static class PresenceEndpoint
{
    private const int LongestCode = 40;

    public static void MapPresence(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/api/v1/assessments/{id:guid}/{sector}/presence", TellAsync)
            .RequireAuthorization(Policies.SignedIn).AddEndpointFilter(AnswerEndpoints.DemandAntiforgeryAsync).WithTags("answers");

    private static async Task<IResult> TellAsync(Guid id, string sector, Standing standing, IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, ChangeFeed feed)
    {
        if (standing.Tab == Guid.Empty || standing.Question is { Length: 0 or > LongestCode })
        {
            return TypedResults.BadRequest();
        }

        await using var db = await contexts.CreateDbContextAsync();
        var found = await (
            from one in db.SectorAssessments.AsNoTracking()
            join assessment in db.Assessments.AsNoTracking() on one.AssessmentId equals assessment.Id
            where one.AssessmentId == id && one.TemplateKey == sector
            select new { Sector = one, Assessment = assessment }).SingleOrDefaultAsync();
        if (found is null || await user.PersonAsync() is not { } person || !Rights.Allows(person, Act.Answer, found.Sector, found.Assessment))
        {
            return TypedResults.NotFound();
        }

        await feed.TellAsync(new AtQuestion(found.Sector.Id, standing.Tab, person.Id, person.Author.Name, standing.Question));
        return TypedResults.NoContent();
    }

    /// <summary>The body of the request.</summary>
    /// <param name="Tab">Chosen by the page, the same as long as it is open.</param>
    /// <param name="Question">The question's code; <see langword="null"/> on leaving.</param>
    private sealed record Standing(Guid Tab, string? Question);
}
