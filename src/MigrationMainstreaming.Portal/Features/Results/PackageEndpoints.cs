using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>An assessment as one file, for who may read every answer in it.</summary>
public static class PackageEndpoints
{
    public static void MapPackages(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/v1/assessments/{id:guid}/package", PackageAsync).RequireAuthorization(Policies.SignedIn);

    private static async Task<IResult> PackageAsync(Guid id, HttpContext context, PackageService packages, CancellationToken cancellation)
    {
        if (await packages.WriteAsync(id, cancellation) is not { } package)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(package.Content, "application/zip", package.Name);
    }
}
