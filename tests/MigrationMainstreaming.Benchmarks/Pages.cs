using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MigrationMainstreaming.Benchmarks.Running;

namespace MigrationMainstreaming.Benchmarks;

/// <summary>How long the pages of results and coherence take for a round with every sector and more than 400 answers, from the request to the last byte.</summary>
internal static class Pages
{
    public const string Usage = "pages [--times 30]                     pages of results and coherence of a round with every sector";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = new Options(arguments).Knowing("times");
        var times = options.Number("times", 30, 3, 1000);
        await using var database = await BenchmarkDatabase.StartAsync(options);
        var account = await database.CoordinatorAsync(options.IsDevelopment);
        await using var portal = await PortalProcess.StartAsync(options, database.Serving);
        using (var board = JsonDocument.Parse((await LoadAsync(portal, account, $"/api/v1/assessments/{account.AssessmentId}")).Body))
        {
            var sectors = board.RootElement.GetProperty("sectors");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sectors.GetArrayLength()} questionnaires, {sectors.EnumerateArray().Sum(sector => sector.GetProperty("answered").GetInt32())} answers"));
        }

        foreach (var page in new[] { "results", "results?figure=overall", "results/changes", "scenarios", "coherence", "coherence/provisions", "coherence/workshop" })
        {
            var address = $"/assessments/{account.AssessmentId}/{page}";
            var first = await LoadAsync(portal, account, address);
            var taken = new List<double>();
            for (var turn = 0; turn < times; turn++)
            {
                taken.Add((await LoadAsync(portal, account, address)).Ms);
            }

            Figures.Print(string.Create(CultureInfo.InvariantCulture, $"{page}, {first.Body.Length / 1024} KiB, first {first.Ms:0} ms, then ms"), taken);
        }

        return 0;
    }

    private static async Task<(double Ms, byte[] Body)> LoadAsync(PortalProcess portal, Account account, string address)
    {
        var begin = Stopwatch.GetTimestamp();
        using var request = portal.Line.Request(HttpMethod.Get, address, $"{account.CookieName}={account.CookieValue}");
        using var reply = await portal.Line.Http.SendAsync(request);
        reply.EnsureSuccessStatusCode();
        var body = await reply.Content.ReadAsByteArrayAsync();
        return (Stopwatch.GetElapsedTime(begin).TotalMilliseconds, body);
    }
}
