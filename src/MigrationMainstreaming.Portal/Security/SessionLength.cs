using Microsoft.AspNetCore.Authentication.Cookies;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>How long the session still lasts, so that a page can say it before it ends. A session goes on with each act; who only reads or
/// types is asked, and one key extends it.</summary>
public static class SessionLength
{
    /// <summary>The response header with the seconds that remain. Seconds and no moment, since the clocks of old computers are off.</summary>
    public const string Header = "Session-Seconds";

    /// <summary>The part of an address's query that makes the session begin anew.</summary>
    public const string Extend = "extend";

    private static readonly object Key = new();

    /// <summary>The seconds that the session of this request still lasts; none without a session.</summary>
    public static int? Of(HttpContext context) => context.Items[Key] as int?;

    internal static Task Check(CookieSlidingExpirationContext context)
    {
        context.ShouldRenew |= context.Request.Query.ContainsKey(Extend);
        var seconds = (int)(context.ShouldRenew ? context.Options.ExpireTimeSpan : context.RemainingTime).TotalSeconds;
        context.HttpContext.Items[Key] = seconds;
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            context.Response.Headers[Header] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return Task.CompletedTask;
    }
}
