using System.Globalization;
using System.Text.RegularExpressions;
using MigrationMainstreaming.Benchmarks.Running;

namespace MigrationMainstreaming.Benchmarks;

/// <summary>How long the published portal takes from its start to the first page, what it holds at rest, and what a first visit loads
/// (rows 12, 13 and 14 of <c>docs/performance.md</c>).</summary>
internal static partial class ColdStart
{
    public const string Usage = "cold [--starts 5]                      rows 12, 13 and 14: start to first page, memory at rest, scripts and styles of a first visit";

    private static readonly TimeSpan AtRestAfter = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = new Options(arguments).Knowing("starts");
        await using var database = await BenchmarkDatabase.StartAsync(options);
        var account = (await database.AccountsAsync(options.IsDevelopment))[0];
        var (starts, atRest) = (new List<double>(), new List<double>());
        for (var left = options.Number("starts", 5, 1, 20); left > 0; left--)
        {
            await using var portal = await PortalProcess.StartAsync(options, database.Serving);
            starts.Add(portal.Started.TotalMilliseconds);
            await Task.Delay(AtRestAfter);
            atRest.Add(ProcessUse.ResidentKib(portal.Id) / 1024.0);
            if (left == 1)
            {
                await PrintFirstVisitAsync(portal, account);
            }
        }

        Figures.Print("start to the first page, ms", starts);
        Figures.Print("memory ten seconds later, MiB", atRest);
        return 0;
    }

    /// <summary>Loads the page of signing in and a section, and once each script and style that they name.</summary>
    private static async Task PrintFirstVisitAsync(PortalProcess portal, Account account)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (page, cookies) in new[] { ("/account/sign-in", ""), (account.Page, $"{account.CookieName}={account.CookieValue}") })
        {
            using var request = portal.Line.Request(HttpMethod.Get, page, cookies);
            using var reply = await portal.Line.Http.SendAsync(request);
            reply.EnsureSuccessStatusCode();
            var html = await reply.Content.ReadAsStringAsync();
            files.UnionWith(Files().Matches(html).Select(match => match.Groups[1].Value.TrimStart('/')));
        }

        var sum = 0;
        foreach (var file in files)
        {
            using var request = portal.Line.Request(HttpMethod.Get, "/" + file, "");
            request.Headers.AcceptEncoding.ParseAdd("br");
            using var reply = await portal.Line.Http.SendAsync(request);
            reply.EnsureSuccessStatusCode();
            var length = (await reply.Content.ReadAsByteArrayAsync()).Length;
            Figures.Print(file, string.Create(CultureInfo.InvariantCulture, $"{length / 1024.0:0.0} KiB {string.Join(' ', reply.Content.Headers.ContentEncoding)}"));
            sum += length;
        }

        Figures.Print("scripts and styles of a first visit", sum / 1024.0, "KiB");
    }

    [GeneratedRegex("(?:<script[^>]* src|<link rel=\"stylesheet\" href)=\"([^\"]+)\"")]
    private static partial Regex Files();
}
