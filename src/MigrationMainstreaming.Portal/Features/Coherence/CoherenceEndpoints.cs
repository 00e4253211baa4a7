using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>The matrix as a file, for whoever may read all of it.</summary>
public static class CoherenceEndpoints
{
    public static IEndpointRouteBuilder MapCoherence(this IEndpointRouteBuilder endpoints)
    {
        // What the command `interactions` reads; a pair that nobody has rated is null, which the command refuses.
        endpoints.MapGet("/assessments/{id:guid}/coherence/matrix.json", async (Guid id, CoherenceService coherence) =>
            await coherence.FindAsync(id) is { SeesAll: true } view ? Microsoft.AspNetCore.Http.Results.Bytes(InteractionJson.Of(view.Table), "application/json; charset=utf-8") : Microsoft.AspNetCore.Http.Results.NotFound())
            .RequireAuthorization(Policies.SignedIn);
        return endpoints;
    }
}
