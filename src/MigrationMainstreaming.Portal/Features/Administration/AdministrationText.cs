namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>The texts of the administration of people, countries and ministries.</summary>
public sealed class AdministrationText;
