using System.Text;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests;

/// <summary>What must hold on every page, whoever looks at it and with what.</summary>
public static class PageChecks
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    /// <summary>axe finds nothing: WCAG 2.2 A and AA, and its good practices.</summary>
    public static async Task AxeAsync(this IPage page)
    {
        var found = await page.RunAxe(Rules);
        Assert.True(found.Violations.Length == 0, Told(page, found.Violations));
        // A page on which axe had nothing to pass was not looked at.
        Assert.NotEmpty(found.Passes);
    }

    /// <summary>Nothing is wider than the window; tables and figures may scroll in regions of their own.</summary>
    public static async Task NoSidewaysScrollAsync(this IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var wide = await page.EvaluateAsync<string?>(
            """
            () => {
              const root = document.documentElement;
              if (root.scrollWidth <= root.clientWidth) return null;
              const outside = [...document.querySelectorAll('body *')].find(element => {
                const box = element.getBoundingClientRect();
                return box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1);
              });
              return `${root.scrollWidth} px in a window of ${root.clientWidth} px, first outside: ${outside?.outerHTML.slice(0, 200)}`;
            }
            """);
        Assert.True(wide is null, $"{page.Url} is too wide: {wide}");
    }

    /// <summary>Waits until the circuit of the page takes events; before, a click is lost.</summary>
    public static async Task WaitForInteractiveAsync(this IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.Locator("[data-interactive=yes]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
    }

    private static string Told(IPage page, IEnumerable<AxeResultItem> violations)
    {
        var text = new StringBuilder().Append("axe on ").Append(page.Url).AppendLine(":");
        foreach (var violation in violations)
        {
            text.Append("  ").Append(violation.Id).Append(" (").Append(violation.Impact).Append("): ").AppendLine(violation.Help);
            foreach (var node in violation.Nodes.Take(5))
            {
                text.Append("    ").AppendLine(node.Html.Length > 200 ? node.Html[..200] : node.Html);
                foreach (var check in node.Any.Concat(node.All).Concat(node.None))
                {
                    text.Append("      ").AppendLine(check.Message);
                }
            }
        }

        return text.ToString();
    }
}
