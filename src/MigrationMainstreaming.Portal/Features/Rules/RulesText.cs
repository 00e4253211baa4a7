namespace MigrationMainstreaming.Portal.Features.Rules;

/// <summary>The texts of the pages where coherence rules are read and written.</summary>
public sealed class RulesText;
