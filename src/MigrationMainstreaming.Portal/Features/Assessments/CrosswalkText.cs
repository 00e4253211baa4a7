namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>The texts of values that sectors propose for an indicator.</summary>
public sealed class CrosswalkText;
