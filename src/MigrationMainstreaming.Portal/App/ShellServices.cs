using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Portal.App.Errors;
using MigrationMainstreaming.Portal.App.Preferences;
using MigrationMainstreaming.Portal.Components;
using MudBlazor.Services;

namespace MigrationMainstreaming.Portal.App;

/// <summary>The frame around the pages: components, languages, error pages.</summary>
public static class ShellServices
{
    /// <summary>What a page may send at once: the longest text of a questionnaire, in signs of many bytes. It comes twice, in the event and beside it;
    /// a longer one would end the connection without a word.</summary>
    private const int LongestMessage = 2 * 1024 * 1024;

    /// <summary>Adds what every page needs.</summary>
    public static void AddShell(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents(options => Circuits(options, builder.Configuration))
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LongestMessage);
        services.AddLocalization();
        services.AddTransient(typeof(IStringLocalizer<>), typeof(IsolatingLocalizer<>));
        services.Configure<RequestLocalizationOptions>(RequestLanguage.Configure);
        services.AddScoped<FlashMessages>();
        services.AddScoped<PersonPreferences>();
        services.AddMudServices(mud => mud.SnackbarConfiguration.ShowTransitionDuration = 0);
        // Pages hold no secret beside freshly sealed tokens, so compressing them on encrypted lines gives nothing away.
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
    }

    /// <summary>Error pages, and the language of each request. Comes after authentication, because people have a language.</summary>
    public static void UseShell(this WebApplication app)
    {
        app.UseResponseCompression();
        app.UseRequestLocalization();
        app.UseMiddleware<FullLoadOfMudPages>();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    /// <summary>The pages and their files.</summary>
    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapPreferences();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            // The own content security policy already says who may frame a page; a second header would only confuse.
            options.ContentSecurityFrameAncestorsPolicy = null;
            // A third less of the first visit has to pass a weak line. Each message is compressed by itself: to remember the ones before would
            // cost a hundred KiB for each open page, and let one message tell something of another.
            options.DisableWebSocketCompression = !app.Configuration.GetValue("Circuits:Compression", true);
            options.ConfigureWebSocketAcceptContext = (_, line) =>
            {
                line.DisableServerContextTakeover = true;
                return Task.CompletedTask;
            };
        });
    }

    private static void Circuits(CircuitOptions options, IConfiguration configuration)
    {
        options.DisconnectedCircuitMaxRetained = configuration.GetValue("Circuits:Retained", 100);
        options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
    }
}
