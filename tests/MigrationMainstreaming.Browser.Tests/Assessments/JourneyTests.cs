using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Assessments;

/// <summary>The main job as people do it, from the opening of an assessment to its sign-off: one story, told of people with a mouse and of people
/// with a keyboard alone.</summary>
[Collection(PortalTests.Name)]
public sealed partial class JourneyTests(PortalUnderTest portal)
{
    private const string Reason = "One source is missing, one value may be too high.";

    private static readonly DateOnly Day = new(2026, 9, 30);

    /// <summary>Questionnaire → the account that answers it: 100 questions, with every type that the shipped questionnaires have.</summary>
    private static readonly (string Key, string Account)[] Sectors =
    [
        ("health", "health"), ("education", "education"), ("employment", "labour"), ("governance", "justice"), ("environment", "environment"), ("statistics", "statistics"), ("immigration", "immigration"), ("sdg-10-7-2", "immigration"),
    ];

    /// <summary>The types of questions as their controls name them; yes-no and single-choice are both one of several.</summary>
    private static readonly string[] Kinds = ["citation", "day", "halves", "many", "number", "one"];

    [Fact]
    public Task ByMouse_AnAssessment_IsOpenedAnsweredReviewedAndSignedOff() => TellAsync("mouse", page => new MouseHands(page));

    [Fact]
    public Task ByKeyboardAlone_AnAssessment_IsOpenedAnsweredReviewedAndSignedOff() => TellAsync("keyboard", page => new KeyboardHands(page));

    private async Task TellAsync(string with, Func<IPage, Hands> handsAt)
    {
        var board = "";
        await As("coordinator", "/assessments/new", async hands => board = await NewAssessment.OpenAsync(hands, $"Journey by {with}", [.. Sectors.Select(sector => sector.Key)]));

        var answered = new List<string>();
        foreach (var (key, account) in Sectors)
        {
            await As(account, board, async hands =>
            {
                await hands.GoAsync(LinkTo(hands, $"{board}/{key}"), Section(hands));
                await AnswerSectorAsync(hands, answered);
                await PrintAsync(hands);
                await SubmitAsync(hands);
            });
        }

        Assert.True(answered.Count >= 100, $"{answered.Count} questions were asked.");
        Assert.Equal(Kinds, answered.Distinct().Order());

        await As("adviser", $"{board}/health/review", hands => Assertions.Expect(hands.Page.Locator("main")).Not.ToContainTextAsync("Everyone, regardless of status"));
        await As("coordinator", board, async hands =>
        {
            foreach (var (key, _) in Sectors)
            {
                await ReleaseAsync(hands, board, key);
            }
        });

        await As("adviser", board, hands => AskProposeAndReturnAsync(hands, board));
        await As("health", board, hands => ReplyTakeAndResubmitAsync(hands, board));
        await As("coordinator", board, hands => ReleaseAsync(hands, board, "health"));
        await As("adviser", board, async hands =>
        {
            foreach (var (key, _) in Sectors)
            {
                await ConcludeAsync(hands, board, key);
            }
        });

        await As("coordinator", board, hands => ReadResultsAndSignOffAsync(hands, board));
        await As("labour", $"{board}/results", hands => Assertions.Expect(hands.Page.Locator("main")).ToContainTextAsync("Education"));
        await As("coordinator@other.example", $"{board}/results", hands => Assertions.Expect(hands.Page.Locator("h1")).ToHaveTextAsync("There is no such page"));

        // One sitting of a person, who opens an address, signs in, and goes on from there.
        Task As(string account, string address, Func<Hands, Task> act) => portal.OnPageAsync(
            async page =>
            {
                var hands = handsAt(page);
                await hands.SitDownAsync(account, address);
                await act(hands);
            },
            name: $"Journey-{with}-{account}");
    }

    /// <summary>Answers every question of a sector through its controls, section by section, up to the page on which the answers are checked.</summary>
    private static async Task AnswerSectorAsync(Hands hands, List<string> answered)
    {
        var page = hands.Page;
        while (true)
        {
            await page.WaitForInteractiveAsync();
            var questions = await page.Locator("section.question").AllAsync();
            foreach (var question in questions)
            {
                answered.Add(await AnswerAsync(hands, question));
            }

            // Every question of the page carries the receipt of its latest change.
            await Assertions.Expect(page.Locator("section.question .receipt.saved")).ToHaveCountAsync(questions.Count);
            var onward = page.Locator(".onward a").First;
            var next = await onward.GetAttributeAsync("href") ?? "";
            if (next.EndsWith("/check", StringComparison.Ordinal))
            {
                await hands.GoAsync(onward, page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Check your answers: ") }));
                return;
            }

            await hands.GoAsync(onward, page.Locator($"[data-section='{next.Split("section=")[1]}']"));
        }
    }

    /// <summary>Answers one question; gives its kind.</summary>
    private static async Task<string> AnswerAsync(Hands hands, ILocator question)
    {
        var kind = await question.GetAttributeAsync("data-kind") ?? "";
        switch (await question.GetAttributeAsync("data-question"))
        {
            case "HEA-6":
                await hands.ChooseAsync(question.Locator("input[type=radio]").First);
                await hands.PressAsync(question.Locator("summary", new() { HasText = "Add a comment" }));
                await hands.WriteAsync(question.Locator("textarea[data-part=comment]"), "Interpreters are there in two of nine regions.");
                return kind;
            case "HEA-7":
                await hands.PressAsync(question.Locator("[data-unknown]"));
                return kind;
            case "HEA-8":
                await hands.PressAsync(question.Locator("[data-inapplicable]"));
                await hands.WriteAsync(question.Locator("[data-reason]"), "Health workers are posted abroad under another plan.");
                return kind;
        }

        var field = question.Locator("[data-part=value]:is(input, textarea):not([data-reason])").First;
        switch (kind)
        {
            case "halves":
                await hands.ChooseAsync(question.Locator("fieldset").Nth(0).Locator("input").Nth(1));
                await hands.ChooseAsync(question.Locator("fieldset").Nth(1).Locator("input").Nth(0));
                await hands.PressAsync(question.Locator("[data-edit-source]"));
                await hands.WriteAsync(question.Locator("[data-source-field] textarea"), "Act 12/2019, section 4");
                break;
            case "many":
                await hands.TickAsync(question.Locator("input[type=checkbox]").Nth(0));
                await hands.TickAsync(question.Locator("input[type=checkbox]").Nth(1));
                break;
            case "day":
                await hands.WriteDayAsync(field, Day);
                break;
            case "number":
                await hands.WriteAsync(field, "4");
                break;
            case "citation":
                await hands.WriteAsync(field, "Disaster Management Act");
                break;
            default:
                await hands.ChooseAsync(question.Locator("input[type=radio]").Last);
                break;
        }

        return kind;
    }

    /// <summary>Looks at the print for the signature, and comes back to the answers.</summary>
    private static async Task PrintAsync(Hands hands)
    {
        var page = hands.Page;
        await hands.PressAsync(Link(hands, "Print with answers"));
        await Assertions.Expect(page.Locator(".signature")).ToContainTextAsync("Cleared by");
        await hands.GoAsync(Link(hands, "Back to the answers"), page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Check your answers: ") }));
    }

    private static async Task SubmitAsync(Hands hands)
    {
        var page = hands.Page;
        await hands.WriteAsync(page.GetByLabel("Cleared by"), "Ilan Sorrel");
        await hands.WriteAsync(page.GetByLabel("Office held"), "Director-General");
        await hands.GoAsync(Button(hands, "Submit "), page.Locator(".said"));
        Assert.DoesNotContain("Error", await page.TitleAsync());
    }

    private static async Task ReleaseAsync(Hands hands, string board, string key)
    {
        await hands.GoAsync(LinkTo(hands, $"{board}/{key}/act/release"), hands.Page.Locator("form.confirm-act"));
        await hands.GoAsync(Button(hands, "Release"), hands.Page.Locator(".said"));
    }

    private static async Task AskProposeAndReturnAsync(Hands hands, string board)
    {
        var page = hands.Page;
        await ReviewAsync(hands, board, "health");
        await hands.GoAsync(page.Locator("#HEA-2 a"), Desk(hands, "HEA-2"));
        await hands.WriteAsync(page.GetByLabel("Ask the ministry"), "Which article gives this right?");
        await hands.GoAsync(Button(hands, "Ask$"), Said(hands, "Which article gives this right?"));

        await hands.GoAsync(page.Locator("main p").GetByRole(AriaRole.Link, new() { Name = "All answers" }), page.Locator("#whole"));
        await hands.GoAsync(page.Locator("#HEA-4 a"), Desk(hands, "HEA-4"));
        await hands.PressAsync(page.Locator("summary", new() { HasText = "Propose another value" }));
        var proposal = page.Locator("form", new() { Has = page.GetByRole(AriaRole.Button, new() { Name = "Propose this value" }) });
        await hands.ChooseAsync(proposal.Locator("input[type=radio]").Nth(1));
        await hands.WriteAsync(proposal.GetByLabel("Reason"), "The programme of 2025 names border areas alone.");
        await hands.GoAsync(Button(hands, "Propose this value"), Said(hands, "The programme of 2025 names border areas alone."));

        await hands.GoAsync(Link(hands, "Return with questions"), page.Locator("#return"));
        await hands.WriteAsync(page.Locator("#return"), Reason);
        await hands.GoAsync(Button(hands, "Return with questions"), page.Locator(".facts", new() { HasText = "Returned" }));
    }

    private static async Task ReplyTakeAndResubmitAsync(Hands hands, string board)
    {
        var page = hands.Page;
        await hands.GoAsync(LinkTo(hands, $"{board}/health"), Said(hands, Reason));
        await page.WaitForInteractiveAsync();
        await hands.GoAsync(page.Locator(".rail a[href*='section=access']"), page.Locator("[data-section=access]"));

        await hands.GoAsync(LinkTo(hands, $"{board}/health/review?question=HEA-2#desk"), Desk(hands, "HEA-2"));
        await hands.WriteAsync(page.GetByLabel("Your reply"), "Article 14 of the Act; the source is added.");
        await hands.GoAsync(Button(hands, "Send reply"), Said(hands, "Article 14 of the Act; the source is added."));

        await hands.GoAsync(page.Locator(".rail a[href*='question=HEA-4']"), Desk(hands, "HEA-4"));
        await hands.GoAsync(Button(hands, "Take the proposed value"), page.GetByText("Taken", new() { Exact = true }));

        await hands.GoAsync(page.Locator($".crumbs a[href='{board}']"), page.Locator("table.sectors").First);
        await hands.GoAsync(LinkTo(hands, $"{board}/health"), Section(hands));
        await page.WaitForInteractiveAsync();
        await hands.GoAsync(Link(hands, "Check your answers"), page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Check your answers: ") }));
        await SubmitAsync(hands);
    }

    private static async Task ConcludeAsync(Hands hands, string board, string key)
    {
        var page = hands.Page;
        await ReviewAsync(hands, board, key);
        if (key == "health")
        {
            // What changed since the first submission comes first.
            await Assertions.Expect(page.Locator("[aria-labelledby=changes]")).ToContainTextAsync("HEA-4");
        }

        await hands.GoAsync(Link(hands, "Conclude review"), page.Locator("#outcome"));
        await hands.GoAsync(Button(hands, "Conclude review"), page.Locator(".facts", new() { HasText = "Reviewed" }));
        await hands.GoAsync(page.Locator($".crumbs a[href='{board}']"), page.Locator("table.sectors").First);
    }

    private static async Task ReadResultsAndSignOffAsync(Hands hands, string board)
    {
        var page = hands.Page;
        await hands.GoAsync(LinkTo(hands, $"{board}/results"), page.Locator("main", new() { HasText = "Health" }));
        Assert.Matches(Figure(), await page.Locator("main").InnerTextAsync());
        await hands.GoAsync(page.Locator($".crumbs a[href='{board}']"), page.Locator("table.sectors").First);
        await hands.GoAsync(Link(hands, "Record the sign-off"), page.Locator("form.confirm-act"));
        await hands.WriteAsync(page.GetByLabel("Name of the signatory"), "Amara Venn");
        await hands.WriteAsync(page.GetByLabel("Office held"), "Secretary to the Cabinet");
        await hands.GoAsync(Button(hands, "Sign off the assessment"), page.Locator(".head", new() { HasText = "Signed off" }));
    }

    private static Task ReviewAsync(Hands hands, string board, string key) =>
        hands.GoAsync(LinkTo(hands, $"{board}/{key}/review"), hands.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Review: ") }));

    private static ILocator LinkTo(Hands hands, string address) => hands.Page.Locator($"main a[href='{address}']").First;

    private static ILocator Link(Hands hands, string beginning) =>
        hands.Page.GetByRole(AriaRole.Link, new() { NameRegex = new($"^{beginning}") }).First;

    private static ILocator Button(Hands hands, string beginning) =>
        hands.Page.Locator("main").GetByRole(AriaRole.Button, new() { NameRegex = new($"^{beginning}") }).First;

    private static ILocator Section(Hands hands) => hands.Page.Locator("#section");

    private static ILocator Desk(Hands hands, string question) => hands.Page.Locator("#desk", new() { HasText = question });

    private static ILocator Said(Hands hands, string words) => hands.Page.Locator("main .written", new() { HasText = words }).First;

    [GeneratedRegex(@"\b\d{1,3}\.\d\b")]
    private static partial Regex Figure();
}
