using System.Globalization;
using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>One person: roles, and the account's switch.</summary>
public sealed partial class PersonPage
{
    private PersonView? _person;
    private GrantChoices _choices = new([], [], []);
    private Person? _me;
    private bool _mayMakeLink;
    private string? _link;

    [Parameter]
    public Guid PersonId { get; set; }

    [Inject]
    public required PeopleService People { get; init; }

    [Inject]
    public required CurrentUser Current { get; init; }

    [SupplyParameterFromForm(FormName = "grant")]
    private InviteForm? Form { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _me = await Current.PersonAsync();
        _choices = await People.ChoicesAsync();
        _person = (await People.ListAsync()).FirstOrDefault(person => person.Id == PersonId);
        if (_person is null)
        {
            Navigation.NotFound();
        }
        _mayMakeLink = _person is { DisabledAt: null } && await People.MayMakePasswordLinkAsync(PersonId);
    }

    private Task RevokeAsync(Guid scopeId) => RunAsync(() => People.RevokeAsync(scopeId), Text["The role is taken back. It counts no more."], App.Links.Person(PersonId));

    private Task GrantAsync()
    {
        var form = Form ?? new InviteForm();
        var role = form.Role ?? "";
        return RunAsync(
            () => People.GrantAsync(PersonId, role, role == Role.Administrator ? null : form.CountryId, role == Role.Official ? form.MinistryId : null, form.UntilMoment),
            Text["The role is given."],
            App.Links.Person(PersonId));
    }

    // The link is shown on this very page, once: leading on would lose it.
    private async Task MakeLinkAsync()
    {
        if (await RunAsync(async () => _link = Navigation.ToAbsoluteUri(App.Links.ResetPassword(PersonId, await People.MakePasswordLinkAsync(PersonId))).ToString(), Text["The link is ready"]))
        {
            Message = null;
        }
    }

    private Task DisableAsync() => RunAsync(() => People.DisableAsync(PersonId), Text["The account is switched off."], App.Links.Person(PersonId));

    private Task EnableAsync() => RunAsync(() => People.EnableAsync(PersonId), Text["The account is switched on."], App.Links.Person(PersonId));
}
