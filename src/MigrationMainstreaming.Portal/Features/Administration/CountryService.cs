using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>Countries, their provinces and cities, and the ministries that answer.</summary>
public sealed class CountryService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, ActRunner acts)
{
    /// <summary>All countries with the number of their ministries and parts, by name.</summary>
    public async Task<IReadOnlyList<CountryView>> ListAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        await RequireAdministratorAsync();
        var places = await db.Jurisdictions.AsNoTracking().ToListAsync();
        var ministries = await db.Ministries.AsNoTracking().ToListAsync();
        return
        [
            .. places.Where(place => place.Level == JurisdictionLevel.Country).OrderBy(country => country.Name.ToString(), StringComparer.Ordinal)
                .Select(country => new CountryView(
                    country,
                    [.. places.Where(place => place.CountryId == country.Id && place.Id != country.Id).OrderBy(place => place.Code, StringComparer.Ordinal)],
                    [.. ministries.Where(ministry => ministry.CountryId == country.Id).OrderBy(ministry => ministry.Name.ToString(), StringComparer.Ordinal)])),
        ];
    }

    /// <returns>One country, or <see langword="null"/>.</returns>
    public async Task<CountryView?> FindAsync(Guid countryId) => (await ListAsync()).FirstOrDefault(view => view.Country.Id == countryId);

    /// <summary>Adds a country.</summary>
    /// <returns>Its id.</returns>
    public Task<Guid> AddAsync(Guid operationId, string code, LocalText name) =>
        ActAsync(operationId, "country-add", new { code, name }, async db =>
        {
            RequireTexts(code, name);
            DomainRule.Require(!await db.Jurisdictions.AnyAsync(place => place.Level == JurisdictionLevel.Country && place.Code == code.Trim()), "There is a country with this code already.");
            var country = Jurisdiction.NewCountry(code, name);
            db.Jurisdictions.Add(country);
            return country.Id;
        });

    /// <summary>Changes code and name of a country, province or city.</summary>
    /// <param name="operationId">The form's own id.</param>
    /// <param name="jurisdictionId">Which.</param>
    /// <param name="shown">Code and name as they were shown (<see cref="ShownState"/>).</param>
    /// <param name="code">The new code.</param>
    /// <param name="name">The new name.</param>
    public Task RenameAsync(Guid operationId, Guid jurisdictionId, string shown, string code, LocalText name) =>
        ActAsync(operationId, "country-rename", new { jurisdictionId, shown, code, name }, async db =>
        {
            RequireTexts(code, name);
            var place = await PlaceAsync(db, jurisdictionId);
            RequireShown(shown, place.Code, place.Name);
            DomainRule.Require(!await db.Jurisdictions.AnyAsync(other => other.Id != place.Id && other.ParentId == place.ParentId && other.Level == place.Level && other.Code == code.Trim()), "Its neighbour has this code already.");
            place.Rename(code, name);
            return place.Id;
        });

    /// <summary>Adds a province to a country, or a city to a province.</summary>
    public Task AddPartAsync(Guid operationId, Guid jurisdictionId, string code, LocalText name) =>
        ActAsync(operationId, "country-part", new { jurisdictionId, code, name }, async db =>
        {
            RequireTexts(code, name);
            var whole = await PlaceAsync(db, jurisdictionId);
            DomainRule.Require(!await db.Jurisdictions.AnyAsync(other => other.ParentId == whole.Id && other.Code == code.Trim()), "Its neighbour has this code already.");
            var part = whole.NewPart(code, name);
            db.Jurisdictions.Add(part);
            return part.Id;
        });

    /// <summary>Adds a ministry to a jurisdiction.</summary>
    public Task AddMinistryAsync(Guid operationId, Guid jurisdictionId, string code, LocalText name) =>
        ActAsync(operationId, "ministry-add", new { jurisdictionId, code, name }, async db =>
        {
            RequireTexts(code, name);
            var place = await PlaceAsync(db, jurisdictionId);
            DomainRule.Require(!await db.Ministries.AnyAsync(ministry => ministry.JurisdictionId == place.Id && ministry.Code == code.Trim()), "There is a ministry with this code already.");
            var ministry = Ministry.Of(place, code, name);
            db.Ministries.Add(ministry);
            return ministry.Id;
        });

    /// <summary>Changes code and name of a ministry; what it led and wrote stays with it.</summary>
    /// <inheritdoc cref="RenameAsync"/>
    public Task RenameMinistryAsync(Guid operationId, Guid ministryId, string shown, string code, LocalText name) =>
        ActAsync(operationId, "ministry-rename", new { ministryId, shown, code, name }, async db =>
        {
            RequireTexts(code, name);
            var ministry = await db.Ministries.SingleOrDefaultAsync(ministry => ministry.Id == ministryId);
            DomainRule.Require(ministry is not null, "There is no such ministry.");
            RequireShown(shown, ministry.Code, ministry.Name);
            DomainRule.Require(!await db.Ministries.AnyAsync(other => other.Id != ministryId && other.JurisdictionId == ministry.JurisdictionId && other.Code == code.Trim()), "There is a ministry with this code already.");
            ministry.Rename(code, name);
            return ministry.Id;
        });

    private Task<Guid> ActAsync(Guid operationId, string kind, object request, Func<MainstreamingDbContext, Task<Guid>> act) =>
        acts.RunAsync(operationId, kind, request, async scope =>
        {
            DomainRule.Require(scope.Person.IsAdministrator, "Only an administrator can change countries and ministries.");
            // Two of the same code at once: the second waits, and finds the first.
            await scope.Db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('countries'))");
            return await act(scope.Db);
        });

    private async Task RequireAdministratorAsync() =>
        DomainRule.Require((await user.RequiredPersonAsync()).IsAdministrator, "Only an administrator can see the list of countries.");

    private static async Task<Jurisdiction> PlaceAsync(MainstreamingDbContext db, Guid id) =>
        await db.Jurisdictions.SingleOrDefaultAsync(place => place.Id == id) ?? throw new DomainRuleException("There is no such country, province or city.");

    private static void RequireShown(string shown, string code, LocalText name) => ActScope.RequireShown(ShownState.Of(code, name) == shown);

    private static void RequireTexts(string code, LocalText name)
    {
        DomainRule.Require(name["en"] is not null && name.Languages.All(language => name[language]!.Length <= 200), /* RefusalText */ "Give the name in English, up to 200 characters; other languages may follow.");
        DomainRule.RequireNo(name.Languages.Select(language => name[language]!).Append(code).Select(text => TextRules.ProblemWith(text, 200)).FirstOrDefault(problem => problem is not null));
    }
}

/// <summary>A country with its parts and ministries.</summary>
public sealed record CountryView(Jurisdiction Country, IReadOnlyList<Jurisdiction> Parts, IReadOnlyList<Ministry> Ministries);
