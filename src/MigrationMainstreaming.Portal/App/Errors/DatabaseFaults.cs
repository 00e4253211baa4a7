using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.App.Errors;

/// <summary>Tells programs, and the script that saves answers, in words when the database server could not do what was asked: 503, and to come
/// again. What was sent may have arrived: it is sent again under the same key.</summary>
internal sealed class DatabaseFaults(RequestDelegate next, IOptions<RequestLocalizationOptions> localization, IStringLocalizer<RefusalText> words, ILogger<DatabaseFaults> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && DatabaseFault.SentenceOf(fault) is not null)
        {
            var sentence = DatabaseFault.SentenceOf(fault)!;
            log.LogWarning(fault, "{Method} {Path} could not be done: {Problem}", context.Request.Method, context.Request.Path, sentence);
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "2";
            await context.Response.WriteAsJsonAsync(new { problem = await InReadersLanguageAsync(context, sentence) }, CancellationToken.None);
        }
    }

    /// <summary>The fault may have come before the language of the request was known, which needs the person and so the database.</summary>
    private async Task<string> InReadersLanguageAsync(HttpContext context, string sentence)
    {
        var language = Languages.Find(context.Features.Get<IRequestCultureFeature>()?.RequestCulture.UICulture.TwoLetterISOLanguageName);
        foreach (var provider in localization.Value.RequestCultureProviders ?? [])
        {
            language ??= (await provider.DetermineProviderCultureResult(context))?.UICultures.Select(culture => Languages.Find(culture.Value?.Split('-')[0])).FirstOrDefault(found => found is not null);
        }

        var before = System.Globalization.CultureInfo.CurrentUICulture;
        try
        {
            System.Globalization.CultureInfo.CurrentUICulture = Languages.Cultures.First(culture => culture.TwoLetterISOLanguageName == (language ?? Languages.Default).Code);
            return words.Of(sentence);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = before;
        }
    }
}
