using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>A private PostgreSQL on this machine, for development and tests: nothing to install, configure or clean up.</summary>
/// <remarks>
/// <para>
/// It lets everyone in without a password and relies on a folder that nobody else may enter (on Windows: on the loopback address).
/// <b>Never in Production</b>: the caller sees to that, for the server cannot know.
/// </para>
/// <para>
/// The server is a process of its own that outlives a crash of ours; the next start on the same folder takes it over. Several processes may
/// use it at once: the last to stop it stops it.
/// </para>
/// </remarks>
public sealed class LocalPostgresServer : IAsyncDisposable
{
    /// <summary>The role that owns the cluster and may do everything. Rights and row security do not bind it.</summary>
    public const string SuperuserRole = "postgres";

    private readonly Cluster _cluster;
    private readonly PostgresBinaries _binaries;
    private readonly ServerAddress _address;
    private readonly IDisposable _use;
    private readonly LocalPostgresOptions _options;
    private int _stopped;

    private LocalPostgresServer(string folder, Cluster cluster, PostgresBinaries binaries, ServerAddress address, IDisposable use, LocalPostgresOptions options, bool wasTakenOver) =>
        (Folder, _cluster, _binaries, _address, _use, _options, WasTakenOver) = (folder, cluster, binaries, address, use, options, wasTakenOver);

    /// <summary>The folder that everything lives in: the one of the options or, for root where only another account may run servers, one of the system.</summary>
    public string Folder { get; }

    public string DataFolder => _cluster.DataFolder;

    /// <summary>The server's own log, the first place to look at when something is odd.</summary>
    public string LogFile => _cluster.LogFile;

    /// <summary>The folder of the programs that the server runs from.</summary>
    public string BinariesFolder => _binaries.Folder;

    /// <summary>The server's version, as <c>15.18</c>.</summary>
    public string Version => _binaries.Version;

    /// <summary>Whether the server ran already: left behind by a process that was killed, or in use by another one.</summary>
    public bool WasTakenOver { get; }

    /// <summary>The folder of the server's socket, or the loopback address.</summary>
    public string Host => _address.Host;

    public int Port => _address.Port;

    /// <summary>Makes the cluster where there is none, starts it where it does not run, and waits until it takes connections.</summary>
    /// <exception cref="LocalPostgresException">It cannot be started; the message says why and what to do.</exception>
    public static async Task<LocalPostgresServer> StartAsync(LocalPostgresOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var account = await ServerAccount.ForThisUserAsync(cancellation).ConfigureAwait(false);
        return await StartAsync(options, account, cancellation).ConfigureAwait(false);
    }

    internal static async Task<LocalPostgresServer> StartAsync(LocalPostgresOptions options, ServerAccount account, CancellationToken cancellation)
    {
        var folder = await MakeFolderAsync(options, account, cancellation).ConfigureAwait(false);
        using var folderLock = await FolderLock.TakeAsync(folder, options.Tell, cancellation).ConfigureAwait(false);
        var use = FolderLock.RegisterUser(folder);
        try
        {
            var cluster = new Cluster(folder, account, options);
            if (await cluster.FindRunningAsync(cancellation).ConfigureAwait(false) is { } running)
            {
                var (found, _) = running.BinariesFolder is { } place ? await PostgresBinaries.TryAsync(place, cancellation).ConfigureAwait(false) : default;
                found ??= await FindBinariesAsync(options, folder, cluster, cancellation).ConfigureAwait(false);
                options.Tell($"Took over the private PostgreSQL {found.Version} that was running in {folder}.");
                return new LocalPostgresServer(folder, cluster, found, running.Address, use, options, wasTakenOver: true);
            }

            var binaries = await FindBinariesAsync(options, folder, cluster, cancellation).ConfigureAwait(false);
            if (cluster.DataMajor is null)
            {
                await cluster.InitialiseAsync(binaries, cancellation).ConfigureAwait(false);
            }

            var address = await cluster.StartAsync(binaries, cancellation).ConfigureAwait(false);
            options.Tell($"Started the private PostgreSQL {binaries.Version} in {folder}.");
            return new LocalPostgresServer(folder, cluster, binaries, address, use, options, wasTakenOver: false);
        }
        catch
        {
            await use.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How to connect, in the form that Npgsql reads.</summary>
    /// <param name="database">The database; <c>postgres</c> is there from the start.</param>
    /// <param name="role">Any role of the cluster: none needs a password here.</param>
    public string ConnectionString(string database, string role = SuperuserRole)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"Host={Quoted(Host)};Port={Port};Database={Quoted(database)};Username={Quoted(role)}");
        return text;

        static string Quoted(string value) =>
            value.All(sign => char.IsAsciiLetterOrDigit(sign) || "/_-.".Contains(sign)) ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Stops the server, unless another process still uses it. What is written stays; open connections are cut.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        using var folderLock = await FolderLock.TakeAsync(Folder, _options.Tell, cancellation).ConfigureAwait(false);
        _use.Dispose();
        if (FolderLock.HasUsers(Folder))
        {
            _options.Tell("Another process uses the private PostgreSQL: it goes on running.");
            return;
        }

        await _cluster.StopAsync(_binaries.PgCtl, cancellation).ConfigureAwait(false);
        _options.Tell("Stopped the private PostgreSQL.");
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private static Task<PostgresBinaries> FindBinariesAsync(LocalPostgresOptions options, string folder, Cluster cluster, CancellationToken cancellation) =>
        BinariesSearch.FindAsync(options, Path.Combine(folder, "binaries"), cluster.DataMajor, cancellation);

    private static async Task<string> MakeFolderAsync(LocalPostgresOptions options, ServerAccount account, CancellationToken cancellation)
    {
        var wanted = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder));
        try
        {
            var folder = RealPath(Directory.CreateDirectory(wanted).FullName);
            if (!await account.CanEnterAsync(folder, cancellation).ConfigureAwait(false))
            {
                var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12];
                folder = Directory.CreateDirectory(Path.Combine("/var/lib/migration-mainstreaming", name)).FullName;
                options.Tell($"The server's account cannot enter {wanted}: using {folder}.");
            }

            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalPostgresException($"The folder {wanted} for the private PostgreSQL cannot be made: {exception.Message}", exception);
        }
    }

    /// <summary>The folder without links on the way, as the system names it when asked where a server works.</summary>
    private static string RealPath(string folder)
    {
        var parent = Path.GetDirectoryName(folder);
        if (parent is null)
        {
            return folder;
        }

        var here = Path.Combine(RealPath(parent), Path.GetFileName(folder));
        return Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : here;
    }
}
