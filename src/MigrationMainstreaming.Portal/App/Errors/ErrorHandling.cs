using Microsoft.AspNetCore.Diagnostics;

namespace MigrationMainstreaming.Portal.App.Errors;

/// <summary>Answers what went wrong with a page that says what happened and what to do.</summary>
public static class ErrorHandling
{
    private const string Page = "/error/{0}";

    /// <summary>
    /// Stands before everything that may fail. Only people get pages: scripts and files get the bare status.
    /// </summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseWhen(context => WantsPage(context.Request), pages =>
        {
            pages.UseExceptionHandler("/error/500", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute(Page, createScopeForStatusCodePages: true);
            pages.UseMiddleware<DatabaseFaults>();
        });
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), programs => programs.UseMiddleware<DatabaseFaults>());

        // Said here, so that an error page finds its way again; otherwise routing stands before everything.
        app.UseRouting();
    }

    internal static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
