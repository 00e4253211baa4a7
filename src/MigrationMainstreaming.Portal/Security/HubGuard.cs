namespace MigrationMainstreaming.Portal.Security;

/// <summary>
/// Guards the circuits' address: only pages of this portal may open a circuit (browsers do not apply the same-origin rule to
/// WebSockets), and none is opened once the server is stopping, so that browsers wait for the next one.
/// </summary>
internal sealed class HubGuard(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    private static readonly PathString Hub = "/_blazor";

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Hub, StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        if (!IsFromHere(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "2";
            return Task.CompletedTask;
        }

        return next(context);
    }

    /// <summary>
    /// Browsers send Origin with each upgrade and each POST, and Sec-Fetch-Site with every request on a safe line.
    /// A request without either comes from no browser and carries nobody's cookies.
    /// </summary>
    internal static bool IsFromHere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin"))
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(from.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase)
                && string.Equals(from.Authority, new Uri($"{request.Scheme}://{request.Host}").Authority, StringComparison.OrdinalIgnoreCase));
    }
}
