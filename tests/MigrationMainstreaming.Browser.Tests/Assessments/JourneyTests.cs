using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Assessments;

/// <summary>The main job as people do it, from the opening of an assessment to its sign-off.</summary>
[Collection(PortalTests.Name)]
public sealed partial class JourneyTests(PortalUnderTest portal)
{
    /// <summary>Questionnaire → the account that answers it: 100 questions of seven types.</summary>
    private static readonly (string Key, string Account)[] Sectors =
    [
        ("health", "health"), ("education", "education"), ("employment", "labour"), ("governance", "justice"), ("environment", "environment"), ("statistics", "statistics"), ("immigration", "immigration"), ("sdg-10-7-2", "immigration"),
    ];

    [Fact]
    public async Task AnAssessment_IsOpenedAnsweredReviewedAndSignedOff()
    {
        var id = "";
        await As("coordinator", async page => id = await OpenAsync(page));

        var answered = 0;
        foreach (var (key, account) in Sectors)
        {
            await As(account, async page =>
            {
                answered += await AnswerAsync(page, $"/assessments/{id}/{key}");
                await SubmitAsync(page, $"/assessments/{id}/{key}/check", 1);
            });
        }

        Assert.True(answered >= 98, $"{answered} questions were asked.");

        await As("adviser", async page =>
        {
            await page.GotoAsync($"/assessments/{id}/health/review");
            await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("Everyone, regardless of status");
        });
        await As("coordinator", async page =>
        {
            foreach (var (key, _) in Sectors)
            {
                await ActAsync(page, id, key, "release", "Release");
            }
        });

        await As("adviser", page => AskProposeAndReturnAsync(page, id));
        await As("health", page => ReplyTakeAndResubmitAsync(page, id));
        await As("coordinator", page => ActAsync(page, id, "health", "release", "Release"));
        await As("adviser", async page =>
        {
            await page.GotoAsync($"/assessments/{id}/health/review");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("HEA-4");
            foreach (var (key, _) in Sectors)
            {
                await ConcludeAsync(page, id, key);
            }
        });

        await As("coordinator", async page =>
        {
            await page.GotoAsync($"/assessments/{id}/results");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Health");
            Assert.Matches(Figure(), await page.Locator("main").InnerTextAsync());
            await page.GotoAsync($"/assessments/{id}/sign-off");
            await page.GetByLabel("Name of the signatory").FillAsync("Amara Venn");
            await page.GetByLabel("Office held").FillAsync("Secretary to the Cabinet");
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign off the assessment" }).ClickAsync();
            await Assertions.Expect(page.Locator(".head")).ToContainTextAsync("Signed off");
        });
        await As("labour", async page =>
        {
            await page.GotoAsync($"/assessments/{id}/results");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Education");
        });
        await As("coordinator@other.example", async page =>
        {
            Assert.Equal(404, (await page.GotoAsync($"/assessments/{id}/results"))!.Status);
        });
    }

    private async Task As(string account, Func<IPage, Task> act) => await portal.OnPageAsync(
        async page =>
        {
            await PortalUnderTest.SignInAsync(page, account);
            await act(page);
        },
        name: $"Journey-{account}");

    private static async Task<string> OpenAsync(IPage page)
    {
        await page.GotoAsync("/assessments/new");
        await page.GetByLabel("Title", new() { Exact = true }).FillAsync("Journey 2027");
        await page.Locator("#cycle").FillAsync("2027");
        foreach (var box in await page.Locator("input[name=sector]").AllAsync())
        {
            var key = await box.GetAttributeAsync("value");
            await box.SetCheckedAsync(Sectors.Any(sector => sector.Key == key));
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Open the assessment" }).ClickAsync();
        await page.WaitForURLAsync(address => Id().IsMatch(address));
        return Id().Match(page.Url).Groups[1].Value;
    }

    /// <summary>Answers every question of a sector through its controls, section by section; gives their number.</summary>
    private static async Task<int> AnswerAsync(IPage page, string address)
    {
        var answered = 0;
        await page.GotoAsync(address);
        while (true)
        {
            await page.WaitForInteractiveAsync();
            var questions = await page.Locator("section.question").AllAsync();
            foreach (var question in questions)
            {
                await AnswerAsync(question);
                answered++;
            }

            await AllSavedAsync(page, questions.Count);
            var onward = page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Continue to ") });
            if (await onward.CountAsync() == 0)
            {
                return answered;
            }

            var next = await onward.GetAttributeAsync("href");
            await page.GotoAsync(next!);
        }
    }

    private static async Task AnswerAsync(ILocator question)
    {
        var code = await question.GetAttributeAsync("data-question");
        switch (code)
        {
            case "HEA-7":
                await question.Locator("[data-unknown]").ClickAsync();
                return;
            case "HEA-8":
                await question.Locator("[data-inapplicable]").ClickAsync();
                await question.Locator("[data-reason]").FillAsync("Health workers are posted abroad under another plan.");
                await question.Locator("[data-reason]").BlurAsync();
                return;
        }

        switch (await question.GetAttributeAsync("data-kind"))
        {
            case "halves":
                await question.Locator("fieldset").Nth(0).Locator("label.choice").Nth(1).ClickAsync();
                await question.Locator("fieldset").Nth(1).Locator("label.choice").Nth(0).ClickAsync();
                await question.Locator("[data-edit-source]").ClickAsync();
                await question.Locator("[data-source-field] textarea").FillAsync("Act 12/2019, section 4");
                await question.Locator("[data-source-field] textarea").BlurAsync();
                break;
            case "many":
                await question.Locator("label.choice").Nth(0).ClickAsync();
                await question.Locator("label.choice").Nth(1).ClickAsync();
                break;
            case "day":
                await question.Locator("input[type=date]").FillAsync("2026-09-30");
                break;
            case "number":
                await question.Locator("input[data-part=value]:not([data-reason])").First.FillAsync("4");
                await question.Locator("input[data-part=value]:not([data-reason])").First.BlurAsync();
                break;
            case "citation":
                await question.Locator("input[data-part=value]:not([data-reason])").First.FillAsync("Disaster Management Act");
                await question.Locator("input[data-part=value]:not([data-reason])").First.BlurAsync();
                break;
            case "text":
                await question.Locator("textarea[data-part=value]").First.FillAsync("As the rule says.");
                await question.Locator("textarea[data-part=value]").First.BlurAsync();
                break;
            default:
                await question.Locator("label.choice").Last.ClickAsync();
                break;
        }
    }

    /// <summary>Every question of the page carries the receipt of its latest change.</summary>
    private static async Task AllSavedAsync(IPage page, int count)
    {
        await Assertions.Expect(page.Locator("section.question .receipt.saved")).ToHaveCountAsync(count);
        await Assertions.Expect(page.Locator("html[data-unsaved]")).ToHaveCountAsync(0);
    }

    private static async Task SubmitAsync(IPage page, string address, int number)
    {
        await page.GotoAsync(address.Replace("/check", "/print", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("Signature");
        await page.GotoAsync(address);
        await page.GetByLabel("Cleared by").FillAsync("Ilan Sorrel");
        await page.GetByLabel("Office held").FillAsync("Director-General");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Submit ") }).ClickAsync();
        await Assertions.Expect(page.Locator(".said")).ToBeVisibleAsync();
        Assert.DoesNotContain("Error", await page.TitleAsync());
        Assert.True(number > 0);
    }

    private static async Task ActAsync(IPage page, string id, string key, string act, string verb)
    {
        await page.GotoAsync($"/assessments/{id}/{key}/act/{act}");
        await page.Locator("form.confirm-act").GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^" + verb) }).ClickAsync();
        await page.WaitForURLAsync(address => !address.Contains("/act/", StringComparison.Ordinal));
    }

    private static async Task AskProposeAndReturnAsync(IPage page, string id)
    {
        await page.GotoAsync($"/assessments/{id}/health/review?question=HEA-2");
        await page.GetByLabel("Ask the ministry").FillAsync("Which article gives this right?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Which article gives this right?");

        await page.GotoAsync($"/assessments/{id}/health/review?question=HEA-4");
        await page.Locator("summary", new() { HasText = "Propose another value" }).ClickAsync();
        var proposal = page.Locator("form", new() { Has = page.GetByRole(AriaRole.Button, new() { Name = "Propose this value" }) });
        await proposal.Locator("label.choice").Nth(1).ClickAsync();
        await proposal.GetByLabel("Reason").FillAsync("The programme of 2025 names border areas alone.");
        await proposal.GetByRole(AriaRole.Button, new() { Name = "Propose this value" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The programme of 2025 names border areas alone.");

        await page.GotoAsync($"/assessments/{id}/health/review?step=return");
        await page.Locator("#return").FillAsync("One source is missing, one value may be too high.");
        await page.Locator("#outcome").GetByRole(AriaRole.Button, new() { Name = "Return with questions" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Returned");
    }

    private static async Task ReplyTakeAndResubmitAsync(IPage page, string id)
    {
        await page.GotoAsync($"/assessments/{id}/health");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("One source is missing, one value may be too high.");

        await page.GotoAsync($"/assessments/{id}/health/review?question=HEA-2");
        await page.GetByLabel("Your reply").FillAsync("Article 14 of the Act; the source is added.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send reply" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Article 14 of the Act; the source is added.");

        await page.GotoAsync($"/assessments/{id}/health/review?question=HEA-4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the proposed value" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Taken");
        await SubmitAsync(page, $"/assessments/{id}/health/check", 2);
    }

    private static async Task ConcludeAsync(IPage page, string id, string key)
    {
        await page.GotoAsync($"/assessments/{id}/{key}/review?step=conclude");
        await page.Locator("#outcome").GetByRole(AriaRole.Button, new() { Name = "Conclude review" }).ClickAsync();
        await Assertions.Expect(page.Locator(".facts")).ToContainTextAsync("Reviewed");
    }

    [GeneratedRegex(@"/assessments/([0-9a-f-]{36})$")]
    private static partial Regex Id();

    [GeneratedRegex(@"\b\d{1,3}\.\d\b")]
    private static partial Regex Figure();
}
