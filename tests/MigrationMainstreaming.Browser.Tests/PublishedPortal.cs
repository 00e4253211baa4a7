using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using MigrationMainstreaming.Browser.Tests.Faults;

namespace MigrationMainstreaming.Browser.Tests;

/// <summary>One process of the published portal: what people get, started, stopped and ended from outside.</summary>
/// <remarks>The folder is named by <c>PORTAL_PUBLISHED</c>, else it is <c>artifacts/portal</c>.</remarks>
public sealed class PublishedPortal : IAsyncDisposable
{
    private static readonly string[] NotForThePortal = ["ConnectionStrings__Portal", "ConnectionStrings__Owner", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log;

    private PublishedPortal(Process process, Uri address, ConcurrentQueue<string> log) => (_process, Address, _log) = (process, address, log);

    /// <summary>Where the portal answers.</summary>
    public Uri Address { get; }

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Starts a portal in Development and waits until it is ready.</summary>
    /// <param name="settings">Environment variables on top of this process's.</param>
    /// <param name="log">Takes what the portal says.</param>
    public static async Task<PublishedPortal> StartAsync(IReadOnlyDictionary<string, string> settings, ConcurrentQueue<string> log)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(log);
        var published = Environment.GetEnvironmentVariable("PORTAL_PUBLISHED") is { Length: > 0 } named ? named : Path.Combine(Root, "artifacts", "portal");
        var program = Path.Combine(published, "MigrationMainstreaming.Portal.dll");
        if (!File.Exists(program))
        {
            throw new InvalidOperationException(
                $"There is no published portal in {published}. Run ./test.sh, or: dotnet publish src/MigrationMainstreaming.Portal -c Release -o artifacts/portal");
        }

        var address = new Uri($"http://127.0.0.1:{Line.FreePort()}");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", address.ToString().TrimEnd('/')])
        {
            WorkingDirectory = published,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach (var name in NotForThePortal)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var portal = new PublishedPortal(new Process { StartInfo = start }, address, log);
        portal._process.OutputDataReceived += (_, line) => portal.Note(line.Data);
        portal._process.ErrorDataReceived += (_, line) => portal.Note(line.Data);
        portal._process.Start();
        portal._process.BeginOutputReadLine();
        portal._process.BeginErrorReadLine();
        await portal.WaitUntilReadyAsync(StartLimit);
        return portal;
    }

    /// <summary>Waits until the portal says that it is ready.</summary>
    public async Task WaitUntilReadyAsync(TimeSpan limit)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < limit && !HasEnded)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        var ended = HasEnded ? "ended" : $"was not ready after {limit.TotalSeconds} s";
        throw new InvalidOperationException($"The portal {ended}. It said:\n{string.Join('\n', _log.TakeLast(40))}");
    }

    /// <summary>Asks it to end, as a system does that goes down or gets a new version.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        if (!HasEnded && !OperatingSystem.IsWindows())
        {
            await SignalAsync(_process.Id, "TERM");
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Note("The portal did not stop within 15 s and was ended.");
            }
        }

        await KillAsync();
        return watch.Elapsed;
    }

    /// <summary>Ends it at once, without a warning.</summary>
    public async Task KillAsync()
    {
        if (!HasEnded)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    /// <summary>Stops the clock of the process: it neither answers nor ends.</summary>
    public Task FreezeAsync() => SignalAsync(_process.Id, "STOP");

    /// <summary>Lets a frozen process go on.</summary>
    public Task ThawAsync() => HasEnded ? Task.CompletedTask : SignalAsync(_process.Id, "CONT");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    /// <summary>Sends a signal to one process that the tests have started.</summary>
    internal static async Task SignalAsync(int processId, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MigrationMainstreaming.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests are not run from the repository.");
    }
}
