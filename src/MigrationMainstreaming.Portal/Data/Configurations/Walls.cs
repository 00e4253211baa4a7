using System.Reflection;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Portal.Data.Accounts;
using MigrationMainstreaming.Portal.Data.Acts;

namespace MigrationMainstreaming.Portal.Data.Configurations;

/// <summary>The first wall: what the context's person may not see is not there for its queries.</summary>
internal static class Walls
{
    /// <summary>What administrators see of every country: who there is, not what they say.</summary>
    public static readonly IReadOnlyList<Type> SeenByPlatform = [typeof(Jurisdiction), typeof(Ministry)];

    private static readonly MethodInfo AddCountryWallMethod = typeof(Walls).GetMethod(nameof(AddCountryWall), BindingFlags.Static | BindingFlags.NonPublic)!;

    public static void AddWalls(this ModelBuilder builder, MainstreamingDbContext db)
    {
        foreach (var type in builder.Model.GetEntityTypes().Select(entity => entity.ClrType).Where(typeof(ICountryOwned).IsAssignableFrom).ToList())
        {
            AddCountryWallMethod.MakeGenericMethod(type).Invoke(null, [builder, db]);
        }

        builder.Entity<GrantedScope>().HasQueryFilter(MainstreamingDbContext.CountryFilter,
            scope => db.SeesPlatform || scope.UserId == db.UserId || (scope.CountryId != null && db.Countries.Contains(scope.CountryId.Value)));
        builder.Entity<Invitation>().HasQueryFilter(MainstreamingDbContext.CountryFilter,
            invitation => db.SeesPlatform || (invitation.CountryId != null && db.Countries.Contains(invitation.CountryId.Value)));
        builder.Entity<Operation>().HasQueryFilter(MainstreamingDbContext.CountryFilter,
            operation => operation.UserId == db.UserId);
    }

    private static void AddCountryWall<T>(ModelBuilder builder, MainstreamingDbContext db)
        where T : class, ICountryOwned
    {
        if (SeenByPlatform.Contains(typeof(T)))
        {
            builder.Entity<T>().HasQueryFilter(MainstreamingDbContext.CountryFilter, row => db.SeesPlatform || db.Countries.Contains(row.CountryId));
        }
        else
        {
            builder.Entity<T>().HasQueryFilter(MainstreamingDbContext.CountryFilter, row => db.Countries.Contains(row.CountryId));
        }
    }
}
