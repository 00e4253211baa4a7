using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using MigrationMainstreaming.Benchmarks.Running;
using SlowLine = MigrationMainstreaming.Browser.Tests.Faults.Line;

namespace MigrationMainstreaming.Benchmarks;

/// <summary>What an official sees in a real Chromium (rows 2 and 3 of <c>docs/performance.md</c>).</summary>
/// <remarks>On published output in Development: a browser sends the cookies of Production by https alone. The page itself keeps the time,
/// from its navigation or from the moment of a click until the frame is painted.</remarks>
internal sealed class InBrowser(IBrowser browser, Uri address, IReadOnlyList<Account> accounts)
{
    public const string Usage = """
        browser [--visits 10] [--clicks 100]   rows 2 and 3: first answer after a navigation, and click to repaint, in Chromium (CHROMIUM_PATH)
        browser --round-trip 300 --kilobits 64 [--visits 2]   the first visit, with nothing kept, and the next, over a slow line: answer saved, bytes
        """;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(120);
    private const int WarmingVisits = 3;
    private const int WarmingClicks = 10;
    private const string FirstChoice = "[data-question] input[type=radio]:not(:checked)";

    // The moments of an answer: [painted, saved], counted from what the page's clock said at the beginning.
    private const string Timing = """
        window.timeAnswer = (radio, begin) => {
          // The live page puts a new element in the place of the one that came with the page.
          const code = radio.closest("[data-question]").id;
          const receipt = () => document.getElementById(code)?.querySelector("[data-receipt]")?.getAttribute("data-receipt") ?? "";
          const before = [receipt(), document.getElementById(code).dataset.at || "nothing"];
          const afterPaint = () => new Promise(resolve => requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => resolve(performance.now() - begin);
            channel.port2.postMessage(null);
          }));
          const saved = async () => {
            while (!receipt().startsWith("saved ") || receipt() === before[0] || receipt().includes(before[1])) {
              await new Promise(requestAnimationFrame);
            }
            return await afterPaint();
          };
          return Promise.all([afterPaint(), saved()]);
        };
        """;

    // A person chooses as soon as there is something to be seen; the clock began with the navigation.
    private const string ChooseWhenPainted = Timing + $$"""
        const choose = () => {
          const radio = document.querySelector("{{FirstChoice}}");
          if (radio && performance.getEntriesByName("first-contentful-paint").length > 0) {
            window.clicked = performance.now();
            window.answer = window.timeAnswer(radio, 0);
            radio.click();
          } else {
            requestAnimationFrame(choose);
          }
        };
        choose();
        """;

    // The mouse is the browser's own; its event says when it was pressed.
    private const string TimeClicks = Timing + """
        document.addEventListener("click", event => {
          if (event.target instanceof HTMLInputElement && event.target.type === "radio") {
            window.answer = window.timeAnswer(event.target, event.timeStamp);
          }
        }, true);
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = new Options(arguments).Knowing("visits", "clicks", "round-trip", "kilobits");
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named ? named : "/usr/bin/chromium";
        if (!File.Exists(chromium))
        {
            throw new UsageException($"There is no Chromium at {chromium}. Name one in CHROMIUM_PATH.");
        }

        await using var database = await BenchmarkDatabase.StartAsync(options);
        var accounts = await database.AccountsAsync(isDevelopment: true);
        await using var portal = await PortalProcess.StartAsync(options, database.Serving, development: true);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", .. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>()],
        });
        if (options.Has("round-trip") || options.Has("kilobits"))
        {
            await using var line = SlowLine.To(portal.Line.Address.Port);
            await new InBrowser(browser, new Uri($"http://127.0.0.1:{line.Port}"), accounts).VisitSlowlyAsync(line, options);
            return 0;
        }

        var measured = new InBrowser(browser, portal.Line.Address, accounts);
        await measured.VisitAsync(options.Number("visits", 10, 1, 100));
        await measured.ClickAsync(options.Number("clicks", 100, 1, 1000));
        return 0;
    }

    private async Task VisitAsync(int visits)
    {
        var (clicked, saved) = (new List<double>(), new List<double>());
        for (var visit = 0; visit < visits + WarmingVisits; visit++)
        {
            var account = accounts[visit % accounts.Count];
            await using var context = await ContextAsync(account, ChooseWhenPainted);
            var page = await context.NewPageAsync();
            await page.GotoAsync(account.Page, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
            await page.WaitForLoadStateAsync(LoadState.Load);
            var moments = await page.EvaluateAsync<double[]>("async () => [window.clicked, ...await window.answer]").WaitAsync(AnswerLimit);
            if (visit >= WarmingVisits)
            {
                clicked.Add(moments[0]);
                saved.Add(moments[2]);
            }
        }

        Figures.Print("navigation to first choice made, ms", clicked);
        Figures.Print("navigation to first answer saved, ms", saved);
    }

    /// <summary>Each visitor comes with an empty browser, answers, and comes again with what their browser kept.</summary>
    private async Task VisitSlowlyAsync(SlowLine line, Options options)
    {
        var (bytes, first, next) = (new List<double>(), new List<double>(), new List<double>());
        for (var visit = 0; visit < options.Number("visits", 2, 1, 20); visit++)
        {
            var account = accounts[visit];
            await using var context = await ContextAsync(account, ChooseWhenPainted);
            context.SetDefaultTimeout((float)AnswerLimit.TotalMilliseconds);

            // The server is warm; the line and the browser are not.
            await (await context.APIRequest.GetAsync(account.Page)).TextAsync();
            (line.Delay, line.BytesPerSecond) = (TimeSpan.FromMilliseconds(options.Number("round-trip", 300, 0, 5000) / 2.0), options.Number("kilobits", 64, 1, 1_000_000) * 125);
            var before = line.Bytes;
            first.Add(await AnswerAsync());
            bytes.Add((line.Bytes - before) / 1000.0);
            next.Add(await AnswerAsync());
            (line.Delay, line.BytesPerSecond) = (TimeSpan.Zero, 0);

            async Task<double> AnswerAsync()
            {
                var page = await context.NewPageAsync();
                await page.GotoAsync(account.Page, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
                var moments = await page.EvaluateAsync<double[]>("async () => [window.clicked, ...await window.answer]").WaitAsync(AnswerLimit);
                await page.Locator("[data-interactive=yes]").WaitForAsync();
                await page.CloseAsync();
                return moments[2];
            }
        }

        Figures.Print("first visit, navigation to first answer saved, ms", first);
        Figures.Print("first visit until it is live, all bytes in both directions, kB", bytes);
        Figures.Print("next visit, navigation to first answer saved, ms", next);
    }

    private async Task ClickAsync(int clicks)
    {
        var account = accounts[^1];
        await using var context = await ContextAsync(account, TimeClicks);
        var page = await context.NewPageAsync();
        await page.GotoAsync(account.Page);
        await page.Locator("[data-interactive=yes]").WaitForAsync();
        var questions = await page.Locator("[data-question]:has(input[type=radio])").AllAsync();
        var (painted, saved) = (new List<double>(), new List<double>());
        for (var click = 0; click < clicks + WarmingClicks; click++)
        {
            await questions[click % questions.Count].Locator("input[type=radio]:not(:checked)").First.ClickAsync();
            var moments = await page.EvaluateAsync<double[]>("() => window.answer").WaitAsync(AnswerLimit);
            if (click >= WarmingClicks)
            {
                painted.Add(moments[0]);
                saved.Add(moments[1]);
            }

            // Now and then the live page draws what was saved just as the next click comes.
            await Task.Delay(Random.Shared.Next(300));
        }

        Figures.Print("click to repaint, ms", painted);
        Figures.Print("click to receipt, ms", saved);
    }

    private async Task<IBrowserContext> ContextAsync(Account account, string script)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = address.ToString(), ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(15_000);
        await context.AddCookiesAsync([new Cookie { Name = account.CookieName, Value = account.CookieValue, Url = address.ToString() }]);
        await context.AddInitScriptAsync(script);
        return context;
    }
}
