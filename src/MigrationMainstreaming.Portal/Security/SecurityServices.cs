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
public static class SecurityServices
{
    /// <summary>Accounts, cookies, policies and the person behind each request and circuit. Needs the data services.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services, IHostEnvironment environment)
    {
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
            foreach (var (name, roles) in Policies.All)
            {
                options.AddPolicy(name, policy => policy.RequireAuthenticatedUser().AddRequirements(new ScopeRequirement(roles)));
            }
        });

        services.AddDataProtection().SetApplicationName("migration-mainstreaming").PersistKeysToDbContext<MainstreamingDbContext>();
        AddAccounts(services);
        AddCookie(services, environment);
        return services;
    }

    private static void AddAccounts(IServiceCollection services)
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
    }

    private static void AddCookie(IServiceCollection services, IHostEnvironment environment) =>
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, options =>
        {
            options.LoginPath = "/account/sign-in";
            options.LogoutPath = "/account/sign-out";
            options.ReturnUrlParameter = "returnUrl";
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.SlidingExpiration = true;
            options.Cookie.Name = environment.IsDevelopment() ? "portal" : "__Host-portal";
            options.Cookie.Path = "/";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            options.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized);

            // What one may not see is not there.
            options.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            };
            options.Events.OnValidatePrincipal = ValidateAsync;
        });

    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int statusCode)
    {
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            context.Response.StatusCode = statusCode;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var directory = context.HttpContext.RequestServices.GetRequiredService<PersonDirectory>();
        if (SignedIn.Of(context.Principal) is not { } signedIn || await directory.FindAsync(signedIn) is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
    }
}
