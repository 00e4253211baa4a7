using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace MigrationMainstreaming.Portal.App.Preferences;

/// <summary>Takes the choice of language and appearance from plain forms, signed in or not.</summary>
public static class PreferenceEndpoints
{
    public static void MapPreferences(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Links.ChooseLanguage(), ChooseLanguageAsync).AllowAnonymous();
        endpoints.MapPost(Links.ChooseTheme(), ChooseTheme).AllowAnonymous();
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
        HttpContext context, [FromForm] string? language, [FromForm] string? returnUrl)
    {
        if (Languages.Find(language) is { } chosen)
        {
            var culture = CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(chosen.Code));
            context.Response.Cookies.Append(RequestLanguage.Cookie, culture, CookieFor(context));
            if (context.User.Identity?.IsAuthenticated == true
                && context.RequestServices.GetService<IPersonLanguage>() is { } person)
            {
                await person.KeepAsync(context, chosen.Code);
            }
        }

        return Results.LocalRedirect(Links.Inside(returnUrl));
    }

    private static IResult ChooseTheme(HttpContext context, [FromForm] string? theme, [FromForm] string? returnUrl)
    {
        ThemeChoice.Write(context, theme);
        return Results.LocalRedirect(Links.Inside(returnUrl));
    }
}
