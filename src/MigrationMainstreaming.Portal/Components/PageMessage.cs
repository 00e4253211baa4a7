namespace MigrationMainstreaming.Portal.Components;

/// <summary>What an act came to, in one sentence.</summary>
public sealed record PageMessage(string Kind, string Text)
{
    public static PageMessage Done(string text) => new("ok", text);

    public static PageMessage Refused(string text) => new("error", text);

    public static PageMessage Conflict(string text) => new("conflict", text);
}
