using System.Security.Cryptography;
using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Seed;
using MigrationMainstreaming.Portal.Data.Seed.Demo;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Operations;

/// <summary>A fact about backups: skipped, and said to be, where <c>age</c> or PostgreSQL's backup programs are not installed.</summary>
public sealed class BackupFactAttribute : FactAttribute
{
    public BackupFactAttribute() => Skip = BackupFixture.Missing;
}

/// <inheritdoc cref="BackupFactAttribute"/>
public sealed class BackupTheoryAttribute : TheoryAttribute
{
    public BackupTheoryAttribute() => Skip = BackupFixture.Missing;
}

/// <summary>A server of its own, with the demo countries, that archives its log with <c>scripts/backup.sh</c> as an office's would;
/// one base backup is taken, and something was written after it.</summary>
public sealed class BackupFixture : PostgresFixture
{
    private const string Database = "mainstreaming";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private ServerAccount _account = ServerAccount.Ours;
    private LocalPostgresServer? _server;
    private string _recipient = "";
    private string _superuser = "";

    /// <summary>What is missing on this machine; <see langword="null"/> when nothing is.</summary>
    public static string? Missing { get; } =
        !OperatingSystem.IsLinux() ? "Backups are made on Linux."
        : !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "age"))) ? "age is not installed."
        : !InstalledBinaries.Folders().Any(folder => File.Exists(Path.Combine(folder, "pg_basebackup"))) ? "PostgreSQL's backup programs are not installed."
        : null;

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = RootOf(AppContext.BaseDirectory);

    /// <summary>Holds everything of this fixture.</summary>
    public string Folder { get; private set; } = "";

    /// <summary>The folder that the server archives into.</summary>
    public string Backups => Path.Combine(Folder, "backups");

    /// <summary>A copy of it, made when the fixture was ready: for damaging copies of.</summary>
    public string Whole => Path.Combine(Folder, "whole");

    public string Identity => Path.Combine(Folder, "identity.txt");

    public string OtherIdentity => Path.Combine(Folder, "other.txt");

    private string Script => Path.Combine(Folder, "backup.sh");

    /// <summary>Runs <c>backup.sh</c> under the account of the server.</summary>
    internal Task<ProgramRun> BackupAsync(params string[] arguments) => BackupInAsync(Backups, Identity, arguments);

    /// <summary>The same with another folder or key; without a key where none is named.</summary>
    internal Task<ProgramRun> BackupInAsync(string backups, string? identity, params string[] arguments) => RunAsync(
    [
        $"BACKUP_FOLDER={backups}", $"BACKUP_RECIPIENT={_recipient}", $"BACKUP_IDENTITY={identity}",
        "bash", Script, .. arguments,
    ]);

    /// <summary>Runs lines of shell under the account of the server, with <c>$RECIPIENT</c> and <c>$IDENTITY</c> set.</summary>
    internal async Task ShellAsync(string lines)
    {
        var run = await RunAsync([$"RECIPIENT={_recipient}", $"IDENTITY={Identity}", "bash", "-euo", "pipefail", "-c", lines]);
        Assert.True(run.Succeeded, run.Output);
    }

    /// <summary>Ends the present segment of the log, and waits until all of it is archived.</summary>
    public async Task ArchiveAllAsync(string? superuser = null)
    {
        await using var connection = new NpgsqlConnection(superuser ?? _superuser);
        await connection.OpenAsync();
        await using var end = new NpgsqlCommand("select pg_switch_wal()", connection);
        await end.ExecuteNonQueryAsync();
        await using var waiting = new NpgsqlCommand("select count(*) from pg_ls_archive_statusdir() where name like '%.ready'", connection);
        using var patience = new CancellationTokenSource(Patience);
        while (await waiting.ExecuteScalarAsync(patience.Token) is not 0L)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>A folder that is not there yet, for a restore.</summary>
    public string NewFolder() => Path.Combine(Folder, "restored", Guid.NewGuid().ToString("N")[..8]);

    /// <summary>A copy of <see cref="Whole"/> to damage.</summary>
    public string Copy()
    {
        var copy = Path.Combine(Folder, "damaged", Guid.NewGuid().ToString("N")[..8]);
        CopyFolder(Whole, copy);
        return copy;
    }

    /// <summary>Starts a server on what was restored into <c>data</c> of a folder; it archives nothing, or into the backups named.</summary>
    internal async Task<(LocalPostgresServer Server, string Superuser)> StartAsync(string folder, string? backups = null)
    {
        var options = new LocalPostgresOptions { Folder = folder, BinariesFolder = _server!.BinariesFolder, Settings = backups is null ? new Dictionary<string, string>() : Archiving(backups) };
        var server = await LocalPostgresServer.StartAsync(options, _account, CancellationToken.None);
        return (server, server.ConnectionString(Database) + ";Pooling=false");
    }

    /// <summary>Whatever the sums beside a file promise: makes them fit what the file has become, as a forger would.</summary>
    public static void MakeSumsFit(string file)
    {
        var sums = file.EndsWith("base.tar.gz.age", StringComparison.Ordinal) ? Path.Combine(Path.GetDirectoryName(file)!, "sums")
            : file.EndsWith("about", StringComparison.Ordinal) ? Path.Combine(Path.GetDirectoryName(file)!, "sums")
            : Path.ChangeExtension(file, ".sum");
        var sum = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        var text = File.ReadAllText(sums);
        File.WriteAllText(sums, file.EndsWith("about", StringComparison.Ordinal) ? $"{text.Split('\n')[0]}\n{sum}\n" : sum + text[64..]);
    }

    private protected override async Task<(string Serving, string Owner, string Superuser)> MakeAsync()
    {
        if (Missing is not null)
        {
            return ("", "", "");
        }

        Folder = Directory.CreateTempSubdirectory("portal-backup").FullName;
        _account = await ServerAccount.ForThisUserAsync(CancellationToken.None);
        File.Copy(Path.Combine(Root, "scripts", "backup.sh"), Script);
        await _account.MakePrivateFolderAsync(Folder, CancellationToken.None);
        await RunAsync(["bash", "-euo", "pipefail", "-c", $"age-keygen -o '{Identity}'; age-keygen -o '{OtherIdentity}'"]);
        _recipient = (await RunAsync(["age-keygen", "-y", Identity])).Output;
        await MustAsync(BackupAsync("init"));

        _server = await LocalPostgresServer.StartAsync(
            new LocalPostgresOptions
            {
                Folder = Path.Combine(Folder, "server"),
                BinariesFolder = InstalledBinaries.Folders().First(folder => File.Exists(Path.Combine(folder, "pg_basebackup"))),
                Settings = Archiving(Backups),
            },
            _account,
            CancellationToken.None);
        await PortalDatabase.PrepareAsync(_server.ConnectionString("postgres"), Database, CancellationToken.None);
        var (serving, owner, superuser) = (_server.ConnectionString(Database, RowSecurity.ServingRole) + ";Maximum Pool Size=20", _server.ConnectionString(Database, PortalDatabase.OwnerRole) + ";Pooling=false", _server.ConnectionString(Database) + ";Pooling=false");
        await DatabaseMigrator.MigrateAsync(owner, serving, async (contexts, stop) =>
        {
            await ShippedContent.PutIntoAsync(contexts, DateTimeOffset.UtcNow, stop);
            await DemoSeed.PutIntoAsync(contexts, DateTimeOffset.UtcNow, stop);
        });
        await MustAsync(BackupAsync("take"));

        // Three segments of log after the base backup.
        _superuser = superuser;
        for (var segment = 0; segment < 3; segment++)
        {
            await using (var connection = new NpgsqlConnection(superuser))
            {
                await connection.OpenAsync();
                await using var write = new NpgsqlCommand("update users set name = name", connection);
                await write.ExecuteNonQueryAsync();
            }

            await ArchiveAllAsync();
        }

        CopyFolder(Backups, Whole);
        return (serving, owner, superuser);
    }

    private protected override async Task EndAsync()
    {
        if (_server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await _server.StopAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }

    private Dictionary<string, string> Archiving(string backups) => new()
    {
        ["archive_mode"] = "on",
        ["archive_timeout"] = "50",
        ["checkpoint_timeout"] = "50",
        ["archive_command"] = $"BACKUP_FOLDER={backups} BACKUP_RECIPIENT={_recipient} bash {Script} archive-wal \"%p\" \"%f\"",
    };

    private static async Task MustAsync(Task<ProgramRun> run) => Assert.True((await run).Succeeded, (await run).Output);

    private static string RootOf(string folder) => File.Exists(Path.Combine(folder, "MigrationMainstreaming.sln")) ? folder : RootOf(Path.GetDirectoryName(folder)!);

    private Task<ProgramRun> RunAsync(string[] command) => _account.RunAsync(
        "env",
        [
            $"PATH={(_server is null ? "" : _server.BinariesFolder + ":")}{Environment.GetEnvironmentVariable("PATH")}", $"PG_BIN={_server?.BinariesFolder}",
            $"PGHOST={_server?.Host}", $"PGPORT={_server?.Port}", $"PGUSER={LocalPostgresServer.SuperuserRole}", .. command,
        ],
        Patience,
        CancellationToken.None);

    private void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _account.HandOverAsync(to, CancellationToken.None).GetAwaiter().GetResult();
    }
}
