using MigrationMainstreaming.Portal.App;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>Writes names, codes and lists of them into a sentence so that the sentence keeps its order.</summary>
/// <remarks>A Latin name inside an Arabic sentence takes the numbers and commas beside it along: "Noor Hadley, 17" of a date. Isolated, it stays a name.</remarks>
public static class Listed
{
    private const char Begin = '\u2068';
    private const char End = '\u2069';

    /// <summary>"Health, Education"; in Arabic with the Arabic comma.</summary>
    public static string Of(params IEnumerable<string?> parts) => Join(parts, Languages.Current.Code == "ar" ? "، " : ", ");

    /// <summary>"Health: 3; Education: 4"; in Arabic and French with their own sign.</summary>
    public static string Apart(params IEnumerable<string?> parts) => Join(parts, Languages.Current.Code switch { "ar" => "؛ ", "fr" => "\u00a0; ", _ => "; " });

    /// <summary>The text as a unit of its own inside a sentence that runs from right to left; elsewhere as it is.</summary>
    public static string Isolated(string text) => Languages.Current.Direction == "rtl" && text is [not Begin, ..] ? $"{Begin}{text}{End}" : text;

    /// <summary>What stands before a value, with the space behind it: "Source: ", in French "Source : ".</summary>
    public static string Label(string words) => Languages.Current.Code == "fr" ? $"{words}\u00a0: " : $"{words}: ";

    private static string Join(IEnumerable<string?> parts, string between) =>
        string.Join(between, parts.Where(part => !string.IsNullOrEmpty(part)).Select(part => Isolated(part!)));
}
