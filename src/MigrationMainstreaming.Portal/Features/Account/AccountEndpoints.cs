using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain;
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
        app.MapPost("/api/v1/session", SignInAgainAsync).AllowAnonymous().DisableAntiforgery();
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

    /// <summary>Signs in from inside a page, whose text stays where it is. Only pages of this portal may ask; a form of another site could
    /// otherwise sign somebody in under a foreign name.</summary>
    private static async Task<IResult> SignInAgainAsync(HttpContext context, SignInAgain again, SignInService accounts, IStringLocalizer<RefusalText> words)
    {
        if (!HubGuard.IsFromHere(context.Request))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        try
        {
            await accounts.SignInAsync(again.Email ?? "", again.Password ?? "");
            return TypedResults.NoContent();
        }
        catch (DomainRuleException refusal)
        {
            return TypedResults.Json(new { problem = words.Of(refusal.Message) }, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInService accounts, IStringLocalizer<AccountText> text, [FromForm] string? returnUrl)
    {
        await accounts.SignOutAsync();
        ForgetWhatWasTyped(context);
        FlashMessages.Keep(context, PageMessage.Done(text["You are signed out."]));
        return TypedResults.LocalRedirect(Links.SignIn(returnUrl is null ? null : Links.Inside(returnUrl)));
    }

    private static async Task<IResult> SignOutEverywhereAsync(HttpContext context, SignInService accounts, IStringLocalizer<AccountText> text, [FromForm] string? returnUrl)
    {
        await accounts.SignOutEverywhereAsync();
        ForgetWhatWasTyped(context);
        FlashMessages.Keep(context, PageMessage.Done(text["You are signed out on all devices."]));
        return TypedResults.LocalRedirect(Links.SignIn(returnUrl is null ? null : Links.Inside(returnUrl)));
    }

    /// <summary>Answers that this browser held for the person are gone with them, also where no script could see to it.</summary>
    private static void ForgetWhatWasTyped(HttpContext context) => context.Response.Headers["Clear-Site-Data"] = "\"storage\"";

    private sealed record SignInAgain(string? Email, string? Password);
}
