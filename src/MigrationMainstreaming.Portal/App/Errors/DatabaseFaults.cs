using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.App.Errors;

/// <summary>Tells people, programs, and the script that saves answers, in words when the database server could not do what was asked: 503, and to
/// come again. What was sent may have arrived: it is sent again under the same key.</summary>
/// <remarks>The page for people is a plain one: who asks, and so the usual frame, stands in the database.</remarks>
internal sealed class DatabaseFaults(RequestDelegate next, IOptions<RequestLocalizationOptions> localization, IStringLocalizer<RefusalText> words, IStringLocalizer<AppText> text, ILogger<DatabaseFaults> log)
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
            if (ErrorHandling.WantsPage(context.Request))
            {
                context.Response.ContentType = "text/html; charset=utf-8";
                if (HttpMethods.IsGet(context.Request.Method))
                {
                    // Whoever was led here in the middle of a sentence comes back to it without having to find out how.
                    context.Response.Headers["Refresh"] = "10";
                }

                await context.Response.WriteAsync(await InReadersLanguageAsync(context, () => Page(context.Request, words.Of(sentence))), CancellationToken.None);
            }
            else
            {
                await context.Response.WriteAsJsonAsync(new { problem = await InReadersLanguageAsync(context, () => words.Of(sentence)) }, CancellationToken.None);
            }
        }
    }

    private string Page(HttpRequest request, string problem)
    {
        var again = $"{request.PathBase}{request.Path}{(HttpMethods.IsGet(request.Method) ? request.QueryString : QueryString.Empty)}";
        return $"""
            <!DOCTYPE html>
            <html lang="{Languages.Current.Code}" dir="{Languages.Current.Direction}">
            <head>
              <meta charset="utf-8" />
              <meta name="viewport" content="width=device-width, initial-scale=1" />
              <meta name="color-scheme" content="light dark" />
              <title>{Encoded(text["Something went wrong"])} · {Encoded(text["Policy mainstreaming"])}</title>
              <link rel="stylesheet" href="/css/tokens.css" />
              <link rel="stylesheet" href="/css/portal.css" />
              <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
            </head>
            <body>
              <main class="frame">
                <div class="head">
                  <h1>{Encoded(text["The page cannot be made at the moment"])}</h1>
                  <p class="lead">{Encoded(problem)}</p>
                  <p>{Encoded(text["Answers that were marked as saved are safe. What you sent just now may not have been done: go back, and send it again. It is done once."])}</p>
                </div>
                {(HttpMethods.IsGet(request.Method) ? $"<p>{Encoded(text["What you wrote in a questionnaire is kept on this computer. The page tries again by itself every ten seconds."])}</p>" : "")}
                <p class="row"><a class="button" href="{Encoded(again)}">{Encoded(text["Load the page again"])}</a></p>
              </main>
            </body>
            </html>
            """;

        static string Encoded(string words) => HtmlEncoder.Default.Encode(words);
    }

    /// <summary>The fault may have come before the language of the request was known, which needs the person and so the database.</summary>
    private async Task<string> InReadersLanguageAsync(HttpContext context, Func<string> say)
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
            return say();
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = before;
        }
    }
}
