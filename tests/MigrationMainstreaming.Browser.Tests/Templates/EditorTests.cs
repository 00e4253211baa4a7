using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Templates;

/// <summary>Writing a questionnaire: trying a question out, and publishing with a note.</summary>
[Collection(PortalTests.Name)]
public sealed class EditorTests(PortalUnderTest portal)
{
    [Fact]
    public Task Preview_AnAnswerTried_TellsItsMarksAtOnce() => portal.OnPageAsync(async page =>
    {
        await PortalUnderTest.SignInAsync(page, "admin");
        await page.GotoAsync("/templates/health/1?question=HEA-2");
        await page.WaitForInteractiveAsync();
        var preview = page.Locator(".preview");
        await Assertions.Expect(preview.Locator(".earns")).ToContainTextAsync("Choose an answer");

        await preview.Locator("input[type=radio][data-part=value]").Last.CheckAsync();
        await Assertions.Expect(preview.Locator(".earns")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("This answer earns [0-9.]+ per cent of the marks|With one half not known"));

        await preview.Locator("[data-inapplicable]").ClickAsync();
        await preview.Locator("[data-reason]").FillAsync("No coast");
        await Assertions.Expect(preview.Locator(".earns")).ToContainTextAsync("Not applicable leaves the score");
    });

    [Fact]
    public Task Publishing_WithoutANote_AsksForIt_AndTheListShowsIt() => portal.OnPageAsync(async page =>
    {
        await PortalUnderTest.SignInAsync(page, "admin");
        await page.GotoAsync("/templates");
        await page.Locator("tbody:has(a[href='/templates/urban/1'])").GetByRole(AriaRole.Button, new() { Name = "New draft from it" }).ClickAsync();
        await page.WaitForInteractiveAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        var asked = page.Locator("[role=alertdialog]");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(asked.Locator("#note-problem")).ToHaveTextAsync("Say what changed in this version.");
        await page.AxeAsync();

        await asked.GetByLabel("What changed in this version").FillAsync("URB-1 asks about rents too.");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(page.GetByText("URB-1 asks about rents too.")).ToBeVisibleAsync();

        await page.GotoAsync("/templates");
        await Assertions.Expect(page.Locator("tbody:has(a[href='/templates/urban/2'])")).ToContainTextAsync("URB-1 asks about rents too.");
        await page.AxeAsync();
    });
}
