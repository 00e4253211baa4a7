using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Account;

/// <summary>Signing out, and who is signed in for programs and scripts.</summary>
public static class AccountEndpoints
{
    public static void MapAccount(this WebApplication app)
    {
        app.MapGet("/api/v1/session", SessionAsync);
        app.MapPost(Links.SignOut(), SignOutAsync);
        app.MapPost(Links.SignOutEverywhere(), SignOutEverywhereAsync);
    }

    /// <summary>Says in Development, in one line, where to look and with which account.</summary>
    public static void SayWhere(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.Lifetime.ApplicationStarted.Register(() =>
                Console.WriteLine($"The portal is ready at {app.Urls.FirstOrDefault()} (sign in as coordinator@demo.example, password {Data.Seed.Demo.DemoSeed.Password})"));
        }
    }

    private static async Task<IResult> SessionAsync(HttpContext context, IAntiforgery antiforgery, CurrentUser user)
    {
        if (await user.PersonAsync() is not { } person)
        {
            return TypedResults.Unauthorized();
        }

        var tokens = antiforgery.GetAndStoreTokens(context);
        return TypedResults.Json(new { email = person.Email, language = person.Language, antiforgery = new { header = tokens.HeaderName, token = tokens.RequestToken } });
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInService accounts, IStringLocalizer<AccountText> text, [FromForm] string? returnUrl)
    {
        await accounts.SignOutAsync();
        FlashMessages.Keep(context, PageMessage.Done(text["You are signed out."]));
        return TypedResults.LocalRedirect(Links.SignIn(returnUrl is null ? null : Links.Inside(returnUrl)));
    }

    private static async Task<IResult> SignOutEverywhereAsync(HttpContext context, SignInService accounts, IStringLocalizer<AccountText> text, [FromForm] string? returnUrl)
    {
        await accounts.SignOutEverywhereAsync();
        FlashMessages.Keep(context, PageMessage.Done(text["You are signed out on all devices."]));
        return TypedResults.LocalRedirect(Links.SignIn(returnUrl is null ? null : Links.Inside(returnUrl)));
    }
}
