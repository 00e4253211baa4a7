using System.Net.Sockets;
using Npgsql;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>Tells faults of the database server, which pass, from faults of ours, which do not.</summary>
/// <remarks>After such a fault nobody knows whether the write was done. It may be sent again under the same operation id, and only so.</remarks>
public static class DatabaseFault
{
    /// <summary>What is wrong with the server, in a sentence for who wanted to save; <see langword="null"/> when it is no such fault.</summary>
    public static string? SentenceOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            switch (exception)
            {
                case PostgresException fault:
                    return SentenceOf(fault.SqlState);
                case NpgsqlException { InnerException: null or TimeoutException }:
                    return Busy;
                case NpgsqlException or SocketException or IOException or ObjectDisposedException { ObjectName: "Npgsql.NpgsqlConnection" or "NpgsqlConnection" }:
                    return Unreachable;
                case TimeoutException:
                    return Busy;
            }
        }

        return null;
    }

    private static string? SentenceOf(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => /* RefusalText */ "The server's storage is full. Nothing can be saved until there is room again.",
        PostgresErrorCodes.ReadOnlySqlTransaction => /* RefusalText */ "The server takes no changes at the moment.",
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.ConfigurationLimitExceeded or PostgresErrorCodes.InsufficientResources => /* RefusalText */ "Too many people are at work on the server at this moment.",
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or IdleInTransaction => Busy,
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal) => Unreachable,
        _ => null,
    };

    /// <summary>The server ended a transaction that we had left waiting.</summary>
    private const string IdleInTransaction = "25P03";

    private const string Busy = /* RefusalText */ "The server did not answer in time.";
    private const string Unreachable = /* RefusalText */ "The server's database cannot be reached at the moment.";
}
