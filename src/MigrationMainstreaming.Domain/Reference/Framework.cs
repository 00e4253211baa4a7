namespace MigrationMainstreaming.Domain.Reference;

/// <summary>A set of goals that questions link to: the 2030 Agenda (<c>sdg</c>), the Global Compact for Migration
/// (<c>gcm</c>), refugee and displacement frameworks, a country's own plan.</summary>
/// <param name="Code">Short code, the part before the colon in links.</param>
/// <param name="Title">Full name.</param>
/// <param name="ShortTitle">What lists of its items are headed with.</param>
/// <param name="Source">Where codes and names come from, and that short titles are the portal's own.</param>
/// <param name="EnabledByDefault">Whether a new country has it switched on.</param>
/// <param name="Items">All items, parents before their children.</param>
public sealed record Framework(string Code, LocalText Title, LocalText ShortTitle, LocalText Source, bool EnabledByDefault, IReadOnlyList<FrameworkItem> Items)
{
    /// <summary>The item with this code, or <see langword="null"/>.</summary>
    public FrameworkItem? Find(string code) => Items.FirstOrDefault(item => item.Code == code);
}

/// <summary>One goal, target, objective or principle.</summary>
/// <param name="Code">Code inside the framework: <c>10.7</c>, <c>15</c>, <c>P9</c>.</param>
/// <param name="Kind"><c>goal</c>, <c>target</c>, <c>objective</c>, <c>principle</c>, <c>convention</c>, <c>priority</c>.</param>
/// <param name="Title">Short title of the portal's own; the code is the reference.</param>
/// <param name="Parent">Code of the item above it, if any.</param>
/// <param name="Colour">Official colour, of SDG goals alone.</param>
public sealed record FrameworkItem(string Code, string Kind, LocalText Title, string? Parent = null, string? Colour = null)
{
    /// <summary>Goals and principles list what belongs to them and carry no figure.</summary>
    public bool CarriesFigure => Kind is not ("goal" or "principle");
}
