using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using MigrationMainstreaming.Benchmarks.Circuits;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Benchmarks.Running;

/// <summary>An official with a section of their questionnaire open, who answers as <c>answers.js</c> does.</summary>
internal sealed partial class Official(Line line, Account account, bool compressed) : IAsyncDisposable
{
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly Question[] Questions = [.. BenchmarkQuestionnaire.Make().Sections[(BenchmarkQuestionnaire.SectionCount / 2) - 1].Questions];

    private readonly Dictionary<string, string> _cookies = new() { [account.CookieName] = account.CookieValue };
    private readonly Dictionary<string, int> _versions = [];
    private (string Header, string Token) _antiforgery;
    private Tab? _tab;
    private int _turn;

    /// <summary>From asking for the page until it has come, in ms.</summary>
    public double PageMs { get; private set; }

    /// <summary>From asking for the page until its circuit has drawn the section, in ms.</summary>
    public double ReadyMs { get; private set; }

    /// <summary>Why no more answers can be shown; <see langword="null"/> while they can.</summary>
    public string? Failure => _tab?.Failure;

    private string Cookies => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>Loads the page of the section as a browser does, without its circuit.</summary>
    /// <param name="line">The way to the portal.</param>
    /// <param name="account">Whose page.</param>
    /// <returns>Until the first byte, in ms.</returns>
    public static async Task<double> LoadPageAsync(Line line, Account account)
    {
        var begin = Stopwatch.GetTimestamp();
        using var request = line.Request(HttpMethod.Get, account.Page, $"{account.CookieName}={account.CookieValue}");
        request.Headers.AcceptEncoding.ParseAdd("gzip, deflate, br");
        using var reply = await line.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var firstByte = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        Require(reply, HttpStatusCode.OK);
        await reply.Content.ReadAsByteArrayAsync();
        return firstByte;
    }

    /// <summary>Opens the section: the page, then its circuit, then what a write must carry.</summary>
    public async Task OpenAsync()
    {
        using var limit = new CancellationTokenSource(OpenLimit);
        var begin = Stopwatch.GetTimestamp();
        var html = await GetAsync(account.Page, limit.Token);
        PageMs = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        foreach (Match question in Drawn().Matches(html))
        {
            _versions[question.Groups[1].Value] = int.Parse(question.Groups[2].Value, CultureInfo.InvariantCulture);
        }

        _tab = new Tab(line, Cookies, compressed);
        await _tab.StartAsync(account.Page, html, "data-question", Questions[^1].Code, limit.Token);
        ReadyMs = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        using var session = JsonDocument.Parse(await GetAsync("/api/v1/session", limit.Token));
        var antiforgery = session.RootElement.GetProperty("antiforgery");
        _antiforgery = (antiforgery.GetProperty("header").GetString()!, antiforgery.GetProperty("token").GetString()!);
    }

    /// <summary>Gives the next answer and waits for its receipt and for the batch in which the page shows the new version.</summary>
    /// <returns>When each came, as time stamps.</returns>
    public async Task<(long Receipt, long Shown)> AnswerAsync()
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        var turn = _turn++;
        var question = Questions[turn % Questions.Length];
        var version = _versions[question.Code];
        var shown = StampAsync(_tab!.Expect("data-version", (version + 1).ToString(CultureInfo.InvariantCulture)), limit.Token);
        long receipt;
        try
        {
            _versions[question.Code] = await PutAsync(question, BenchmarkQuestionnaire.Answer(question, (turn / Questions.Length) + version + turn), version, limit.Token);
            receipt = Stopwatch.GetTimestamp();
        }
        catch
        {
            await limit.CancelAsync();
            await ((Task)shown).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return (receipt, await shown);
    }

    public async ValueTask DisposeAsync()
    {
        if (_tab is not null)
        {
            await _tab.DisposeAsync();
        }
    }

    private static async Task<long> StampAsync(Task task, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(cancellation);
            return Stopwatch.GetTimestamp();
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"an answer was not shown within {AnswerLimit.TotalSeconds} s");
        }
    }

    private static void Require(HttpResponseMessage reply, HttpStatusCode expected)
    {
        if (reply.StatusCode != expected)
        {
            throw new HttpRequestException($"{reply.RequestMessage?.Method} {reply.RequestMessage?.RequestUri?.AbsolutePath.Split('/')[^1]} gave {(int)reply.StatusCode}");
        }
    }

    private async Task<int> PutAsync(Question question, AnswerValue value, int version, CancellationToken cancellation)
    {
        using var request = line.Request(HttpMethod.Put, $"{account.Answers}/{question.Code}", Cookies);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { value }, QuestionnaireJson.Options)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.TryAddWithoutValidation("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{version}\""));
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        request.Headers.Add(_antiforgery.Header, _antiforgery.Token);
        using var reply = await line.Http.SendAsync(request, cancellation);
        Require(reply, HttpStatusCode.OK);
        using var receipt = JsonDocument.Parse(await reply.Content.ReadAsByteArrayAsync(cancellation));
        return receipt.RootElement.GetProperty("version").GetInt32();
    }

    private async Task<string> GetAsync(string path, CancellationToken cancellation)
    {
        using var request = line.Request(HttpMethod.Get, path, Cookies);
        using var reply = await line.Http.SendAsync(request, cancellation);
        Require(reply, HttpStatusCode.OK);
        foreach (var cookie in reply.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (name, value) = cookie.Split(';')[0].Split('=', 2) is [var key, var text] ? (key, text) : (cookie, "");
            _cookies[name] = value;
        }

        return await reply.Content.ReadAsStringAsync(cancellation);
    }

    [GeneratedRegex("data-question=\"([^\"]+)\"[^>]*data-version=\"([0-9]+)\"")]
    private static partial Regex Drawn();
}
