namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>The texts of reviews.</summary>
public sealed class ReviewText;
