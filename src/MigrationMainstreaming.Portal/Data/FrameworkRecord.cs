using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>A framework as it is kept: whole, as one document.</summary>
public sealed class FrameworkRecord(string code, Framework content)
{
    public string Code { get; } = code;
    public Framework Content { get; private set; } = content;

    /// <summary>Replaces the document, as a newer portal ships it.</summary>
    public void Change(Framework content) => Content = content;
}
