using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Seed.Demo;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Security;

/// <summary>Signing in, out and back in, over HTTP and without script, as the pages are meant to work.</summary>
public sealed partial class AccountHttpTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Fact]
    public async Task SignInPage_WithoutScript_HasOneFieldOfEachKind_AndNamesTheDemoAccounts()
    {
        await using var portal = Portal();
        var page = await portal.Browser().GetStringAsync("/account/sign-in");

        Assert.Single(Regex.Matches(page, "type=\"email\""));
        Assert.Single(Regex.Matches(page, "type=\"password\""));
        Assert.Contains("coordinator@demo.example", page, StringComparison.Ordinal);
        Assert.Contains(DemoSeed.Password, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_RightPassword_BeginsASession_AndSigningOutEndsIt()
    {
        await using var portal = Portal();
        var browser = portal.Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/session")).StatusCode);

        var signedIn = await SignInAsync(browser, "health@demo.example", DemoSeed.Password, "/account");
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.EndsWith("/account", signedIn.Headers.Location!.OriginalString, StringComparison.Ordinal);

        var session = await browser.GetFromJsonAsync<JsonElement>("/api/v1/session");
        Assert.Equal("health@demo.example", session.GetProperty("email").GetString());
        Assert.Equal("en", session.GetProperty("language").GetString());
        Assert.NotEmpty(session.GetProperty("antiforgery").GetProperty("token").GetString()!);
        Assert.NotEmpty(session.GetProperty("antiforgery").GetProperty("header").GetString()!);

        var account = await browser.GetStringAsync("/account");
        await browser.PostAsync("/account/sign-out", new FormUrlEncodedContent([new("__RequestVerificationToken", TokenIn(account))]));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task SignInAgain_FromAPageOfThePortal_BeginsASession_AndFromAnotherSiteNever()
    {
        await using var portal = Portal();
        var browser = portal.Browser();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AgainAsync("not the password")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await AgainAsync(DemoSeed.Password, "https://evil.example")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/session")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await AgainAsync(DemoSeed.Password)).StatusCode);
        Assert.Equal("health@demo.example", (await browser.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("email").GetString());

        Task<HttpResponseMessage> AgainAsync(string password, string? origin = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session") { Content = JsonContent.Create(new { email = "health@demo.example", password }) };
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            return browser.SendAsync(request);
        }
    }

    [Fact]
    public async Task Session_SaysHowLongItLasts_AndBeginsAnewWhenAsked()
    {
        await using var portal = Portal();
        var browser = portal.Browser();
        await SignInAsync(browser, "health@demo.example", DemoSeed.Password, "/account");

        using var read = await browser.GetAsync("/api/v1/session");
        using var extended = await browser.GetAsync("/api/v1/session?extend");

        Assert.InRange(int.Parse(Assert.Single(read.Headers.GetValues(SessionLength.Header)), System.Globalization.CultureInfo.InvariantCulture), 1, 12 * 60 * 60);
        Assert.DoesNotContain(read.Headers, header => header.Key == "Set-Cookie" && header.Value.Any(cookie => cookie.StartsWith("portal=", StringComparison.Ordinal)));
        Assert.Contains(extended.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("portal=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_LeadingElsewhere_StaysInside()
    {
        await using var portal = Portal();

        var signedIn = await SignInAsync(portal.Browser(), "health@demo.example", DemoSeed.Password, "//evil.example/");

        Assert.DoesNotContain("evil", signedIn.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WrongPasswordAndNoSuchAccount_SayTheSame()
    {
        await using var portal = Portal();
        var wrong = await (await SignInAsync(portal.Browser(), "health@demo.example", "not this one at all")).Content.ReadAsStringAsync();
        var nobody = await (await SignInAsync(portal.Browser(), "nobody@demo.example", "not this one at all")).Content.ReadAsStringAsync();

        Assert.Contains("do not match", wrong, StringComparison.Ordinal);
        Assert.Contains("do not match", nobody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_ManyWrongPasswords_AreHeldUp()
    {
        await using var portal = Portal();
        var browser = portal.Browser();
        for (var time = 0; time < 5; time++)
        {
            await SignInAsync(browser, "urban@demo.example", "not this one at all");
        }

        var page = await (await SignInAsync(browser, "urban@demo.example", DemoSeed.Password)).Content.ReadAsStringAsync();

        Assert.Contains("too many wrong passwords", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(browser, "women@demo.example", DemoSeed.Password)).StatusCode);
    }

    [Fact]
    public async Task SignIn_WithoutAntiforgeryToken_IsRefused()
    {
        await using var portal = Portal();

        var answer = await portal.Browser().PostAsync("/account/sign-in", new FormUrlEncodedContent([new("_handler", "sign-in"), new KeyValuePair<string, string>("Form.Email", "health@demo.example"), new KeyValuePair<string, string>("Form.Password", DemoSeed.Password)]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Invitation_TakenUp_MakesAnAccountOnce()
    {
        await using var portal = Portal();
        await using var inviting = new PortalTestContext(database);
        var coordinator = await inviting.SignInAsync("coordinator@demo.example");
        var (_, token) = await inviting.Get<Invitations>().InviteAsync(Guid.NewGuid(), "new@demo.example", "New Person", "fr", Role.Observer, coordinator.Countries.Single(), null);
        var browser = portal.Browser();
        var address = $"/account/invitation/{token}";

        var weak = await AcceptAsync(browser, address, "short");
        Assert.Contains("at least 12", await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await AcceptAsync(browser, address, "lantern otter gravel")).StatusCode);

        Assert.Equal("fr", (await browser.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("language").GetString());
        Assert.Contains("no longer valid", await portal.Browser().GetStringAsync(address), StringComparison.Ordinal);
        Assert.Equal(Role.Observer, Assert.Single((await inviting.SignInAsync("new@demo.example")).Scopes).Role);
    }

    [Fact]
    public async Task Invitation_OfTheOperatorWhereThereIsAnAdministrator_IsRefused()
    {
        await using var db = Data.TestServer.ContextsOf(database.Owner).CreateFor(DataAccess.None with { Platform = true });

        await Assert.ThrowsAsync<DomainRuleException>(() => Invitations.InviteFirstAdministratorAsync(db, "first@demo.example", "First", DateTimeOffset.UtcNow, CancellationToken.None));
    }

    [Fact]
    public async Task Invitation_UnknownToken_TellsNothing()
    {
        await using var portal = Portal();

        Assert.Contains("no longer valid", await portal.Browser().GetStringAsync("/account/invitation/guessed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_ByTheLinkOfTheMail_ChangesThePasswordAndEndsSessions()
    {
        await using var portal = Portal();
        var old = portal.Browser();
        await SignInAsync(old, "statistics@demo.example", DemoSeed.Password);
        var browser = portal.Browser();
        await PostAsync(browser, "/account/forgotten", "forgotten", new KeyValuePair<string, string>("Form.Email", "statistics@demo.example"));
        var link = Regex.Match(Assert.Single(portal.Mail.Sent).Text, @"https?://\S+").Value;

        var done = await PostAsync(browser, new Uri(link).PathAndQuery, "reset", new KeyValuePair<string, string>("Form.Password", "gravel lantern otter"));

        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await old.GetAsync("/api/v1/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(portal.Browser(), "statistics@demo.example", DemoSeed.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(portal.Browser(), "statistics@demo.example", "gravel lantern otter")).StatusCode);
    }

    [Fact]
    public async Task Reset_GarbledLink_IsRefusedInWords()
    {
        await using var portal = Portal();

        var page = await (await PostAsync(portal.Browser(), "/account/reset?user=x&token=y", "reset", new KeyValuePair<string, string>("Form.Password", "gravel lantern otter"))).Content.ReadAsStringAsync();

        Assert.Contains("no longer valid", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forgotten_NoSuchAccount_SaysTheSameAndSendsNothing()
    {
        await using var portal = Portal();

        var page = await (await PostAsync(portal.Browser(), "/account/forgotten", "forgotten", new KeyValuePair<string, string>("Form.Email", "nobody@demo.example"))).Content.ReadAsStringAsync();

        Assert.Contains("a link is on its way", page, StringComparison.Ordinal);
        Assert.Empty(portal.Mail.Sent);
    }

    [Fact]
    public async Task Health_OverARealDatabase_IsReady()
    {
        await using var portal = Portal();

        Assert.Equal(HttpStatusCode.OK, (await portal.Browser().GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await portal.Browser().GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task Health_OverTheDatabaseOfANewerPortal_IsNotReady()
    {
        await using var portal = Portal();

        await ExecuteAsync("insert into \"__EFMigrationsHistory\" values ('29990101000000_Later', '99.0.0')");
        var newer = await portal.Browser().GetAsync("/health/ready");
        await ExecuteAsync("delete from \"__EFMigrationsHistory\" where migration_id = '29990101000000_Later'");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, newer.StatusCode);
        Assert.Contains("schema", await newer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await portal.Browser().GetAsync("/health/ready")).StatusCode);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password, string? returnUrl = null) =>
        await PostAsync(browser, "/account/sign-in" + (returnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}"), "sign-in", new KeyValuePair<string, string>("Form.Email", email), new KeyValuePair<string, string>("Form.Password", password));

    private static Task<HttpResponseMessage> AcceptAsync(HttpClient browser, string address, string password) =>
        PostAsync(browser, address, "invitation", new KeyValuePair<string, string>("Form.Name", "New Person"), new KeyValuePair<string, string>("Form.Password", password));

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string address, string form, params KeyValuePair<string, string>[] fields)
    {
        var page = await browser.GetStringAsync(address);
        return await browser.PostAsync(address, new FormUrlEncodedContent([new("__RequestVerificationToken", TokenIn(page[page.IndexOf("si-form", StringComparison.Ordinal)..])), new("_handler", form), .. fields]));
    }

    private static string TokenIn(string page) => Token().Match(page).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    private PortalFactory Portal() => new(database.Serving);

    private sealed class PortalFactory(string serving) : WebApplicationFactory<Program>
    {
        public KeptMail Mail { get; } = new();

        public HttpClient Browser() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseEnvironment("Development")
            .UseSetting("ConnectionStrings:Portal", serving)
            .UseSetting("Portal:PrepareDatabase", "false")
            .ConfigureTestServices(services => services.AddSingleton<IPortalMail>(Mail));
    }
}
