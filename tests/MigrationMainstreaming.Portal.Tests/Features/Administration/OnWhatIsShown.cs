using MigrationMainstreaming.Portal.Features.Administration;

namespace MigrationMainstreaming.Portal.Tests.Features.Administration;

/// <summary>Acts on people as a page does that was loaded just before: they carry what it shows.</summary>
internal static class OnWhatIsShown
{
    public static async Task GrantAsync(this PeopleService people, Guid operationId, Guid personId, string role, Guid? countryId, Guid? ministryId, DateTimeOffset? until) =>
        await people.GrantAsync(operationId, personId, await ShownAsync(people, person => person.Id == personId), role, countryId, ministryId, until);

    public static async Task RevokeAsync(this PeopleService people, Guid operationId, Guid scopeId) =>
        await people.RevokeAsync(operationId, scopeId, await ShownAsync(people, person => person.Scopes.Any(scope => scope.Id == scopeId)));

    public static async Task DisableAsync(this PeopleService people, Guid operationId, Guid personId) =>
        await people.DisableAsync(operationId, personId, await ShownAsync(people, person => person.Id == personId));

    public static async Task EnableAsync(this PeopleService people, Guid operationId, Guid personId) =>
        await people.EnableAsync(operationId, personId, await ShownAsync(people, person => person.Id == personId));

    private static async Task<string> ShownAsync(PeopleService people, Func<PersonView, bool> which) => (await people.ListAsync()).FirstOrDefault(which)?.Shown ?? "";
}
