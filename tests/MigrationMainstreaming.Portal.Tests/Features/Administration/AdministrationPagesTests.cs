using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Portal.Data.Seed.Demo;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Administration;

/// <summary>The pages of administration over HTTP: whom they let in, and what their forms do.</summary>
public sealed partial class AdministrationPagesTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string People = "/administration/people";
    private const string Invite = "/administration/people/invitations";

    [Theory]
    [InlineData("health@demo.example")]
    [InlineData("adviser@demo.example")]
    public async Task Pages_ForThoseWhoMayNot_AreNotThere(string email)
    {
        await using var portal = Portal();
        var browser = await portal.SignedInAsync(email);

        foreach (var address in new[] { People, Invite, $"{People}/{await IdAsync("labour@demo.example")}", "/administration/countries", $"/administration/countries/{await CountryAsync("DR")}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(address)).StatusCode);
        }
    }

    [Fact]
    public async Task Pages_OfAnotherCountry_AreNotThere()
    {
        await using var portal = Portal();
        var browser = await portal.SignedInAsync("coordinator@other.example");

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{People}/{await IdAsync("health@demo.example")}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{People}/{await IdAsync("admin@demo.example")}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{People}/{Guid.NewGuid()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/administration/countries/{await CountryAsync("CF")}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"{People}/{await IdAsync("health@other.example")}")).StatusCode);
        Assert.DoesNotContain("@demo.example", await browser.GetStringAsync(People), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_ForAnAdministrator_AreNotThere()
    {
        await using var portal = Portal();
        await using var look = new PortalTestContext(database);
        await using var db = look.Everything();
        var assessment = await db.Assessments.FirstAsync();
        var browser = await portal.SignedInAsync("admin@demo.example");

        foreach (var address in new[] { $"/assessments/{assessment.Id}", $"/assessments/{assessment.Id}/results", $"/assessments/{assessment.Id}/health", $"/api/v1/assessments/{assessment.Id}/health/answers", $"/api/v1/assessments/{assessment.Id}/results" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(address)).StatusCode);
        }

        Assert.Equal("[]", await browser.GetStringAsync("/api/v1/assessments"));
    }

    [Fact]
    public async Task Invite_SentTwice_MakesOneInvitationAndShowsItsLinkOnce()
    {
        await using var portal = Portal();
        var browser = await portal.SignedInAsync("coordinator@demo.example");
        var fields = await FieldsAsync(browser, Invite, "invite", ("Form.Email", "posted@demo.example"), ("Form.Name", "Posted"), ("Form.Role", Role.Observer), ("Form.CountryId", $"{await CountryAsync("DR")}"));

        var first = await ReadAsync(await browser.PostAsync(Invite, new FormUrlEncodedContent(fields)));
        var second = await ReadAsync(await browser.PostAsync(Invite, new FormUrlEncodedContent(fields)));

        Assert.Matches("/account/invitation/[A-Za-z0-9_-]{20,}", first);
        Assert.DoesNotContain("/account/invitation/", second, StringComparison.Ordinal);
        Assert.Contains("made already", second, StringComparison.Ordinal);
        Assert.Single(portal.Mail.Sent);
        await using var look = new PortalTestContext(database);
        await using var db = look.Everything();
        Assert.Equal(1, await db.Invitations.CountAsync(invitation => invitation.Email == "posted@demo.example"));
    }

    [Theory]
    [InlineData("Form.Email", "no address", "Give an e-mail address")]
    [InlineData("Form.Name", "\u0007", "Give the person's name")]
    [InlineData("Form.Role", "minister", "Choose a role")]
    [InlineData("Form.CountryId", "nowhere", "Choose the country")]
    [InlineData("Form.Until", "2027-02-30", "Write the last day as a date")]
    [InlineData("Form.Until", "2020-01-01", "lies in the past")]
    public async Task Invite_WithBadInput_IsRefusedInWords(string field, string value, string words)
    {
        await using var portal = Portal();
        var browser = await portal.SignedInAsync("coordinator@demo.example");
        var fields = await FieldsAsync(browser, Invite, "invite", ("Form.Email", "bad@demo.example"), ("Form.Name", "Bad"), ("Form.Role", Role.Observer), ("Form.CountryId", $"{await CountryAsync("DR")}"));
        var changed = fields.Where(pair => pair.Key != field).Append(new KeyValuePair<string, string>(field, value));

        var answer = await browser.PostAsync(Invite, new FormUrlEncodedContent(changed));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(words, await ReadAsync(answer), StringComparison.Ordinal);
        await using var look = new PortalTestContext(database);
        await using var db = look.Everything();
        Assert.False(await db.Invitations.AnyAsync(invitation => invitation.Email == "bad@demo.example"));
    }

    [Fact]
    public async Task Grant_WithADayThatCannotBeRead_GivesNoRoleWithoutAnEnd()
    {
        await using var portal = Portal();
        var browser = await portal.SignedInAsync("coordinator@demo.example");
        var (person, address) = (await IdAsync("return@demo.example"), $"{People}/{await IdAsync("return@demo.example")}");
        var fields = await FieldsAsync(browser, address, "grant", ("Form.Role", Role.Adviser), ("Form.CountryId", $"{await CountryAsync("DR")}"), ("Form.Until", "30.06.2027"));

        var page = await ReadAsync(await browser.PostAsync(address, new FormUrlEncodedContent(fields)));

        Assert.Contains("Write the last day as a date", page, StringComparison.Ordinal);
        await using var look = new PortalTestContext(database);
        await using var db = look.Everything();
        Assert.Equal(1, await db.Scopes.CountAsync(scope => scope.UserId == person));
    }

    [Fact]
    public async Task SwitchingOff_SentTwice_EndsTheSessionsOfThePerson()
    {
        await using var portal = Portal();
        var theirs = await portal.SignedInAsync("integration@demo.example");
        Assert.Equal(HttpStatusCode.OK, (await theirs.GetAsync("/api/v1/session")).StatusCode);
        var browser = await portal.SignedInAsync("admin@demo.example");
        var address = $"{People}/{await IdAsync("integration@demo.example")}";
        var fields = await FieldsAsync(browser, address, "disable");

        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(address, new FormUrlEncodedContent(fields))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await theirs.GetAsync("/api/v1/session")).StatusCode);
        await browser.PostAsync(address, new FormUrlEncodedContent(await FieldsAsync(browser, address, "enable")));
        // The page that was sent first comes once more, late: the act was done, and is not done again.
        await browser.PostAsync(address, new FormUrlEncodedContent(fields));

        Assert.Equal(HttpStatusCode.Unauthorized, (await theirs.GetAsync("/api/v1/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await (await portal.SignedInAsync("integration@demo.example")).GetAsync("/api/v1/session")).StatusCode);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    /// <summary>What a browser would send of a form: its hidden fields, and what was typed.</summary>
    private static async Task<List<KeyValuePair<string, string>>> FieldsAsync(HttpClient browser, string address, string form, params (string Name, string Value)[] typed)
    {
        var page = await browser.GetStringAsync(address);
        var markup = Forms().Matches(page).Select(match => match.Value).Single(markup => markup.Contains($"name=\"_handler\" value=\"{form}\"", StringComparison.Ordinal));
        return
        [
            .. Hidden().Matches(markup).Select(match => new KeyValuePair<string, string>(match.Groups[1].Value, match.Groups[2].Value)),
            .. typed.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)),
        ];
    }

    private async Task<Guid> IdAsync(string email)
    {
        await using var look = new PortalTestContext(database);
        await using var db = look.Everything();
        return (await db.Users.SingleAsync(user => user.Email == email)).Id;
    }

    private async Task<Guid> CountryAsync(string code)
    {
        await using var look = new PortalTestContext(database);
        await using var db = look.Everything();
        return (await db.Jurisdictions.SingleAsync(place => place.Code == code)).Id;
    }

    private PortalFactory Portal() => new(database.Serving);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    private sealed class PortalFactory(string serving) : WebApplicationFactory<Program>
    {
        public KeptMail Mail { get; } = new();

        /// <summary>A browser in which this demo account is signed in.</summary>
        public async Task<HttpClient> SignedInAsync(string email)
        {
            var browser = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
            var fields = await FieldsAsync(browser, "/account/sign-in", "sign-in", ("Form.Email", email), ("Form.Password", DemoSeed.Password));
            Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync("/account/sign-in", new FormUrlEncodedContent(fields))).StatusCode);
            return browser;
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseEnvironment("Development")
            .UseSetting("ConnectionStrings:Portal", serving)
            .UseSetting("Portal:PrepareDatabase", "false")
            .ConfigureTestServices(services => services.AddSingleton<IPortalMail>(Mail));
    }
}
