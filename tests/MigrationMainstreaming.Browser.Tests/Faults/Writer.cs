using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>Saves one answer after the other over HTTP, faster than a person types, by the same rules as the page: one operation at a time, sent
/// again under its key until it is answered. Now and then it sends one twice at once, or one that was answered long ago.</summary>
internal sealed partial class Writer(Uri address, Ledger ledger, string account, string answers, Place place, int seed) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private readonly Random _random = new(seed);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = true, ConnectTimeout = TimeSpan.FromSeconds(3) }) { BaseAddress = address, Timeout = Patience };
    private string _header = "";
    private string _token = "";
    private (Guid Operation, int BasedOn, string Body)? _old;

    /// <summary>The version that it knows of.</summary>
    public int Version { get; private set; }

    /// <summary>How many of its operations were acknowledged.</summary>
    public int Saved { get; private set; }

    /// <summary>How often it could not save at once.</summary>
    public int Failures { get; private set; }

    private string Who => $"writer-{account}-{place.Question}";

    public async Task SignInAsync()
    {
        var page = await _http.GetStringAsync("/account/sign-in");
        using var form = new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", TokenField().Match(page[page.IndexOf("si-form", StringComparison.Ordinal)..]).Groups[1].Value),
            new("_handler", "sign-in"),
            new("Form.Email", account.Contains('@') ? account : account + "@demo.example"),
            new("Form.Password", PortalUnderTest.Password),
        ]);
        using var signedIn = await _http.PostAsync("/account/sign-in", form);
        var session = (await _http.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("antiforgery");
        (_header, _token) = (session.GetProperty("header").GetString()!, session.GetProperty("token").GetString()!);
    }

    /// <summary>Saves on and on.</summary>
    public async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await SaveAsync($"{Who} {Version + 1} {Words()}");
            await Task.Delay(_random.Next(30, 200), CancellationToken.None);
        }
    }

    /// <summary>Sends a comment once, on top of any version, and takes what comes.</summary>
    /// <returns>The status; <see langword="null"/> when no answer came.</returns>
    public async Task<int?> SendAsync(string comment, int basedOn)
    {
        var (operation, body) = (Guid.NewGuid(), JsonSerializer.Serialize(new { comment }));
        ledger.Note(new Sent(operation, Who, place, basedOn, body, DateTimeOffset.UtcNow));
        return (await SendOnceAsync(operation, basedOn, body))?.Status;
    }

    /// <summary>Saves a comment and does not give up until it is answered.</summary>
    public async Task SaveAsync(string comment)
    {
        var operation = Guid.NewGuid();
        var body = JsonSerializer.Serialize(new { comment });
        ledger.Note(new Typed(Who, place, "comment", comment, DateTimeOffset.UtcNow));
        ledger.Note(new Sent(operation, Who, place, Version, body, DateTimeOffset.UtcNow));
        for (var pause = 200; ; pause = Math.Min(pause * 2, 2000))
        {
            if (await SendAsync(operation, Version, body) is { } answer)
            {
                if (answer.Version is { } version)
                {
                    Saved++;
                    Version = version;
                    _old = (operation, version - 1, body);
                    break;
                }

                if (answer.Status is 409 or (>= 400 and < 500 and not 400 and not 401 and not 408 and not 429))
                {
                    ledger.Blame($"{Who} alone has the question and was answered {answer.Status} to {operation}: {answer.Current}");
                    break;
                }
            }

            Failures++;
            await Task.Delay(pause);
        }

        // What was said once may be heard again, and changes nothing.
        if (_random.Next(6) == 0 && _old is { } old && await SendAsync(old.Operation, old.BasedOn, old.Body) is { Status: 200 } again && again.Version != old.BasedOn + 1)
        {
            ledger.Blame($"{Who} sent {old.Operation} again and got version {again.Version} instead of {old.BasedOn + 1}.");
        }
    }

    /// <summary>Sends an operation, sometimes twice at once.</summary>
    /// <returns>The answer; <see langword="null"/> when none came.</returns>
    private async Task<Answered?> SendAsync(Guid operation, int basedOn, string body)
    {
        if (_random.Next(8) == 0)
        {
            var both = await Task.WhenAll(SendOnceAsync(operation, basedOn, body), SendOnceAsync(operation, basedOn, body));
            return both[0] is { Status: 200 } ? both[0] : both[1] ?? both[0];
        }

        return await SendOnceAsync(operation, basedOn, body);
    }

    private async Task<Answered?> SendOnceAsync(Guid operation, int basedOn, string body)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"{answers}/{place.Question}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("If-Match", $"\"{basedOn}\"");
            request.Headers.Add("Idempotency-Key", operation.ToString());
            request.Headers.Add(_header, _token);
            using var reply = await _http.SendAsync(request);
            var text = await reply.Content.ReadAsStringAsync();
            int? version = (int)reply.StatusCode == 200 ? JsonDocument.Parse(text).RootElement.GetProperty("version").GetInt32() : null;
            var answer = new Answered(operation, Who, place, (int)reply.StatusCode, version, version is null ? text : null, DateTimeOffset.UtcNow);
            ledger.Note(answer);
            return answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    private string Words() => string.Concat(Enumerable.Range(0, _random.Next(1, 40)).Select(_ => Robot.Signs[_random.Next(Robot.Signs.Length)]));

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
