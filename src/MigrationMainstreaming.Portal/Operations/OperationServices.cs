using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using MigrationMainstreaming.Portal.Security;
using OpenTelemetry.Metrics;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace MigrationMainstreaming.Portal.Operations;

/// <summary>What whoever runs the portal sees of it: logs, meters, health, a clean stop.</summary>
public static class OperationServices
{
    /// <summary>Logs: one JSON line per event in Production, readable lines in Development. Ids, never answers.</summary>
    public static void AddLogs(this WebApplicationBuilder builder) =>
        builder.Services.AddSerilog((_, logger) => Configure(logger, builder.Configuration, builder.Environment, toErrors: false));

    /// <summary>The same for commands, on standard error: standard output is for their results.</summary>
    internal static void Configure(LoggerConfiguration logger, IConfiguration configuration, IHostEnvironment environment, bool toErrors)
    {
        LogEventLevel? errors = toErrors ? LogEventLevel.Verbose : null;
        logger.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .MinimumLevel.Override("Npgsql", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .Enrich.FromLogContext()
            .ReadFrom.Configuration(configuration);
        if (environment.IsDevelopment())
        {
            logger.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: System.Globalization.CultureInfo.InvariantCulture, standardErrorFromLevel: errors);
        }
        else
        {
            logger.WriteTo.Console(new RenderedCompactJsonFormatter(), standardErrorFromLevel: errors);
        }
    }

    /// <summary>Settings, meters, proxies, and a stop within ten seconds.</summary>
    public static void AddOperations(this WebApplicationBuilder builder)
    {
        var (portal, smtp) = SettingsReader.Read(builder.Configuration, builder.Environment);
        var services = builder.Services;
        services.AddSingleton(portal);
        services.AddSingleton(smtp);
        services.AddSingleton<IPortalMail, SmtpMail>();
        services.AddSingleton<Health>();
        services.PostConfigure<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme, cookie => cookie.ExpireTimeSpan = TimeSpan.FromMinutes(portal.SessionMinutes));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(8));
        services.Configure<ForwardedHeadersOptions>(headers =>
        {
            if (portal.Proxies().Networks is not { Count: > 0 } networks)
            {
                return;
            }

            headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var network in networks)
            {
                headers.KnownIPNetworks.Add(network);
            }
        });
        services.AddOpenTelemetry().WithMetrics(meters =>
        {
            meters.AddAspNetCoreInstrumentation()
                .AddMeter("Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Lifecycle", "Microsoft.AspNetCore.Components.Server.Circuits", "Npgsql", "MigrationMainstreaming.Portal");
            if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            {
                meters.AddOtlpExporter();
            }
        });
    }

    /// <summary>First in the pipeline: who calls when a proxy stands in front, and one line for each request.</summary>
    public static void UseOperations(this WebApplication app)
    {
        if (app.Services.GetRequiredService<PortalSettings>().Proxies().Networks.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseSerilogRequestLogging(options =>
        {
            options.MessageTemplate = "{RequestMethod} {RequestPath} {StatusCode} in {Elapsed:0} ms";
            options.GetLevel = (context, _, fault) =>
                fault is not null || context.Response.StatusCode >= 500 ? LogEventLevel.Error
                : IsQuiet(context.Request.Path) ? LogEventLevel.Verbose
                : LogEventLevel.Information;

            // Query values stay out, and so do the tokens that stand in addresses.
            options.GetMessageTemplateProperties = (context, _, elapsed, status) =>
            [
                new LogEventProperty("RequestMethod", new ScalarValue(context.Request.Method)),
                new LogEventProperty("RequestPath", new ScalarValue(WithoutToken(context.Request.Path))),
                new LogEventProperty("StatusCode", new ScalarValue(status)),
                new LogEventProperty("Elapsed", new ScalarValue(elapsed)),
            ];
        });
    }

    /// <summary><c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapOperations(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).AllowAnonymous();
        app.MapGet("/health/ready", async (Health health) => await health.LookAsync() switch
        {
            { IsReady: false, Problems: var problems } => Results.Json(new { status = "not ready", problems }, statusCode: StatusCodes.Status503ServiceUnavailable),
            { Problems: { Count: > 0 } problems } => Results.Json(new { status = "degraded", problems }),
            _ => Results.Json(new { status = "ready" }),
        }).AllowAnonymous();
    }

    internal static string WithoutToken(PathString path) =>
        path.StartsWithSegments("/account/invitation") ? "/account/invitation/…" : path.Value ?? "";

    private static bool IsQuiet(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/_framework") || path.StartsWithSegments("/_content");
}
