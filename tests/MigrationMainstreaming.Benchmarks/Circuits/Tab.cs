using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MigrationMainstreaming.Benchmarks.Circuits;

/// <summary>One browser tab as the server sees it: a page, the WebSocket of its circuit, acknowledged render batches.</summary>
/// <remarks>It draws nothing and runs no script. What it waits for is an attribute that a render batch sets.</remarks>
internal sealed partial class Tab(Line line, string cookies, bool compressed) : IAsyncDisposable
{
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(15);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<string?> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (byte[] Attribute, byte[] Value, TaskCompletionSource Seen)? _awaited;
    private string? _circuitId;
    private Task _receiving = Task.CompletedTask;
    private Task _keepingAlive = Task.CompletedTask;

    /// <summary>Why the circuit is gone; <see langword="null"/> while it is there.</summary>
    public string? Failure { get; private set; }

    /// <summary>Starts the circuit of a page that was loaded, and waits until it has drawn what it should.</summary>
    /// <param name="address">The page's path.</param>
    /// <param name="html">The page as it came.</param>
    /// <param name="attribute">The attribute that says that the page is drawn.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task StartAsync(string address, string html, string attribute, string value, CancellationToken cancellation)
    {
        var operations = Operations(html);
        var state = State().Match(html) is { Success: true } match ? match.Groups[1].Value : "";
        await ConnectAsync(cancellation);
        _receiving = Task.Run(ReceiveAsync, CancellationToken.None);
        var drawn = Expect(attribute, value);
        var origin = line.Origin;
        await SendAsync(PackWriter.Invocation("1", "StartCircuit", origin + "/", origin + address, "[]", state), cancellation);
        _circuitId = await _started.Task.WaitAsync(cancellation);
        await SendAsync(PackWriter.Invocation(null, "UpdateRootComponents", operations, state), cancellation);
        await drawn.WaitAsync(cancellation);
        _keepingAlive = Task.Run(KeepAliveAsync, CancellationToken.None);
    }

    /// <summary>Ends when a render batch sets the attribute to the value. Call it before the act that leads to the batch.</summary>
    public Task Expect(string attribute, string value)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited = (Encoding.UTF8.GetBytes(attribute), Encoding.UTF8.GetBytes(value), seen);
            if (Failure is { } failure)
            {
                seen.SetException(new InvalidOperationException(failure));
            }
        }

        return seen.Task;
    }

    /// <summary>Closes the tab as a browser does: the server forgets the circuit at once.</summary>
    public async ValueTask DisposeAsync()
    {
        Failure ??= "the tab was closed";
        if (_circuitId is { Length: > 0 } id)
        {
            using var form = new MultipartFormDataContent { { new StringContent(id), "circuitId" } };
            using var request = line.Request(HttpMethod.Post, "/_blazor/disconnect", cookies);
            request.Content = form;
            try
            {
                using var reply = await line.Http.SendAsync(request);
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                // The server is gone, and the circuit with it.
            }
        }

        await _stop.CancelAsync();
        await Task.WhenAll(_receiving, _keepingAlive);
        _socket.Dispose();
        _sending.Dispose();
        _stop.Dispose();
    }

    /// <summary>The interactive parts of the page, as the script of Blazor asks for them.</summary>
    private static string Operations(string html)
    {
        var operations = new List<string>();
        foreach (Match match in Markers().Matches(html))
        {
            using var marker = JsonDocument.Parse(match.Groups[1].Value);
            if (marker.RootElement.TryGetProperty("type", out var type) && type.GetString() is "server" or "auto")
            {
                operations.Add($$"""{"type":"add","ssrComponentId":{{operations.Count + 1}},"marker":{{match.Groups[1].Value}}}""");
            }
        }

        return operations.Count > 0 ? $$"""{"batchId":1,"operations":[{{string.Join(',', operations)}}]}""" : throw new InvalidOperationException("The page has no interactive part.");
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        using var request = line.Request(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", cookies);
        using var reply = await line.Http.SendAsync(request, cancellation);
        reply.EnsureSuccessStatusCode();
        using var negotiated = JsonDocument.Parse(await reply.Content.ReadAsByteArrayAsync(cancellation));
        var token = negotiated.RootElement.GetProperty("connectionToken").GetString()!;
        foreach (var (name, value) in line.Headers(cookies))
        {
            _socket.Options.SetRequestHeader(name, value);
        }

        _socket.Options.SetBuffer(4096, 1024);
        if (compressed)
        {
            _socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        }

        await _socket.ConnectAsync(new Uri($"ws://{line.Address.Authority}/_blazor?id={Uri.EscapeDataString(token)}"), cancellation);
        await _socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, cancellation);
        var answer = new byte[512];
        var received = await _socket.ReceiveAsync(answer.AsMemory(), cancellation);
        if (!answer.AsSpan(0, received.Count).StartsWith("{}"u8))
        {
            throw new InvalidOperationException($"The handshake was refused: {Encoding.UTF8.GetString(answer, 0, received.Count)}");
        }
    }

    private async Task SendAsync(byte[] message, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Binary, true, cancellation);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task KeepAliveAsync()
    {
        using var timer = new PeriodicTimer(PingAfter);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await SendAsync(PackWriter.Ping, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // Closed; the receiving side says why.
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                {
                    buffer = Exchange(buffer, filled, buffer.Length * 2);
                }

                var received = await _socket.ReceiveAsync(buffer.AsMemory(filled), _stop.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    Fail("the server closed the connection");
                    return;
                }

                filled += received.Count;
                ReadOnlyMemory<byte> left = buffer.AsMemory(0, filled);
                while (PackReader.TryTake(ref left, out var message))
                {
                    await TakeAsync(message);
                }

                left.CopyTo(buffer);
                filled = left.Length;
                if (filled == 0 && buffer.Length > 65536)
                {
                    // Only the first drawing is large; a thousand tabs must not hold on to its room.
                    buffer = Exchange(buffer, 0, 4096);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The tab was closed.
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidDataException or IOException)
        {
            Fail(exception.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Exchange(byte[] buffer, int filled, int length)
    {
        var other = ArrayPool<byte>.Shared.Rent(length);
        buffer.AsSpan(0, filled).CopyTo(other);
        ArrayPool<byte>.Shared.Return(buffer);
        return other;
    }

    private Task TakeAsync(ReadOnlyMemory<byte> message)
    {
        const int Invocation = 1;
        const int Completion = 3;
        const int Close = 7;
        var reader = new PackReader(message);
        reader.Array();
        switch (reader.Number())
        {
            case Invocation:
                reader.Headers();
                reader.Text();
                var target = reader.Text();
                reader.Array();
                return InvokedAsync(target, ref reader);
            case Completion:
                // Of our calls StartCircuit alone asks for an answer: the circuit's id.
                reader.Headers();
                reader.Text();
                if (reader.Number() == 3)
                {
                    _started.TrySetResult(reader.Text());
                }
                else
                {
                    Fail("no circuit was started");
                }

                return Task.CompletedTask;
            case Close:
                Fail("the server closed the circuit");
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    private Task InvokedAsync(string? target, ref PackReader reader)
    {
        switch (target)
        {
            case "JS.RenderBatch":
                var batchId = reader.Number();
                Look(reader.Bytes().Span);
                return SendAsync(PackWriter.Invocation(null, "OnRenderCompleted", batchId, null), _stop.Token);
            case "JS.BeginInvokeJS":
                var call = reader.Number();
                reader.Text();
                reader.Text();
                // Every call of a script gets an answer; one that asks for an object gets a reference to one.
                var result = reader.Number() == 1 ? $$"""{"__jsObjectId":{{call}}}""" : "null";
                return call == 0 ? Task.CompletedTask : SendAsync(PackWriter.Invocation(null, "EndInvokeJSFromDotNet", call, true, $"[{call},true,{result}]"), _stop.Token);
            case "JS.Error":
                Fail($"the circuit failed: {reader.Text()}");
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    private void Look(ReadOnlySpan<byte> batch)
    {
        lock (_gate)
        {
            if (_awaited is var (attribute, value, seen) && RenderBatch.Sets(batch, attribute, value))
            {
                _awaited = null;
                seen.TrySetResult();
            }
        }
    }

    private void Fail(string why)
    {
        lock (_gate)
        {
            Failure ??= why;
            var exception = new InvalidOperationException(Failure);
            _started.TrySetException(exception);
            _awaited?.Seen.TrySetException(exception);
        }
    }

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->", RegexOptions.Singleline)]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->", RegexOptions.Singleline)]
    private static partial Regex State();
}
