using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.App.Errors;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Tests.App;

/// <summary>The frame around the pages on a real socket, without a database: who is signed in is said by a header.</summary>
public sealed class ShellHost : IAsyncDisposable
{
    private ShellHost(WebApplication app)
    {
        Application = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    public WebApplication Application { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public static async Task<ShellHost> StartAsync(string environment = "Development", string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment,
            ApplicationName = typeof(Links).Assembly.GetName().Name,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.WebHost.UseStaticWebAssets();
        builder.AddWebSafeguards();
        builder.AddShell();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddDataProtection();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(HeaderSignIn.Scheme).AddScheme<AuthenticationSchemeOptions, HeaderSignIn>(HeaderSignIn.Scheme, null);
        builder.Services.AddScoped<CurrentUser, HeaderUser>();
        builder.Services.AddSingleton(_ => new PersonDirectory(null!, TimeProvider.System));
        builder.Services.AddScoped<IDbContextFactory<MainstreamingDbContext>, NoDatabase>();

        var app = builder.Build();
        app.UseWebSafeguards();
        app.UseErrorPages();
        app.UseAuthentication();
        app.UseShell();
        app.MapShell();
        app.MapGet("/health/live", () => Results.Ok());
        app.MapGet("/refuses", () => Results.Forbid());
        app.MapGet("/throws", string () => throw new InvalidOperationException("for the test"));
        await app.StartAsync();
        return new ShellHost(app);
    }

    public Task<HttpResponseMessage> GetPageAsync(string path, string? person = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, person, null, [("Accept", "text/html"), .. headers]);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? person = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (person is not null)
        {
            request.Headers.Add(HeaderSignIn.Header, person);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Application.DisposeAsync();
    }

    private sealed class NoDatabase : IDbContextFactory<MainstreamingDbContext>
    {
        public MainstreamingDbContext CreateDbContext() => throw new NotSupportedException("The frame needs no database.");
    }

    /// <summary>"official" or "administrator" in a header signs in a person of that role.</summary>
    private sealed class HeaderSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        public new const string Scheme = "header";
        public const string Header = "X-Test-Person";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var role = Request.Headers[Header].ToString();
            if (role.Length == 0)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Role, role)], Scheme);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
        }
    }

    private sealed class HeaderUser(IHttpContextAccessor accessor, IServiceProvider services) : CurrentUser(accessor, null!, services)
    {
        private readonly IHttpContextAccessor _accessor = accessor;

        public override Task<Person?> PersonAsync() => Task.FromResult(
            _accessor.HttpContext?.User.FindFirstValue(ClaimTypes.Role) is { } role
                ? new Person(Guid.Empty, $"Sample {role}", "sample@example.org", "", [new Scope(role)])
                : null);
    }
}
