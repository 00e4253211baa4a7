namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>The texts of provisions in tension.</summary>
public sealed class ProvisionsText;
