using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Looks whether the database is one that people's work may be trusted to, before anybody is served.</summary>
public static class DatabaseCheck
{
    /// <summary>What is wrong with a serving connection string by itself, in words without its secrets.</summary>
    public static IEnumerable<string> ProblemsWith(NpgsqlConnectionStringBuilder serving)
    {
        if (serving.NoResetOnClose)
        {
            yield return "ConnectionStrings:Portal says \"No Reset On Close\": the next person would see the rows of the one before. Take it out.";
        }

        if (serving.Multiplexing)
        {
            yield return "ConnectionStrings:Portal says \"Multiplexing\": settings of one person would reach another. Take it out.";
        }
    }

    /// <summary>What is wrong with the database as the serving role finds it. Empty means ready.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(NpgsqlDataSource serving, ContextSource contexts, CancellationToken cancellation = default)
    {
        var problems = new List<string>();
        try
        {
            await using var connection = await serving.OpenConnectionAsync(cancellation);
            problems.AddRange(await RoleProblemsAsync(connection, cancellation));
            problems.AddRange(await SettingProblemsAsync(connection, cancellation));
            await using var db = contexts.CreateFor(DataAccess.None);
            var schema = await SchemaCheck.ProblemsAsync(db, cancellation);
            problems.AddRange(schema);
            if (schema.Count == 0)
            {
                problems.AddRange(await WallProblemsAsync(connection, db, cancellation));
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            problems.Add($"The database cannot be reached with ConnectionStrings:Portal: {exception.Message}");
        }

        return problems;
    }

    private static async Task<List<string>> RoleProblemsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string Sql = """
            select current_user, rolsuper, rolbypassrls,
                   exists (select from pg_tables where schemaname = 'public' and tableowner = current_user),
                   has_schema_privilege('public', 'create')
            from pg_roles where rolname = current_user
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var role = reader.GetString(0);
        string[] traits = ["is a superuser", "bypasses row-level security", "owns the tables", "may create tables"];
        return [.. traits.Where((_, index) => reader.GetBoolean(index + 1)).Select(trait => $"The role {role} of ConnectionStrings:Portal {trait}: the walls between countries would not bind it. Serve with the restricted role that the command migrate makes.")];
    }

    private static async Task<List<string>> SettingProblemsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var problems = new List<string>();
        await using var command = new NpgsqlCommand("select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off'", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            problems.Add($"The database runs with {reader.GetString(0)} off: what people were told is saved could be lost. Switch it on.");
        }

        return problems;
    }

    private static async Task<List<string>> WallProblemsAsync(NpgsqlConnection connection, MainstreamingDbContext db, CancellationToken cancellation)
    {
        const string Sql = """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relname = any($1) and c.relrowsecurity and c.relforcerowsecurity
              and exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname and p.qual is not null and p.with_check is not null)
            """;
        var walled = new HashSet<string>();
        var tables = RowSecurity.TablesWithCountry(db.Model);
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = tables.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            walled.Add(reader.GetString(0));
        }

        return [.. tables.Where(table => !walled.Contains(table)).Select(table => $"The table {table} has no forced row-level security. Run the command migrate.")];
    }
}
