using System.Net;
using MigrationMainstreaming.Portal.Tests.App;

namespace MigrationMainstreaming.Portal.Tests.Security;

public sealed class WebSafeguardsTests
{
    private const string Negotiate = "/_blazor/negotiate?negotiateVersion=1";

    [Fact]
    public async Task Page_CarriesOnePolicyWithTheNonceOfItsScripts()
    {
        await using var host = await ShellHost.StartAsync();

        var response = await host.GetPageAsync("/account/preferences");
        var html = await response.Content.ReadAsStringAsync();

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        var scripts = html.Split("<script")[1..].Select(script => script[..script.IndexOf('>', StringComparison.Ordinal)]).ToList();
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.Contains(nonce, WebUtility.HtmlDecode(script), StringComparison.Ordinal));
        Assert.Contains("'strict-dynamic'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nonce_IsNewInEachResponse()
    {
        await using var host = await ShellHost.StartAsync();

        var first = (await host.GetPageAsync("/account/preferences")).Headers.GetValues("Content-Security-Policy").Single();
        var second = (await host.GetPageAsync("/account/preferences")).Headers.GetValues("Content-Security-Policy").Single();

        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("/account/preferences")]
    [InlineData("/css/portal.css")]
    [InlineData("/throws")]
    [InlineData("/no/such/page")]
    public async Task EveryResponse_CarriesTheHeaders(string path)
    {
        await using var host = await ShellHost.StartAsync();

        var headers = (await host.GetPageAsync(path)).Headers;

        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.Single(headers.GetValues("Permissions-Policy"));
        Assert.Single(headers.GetValues("Content-Security-Policy"));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Negotiate_FromElsewhere_IsRefused(string name, string value)
    {
        await using var host = await ShellHost.StartAsync();

        var response = await host.SendAsync(HttpMethod.Post, Negotiate, content: new StringContent(""), headers: [(name, value)]);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Upgrade_FromElsewhere_IsRefused()
    {
        await using var host = await ShellHost.StartAsync();

        var response = await host.SendAsync(HttpMethod.Get, "/_blazor", headers:
            [("Origin", "https://evil.example"), ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Negotiate_FromHere_IsTaken()
    {
        await using var host = await ShellHost.StartAsync();

        var response = await host.SendAsync(HttpMethod.Post, Negotiate, content: new StringContent(""),
            headers: [("Origin", host.Address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin")]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Circuit_WhileTheServerStops_IsNotOpened()
    {
        await using var host = await ShellHost.StartAsync();
        using var release = new ManualResetEventSlim();
        host.Application.Lifetime.ApplicationStopping.Register(() => release.Wait(TimeSpan.FromSeconds(30)));

        var stopping = Task.Run(host.Application.Lifetime.StopApplication);
        var response = await UntilStoppingAsync(host);
        release.Set();
        await stopping;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Page_OutsideDevelopment_AsksForEncryptedLinesForAYear()
    {
        await using var host = await ShellHost.StartAsync("Production");

        var response = await host.GetPageAsync("/account/preferences", headers: ("Host", "portal.example"));

        // Only encrypted responses carry the header; the registration is checked through its options.
        var options = (Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.HttpsPolicy.HstsOptions>)host.Application.Services
            .GetService(typeof(Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.HttpsPolicy.HstsOptions>))!;
        Assert.Equal(TimeSpan.FromDays(365), options.Value.MaxAge);
        Assert.True(options.Value.IncludeSubDomains);
        Assert.False(response.Headers.Contains("Server"));
    }

    private static async Task<HttpResponseMessage> UntilStoppingAsync(ShellHost host)
    {
        while (!host.Application.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await Task.Delay(10);
        }

        return await host.SendAsync(HttpMethod.Post, Negotiate, content: new StringContent(""));
    }
}
