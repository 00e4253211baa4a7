using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using MigrationMainstreaming.Browser.Tests.Assessments;
using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.Data;
using Npgsql;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>A portal, its database and the lines to them, all of which can be broken; people at work meanwhile; and a ledger that is kept apart.</summary>
/// <remarks>Everything that it breaks it has started itself, and is named by its process's number.</remarks>
internal sealed class FaultRig : IAsyncDisposable
{
    private const string Database = "mainstreaming";

    private readonly string _folder = Directory.CreateTempSubdirectory("faults").FullName;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly List<LocalPostgresServer> _servers = [];
    private readonly List<PublishedPortal> _portals = [];
    private readonly int _databasePort = Line.FreePort();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private FaultRig(int seed) => (Seed, Random) = (seed, new Random(seed));

    /// <summary>What all that is random comes from.</summary>
    public int Seed { get; }

    public Random Random { get; }

    public Ledger Ledger { get; private set; } = null!;

    /// <summary>From browsers and writers to the portal.</summary>
    public Line ToPortal { get; private set; } = null!;

    /// <summary>From the portal to its database.</summary>
    public Line ToDatabase { get; private set; } = null!;

    /// <summary>The portal that <see cref="ToPortal"/> leads to.</summary>
    public PublishedPortal Portal { get; private set; } = null!;

    /// <summary>Everybody at work in a browser.</summary>
    public List<Robot> Robots { get; } = [];

    /// <summary>Everybody at work over HTTP.</summary>
    public List<Writer> Writers { get; } = [];

    public Guid AssessmentId { get; private set; }

    public Uri Address => new($"http://127.0.0.1:{ToPortal.Port}");

    /// <summary>Connects as whoever owns the cluster: no wall binds it.</summary>
    public string Superuser => SuperuserOf(Database);

    /// <summary>The role that the portal serves with, past the line.</summary>
    public string Serving => $"Host=127.0.0.1;Port={ToDatabase.Port};Database={Database};Username={RowSecurity.ServingRole}";

    /// <summary>Starts database, portal and lines, and opens an assessment of the sectors.</summary>
    public static async Task<FaultRig> StartAsync(int seed, string name, params string[] sectors)
    {
        var rig = new FaultRig(seed);
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(PublishedPortal.Root, "artifacts", "faults")).FullName;
            rig.Ledger = new Ledger(Path.Combine(folder, $"{name}-{seed}.ledger"));
            rig.Ledger.Say($"Seed {seed}");
            await rig.StartDatabaseAsync();
            await PortalDatabase.PrepareAsync(rig.SuperuserOf("postgres"), Database, CancellationToken.None);
            rig.ToDatabase = Line.To(rig._databasePort);
            rig.Portal = await rig.StartPortalAsync(first: true);
            rig.ToPortal = Line.To(rig.Portal.Address.Port);
            rig._playwright = await Playwright.CreateAsync();
            rig._browser = await rig._playwright.Chromium.LaunchAsync(new() { ExecutablePath = PortalUnderTest.Chromium, Args = PortalUnderTest.BrowserArguments });
            await rig.OpenAssessmentAsync(sectors);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    // ---- People ---------------------------------------------------------------------------------------------------------------

    /// <summary>Sits somebody down at a section of a questionnaire.</summary>
    public async Task<Robot> SeatAsync(string account, string sector, string section, string[] own, string[] shared)
    {
        var robot = NewRobot(account, sector, section, own, shared);
        await robot.ComeAsync(await NewContextAsync());
        return robot;
    }

    /// <summary>Sits somebody down in a browser of their own, that can be ended.</summary>
    public async Task<(Robot Robot, Func<Task> Kill, Func<Task> Return)> SeatInOwnBrowserAsync(string account, string sector, string section, string[] own)
    {
        var profile = Path.Combine(_folder, $"profile-{Robots.Count}");
        var robot = NewRobot(account, sector, section, own, []);
        await robot.ComeAsync(await LaunchAsync());
        return (robot, KillAsync, ReturnAsync);

        Task<IBrowserContext> LaunchAsync() => _playwright!.Chromium.LaunchPersistentContextAsync(profile, new()
        {
            ExecutablePath = PortalUnderTest.Chromium,
            Args = PortalUnderTest.BrowserArguments,
            BaseURL = Address.ToString(),
            Locale = "en",
            TimezoneId = "UTC",
        });

        Task KillAsync()
        {
            robot.Between();
            foreach (var id in Directory.EnumerateDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0).Where(IsOfThatBrowser))
            {
                End(id);
            }

            return Task.Delay(300);
        }

        // Only the browser has the profile's folder in its command line, so nothing else is ended.
        bool IsOfThatBrowser(int id)
        {
            try
            {
                return id > 0 && File.ReadAllText($"/proc/{id}/cmdline").Contains(profile, StringComparison.Ordinal);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }

        async Task ReturnAsync()
        {
            File.Delete(Path.Combine(profile, "SingletonLock"));
            await robot.ComeAsync(await LaunchAsync());
        }
    }

    /// <summary>Lets somebody save over HTTP.</summary>
    public async Task<Writer> EmployAsync(string account, string sector, string question)
    {
        var writer = new Writer(Address, Ledger, account, $"/api/v1/assessments/{AssessmentId}/{sector}/answers", new Place(sector, question), Random.Next());
        await writer.SignInAsync();
        Writers.Add(writer);
        return writer;
    }

    // ---- The portal -----------------------------------------------------------------------------------------------------------

    /// <summary>Starts one more portal; the line still leads to the other.</summary>
    public async Task<PublishedPortal> StartPortalAsync(bool first = false)
    {
        var portal = await PublishedPortal.StartAsync(
            new Dictionary<string, string>
            {
                ["ConnectionStrings__Portal"] = Serving,
                ["ConnectionStrings__Owner"] = $"Host=127.0.0.1;Port={_databasePort};Database={Database};Username={PortalDatabase.OwnerRole}",
                ["Portal__PrepareDatabase"] = first ? "true" : "false",
            },
            _log);
        _portals.Add(portal);
        return portal;
    }

    /// <summary>A portal that ended is started anew.</summary>
    public async Task RestartPortalAsync()
    {
        Portal = await StartPortalAsync();
        ToPortal.Target = Portal.Address.Port;
    }

    /// <summary>A new portal comes before the old one is asked to go, as when a new version is rolled out.</summary>
    /// <returns>How long the old one took to end.</returns>
    public async Task<TimeSpan> RollAsync()
    {
        var old = Portal;
        await RestartPortalAsync();
        return await old.StopAsync();
    }

    // ---- The database ---------------------------------------------------------------------------------------------------------

    public async Task StartDatabaseAsync() => _servers.Add(await LocalPostgresServer.StartAsync(new LocalPostgresOptions
    {
        Folder = Path.Combine(_folder, "postgres"),
        Settings = new Dictionary<string, string> { ["listen_addresses"] = "127.0.0.1", ["port"] = _databasePort.ToString(CultureInfo.InvariantCulture) },
    }));

    /// <summary>Ends the server and its children at once, as a machine without power does for them.</summary>
    public async Task KillDatabaseAsync()
    {
        var data = _servers[^1].DataFolder;
        foreach (var id in PostmasterFile.ProcessesIn(data))
        {
            End(id);
        }

        while (PostmasterFile.ProcessesIn(data).Count > 0)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Ends one process of the server that serves the portal; the server then restarts all of them.</summary>
    public async Task KillBackendAsync()
    {
        if (await AskAsync("select pid from pg_stat_activity where usename = 'mm_portal' order by random() limit 1") is int id)
        {
            End(id);
        }
    }

    /// <summary>Connects as the superuser, as soon as the server has recovered from what was done to it.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var connection = new NpgsqlConnection(Superuser);
            try
            {
                await connection.OpenAsync();
                return connection;
            }
            catch (NpgsqlException) when (watch.Elapsed < TimeSpan.FromSeconds(20))
            {
                await connection.DisposeAsync();
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Does something to the database as its superuser.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 30 };
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Keeps everybody else out of a table for a while.</summary>
    public async Task LockAsync(string table, TimeSpan howLong)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"lock table {table} in access exclusive mode", connection, transaction) { CommandTimeout = 30 };
        await command.ExecuteNonQueryAsync();
        await Task.Delay(howLong);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var robot in Robots)
        {
            try
            {
                await robot.Context.CloseAsync().WaitAsync(TimeSpan.FromSeconds(15));
            }
            catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
            {
                // Its browser is gone already, or its driver does not answer any more.
            }
        }

        Writers.ForEach(writer => writer.Dispose());
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        foreach (var portal in _portals)
        {
            await portal.ThawAsync();
            await portal.DisposeAsync();
        }

        foreach (var line in new[] { ToPortal, ToDatabase }.OfType<Line>())
        {
            await line.DisposeAsync();
        }

        // Each start on the same folder is one more user of the one server: the last to go stops it.
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        if (Ledger is not null)
        {
            await File.WriteAllLinesAsync(Path.Combine(PublishedPortal.Root, "artifacts", "faults", $"portal-{Seed}.log"), _log);
            Ledger.Dispose();
        }

        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left to the system, which clears its temporary folder.
        }
    }

    private string SuperuserOf(string database) => $"Host=127.0.0.1;Port={_databasePort};Database={database};Username={LocalPostgresServer.SuperuserRole};Pooling=false;Timeout=5";

    private static void End(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // Gone already.
        }
    }

    private Robot NewRobot(string account, string sector, string section, string[] own, string[] shared)
    {
        var robot = new Robot(Ledger, $"{account}-{Robots.Count}", account, $"{Address}assessments/{AssessmentId}/{sector}?section={section}", sector, own, shared, Random.Next());
        Robots.Add(robot);
        return robot;
    }

    private Task<IBrowserContext> NewContextAsync() =>
        _browser!.NewContextAsync(new() { BaseURL = Address.ToString(), ViewportSize = new() { Width = 1280, Height = 900 }, Locale = "en", TimezoneId = "UTC" });

    private async Task OpenAssessmentAsync(string[] sectors)
    {
        var context = await NewContextAsync();
        var hands = new MouseHands(await context.NewPageAsync());
        await hands.SitDownAsync("coordinator", "/assessments/new");
        var board = await NewAssessment.OpenAsync(hands, $"Faults {Seed}", sectors);
        AssessmentId = Guid.Parse(board.Split('/')[2]);
        await context.CloseAsync();
    }
}
