using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Operations;
using MigrationMainstreaming.Portal.Security;

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

    /// <summary>Prints the link with which the first administrator of an empty portal sets a password; it works once.</summary>
    public static async Task<int?> InviteAdministrator(CommandArguments arguments)
    {
        if (arguments.Plain is not [var email, ..] || !email.Contains('@', StringComparison.Ordinal))
        {
            return Commands.Refuse(["invite-administrator: give an e-mail address, and the name behind it"]);
        }

        return await WithDatabaseAsync(async (database, configuration, environment, cancellation) =>
        {
            var (settings, _) = SettingsReader.Read(configuration, environment);
            var contexts = new ContextSource((DbContextOptions<MainstreamingDbContext>)new DbContextOptionsBuilder<MainstreamingDbContext>().UseMainstreaming(database.Owner ?? database.Serving).Options);
            await using var db = contexts.CreateFor(DataAccess.None with { Platform = true });
            try
            {
                var token = await Invitations.InviteFirstAdministratorAsync(db, email, arguments.Plain.Count == 1 ? email : string.Join(' ', arguments.Plain.Skip(1)), TimeProvider.System.GetUtcNow(), cancellation);
                Console.WriteLine((settings.PublicAddress ?? "").TrimEnd('/') + Links.Invitation(token));
                return Commands.Done;
            }
            catch (DomainRuleException refusal)
            {
                return Commands.Refuse([$"invite-administrator: {refusal.Message}"]);
            }
        });
    }

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
