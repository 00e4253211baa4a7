namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>The texts of the screens on which questionnaires are written, translated and published.</summary>
public sealed class TemplatesText;
