using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>How the portal reaches its database.</summary>
public static class DataServices
{
    /// <summary>The key of a data source without a pool, for who looks whether the server answers when the pool does not.</summary>
    internal const string ForHealth = "health";

    /// <summary>The data source of the serving role and the makers of contexts.</summary>
    /// <remarks>The factory that people's acts use stands in <c>AddSecurity</c>, for it asks who is there.</remarks>
    public static IServiceCollection AddData(this IServiceCollection services, string servingConnectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(TimeLimits.On(servingConnectionString)));
        services.AddKeyedSingleton(ForHealth, (_, _) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(TimeLimits.On(servingConnectionString).ConnectionString) { Pooling = false, ApplicationName = "portal health" }));
        services.AddSingleton(provider =>
            (DbContextOptions<MainstreamingDbContext>)new DbContextOptionsBuilder<MainstreamingDbContext>()
                .UseMainstreaming(provider.GetRequiredService<NpgsqlDataSource>())
                .UseLoggerFactory(new KeptLoggers(provider.GetRequiredService<ILoggerFactory>()))
                .Options);
        services.AddSingleton<ContextSource>();

        // For ASP.NET Core Identity and the keys: platform tables alone.
        services.AddScoped(provider => provider.GetRequiredService<ContextSource>().CreateFor(DataAccess.None));
        return services;
    }

    /// <summary>The provider and conventions that every context of ours has, whoever makes it.</summary>
    public static DbContextOptionsBuilder UseMainstreaming(this DbContextOptionsBuilder options, string connectionString) =>
        options.UseNpgsql(connectionString, Configure).Shared();

    /// <inheritdoc cref="UseMainstreaming(DbContextOptionsBuilder, string)"/>
    public static DbContextOptionsBuilder UseMainstreaming(this DbContextOptionsBuilder options, NpgsqlDataSource source) =>
        options.UseNpgsql(source, Configure).Shared();

    private static void Configure(Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder npgsql) =>
        npgsql.SetPostgresVersion(15, 0);

    private static DbContextOptionsBuilder Shared(this DbContextOptionsBuilder options) =>
        options.UseSnakeCaseNamingConvention().AddInterceptors(CountryWallInterceptor.Instance, HeldRows.Instance);
}
