using System.Reflection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Portal.Data.Configurations;

/// <summary>What every mapping has in common.</summary>
internal static class Mapping
{
    /// <summary>Maps each property that keeps something, get-only ones too, which EF leaves out by itself; ids are ours to give.</summary>
    /// <param name="except">Properties that are navigations.</param>
    public static EntityTypeBuilder<T> MapsWhatItKeeps<T>(this EntityTypeBuilder<T> entity, params string[] except)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(Keeps).Where(property => !except.Contains(property.Name)))
        {
            entity.Property(property.PropertyType, property.Name);
        }

        if (typeof(T).GetProperty("Id") is not null)
        {
            entity.HasKey("Id");
            entity.Property("Id").ValueGeneratedNever();
        }

        return entity;
    }

    /// <summary>Names the tables of ASP.NET Core Identity as ours are named.</summary>
    public static void NameIdentityTables(this ModelBuilder builder)
    {
        builder.Entity<User>().ToTable("users");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
    }

    private static bool Keeps(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
}
