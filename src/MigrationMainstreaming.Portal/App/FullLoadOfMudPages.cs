namespace MigrationMainstreaming.Portal.App;

/// <summary>
/// Lets the browser load a page that uses MudBlazor as a whole: a navigation that only exchanges the content
/// would bring its style sheet, but never run its script.
/// </summary>
internal sealed class FullLoadOfMudPages(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<MudPageAttribute>() is not null)
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.Remove("blazor-enhanced-nav");
                return Task.CompletedTask;
            });
        }

        return next(context);
    }
}
