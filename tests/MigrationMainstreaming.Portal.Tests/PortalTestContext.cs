using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Time.Testing;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Accounts;
using MigrationMainstreaming.Portal.Features;
using MigrationMainstreaming.Portal.Operations;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests;

/// <summary>The real services over a real database, with a person to choose and a clock to turn.</summary>
/// <example><code>
/// await using var portal = new PortalTestContext(fixture);
/// await portal.SignInAsync("coordinator@demo.example");
/// var board = await portal.Get&lt;AssessmentService&gt;().FindAsync(id);
/// </code></example>
public sealed class PortalTestContext : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ContextSource _superuser;
    private readonly TestRequest _request = new();
    private AsyncServiceScope _scope;

    /// <param name="database">The database of the test class.</param>
    /// <param name="configure">Adds or replaces services.</param>
    public PortalTestContext(PostgresFixture database, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddLocalization();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddData(database.Serving);
        services.AddAccounts(new HostingEnvironment { EnvironmentName = Environments.Development });
        services.AddFeatures();
        services.AddSingleton(new PortalSettings());
        services.AddSingleton(new SmtpSettings());
        services.AddSingleton<IPortalMail>(Mail);
        services.AddSingleton<IHttpContextAccessor>(_request);
        services.AddSingleton<TimeProvider>(Clock);
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        _superuser = TestServer.ContextsOf(database.Superuser);
        _scope = _services.CreateAsyncScope();
    }

    /// <summary>Turn it with <c>Advance</c>.</summary>
    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>The mail that would have been sent.</summary>
    public KeptMail Mail { get; } = new();

    /// <summary>A service, as the present person's request has it.</summary>
    public T Get<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>A context that sees and changes everything, to prepare and to look: not what the portal uses.</summary>
    public MainstreamingDbContext Everything()
    {
        using var look = _superuser.CreateFor(DataAccess.None with { Platform = true });
        var countries = look.Jurisdictions.Select(jurisdiction => jurisdiction.CountryId).Distinct().ToHashSet();
        return _superuser.CreateFor(new DataAccess(null, countries, Platform: true));
    }

    /// <summary>A context as the present person's services get it.</summary>
    public Task<MainstreamingDbContext> ContextAsync() => Get<IDbContextFactory<MainstreamingDbContext>>().CreateDbContextAsync();

    /// <summary>A new request of an account that is in the database, in a session of its own.</summary>
    public async Task<Person> SignInAsync(string email)
    {
        await using var db = Everything();
        var user = await db.Users.SingleAsync(user => user.Email == email);
        var session = new Session(Guid.CreateVersion7(), user.Id, Clock.GetUtcNow());
        db.Sessions.Add(session);
        await db.SaveChangesAsync();
        await NewRequestAsync(new ClaimsPrincipal(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()),
            new Claim(SignedIn.StampClaim, user.SecurityStamp!),
            new Claim(Session.ClaimType, session.Id.ToString()),
        ], "test")));
        return await Get<CurrentUser>().RequiredPersonAsync();
    }

    /// <summary>A new request of nobody.</summary>
    public Task SignOutAsync() => NewRequestAsync(new ClaimsPrincipal(new ClaimsIdentity()));

    /// <summary>Makes a country.</summary>
    public async Task<Jurisdiction> AddCountryAsync(string code, params string[] ticks)
    {
        var country = Jurisdiction.NewCountry(code, new LocalText("en", $"Country {code}"));
        country.SetProfile(CountryProfile.Of(ticks));
        await using var db = Everything();
        db.Jurisdictions.Add(country);
        await db.SaveChangesAsync();
        return country;
    }

    /// <summary>Makes a ministry.</summary>
    public async Task<Ministry> AddMinistryAsync(Jurisdiction country, string code)
    {
        var ministry = Ministry.Of(country, code, new LocalText("en", $"Ministry {code}"));
        await using var db = Everything();
        db.Ministries.Add(ministry);
        await db.SaveChangesAsync();
        return ministry;
    }

    /// <summary>Makes an account with one scope, and no password unless given.</summary>
    public async Task<User> AddPersonAsync(string email, string role, Jurisdiction? country = null, Ministry? ministry = null, DateTimeOffset? until = null, string? password = null)
    {
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            Name = email.Split('@')[0],
            SecurityStamp = Guid.NewGuid().ToString("N"),
            CreatedAt = Clock.GetUtcNow(),
        };
        user.PasswordHash = password is null ? null : Get<IPasswordHasher<User>>().HashPassword(user, password);
        await using var db = Everything();
        db.Users.Add(user);
        db.Scopes.Add(GrantedScope.Of(user.Id, role, country?.Id, ministry?.Id, until, "Test", Clock.GetUtcNow()));
        await db.SaveChangesAsync();
        return user;
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _services.DisposeAsync();
    }

    private async Task NewRequestAsync(ClaimsPrincipal principal)
    {
        await _scope.DisposeAsync();
        _scope = _services.CreateAsyncScope();
        _request.HttpContext = new DefaultHttpContext { User = principal, RequestServices = _scope.ServiceProvider };
    }

    private sealed class TestRequest : IHttpContextAccessor
    {
        public HttpContext? HttpContext { get; set; }
    }
}

/// <summary>Keeps mail instead of sending it.</summary>
public sealed class KeptMail : IPortalMail
{
    private readonly List<(string Address, string Subject, string Text)> _sent = [];

    public IReadOnlyList<(string Address, string Subject, string Text)> Sent => _sent;

    public bool IsConfigured => true;

    public Task<bool> SendAsync(string address, string subject, string text, CancellationToken cancellation = default)
    {
        _sent.Add((address, subject, text));
        return Task.FromResult(true);
    }
}
