namespace MigrationMainstreaming.Portal.Components;

/// <summary>The sentences with which the domain refuses an act, in the languages of the screens.</summary>
public sealed class RefusalText;
