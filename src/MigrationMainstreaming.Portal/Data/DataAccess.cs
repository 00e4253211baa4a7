namespace MigrationMainstreaming.Portal.Data;

/// <summary>For whom a context reads and writes: what both walls are built from.</summary>
/// <param name="UserId">The person; their own scopes and operations are theirs in any country.</param>
/// <param name="Countries">The countries whose rows exist for this context. None means no rows.</param>
/// <param name="Platform">Whether jurisdictions, ministries, scopes and invitations of every country are seen, as administrators
/// need; never assessments, answers or anything written about them.</param>
public sealed record DataAccess(Guid? UserId, IReadOnlySet<Guid> Countries, bool Platform)
{
    /// <summary>Nobody: platform tables only.</summary>
    public static readonly DataAccess None = new(null, new HashSet<Guid>(), false);

    /// <summary>A person before anything is known about them: platform tables and their own scopes.</summary>
    public static DataAccess OfUser(Guid userId) => None with { UserId = userId };

    /// <summary>A job or a seed for one country.</summary>
    public static DataAccess OfCountry(Guid countryId) => None with { Countries = new HashSet<Guid> { countryId } };
}
