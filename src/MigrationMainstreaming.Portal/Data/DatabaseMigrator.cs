using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Brings the database up to date as its owner: tables, the serving role, the second wall, what tells open pages of changes, frameworks and questionnaires.</summary>
public static class DatabaseMigrator
{
    // Any number of ours; whoever migrates waits for whoever migrates already.
    private const long Lock = 7_203_001_018_001;

    /// <param name="owner">The owner's connection string.</param>
    /// <param name="serving">The serving role's connection string: its role is made where it is missing, with its password.</param>
    /// <param name="seed">Runs last, as the owner, still under the lock: it must do no harm when it runs again.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StartupException">The database is newer than the portal; nothing was changed.</exception>
    public static async Task MigrateAsync(string owner, string serving, Func<ContextSource, CancellationToken, Task>? seed = null, CancellationToken cancellation = default)
    {
        await using var guard = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await guard.OpenAsync(cancellation);
        await ExecuteAsync(guard, $"select pg_advisory_lock({Lock})", cancellation);

        // EF's own lock lies inside the transaction that it opens; one of ours around it would break that.
        var contexts = new ContextSource((DbContextOptions<MainstreamingDbContext>)new DbContextOptionsBuilder<MainstreamingDbContext>()
            .UseMainstreaming(new NpgsqlConnectionStringBuilder(owner) { CommandTimeout = 300 }.ConnectionString).Options);
        await using var db = contexts.CreateFor(DataAccess.None);
        if (await SchemaCheck.NewerThanOursAsync(db, cancellation) is { } newer)
        {
            throw new StartupException([newer]);
        }

        await db.Database.MigrateAsync(cancellation);

        var role = new NpgsqlConnectionStringBuilder(serving);
        await MakeRoleAsync(guard, role, cancellation);
        await using (var transaction = await guard.BeginTransactionAsync(cancellation))
        {
            await ExecuteAsync(guard, RowSecurity.Script(db.Model, role.Username ?? RowSecurity.ServingRole), cancellation);
            await ExecuteAsync(guard, ChangeFeed.Script, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        if (seed is not null)
        {
            await seed(contexts, cancellation);
        }
    }

    private static async Task MakeRoleAsync(NpgsqlConnection connection, NpgsqlConnectionStringBuilder serving, CancellationToken cancellation)
    {
        var name = serving.Username ?? RowSecurity.ServingRole;
        await using var ask = new NpgsqlCommand("select exists (select from pg_roles where rolname = $1)", connection) { Parameters = { new() { Value = name } } };
        if (await ask.ExecuteScalarAsync(cancellation) is true)
        {
            return;
        }

        // Roles take no parameters; format() quotes both, and the password never stands in a statement that is logged by us.
        await using var make = new NpgsqlCommand("select format('create role %I login nosuperuser nobypassrls nocreatedb nocreaterole noinherit password %L', $1, $2)", connection)
        {
            Parameters = { new() { Value = name }, new() { Value = serving.Password is { Length: > 0 } password ? password : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } },
        };
        await ExecuteAsync(connection, (string)(await make.ExecuteScalarAsync(cancellation))!, cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
