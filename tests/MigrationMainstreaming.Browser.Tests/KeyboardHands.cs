using System.Globalization;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests;

/// <summary>Works the portal by keyboard alone: Tab, Shift+Tab, arrows, Space, Enter and typing. At every stop one must see where one is.</summary>
public sealed class KeyboardHands(IPage page) : Hands(page)
{
    /// <summary>More than any page has: whoever must press Tab as often as this has found no way.</summary>
    private const int MostStops = 400;

    /// <summary>What must hold of the place that has the focus, in one look, and whether it is the one that was sought.</summary>
    /// <remarks>An indicator is what is there with the focus and not without it, so each place is looked at again after it was left.
    /// Headings and regions that are reached by links and scripts alone show none.</remarks>
    private const string Look =
        """
        async target => {
          const focused = document.activeElement;
          const stop = { problem: null, isThere: false, isBehind: false };
          if (!focused || focused === document.body) return { ...stop, problem: 'nothing has the focus' };
          const told = element => element.outerHTML.replace(/\s+/g, ' ').slice(0, 160);
          const places = element => [element, ...(element.labels ?? [])];
          const ring = element => places(element).map(place => {
            const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(place);
            const outlined = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && !/[,/] ?0\)$/.test(outlineColor);
            return `${outlined ? `${outlineWidth} ${outlineStyle} ${outlineColor}` : ''} ${boxShadow}`;
          }).join();
          const left = window.lastStop;
          window.lastStop = { element: focused, ring: ring(focused) };
          if (left?.element.isConnected && left.element !== focused && left.element.tabIndex >= 0 && left.ring === ring(left.element)) {
            return { ...stop, problem: `no sign of the focus at ${told(left.element)}` };
          }

          const hidden = () => {
            if (!focused.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return 'it is not shown';
            const box = [...focused.getClientRects()]
              .map(({ left, top, right, bottom }) => ({ left: Math.max(0, left), top: Math.max(0, top), right: Math.min(innerWidth, right), bottom: Math.min(innerHeight, bottom) }))
              .find(({ left, top, right, bottom }) => right - left > 1 && bottom - top > 1);
            if (!box) return 'it is outside of the window';
            const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
            return at && (focused.contains(at) || places(focused).some(place => place.contains(at))) ? null : `it is covered by ${at ? told(at) : 'nothing'}`;
          };
          let problem = hidden();
          for (let frames = 0; problem && frames < 30; frames++) {
            await new Promise(requestAnimationFrame);
            problem = hidden();
          }

          const isThere = focused === target || (target?.type === 'radio' && focused.type === 'radio' && focused.name === target.name && focused.form === target.form);
          const isBehind = Boolean(target && focused.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING);
          return { problem: problem && `the focus is at ${told(focused)}, and ${problem}`, isThere, isBehind };
        }
        """;

    /// <summary>How many times the focus was looked at.</summary>
    public int Stops { get; private set; }

    public override async Task PressAsync(ILocator control)
    {
        await TabToAsync(control);
        await Page.Keyboard.PressAsync("Enter");
    }

    public override async Task ChooseAsync(ILocator radio)
    {
        var wanted = await TabToAsync(radio);
        var (steps, isChosen) = await wanted.EvaluateAsync<int[]>(
            """
            radio => {
              const group = [...document.querySelectorAll('input[type=radio]')].filter(one => one.name === radio.name && one.form === radio.form);
              const ahead = (group.indexOf(radio) - group.indexOf(document.activeElement) + group.length) % group.length;
              return [ahead > group.length / 2 ? ahead - group.length : ahead, Number(document.activeElement.checked)];
            }
            """) is [var number, var chosen] ? (number, chosen == 1) : default;
        if (steps == 0 && !isChosen)
        {
            await Page.Keyboard.PressAsync("Space");
        }

        for (var step = 0; step < Math.Abs(steps); step++)
        {
            await Page.Keyboard.PressAsync(steps > 0 ? "ArrowDown" : "ArrowUp");
            await StopAsync(wanted);
        }

        Assert.True(await wanted.IsCheckedAsync(), $"The keys did not choose {radio}.");
    }

    public override async Task TickAsync(ILocator box, bool ticked = true)
    {
        if (await box.IsCheckedAsync() != ticked)
        {
            var wanted = await TabToAsync(box);
            await Page.Keyboard.PressAsync("Space");
            await StopAsync(wanted);
            Assert.Equal(ticked, await wanted.IsCheckedAsync());
        }
    }

    public override async Task WriteAsync(ILocator field, string text)
    {
        var wanted = await TabToAsync(field);
        await Page.Keyboard.PressAsync("ControlOrMeta+a");
        await Page.Keyboard.TypeAsync(text);
        Assert.Equal(text, await wanted.InputValueAsync());
    }

    public override async Task WriteDayAsync(ILocator field, DateOnly day)
    {
        var wanted = await TabToAsync(field);

        // The browser's field asks for the parts of a day in the order of the reader's language.
        var order = await Page.EvaluateAsync<string[]>("() => new Intl.DateTimeFormat(navigator.language).formatToParts().map(part => part.type).filter(part => part !== 'literal')");
        var digits = order.Select(part => day.ToString(part switch { "day" => "dd", "month" => "MM", _ => "yyyy" }, CultureInfo.InvariantCulture));
        await Page.Keyboard.TypeAsync(string.Concat(digits));
        Assert.Equal(day.ToString("O", CultureInfo.InvariantCulture), await wanted.InputValueAsync());
    }

    /// <summary>Presses Tab, or Shift+Tab when it lies behind, until the place has the focus.</summary>
    private async Task<IElementHandle> TabToAsync(ILocator place)
    {
        var wanted = await place.ElementHandleAsync();

        // The browser begins a page that says nothing else at its top.
        var stop = await Page.EvaluateAsync<bool>("() => document.activeElement === document.body") ? new Stop() : await StopAsync(wanted);
        for (var stops = 0; !stop.IsThere; stops++)
        {
            Assert.True(stops < MostStops, $"{Page.Url}: Tab does not come to {place}.");
            await Page.Keyboard.PressAsync(stop.IsBehind ? "Shift+Tab" : "Tab");
            stop = await StopAsync(wanted);
        }

        return wanted;
    }

    private async Task<Stop> StopAsync(IElementHandle? wanted)
    {
        Stops++;
        var stop = await Page.EvaluateAsync<Stop>(Look, wanted);
        Assert.True(stop.Problem is null, $"{Page.Url}: {stop.Problem}");
        return stop;
    }

    /// <summary>What was seen of the place that has the focus.</summary>
    private sealed class Stop
    {
        /// <summary>Why one cannot see where one is; <see langword="null"/> when one can.</summary>
        public string? Problem { get; set; }

        /// <summary>Whether it is the sought place, or of the same group of radios.</summary>
        public bool IsThere { get; set; }

        /// <summary>Whether the sought place lies before this one.</summary>
        public bool IsBehind { get; set; }
    }
}
