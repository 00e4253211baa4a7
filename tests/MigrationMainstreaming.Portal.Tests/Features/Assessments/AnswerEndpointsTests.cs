using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Portal.Data.Seed.Demo;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Assessments;

/// <summary>Answers over HTTP, as browsers and programs send them, with the real services on a real database.</summary>
public sealed partial class AnswerEndpointsTests(AnswerEndpointsTests.Host host) : IClassFixture<AnswerEndpointsTests.Host>
{
    private const string Health = "health@demo.example";

    private readonly Portal _portal = host.Portal;
    private readonly DemoFixture _database = host.Database;

    [Fact]
    public async Task Get_AsTheLeadMinistry_HasEachAskedQuestion_UnansweredOnesAtVersionZero()
    {
        var health = await _portal.SignInAsync(Health);

        var answers = await health.AnswersAsync();

        Assert.Equal(10, answers.EnumerateObject().Count());
        Assert.Equal(1, answers.GetProperty("HEA-1").GetProperty("version").GetInt32());
        Assert.Equal(0, answers.GetProperty("HEA-9").GetProperty("version").GetInt32());
        Assert.Equal(JsonValueKind.Null, answers.GetProperty("HEA-9").GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task Put_PartOfAnAnswer_LeavesTheRest_AndNullClears()
    {
        var health = await _portal.SignInAsync(Health);
        var version = await health.VersionAsync("HEA-4");

        await health.SavedAsync("HEA-4", version, """{ "value": { "chosen": "complete" }, "comment": "First", "source": "Act 3" }""");
        await health.SavedAsync("HEA-4", version + 1, """{ "comment": null }""");

        var now = (await health.AnswersAsync()).GetProperty("HEA-4");
        Assert.Equal("complete", now.GetProperty("value").GetProperty("chosen").GetString());
        Assert.Equal("Act 3", now.GetProperty("source").GetString());
        Assert.Equal(JsonValueKind.Null, now.GetProperty("comment").ValueKind);
        Assert.Equal(version + 2, now.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Put_KnownKey_GivesItsStoredReply_AndRefusesAnotherBody()
    {
        var health = await _portal.SignInAsync(Health);
        var (version, key) = (await health.VersionAsync("HEA-2"), Guid.NewGuid());

        var first = await health.PutAsync("HEA-2", version, """{ "comment": "Once" }""", key);
        var again = await health.PutAsync("HEA-2", version, """{"comment":"Once"}""", key);
        var other = await health.PutAsync("HEA-2", version, """{ "comment": "Twice" }""", key);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal(version + 1, await health.VersionAsync("HEA-2"));
    }

    [Fact]
    public async Task Put_OnAnOlderVersion_GivesTheOther_KeepsThisOneAside_AndCanBeSettledEitherWay()
    {
        var health = await _portal.SignInAsync(Health);
        var version = await health.VersionAsync("HEA-3");
        await health.SavedAsync("HEA-3", version, """{ "value": { "law": "partial", "practice": "notKnown" } }""");
        var refused = Guid.NewGuid();

        var conflict = await health.PutAsync("HEA-3", version, """{ "value": { "law": "complete", "practice": "complete" } }""", refused);
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        Assert.Equal(version + 1, (await JsonOf(conflict)).GetProperty("current").GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.Conflict, (await health.PutAsync("HEA-3", version, """{ "value": { "law": "complete", "practice": "complete" } }""", refused)).StatusCode);
        Assert.Null((await SetAsideAsync(refused)).SettledAt);

        await health.SavedAsync("HEA-3", version + 1, $$"""{ "value": { "law": "complete", "practice": "complete" }, "settles": "{{refused}}" }""");
        Assert.True((await SetAsideAsync(refused)).Kept);

        var second = Guid.NewGuid();
        await health.PutAsync("HEA-3", version, """{ "comment": "Late" }""", second);
        var overtaken = await health.PostAsync("HEA-3/choices", $$"""{ "settles": "{{second}}" }""", version + 1);
        Assert.Equal(HttpStatusCode.Conflict, overtaken.StatusCode);
        Assert.Equal(version + 2, (await JsonOf(overtaken)).GetProperty("current").GetProperty("version").GetInt32());
        Assert.Null((await SetAsideAsync(second)).SettledAt);
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await health.PostAsync("HEA-3/choices", $$"""{ "settles": "{{second}}" }""")).StatusCode);
        var taken = await health.PostAsync("HEA-3/choices", $$"""{ "settles": "{{second}}", "comment": "Late, and typed on" }""", version + 2);
        Assert.Equal(version + 2, (await JsonOf(taken)).GetProperty("version").GetInt32());
        Assert.False((await SetAsideAsync(second)).Kept);
        Assert.Equal("Late, and typed on", (await SetAsideAsync(second)).Comment);
        Assert.Equal(version + 2, await health.VersionAsync("HEA-3"));

        var history = await health.Client.GetFromJsonAsync<JsonElement>($"{health.Answers}/HEA-3/history");
        Assert.Equal("chosen-in-conflict", history.GetProperty("versions")[0].GetProperty("origin").GetString());
    }

    [Fact]
    public async Task Put_TwoWritersAtOnce_OneIsSavedAndOneIsToldOfTheOther()
    {
        var (one, other) = (await _portal.SignInAsync(Health), await _portal.SignInAsync("coordinator@demo.example"));
        var version = await one.VersionAsync("HEA-7");

        var answers = await Task.WhenAll(
            one.PutAsync("HEA-7", version, """{ "comment": "One" }"""),
            other.PutAsync("HEA-7", version, """{ "comment": "Other" }"""));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
    }

    [Fact]
    public async Task Put_AnyInterleaving_LosesNothingAndCountsEachVersionOnce()
    {
        var writers = new[] { await _portal.SignInAsync(Health), await _portal.SignInAsync("coordinator@demo.example") };
        await Gen.Select(Gen.Int[0, 1], Gen.Int[0, 2], Gen.Bool).Array[1, 6].SampleAsync(async steps =>
        {
            var first = await writers[0].VersionAsync("HEA-8");
            var keys = steps.Select(_ => Guid.NewGuid()).ToArray();

            // Each writer has seen one of the versions of now or later, and some send theirs twice.
            var replies = await Task.WhenAll(steps.SelectMany((step, index) => Enumerable.Repeat(index, step.Item3 ? 2 : 1)
                .Select(which => writers[steps[which].Item1].PutAsync("HEA-8", Math.Max(0, first - steps[which].Item2), $$"""{ "comment": "{{keys[which]}}" }""", keys[which]))));

            await using var context = new PortalTestContext(_database);
            await using var db = context.Everything();
            var revisions = await db.AnswerRevisions.Where(revision => revision.QuestionCode == "HEA-8" && keys.Contains(revision.OperationId)).OrderBy(revision => revision.Version).ToListAsync();
            var aside = await db.SetAsideAnswers.Where(answer => keys.Contains(answer.Id)).Select(answer => answer.Id).ToListAsync();
            Assert.All(replies, reply => Assert.Contains(reply.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict }));
            Assert.Equal(Enumerable.Range(first + 1, revisions.Count), revisions.Select(revision => revision.Version));
            Assert.All(revisions, revision => Assert.Equal(revision.Version - 1, revision.BasedOn));
            Assert.Equal(keys.Order(), revisions.Select(revision => revision.OperationId).Concat(aside).Order());
            Assert.Equal(first + revisions.Count, await writers[0].VersionAsync("HEA-8"));
        }, iter: 12, threads: 1);
    }

    [Theory]
    [InlineData("""{ "value": { "chosen": "no-such-option" } }""")]
    [InlineData("""{ "value": { "written": "A text" } }""")]
    [InlineData("""{ "value": { "chosen": "complete", "law": "complete" } }""")]
    [InlineData("""{ "value": "complete" }""")]
    [InlineData("""{ "value": { "notApplicable": " " } }""")]
    [InlineData("""{ "value": { "notKnown": false } }""")]
    [InlineData("""{ "answer": { "chosen": "complete" } }""")]
    [InlineData("""{ "comment": 3 }""")]
    [InlineData("""{ "comment": "a", "comment": "b" }""")]
    [InlineData("""{ "comment": "half \ud800" }""")]
    [InlineData("""{ "comment": "nul \u0000" }""")]
    [InlineData("""{ "value": { "notApplicable": "half \ud800" } }""")]
    [InlineData("""{ "value": { "notApplicable": "nul \u0000" } }""")]
    [InlineData("""{ "comment": "a", "settles": "nothing" }""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{ \"comment\": ")]
    public async Task Put_BadBody_IsRefusedInWords_AndChangesNothing(string body)
    {
        var health = await _portal.SignInAsync(Health);
        var version = await health.VersionAsync("HEA-5");

        var reply = await health.PutAsync("HEA-5", version, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.StatusCode);
        var problem = (await JsonOf(reply)).GetProperty("problem").GetString();
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", problem, StringComparison.Ordinal);
        Assert.Equal(version, await health.VersionAsync("HEA-5"));
    }

    [Fact]
    public async Task Put_MoreThanTheLimit_IsRefused()
    {
        var health = await _portal.SignInAsync(Health);

        var reply = await health.PutAsync("HEA-5", 0, $$"""{ "comment": "{{new string('a', 4_200_000)}}" }""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
    }

    [Fact]
    public async Task Put_WithoutItsHeaders_IsRefused()
    {
        var health = await _portal.SignInAsync(Health);
        var bare = new HttpRequestMessage(HttpMethod.Put, $"{health.Answers}/HEA-5") { Content = JsonContent.Create(new { comment = "x" }) };
        bare.Headers.Add(health.Header, health.Token);
        var unguarded = new HttpRequestMessage(HttpMethod.Put, $"{health.Answers}/HEA-5") { Content = JsonContent.Create(new { comment = "x" }) };
        unguarded.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        unguarded.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());

        Assert.Equal(HttpStatusCode.PreconditionRequired, (await health.Client.SendAsync(bare)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await health.Client.SendAsync(unguarded)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await health.PutAsync("HEA-5", 99, """{ "comment": "From the future" }""")).StatusCode);
    }

    [Fact]
    public async Task Put_NoSuchQuestion_IsNotThere()
    {
        var health = await _portal.SignInAsync(Health);

        Assert.Equal(HttpStatusCode.NotFound, (await health.PutAsync("HEA-99", 0, """{ "comment": "x" }""")).StatusCode);
    }

    [Theory]
    [InlineData("labour@demo.example", "health", HttpStatusCode.NotFound)]
    [InlineData("coordinator@other.example", "health", HttpStatusCode.NotFound)]
    [InlineData("health@other.example", "health", HttpStatusCode.NotFound)]
    [InlineData("admin@demo.example", "health", HttpStatusCode.NotFound)]
    [InlineData("adviser@demo.example", "health", HttpStatusCode.NotFound)]
    [InlineData("adviser@demo.example", "employment", HttpStatusCode.Forbidden)]
    [InlineData("labour@demo.example", "employment", HttpStatusCode.Forbidden)]
    public async Task Put_BySomebodyElse_OrInAnotherState_IsRefused(string email, string sector, HttpStatusCode expected)
    {
        var person = await _portal.SignInAsync(email);
        var address = (await _portal.SignInAsync(Health)).Answers.Replace("/health/", $"/{sector}/", StringComparison.Ordinal);
        var question = sector == "health" ? "HEA-1" : "EMP-1";

        var put = await person.PutAsync(question, 1, """{ "comment": "Not mine" }""", at: address);
        var get = await person.Client.GetAsync(address);
        var history = await person.Client.GetAsync($"{address}/{question}/history");

        Assert.Equal(expected, put.StatusCode);
        Assert.Equal(expected == HttpStatusCode.NotFound ? HttpStatusCode.NotFound : HttpStatusCode.OK, get.StatusCode);
        Assert.Equal(get.StatusCode, history.StatusCode);
    }

    [Fact]
    public async Task Everything_WithoutSignIn_Is401()
    {
        var address = (await _portal.SignInAsync(Health)).Answers;
        var nobody = _portal.Browser();

        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.PutAsJsonAsync($"{address}/HEA-1", new { comment = "x" })).StatusCode);
    }

    [Fact]
    public async Task Put_AfterTheAccountWasDisabled_WritesNothing()
    {
        await using var context = new PortalTestContext(_database);
        var women = await _portal.SignInAsync("women@demo.example", "gender");
        var version = await women.VersionAsync("GEN-1");
        await using (var db = context.Everything())
        {
            await db.Users.Where(user => user.Email == women.Email).ExecuteUpdateAsync(set => set.SetProperty(user => user.DisabledAt, DateTimeOffset.UtcNow));
        }

        var reply = await women.PutAsync("GEN-1", version, """{ "comment": "Too late" }""");

        Assert.Contains(reply.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
        await using var look = context.Everything();
        Assert.False(await look.AnswerRevisions.AnyAsync(revision => revision.Comment == "Too late"));
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    private async Task<SetAsideAnswer> SetAsideAsync(Guid id)
    {
        await using var context = new PortalTestContext(_database);
        await using var db = context.Everything();
        return await db.SetAsideAnswers.SingleAsync(aside => aside.Id == id);
    }

    /// <summary>One portal and one database for all tests here; they keep to questions of their own.</summary>
    public sealed class Host : IAsyncLifetime
    {
        internal DemoFixture Database { get; } = new();

        internal Portal Portal { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await Database.InitializeAsync();
            Portal = new Portal(Database.Serving);
        }

        public async Task DisposeAsync()
        {
            await Portal.DisposeAsync();
            await Database.DisposeAsync();
        }
    }

    /// <summary>One signed-in person and the answers of one sector.</summary>
    internal sealed record Signed(HttpClient Client, string Email, string Answers, string Header, string Token)
    {
        public async Task<JsonElement> AnswersAsync() => (await Client.GetFromJsonAsync<JsonElement>(Answers)).GetProperty("answers");

        public async Task<int> VersionAsync(string question) => (await AnswersAsync()).GetProperty(question).GetProperty("version").GetInt32();

        public async Task<HttpResponseMessage> PutAsync(string question, int version, string body, Guid? key = null, string? at = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"{at ?? Answers}/{question}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
            request.Headers.Add("Idempotency-Key", (key ?? Guid.NewGuid()).ToString());
            request.Headers.Add(Header, Token);
            return await Client.SendAsync(request);
        }

        public async Task SavedAsync(string question, int version, string body)
        {
            var reply = await PutAsync(question, version, body);
            Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
            Assert.Equal(version + 1, (await JsonOf(reply)).GetProperty("version").GetInt32());
        }

        public async Task<HttpResponseMessage> PostAsync(string path, string body, int? version = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"{Answers}/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            if (version is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
            }

            request.Headers.Add(Header, Token);
            return await Client.SendAsync(request);
        }
    }

    internal sealed partial class Portal(string serving) : WebApplicationFactory<Program>
    {
        public HttpClient Browser() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

        public async Task<Signed> SignInAsync(string email, string sector = "health", HttpClient? browser = null)
        {
            var client = browser ?? Browser();
            var page = await client.GetStringAsync("/account/sign-in");
            var signedIn = await client.PostAsync("/account/sign-in", new FormUrlEncodedContent(
            [
                new("__RequestVerificationToken", TokenField().Match(page[page.IndexOf("si-form", StringComparison.Ordinal)..]).Groups[1].Value),
                new("_handler", "sign-in"),
                new("Form.Email", email),
                new("Form.Password", DemoSeed.Password),
            ]));
            Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
            var session = (await client.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("antiforgery");
            var assessments = await client.GetFromJsonAsync<JsonElement>("/api/v1/assessments");
            var atWork = assessments.EnumerateArray().Where(assessment => assessment.GetProperty("status").GetString() == "Open").Select(assessment => assessment.GetProperty("id").GetGuid()).FirstOrDefault();
            return new Signed(client, email, $"/api/v1/assessments/{atWork}/{sector}/answers", session.GetProperty("header").GetString()!, session.GetProperty("token").GetString()!);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseEnvironment("Development")
            .UseSetting("ConnectionStrings:Portal", serving)
            .UseSetting("Portal:PrepareDatabase", "false");

        [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
        private static partial Regex TokenField();
    }
}
