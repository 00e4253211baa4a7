using Microsoft.AspNetCore.Localization;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.App.Preferences;

/// <summary>In which language a request is answered: the person's own, else this device's choice, else the browser's.</summary>
public static class RequestLanguage
{
    /// <summary>Name of the cookie that carries this device's choice.</summary>
    public const string Cookie = "language";

    public static void Configure(RequestLocalizationOptions options)
    {
        options.DefaultRequestCulture = new RequestCulture(Languages.Cultures[0]);
        options.SupportedCultures = [.. Languages.Cultures];
        options.SupportedUICultures = [.. Languages.Cultures];
        options.RequestCultureProviders =
        [
            new CustomRequestCultureProvider(FromPerson),
            new CookieRequestCultureProvider { CookieName = Cookie },
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    }

    private static async Task<ProviderCultureResult?> FromPerson(HttpContext context) =>
        context.User.Identity?.IsAuthenticated == true
        && await context.RequestServices.GetRequiredService<CurrentUser>().PersonAsync() is { Language.Length: > 0 } person
            ? new ProviderCultureResult(person.Language)
            : null;
}
