using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Coherence;

/// <summary>The workshop screen by keyboard alone: from pair to pair, a step chosen, the agreement recorded.</summary>
[Collection(PortalTests.Name)]
public sealed class WorkshopTests(PortalUnderTest portal)
{
    [Fact]
    public Task Keys_LeadThroughThePairs_ChooseAStep_AndNeverWhileOneWrites() => portal.OnPageAsync(async page =>
    {
        await PortalUnderTest.SignInAsync(page, "coordinator");
        await OpenAsync(page, "");
        var heading = page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        var first = await heading.InnerTextAsync();
        Assert.Contains("Employment and labour migration help or hinder what Health", first, StringComparison.Ordinal);

        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(heading).Not.ToHaveTextAsync(first);
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(heading).ToHaveTextAsync(first);

        await page.Keyboard.PressAsync("2");
        await Assertions.Expect(page.Locator("input[name=value][value='2']")).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("-");
        await Assertions.Expect(page.Locator("input[name=value][value='-2']")).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("input[name=value][value='-1']")).ToBeCheckedAsync();

        await page.GetByLabel("Reason").FillAsync("");
        await page.GetByLabel("Reason").PressSequentiallyAsync("3 + 1");
        await page.GetByLabel("Reason").PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("input[name=value][value='-1']")).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByLabel("Reason")).ToHaveValueAsync("3 + 1");
        await Assertions.Expect(heading).ToHaveTextAsync(first);
    });

    [Fact]
    public Task Recording_WithoutAReason_AsksForIt_AndThenGoesOnToTheNextPair() => portal.OnPageAsync(async page =>
    {
        await PortalUnderTest.SignInAsync(page, "coordinator");
        var id = await OpenAsync(page, "?from=statistics&to=return");
        await page.Keyboard.PressAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Record and go on" }).ClickAsync();
        await Assertions.Expect(page.Locator("#reason-problem")).ToHaveTextAsync("Say why this is the settled rating");
        await Assertions.Expect(page.Locator("input[name=value][value='1']")).ToBeCheckedAsync();
        await page.AxeAsync();

        await page.GetByLabel("Reason").FillAsync("Registers help to plan return.");
        await page.GetByLabel("Dissent").FillAsync("The Agency sees no effect.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Record and go on" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.said")).ToContainTextAsync("is recorded");
        Assert.DoesNotContain("from=statistics&to=return", page.Url, StringComparison.Ordinal);

        await page.GotoAsync($"/assessments/{id}/coherence/statistics/return");
        await Assertions.Expect(page.GetByText("The Agency sees no effect.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Recorded by Sanna Weir")).ToBeVisibleAsync();
    });

    private static async Task<string> OpenAsync(IPage page, string query)
    {
        var id = await page.EvaluateAsync<string>("async () => (await (await fetch('/api/v1/assessments')).json()).find(assessment => assessment.title === 'Demo Republic 2026').id");
        await page.GotoAsync($"/assessments/{id}/coherence/workshop{query}");
        return id;
    }
}
