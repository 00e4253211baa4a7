using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>How long the database is waited for. Somebody who saves hears within five seconds that it was not done: the browser keeps what was
/// typed and sends it again under the same operation id, so giving up early costs nothing, and waiting holds everybody else up.</summary>
public static class TimeLimits
{
    /// <summary>How long it may take to find out who is asking.</summary>
    public static readonly TimeSpan Identity = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a save may take after that. What is given up here may still be done: only the same operation id may follow.</summary>
    public static readonly TimeSpan Save = TimeSpan.FromSeconds(3.3);

    /// <summary>A new or free connection.</summary>
    private const int ConnectSeconds = 3;

    /// <summary>One command.</summary>
    private const int CommandSeconds = 5;

    /// <summary>What reads a whole country, and whose reader waits for it.</summary>
    private static readonly TimeSpan LongRead = TimeSpan.FromSeconds(30);

    // Each connection keeps the plans of so many statements: making them anew at every save cost the server more than the saves.
    private const int KeptPlans = 50;

    // Npgsql would take a hundred, which is all that a server as it comes has for everybody.
    private const int MostConnections = 80;

    /// <summary>Lets a context that only reads take its time: for results and reports, never for anything that saves.</summary>
    public static MainstreamingDbContext ForLongReading(this MainstreamingDbContext db)
    {
        db.Database.SetCommandTimeout(LongRead);
        return db;
    }

    /// <summary>The connection string with our limits, where it says nothing itself.</summary>
    internal static NpgsqlConnectionStringBuilder On(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "portal" };
        builder.Timeout = Says("Timeout") ? builder.Timeout : ConnectSeconds;
        builder.CommandTimeout = Says("Command Timeout", "CommandTimeout") ? builder.CommandTimeout : CommandSeconds;
        builder.MaxAutoPrepare = Says("Max Auto Prepare", "MaxAutoPrepare") ? builder.MaxAutoPrepare : KeptPlans;
        builder.MaxPoolSize = Says("Maximum Pool Size", "MaxPoolSize", "Max Pool Size") ? builder.MaxPoolSize : MostConnections;
        if (string.IsNullOrEmpty(builder.Options))
        {
            // A portal whose machine vanished in the middle of a transaction would keep its rows locked for hours.
            builder.Options = "-c idle_in_transaction_session_timeout=10s";
        }

        return builder;

        bool Says(params string[] names) => names.Any(given.ContainsKey);
    }
}
