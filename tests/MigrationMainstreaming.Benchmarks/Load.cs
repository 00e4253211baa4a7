using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MigrationMainstreaming.Benchmarks;

/// <summary>Times a running portal as one official: opening a section, and saving answers (rows 1 and 4a of <c>docs/performance.md</c>).</summary>
/// <remarks><c>load --address http://127.0.0.1:5080 --account health@demo.example --sector health --question HEA-4 [--seconds 30]</c>;
/// Development's demo accounts only. It changes the answer it names, again and again.</remarks>
internal static partial class Load
{
    public static async Task<int> RunAsync(string[] args)
    {
        var options = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(options["--address"]) };
        await SignInAsync(http, options["--account"]);
        var assessments = await http.GetFromJsonAsync<JsonElement>("/api/v1/assessments");
        var id = assessments.EnumerateArray().First(assessment => assessment.GetProperty("status").GetString() == "Open").GetProperty("id").GetString();
        var sector = $"/assessments/{id}/{options["--sector"]}";
        Report("section page, first byte, ms", await TimesAsync(220, 0, async _ =>
        {
            using var reply = await http.GetAsync(sector, HttpCompletionOption.ResponseHeadersRead);
            reply.EnsureSuccessStatusCode();
            await reply.Content.ReadAsByteArrayAsync();
        }));
        await SaveAsync(http, $"/api/v1{sector}/answers", options["--question"], int.Parse(options.GetValueOrDefault("--seconds", "30"), CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task SignInAsync(HttpClient http, string account)
    {
        var page = await http.GetStringAsync("/account/sign-in");
        var token = Token().Matches(page)[^1].Groups[1].Value;
        using var reply = await http.PostAsync("/account/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = token,
            ["Form.Email"] = account,
            ["Form.Password"] = "demo-portal-2030",
        }));
        reply.EnsureSuccessStatusCode();
    }

    private static async Task SaveAsync(HttpClient http, string answers, string question, int seconds)
    {
        var session = (await http.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("antiforgery");
        var version = (await http.GetFromJsonAsync<JsonElement>(answers)).GetProperty("answers").GetProperty(question).GetProperty("version").GetInt32();
        Report("answer to receipt, ms, two a second", await TimesAsync(seconds * 2, 500, async turn =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"{answers}/{question}") { Content = JsonContent.Create(new { value = new { chosen = turn % 2 == 0 ? "partial" : "complete" } }) };
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            request.Headers.Add(session.GetProperty("header").GetString()!, session.GetProperty("token").GetString());
            using var reply = await http.SendAsync(request);
            reply.EnsureSuccessStatusCode();
            version = (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt32();
        }));
    }

    private static async Task<List<double>> TimesAsync(int turns, int everyMilliseconds, Func<int, Task> act)
    {
        var times = new List<double>();
        for (var turn = 0; turn < turns; turn++)
        {
            var watch = Stopwatch.StartNew();
            await act(turn);
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (everyMilliseconds > watch.ElapsedMilliseconds)
            {
                await Task.Delay(everyMilliseconds - (int)watch.ElapsedMilliseconds);
            }
        }

        // The first turns warm caches and connections.
        return [.. times.Skip(turns / 10).Order()];
    }

    private static void Report(string what, List<double> times) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what}: p50 {times[times.Count / 2]:0.0}, p95 {times[times.Count * 95 / 100]:0.0}, most {times[^1]:0.0} ({times.Count} turns)"));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
