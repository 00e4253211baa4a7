using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>Where a server listens: a socket in a private folder, or a port of the loopback address.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    private const int SocketPort = 5432;

    // The system's limit for a socket's whole path is 108 bytes on Linux and 104 on macOS, its end included.
    private const int LongestSocketPath = 103;

    public bool IsSocket => Host.StartsWith('/');

    private EndPoint EndPoint => IsSocket ? new UnixDomainSocketEndPoint(SocketFile(Host, Port)) : new IPEndPoint(IPAddress.Parse(Host), Port);

    /// <summary>Chooses where a new server shall listen: as private as the machine allows.</summary>
    public static async Task<ServerAddress> ChooseAsync(string folder, ServerAccount account, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsWindows())
        {
            foreach (var socketFolder in SocketFolders(folder))
            {
                if (await CanHoldSocketAsync(socketFolder, account, cancellation).ConfigureAwait(false))
                {
                    return new ServerAddress(socketFolder, SocketPort);
                }
            }
        }

        return new ServerAddress(IPAddress.Loopback.ToString(), FreePort());
    }

    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        using var socket = IsSocket ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            await socket.ConnectAsync(EndPoint, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>Removes what a server that was killed left behind; its number may belong to another process by now.</summary>
    public void RemoveLeftovers()
    {
        if (IsSocket)
        {
            File.Delete(SocketFile(Host, Port));
            File.Delete(SocketFile(Host, Port) + ".lock");
        }
    }

    private static string SocketFile(string folder, int port) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{port}"));

    /// <summary>Beside the cluster where that path is short and plain enough, else a short one of the machine that only we may enter.</summary>
    private static IEnumerable<string> SocketFolders(string folder)
    {
        var name = "mm-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12];
        yield return Path.Combine(folder, "socket");
        if (Environment.IsPrivilegedProcess)
        {
            yield return Path.Combine("/run", name);
        }

        yield return Path.Combine(Path.GetTempPath(), name);
        yield return Path.Combine("/tmp", name);
    }

    private static async Task<bool> CanHoldSocketAsync(string folder, ServerAccount account, CancellationToken cancellation)
    {
        // A comma parts hosts, and some other signs mean something in connection strings and settings.
        if (SocketFile(folder, SocketPort).Length > LongestSocketPath || !folder.All(sign => char.IsAsciiLetterOrDigit(sign) || "/_-.".Contains(sign)))
        {
            return false;
        }

        try
        {
            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                return false;
            }

            // Changing its rights fails on a folder that somebody else has put there.
            await account.MakePrivateFolderAsync(folder, cancellation).ConfigureAwait(false);

            // Some file systems, shared folders of virtual machines above all, hold no sockets.
            var probe = Path.Combine(folder, "probe");
            File.Delete(probe);
            using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            {
                socket.Bind(new UnixDomainSocketEndPoint(probe));
            }

            File.Delete(probe);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
