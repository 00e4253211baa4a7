using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Seed;
using MigrationMainstreaming.Portal.Data.Seed.Demo;
using Npgsql;

namespace MigrationMainstreaming.Portal.Operations;

/// <summary>What happens to the database before anybody is served.</summary>
public static class DatabaseStart
{
    /// <summary>Brings the database up to date, as the command <c>migrate</c> does.</summary>
    /// <exception cref="StartupException">There is no owner's connection string.</exception>
    public static async Task MigrateAsync(PortalDatabase database, bool withDemo, TimeProvider clock, CancellationToken cancellation = default)
    {
        if (database.Owner is not { } owner)
        {
            throw new StartupException(["ConnectionStrings:Owner is missing: migrate works as the owner of the database."]);
        }

        await DatabaseMigrator.MigrateAsync(owner, database.Serving, async (contexts, stop) =>
        {
            await ShippedContent.PutIntoAsync(contexts, clock.GetUtcNow(), stop);
            if (withDemo)
            {
                await DemoSeed.PutIntoAsync(contexts, clock.GetUtcNow(), stop);
            }
        }, cancellation);
    }

    /// <summary>Migrates in Development; everywhere else only looks whether the database can be trusted with people's work.</summary>
    /// <exception cref="StartupException">It cannot.</exception>
    public static async Task PrepareDatabaseAsync(this WebApplication app, PortalDatabase database)
    {
        var settings = app.Services.GetRequiredService<PortalSettings>();
        var isDevelopment = app.Environment.IsDevelopment();
        if (isDevelopment && settings.PrepareDatabase && database.Owner is not null)
        {
            await MigrateAsync(database, settings.DemoData, app.Services.GetRequiredService<TimeProvider>());
        }

        var problems = await DatabaseCheck.ProblemsAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), app.Services.GetRequiredService<ContextSource>());
        if (problems.Count == 0)
        {
            return;
        }

        if (!isDevelopment)
        {
            throw new StartupException(problems);
        }

        foreach (var problem in problems)
        {
            app.Logger.LogWarning("Outside Development the portal would not start: {Problem}", problem);
        }
    }
}
