namespace MigrationMainstreaming.Portal.App.Preferences;

/// <summary>The appearance that a person chose on this device. Without a choice the page follows the system.</summary>
public static class ThemeChoice
{
    private const string Cookie = "theme";

    /// <summary>"light", "dark" or, without a choice, nothing.</summary>
    public static string? Read(HttpContext? context) =>
        context?.Request.Cookies[Cookie] is "light" or "dark" ? context.Request.Cookies[Cookie] : null;

    /// <summary>Keeps the choice for a year, or forgets it.</summary>
    public static void Write(HttpContext context, string? theme)
    {
        if (theme is "light" or "dark")
        {
            context.Response.Cookies.Append(Cookie, theme, PreferenceEndpoints.CookieFor(context));
        }
        else
        {
            context.Response.Cookies.Delete(Cookie);
        }
    }
}
