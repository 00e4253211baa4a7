using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>How mail is sent; without a host none is.</summary>
public sealed record SmtpSettings
{
    public string? Host { get; init; }
    public int Port { get; init; } = 587;
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>The sender's address.</summary>
    public string? From { get; init; }

    /// <summary><c>starttls</c>, <c>tls</c> or, inside one machine, <c>none</c>.</summary>
    public string Security { get; init; } = "starttls";

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Host);

    internal IEnumerable<string> Problems()
    {
        if (!IsConfigured)
        {
            yield break;
        }

        if (Port is < 1 or > 65535)
        {
            yield return "Smtp:Port is a number from 1 to 65535.";
        }

        if (!MailboxAddress.TryParse(From ?? "", out _))
        {
            yield return "Smtp:From is missing: give the sender's address.";
        }

        if (Security is not ("starttls" or "tls" or "none"))
        {
            yield return "Smtp:Security is one of starttls, tls, none.";
        }
    }
}

/// <summary>Sends plain mail. A test puts its own in.</summary>
public interface IPortalMail
{
    /// <summary>Whether mail leaves this portal at all; otherwise links are shown to whoever made them.</summary>
    bool IsConfigured { get; }

    /// <summary>Sends, or says by <see langword="false"/> that it could not; the log says why.</summary>
    Task<bool> SendAsync(string address, string subject, string text, CancellationToken cancellation = default);
}

internal sealed class SmtpMail(SmtpSettings settings, ILogger<SmtpMail> log) : IPortalMail
{
    public bool IsConfigured => settings.IsConfigured;

    public async Task<bool> SendAsync(string address, string subject, string text, CancellationToken cancellation = default)
    {
        if (!settings.IsConfigured)
        {
            return false;
        }

        try
        {
            using var message = new MimeMessage();
            message.From.Add(MailboxAddress.Parse(settings.From!));
            message.To.Add(MailboxAddress.Parse(address));
            message.Subject = subject;
            message.Body = new TextPart("plain") { Text = text };
            using var client = new SmtpClient { Timeout = 10_000 };
            var security = settings.Security switch { "tls" => SecureSocketOptions.SslOnConnect, "none" => SecureSocketOptions.None, _ => SecureSocketOptions.StartTls };
            await client.ConnectAsync(settings.Host!, settings.Port, security, cancellation);
            if (!string.IsNullOrEmpty(settings.User))
            {
                await client.AuthenticateAsync(settings.User, settings.Password ?? "", cancellation);
            }

            await client.SendAsync(message, cancellation);
            await client.DisconnectAsync(quit: true, cancellation);
            return true;
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or SmtpCommandException or SmtpProtocolException or AuthenticationException or ParseException or TimeoutException or SslHandshakeException)
        {
            log.LogWarning(exception, "A message could not be sent through {Host}", settings.Host);
            return false;
        }
    }
}
