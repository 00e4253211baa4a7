using System.Net;
using MigrationMainstreaming.Portal.App;

namespace MigrationMainstreaming.Portal.Tests.App;

public sealed class ShellTests
{
    [Fact]
    public async Task Page_WithoutALanguage_IsEnglish()
    {
        await using var host = await ShellHost.StartAsync();

        var html = await (await host.GetPageAsync("/account/preferences")).Content.ReadAsStringAsync();

        Assert.Contains("<html lang=\"en\" dir=\"ltr\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fr-BE,fr;q=0.9", "fr", "ltr")]
    [InlineData("ar-EG", "ar", "rtl")]
    [InlineData("sw", "en", "ltr")]
    public async Task Page_FollowsTheBrowsersLanguage(string accepted, string language, string direction)
    {
        await using var host = await ShellHost.StartAsync();

        var html = await (await host.GetPageAsync("/account/preferences", headers: ("Accept-Language", accepted))).Content.ReadAsStringAsync();

        Assert.Contains($"<html lang=\"{language}\" dir=\"{direction}\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WithChosenLanguageAndTheme_CarriesBoth()
    {
        await using var host = await ShellHost.StartAsync();

        var html = await (await host.GetPageAsync("/account/preferences",
            headers: [("Cookie", "language=c%3Dar%7Cuic%3Dar; theme=dark"), ("Accept-Language", "fr")])).Content.ReadAsStringAsync();

        Assert.Contains("<html lang=\"ar\" dir=\"rtl\" data-theme=\"dark\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChooseLanguage_KeepsItAndLeadsBack()
    {
        await using var host = await ShellHost.StartAsync();
        var (cookie, token) = await FormOfAsync(host);

        var response = await PostAsync(host, Links.ChooseLanguage(), cookie, token, ("language", "fr"), ("returnUrl", "/account/preferences"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/account/preferences", response.Headers.Location?.ToString());
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), value => value.StartsWith("language=c%3Dfr", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ChooseLanguage_ToAnotherHost_LeadsHome()
    {
        await using var host = await ShellHost.StartAsync();
        var (cookie, token) = await FormOfAsync(host);

        var response = await PostAsync(host, Links.ChooseLanguage(), cookie, token, ("language", "fr"), ("returnUrl", "//evil.example/"));

        Assert.Equal("/", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task ChooseLanguage_WithoutToken_IsRefused()
    {
        await using var host = await ShellHost.StartAsync();

        var response = await PostAsync(host, Links.ChooseLanguage(), "", "", ("language", "fr"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(value => value.StartsWith("language", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/no/such/page", HttpStatusCode.NotFound, "There is no such page")]
    [InlineData("/refuses", HttpStatusCode.Forbidden, "This page is not open to you")]
    [InlineData("/throws", HttpStatusCode.InternalServerError, "Something went wrong on our side")]
    public async Task Error_IsExplainedInAPage(string path, HttpStatusCode status, string heading)
    {
        await using var host = await ShellHost.StartAsync();

        var response = await host.GetPageAsync(path, "official");
        var html = await response.Content.ReadAsStringAsync();

        Assert.Equal(status, response.StatusCode);
        Assert.Contains($"<h1>{heading}</h1>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("for the test", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_ForAScript_IsTheBareStatus()
    {
        await using var host = await ShellHost.StartAsync();

        var response = await host.SendAsync(HttpMethod.Get, "/no/such/page", headers: ("Accept", "application/json"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("<html", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Navigation_ShowsAdministrationToAdministratorsAlone()
    {
        await using var host = await ShellHost.StartAsync();

        var official = await (await host.GetPageAsync("/account/preferences", "official")).Content.ReadAsStringAsync();
        var administrator = await (await host.GetPageAsync("/account/preferences", "administrator")).Content.ReadAsStringAsync();

        Assert.Contains("Sample official", official, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/administration", official, StringComparison.Ordinal);
        Assert.Contains("href=\"/administration", administrator, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EverydayPage_DoesNotLoadMudBlazor()
    {
        await using var host = await ShellHost.StartAsync();

        var html = await (await host.GetPageAsync("/account/preferences")).Content.ReadAsStringAsync();

        Assert.DoesNotMatch("(src|href)=\"[^\"]*MudBlazor", html);
    }

    [Theory]
    [InlineData("/assessments/1?x=2#y", true)]
    [InlineData("https://evil.example/", false)]
    [InlineData("//evil.example/", false)]
    [InlineData("/\\evil.example/", false)]
    [InlineData("/a\\b", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Inside_LetsOnlyOwnAddressesPass(string? address, bool passes) =>
        Assert.Equal(passes ? address : "/", Links.Inside(address));

    [Fact]
    public void Arabic_WritesLatinDigitsWithTheirOwnSigns() =>
        Assert.Equal("1,234.5", 1234.5.ToString("#,##0.0", Languages.Cultures.Single(culture => culture.Name == "ar")));

    private static async Task<(string Cookie, string Token)> FormOfAsync(ShellHost host)
    {
        var response = await host.GetPageAsync("/account/preferences");
        var html = await response.Content.ReadAsStringAsync();
        var token = html.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        return (response.Headers.GetValues("Set-Cookie").First(cookie => cookie.Contains("antiforgery", StringComparison.Ordinal)).Split(';')[0], token);
    }

    private static Task<HttpResponseMessage> PostAsync(ShellHost host, string path, string cookie, string token, params (string Name, string Value)[] fields)
    {
        var form = fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2));
        return host.SendAsync(HttpMethod.Post, path, content: new FormUrlEncodedContent(form), headers: [("Cookie", cookie)]);
    }
}
