using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests;

/// <summary>How a person works the portal. A story is told once, of what people do; with which hands they do it is another matter.</summary>
public abstract class Hands(IPage page)
{
    /// <summary>The page that the hands are at.</summary>
    public IPage Page { get; } = page;

    /// <summary>Presses a button, follows a link, opens what is folded.</summary>
    public abstract Task PressAsync(ILocator control);

    /// <summary>Chooses one of several: the radio of a group.</summary>
    public abstract Task ChooseAsync(ILocator radio);

    /// <summary>Ticks a box, or takes the tick away.</summary>
    public abstract Task TickAsync(ILocator box, bool ticked = true);

    /// <summary>Writes into a field, in place of what stands there.</summary>
    public abstract Task WriteAsync(ILocator field, string text);

    /// <summary>Writes a day into a field for days.</summary>
    public abstract Task WriteDayAsync(ILocator field, DateOnly day);

    /// <summary>Signs in on the way to a page whose address the person was given: the one address of a sitting.</summary>
    public async Task SitDownAsync(string account, string address)
    {
        await Page.GotoAsync(address);
        await WriteAsync(Page.Locator("input[type=email]"), account.Contains('@') ? account : account + "@demo.example");
        await WriteAsync(Page.Locator("input[type=password]"), PortalUnderTest.Password);
        await PressAsync(Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }));
        await Page.WaitForURLAsync(reached => new Uri(reached).PathAndQuery == address);
    }

    /// <summary>Follows a link, or sends a form, to where something stands.</summary>
    public async Task GoAsync(ILocator control, ILocator there)
    {
        await PressAsync(control);
        await Assertions.Expect(there).ToBeVisibleAsync();

        // Whoever goes on by keyboard or reads by ear begins at the heading of the new page, or at the part that the link named; not at the menu.
        try
        {
            await Page.WaitForFunctionAsync("() => document.activeElement.matches('[data-focus], h1, #section') || '#' + document.activeElement.id === location.hash", null, new() { Timeout = 5_000 });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{control} led to {Page.Url} and left the focus at {await Page.EvaluateAsync<string>("() => document.activeElement.outerHTML.slice(0, 160)")}");
        }
    }
}

/// <summary>Works the portal by mouse.</summary>
public sealed class MouseHands(IPage page) : Hands(page)
{
    public override Task PressAsync(ILocator control) => control.ClickAsync();

    public override Task ChooseAsync(ILocator radio) => radio.ClickAsync();

    public override Task TickAsync(ILocator box, bool ticked = true) => box.SetCheckedAsync(ticked);

    public override async Task WriteAsync(ILocator field, string text)
    {
        await field.FillAsync(text);
        await field.BlurAsync();
    }

    public override Task WriteDayAsync(ILocator field, DateOnly day) => WriteAsync(field, day.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
}
