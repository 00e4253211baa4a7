namespace MigrationMainstreaming.Portal.App;

/// <summary>The texts of the frame around every page: navigation, foot, preferences, error pages.</summary>
public sealed class AppText;
