namespace MigrationMainstreaming.Portal.Features.NationalPlans;

/// <summary>The texts of a country's own development plan.</summary>
public sealed class PlanText;
