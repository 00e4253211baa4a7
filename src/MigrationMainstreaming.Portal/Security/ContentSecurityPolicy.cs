using System.Security.Cryptography;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>
/// Says in every response what a page may load and run: scripts only with this response's nonce, everything else only from here.
/// Style attributes stay allowed, because MudBlazor sets them.
/// </summary>
public static class ContentSecurityPolicy
{
    private static readonly object NonceKey = new();

    /// <summary>The nonce of this response, for script tags.</summary>
    public static string NonceOf(HttpContext context)
    {
        if (context.Items[NonceKey] is not string nonce)
        {
            nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
            context.Items[NonceKey] = nonce;
        }

        return nonce;
    }

    /// <summary>The policy with the nonce of one response.</summary>
    public static string With(string nonce) => string.Join("; ",
        "default-src 'none'",
        $"script-src 'nonce-{nonce}' 'strict-dynamic'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'");
}
