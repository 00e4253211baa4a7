using System.Globalization;

namespace MigrationMainstreaming.Portal.App;

/// <summary>A language of the screens, named in itself.</summary>
public sealed record Language(string Code, string Name, string Direction);

/// <summary>The languages that the screens speak.</summary>
public static class Languages
{
    // The ICU of some systems does not know the direction of every language, so it is written down.
    private static readonly string[] RightToLeft = ["ar", "ur", "fa", "ps", "dv", "he"];

    /// <summary>The language in which the texts are written and which stands in for a missing translation.</summary>
    public static Language Default { get; } = new("en", "English", "ltr");

    /// <summary>All languages of the screens.</summary>
    public static IReadOnlyList<Language> All { get; } =
        [Default, new("fr", "Français", DirectionOf("fr")), new("ar", "العربية", DirectionOf("ar"))];

    /// <summary>The cultures behind the languages, as requests use them.</summary>
    public static IReadOnlyList<CultureInfo> Cultures { get; } = [.. All.Select(language => CultureOf(language.Code))];

    /// <summary>The language of the current request or circuit.</summary>
    public static Language Current =>
        Find(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? Default;

    /// <summary>The language with this code, if the screens speak it.</summary>
    public static Language? Find(string? code) => All.FirstOrDefault(language => language.Code == code);

    /// <summary>The direction in which a language is written.</summary>
    public static string DirectionOf(string code) => RightToLeft.Contains(code.Split('-')[0]) ? "rtl" : "ltr";

    /// <summary>The culture of a language. Arabic keeps Latin digits with the signs that belong to them.</summary>
    private static CultureInfo CultureOf(string code)
    {
        var culture = (CultureInfo)CultureInfo.GetCultureInfo(code).Clone();
        if (code == "ar")
        {
            culture.NumberFormat.NumberDecimalSeparator = ".";
            culture.NumberFormat.NumberGroupSeparator = ",";
            culture.NumberFormat.PercentDecimalSeparator = ".";
            culture.NumberFormat.PercentGroupSeparator = ",";
            culture.DateTimeFormat.Calendar = new GregorianCalendar();
        }

        return CultureInfo.ReadOnly(culture);
    }
}
