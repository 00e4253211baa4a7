using System.Globalization;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Rules;

/// <summary>Coherence rules as files.</summary>
public static class RulesEndpoints
{
    /// <summary>Maps the download of a version.</summary>
    public static void MapRules(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/templates/rules/{version:int}/export", async (int version, RuleSetService rules) => await rules.FindAsync(version) is { } view
            ? TypedResults.File(RuleSetFile.Write(view.Version.Content), "application/json", string.Create(CultureInfo.InvariantCulture, $"{view.Version.Content.Key}.v{version}.json"))
            : (IResult)TypedResults.NotFound()).RequireAuthorization(Policies.SeeTemplates);
}
