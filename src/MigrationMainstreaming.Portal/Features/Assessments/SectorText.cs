namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>The texts of the questionnaire's screen and the history of answers.</summary>
public sealed class SectorText;
