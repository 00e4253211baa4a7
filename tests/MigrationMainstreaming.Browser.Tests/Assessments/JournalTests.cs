using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Assessments;

/// <summary>What was typed and is not saved yet outlives the page and the session, and nobody else in the same browser gets it.</summary>
[Collection(PortalTests.Name)]
public sealed class JournalTests(PortalUnderTest portal)
{
    private const string Words = "Typed without a line. المادة 14";

    [Fact]
    public Task AfterThePageDied_WhatWasTyped_IsPutBackAndSaved() => OnAsync(async (page, board) =>
    {
        await TypeOfflineAsync(page, board);
        await EntriesAsync(page, 1);
        await page.CloseAsync(new() { RunBeforeUnload = false });

        var next = await page.Context.NewPageAsync();
        await page.Context.SetOfflineAsync(false);
        await next.GotoAsync($"{board}/health?section=data-workforce");

        var mine = new Questionnaire(next, board, "health");
        await Assertions.Expect(mine.Comment("HEA-7")).ToHaveValueAsync(Words);
        await mine.SavedAsync("HEA-7");
        Assert.Equal(Words, (await mine.OnServerAsync("HEA-7")).Comment);
        await EntriesAsync(next, 0);
    });

    [Fact]
    public Task AfterThePageDied_AnAnswerSentBeforeTheJournalIsRead_TakesNothingAway() => OnAsync(async (page, board) =>
    {
        await TypeOfflineAsync(page, board);
        await EntriesAsync(page, 1);

        // The session goes first, so that the page that closes sends nothing any more. The new page reads its journal late.
        await page.Context.ClearCookiesAsync(new() { Name = "portal" });
        await page.CloseAsync(new() { RunBeforeUnload = false });
        var next = await page.Context.NewPageAsync();
        var held = await ReadJournalLateAsync(next);
        await page.Context.SetOfflineAsync(false);
        await PortalUnderTest.SignInAsync(next, "health");
        await next.GotoAsync($"{board}/health?section=data-workforce");
        var mine = new Questionnaire(next, board, "health");
        Assert.Null((await mine.OnServerAsync("HEA-7")).Comment);
        await mine.ChooseAsync("HEA-7", 1);
        await Assertions.Expect(mine.Comment("HEA-7")).ToHaveValueAsync(Words, new() { Timeout = 10_000 });
        held.SetResult();

        await mine.SavedAsync("HEA-7");
        Assert.Equal(await mine.Radio("HEA-7", 1).InputValueAsync(), (await mine.OnServerAsync("HEA-7")).Value.GetProperty("chosen").GetString());
        Assert.Equal(Words, (await mine.OnServerAsync("HEA-7")).Comment);
    });

    [Fact]
    public Task AfterThePageDied_TextTypedBeforeTheJournalIsRead_IsJoinedWithWhatItKept() => OnAsync(async (page, board) =>
    {
        var first = await Questionnaire.OpenAsync(page, "health", board, "health", "data-workforce");
        await first.BeginCommentAsync("HEA-7", "Saved.");
        await first.SavedAsync("HEA-7");
        await page.Context.SetOfflineAsync(true);
        await first.Comment("HEA-7").PressSequentiallyAsync(" Kept.");
        await Assertions.Expect(first.Receipt("HEA-7")).ToContainTextAsync("Kept on this computer");
        await page.CloseAsync(new() { RunBeforeUnload = false });

        var next = await page.Context.NewPageAsync();
        var held = await ReadJournalLateAsync(next);
        await page.Context.SetOfflineAsync(false);
        await next.GotoAsync($"{board}/health?section=data-workforce");
        var mine = new Questionnaire(next, board, "health");
        await mine.BeginCommentAsync("HEA-7", "");
        await mine.Comment("HEA-7").PressAsync("Control+End");
        await mine.Comment("HEA-7").PressSequentiallyAsync(" New");
        await mine.Comment("HEA-7").EvaluateAsync("field => field.setSelectionRange(field.value.length - 2, field.value.length - 2)");

        await Assertions.Expect(mine.Comment("HEA-7")).ToHaveValueAsync("Saved. Kept. New", new() { Timeout = 10_000 });
        held.SetResult();
        await mine.Comment("HEA-7").PressSequentiallyAsync("-");
        await mine.SavedAsync("HEA-7");
        await Assertions.Expect(mine.Comment("HEA-7")).ToHaveValueAsync("Saved. Kept. N-ew");
        Assert.Equal("Saved. Kept. N-ew", (await mine.OnServerAsync("HEA-7")).Comment);
    });

    [Fact]
    public Task WhatIsKept_IsEncrypted() => OnAsync(async (page, board) =>
    {
        await TypeOfflineAsync(page, board);
        await EntriesAsync(page, 1);

        var kept = await page.EvaluateAsync<string>("""
            () => new Promise(resolve => { indexedDB.open("answers").onsuccess = opened => {
              opened.target.result.transaction("entries").objectStore("entries").getAll().onsuccess = read =>
                resolve(read.target.result.map(entry => new TextDecoder().decode(entry.sealed) + JSON.stringify(entry)).join()); }; })
            """);
        Assert.NotEmpty(kept);
        Assert.DoesNotContain("Typed", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("demo.example", kept, StringComparison.Ordinal);
    });

    [Fact]
    public Task AfterTheSessionEnded_SigningInAgainInPlace_SavesWhatWaits() => OnAsync(async (page, board) =>
    {
        var mine = await Questionnaire.OpenAsync(page, "health", board, "health", "data-workforce");
        await page.Context.ClearCookiesAsync(new() { Name = "portal" });
        await mine.BeginCommentAsync("HEA-7", Words);
        await Assertions.Expect(mine.Receipt("HEA-7")).ToContainTextAsync("Not saved, sign in again");

        var password = page.GetByLabel("Password");
        await password.FillAsync("not the password");
        await password.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#password-again-problem")).ToContainTextAsync("do not match");
        await password.FillAsync(PortalUnderTest.Password);
        await password.PressAsync("Enter");

        await mine.SavedAsync("HEA-7");
        await Assertions.Expect(password).ToBeHiddenAsync();
        Assert.Equal(Words, (await mine.OnServerAsync("HEA-7")).Comment);
    });

    [Fact]
    public Task TextThatGoesOnWhereSomebodyHasTakenWordsAway_LeavesTheChoice() => OnAsync(async (page, board) =>
    {
        const string Saves = "**/api/v1/**/answers/*";
        var mine = await Questionnaire.OpenAsync(page, "health", board, "health", "data-workforce");
        await mine.BeginCommentAsync("HEA-7", "Stays. Goes.");
        await mine.SavedAsync("HEA-7");
        await page.RouteAsync(Saves, route => route.Request.Method == "PUT" ? route.AbortAsync() : route.ContinueAsync());
        await page.Keyboard.TypeAsync(" Typed.");
        await Assertions.Expect(mine.Receipt("HEA-7")).ToContainTextAsync("Not saved");

        var other = await page.Context.NewPageAsync();
        await other.GotoAsync($"{board}/health?section=data-workforce");
        await other.WaitForInteractiveAsync();
        var theirs = new Questionnaire(other, board, "health");
        await theirs.BeginCommentAsync("HEA-7", "");
        await theirs.Comment("HEA-7").FillAsync("Stays.");
        await theirs.SavedAsync("HEA-7");
        await page.UnrouteAsync(Saves);

        await Assertions.Expect(mine.TwoAnswers("HEA-7")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        Assert.Equal("Stays.", (await mine.OnServerAsync("HEA-7")).Comment);
    });

    [Fact]
    public Task TextThatGoesOnWhereAnotherPageOfTheSamePersonEnded_TakesItsPlaceWithoutAChoice() => OnAsync(async (page, board) =>
    {
        const string Saves = "**/api/v1/**/answers/*";
        var mine = await Questionnaire.OpenAsync(page, "health", board, "health", "data-workforce");
        await mine.BeginCommentAsync("HEA-7", "Saved.");
        await mine.SavedAsync("HEA-7");
        await page.RouteAsync(Saves, route => route.Request.Method == "PUT" ? route.AbortAsync() : route.ContinueAsync());
        await page.Keyboard.TypeAsync(" Sent. Typed");
        await Assertions.Expect(mine.Receipt("HEA-7")).ToContainTextAsync("Not saved");

        var gone = await page.Context.NewPageAsync();
        await gone.GotoAsync($"{board}/health?section=data-workforce");
        await gone.WaitForInteractiveAsync();
        var other = new Questionnaire(gone, board, "health");
        await other.BeginCommentAsync("HEA-7", "");
        await gone.Keyboard.PressAsync("Control+End");
        await gone.Keyboard.TypeAsync(" Sent.");
        await other.SavedAsync("HEA-7");
        await gone.CloseAsync();
        await page.UnrouteAsync(Saves);

        await mine.SavedAsync("HEA-7");
        await Assertions.Expect(mine.TwoAnswers("HEA-7")).ToHaveCountAsync(0);
        Assert.Equal("Saved. Sent. Typed", (await mine.OnServerAsync("HEA-7")).Comment);
        Assert.Equal(3, (await mine.OnServerAsync("HEA-7")).Version);
    });

    [Fact]
    public Task PageDrawnAnewAtTheMomentOfAKey_LeavesTheCursorBehindWhatWasTyped() => OnAsync(async (page, board) =>
    {
        var mine = await Questionnaire.OpenAsync(page, "health", board, "health", "data-workforce");
        await mine.BeginCommentAsync("HEA-7", "law p");
        await page.EvaluateAsync("""
            () => {
              document.execCommand("insertText", false, "r");
              const question = document.activeElement.closest("[data-question]");
              question.replaceWith(question.cloneNode(true));
            }
            """);
        await page.Keyboard.TypeAsync("ovinces");

        await Assertions.Expect(mine.Comment("HEA-7")).ToHaveValueAsync("law provinces");
        await mine.SavedAsync("HEA-7");
        Assert.Equal("law provinces", (await mine.OnServerAsync("HEA-7")).Comment);
    });

    [Fact]
    public Task TwoMinutesBeforeTheSessionEnds_ThePageSaysSo_AndOneKeyMakesItGoOn() => OnAsync(async (page, board) =>
    {
        await PortalUnderTest.SignInAsync(page, "health");
        // What the server says of the session's length is set; extending it, and its length afterwards, are the server's own.
        await page.RouteAsync(new Regex("/health\\?section=|/api/v1/(?!session\\?extend)"), async route =>
        {
            var reply = await route.FetchAsync();
            var headers = reply.Headers.ToDictionary(header => header.Key, header => header.Key == "session-seconds" ? "124" : header.Value);
            await route.FulfillAsync(new() { Response = reply, Headers = headers, Body = Regex.Replace(await reply.TextAsync(), "data-seconds=\"[0-9]+\"", "data-seconds=\"124\"") });
        });
        await page.GotoAsync($"{board}/health?section=data-workforce");
        await page.WaitForInteractiveAsync();
        var mine = new Questionnaire(page, board, "health");
        var (notice, says, extend) = (page.Locator("[data-near-end]"), page.Locator("[data-session-says]"), page.GetByRole(AriaRole.Button, new() { Name = "Stay signed in" }));
        await Assertions.Expect(notice).ToBeHiddenAsync();
        await mine.BeginCommentAsync("HEA-7", Words);

        await Assertions.Expect(says).ToContainTextAsync("signed out in two minutes", new() { Timeout = 10_000 });
        await Assertions.Expect(notice).ToContainTextAsync(new Regex("signed out in 1:5[0-9]"));
        await Assertions.Expect(mine.Comment("HEA-7")).ToBeFocusedAsync();

        await extend.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(says).ToHaveTextAsync("You stay signed in.");
        await Assertions.Expect(notice).ToBeHiddenAsync();
    });

    [Fact]
    public Task AnotherPersonInTheSameBrowser_NeitherSeesNorSendsIt() => OnAsync(async (page, board) =>
    {
        await TypeOfflineAsync(page, board);
        await EntriesAsync(page, 1);

        // The session goes first: what a page that closes still sends is its own person's, and rightly saved.
        await page.Context.ClearCookiesAsync(new() { Name = "portal" });
        await page.CloseAsync(new() { RunBeforeUnload = false });
        await page.Context.SetOfflineAsync(false);

        var next = await page.Context.NewPageAsync();
        await PortalUnderTest.SignInAsync(next, "coordinator");
        await next.GotoAsync($"{board}/health?section=data-workforce");
        await next.WaitForInteractiveAsync();
        await EntriesAsync(next, 0);

        var theirs = new Questionnaire(next, board, "health");
        await Assertions.Expect(theirs.Comment("HEA-7")).ToHaveValueAsync("");
        Assert.Null((await theirs.OnServerAsync("HEA-7")).Comment);
    });

    [Fact]
    public Task SigningOut_WithSomethingUnsaved_AsksFirst_AndSendsItWhenItCan() => OnAsync(async (page, board) =>
    {
        const string Saves = "**/api/v1/**/answers/*";
        var mine = await Questionnaire.OpenAsync(page, "health", board, "health", "data-workforce");
        await page.RouteAsync(Saves, route => route.Request.Method == "PUT" ? route.AbortAsync() : route.ContinueAsync());
        await mine.BeginCommentAsync("HEA-7", Words);
        await Assertions.Expect(mine.Receipt("HEA-7")).ToContainTextAsync("Not saved");

        await page.Locator(".who a[href='/account']").ClickAsync();
        await SignOut().ClickAsync();
        await Assertions.Expect(page.Locator("dialog[data-leaving]")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Stay and keep trying" }).ClickAsync();
        await page.UnrouteAsync(Saves);
        await SignOut().ClickAsync();
        await page.WaitForURLAsync("**/account/sign-in**");

        await PortalUnderTest.SignInAsync(page, "health");
        Assert.Equal(Words, (await mine.OnServerAsync("HEA-7")).Comment);

        ILocator SignOut() => page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true });
    });

    /// <summary>Lets a page read its journal four seconds late, and send nothing until the result is set.</summary>
    private static async Task<TaskCompletionSource> ReadJournalLateAsync(IPage page)
    {
        await page.AddInitScriptAsync("navigator.locks.query = () => new Promise(resolve => setTimeout(() => resolve({ held: [] }), 4000));");
        var held = new TaskCompletionSource();
        await page.RouteAsync("**/api/v1/**/answers/*", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        return held;
    }

    private static async Task TypeOfflineAsync(IPage page, string board)
    {
        var mine = await Questionnaire.OpenAsync(page, "health", board, "health", "data-workforce");
        await page.Context.SetOfflineAsync(true);
        await mine.BeginCommentAsync("HEA-7", Words);
        await Assertions.Expect(mine.Receipt("HEA-7")).ToContainTextAsync("Kept on this computer");
    }

    /// <summary>How many entries the journal comes to hold.</summary>
    private static async Task EntriesAsync(IPage page, int count) => await page.WaitForFunctionAsync("""
        count => new Promise(resolve => { indexedDB.open("answers").onsuccess = opened => {
          const all = opened.target.result.transaction("entries").objectStore("entries").count();
          all.onsuccess = () => { opened.target.result.close(); resolve(all.result === count); }; }; })
        """, count);

    private async Task OnAsync(Func<IPage, string, Task> test, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        var board = await NewAssessment.OpenAsync(portal, name, "health");
        await portal.OnPageAsync(page => test(page, board), name: name);
    }
}
