using System.Diagnostics;
using System.Globalization;
using System.Net;
using MigrationMainstreaming.Benchmarks.Circuits;

namespace MigrationMainstreaming.Benchmarks.Running;

/// <summary>The published portal, started for one measurement and ended with it.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly Process _process;

    private PortalProcess(Process process, Line line, string log) => (_process, Line, Log) = (process, line, log);

    public Line Line { get; }

    /// <summary>What the portal wrote.</summary>
    public string Log { get; }

    /// <summary>From the start of the process to the first page.</summary>
    public TimeSpan Started { get; private set; }

    public int Id => _process.Id;

    /// <summary>Starts it and waits for the first page of signing in.</summary>
    public static async Task<PortalProcess> StartAsync(Options options, string connectionString, bool? development = null)
    {
        var program = Path.Combine(options.Published, "MigrationMainstreaming.Portal.dll");
        if (!File.Exists(program))
        {
            throw new UsageException($"There is no published portal in {options.Published}: dotnet publish src/MigrationMainstreaming.Portal -c Release -o artifacts/portal");
        }

        var isDevelopment = development ?? options.IsDevelopment;
        var line = new Line(options.Port, inFront: !isDevelopment);
        await RefuseTakenAsync(line, options.Port);
        var log = Path.Combine(Directory.CreateDirectory(options.Postgres).FullName, "portal.log");

        // The shell turns into the portal, and its log goes to a file without passing through the client.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec dotnet \"$0\" --urls \"$1\" > \"$2\" 2>&1", program, line.Address.ToString().TrimEnd('/'), log]) { WorkingDirectory = options.Published };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = start.Environment["DOTNET_ENVIRONMENT"] = isDevelopment ? "Development" : "Production";
        start.Environment["ConnectionStrings__Portal"] = connectionString;
        start.Environment["Portal__TrustedProxies"] = "127.0.0.1";
        start.Environment["Circuits__Compression"] = options.Compress ? "true" : "false";
        foreach (var name in new[] { "ConnectionStrings__Owner", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "OTEL_EXPORTER_OTLP_ENDPOINT" })
        {
            start.Environment.Remove(name);
        }

        var clock = Stopwatch.StartNew();
        var portal = Ending.Watched(new PortalProcess(Process.Start(start)!, line, log));
        try
        {
            while (!await portal.ServesAsync())
            {
                if (portal._process.HasExited || clock.Elapsed > StartLimit)
                {
                    throw new UsageException($"The portal did not start. It said: {await File.ReadAllTextAsync(log)}");
                }

                await Task.Delay(10);
            }
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
        }

        portal.Started = clock.Elapsed;
        return portal;
    }

    /// <summary>Asks it to end, and ends it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var ask = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await ask.WaitForExitAsync();
            using var limit = new CancellationTokenSource(StopLimit);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Line.Dispose();
    }

    private static async Task RefuseTakenAsync(Line line, int port)
    {
        using var probe = new System.Net.Sockets.TcpClient();
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, port);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return;
        }

        line.Dispose();
        throw new UsageException($"Something answers on port {port} already. Choose another with --port.");
    }

    private async Task<bool> ServesAsync()
    {
        try
        {
            using var request = Line.Request(HttpMethod.Get, "/account/sign-in", "");
            using var reply = await Line.Http.SendAsync(request);
            return reply.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
