using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Operations;

namespace MigrationMainstreaming.Portal.Commands;

/// <summary>The commands that need a database: in Development the private one is started for them.</summary>
internal static class DatabaseCommands
{
    /// <summary>Brings the database up to date, under a lock.</summary>
    public static Task<int?> Migrate(CommandArguments arguments) =>
        WithDatabaseAsync(async (database, _, _, cancellation) =>
        {
            await DatabaseStart.MigrateAsync(database, withDemo: false, TimeProvider.System, cancellation);
            await Console.Error.WriteLineAsync("The database is up to date.");
            return Commands.Done;
        });

    /// <summary>Finds the database for a command and hands it over; what goes wrong becomes one line per problem.</summary>
    internal static async Task<int?> WithDatabaseAsync(Func<PortalDatabase, IConfiguration, IHostEnvironment, CancellationToken, Task<int>> act)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        try
        {
            // The host's own rules for settings, environment and content root, without building a host.
            var builder = WebApplication.CreateBuilder();
            SettingsReader.Read(builder.Configuration, builder.Environment);
            await using var database = await PortalDatabase.FindAsync(builder.Configuration, builder.Environment, Console.Error.WriteLine, stop.Token);
            return await act(database, builder.Configuration, builder.Environment, stop.Token);
        }
        catch (StartupException refusal)
        {
            return Commands.Refuse(refusal.Problems);
        }
        catch (Exception exception) when (exception is LocalPostgresException or Npgsql.NpgsqlException or OperationCanceledException)
        {
            return Commands.Refuse([exception.Message]);
        }
    }
}
