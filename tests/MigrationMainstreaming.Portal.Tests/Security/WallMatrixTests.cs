using System.Linq.Expressions;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Seed.Demo;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Security;

/// <summary>Every address of the portal, asked for by people who may not see all of it, with both walls and with each one switched off.</summary>
public sealed partial class WallMatrixTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Mark = "WALLMARK";
    private const string Assessment = "/assessments/{id:guid}";
    private const string AssessmentAtWork = "select s.assessment_id from sector_assessments s where s.template_key = 'urban' and s.country_id in (select country_id from sector_assessments where template_key = 'rural' group by country_id having count(*) > 1) limit 1";

    /// <summary>Sectors of the assessment at work: with its ministry, handed in, with the adviser, returned.</summary>
    private static readonly string[] Sectors = ["health", "social-protection", "employment", "education"];

    /// <summary>Sectors of the assessment at work that are with the adviser, or were.</summary>
    private static readonly string[] Released = ["employment", "governance", "immigration"];

    /// <summary>Every address and who may ask for it. A new one is written down here, or the test fails.</summary>
    private static readonly Dictionary<string, Reach> Table = new()
    {
        ["/"] = Reach.SignedIn,
        ["/account"] = Reach.SignedIn,
        ["/api/v1/assessments"] = Reach.SignedIn,
        ["/assessments"] = Reach.SignedIn,
        ["/account/sign-out"] = Reach.OwnSession,
        ["/account/sign-out-everywhere"] = Reach.OwnSession,
        ["/api/v1/session"] = Reach.OwnSession,
        ["/account/preferences"] = Reach.Everybody,
        ["/account/language"] = Reach.Everybody,
        ["/account/theme"] = Reach.Everybody,
        ["/account/sign-in"] = Reach.Everybody,
        ["/account/forgotten"] = Reach.Everybody,
        ["/account/reset"] = Reach.Everybody,
        ["/account/invitation/{token}"] = Reach.Everybody,
        ["/not-found"] = Reach.Everybody,
        ["/error/{code:int}"] = Reach.Everybody,
        ["/health/live"] = Reach.Everybody,
        ["/health/ready"] = Reach.Everybody,
        [Assessment] = Reach.Country,
        [Assessment + "/results"] = Reach.CountryResults,
        [Assessment + "/results/proof"] = Reach.CountryResults,
        [Assessment + "/results/changes"] = Reach.CountryResults,
        [Assessment + "/scenarios"] = Reach.CountryWork,
        [Assessment + "/scenarios/{scenarioid:guid}"] = Reach.Nobody,
        [Assessment + "/coherence"] = Reach.CountryResults,
        [Assessment + "/coherence/rate"] = Reach.CountryResults,
        [Assessment + "/coherence/workshop"] = Reach.CountryResults,
        [Assessment + "/coherence/settings"] = Reach.Coordinator,
        [Assessment + "/coherence/{from}/{to}"] = Reach.CountryResults,
        [Assessment + "/coherence/matrix.json"] = Reach.CountryResults,
        [Assessment + "/files/{fileid:guid}"] = Reach.Nobody,
        [Assessment + "/coherence/provisions"] = Reach.CountryResults,
        [Assessment + "/settings"] = Reach.Coordinator,
        [Assessment + "/sign-off"] = Reach.Coordinator,
        [Assessment + "/{sector}"] = Reach.Sector,
        [Assessment + "/{sector}/act/{actname}"] = Reach.Coordinator,
        [Assessment + "/{sector}/check"] = Reach.Sector,
        [Assessment + "/{sector}/proposals"] = Reach.Coordinator,
        [Assessment + "/{sector}/print"] = Reach.Sector,
        [Assessment + "/{sector}/published"] = Reach.Coordinator,
        [Assessment + "/{sector}/review"] = Reach.Sector,
        [Assessment + "/{sector}/history/{question}"] = Reach.Sector,
        [Assessment + "/{sector}/not-applicable"] = Reach.Sector,
        ["/api/v1" + Assessment] = Reach.Country,
        ["/api/v1" + Assessment + "/results"] = Reach.CountryResults,
        ["/api/v1" + Assessment + "/package"] = Reach.Coordinator,
        ["/api/v1" + Assessment + "/{sector}/answers"] = Reach.Sector,
        ["/api/v1" + Assessment + "/{sector}/answers/{question}"] = Reach.Sector,
        ["/api/v1" + Assessment + "/{sector}/answers/{question}/choices"] = Reach.Sector,
        ["/api/v1" + Assessment + "/{sector}/answers/{question}/history"] = Reach.Sector,
        ["/api/v1" + Assessment + "/{sector}/presence"] = Reach.Sector,
        ["/assessments/new"] = Reach.AnyCoordinator,
        ["/assessments/profile"] = Reach.AnyCoordinator,
        ["/assessments/national-plan"] = Reach.AnyCoordinator,
        ["/assessments/national-plan/links"] = Reach.AnyCoordinator,
        ["/templates"] = Reach.SignedIn,
        ["/templates/{key}/{number:int}"] = Reach.SignedIn,
        ["/templates/{key}/{number:int}/export"] = Reach.SignedIn,
        ["/templates/new"] = Reach.Administrator,
        ["/templates/import"] = Reach.Administrator,
        ["/templates/rules"] = Reach.SignedIn,
        ["/templates/rules/{number:int}"] = Reach.SignedIn,
        ["/templates/rules/{number:int}/export"] = Reach.SignedIn,
        ["/templates/rules/{number:int}/rule"] = Reach.Nobody,
        ["/templates/rules/import"] = Reach.Administrator,
        ["/administration/countries"] = Reach.Administrator,
        ["/administration/countries/{countryid:guid}"] = Reach.Administrator,
        ["/administration/people"] = Reach.People,
        ["/administration/people/invitations"] = Reach.People,
        ["/administration/people/{personid:guid}"] = Reach.People,
    };

    private enum Reach
    {
        Everybody,
        OwnSession,
        SignedIn,
        Country,
        CountryResults,

        /// <summary>The coordinator and the officials of the country, not its advisers.</summary>
        CountryWork,
        Sector,
        Coordinator,
        AnyCoordinator,
        Administrator,
        People,
        Nobody,
    }

    public enum Walls
    {
        Both,
        RowSecurityAlone,
        FilterAlone,
        None,
    }

    [Theory]
    [InlineData(Walls.Both)]
    [InlineData(Walls.RowSecurityAlone)]
    [InlineData(Walls.FilterAlone)]
    public async Task EveryAddress_AskedByWhoMayNot_RefusesTellsNothingAndChangesNothing(Walls walls)
    {
        var ids = await MarkAnswersAsync();
        await using var portal = PortalBehind(walls, database.Serving, database.Superuser);
        var routes = RoutesOf(portal);
        var unknown = routes.Where(route => !Table.ContainsKey(route.Pattern)).Select(route => route.Pattern).Distinct().ToList();
        Assert.True(unknown.Count == 0, "These addresses stand in no line of the table of who may:\n" + string.Join("\n", unknown));

        var wrong = new List<string>();
        foreach (var email in new[] { null, "coordinator@other.example", "health@other.example", "labour@demo.example", "adviser@demo.example", "admin@demo.example" })
        {
            var (browser, header, token) = await portal.SignInAsync(email);
            foreach (var (pattern, method) in routes.Where(route => Table[route.Pattern] != Reach.OwnSession))
            {
                var reach = Table[pattern];
                foreach (var sector in pattern.Contains("{sector}", StringComparison.Ordinal) ? Sectors : [""])
                {
                    var mayWrite = email == "labour@demo.example" && sector == "employment";
                    if (method != "GET" && (mayWrite || reach == Reach.Everybody))
                    {
                        continue;
                    }

                    var address = Fill(pattern, sector, ids);
                    var before = await StateAsync();
                    using var reply = await browser.SendAsync(RequestOf(method, address, header, token));
                    var body = await reply.Content.ReadAsStringAsync();
                    var who = $"{email ?? "nobody"}: {method} {address} → {(int)reply.StatusCode}";
                    if ((int)reply.StatusCode >= 500 || !MayAnswer(reach, email, sector, method, reply.StatusCode))
                    {
                        wrong.Add(who);
                    }

                    var told = MarkOf().Matches(body).Select(match => match.Value).Distinct().Where(mark => !MayRead(email, mark)).ToList();
                    if (told.Count > 0)
                    {
                        wrong.Add($"{who} tells {string.Join(", ", told)}");
                    }

                    if (method != "GET" && before != await StateAsync())
                    {
                        wrong.Add($"{who} changed something");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static bool MayAnswer(Reach reach, string? email, string sector, string method, HttpStatusCode status)
    {
        var isRefused = status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound || (method != "GET" && status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity);
        var leadsToSignIn = status is HttpStatusCode.Redirect or HttpStatusCode.Unauthorized;
        var isShown = status is HttpStatusCode.OK;
        if (reach == Reach.Everybody)
        {
            return true;
        }

        if (email is null)
        {
            return leadsToSignIn || (method != "GET" && isRefused);
        }

        // What is written here is written badly, and by nobody who may: refused it must be, whoever asks.
        if (method != "GET")
        {
            return isRefused;
        }

        var isOther = email.EndsWith("@other.example", StringComparison.Ordinal);
        var isAdministrator = email == "admin@demo.example";
        return reach switch
        {
            Reach.SignedIn => isShown || isRefused,
            Reach.Country => isOther || isAdministrator ? isRefused : isShown,
            Reach.CountryResults => isOther || isAdministrator ? isRefused : isShown || isRefused,
            Reach.CountryWork => email == "labour@demo.example" ? isShown : isRefused,
            Reach.Sector => isOther || isAdministrator || (email == "labour@demo.example" && sector != "employment") ? isRefused : isShown || isRefused,
            Reach.AnyCoordinator => email.StartsWith("coordinator@", StringComparison.Ordinal) ? isShown || isRefused : isRefused,
            Reach.Administrator => isAdministrator ? isShown : isRefused,
            Reach.People => isAdministrator || email.StartsWith("coordinator@", StringComparison.Ordinal) ? isShown || isRefused : isRefused,
            _ => isRefused,
        };
    }

    /// <summary>The marks say sector and whether they stand in the answers of now or in what was handed in.</summary>
    private static bool MayRead(string? email, string mark) => email switch
    {
        "labour@demo.example" => mark.StartsWith($"{Mark}-employment-", StringComparison.Ordinal),
        "adviser@demo.example" => Released.Any(sector => mark.StartsWith($"{Mark}-{sector}-", StringComparison.Ordinal)) || mark == $"{Mark}-education-frozen",
        _ => false,
    };

    private static string Fill(string pattern, string sector, Ids ids) => pattern
        .Replace("{id:guid}", ids.Assessment.ToString(), StringComparison.Ordinal)
        .Replace("{sector}", sector, StringComparison.Ordinal)
        .Replace("{question}", ids.Questions.GetValueOrDefault(sector, "X-1"), StringComparison.Ordinal)
        .Replace("{scenarioid:guid}", ids.Scenario.ToString(), StringComparison.Ordinal)
        .Replace("{fileid:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
        .Replace("{countryid:guid}", ids.Country.ToString(), StringComparison.Ordinal)
        .Replace("{personid:guid}", ids.Person.ToString(), StringComparison.Ordinal)
        .Replace("{actname}", "close", StringComparison.Ordinal)
        .Replace("{from}", "security", StringComparison.Ordinal)
        .Replace("{to}", "health", StringComparison.Ordinal)
        .Replace("{key}", "health", StringComparison.Ordinal)
        .Replace("{number:int}", "1", StringComparison.Ordinal)
        .Replace("{code:int}", "404", StringComparison.Ordinal)
        .Replace("{token}", "guessed", StringComparison.Ordinal)
        + (pattern.EndsWith("/proof", StringComparison.Ordinal) ? "?figure=health" : "");

    private static HttpRequestMessage RequestOf(string method, string address, string header, string token)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.Accept.ParseAdd("text/html, application/json");
        if (method != "GET")
        {
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            request.Content = new StringContent("""{ "comment": "smuggled" }""", Encoding.UTF8, "application/json");
            if (token.Length > 0)
            {
                request.Headers.Add(header, token);
            }
        }

        return request;
    }

    /// <summary>Our own addresses, with the names of their parts made alike; what the framework brings (files, the circuit) is not ours.</summary>
    private static List<(string Pattern, string Method)> RoutesOf(Portal portal) =>
    [
        .. portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.All(item => item.GetType().Name is not "StaticAssetDescriptor"))
            .Select(endpoint => (Pattern: Alike(endpoint.RoutePattern.RawText ?? ""), Methods: endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]))
            .Where(route => !route.Pattern.StartsWith("/_", StringComparison.Ordinal) && !route.Pattern.Contains("{*", StringComparison.Ordinal) && !route.Pattern.Contains("{**", StringComparison.Ordinal))
            .SelectMany(route => route.Methods.Select(method => (route.Pattern, method)))
            .Distinct()
            .OrderBy(route => route.Pattern, StringComparer.Ordinal),
    ];

    private static string Alike(string pattern) => ("/" + pattern.Trim('/')).ToLowerInvariant()
        .Replace("{assessmentid:guid}", "{id:guid}", StringComparison.Ordinal)
        .Replace("{version:int}", "{number:int}", StringComparison.Ordinal)
        .Replace("{code}", "{question}", StringComparison.Ordinal);

    /// <summary>Writes words that stand nowhere else into every answer of the assessment at work, and into what was handed in.</summary>
    private async Task<Ids> MarkAnswersAsync()
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync();
        var assessment = (Guid)(await ScalarAsync(connection, AssessmentAtWork))!;
        await ScalarAsync(connection, $"update answers a set source = '{Mark}-' || s.template_key || '-live', comment = '{Mark}-' || s.template_key || '-live' from sector_assessments s where s.id = a.sector_assessment_id and s.assessment_id = '{assessment}'");
        await ScalarAsync(connection, $"update submissions u set answers = (select jsonb_agg(e || jsonb_build_object('source', '{Mark}-' || s.template_key || '-frozen', 'comment', '{Mark}-' || s.template_key || '-frozen')) from jsonb_array_elements(u.answers) e) from sector_assessments s where s.id = u.sector_assessment_id and s.assessment_id = '{assessment}'");
        await ScalarAsync(connection, $"update ratings r set policies = '{Mark}-' || r.from_code || '-on-' || r.to_code || '-live', reason = policies from interaction_matrices m where m.id = r.matrix_id and m.assessment_id = '{assessment}' and r.from_code <> 'employment' and r.to_code <> 'employment'");
        var questions = new Dictionary<string, string>();
        foreach (var sector in Sectors)
        {
            questions[sector] = (string)(await ScalarAsync(connection, $"select question_code from answers a join sector_assessments s on s.id = a.sector_assessment_id where s.assessment_id = '{assessment}' and s.template_key = '{sector}' order by 1 limit 1"))!;
        }

        // The coordinator's own, which no ministry sees.
        await ScalarAsync(connection, $"insert into scenarios (id, country_id, assessment_id, started_by_id, started_by_name, started_at, name, note, changes, revision, changed_at, changed_by_name) select gen_random_uuid(), country_id, id, gen_random_uuid(), 'Coordinator', now(), '{Mark}-scenario-live', null, '[]', 1, now(), 'Coordinator' from assessments where id = '{assessment}' and not exists (select 1 from scenarios)");
        return new Ids(
            assessment,
            (Guid)(await ScalarAsync(connection, "select id from scenarios limit 1"))!,
            (Guid)(await ScalarAsync(connection, $"select country_id from assessments where id = '{assessment}'"))!,
            (Guid)(await ScalarAsync(connection, "select id from users where email = 'health@demo.example'"))!,
            questions);
    }

    private async Task<string> StateAsync()
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync();
        return (string)(await ScalarAsync(connection, "select concat_ws('|', (select md5(string_agg(t::text, '' order by t.id)) from answers t), (select md5(string_agg(t::text, '' order by t.id)) from sector_assessments t), (select md5(string_agg(t::text, '' order by t.id)) from assessments t), (select count(*) from activities), (select count(*) from scopes), (select count(*) from invitations), (select count(*) from template_versions), (select md5(string_agg(t::text, '' order by t.id)) from scenarios t), (select count(*) from hit_comments), (select count(*) from hit_settlements), (select sum(revision) from rule_set_versions), (select md5(string_agg(t::text, '' order by t.id)) from ratings t), (select count(*) from settled_ratings), (select md5(string_agg(t::text, '' order by t.id)) from interaction_matrices t))"))!;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    [GeneratedRegex("WALLMARK-[a-z0-9-]+?-(live|frozen)")]
    private static partial Regex MarkOf();

    private sealed record Ids(Guid Assessment, Guid Scenario, Guid Country, Guid Person, IReadOnlyDictionary<string, string> Questions);

    private sealed partial class Portal(string connection, bool withoutFilter) : WebApplicationFactory<Program>
    {
        public async Task<(HttpClient Browser, string Header, string Token)> SignInAsync(string? email)
        {
            var browser = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
            if (email is null)
            {
                return (browser, "", "");
            }

            var page = await browser.GetStringAsync("/account/sign-in");
            var signedIn = await browser.PostAsync("/account/sign-in", new FormUrlEncodedContent(
            [
                new("__RequestVerificationToken", TokenField().Match(page[page.IndexOf("si-form", StringComparison.Ordinal)..]).Groups[1].Value),
                new("_handler", "sign-in"),
                new("Form.Email", email),
                new("Form.Password", DemoSeed.Password),
            ]));
            Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
            var session = (await browser.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("antiforgery");
            return (browser, session.GetProperty("header").GetString()!, session.GetProperty("token").GetString()!);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseEnvironment("Development")
            .UseSetting("ConnectionStrings:Portal", connection)
            .UseSetting("Portal:PrepareDatabase", "false")
            .ConfigureTestServices(services =>
            {
                if (withoutFilter)
                {
                    services.AddSingleton(provider => (DbContextOptions<MainstreamingDbContext>)new DbContextOptionsBuilder<MainstreamingDbContext>()
                        .UseMainstreaming(provider.GetRequiredService<NpgsqlDataSource>()).AddInterceptors(new FilterOff()).Options);
                }
            });

        [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
        private static partial Regex TokenField();
    }

    /// <summary>Puts <c>IgnoreQueryFilters</c> for the wall of countries into every query.</summary>
    private sealed class FilterOff : IQueryExpressionInterceptor
    {
        public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData) => new AroundRoots().Visit(queryExpression);

        private sealed class AroundRoots : ExpressionVisitor
        {
            protected override Expression VisitExtension(Expression node) => node is EntityQueryRootExpression root
                ? Expression.Call(
                    ((Func<IQueryable<object>, IReadOnlyCollection<string>, IQueryable<object>>)EntityFrameworkQueryableExtensions.IgnoreQueryFilters).Method.GetGenericMethodDefinition().MakeGenericMethod(root.ElementType),
                    root,
                    Expression.Constant(new[] { MainstreamingDbContext.CountryFilter }, typeof(IReadOnlyCollection<string>)))
                : node is QueryRootExpression ? node : base.VisitExtension(node);
        }
    }
}
