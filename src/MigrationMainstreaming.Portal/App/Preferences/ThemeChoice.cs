using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.App.Preferences;

/// <summary>The appearance that was chosen on this device. Without a choice the page follows the system.</summary>
public static class ThemeChoice
{
    private const string Cookie = "theme";

    /// <summary>"light", "dark" or, without a choice, nothing. A signed-in person's own choice counts before the device's.</summary>
    public static string? Read(HttpContext? context, Person? person) =>
        person is not null ? Known(person.Theme) : Known(context?.Request.Cookies[Cookie]);

    /// <summary>The choice if it is one.</summary>
    public static string? Known(string? theme) => theme is "light" or "dark" ? theme : null;

    /// <summary>Keeps the choice for a year, or forgets it.</summary>
    public static void Write(HttpContext context, string? theme)
    {
        if (theme is not null)
        {
            context.Response.Cookies.Append(Cookie, theme, PreferenceEndpoints.CookieFor(context));
        }
        else
        {
            context.Response.Cookies.Delete(Cookie);
        }
    }
}
