using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Who is who, and who may do what.</summary>
public static class AccountServices
{
    /// <summary>Accounts, cookies, policies and the person behind each request and circuit. Needs the data services.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();
        services.AddSingleton<PersonDirectory>();
        services.AddScoped<CurrentUser>();
        services.AddScoped<IDbContextFactory<MainstreamingDbContext>, PersonContextFactory>();
        services.AddScoped<AuthenticationStateProvider, RevalidatingState>();
        services.AddScoped<CircuitHandler, CircuitGuard>();
        services.AddScoped<IAuthorizationHandler, ScopeRequirementHandler>();
        services.AddCascadingAuthenticationState();
        services.AddAuthorization(options =>
        {
            // What says nothing is for people who are signed in.
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
            foreach (var (name, roles) in Policies.All)
            {
                options.AddPolicy(name, policy => policy.RequireAuthenticatedUser().AddRequirements(new ScopeRequirement(roles)));
            }
        });

        services.AddDataProtection().SetApplicationName("migration-mainstreaming").PersistKeysToDbContext<MainstreamingDbContext>();
        AddIdentity(services);
        AddCookie(services, environment);
        return services;
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<User>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version2;

                // Length and the list of common ones say more about a password than its mixture of signs.
                options.Password.RequiredLength = PasswordRules.ShortestLength;
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.Password.RequiredUniqueChars = 1;

                // Ours is SignInGuard: a counter in the account alone lets anybody lock anybody out.
                options.Lockout.AllowedForNewUsers = false;
            })
            .AddEntityFrameworkStores<MainstreamingDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 220_000);
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = TimeSpan.FromHours(2));
        services.AddSingleton<SignInGuard>();
        services.AddScoped<SignInService>();
        services.AddScoped<Invitations>();
        services.AddScoped<AccountMail>();
    }

    private static void AddCookie(IServiceCollection services, IHostEnvironment environment) =>
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, options =>
        {
            options.LoginPath = "/account/sign-in";
            options.LogoutPath = "/account/sign-out";
            options.ReturnUrlParameter = "returnUrl";
            options.SlidingExpiration = true;
            options.Cookie.Name = environment.IsDevelopment() ? "portal" : "__Host-portal";
            options.Cookie.Path = "/";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            options.Events.OnRedirectToLogin = RedirectToSignIn;

            // What one may not see is not there.
            options.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            };
            options.Events.OnCheckSlidingExpiration = SessionLength.Check;
            options.Events.OnValidatePrincipal = ValidateAsync;
        });

    /// <summary>Authentication, before anything asks who is there.</summary>
    public static void UseAccounts(this WebApplication app) => app.UseAuthentication();

    /// <summary>Pages lead to the sign-in page; programs are told.</summary>
    private static Task RedirectToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/_blazor"))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }

    /// <summary>A cookie counts as long as its account and session do. Name, language and roles are put in as they are now.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var directory = context.HttpContext.RequestServices.GetRequiredService<PersonDirectory>();
        if (SignedIn.Of(context.Principal) is { } signedIn && await directory.FindAsync(signedIn) is { } person)
        {
            context.ReplacePrincipal(PersonClaims.Renew(context.Principal!, person));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }
}
