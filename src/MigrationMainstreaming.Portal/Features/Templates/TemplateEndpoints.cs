using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>Questionnaires as files.</summary>
public static class TemplateEndpoints
{
    /// <summary>Maps the download of a version.</summary>
    public static void MapTemplates(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/templates/{key}/{version:int}/export", ExportAsync).RequireAuthorization(Policies.SeeTemplates);

    private static async Task<IResult> ExportAsync(string key, int version, TemplateService templates) =>
        await templates.ExportAsync(key, version) is { } file
            ? TypedResults.File(file.Bytes, "application/json", file.Name)
            : TypedResults.NotFound();
}
