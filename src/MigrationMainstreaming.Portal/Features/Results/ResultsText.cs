namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>The texts of results.</summary>
public sealed class ResultsText;
