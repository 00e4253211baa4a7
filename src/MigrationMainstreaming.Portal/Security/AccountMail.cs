using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>The texts of messages about accounts.</summary>
public sealed class AccountMailText;

/// <summary>Links to the portal that stand in messages, and the messages themselves.</summary>
public sealed class AccountMail(IPortalMail mail, Operations.PortalSettings settings, IHttpContextAccessor http, IStringLocalizer<AccountMailText> text)
{
    /// <summary>Whether messages are sent at all.</summary>
    public bool IsConfigured => mail.IsConfigured;

    /// <summary>The whole address of a place in the portal, as somebody outside needs it.</summary>
    /// <param name="path">The path, as <c>Links</c> has it.</param>
    /// <param name="baseUri">The address of the portal where no setting says it; in circuits <c>NavigationManager.BaseUri</c>.</param>
    public string Whole(string path, string? baseUri = null)
    {
        var request = http.HttpContext?.Request;
        var start = settings.PublicAddress ?? baseUri ?? (request is null ? "" : $"{request.Scheme}://{request.Host}");
        return start.TrimEnd('/') + path;
    }

    /// <summary>Sends an invitation; the inviter sees the link in any case.</summary>
    public Task<bool> SendInvitationAsync(Invitation invitation, string link) => mail.SendAsync(
        invitation.Email,
        text["Invitation to the policy mainstreaming portal"],
        text["Dear {0},\n\n{1} invites you to the policy mainstreaming portal. Open this link to choose a password; it holds for seven days and works once:\n\n{2}\n\nIf you do not expect this, do nothing.", invitation.Name, invitation.InvitedByName, link]);

    /// <summary>Sends a link that lets its reader choose a new password.</summary>
    public Task<bool> SendResetAsync(User user, string link) => mail.SendAsync(
        user.Email!,
        text["A new password for the policy mainstreaming portal"],
        text["Dear {0},\n\nopen this link to choose a new password; it holds for two hours:\n\n{1}\n\nIf you did not ask for it, do nothing: your password stays as it is.", user.Name, link]);
}
