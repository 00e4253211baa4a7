using System.Diagnostics;
using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Seed;
using MigrationMainstreaming.Portal.Data.Seed.Demo;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Data;

/// <summary>A private server of its own, with the demo countries, to be stopped, stalled, killed and started again. The tests that use it run one
/// after the other and alone: they look at the clock.</summary>
public sealed class FaultServer : IAsyncLifetime
{
    private const string Database = "faults";
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-faults").FullName;
    private LocalPostgresServer _server = null!;

    public string Serving => _server.ConnectionString(Database, RowSecurity.ServingRole);

    public string Superuser => _server.ConnectionString(Database) + ";Pooling=false";

    public string DataFolder => _server.DataFolder;

    public async Task InitializeAsync()
    {
        await StartAsync();
        await PortalDatabase.PrepareAsync(_server.ConnectionString("postgres"), Database, CancellationToken.None);
        var owner = _server.ConnectionString(Database, PortalDatabase.OwnerRole) + ";Pooling=false";
        await DatabaseMigrator.MigrateAsync(owner, Serving, async (contexts, stop) =>
        {
            await ShippedContent.PutIntoAsync(contexts, DateTimeOffset.UtcNow, stop);
            await DemoSeed.PutIntoAsync(contexts, DateTimeOffset.UtcNow, stop);
        });
    }

    public async Task DisposeAsync()
    {
        await _server.StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task StartAsync() => _server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions { Folder = _folder });

    public Task StopAsync() => _server.StopAsync();

    /// <summary>Ends the server and all its children without a word, as a power cut does, and starts it again.</summary>
    public async Task CrashAsync()
    {
        foreach (var id in Processes())
        {
            Signal(id, "KILL");
        }

        while (Processes().Count > 0)
        {
            await Task.Delay(50);
        }

        await StartAsync();
    }

    /// <summary>Stops all of the server in its tracks: connections stand, and nobody answers.</summary>
    public void Freeze() => Processes().ToList().ForEach(id => Signal(id, "STOP"));

    public void Thaw() => Processes().ToList().ForEach(id => Signal(id, "CONT"));

    /// <summary>Ends one process that works for somebody.</summary>
    public static void KillBackend(int id) => Signal(id, "KILL");

    /// <summary>Asks as the superuser, once the server has recovered from what was done to it.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Superuser);
        for (var watch = Stopwatch.StartNew(); connection.State != System.Data.ConnectionState.Open;)
        {
            try
            {
                await connection.OpenAsync();
            }
            catch (NpgsqlException) when (watch.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(100);
            }
        }

        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    internal static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
    }

    private IReadOnlyList<int> Processes() => PostmasterFile.ProcessesIn(DataFolder);

    private static void Signal(int id, string signal) => Run("kill", $"-{signal}", $"{id}");
}

/// <summary>Tests that look at the clock: alone, after all others.</summary>
[CollectionDefinition(nameof(Faults), DisableParallelization = true)]
public sealed class Faults : ICollectionFixture<FaultServer>;
