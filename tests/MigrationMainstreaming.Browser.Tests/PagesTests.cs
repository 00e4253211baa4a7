using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests;

/// <summary>What must hold on every page, for each kind of user: it opens for those who may, it has no barrier, nothing is wider than a phone.</summary>
[Collection(PortalTests.Name)]
public sealed class PagesTests(PortalUnderTest portal)
{
    /// <summary>Account → the pages that are there for it; <c>{id}</c> stands for the assessment that is at work, <c>{signed}</c> for the one signed off.</summary>
    private static readonly Dictionary<string, string[]> Open = new()
    {
        ["health"] = ["/", "/assessments", "/assessments/{id}", "/assessments/{id}/health", "/assessments/{id}/health?section=access", "/assessments/{id}/health/check", "/assessments/{id}/health/print", "/assessments/{id}/health/history/HEA-2", "/assessments/{id}/results", "/assessments/{id}/scenarios", "/assessments/{signed}", "/assessments/{signed}/results", "/assessments/{signed}/results/changes", "/account", "/account/preferences", "/assessments/{id}/coherence", "/assessments/{id}/coherence/rate", "/assessments/{id}/coherence/employment/health"],
        ["coordinator"] = ["/", "/assessments", "/assessments/new", "/assessments/profile", "/assessments/{id}", "/assessments/{id}/settings", "/assessments/{id}/sign-off", "/assessments/{id}/education", "/assessments/{id}/social-protection/act/release", "/assessments/{id}/employment/review", "/assessments/{id}/results", "/assessments/{id}/results?with=proposals", "/assessments/{id}/results/changes", "/assessments/{id}/scenarios", "/assessments/{id}/sdg-10-7-2/proposals", "/assessments/{id}/sdg-10-7-2/published", "/assessments/national-plan", "/administration/people", "/administration/people/invitations", "/assessments/{id}/coherence/provisions", "/assessments/{id}/coherence", "/assessments/{id}/coherence?confirm=release", "/assessments/{id}/coherence/employment/health", "/assessments/{id}/coherence/workshop", "/assessments/{id}/coherence/settings", "/assessments/{signed}/coherence"],
        ["adviser"] = ["/", "/assessments", "/assessments/{id}", "/assessments/{id}/health", "/assessments/{id}/employment/review", "/assessments/{id}/employment/review?question=EMP-2", "/assessments/{id}/results", "/assessments/{id}/coherence", "/assessments/{id}/coherence/provisions"],
        ["admin"] = ["/", "/assessments", "/templates", "/templates/new", "/templates/import", "/templates/health/1", "/templates/health/1?question=HEA-2", "/administration/people", "/administration/people/invitations", "/administration/countries", "/templates/rules", "/templates/rules/1", "/templates/rules/import"],
    };

    /// <summary>Account → pages of others, which are not there for it.</summary>
    private static readonly Dictionary<string, string[]> Closed = new()
    {
        ["labour"] = ["/assessments/{id}/sdg-10-7-2/proposals", "/assessments/{id}/sdg-10-7-2/published", "/assessments/national-plan", "/assessments/{id}/health", "/assessments/{id}/health/check", "/assessments/{id}/health/print", "/assessments/{id}/health/history/HEA-2", "/assessments/{id}/health/review", "/assessments/{id}/settings", "/assessments/{id}/coherence/security/health", "/assessments/{id}/coherence/workshop", "/assessments/{id}/coherence/settings", "/assessments/{id}/coherence/matrix.json"],
        ["admin"] = ["/assessments/{id}", "/assessments/{id}/health", "/assessments/{id}/results", "/assessments/{id}/employment/review", "/assessments/{id}/health/print", "/assessments/{id}/coherence/provisions", "/assessments/{id}/coherence"],
        ["adviser"] = ["/assessments/{id}/health/check", "/assessments/{id}/health/print", "/assessments/{id}/settings", "/administration/people"],
        ["coordinator@other.example"] = ["/assessments/{id}/sdg-10-7-2/proposals", "/assessments/{id}/sdg-10-7-2/published", "/assessments/{id}", "/assessments/{id}/health", "/assessments/{id}/results", "/assessments/{id}/employment/review", "/assessments/{id}/settings", "/assessments/{id}/health/act/close", "/administration/countries", "/assessments/{id}/coherence/provisions", "/assessments/{id}/coherence", "/assessments/{id}/coherence/settings"],
    };

    public static TheoryData<string, int, bool, string> Looks()
    {
        var looks = new TheoryData<string, int, bool, string>();
        foreach (var account in Open.Keys)
        {
            looks.Add(account, 1280, false, "en");
            looks.Add(account, 320, true, "ar");
            looks.Add(account, 320, false, "fr");
            looks.Add(account, 1280, true, "ar");
        }

        return looks;
    }

    public static TheoryData<string> Others => [.. Closed.Keys];

    [Theory]
    [MemberData(nameof(Looks))]
    public Task EachPage_ForThoseWhoMay_OpensFitsAndHasNoBarrier(string account, int width, bool dark, string language) => portal.OnPageAsync(
        async page =>
        {
            var errors = new ConcurrentQueue<string>();
            await PortalUnderTest.SignInAsync(page, account);
            await ReadInAsync(page, language);
            page.Console += (_, message) => Note(message, page.Url, errors);
            var (id, signed) = (await IdAsync(page, account, "Demo Republic 2026"), await IdAsync(page, account, "Demo Republic 2024"));
            foreach (var address in Open[account].Select(address => address.Replace("{id}", id, StringComparison.Ordinal).Replace("{signed}", signed, StringComparison.Ordinal)))
            {
                var answer = await page.GotoAsync(address);
                Assert.True(answer!.Status == 200, $"{address} answered {answer.Status} to {account}.");
                // An interactive page is taken over by its circuit; it is looked at once that is done.
                await Assertions.Expect(page.Locator("[data-interactive=no]")).ToHaveCountAsync(0);
                await page.Locator("h1").First.WaitForAsync();
                Assert.Equal(language == "ar" ? "rtl" : "ltr", await page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).direction"));
                await page.AxeAsync();
                await page.NoSidewaysScrollAsync();
            }

            // The language stays with the account, and other tests read English.
            await ReadInAsync(page, "en");
            Assert.Empty(errors);
        },
        width,
        dark,
        language,
        name: $"Pages-{account}");

    [Theory]
    [MemberData(nameof(Others))]
    public Task PagesOfOthers_AreNotThere(string account) => portal.OnPageAsync(async page =>
    {
        // The id is the coordinator's to know; others are handed the address.
        var id = "";
        await portal.OnPageAsync(async own =>
        {
            await PortalUnderTest.SignInAsync(own, "coordinator");
            id = await IdAsync(own, "coordinator", "Demo Republic 2026");
        });

        await PortalUnderTest.SignInAsync(page, account);
        foreach (var address in Closed[account].Select(address => address.Replace("{id}", id, StringComparison.Ordinal)))
        {
            var answer = await page.GotoAsync(address);
            Assert.True(answer!.Status is 404 or 403, $"{address} answered {answer.Status} to {account}.");
        }
    });

    private static async Task ReadInAsync(IPage page, string language)
    {
        await page.GotoAsync("/account/preferences");
        if (await page.Locator("html").GetAttributeAsync("lang") != language)
        {
            await page.Locator($"button[name=language][value={language}]").ClickAsync();
            await Assertions.Expect(page.Locator($"html[lang={language}]")).ToBeAttachedAsync();
        }
    }

    private static void Note(IConsoleMessage message, string url, ConcurrentQueue<string> errors)
    {
        if (message.Type == "error")
        {
            errors.Enqueue($"{url}: {message.Text}");
        }
    }

    /// <summary>The id of an assessment of the first demo country; administrators know of none.</summary>
    private static async Task<string> IdAsync(IPage page, string account, string title) => account == "admin"
        ? ""
        : await page.EvaluateAsync<string>("async title => (await (await fetch('/api/v1/assessments')).json()).find(assessment => assessment.title === title).id", title);
}
