using Microsoft.EntityFrameworkCore;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Whether the tables of a database are those that this portal knows: neither older nor newer.</summary>
public static class SchemaCheck
{
    /// <summary>What is wrong, in words. Empty means that they are ours.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(MainstreamingDbContext db, CancellationToken cancellation = default)
    {
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellation)).ToList();
        if (NewerThanOurs(db, applied) is { } newer)
        {
            return [newer];
        }

        var missing = db.Database.GetMigrations().Except(applied).ToList();
        return missing.Count == 0 ? [] : [$"The database is older than the portal: {missing.Count} steps are missing, the first is {missing[0]}. Run the command migrate."];
    }

    /// <summary>Why nothing may be changed in a database that a newer portal has made, after a restore for instance: what it
    /// keeps would be read wrongly, or lost. <see langword="null"/> when it may.</summary>
    public static async Task<string?> NewerThanOursAsync(MainstreamingDbContext db, CancellationToken cancellation = default) =>
        NewerThanOurs(db, await db.Database.GetAppliedMigrationsAsync(cancellation));

    private static string? NewerThanOurs(MainstreamingDbContext db, IEnumerable<string> applied) =>
        applied.Except(db.Database.GetMigrations()).Order(StringComparer.Ordinal).LastOrDefault() is { } unknown
            ? $"The database is newer than the portal, which does not know the step {unknown}. Start the version of the portal that made it, or restore an older backup."
            : null;
}
