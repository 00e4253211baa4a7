using MigrationMainstreaming.Portal.Features.Assessments;

namespace MigrationMainstreaming.Portal.Features;

/// <summary>The endpoints of all features, one line each.</summary>
public static class FeatureEndpoints
{
    public static IEndpointRouteBuilder MapFeatures(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAssessments();
        endpoints.MapAnswers();
        return endpoints;
    }
}
