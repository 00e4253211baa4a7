using Microsoft.AspNetCore.Antiforgery;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>What protects the portal on the way between browser and server.</summary>
public static class WebSafeguards
{
    /// <summary>Adds what the web safeguards need.</summary>
    public static void AddWebSafeguards(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddHsts(hsts =>
        {
            hsts.MaxAge = TimeSpan.FromDays(365);
            hsts.IncludeSubDomains = true;
        });
        builder.Services.AddAntiforgery(antiforgery => Harden(antiforgery, builder.Environment));
    }

    /// <summary>Puts the web safeguards before everything else in the pipeline.</summary>
    public static void UseWebSafeguards(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<HubGuard>();
    }

    private static void Harden(AntiforgeryOptions antiforgery, IWebHostEnvironment environment)
    {
        // frame-ancestors in the content security policy says the same, and more strictly.
        antiforgery.SuppressXFrameOptionsHeader = true;
        antiforgery.Cookie.SameSite = SameSiteMode.Strict;
        if (environment.IsDevelopment())
        {
            antiforgery.Cookie.Name = "antiforgery";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }
        else
        {
            antiforgery.Cookie.Name = "__Host-antiforgery";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        }
    }
}
