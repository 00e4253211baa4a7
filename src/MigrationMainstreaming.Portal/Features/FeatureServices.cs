using Microsoft.Extensions.DependencyInjection.Extensions;
using MigrationMainstreaming.Portal.Components.Questions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features.Administration;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Features.Coherence;
using MigrationMainstreaming.Portal.Features.Home;
using MigrationMainstreaming.Portal.Features.NationalPlans;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Features.Reviews;
using MigrationMainstreaming.Portal.Features.Rules;
using MigrationMainstreaming.Portal.Features.Templates;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features;

/// <summary>The services of all features, one line each.</summary>
public static class FeatureServices
{
    public static IServiceCollection AddFeatures(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<QuestionnaireReader>();
        services.AddSingleton<ProgressReader>();
        services.AddScoped<ActRunner>();
        services.AddScoped<BoardReader>();
        services.AddScoped<AssessmentService>();
        services.AddScoped<SectorActService>();
        services.AddScoped<SubmissionService>();
        services.AddScoped<SignOffService>();
        services.AddSingleton<FrameworkTitles>();
        services.AddSingleton<Presence>();
        services.AddSingleton<ChangeFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddSingleton<DrawnQuestions>();
        services.AddSingleton<SectorHandover>();
        services.AddScoped<SectorService>();
        services.AddScoped<AnswerService>();
        services.AddSingleton<ShippedCrosswalks>();
        services.AddScoped<CrosswalkService>();
        services.AddScoped<PeopleService>();
        services.AddScoped<CountryService>();
        services.AddScoped<ReviewService>();
        services.AddScoped<TemplateService>();
        services.AddSingleton<CompiledQuestionnaires>();
        services.AddScoped<ResultsService>();
        services.AddScoped<ScenarioService>();
        services.AddScoped<ChangeService>();
        services.AddScoped<PublishedValueService>();
        services.AddScoped<NationalPlanService>();
        services.AddScoped<PackageService>();
        services.AddScoped<ProvisionsService>();
        services.AddScoped<RuleSetService>();
        services.AddScoped<CoherenceService>();
        services.AddScoped<HomeService>();
        return services;
    }
}
