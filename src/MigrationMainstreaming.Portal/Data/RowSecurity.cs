using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.Data.Accounts;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Data.Configurations;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>The second wall, as a script that may run any number of times: row-level security on every table with a country, and what the
/// serving role may do. Derived from the model, so that a new table cannot be forgotten.</summary>
public static class RowSecurity
{
    /// <summary>The role that serves when the connection string names no other.</summary>
    public const string ServingRole = "mm_portal";

    // In a subquery, so that it is worked out once a statement and not once a row. After a connection was in the pool the setting is empty, not absent.
    private const string Countries = "(select string_to_array(nullif(current_setting('app.countries', true), ''), ',')::uuid[])::uuid[]";
    private const string User = "(select nullif(current_setting('app.user', true), '')::uuid)";
    private const string Platform = "(select coalesce(current_setting('app.platform', true), '') = 'on')";
    private const string InCountry = $"country_id = any({Countries})";

    /// <summary>Written once and never changed, not even by mistake.</summary>
    private static readonly Type[] AppendOnly = [typeof(AnswerRevision), typeof(ResultSnapshot), typeof(CrosswalkDecision), typeof(NationalPlanRevision), typeof(SettledRating), typeof(HitComment), typeof(HitSettlement), typeof(Activity), typeof(Operation)];

    /// <summary>The tables that have a country, by name.</summary>
    public static IReadOnlyList<string> TablesWithCountry(IModel model) =>
        [.. Owned(model).Select(entity => entity.GetTableName()!).Order(StringComparer.Ordinal)];

    /// <summary>The whole script for a serving role.</summary>
    public static string Script(IModel model, string servingRole)
    {
        var role = Quoted(servingRole);
        return string.Join('\n',
        [
            "revoke create on schema public from public;",
            $"grant usage on schema public to {role};",
            $"grant select, insert, update, delete on all tables in schema public to {role};",
            $"grant usage, select on all sequences in schema public to {role};",
            $"revoke insert, update, delete on \"__EFMigrationsHistory\", frameworks from {role};",
            .. AppendOnly.Select(type => $"revoke update, delete on {Quoted(model.FindEntityType(type)!.GetTableName()!)} from {role};"),
            .. Owned(model).SelectMany(WallAround),
        ]);
    }

    private static IEnumerable<IEntityType> Owned(IModel model) => model.GetEntityTypes().Where(entity => entity.FindProperty(nameof(ICountryOwned.CountryId)) is not null);

    private static IEnumerable<string> WallAround(IEntityType entity)
    {
        var table = Quoted(entity.GetTableName()!);
        yield return $"alter table {table} enable row level security;";
        yield return $"alter table {table} force row level security;";
        foreach (var (policy, command, rule) in PoliciesOf(entity.ClrType))
        {
            yield return $"drop policy if exists {policy} on {table};";
            yield return $"create policy {policy} on {table} for {command} using ({rule})" + (command == "all" ? $" with check ({rule});" : ";");
        }
    }

    private static IEnumerable<(string Policy, string Command, string Rule)> PoliciesOf(Type type)
    {
        if (type == typeof(GrantedScope))
        {
            // Everybody reads what they were given; giving needs the country, or the platform.
            yield return ("country", "all", $"{Platform} or {InCountry}");
            yield return ("own", "select", $"user_id = {User}");
        }
        else if (type == typeof(Invitation) || Walls.SeenByPlatform.Contains(type))
        {
            yield return ("country", "all", $"{Platform} or {InCountry}");
        }
        else if (type == typeof(Operation))
        {
            yield return ("country", "all", $"user_id = {User} and (country_id is null or {InCountry})");
        }
        else
        {
            yield return ("country", "all", InCountry);
        }
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
