using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>What a line does with what is sent over it.</summary>
internal enum LineState
{
    /// <summary>Everything arrives.</summary>
    Open,

    /// <summary>There is nobody: what was connected is cut, and who calls is refused at once.</summary>
    Refused,

    /// <summary>Nothing arrives in either direction, and nobody is told. Afterwards it arrives late, as lost packets do that are sent again;
    /// also what its sender has given up long since.</summary>
    Held,

    /// <summary>What is asked arrives; the replies are lost, and the connections break afterwards.</summary>
    RepliesLost,

    /// <summary>What is asked is lost, and the connections break afterwards.</summary>
    RequestsLost,
}

/// <summary>A line on loopback that can be broken: whoever connects to <see cref="Port"/> talks to <see cref="Target"/>.</summary>
internal sealed partial class Line : IAsyncDisposable
{
    private const int Packet = 1460;

    private readonly Lock _lock = new();
    private readonly HashSet<Connection> _connections = [];
    private readonly CancellationTokenSource _end = new();

    /// <summary>Until when what was taken in already keeps each direction busy: all connections share the line.</summary>
    private readonly long[] _busyUntil = new long[2];
    private long _bytes;
    private TcpListener? _listener;
    private LineState _state;
    private Func<Task>? _beforeReply;

    private Line(int target)
    {
        Target = target;
        Port = FreePort();
        Listen();
    }

    /// <summary>Where one connects.</summary>
    public int Port { get; }

    /// <summary>Where it leads: new connections go there.</summary>
    public int Target { get; set; }

    /// <summary>How long everything takes in one direction: half of a round trip.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How much goes through in a second and direction, of all connections together; 0 for any amount.</summary>
    public int BytesPerSecond { get; set; }

    /// <summary>Whether the other end of a connection is left open when one end breaks: as when a machine loses its power, and nobody is told.</summary>
    public bool TellsNobody { get; set; }

    /// <summary>How much has gone through in all, in both directions.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The keys of all saves that came by, also of those that a page sends as it goes and tells nobody of.</summary>
    public ConcurrentDictionary<Guid, bool> Operations { get; } = [];

    /// <summary>What the line does at the moment.</summary>
    public LineState State
    {
        get => _state;
        set
        {
            List<Connection> broken;
            lock (_lock)
            {
                var before = _state;
                _state = value;
                broken = value == LineState.Refused || before is LineState.RepliesLost or LineState.RequestsLost ? [.. _connections] : [];
                if (value == LineState.Refused)
                {
                    _listener?.Stop();
                    _listener = null;
                }
                else if (_listener is null)
                {
                    Listen();
                }
            }

            broken.ForEach(connection => connection.Break());
        }
    }

    public static Line To(int target) => new(target);

    /// <summary>A port of this machine that nobody uses.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>When the next answer to a save is on its way back, it is lost, and this is done.</summary>
    public void BeforeNextReplyToASave(Func<Task> act) => _beforeReply = act;

    public async ValueTask DisposeAsync()
    {
        State = LineState.Refused;
        await _end.CancelAsync();
        _end.Dispose();
    }

    private void Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_end.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var server = new TcpClient();
        var connection = new Connection(client, server);
        lock (_lock)
        {
            _connections.Add(connection);
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, Target, _end.Token);
            client.NoDelay = server.NoDelay = true;
            var pumps = new[] { PumpAsync(connection, toServer: true), PumpAsync(connection, toServer: false) };
            await await Task.WhenAny(pumps);
            await Task.WhenAll(pumps);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // One of the two is gone: so is the other.
        }
        finally
        {
            if (TellsNobody)
            {
                client.Dispose();
            }
            else
            {
                connection.Break();
                lock (_lock)
                {
                    _connections.Remove(connection);
                }
            }
        }
    }

    private async Task PumpAsync(Connection connection, bool toServer)
    {
        var (from, to) = toServer ? (connection.Client.GetStream(), connection.Server.GetStream()) : (connection.Server.GetStream(), connection.Client.GetStream());
        var parts = Channel.CreateUnbounded<(byte[] Bytes, long Due)>();
        var wasHeld = false;
        var carrying = CarryAsync();
        var buffer = new byte[64 * 1024];
        try
        {
            int length;
            while ((length = await from.ReadAsync(buffer.AsMemory(0, BytesPerSecond > 0 ? Packet : buffer.Length), _end.Token)) > 0)
            {
                if (toServer && length >= 4)
                {
                    // Requests begin with a verb; what follows of a longer one begins with anything else.
                    var isSave = buffer.AsSpan(0, 4).SequenceEqual("PUT "u8);
                    if (isSave && Key().Match(Encoding.Latin1.GetString(buffer, 0, length)) is { Success: true } key)
                    {
                        Operations[Guid.Parse(key.Groups[1].Value)] = true;
                    }

                    connection.Saves = isSave || (connection.Saves && !buffer.AsSpan(0, 4).SequenceEqual("GET "u8) && !buffer.AsSpan(0, 4).SequenceEqual("POST"u8));
                }

                if (!toServer && connection.Saves && Interlocked.Exchange(ref _beforeReply, null) is { } act)
                {
                    await act();
                    connection.Break();
                    return;
                }

                var through = Through(length, toServer);
                await parts.Writer.WriteAsync((buffer[..length], through + (long)(Delay.TotalSeconds * Stopwatch.Frequency)));
                if (BytesPerSecond > 0)
                {
                    await UntilAsync(through);
                }
            }
        }
        finally
        {
            parts.Writer.Complete();

            // What was sent before its sender left still arrives.
            await carrying;
        }

        if (wasHeld && toServer)
        {
            // As behind a proxy that holds a request: that its sender has gone is heard later, if at all.
            await Task.Delay(TimeSpan.FromSeconds(2), _end.Token);
        }

        if (!TellsNobody)
        {
            to.Socket.Shutdown(SocketShutdown.Send);
        }

        async Task CarryAsync()
        {
            await foreach (var (bytes, due) in parts.Reader.ReadAllAsync(_end.Token))
            {
                await UntilAsync(due);

                while (_state == LineState.Held || _state == (toServer ? LineState.RequestsLost : LineState.RepliesLost))
                {
                    wasHeld = true;
                    await Task.Delay(20, _end.Token);
                }

                await to.WriteAsync(bytes, _end.Token);
                Interlocked.Add(ref _bytes, bytes.Length);
            }
        }
    }

    /// <summary>When so much is through, of all that waits in that direction.</summary>
    private long Through(int length, bool toServer)
    {
        lock (_busyUntil)
        {
            ref var busyUntil = ref _busyUntil[toServer ? 0 : 1];
            var time = BytesPerSecond > 0 ? (long)((double)length / BytesPerSecond * Stopwatch.Frequency) : 0;
            return busyUntil = Math.Max(Stopwatch.GetTimestamp(), busyUntil) + time;
        }
    }

    private Task UntilAsync(long moment)
    {
        var rest = (moment - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency;
        return rest > 0 ? Task.Delay(TimeSpan.FromSeconds(rest), _end.Token) : Task.CompletedTask;
    }

    [GeneratedRegex("idempotency-key: ([0-9a-f-]{36})", RegexOptions.IgnoreCase)]
    private static partial Regex Key();

    /// <summary>Both ends of one connection.</summary>
    private sealed class Connection(TcpClient client, TcpClient server)
    {
        public TcpClient Client { get; } = client;
        public TcpClient Server { get; } = server;

        /// <summary>Whether the last request on it was a save.</summary>
        public bool Saves { get; set; }

        public void Break()
        {
            foreach (var end in new[] { Client, Server })
            {
                try
                {
                    // Cut, not closed: whoever waits for it hears at once.
                    end.Client?.Close(0);
                    end.Dispose();
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    // It was cut already.
                }
            }
        }
    }
}
