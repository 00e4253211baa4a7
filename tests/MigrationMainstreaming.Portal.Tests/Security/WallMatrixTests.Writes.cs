using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Security;

/// <summary>The same walls before writes that are right in every word, and the proof that each of the tests' two switches does switch a wall off.</summary>
public sealed partial class WallMatrixTests
{
    private const string Board = "/assessments/{id}";
    private const string Api = "/api/v1" + Board;

    /// <summary>Who writes in vain. The adviser of the other country has no grant in this one; the one of this country may read and ask.</summary>
    private static readonly string[] Strangers =
        ["nobody", "coordinator@other.example", "health@other.example", "labour@demo.example", "adviser@other.example", "adviser@demo.example", "admin@demo.example"];

    /// <summary>Every kind of write: who may, where, what is sent; then the status for each of <see cref="Strangers"/>, in their order.
    /// Nothing may be stored for any of them, and something must be for who may.</summary>
    /// <remarks>302 leads to the sign-in. 400: the page shows them nothing, so there is no such form. 200: refused in words. 0: may do it too.</remarks>
    private static readonly Write[] Writes =
    [
        new("health@demo.example", "PUT " + Api + "/health/answers/HEA-9", Json("""{ "value": { "chosen": "partial" }, "comment": "New", "source": "Act 9" }"""), 401, 404, 404, 404, 404, 404, 404),
        new("health@demo.example", "POST " + Api + "/health/answers/HEA-7/choices", Json("""{ "settles": "{set-aside}" }"""), 401, 404, 404, 404, 404, 404, 404) { ShownVersion = "{standing}" },
        new("health@demo.example", "POST " + Board + "/health/history/HEA-4", Form("restore-1"), 302, 400, 400, 400, 400, 400, 404),
        new("coordinator@demo.example", "POST " + Board + "/health/not-applicable", Fields(("question", "HEA-8"), ("version", "{version}"), ("operation", "{operation}"), ("decision", "confirm")), 302, 404, 404, 404, 404, 404, 404),
        new("education@demo.example", "POST " + Board + "/education/check", Form("submit", ("name", "Ada"), ("office", "Director"), ("cleared", "2026-01-31")), 302, 400, 400, 400, 400, 400, 404),
        new("coordinator@demo.example", "POST " + Board + "/social-protection/act/release", Form("act"), 302, 400, 404, 404, 404, 404, 404),
        new("coordinator@demo.example", "POST " + Board + "/rural/act/close", Form("act", ("reason", "No reply.")), 302, 400, 404, 404, 404, 404, 404),
        new("coordinator@demo.example", "POST " + Board + "/settings", Form("change", ("title", "Renamed")), 302, 400, 404, 404, 404, 404, 404),
        new("adviser@demo.example", "POST " + Board + "/employment/review", Fields(("_handler", "review"), ("Form.Do", "ask"), ("Form.Operation", "{operation}"), ("Form.Question", "EMP-1"), ("Form.Text", "Since when?"), ("Form.Revision", "{revision}"), ("Form.Talk", "{talk}")), 302, 400, 400, 200, 400, 0, 404),
        new("coordinator@demo.example", "POST /administration/people/invitations", Form("invite", ("Form.Name", "Ada"), ("Form.Email", "ada@ministry.example"), ("Form.Role", "observer"), ("Form.MinistryId", "")), 302, 200, 404, 404, 404, 404, 0),
        new("coordinator@demo.example", "POST /administration/people/{person}", Form("grant", ("Form.Role", "observer"), ("Form.MinistryId", "")), 302, 400, 404, 404, 404, 404, 0),
        new("admin@demo.example", "POST /administration/countries", Form("add", ("Form.Code", "XX"), ("Form.En", "Elsewhere")), 302, 404, 404, 404, 404, 404, 0),
        new("admin@demo.example", "POST /templates/new", Form("new", ("Form.Title", "Culture"), ("Form.Key", "culture")), 302, 404, 404, 404, 404, 404, 0),
        new("admin@demo.example", "POST /administration/people/{person}", Form("disable"), 302, 400, 404, 404, 404, 404, 0),
    ];

    [Theory]
    [InlineData(Walls.Both)]
    [InlineData(Walls.RowSecurityAlone)]
    [InlineData(Walls.FilterAlone)]
    public async Task EveryWrite_RightInEveryWord_IsStoredForWhoMay_AndForNobodyElse(Walls walls)
    {
        var (serving, _, superuser) = await TestServer.CopyAsync(withDemo: true);
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync();
        await AddAdviserOfTheOtherCountryAsync(connection);
        await using var portal = PortalBehind(walls, serving, superuser);
        var people = new Dictionary<string, (HttpClient Browser, string Header, string Token)>();
        foreach (var email in Strangers.Concat(Writes.Select(write => write.Rightful)).Distinct())
        {
            people[email] = await portal.SignInAsync(email == "nobody" ? null : email);
        }

        var places = await PlacesAsync(connection, people["health@demo.example"]);
        var wrong = new List<string>();
        foreach (var write in Writes)
        {
            var (method, address) = (write.Where.Split(' ')[0], Put(places, write.Where.Split(' ')[1]));
            var content = await write.What(people[write.Rightful].Browser, address, text => Put(places, text));
            var before = await EverythingAsync(connection);
            foreach (var (email, status) in Strangers.Zip(write.Statuses).Where(cell => cell.Second != 0))
            {
                var reply = await SendAsync(people[email], method, address, content(), Put(places, write.ShownVersion));
                var now = await EverythingAsync(connection);
                if (reply != status || now != before)
                {
                    wrong.Add($"{email}: {write.Where} → {reply} instead of {status}{(now == before ? "" : ", and something was stored")}");
                    before = now;
                }
            }

            var answer = await SendAsync(people[write.Rightful], method, address, content(), Put(places, write.ShownVersion));
            if (before == await EverythingAsync(connection))
            {
                wrong.Add($"{write.Rightful}: {write.Where} → {answer}, and nothing was stored: the write proves nothing");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData(Walls.Both, false)]
    [InlineData(Walls.RowSecurityAlone, false)]
    [InlineData(Walls.FilterAlone, false)]
    [InlineData(Walls.None, true)]
    public async Task Switches_OnlyWithBothWallsOff_AnotherCountrysRowsAreRead(Walls walls, bool leaks)
    {
        await using var portal = PortalBehind(walls, database.Serving, database.Superuser);
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync();
        var other = (Guid)(await ScalarAsync(connection, "select country_id from scopes s join users u on u.id = s.user_id where u.email = 'coordinator@other.example'"))!;

        // What the portal itself reads with, for somebody of the other country. Over HTTP the services' own rights stand behind the walls.
        await using var db = portal.Services.GetRequiredService<ContextSource>().CreateFor(DataAccess.OfCountry(other));

        Assert.Equal(leaks, await db.Assessments.AnyAsync(assessment => assessment.CountryId != other));
        Assert.Equal(leaks, await db.Answers.AnyAsync(answer => answer.CountryId != other));
        Assert.Equal(leaks, await db.Submissions.AnyAsync(submission => submission.CountryId != other));
        Assert.True(await db.Assessments.AnyAsync(assessment => assessment.CountryId == other));
    }

    private static Portal PortalBehind(Walls walls, string serving, string superuser) =>
        new(walls is Walls.FilterAlone or Walls.None ? superuser : serving, withoutFilter: walls is Walls.RowSecurityAlone or Walls.None);

    private static Func<HttpClient, string, Func<string, string>, Task<Func<HttpContent>>> Json(string body) =>
        (_, _, put) => Task.FromResult<Func<HttpContent>>(() => new StringContent(put(body), Encoding.UTF8, "application/json"));

    private static Func<HttpClient, string, Func<string, string>, Task<Func<HttpContent>>> Fields(params (string Name, string Value)[] fields) =>
        (_, _, put) => Task.FromResult<Func<HttpContent>>(() => new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, put(field.Value)))));

    /// <summary>A form as its rightful sender is shown it, with some fields filled in; everybody sends it with a token of their own.</summary>
    private static Func<HttpClient, string, Func<string, string>, Task<Func<HttpContent>>> Form(string name, params (string Name, string Value)[] filledIn) => async (browser, address, put) =>
    {
        var page = new HtmlParser().ParseDocument(await browser.GetStringAsync(address));
        var form = page.QuerySelectorAll("form").FirstOrDefault(form => form.QuerySelector("input[name=_handler]")?.GetAttribute("value") == name);
        Assert.True(form is not null, $"{address} shows no form \"{name}\" to who may send it.");
        var fields = form.QuerySelectorAll("input[name], select[name], textarea[name]").Select(field => (Name: field.GetAttribute("name")!, Value: field switch
        {
            IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } or IHtmlInputElement { Type: "file" } => null,
            IHtmlInputElement input => input.Value,
            IHtmlSelectElement select => select.Value,
            _ => field.TextContent,
        })).Where(field => field.Value is not null && field.Name != "__RequestVerificationToken" && filledIn.All(filled => filled.Name != field.Name));
        var all = fields.Concat(filledIn.Select(field => (field.Name, Value: (string?)put(field.Value)))).Select(field => KeyValuePair.Create(field.Name, field.Value!)).ToList();
        return () => new FormUrlEncodedContent(all);
    };

    private static async Task<int> SendAsync((HttpClient Browser, string Header, string Token) person, string method, string address, HttpContent content, string shownVersion)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = content };
        request.Headers.Accept.ParseAdd("text/html, application/json");
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{shownVersion}\"");
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (person.Token.Length > 0)
        {
            request.Headers.Add(person.Header, person.Token);
        }

        using var reply = await person.Browser.SendAsync(request);
        return (int)reply.StatusCode;
    }

    private static string Put(IReadOnlyDictionary<string, string> places, string text) =>
        places.Aggregate(text, (filled, place) => filled.Replace($"{{{place.Key}}}", place.Value, StringComparison.Ordinal)).Replace("{operation}", Guid.NewGuid().ToString(), StringComparison.Ordinal);

    /// <summary>Finds the assessment at work, and has its health ministry leave what the writes are about: an answer that came too late, one of two
    /// versions, and one that does not apply.</summary>
    private static async Task<Dictionary<string, string>> PlacesAsync(NpgsqlConnection connection, (HttpClient Browser, string Header, string Token) health)
    {
        var id = (Guid)(await ScalarAsync(connection, AssessmentAtWork))!;
        await AnswerAsync("HEA-4", """{ "comment": "Once more" }""");
        await AnswerAsync("HEA-7", """{ "comment": "First" }""");
        var late = await AnswerAsync("HEA-7", """{ "comment": "Late" }""", late: true);
        await AnswerAsync("HEA-8", """{ "value": { "notApplicable": "No such services." } }""");
        return new()
        {
            ["id"] = id.ToString(),
            ["person"] = (await ScalarAsync(connection, "select id from users where email = 'health@demo.example'"))!.ToString()!,
            ["set-aside"] = late.ToString(),
            ["revision"] = (await OfEmploymentAsync("revision::text")).ToString()!,
            ["talk"] = (string)await OfEmploymentAsync("""
                concat_ws('.', (select count(*) from review_comments c where c.sector_assessment_id = s.id and c.question_code = 'EMP-1'),
                    (select count(resolved_at) from review_comments c where c.sector_assessment_id = s.id and c.question_code = 'EMP-1'),
                    (select count(*) from proposals p where p.sector_assessment_id = s.id and p.question_code = 'EMP-1'),
                    (select count(replied_at) from proposals p where p.sector_assessment_id = s.id and p.question_code = 'EMP-1'))
                """),
            ["standing"] = (await VersionAsync("HEA-7")).ToString(CultureInfo.InvariantCulture),
            ["version"] = (await VersionAsync("HEA-8")).ToString(CultureInfo.InvariantCulture),
        };

        async Task<object> OfEmploymentAsync(string what) => (await ScalarAsync(connection, $"select {what} from sector_assessments s where s.assessment_id = '{id}' and s.template_key = 'employment'"))!;

        async Task<int> VersionAsync(string question) =>
            (await health.Browser.GetFromJsonAsync<JsonElement>($"/api/v1/assessments/{id}/health/answers")).GetProperty("answers").GetProperty(question).GetProperty("version").GetInt32();

        async Task<Guid> AnswerAsync(string question, string body, bool late = false)
        {
            var (version, key) = (await VersionAsync(question) - (late ? 1 : 0), Guid.NewGuid());
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/assessments/{id}/health/answers/{question}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
            request.Headers.Add("Idempotency-Key", key.ToString());
            request.Headers.Add(health.Header, health.Token);
            using var reply = await health.Browser.SendAsync(request);
            Assert.Equal(late ? HttpStatusCode.Conflict : HttpStatusCode.OK, reply.StatusCode);
            return key;
        }
    }

    private static async Task AddAdviserOfTheOtherCountryAsync(NpgsqlConnection connection)
    {
        await ScalarAsync(connection, """
            insert into users select (jsonb_populate_record(u, jsonb_build_object('id', gen_random_uuid(), 'email', 'adviser@other.example', 'user_name', 'adviser@other.example',
                'normalized_email', 'ADVISER@OTHER.EXAMPLE', 'normalized_user_name', 'ADVISER@OTHER.EXAMPLE'))).* from users u where email = 'adviser@demo.example'
            """);
        await ScalarAsync(connection, """
            insert into scopes select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'user_id', (select id from users where email = 'adviser@other.example'),
                'country_id', (select o.country_id from scopes o join users u on u.id = o.user_id where u.email = 'coordinator@other.example')))).*
            from scopes s join users u on u.id = s.user_id where u.email = 'adviser@demo.example' limit 1
            """);
    }

    /// <summary>A fingerprint of every row that there is, but for sessions, which remember when they were last used.</summary>
    private static async Task<string> EverythingAsync(NpgsqlConnection connection)
    {
        var tables = (string[])(await ScalarAsync(connection, "select array_agg(tablename::text order by tablename) from pg_tables where schemaname = 'public' and tablename not in ('sessions', 'data_protection_keys')"))!;
        return (string)(await ScalarAsync(connection, $"select concat_ws('|', {string.Join(", ", tables.Select(table => $"(select coalesce(md5(string_agg(t::text, '' order by t::text)), '-') from \"{table}\" t)"))})"))!;
    }

    private sealed record Write(string Rightful, string Where, Func<HttpClient, string, Func<string, string>, Task<Func<HttpContent>>> What, params int[] Statuses)
    {
        /// <summary>The version that the sender was shown, where it stands in a header.</summary>
        public string ShownVersion { get; init; } = "0";
    }
}
