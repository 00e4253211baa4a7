namespace MigrationMainstreaming.Domain.Questions;

/// <summary>How strongly a question bears on a framework item.</summary>
public enum LinkStrength
{
    /// <summary>Counts 1.</summary>
    Direct,

    /// <summary>Counts 0.5.</summary>
    Indirect,
}

/// <summary>A question or option bears on a framework item.</summary>
/// <param name="Item">Framework and code: <c>gcm:15</c>, <c>sdg:3.8</c>.</param>
/// <param name="Strength">How strongly.</param>
/// <param name="Action">Letter of the action in the framework's text, for readers: <c>15.e</c>.</param>
public sealed record Link(string Item, LinkStrength Strength = LinkStrength.Direct, string? Action = null)
{
    /// <summary>The framework's code, before the colon.</summary>
    public string FrameworkCode => Item.Split(':')[0];

    /// <summary>The item's code, after the colon.</summary>
    public string ItemCode => Item[(Item.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>1 or 0.5: how much of the question's weight counts for the item.</summary>
    public decimal Share => Strength == LinkStrength.Direct ? 1m : 0.5m;
}
