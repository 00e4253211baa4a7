using System.Globalization;
using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>Who can sign in, who is invited, and the form that invites.</summary>
public sealed partial class PeoplePage
{
    private IReadOnlyList<PersonView> _people = [];
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

    /// <summary>What is looked for among names, addresses and roles.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Sought { get; set; }

    [SupplyParameterFromForm(FormName = "invite")]
    private InviteForm? Form { get; set; }

    private IEnumerable<PersonView> Shown => string.IsNullOrWhiteSpace(Sought)
        ? _people
        : _people.Where(person => new[] { person.Name, person.Email }.Concat(person.Scopes.Select(Describe)).Any(text => text.Contains(Sought.Trim(), StringComparison.CurrentCultureIgnoreCase)));

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _me = await Current.PersonAsync();
        _choices = await People.ChoicesAsync();
        _people = await People.ListAsync();
        _invitations = await People.InvitationsAsync();
    }

    private async Task InviteAsync()
    {
        var form = Form ?? new InviteForm();
        // The link is shown on this very page, once: leading on would lose it.
        await RunAsync(
            async () =>
            {
                if (new InviteForm.Validator().Validate(form).Errors is [var first, ..])
                {
                    throw new DomainRuleException(first.ErrorMessage);
                }

                var country = form.Role == Role.Administrator ? null : form.CountryId;
                var ministry = form.Role == Role.Official ? form.MinistryId : null;
                var (invitation, token) = await Invitations.InviteAsync(form.Email!, form.Name!, form.Language ?? "en", form.Role!, country, ministry, form.UntilMoment);
                _link = Navigation.ToAbsoluteUri(App.Links.Invitation(token)).ToString();
                _invited = invitation.Name;
                await Mail.SendInvitationAsync(invitation, _link);
                Form = null;
            },
            Text["The invitation is ready."]);
        if (_link is not null)
        {
            Message = null;
            await LoadAsync();
        }
    }

    private Task WithdrawAsync(Guid id) => RunAsync(() => Invitations.WithdrawAsync(id), Text["The invitation is withdrawn."], App.Links.People());

    private string Describe(ScopeView scope) => Describe(scope.Role, scope.Country, scope.Ministry);

    private string Describe(string role, LocalText? country, LocalText? ministry) =>
        string.Join(", ", new[] { Text.NameOf(role), ministry is null ? null : In(ministry), country is null ? null : In(country) }.Where(part => part is not null));
}
