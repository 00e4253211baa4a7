using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>How the portal reaches its database.</summary>
public static class DataServices
{
    /// <summary>The provider and conventions that every context of ours has, whoever makes it.</summary>
    public static DbContextOptionsBuilder UseMainstreaming(this DbContextOptionsBuilder options, string connectionString) =>
        options.UseNpgsql(connectionString, Configure).Shared();

    /// <inheritdoc cref="UseMainstreaming(DbContextOptionsBuilder, string)"/>
    public static DbContextOptionsBuilder UseMainstreaming(this DbContextOptionsBuilder options, NpgsqlDataSource source) =>
        options.UseNpgsql(source, Configure).Shared();

    private static void Configure(Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder npgsql) =>
        npgsql.SetPostgresVersion(15, 0);

    private static DbContextOptionsBuilder Shared(this DbContextOptionsBuilder options) =>
        options.UseSnakeCaseNamingConvention().AddInterceptors(CountryWallInterceptor.Instance);
}
