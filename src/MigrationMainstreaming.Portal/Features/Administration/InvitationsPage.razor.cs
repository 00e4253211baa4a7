using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>Who is invited, and the form that invites.</summary>
public sealed partial class InvitationsPage
{
    private IReadOnlyList<InvitationView> _invitations = [];
    private GrantChoices _choices = new([], [], []);
    private Person? _me;
    private string? _link;
    private string? _invited;

    [Inject]
    public required PeopleService People { get; init; }

    [Inject]
    public required Invitations Invitations { get; init; }

    [Inject]
    public required AccountMail Mail { get; init; }

    [Inject]
    public required CurrentUser Current { get; init; }

    [SupplyParameterFromForm(FormName = "invite")]
    private InviteForm? Form { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _me = await Current.PersonAsync();
        _choices = await People.ChoicesAsync();
        _invitations = await People.InvitationsAsync();
    }

    private async Task InviteAsync()
    {
        var form = Form ?? new InviteForm();
        // The link is shown on this very page, once: leading on would lose it.
        await RunAsync(
            async () =>
            {
                form.Require();
                var (invitation, token) = await Invitations.InviteAsync(SentOperation, form.Email!, form.Name!, (Languages.Find(form.Language) ?? Languages.Default).Code,
                    form.Role!, form.GrantedCountryId, form.GrantedMinistryId, form.UntilMoment);
                _link = Navigation.ToAbsoluteUri(Links.Invitation(token)).ToString();
                _invited = invitation.Name;
                await Mail.SendInvitationAsync(invitation, _link);
                Form = null;
            },
            Text["The invitation is ready."]);
        if (_link is not null)
        {
            Message = null;
            _invitations = await People.InvitationsAsync();
        }
    }

    private Task WithdrawAsync(Guid id) => RunAsync(() => Invitations.WithdrawAsync(SentOperation, id), Text["The invitation is withdrawn."], Links.Invitations());

    private string Describe(InvitationView invitation) => Text.Describe(invitation.Role, invitation.Country, invitation.Ministry);
}
