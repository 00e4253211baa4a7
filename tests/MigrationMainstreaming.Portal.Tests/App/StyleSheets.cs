using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MigrationMainstreaming.Portal.Tests.App;

/// <summary>The style sheets as they lie in the source.</summary>
internal static partial class StyleSheets
{
    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder(), name));

    /// <summary>The tokens of one appearance with references resolved to colours.</summary>
    public static IReadOnlyDictionary<string, string> Tokens(bool dark)
    {
        var css = Comment().Replace(Read("tokens.css"), "");
        var tokens = Declarations(BlockAfter(css, ":root {"));
        if (dark)
        {
            foreach (var (name, value) in Declarations(BlockAfter(css, ":root[data-theme=\"dark\"] {")))
            {
                tokens[name] = value;
            }
        }

        return tokens;
    }

    /// <summary>The tokens that the system's dark appearance changes.</summary>
    public static IReadOnlyDictionary<string, string> SystemDark() =>
        Declarations(BlockAfter(Comment().Replace(Read("tokens.css"), ""), ":root:not([data-theme=\"light\"]) {"));

    /// <summary>The tokens that the chosen dark appearance changes.</summary>
    public static IReadOnlyDictionary<string, string> ChosenDark() =>
        Declarations(BlockAfter(Comment().Replace(Read("tokens.css"), ""), ":root[data-theme=\"dark\"] {"));

    /// <summary>The contrast of two colours as WCAG 2 computes it.</summary>
    public static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    public static partial Regex Comment();

    [GeneratedRegex(@"--([\w-]+):\s*([^;]+);")]
    private static partial Regex Declaration();

    private static string BlockAfter(string css, string selector)
    {
        var start = css.IndexOf(selector, StringComparison.Ordinal) + selector.Length;
        return css[start..css.IndexOf('}', start)];
    }

    private static Dictionary<string, string> Declarations(string block)
    {
        var declarations = new Dictionary<string, string>();
        foreach (Match match in Declaration().Matches(block))
        {
            declarations[match.Groups[1].Value] = match.Groups[2].Value.Trim();
        }

        return declarations;
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/MigrationMainstreaming.Portal/wwwroot/css"));
}
