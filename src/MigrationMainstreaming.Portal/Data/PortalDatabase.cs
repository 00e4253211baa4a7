using MigrationMainstreaming.LocalPostgres;
using Npgsql;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Where the database is: the serving role's connection string, and the owner's where it was given.</summary>
/// <remarks>In Development, without connection strings, it is a private server of this machine, which is started here and stopped by disposing.</remarks>
public sealed class PortalDatabase : IAsyncDisposable
{
    /// <summary>The role that owns the tables.</summary>
    public const string OwnerRole = "mm_owner";

    private const string DatabaseName = "mainstreaming";
    private readonly LocalPostgresServer? _server;

    private PortalDatabase(string serving, string? owner, LocalPostgresServer? server) => (Serving, Owner, _server) = (serving, owner, server);

    /// <summary>The connection string of the restricted role.</summary>
    public string Serving { get; }

    /// <summary>The connection string of the owner, for <c>migrate</c>.</summary>
    public string? Owner { get; }

    /// <summary>The connection string of the private server's administrator, whom row-level security does not bind.</summary>
    public string? Administrator => _server?.ConnectionString(DatabaseName);

    /// <summary>Whether it is a private server of this machine.</summary>
    public bool IsPrivate => _server is not null;

    /// <summary>Finds the database, or starts the private one in Development.</summary>
    /// <exception cref="StartupException">There is none.</exception>
    /// <exception cref="LocalPostgresException">The private one cannot be started.</exception>
    public static async Task<PortalDatabase> FindAsync(IConfiguration configuration, IHostEnvironment environment, Action<string> report, CancellationToken cancellation = default)
    {
        var (serving, owner) = (configuration.GetConnectionString("Portal"), configuration.GetConnectionString("Owner"));
        if (!string.IsNullOrWhiteSpace(serving) || !string.IsNullOrWhiteSpace(owner))
        {
            return new PortalDatabase(serving ?? "", string.IsNullOrWhiteSpace(owner) ? null : owner, null);
        }

        if (!environment.IsDevelopment())
        {
            throw new StartupException(["ConnectionStrings:Portal is missing: say how the restricted role connects to PostgreSQL."]);
        }

        var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions
        {
            Folder = configuration["LocalPostgres:Folder"] ?? Path.Combine(RootOf(environment.ContentRootPath), ".local-postgres"),
            BinariesFolder = configuration["LocalPostgres:BinariesFolder"],
            Report = report,
        }, cancellation);
        try
        {
            await PrepareAsync(server.ConnectionString("postgres"), DatabaseName, cancellation);
            return new PortalDatabase(server.ConnectionString(DatabaseName, RowSecurity.ServingRole), server.ConnectionString(DatabaseName, OwnerRole), server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the owner's role and an empty database of its own on a private server, where they are missing.</summary>
    /// <param name="superuser">How to connect as the superuser, to any database that is there.</param>
    /// <param name="database">The database's name.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task PrepareAsync(string superuser, string database, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(superuser + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        if (!await AskAsync("select exists (select from pg_roles where rolname = $1)", OwnerRole))
        {
            await using var role = new NpgsqlCommand($"create role {OwnerRole} login createrole createdb nosuperuser", connection);
            await role.ExecuteNonQueryAsync(cancellation);
        }

        if (!await AskAsync("select exists (select from pg_database where datname = $1)", database))
        {
            await using var make = new NpgsqlCommand($"create database \"{database}\" owner {OwnerRole}", connection);
            await make.ExecuteNonQueryAsync(cancellation);
        }

        async Task<bool> AskAsync(string sql, string name)
        {
            await using var ask = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
            return await ask.ExecuteScalarAsync(cancellation) is true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>The root of the repository when we run from it, else the content root.</summary>
    private static string RootOf(string contentRoot)
    {
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MigrationMainstreaming.sln")))
            {
                return folder.FullName;
            }
        }

        return contentRoot;
    }
}

/// <summary>The portal cannot start; all reasons at once, without secrets.</summary>
public sealed class StartupException(IReadOnlyList<string> problems)
    : Exception("The portal cannot start:" + string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}")))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
