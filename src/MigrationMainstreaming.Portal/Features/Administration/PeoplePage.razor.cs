using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>Who can sign in, and what each may do.</summary>
public sealed partial class PeoplePage
{
    private IReadOnlyList<PersonView> _people = [];
    private Person? _me;

    [Inject]
    public required PeopleService People { get; init; }

    [Inject]
    public required CurrentUser Current { get; init; }

    /// <summary>What is looked for among names, addresses and roles.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Sought { get; set; }

    private IEnumerable<PersonView> Shown => string.IsNullOrWhiteSpace(Sought)
        ? _people
        : _people.Where(person => new[] { person.Name, person.Email }.Concat(person.Scopes.Select(Describe)).Any(text => text.Contains(Sought.Trim(), StringComparison.CurrentCultureIgnoreCase)));

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _me = await Current.PersonAsync();
        _people = await People.ListAsync();
    }

    private string Describe(ScopeView scope) => Text.Describe(scope.Role, scope.Country, scope.Ministry);
}
