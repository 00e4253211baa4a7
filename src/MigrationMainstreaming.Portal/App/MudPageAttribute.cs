namespace MigrationMainstreaming.Portal.App;

/// <summary>
/// Marks a page that uses MudBlazor. Only such pages load its style sheet and script, so that the pages of everyday work stay light.
/// The page also renders <c>&lt;MudProviders /&gt;</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MudPageAttribute : Attribute;
