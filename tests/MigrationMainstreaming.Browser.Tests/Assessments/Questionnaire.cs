using System.Text.Json;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Assessments;

/// <summary>A section of a questionnaire that is open in somebody's browser.</summary>
internal sealed class Questionnaire(IPage page, string board, string sector)
{
    /// <summary>Signs in and opens a section, up to where the circuit is up.</summary>
    public static async Task<Questionnaire> OpenAsync(IPage page, string account, string board, string sector, string section)
    {
        await new MouseHands(page).SitDownAsync(account, $"{board}/{sector}?section={section}");
        await page.WaitForInteractiveAsync();
        return new Questionnaire(page, board, sector);
    }

    public IPage Page => page;

    public ILocator Question(string code) => page.Locator($"section#{code}");

    public ILocator Receipt(string code) => Question(code).Locator(".receipt");

    public ILocator Radio(string code, int index) => Question(code).Locator("input[type=radio]").Nth(index);

    public ILocator Comment(string code) => Question(code).Locator("textarea[data-part=comment]");

    /// <summary>Two answers to one question, side by side.</summary>
    public ILocator TwoAnswers(string code) => Question(code).Locator(".conflict");

    public Task ChooseAsync(string code, int index) => Radio(code, index).ClickAsync();

    /// <summary>Begins a comment, key by key, and stays in its field.</summary>
    public async Task BeginCommentAsync(string code, string words)
    {
        await Question(code).Locator($"#{code}-more summary").ClickAsync();
        await Comment(code).ClickAsync();
        await page.Keyboard.TypeAsync(words);
    }

    public async Task SavedAsync(string code)
    {
        await Assertions.Expect(Receipt(code)).ToContainTextAsync("Saved ");
        await Assertions.Expect(Receipt(code)).ToHaveClassAsync("receipt saved");
    }

    /// <summary>What the server has of a question.</summary>
    public async Task<(JsonElement Value, string? Comment, int Version)> OnServerAsync(string code)
    {
        // Asked outside of the page, whose line may be cut.
        var answer = await page.Context.APIRequest.GetAsync($"/api/v1{board}/{sector}/answers");
        var entry = (await answer.JsonAsync())!.Value.GetProperty("answers").GetProperty(code);
        return (entry.GetProperty("value"), entry.GetProperty("comment").GetString(), entry.GetProperty("version").GetInt32());
    }
}
