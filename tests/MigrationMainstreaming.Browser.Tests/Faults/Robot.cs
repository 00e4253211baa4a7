using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>Somebody at a questionnaire in a real browser: types at the speed of a person, chooses, chooses between two answers, signs in again,
/// and notes in the ledger what reached the page. What they do follows from the seed; what the portal does meanwhile does not.</summary>
internal sealed class Robot(Ledger ledger, string name, string account, string address, string sector, string[] own, string[] shared, int seed)
{
    /// <summary>What is typed: letters, and what an escape, a shortening or a wrong encoding would show itself by.</summary>
    internal static readonly string[] Signs = ["a", "e", "n", "r", " ", "é", "«", "½", "<", "&", "\\", "%", "م", "ا", "ด", "क", "字", "\U0001F9D1‍\U0001F33E"];

    private static readonly string[] Words = ["law ", "article 14; ", "provinces ", "not yet ", "budget ", "«déjà» ", "المادة ", "ministry ", "<b>&amp; ", "100 % ", "मंत्रालय ", "กระทรวง ", "“½” "];
    private static readonly Lazy<string> Script = new(() =>
    {
        using var stream = typeof(Robot).Assembly.GetManifestResourceStream("Robot.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>How long a person waits for a page that does nothing any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int LooksAtMost = 20;

    private readonly Random _random = new(seed);
    private int _pressed;
    private int _typed;
    private int _allowed;

    /// <summary>Who it is, in the ledger.</summary>
    public string Name => name;

    public string Account => account;

    /// <summary>The questions that nobody else answers: what stands there may only grow.</summary>
    public IReadOnlyList<string> Own => own;

    public IPage Page { get; private set; } = null!;

    public IBrowserContext Context { get; private set; } = null!;

    /// <summary>How often it found two answers and chose.</summary>
    public int Choices { get; private set; }

    /// <summary>Comes to the questionnaire in a context that nobody was in before, or in that of a browser that died.</summary>
    public async Task ComeAsync(IBrowserContext context)
    {
        Context = context;
        context.SetDefaultTimeout(4_000);
        await context.AddInitScriptAsync(Script.Value);
        await context.ExposeBindingAsync<string>("rigNote", (_, words) => Hear(words));
        await OpenPageAsync();
    }

    /// <summary>Opens the questionnaire in a new tab and signs in where that is asked for.</summary>
    public async Task OpenPageAsync()
    {
        Page = await Context.NewPageAsync();
        Page.Dialog += async (_, dialog) =>
        {
            try
            {
                await dialog.AcceptAsync();
            }
            catch (PlaywrightException)
            {
                // The page went meanwhile.
            }
        };
        Page.FrameNavigated += (_, _) => Between();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Page.GotoAsync(address, new() { Timeout = 15_000 });
                await SignInAsync();
                await Page.Locator($"section#{own[0]}").WaitForAsync(new() { Timeout = 10_000 });
                return;
            }
            catch (Exception exception) when (exception is PlaywrightException or TimeoutException && attempt < 40)
            {
                await Task.Delay(500);
            }
        }
    }

    /// <summary>Closes the tab without a question and opens another.</summary>
    public async Task ReopenAsync()
    {
        Between();
        await Page.CloseAsync(new() { RunBeforeUnload = false });
        await OpenPageAsync();
    }

    /// <summary>What was pressed while there was no page to hear it counts for nobody.</summary>
    public void Between() => _allowed += 16;

    /// <summary>Types and chooses, on and on.</summary>
    public async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var act = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var acting = ActAsync(act.Token);
            try
            {
                await acting.WaitAsync(Patience, CancellationToken.None);
            }
            catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
            {
                await act.CancelAsync();
                if (!acting.IsCompleted)
                {
                    // A key that was pressed at the very moment at which the page was loaded again is never answered by the browser's driver.
                    await Task.WhenAny(ReopenAsync(), Task.Delay(Patience, CancellationToken.None));
                }

                // The page was loaded again, or is on its way. A person tries again too.
                await Task.Delay(300, CancellationToken.None);
            }
        }

        if (_pressed - _typed > _allowed)
        {
            ledger.Blame($"{name} pressed {_pressed} keys, and {_typed} reached a field; at most {_allowed} fell between two pages.");
        }
    }

    /// <summary>Waits until the page says that nothing is unsaved.</summary>
    public async Task<bool> RestAsync(TimeSpan limit)
    {
        var until = DateTime.UtcNow + limit;
        while (DateTime.UtcNow < until)
        {
            try
            {
                await SignInAgainAsync();
                await ChooseAsync();
                if (await Page.EvaluateAsync<bool>("() => !!document.querySelector('[data-answers]') && !document.documentElement.hasAttribute('data-unsaved') && !document.querySelector('.conflict')").WaitAsync(Patience))
                {
                    return true;
                }
            }
            catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
            {
                // Being loaded again.
            }

            await Task.Delay(200);
        }

        return false;
    }

    /// <summary>What a page shows of a question: its comment and its receipt. One that has lost its line for minutes loads itself again once nobody types.</summary>
    public async Task<(string Comment, string Receipt)> SeenAsync(string code)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var seen = await Page.EvaluateAsync<string?[]>(
                    "code => [document.querySelector(`section#${code} textarea[data-part=comment]`)?.value, document.querySelector(`section#${code} [data-receipt]`)?.className]", code).WaitAsync(Patience);
                if (seen[0] is not null || attempt == LooksAtMost)
                {
                    return (seen[0] ?? "(no field)", seen[1] ?? "(none)");
                }
            }
            catch (Exception exception) when (exception is PlaywrightException or TimeoutException && attempt < LooksAtMost)
            {
                // Being loaded again.
            }

            await Task.Delay(500);
        }
    }

    private async Task ActAsync(CancellationToken stop)
    {
        await SignInAgainAsync();
        await ChooseAsync();
        var code = _random.Next(4) == 0 && shared.Length > 0 ? shared[_random.Next(shared.Length)] : own[_random.Next(own.Length)];
        var question = Page.Locator($"section#{code}");
        if (_random.Next(4) == 0)
        {
            var radios = question.Locator("input[type=radio][data-part=value]");
            if (await radios.CountAsync() is > 0 and var count)
            {
                await radios.Nth(_random.Next(count)).CheckAsync(new() { Timeout = 2_000 });
                return;
            }
        }

        var field = question.Locator("textarea[data-part=comment]");
        if (!await field.IsVisibleAsync())
        {
            await question.Locator($"#{code}-more summary").ClickAsync(new() { Timeout = 2_000 });
        }

        await field.ClickAsync(new() { Timeout = 2_000 });
        await Page.Keyboard.PressAsync("Control+End");
        for (var words = _random.Next(1, 6); words > 0 && !stop.IsCancellationRequested; words--)
        {
            if (!await field.EvaluateAsync<bool>("field => field === document.activeElement"))
            {
                // A person sees that the cursor is elsewhere.
                return;
            }

            foreach (var sign in SignsOf(Words[_random.Next(Words.Length)]))
            {
                _pressed += sign.EnumerateRunes().Count();
                await Page.Keyboard.TypeAsync(sign);
                await Task.Delay(_random.Next(30, 110), CancellationToken.None);
            }
        }
    }

    private static IEnumerable<string> SignsOf(string text)
    {
        var signs = StringInfo.GetTextElementEnumerator(text);
        while (signs.MoveNext())
        {
            yield return signs.GetTextElement();
        }
    }

    private async Task SignInAsync()
    {
        if (new Uri(Page.Url).AbsolutePath.StartsWith("/account/sign-in", StringComparison.Ordinal))
        {
            await Page.Locator("input[type=email]").FillAsync(account.Contains('@') ? account : account + "@demo.example");
            await Page.Locator("input[type=password]").FillAsync(PortalUnderTest.Password);
            await Page.Locator("input[type=password]").PressAsync("Enter");
            await Page.WaitForURLAsync(reached => !new Uri(reached).AbsolutePath.StartsWith("/account/sign-in", StringComparison.Ordinal));
            if (!Page.Url.EndsWith(new Uri(address).PathAndQuery, StringComparison.Ordinal))
            {
                await Page.GotoAsync(address);
            }
        }
    }

    /// <summary>Signs in again where the page asks for it, and where another page led to the door.</summary>
    private async Task SignInAgainAsync()
    {
        await SignInAsync();
        var password = Page.Locator("[data-session] input[type=password]");
        if (await password.IsVisibleAsync())
        {
            await password.FillAsync(PortalUnderTest.Password);
            await password.PressAsync("Enter");
            await Task.Delay(300);
        }
    }

    /// <summary>Chooses where there are two answers.</summary>
    private async Task ChooseAsync()
    {
        var buttons = Page.Locator(".conflict [data-choose]");
        if (await buttons.CountAsync() is > 0 and var count)
        {
            await buttons.Nth(_random.Next(count)).ClickAsync(new() { Timeout = 2_000 });
            Choices++;
            await Task.Delay(200);
        }
    }

    private void Hear(string words)
    {
        var said = JsonDocument.Parse(words).RootElement;
        var (kind, code) = (said[0].GetString(), said[1].GetString()!);
        var (place, now) = (new Place(sector, code), DateTimeOffset.UtcNow);
        switch (kind)
        {
            case "typed":
                _typed += said[4].GetString() == "textarea" ? 1 : 0;
                ledger.Note(new Typed(name, place, said[2].GetString()!, said[3].GetString(), now));
                break;
            case "sent":
                ledger.Note(new Sent(said[2].GetGuid(), name, place, int.Parse(said[3].GetString()!.Trim('"'), CultureInfo.InvariantCulture), said[4].GetString()!, now));
                break;
            case "answered":
                var (status, text) = (said[3].GetInt32(), said[4].GetString()!);
                int? version = status == 200 ? JsonDocument.Parse(text).RootElement.GetProperty("version").GetInt32() : null;
                ledger.Note(new Answered(said[2].GetGuid(), name, place, status, version, status == 200 ? null : text, now));
                break;
            case "wrong":
                ledger.Blame($"{name}: {said[1].GetString()}{said[2].GetString()}");
                break;
        }
    }
}
