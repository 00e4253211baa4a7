using System.Globalization;
using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Seed;
using MigrationMainstreaming.Portal.Data.Seed.Demo;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Data;

/// <summary>A database of its own for a class of tests: <c>IClassFixture&lt;PostgresFixture&gt;</c>. It has the frameworks and questionnaires
/// and no country; <see cref="DemoFixture"/> has the demo countries too.</summary>
/// <remarks>All of a run are copies of one template on one private server in a temporary folder, with fsync on as in earnest.</remarks>
public class PostgresFixture : IAsyncLifetime
{
    private protected virtual bool WithDemo => false;

    /// <summary>How the restricted role connects: what the portal serves with.</summary>
    public string Serving { get; private set; } = "";

    /// <summary>How the owner connects.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>How the superuser connects, whom no row-level security binds.</summary>
    public string Superuser { get; private set; } = "";

    public async Task InitializeAsync() => (Serving, Owner, Superuser) = await MakeAsync();

    public Task DisposeAsync() => EndAsync();

    private protected virtual Task<(string Serving, string Owner, string Superuser)> MakeAsync() => TestServer.CopyAsync(WithDemo);

    private protected virtual Task EndAsync() => TestServer.DropAsync(new NpgsqlConnectionStringBuilder(Serving).Database!);
}

/// <summary>As <see cref="PostgresFixture"/>, with the demo countries, their people and assessments.</summary>
public sealed class DemoFixture : PostgresFixture
{
    private protected override bool WithDemo => true;
}

/// <summary>The one private server of a test run.</summary>
internal static class TestServer
{
    private static readonly Lazy<Task<LocalPostgresServer>> Server = new(StartAsync);
    private static readonly Lazy<Task<string>> Template = new(() => MakeAsync("template_plain", (contexts, stop) => ShippedContent.PutIntoAsync(contexts, DateTimeOffset.UtcNow, stop)));
    private static readonly Lazy<Task<string>> DemoTemplate = new(async () => await CopyAsync(await Template.Value, "template_demo", contexts => DemoSeed.PutIntoAsync(contexts, DateTimeOffset.UtcNow)));
    private static readonly SemaphoreSlim OneCopyAtATime = new(1, 1);
    private static int _number;

    /// <summary>A fresh copy of the template: the connection strings of the serving role, the owner and the superuser.</summary>
    public static async Task<(string Serving, string Owner, string Superuser)> CopyAsync(bool withDemo)
    {
        var template = await (withDemo ? DemoTemplate : Template).Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _number)}");
        await CopyAsync(template, name);
        return await AddressesAsync(name);
    }

    /// <summary>An empty database, for tests of migrating.</summary>
    public static async Task<(string Serving, string Owner, string Superuser)> EmptyAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _number)}");
        await PortalDatabase.PrepareAsync((await Server.Value).ConnectionString("postgres"), name, CancellationToken.None);
        return await AddressesAsync(name);
    }

    public static Task DropAsync(string name) => ExecuteAsync($"drop database if exists {name} with (force)");

    /// <summary>Stops the server, if any test had it started, and takes its folder away.</summary>
    public static async Task StopAsync()
    {
        if (Server.IsValueCreated)
        {
            var server = await Server.Value;
            NpgsqlConnection.ClearAllPools();
            await server.StopAsync();
            Directory.Delete(server.Folder, recursive: true);
        }
    }

    private static async Task<LocalPostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("portal-tests").FullName;
        var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions { Folder = folder });
        return server;
    }

    private static async Task<string> MakeAsync(string name, Func<ContextSource, CancellationToken, Task> seed)
    {
        var server = await Server.Value;
        await PortalDatabase.PrepareAsync(server.ConnectionString("postgres"), name, CancellationToken.None);
        var (serving, owner, _) = await AddressesAsync(name);
        await DatabaseMigrator.MigrateAsync(owner, serving, seed);
        NpgsqlConnection.ClearAllPools();
        return name;
    }

    private static async Task<string> CopyAsync(string template, string name, Func<ContextSource, Task>? seed = null)
    {
        await OneCopyAtATime.WaitAsync();
        try
        {
            await ExecuteAsync($"create database {name} template {template} owner {PortalDatabase.OwnerRole}");
        }
        finally
        {
            OneCopyAtATime.Release();
        }

        if (seed is not null)
        {
            await seed(ContextsOf((await AddressesAsync(name)).Owner));
        }

        return name;
    }

    /// <summary>Contexts over a connection string, without a pool: a template with an open connection cannot be copied.</summary>
    public static ContextSource ContextsOf(string connectionString) =>
        new((Microsoft.EntityFrameworkCore.DbContextOptions<MainstreamingDbContext>)new Microsoft.EntityFrameworkCore.DbContextOptionsBuilder<MainstreamingDbContext>().UseMainstreaming(connectionString).Options);

    private static async Task<(string Serving, string Owner, string Superuser)> AddressesAsync(string database)
    {
        var server = await Server.Value;
        return (server.ConnectionString(database, RowSecurity.ServingRole) + ";Maximum Pool Size=20", server.ConnectionString(database, PortalDatabase.OwnerRole) + ";Pooling=false", server.ConnectionString(database) + ";Pooling=false");
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection((await Server.Value).ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
