namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>The texts of published national values.</summary>
public sealed class PublishedText;
