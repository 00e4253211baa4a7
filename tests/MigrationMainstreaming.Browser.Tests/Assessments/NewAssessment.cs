using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Assessments;

/// <summary>An assessment of a test's own: what happens in it disturbs no other test.</summary>
internal static class NewAssessment
{
    /// <summary>Opens an assessment of the first demo country as its coordinator.</summary>
    /// <returns>The address of its board.</returns>
    public static async Task<string> OpenAsync(PortalUnderTest portal, string title, params string[] questionnaires)
    {
        var board = "";
        await portal.OnPageAsync(
            async page =>
            {
                var hands = new MouseHands(page);
                await hands.SitDownAsync("coordinator", "/assessments/new");
                board = await OpenAsync(hands, title, questionnaires);
            },
            name: $"Open-{title}");
        return board;
    }

    /// <summary>Opens an assessment on the page that is made for it.</summary>
    /// <returns>The address of its board.</returns>
    public static async Task<string> OpenAsync(Hands hands, string title, IReadOnlyCollection<string> questionnaires)
    {
        var page = hands.Page;
        await hands.WriteAsync(page.GetByLabel("Title", new() { Exact = true }), title);
        await hands.WriteAsync(page.GetByLabel("Cycle"), "2027");
        foreach (var box in await page.Locator("input[name=sector]").AllAsync())
        {
            await hands.TickAsync(box, questionnaires.Contains(await box.GetAttributeAsync("value")));
        }

        await hands.GoAsync(page.GetByRole(AriaRole.Button, new() { Name = "Open the assessment" }), page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 1 }));
        return new Uri(page.Url).AbsolutePath;
    }
}
