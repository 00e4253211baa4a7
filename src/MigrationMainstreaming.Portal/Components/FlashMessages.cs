using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>
/// Carries a message over the redirect that follows a form post. It travels sealed and for two minutes,
/// so that nobody can make the portal say something by a link.
/// </summary>
public sealed class FlashMessages(IDataProtectionProvider protection, IHttpContextAccessor accessor)
{
    /// <summary>Name of the query parameter that carries a message where no cookie can be set.</summary>
    public const string Parameter = "said";

    private const string Cookie = "said";

    private readonly ITimeLimitedDataProtector _seal = protection.CreateProtector("portal.flash").ToTimeLimitedDataProtector();

    /// <summary>Keeps the message for the page that follows.</summary>
    public static void Keep(HttpContext context, PageMessage message)
    {
        var messages = context.RequestServices.GetRequiredService<FlashMessages>();
        context.Response.Cookies.Append(Cookie, messages.Seal(message), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = TimeSpan.FromMinutes(2),
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
        });
    }

    /// <summary>The message as a query parameter, for interactive pages that lead to another page.</summary>
    public string AddTo(string address, PageMessage message) =>
        $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Parameter}={Uri.EscapeDataString(Seal(message))}";

    /// <summary>The message that the page before left, once.</summary>
    public PageMessage? Take()
    {
        if (accessor.HttpContext is not { } context)
        {
            return null;
        }

        if (context.Request.Cookies[Cookie] is { } kept)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.Cookies.Delete(Cookie);
            }

            return Open(kept);
        }

        return context.Request.Query[Parameter].ToString() is { Length: > 0 } said ? Open(said) : null;
    }

    private string Seal(PageMessage message) => _seal.Protect(JsonSerializer.Serialize(message), TimeSpan.FromMinutes(2));

    private PageMessage? Open(string kept)
    {
        try
        {
            return JsonSerializer.Deserialize<PageMessage>(_seal.Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
