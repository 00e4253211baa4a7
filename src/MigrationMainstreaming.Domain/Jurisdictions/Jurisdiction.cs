using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Jurisdictions;

/// <summary>How far down a jurisdiction stands.</summary>
public enum JurisdictionLevel
{
    Country,
    Province,
    City,
}

/// <summary>Something that belongs to one country and is never seen from another.</summary>
public interface ICountryOwned
{
    /// <summary>The country whose wall stands around it.</summary>
    Guid CountryId { get; }
}

/// <summary>A country, province or city that assesses itself. Its country is the wall that nobody looks over.</summary>
public sealed class Jurisdiction : ICountryOwned
{
    private Jurisdiction(Guid id, Guid countryId, Guid? parentId, JurisdictionLevel level, string code, LocalText name) =>
        (Id, CountryId, ParentId, Level, Code, Name) = (id, countryId, parentId, level, code, name);

    public Guid Id { get; }

    /// <summary>A country is its own country.</summary>
    public Guid CountryId { get; }

    public Guid? ParentId { get; }
    public JurisdictionLevel Level { get; }

    /// <summary>Short code, such as an ISO 3166 code; unique among its siblings.</summary>
    public string Code { get; private set; }

    public LocalText Name { get; private set; }
    public CountryProfile Profile { get; private set; } = CountryProfile.Empty;

    /// <summary>The languages in which this jurisdiction works, the first being the one in which it starts.</summary>
    public IReadOnlyList<string> Languages { get; private set; } = ["en"];

    /// <summary>Codes of the frameworks that are switched on here.</summary>
    public IReadOnlyList<string> Frameworks { get; private set; } = ["sdg", "gcm"];

    public static Jurisdiction NewCountry(string code, LocalText name)
    {
        var id = Guid.CreateVersion7();
        return new Jurisdiction(id, id, null, JurisdictionLevel.Country, RequiredCode(code), name);
    }

    /// <summary>A province of a country, or a city of a province or country.</summary>
    public Jurisdiction NewPart(string code, LocalText name)
    {
        DomainRule.Require(Level != JurisdictionLevel.City, "A city has no parts.");
        var level = Level == JurisdictionLevel.Country ? JurisdictionLevel.Province : JurisdictionLevel.City;
        return new Jurisdiction(Guid.CreateVersion7(), CountryId, Id, level, RequiredCode(code), name);
    }

    public void Rename(string code, LocalText name) => (Code, Name) = (RequiredCode(code), name);

    public void SetProfile(CountryProfile profile) => Profile = profile;

    public void WorkIn(IReadOnlyList<string> languages)
    {
        DomainRule.Require(languages.Count > 0, "Name at least one language.");
        Languages = languages;
    }

    public void SwitchFrameworks(IReadOnlyList<string> codes) => Frameworks = codes;

    private static string RequiredCode(string code)
    {
        DomainRule.Require(!string.IsNullOrWhiteSpace(code) && code.Length <= 20, "Give a short code, up to 20 characters.");
        return code.Trim();
    }
}

/// <summary>A body of a jurisdiction that answers.</summary>
public sealed class Ministry : ICountryOwned
{
    private Ministry(Guid id, Guid countryId, Guid jurisdictionId, string code, LocalText name) =>
        (Id, CountryId, JurisdictionId, Code, Name) = (id, countryId, jurisdictionId, code, name);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid JurisdictionId { get; }

    /// <summary>Short code, unique in its jurisdiction: <c>health</c>, <c>interior</c>.</summary>
    public string Code { get; private set; }

    public LocalText Name { get; private set; }

    public static Ministry Of(Jurisdiction jurisdiction, string code, LocalText name)
    {
        DomainRule.Require(!string.IsNullOrWhiteSpace(code) && code.Length <= 40, "Give a short code, up to 40 characters.");
        return new Ministry(Guid.CreateVersion7(), jurisdiction.CountryId, jurisdiction.Id, code.Trim(), name);
    }

    public void Rename(string code, LocalText name)
    {
        DomainRule.Require(!string.IsNullOrWhiteSpace(code) && code.Length <= 40, "Give a short code, up to 40 characters.");
        (Code, Name) = (code.Trim(), name);
    }
}
