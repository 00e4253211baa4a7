namespace MigrationMainstreaming.Portal.Features.Home;

/// <summary>The texts of the page that says what waits.</summary>
public sealed class HomeText;
