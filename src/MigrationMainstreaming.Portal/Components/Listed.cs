using MigrationMainstreaming.Portal.App;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>Writes names, codes and lists of them into a sentence so that the sentence keeps its order.</summary>
/// <remarks>A Latin name inside an Arabic sentence takes the numbers and commas beside it along, and an Arabic name inside an English one: "Noor Hadley, 17"
/// of a date. Isolated, it stays a name.</remarks>
public static class Listed
{
    private const char Begin = '\u2068';
    private const char End = '\u2069';

    /// <summary>"Health, Education"; in Arabic with the Arabic comma.</summary>
    public static string Of(params IEnumerable<string?> parts) => Join(parts, Languages.Current.Code == "ar" ? "، " : ", ");

    /// <summary>"Health: 3; Education: 4"; in Arabic and French with their own sign.</summary>
    public static string Apart(params IEnumerable<string?> parts) => Join(parts, Languages.Current.Code switch { "ar" => "؛ ", "fr" => "\u00a0; ", _ => "; " });

    /// <summary>The text as a unit of its own inside a sentence where either of them runs from right to left; elsewhere as it is.</summary>
    public static string Isolated(string text) => text is [not Begin, ..] && (Languages.Current.Direction == "rtl" || text.Any(IsRightToLeft)) ? $"{Begin}{text}{End}" : text;

    // Hebrew, Arabic and their neighbours, with the forms for old printers.
    private static bool IsRightToLeft(char sign) => sign is (>= '\u0590' and <= '\u08ff') or (>= '\ufb1d' and <= '\ufdff') or (>= '\ufe70' and <= '\ufefc');

    /// <summary>What stands before a value, with the space behind it: "Source: ", in French "Source : ".</summary>
    public static string Label(string words) => Languages.Current.Code == "fr" ? $"{words}\u00a0: " : $"{words}: ";

    private static string Join(IEnumerable<string?> parts, string between) =>
        string.Join(between, parts.Where(part => !string.IsNullOrEmpty(part)).Select(part => Isolated(part!)));
}
