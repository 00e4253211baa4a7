using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Assessments;

/// <summary>Whoever answers loses nothing when the line breaks, or when the page is slower than they are.</summary>
[Collection(PortalTests.Name)]
public sealed partial class BrokenLineTests(PortalUnderTest portal)
{
    // What an escape, a shortening or a wrong encoding would show itself by.
    private const string Words = "Without a line: <b>&amp;</b> «déjà» “½” \\ % المادة 14; 100 %.";

    [Fact]
    public Task WithoutALine_WhatIsTyped_IsSaidNotToBeSaved_StaysAndIsSavedByItselfLater() => OnAsync(async (page, board) =>
    {
        var mine = await Questionnaire.OpenAsync(page, "health", board, "health", "data-workforce");
        await mine.BeginCommentAsync("HEA-7", "Before. ");
        await mine.SavedAsync("HEA-7");

        await page.Context.SetOfflineAsync(true);
        await page.Keyboard.TypeAsync(Words);
        await NotSavedAsync("HEA-7");
        await mine.ChooseAsync("HEA-8", 1);
        await NotSavedAsync("HEA-8");
        await mine.Comment("HEA-7").FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("A second line.");
        await Assertions.Expect(mine.Comment("HEA-7")).ToHaveValueAsync($"Before. {Words}\nA second line.");
        Assert.Equal("Before. ", (await mine.OnServerAsync("HEA-7")).Comment);

        await page.Context.SetOfflineAsync(false);
        await mine.SavedAsync("HEA-7");
        await mine.SavedAsync("HEA-8");
        await Assertions.Expect(mine.Comment("HEA-7")).ToHaveValueAsync($"Before. {Words}\nA second line.");
        Assert.Equal($"Before. {Words}\nA second line.", (await mine.OnServerAsync("HEA-7")).Comment);
        Assert.Equal(await mine.Radio("HEA-8", 1).InputValueAsync(), (await mine.OnServerAsync("HEA-8")).Value.GetProperty("chosen").GetString());
        Assert.Equal(1, (await mine.OnServerAsync("HEA-8")).Version);

        Task NotSavedAsync(string code) => Assertions.Expect(mine.Receipt(code)).ToContainTextAsync("Not saved", new() { Timeout = 5_000 });
    });

    [Fact]
    public Task BeforeTheCircuitIsUp_Answers_AreSavedAllTheSame_AndNothingIsLostWhenItComes() => OnAsync(async (page, board) =>
    {
        var mine = new Questionnaire(page, board, "health");
        var circuit = await HoldAsync(page, Negotiation());
        await new MouseHands(page).SitDownAsync("health", $"{board}/health?section=data-workforce");

        await mine.ChooseAsync("HEA-7", 1);
        await mine.BeginCommentAsync("HEA-8", Words);
        await mine.SavedAsync("HEA-7");
        await mine.SavedAsync("HEA-8");
        Assert.Equal("no", await page.Locator("[data-interactive]").GetAttributeAsync("data-interactive"));
        Assert.Equal(Words, (await mine.OnServerAsync("HEA-8")).Comment);

        await page.Keyboard.TypeAsync(" And on");
        circuit.SetResult();
        await page.WaitForInteractiveAsync();
        await page.Keyboard.TypeAsync(" it goes.");

        await KeptAsync(mine, $"{Words} And on it goes.");
    });

    [Fact]
    public Task BeforeAnyScriptRan_Answers_AreTakenUpAndSaved() => OnAsync(async (page, board) =>
    {
        var mine = new Questionnaire(page, board, "health");
        await new MouseHands(page).SitDownAsync("health", board);
        var (saving, others) = (await HoldAsync(page, Saving()), await HoldAsync(page, OtherScripts()));
        await page.GotoAsync($"{board}/health?section=data-workforce", new() { WaitUntil = WaitUntilState.Commit });

        await mine.ChooseAsync("HEA-7", 1);
        await mine.BeginCommentAsync("HEA-8", Words);
        await Assertions.Expect(mine.Receipt("HEA-7")).ToBeEmptyAsync();
        saving.SetResult();
        await mine.SavedAsync("HEA-7");
        await mine.SavedAsync("HEA-8");
        Assert.Equal("no", await page.Locator("[data-interactive]").GetAttributeAsync("data-interactive"));

        others.SetResult();
        await page.WaitForInteractiveAsync();
        await KeptAsync(mine, Words);
    });

    private async Task OnAsync(Func<IPage, string, Task> test, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        var board = await NewAssessment.OpenAsync(portal, name, "health");
        await portal.OnPageAsync(page => test(page, board), name: name);
    }

    /// <summary>The page and the server have the choice and the comment.</summary>
    private static async Task KeptAsync(Questionnaire mine, string comment)
    {
        await Assertions.Expect(mine.Comment("HEA-8")).ToBeFocusedAsync();
        await Assertions.Expect(mine.Comment("HEA-8")).ToHaveValueAsync(comment);
        await Assertions.Expect(mine.Radio("HEA-7", 1)).ToBeCheckedAsync();
        await mine.Comment("HEA-8").BlurAsync();
        await mine.SavedAsync("HEA-7");
        await mine.SavedAsync("HEA-8");
        Assert.Equal(await mine.Radio("HEA-7", 1).InputValueAsync(), (await mine.OnServerAsync("HEA-7")).Value.GetProperty("chosen").GetString());
        Assert.Equal(comment, (await mine.OnServerAsync("HEA-8")).Comment);
    }

    /// <summary>Keeps requests waiting until the test lets them go.</summary>
    private static async Task<TaskCompletionSource> HoldAsync(IPage page, Regex address)
    {
        var go = new TaskCompletionSource();
        await page.RouteAsync(address, async route =>
        {
            await go.Task;
            await route.ContinueAsync();
        });
        return go;
    }

    [GeneratedRegex("/_blazor/negotiate")]
    private static partial Regex Negotiation();

    [GeneratedRegex(@"/js/(answers|journal|session)[^/]*\.js")]
    private static partial Regex Saving();

    [GeneratedRegex(@"/(_framework|_content)/.*\.js|/js/(?!answers|journal|session)[^/]*\.js")]
    private static partial Regex OtherScripts();
}
