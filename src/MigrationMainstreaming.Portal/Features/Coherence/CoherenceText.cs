namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>The texts of coherence.</summary>
public sealed class CoherenceText;
