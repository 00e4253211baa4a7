using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>The database's clock: the only one whose moments are kept, and with which kept moments are compared. A portal whose own clock is
/// wrong, or differs from another portal's, changes nothing in what is recorded and nothing in what anybody may do.</summary>
public static class DatabaseClock
{
    private static readonly MethodInfo NowMethod = typeof(DatabaseClock).GetMethod(nameof(Now))!;

    /// <summary>The present moment, inside a query.</summary>
    /// <remarks>Not <c>DateTimeOffset.UtcNow</c>, which becomes the moment at which the transaction began: one that waited for a lock would
    /// still grant what was taken back meanwhile.</remarks>
    public static DateTimeOffset Now() => throw new NotSupportedException("The database says what time it is: use this inside a query, or NowAsync.");

    /// <summary>The present moment.</summary>
    public static Task<DateTimeOffset> NowAsync(this MainstreamingDbContext db, CancellationToken cancellation = default) =>
        db.Database.SqlQuery<DateTimeOffset>($"select clock_timestamp() as \"Value\"").SingleAsync(cancellation);

    /// <summary>Lets queries say <see cref="Now"/>.</summary>
    internal static void AddClock(this ModelBuilder builder) => builder.HasDbFunction(NowMethod).HasName("clock_timestamp").IsBuiltIn();
}
