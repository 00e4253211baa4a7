using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.Cookies;
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

    // A message may quote what was typed, in any script: it is kept short in bytes, and goes over as many cookies as it takes.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ChunkingCookieManager Cookies = new();

    private readonly ITimeLimitedDataProtector _seal = protection.CreateProtector("portal.flash").ToTimeLimitedDataProtector();

    /// <summary>Keeps the message for the page that follows.</summary>
    public static void Keep(HttpContext context, PageMessage message)
    {
        var messages = context.RequestServices.GetRequiredService<FlashMessages>();
        Cookies.AppendResponseCookie(context, Cookie, messages.Seal(message), Options(context));
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

        if (Cookies.GetRequestCookie(context, Cookie) is { } kept)
        {
            if (!context.Response.HasStarted)
            {
                Cookies.DeleteCookie(context, Cookie, Options(context));
            }

            return Open(kept);
        }

        return context.Request.Query[Parameter].ToString() is { Length: > 0 } said ? Open(said) : null;
    }

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = TimeSpan.FromMinutes(2),
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
    };

    private string Seal(PageMessage message) => _seal.Protect(JsonSerializer.Serialize(message, Compact), TimeSpan.FromMinutes(2));

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
