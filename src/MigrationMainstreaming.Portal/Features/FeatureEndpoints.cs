using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Features.Coherence;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Features.Rules;
using MigrationMainstreaming.Portal.Features.Templates;

namespace MigrationMainstreaming.Portal.Features;

/// <summary>The endpoints of all features, one line each.</summary>
public static class FeatureEndpoints
{
    public static IEndpointRouteBuilder MapFeatures(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAssessments();
        endpoints.MapAnswers();
        endpoints.MapPresence();
        endpoints.MapTemplates();
        endpoints.MapRules();
        endpoints.MapResults();
        endpoints.MapPackages();
        endpoints.MapCoherence();
        return endpoints;
    }
}
