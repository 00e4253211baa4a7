using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using MigrationMainstreaming.LocalPostgres;

namespace MigrationMainstreaming.Browser.Tests;

/// <summary>The published portal with its demo data on a database of its own, and one Chromium: started once for all browser tests.</summary>
/// <remarks>
/// Published output is what people get, and its pages load twice as fast as those of a plain build. The browser is named by
/// <c>CHROMIUM_PATH</c>. Pictures of failed tests and the portal's log are left in <c>artifacts/browser</c>.
/// </remarks>
public sealed class PortalUnderTest : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>The password of every demo account.</summary>
    public const string Password = "demo-portal-2030";

    private static readonly string[] NoSandbox = ["--no-sandbox"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mm").FullName;
    private readonly ConcurrentQueue<string> _log = new();
    private PublishedPortal? _portal;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the portal answers.</summary>
    public Uri Address => _portal?.Address ?? throw new InvalidOperationException("The portal has not started.");

    /// <summary>The folder for what a failed test leaves to look at.</summary>
    public static string ArtifactsFolder => Directory.CreateDirectory(Path.Combine(PublishedPortal.Root, "artifacts", "browser")).FullName;

    /// <summary>The browser that the tests use.</summary>
    internal static string Chromium
    {
        get
        {
            var chromium = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named ? named : "/usr/bin/chromium";
            return File.Exists(chromium) ? chromium
                : throw new InvalidOperationException($"There is no Chromium at {chromium}. Install it (apt-get install chromium) or name one in CHROMIUM_PATH.");
        }
    }

    /// <summary>How it is started.</summary>
    internal static string[] BrowserArguments =>
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        // Chromium refuses root inside its sandbox; our own pages are all that it opens.
        .. Environment.IsPrivilegedProcess ? NoSandbox : [],
    ];

    private IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not started.");

    public async Task InitializeAsync()
    {
        // Both take a while, and neither needs the other.
        await Task.WhenAll(StartBrowserAsync(), StartAsync());

        async Task StartAsync() => _portal = await PublishedPortal.StartAsync(new Dictionary<string, string> { ["LocalPostgres__Folder"] = _folder }, _log);
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

    private async Task StopPortalAsync()
    {
        if (_portal is null)
        {
            return;
        }

        // Asked to end, so that it stops its database; only then ended.
        await _portal.DisposeAsync();

        // A portal that was ended the hard way leaves its database running.
        if (File.Exists(Path.Combine(_folder, "data", "postmaster.pid")))
        {
            await using var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions { Folder = _folder, AllowFetch = false });
        }
    }

    private async Task StartBrowserAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = BrowserArguments });
    }
}

/// <summary>All browser tests: they share one portal and one browser, and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PortalTests : ICollectionFixture<PortalUnderTest>
{
    public const string Name = "portal";
}
