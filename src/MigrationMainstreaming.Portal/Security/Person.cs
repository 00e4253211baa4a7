using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Portal.Data;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>The roles, spelt as they are stored.</summary>
public static class Role
{
    /// <summary>Platform, questionnaires, people; reads no answers and no results.</summary>
    public const string Administrator = "administrator";

    /// <summary>Granted by a country for a time; sees progress before release and answers after it.</summary>
    public const string Adviser = "adviser";

    /// <summary>Everything of the own country.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>What is assigned to the ministry.</summary>
    public const string Official = "official";

    /// <summary>What the country shows after sign-off.</summary>
    public const string Observer = "observer";

    /// <summary>All of them, in the order of lists.</summary>
    public static readonly IReadOnlyList<string> All = [Administrator, Adviser, Coordinator, Official, Observer];
}

/// <summary>One thing that a person was given.</summary>
/// <param name="Role">One of <see cref="Security.Role"/>.</param>
/// <param name="CountryId">The country; none for administrators.</param>
/// <param name="MinistryId">The ministry, of officials alone.</param>
/// <param name="Until">The moment from which it counts no more.</param>
public sealed record Scope(string Role, Guid? CountryId = null, Guid? MinistryId = null, DateTimeOffset? Until = null)
{
    public bool HoldsAt(DateTimeOffset at) => Until is null || at < Until;
}

/// <summary>Who is asking, and what they were given. Scopes that have ended are not in it.</summary>
public sealed record Person(Guid Id, string Name, string Email, string Language, IReadOnlyList<Scope> Scopes)
{
    /// <summary><c>light</c>, <c>dark</c>, or <see langword="null"/> for what the device prefers.</summary>
    public string? Theme { get; init; }

    public Author Author => new(Id, Name);

    public bool IsAdministrator => Is(Role.Administrator);

    /// <summary>The countries whose rows exist for this person.</summary>
    public IReadOnlySet<Guid> Countries => Scopes.Where(scope => scope.CountryId is not null).Select(scope => scope.CountryId!.Value).ToHashSet();

    /// <summary>What contexts made for this person carry.</summary>
    public DataAccess Access => new(Id, Countries, IsAdministrator);

    /// <summary>Whether the person holds the role anywhere.</summary>
    public bool Is(string role) => Scopes.Any(scope => scope.Role == role);

    /// <summary>Whether the person holds the role in this country.</summary>
    public bool Is(string role, Guid countryId) => Scopes.Any(scope => scope.Role == role && scope.CountryId == countryId);

    /// <summary>Whether the person answers for this ministry.</summary>
    public bool IsOfficialOf(Guid ministryId) => Scopes.Any(scope => scope.Role == Role.Official && scope.MinistryId == ministryId);

    /// <summary>The ministries for which the person answers.</summary>
    public IReadOnlySet<Guid> Ministries => Scopes.Where(scope => scope.Role == Role.Official).Select(scope => scope.MinistryId!.Value).ToHashSet();
}
