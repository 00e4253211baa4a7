using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using MigrationMainstreaming.LocalPostgres;

namespace MigrationMainstreaming.Browser.Tests;

/// <summary>The published portal with its demo data on a database of its own, and one Chromium: started once for all browser tests.</summary>
/// <remarks>
/// Published output is what people get, and its pages load twice as fast as those of a plain build. The folder is named by
/// <c>PORTAL_PUBLISHED</c>, else it is <c>artifacts/portal</c>; the browser by <c>CHROMIUM_PATH</c>. Pictures of failed tests and the
/// portal's log are left in <c>artifacts/browser</c>.
/// </remarks>
public sealed class PortalUnderTest : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>The password of every demo account.</summary>
    public const string Password = "demo-portal-2030";

    private static readonly string[] NoSandbox = ["--no-sandbox"];
    private static readonly string[] NotForThePortal = ["ConnectionStrings__Portal", "ConnectionStrings__Owner", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("mm").FullName;
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _portal;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the portal answers.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The folder for what a failed test leaves to look at.</summary>
    public static string ArtifactsFolder => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "browser")).FullName;

    private static string Root { get; } = FindRoot();

    private IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not started.");

    public async Task InitializeAsync()
    {
        // Both take a while, and neither needs the other.
        await Task.WhenAll(StartPortalAsync(), StartBrowserAsync());
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await StopPortalAsync();
        await File.WriteAllLinesAsync(Path.Combine(ArtifactsFolder, "portal.log"), _log);
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // Left to the system, which clears its temporary folder.
        }
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    /// <summary>Opens a fresh page, as a person who was never here: no cookies, nobody signed in.</summary>
    /// <param name="width">Of the window, in CSS pixels.</param>
    /// <param name="dark">Whether the system asks for dark colours.</param>
    /// <param name="language">What the browser asks for: <c>en</c>, <c>fr</c> or <c>ar</c>.</param>
    /// <param name="script">Whether scripts run.</param>
    public async Task<IPage> NewPageAsync(int width = 1280, bool dark = false, string language = "en", bool script = true)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            // Nothing moves while it is looked at.
            ReducedMotion = ReducedMotion.Reduce,
            Locale = language,
            TimezoneId = "UTC",
            JavaScriptEnabled = script,
        });
        context.SetDefaultTimeout(15_000);
        return await context.NewPageAsync();
    }

    /// <summary>Opens a page, lets the test use it, and closes it. When the test fails, a picture of the page stays behind.</summary>
    /// <remarks>A script that throws, or one that the content security policy stops, fails the test too.</remarks>
    public async Task OnPageAsync(
        Func<IPage, Task> test, int width = 1280, bool dark = false, string language = "en", bool script = true, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(test);
        var page = await NewPageAsync(width, dark, language, script);
        var problems = new ConcurrentQueue<string>();
        page.PageError += (_, problem) => problems.Enqueue(problem);
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                problems.Enqueue(message.Text);
            }
        };
        try
        {
            await test(page);
            Assert.Empty(problems);
        }
        catch
        {
            await PictureAsync(page, $"{name}-{width}-{(dark ? "dark" : "light")}-{language}");
            throw;
        }
        finally
        {
            await page.Context.CloseAsync();
        }
    }

    /// <summary>Signs in through the form, as a person does: <c>coordinator</c> or <c>coordinator@demo.example</c>.</summary>
    /// <param name="page">The page, which then shows where signing in leads.</param>
    /// <param name="account">A demo account; without a domain it is one of the first demo country.</param>
    public static async Task SignInAsync(IPage page, string account)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(account);
        await page.GotoAsync("/account/sign-in");
        await page.Locator("input[type=email]").FillAsync(account.Contains('@') ? account : account + "@demo.example");
        var password = page.Locator("input[type=password]");
        await password.FillAsync(Password);
        await password.PressAsync("Enter");
        await page.WaitForURLAsync(address => !new Uri(address).AbsolutePath.StartsWith("/account/sign-in", StringComparison.Ordinal));
    }

    /// <summary>Leaves a picture of the page in <see cref="ArtifactsFolder"/>.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        var file = string.Concat(name.Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' ? sign : '-')) + ".png";
        try
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(ArtifactsFolder, file), FullPage = true });
        }
        catch (PlaywrightException)
        {
            // A page that crashed cannot be pictured; the test says why it failed.
        }
    }

    private async Task StartPortalAsync()
    {
        var published = Environment.GetEnvironmentVariable("PORTAL_PUBLISHED") is { Length: > 0 } named ? named : Path.Combine(Root, "artifacts", "portal");
        var program = Path.Combine(published, "MigrationMainstreaming.Portal.dll");
        if (!File.Exists(program))
        {
            throw new InvalidOperationException(
                $"There is no published portal in {published}. Run ./test.sh, or: dotnet publish src/MigrationMainstreaming.Portal -c Release -o artifacts/portal");
        }

        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", Address.ToString().TrimEnd('/')])
        {
            WorkingDirectory = published,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["LocalPostgres__Folder"] = _folder;
        foreach (var name in NotForThePortal)
        {
            start.Environment.Remove(name);
        }

        _portal = new Process { StartInfo = start };
        _portal.OutputDataReceived += (_, line) => Note(line.Data);
        _portal.ErrorDataReceived += (_, line) => Note(line.Data);
        _portal.Start();
        _portal.BeginOutputReadLine();
        _portal.BeginErrorReadLine();

        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < StartLimit && !_portal.HasExited)
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

            await Task.Delay(200);
        }

        var ended = _portal.HasExited ? "ended" : $"was not ready after {StartLimit.TotalSeconds} s";
        throw new InvalidOperationException($"The portal {ended}. It said:\n{string.Join('\n', _log.TakeLast(40))}");
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }

    private async Task StopPortalAsync()
    {
        if (_portal is null)
        {
            return;
        }

        if (!_portal.HasExited && !OperatingSystem.IsWindows())
        {
            // Asked to end, so that it stops its database; only then ended.
            using var kill = Process.Start("kill", ["-TERM", _portal.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await _portal.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Note("The portal did not stop within 15 s and was ended.");
            }
        }

        if (!_portal.HasExited)
        {
            _portal.Kill();
            await _portal.WaitForExitAsync();
        }

        // A portal that was ended the hard way leaves its database running.
        if (File.Exists(Path.Combine(_folder, "data", "postmaster.pid")))
        {
            await using var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions { Folder = _folder, AllowFetch = false });
        }

        _portal.Dispose();
    }

    private async Task StartBrowserAsync()
    {
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named ? named : "/usr/bin/chromium";
        if (!File.Exists(chromium))
        {
            throw new InvalidOperationException($"There is no Chromium at {chromium}. Install it (apt-get install chromium) or name one in CHROMIUM_PATH.");
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args =
            [
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                // Chromium refuses root inside its sandbox; our own pages are all that it opens.
                .. Environment.IsPrivilegedProcess ? NoSandbox : [],
            ],
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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

/// <summary>All browser tests: they share one portal and one browser, and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PortalTests : ICollectionFixture<PortalUnderTest>
{
    public const string Name = "portal";
}
