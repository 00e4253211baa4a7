using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace MigrationMainstreaming.Portal.App.Preferences;

/// <summary>Takes the choice of language and appearance from plain forms, signed in or not.</summary>
public static class PreferenceEndpoints
{
    public static void MapPreferences(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Links.ChooseLanguage(), ChooseLanguageAsync).AllowAnonymous();
        endpoints.MapPost(Links.ChooseTheme(), ChooseThemeAsync).AllowAnonymous();
    }

    /// <summary>How the cookies of preferences are sent: they hold no secret, but scripts have no business with them.</summary>
    internal static CookieOptions CookieFor(HttpContext context) => new()
    {
        MaxAge = TimeSpan.FromDays(365),
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };

    private static async Task<IResult> ChooseLanguageAsync(
        HttpContext context, PersonPreferences preferences, [FromForm] string? language, [FromForm] string? returnUrl)
    {
        if (Languages.Find(language) is { } chosen)
        {
            var culture = CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(chosen.Code));
            context.Response.Cookies.Append(RequestLanguage.Cookie, culture, CookieFor(context));
            await preferences.KeepLanguageAsync(chosen.Code);
        }

        return Results.LocalRedirect(Links.Inside(returnUrl));
    }

    private static async Task<IResult> ChooseThemeAsync(
        HttpContext context, PersonPreferences preferences, [FromForm] string? theme, [FromForm] string? returnUrl)
    {
        var chosen = ThemeChoice.Known(theme);
        ThemeChoice.Write(context, chosen);
        await preferences.KeepThemeAsync(chosen);
        return Results.LocalRedirect(Links.Inside(returnUrl));
    }
}
