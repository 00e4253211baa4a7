using Microsoft.AspNetCore.Components;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>
/// The drawings that stand beside words. Where many are shown at once, write <c>@Icons.Of("tick")</c> rather than a component for each.
/// </summary>
public static class Icons
{
    // Drawings that point along the line of writing turn with it.
    private static readonly HashSet<string> Turning = ["returned", "tension", "next", "back"];

    private static readonly Dictionary<string, MarkupString> Drawn = new Dictionary<string, string>
    {
        ["ring"] = """<circle cx="8" cy="8" r="6"/>""",
        ["half"] = """<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none"/>""",
        ["submitted"] = """<circle cx="8" cy="8" r="6"/><path d="M5.5 8h5M8.5 5.8 10.7 8l-2.2 2.2"/>""",
        ["review"] = """<circle cx="8" cy="8" r="6"/><circle cx="8" cy="8" r="2" fill="currentColor" stroke="none"/>""",
        ["returned"] = """<path d="M6 4 2.5 7.5 6 11"/><path d="M2.5 7.5H10a3.5 3.5 0 0 1 0 7H8"/>""",
        ["done"] = """<circle cx="8" cy="8" r="6.2" fill="currentColor" stroke="currentColor"/><path class="inner" d="m5.3 8.2 1.9 1.9 3.6-4"/>""",
        ["dash"] = """<circle cx="8" cy="8" r="6"/><path d="M5 8h6"/>""",
        ["clock"] = """<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.3 1.6"/>""",
        ["tension"] = """<path d="M2 8h3.500c2.500 0 2.500-4.500 5-4.500H14M5.500 8c2.500 0 2.500 4.500 5 4.500H14"/>""",
        ["tick"] = """<path d="m3 8.5 3.2 3.2L13 4.5"/>""",
        ["retry"] = """<path d="M13.2 7A5.3 5.3 0 0 0 3.6 5M2.8 9a5.3 5.3 0 0 0 9.6 2"/><path d="M3.4 2.2V5h2.8M12.6 13.8V11H9.8"/>""",
        ["problem"] = """<path d="M8 2.2 14.5 13.5h-13z"/><path d="M8 6.5v3M8 11.6v.1"/>""",
        ["document"] = """<path d="M4 1.8h5l3.2 3.2v9.2H4z"/><path d="M9 1.8V5h3.2M6.2 8.2h3.6M6.2 10.8h3.6"/>""",
        ["eye"] = """<path d="M1.500 8c1.700-3 4-4.500 6.500-4.500s4.800 1.500 6.500 4.500c-1.700 3-4 4.500-6.500 4.500S3.200 11 1.500 8z"/><circle cx="8" cy="8" r="1.800"/>""",
        ["person"] = """<circle cx="8" cy="5" r="2.7"/><path d="M2.8 14c.5-3 2.6-4.6 5.2-4.6s4.700 1.600 5.200 4.600"/>""",
        ["globe"] = """<circle cx="8" cy="8" r="6"/><path d="M2 8h12M8 2c2.200 2 2.200 10 0 12M8 2c-2.200 2-2.200 10 0 12"/>""",
        ["lock"] = """<rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5.300 7V5a2.700 2.700 0 0 1 5.400 0v2"/>""",
        ["key"] = """<circle cx="5.200" cy="10.800" r="3"/><path d="m7.400 8.600 6-6M11 5l2 2"/>""",
        ["next"] = """<path d="M3 8h10M9 4l4 4-4 4"/>""",
        ["back"] = """<path d="M13 8H3M7 4 3 8l4 4"/>""",
        ["up"] = """<path d="M8 13V3M4 7l4-4 4 4"/>""",
        ["down"] = """<path d="M8 3v10M4 9l4 4 4-4"/>""",
    }.ToDictionary(icon => icon.Key, icon => Draw(icon.Key, icon.Value));

    /// <summary>The names of all drawings.</summary>
    public static IReadOnlyCollection<string> Names => Drawn.Keys;

    /// <summary>The drawing with this name.</summary>
    public static MarkupString Of(string name) =>
        Drawn.TryGetValue(name, out var icon) ? icon : throw new ArgumentException($"There is no icon \"{name}\".", nameof(name));

    private static MarkupString Draw(string name, string paths) => new(
        $"""<svg class="icon{(Turning.Contains(name) ? " turn" : "")}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{paths}</svg>""");
}
