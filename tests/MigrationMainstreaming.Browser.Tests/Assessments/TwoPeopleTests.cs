using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Assessments;

/// <summary>An official and the coordinator answer the same sector, each in a browser of their own.</summary>
[Collection(PortalTests.Name)]
public sealed class TwoPeopleTests(PortalUnderTest portal)
{
    private const string Official = "Mira Talen";
    private const string Coordinator = "Sanna Weir";

    /// <summary>The questions of one section.</summary>
    private static readonly string[] Asked = ["HEA-7", "HEA-8", "HEA-9"];

    [Fact]
    public Task AnswerOfAColleague_AppearsWithoutReload_AndTouchesNoFieldInWhichOneTypes() => WithBothAsync("data-workforce", async (mine, theirs) =>
    {
        await mine.Page.EvaluateAsync("() => { window.neverLoadedAgain = true; }");
        await mine.BeginCommentAsync("HEA-8", "Half a sen");

        await theirs.ChooseAsync("HEA-7", 1);
        await theirs.SavedAsync("HEA-7");

        await Assertions.Expect(mine.Radio("HEA-7", 1)).ToBeCheckedAsync();
        await Assertions.Expect(mine.Receipt("HEA-7")).ToContainTextAsync($"by {Coordinator}");
        await Assertions.Expect(mine.Page.Locator(".rail [aria-current]")).ToContainTextAsync("1 of 3 answered");
        await Assertions.Expect(mine.Comment("HEA-8")).ToBeFocusedAsync();
        await mine.Page.Keyboard.TypeAsync("tence");
        await Assertions.Expect(mine.Comment("HEA-8")).ToHaveValueAsync("Half a sentence");
        await Assertions.Expect(theirs.Comment("HEA-8")).ToHaveValueAsync("Half a sentence");
        Assert.Equal("Half a sentence", (await mine.OnServerAsync("HEA-8")).Comment);
        Assert.True(await mine.Page.EvaluateAsync<bool>("() => window.neverLoadedAgain"));
    });

    [Fact]
    public Task AnswersToDifferentQuestions_GivenAtOnce_NeverConflict() => WithBothAsync("data-workforce", async (mine, theirs) =>
    {
        await Task.WhenAll(ChooseAsync(mine, "HEA-7", "HEA-9"), ChooseAsync(theirs, "HEA-8"));

        foreach (var either in new[] { mine, theirs })
        {
            foreach (var code in Asked)
            {
                await either.SavedAsync(code);
                await Assertions.Expect(either.Radio(code, 0)).ToBeCheckedAsync();
                Assert.Equal(1, (await either.OnServerAsync(code)).Version);
            }

            await Assertions.Expect(either.Page.Locator(".conflict")).ToHaveCountAsync(0);
        }

        static async Task ChooseAsync(Questionnaire one, params string[] codes)
        {
            foreach (var code in codes)
            {
                await one.ChooseAsync(code, 0);
            }
        }
    });

    [Theory]
    [InlineData("Keep yours", 0)]
    [InlineData("Take theirs", 1)]
    public Task TwoAnswersToOneQuestion_AreShownInPlace_OneIsChosen_TheHistoryKeepsBoth(string choice, int chosen) => WithBothAsync("access", async (mine, theirs) =>
    {
        await theirs.ChooseAsync("HEA-4", 2);
        await theirs.SavedAsync("HEA-4");
        await Assertions.Expect(mine.Radio("HEA-4", 2)).ToBeCheckedAsync();
        var options = await mine.Question("HEA-4").Locator("label.choice span").EvaluateAllAsync<string[]>("spans => spans.map(span => span.firstChild.textContent)");

        // Mine is on its way while theirs arrives.
        await AnswerAtOnceAsync();

        var both = mine.TwoAnswers("HEA-4");
        await Assertions.Expect(both).ToContainTextAsync($"Your answer, ");
        await Assertions.Expect(both).ToContainTextAsync(options[0]);
        await Assertions.Expect(both).ToContainTextAsync($"{Coordinator}, ");
        await Assertions.Expect(both).ToContainTextAsync(options[1]);
        await Assertions.Expect(both.Locator(".base")).ToContainTextAsync($"Before: {options[2]}");
        await Assertions.Expect(theirs.TwoAnswers("HEA-4")).ToContainTextAsync($"{Official}, ");

        await both.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{choice}") }).ClickAsync();

        foreach (var either in new[] { mine, theirs })
        {
            await Assertions.Expect(either.TwoAnswers("HEA-4")).ToBeHiddenAsync();
            await Assertions.Expect(either.Radio("HEA-4", chosen)).ToBeCheckedAsync();
            await either.SavedAsync("HEA-4");
        }

        await mine.Question("HEA-4").GetByRole(AriaRole.Link, new() { NameRegex = new("^History") }).ClickAsync();
        var history = mine.Page.Locator("main", new() { HasText = "History of HEA-4" });
        await Assertions.Expect(history).ToContainTextAsync("Given at the same time as another answer");
        foreach (var words in new[] { options[0], options[1], options[2], $"by {Official}", $"by {Coordinator}", chosen == 0 ? $"Chosen by {Official}." : $"Not chosen ({Official})." })
        {
            await Assertions.Expect(history).ToContainTextAsync(words);
        }

        async Task AnswerAtOnceAsync()
        {
            var theirsIsThere = new TaskCompletionSource();
            await mine.Page.RouteAsync("**/answers/HEA-4", async route =>
            {
                await theirsIsThere.Task;
                await route.ContinueAsync();
            });
            await mine.ChooseAsync("HEA-4", 0);
            await theirs.ChooseAsync("HEA-4", 1);
            await theirs.SavedAsync("HEA-4");
            await Assertions.Expect(mine.Page.Locator("#HEA-4[data-version='2']")).ToBeVisibleAsync();
            theirsIsThere.SetResult();
        }
    });

    [Fact]
    public Task AnswerOfAColleague_ToTheFieldInWhichOneStands_IsNotWrittenOverUnseen() => WithBothAsync("data-workforce", async (mine, theirs) =>
    {
        await mine.BeginCommentAsync("HEA-8", "Half a sen");
        await mine.SavedAsync("HEA-8");
        await Assertions.Expect(theirs.Comment("HEA-8")).ToHaveValueAsync("Half a sen");
        await theirs.BeginCommentAsync("HEA-8", "Something else. ");
        await theirs.SavedAsync("HEA-8");
        await Assertions.Expect(mine.Page.Locator("#HEA-8[data-version='2']")).ToBeVisibleAsync();

        await mine.Page.Keyboard.TypeAsync("tence");

        await Assertions.Expect(mine.Comment("HEA-8")).ToHaveValueAsync("Half a sentence");
        await Assertions.Expect(mine.TwoAnswers("HEA-8")).ToContainTextAsync("Something else. ");
    });

    [Fact]
    public Task WhoIsAtAQuestion_IsSaidInTheMarginOfTheOthers_UntilTheyLeaveIt() => WithBothAsync("data-workforce", async (mine, theirs) =>
    {
        await theirs.Radio("HEA-8", 0).FocusAsync();

        await Assertions.Expect(Here(mine, "HEA-8")).ToHaveTextAsync($"{Coordinator} is answering here");
        await Assertions.Expect(Here(mine, "HEA-7")).ToBeHiddenAsync();
        await Assertions.Expect(Here(theirs, "HEA-8")).ToBeHiddenAsync();

        await theirs.Radio("HEA-7", 0).FocusAsync();
        await Assertions.Expect(Here(mine, "HEA-7")).ToHaveTextAsync($"{Coordinator} is answering here");
        await Assertions.Expect(Here(mine, "HEA-8")).ToBeHiddenAsync();

        await theirs.Page.CloseAsync();
        await Assertions.Expect(Here(mine, "HEA-7")).ToBeHiddenAsync();

        static ILocator Here(Questionnaire one, string code) => one.Question(code).Locator(".presence");
    });

    private async Task WithBothAsync(string section, Func<Questionnaire, Questionnaire, Task> test, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        var board = await NewAssessment.OpenAsync(portal, name, "health");
        await portal.OnPageAsync(
            mine => portal.OnPageAsync(
                async theirs => await test(
                    await Questionnaire.OpenAsync(mine, "health", board, "health", section),
                    await Questionnaire.OpenAsync(theirs, "coordinator", board, "health", section)),
                name: name + "-theirs"),
            name: name + "-mine");
    }
}
