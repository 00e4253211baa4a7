using Microsoft.AspNetCore.Components;
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
    private GrantForm? Form { get; set; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
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

    private string SentShown => Sent("shown") ?? "";

    private Task RevokeAsync(Guid scopeId) => ActAsync(() => People.RevokeAsync(SentOperation, scopeId, SentShown), Text["The role is taken back. It counts no more."]);

    private Task GrantAsync()
    {
        var form = Form ?? new GrantForm();
        return ActAsync(
            () =>
            {
                form.Require();
                return People.GrantAsync(SentOperation, PersonId, SentShown, form.Role!, form.GrantedCountryId, form.GrantedMinistryId, form.UntilMoment);
            },
            Text["The role is given."]);
    }

    // The link is shown on this very page, once: leading on would lose it.
    private async Task MakeLinkAsync()
    {
        if (await RunAsync(async () => _link = Navigation.ToAbsoluteUri(App.Links.ResetPassword(PersonId, await People.MakePasswordLinkAsync(PersonId))).ToString(), Text["The link is ready"]))
        {
            Message = null;
        }
    }

    private Task DisableAsync() => ActAsync(() => People.DisableAsync(SentOperation, PersonId, SentShown), Text["The account is switched off."]);

    private Task EnableAsync() => ActAsync(() => People.EnableAsync(SentOperation, PersonId, SentShown), Text["The account is switched on."]);

    private Task ActAsync(Func<Task> act, string done) => RunAsync(act, done, App.Links.Person(PersonId), LoadAsync);
}
