using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Operations;
using MigrationMainstreaming.Portal.Security;
using Npgsql;

namespace MigrationMainstreaming.Portal.Commands;

/// <summary>The commands that need a database: in Development the private one is started for them.</summary>
internal static class DatabaseCommands
{
    /// <summary>Brings the database up to date, under a lock.</summary>
    public static async Task<int?> Migrate(CommandArguments arguments) => arguments.Misuse([], 0, 0) is { Count: > 0 } misuse
        ? Commands.Refuse(misuse)
        : await WithDatabaseAsync(async (database, _, _, cancellation) =>
        {
            await DatabaseStart.MigrateAsync(database, withDemo: false, TimeProvider.System, cancellation);
            await Console.Error.WriteLineAsync("The database is up to date.");
            return Commands.Done;
        });

    /// <summary>Prints the link with which the first administrator of an empty portal sets a password; it works once.</summary>
    public static async Task<int?> InviteAdministrator(CommandArguments arguments)
    {
        if (arguments.Misuse([], 1, int.MaxValue, "give an e-mail address, and the name behind it") is { Count: > 0 } misuse)
        {
            return Commands.Refuse(misuse);
        }

        var email = arguments.Plain[0];
        var name = arguments.Plain.Count == 1 ? email : string.Join(' ', arguments.Plain.Skip(1)).Trim();
        if (!IsAddress(email) || name.Length is 0 or > 200)
        {
            return Commands.Refuse([IsAddress(email)
                ? "invite-administrator: give a name of up to 200 characters"
                : $"invite-administrator: {email}: give an e-mail address, such as name@ministry.example"]);
        }

        return await WithDatabaseAsync(async (database, configuration, environment, cancellation) =>
        {
            var (settings, _) = SettingsReader.Read(configuration, environment);
            var contexts = new ContextSource((DbContextOptions<MainstreamingDbContext>)new DbContextOptionsBuilder<MainstreamingDbContext>().UseMainstreaming(database.Owner ?? database.Serving).Options);
            await using var db = contexts.CreateFor(DataAccess.None with { Platform = true });
            try
            {
                var token = await Invitations.InviteFirstAdministratorAsync(db, email, name, await db.NowAsync(cancellation), cancellation);
                if (string.IsNullOrWhiteSpace(settings.PublicAddress))
                {
                    await Console.Error.WriteLineAsync("Portal:PublicAddress is not set: put the address of the portal before the link.");
                }

                Console.WriteLine((settings.PublicAddress ?? "").TrimEnd('/') + Links.Invitation(token));
                return Commands.Done;
            }
            catch (DomainRuleException refusal)
            {
                return Commands.Refuse([$"invite-administrator: {refusal.Message}"]);
            }
        });
    }

    /// <summary>Looks whether rows, hashes and history fit together, as PostgreSQL's administrator; changes nothing.</summary>
    public static async Task<int?> CheckData(CommandArguments arguments) => arguments.Misuse([], 0, 0) is { Count: > 0 } misuse
        ? Commands.Refuse(misuse)
        : await GuardedAsync(async cancellation =>
        {
            var builder = WebApplication.CreateBuilder();
            if (builder.Configuration.GetConnectionString("Administrator") is { Length: > 0 } administrator)
            {
                return await CheckDataAsync(administrator, cancellation);
            }

            await using var database = builder.Environment.IsDevelopment() ? await PortalDatabase.FindAsync(builder.Configuration, builder.Environment, Console.Error.WriteLine, cancellation) : null;
            return database?.Administrator is { } own
                ? await CheckDataAsync(own, cancellation)
                : Commands.Refuse(["ConnectionStrings:Administrator is missing: check-data reads the rows of every country, which row-level security keeps from all but PostgreSQL's administrator."]);
        });

    private static async Task<int> CheckDataAsync(string administrator, CancellationToken cancellation)
    {
        DataReport report;
        try
        {
            report = await DataCheck.RunAsync(administrator, cancellation);
        }
        catch (ArgumentException)
        {
            // The message could repeat a part of the string.
            return Commands.Refuse(["ConnectionStrings:Administrator cannot be read: write it as Host=…;Database=…;Username=…;Password=…."]);
        }

        foreach (var (table, count) in report.Rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table} {count}"));
        }

        await Console.Error.WriteLineAsync(report.NewestAnswer is { } newest ? $"The newest answer was given at {newest} UTC." : "There is no answer.");
        if (report.Problems.Count > 0)
        {
            return Commands.Refuse(report.Problems);
        }

        await Console.Error.WriteLineAsync("Rows, hashes and history fit together.");
        return Commands.Done;
    }

    /// <summary>Finds the database for a command and hands it over; what goes wrong becomes one line per problem.</summary>
    internal static Task<int?> WithDatabaseAsync(Func<PortalDatabase, IConfiguration, IHostEnvironment, CancellationToken, Task<int>> act) => GuardedAsync(async cancellation =>
    {
        // The host's own rules for settings, environment and content root, without building a host.
        var builder = WebApplication.CreateBuilder();
        SettingsReader.Read(builder.Configuration, builder.Environment);
        await using var database = await PortalDatabase.FindAsync(builder.Configuration, builder.Environment, Console.Error.WriteLine, cancellation);
        return await act(database, builder.Configuration, builder.Environment, cancellation);
    });

    private static async Task<int?> GuardedAsync(Func<CancellationToken, Task<int>> act)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        try
        {
            return await act(stop.Token);
        }
        catch (StartupException refusal)
        {
            return Commands.Refuse(refusal.Problems);
        }
        catch (Exception exception) when (exception is LocalPostgresException or OperationCanceledException)
        {
            return Commands.Refuse([exception.Message]);
        }
        catch (Exception exception) when (DatabaseProblem(exception) is not null)
        {
            return Commands.Refuse([DatabaseProblem(exception)!]);
        }
    }

    private static bool IsAddress(string text) =>
        text.Length is > 3 and <= 256 && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && !text.Any(char.IsWhiteSpace);

    /// <summary>What the database says, however deep EF Core has wrapped it; <see langword="null"/> where it is not the database that speaks.</summary>
    private static string? DatabaseProblem(Exception? exception) => exception switch
    {
        null => null,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn } => "The database is empty or older than the portal. Run the command migrate.",
        PostgresException refusal => $"The database refuses: {refusal.MessageText}",
        NpgsqlException unreachable => $"The database cannot be reached: {unreachable.Message}",
        _ => DatabaseProblem(exception.InnerException),
    };
}
