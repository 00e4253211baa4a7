using System.Text.Json;
using System.Text.Json.Nodes;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>Results and proofs as JSON; the same rules as on the page.</summary>
public static class ResultsEndpoints
{
    public static IEndpointRouteBuilder MapResults(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/assessments/{id:guid}/results", async (Guid id, ResultsService results) =>
            await results.FindAsync(id) is { } view ? Microsoft.AspNetCore.Http.Results.Bytes(JsonOf(view), "application/json; charset=utf-8") : Microsoft.AspNetCore.Http.Results.NotFound())
            .RequireAuthorization(Policies.SignedIn);
        endpoints.MapGet("/assessments/{id:guid}/results/proof", async (Guid id, string? figure, ResultsService results) =>
            await results.FindAsync(id) is { } view && ResultsService.ProofOf(view, figure) is { } proof
                ? Microsoft.AspNetCore.Http.Results.Json(proof, QuestionnaireJson.Options)
                : Microsoft.AspNetCore.Http.Results.NotFound())
            .RequireAuthorization(Policies.SignedIn);
        return endpoints;
    }

    /// <summary>As the command <c>score</c> writes it; the figure over all sectors only where it is shown.</summary>
    internal static byte[] JsonOf(ResultsView view)
    {
        var json = ResultJson.Of(view.Scorecard);
        if (view.ShowsOverall)
        {
            return json;
        }

        var document = JsonNode.Parse(json)!.AsObject();
        document["overall"] = null;
        return JsonSerializer.SerializeToUtf8Bytes(document);
    }
}
