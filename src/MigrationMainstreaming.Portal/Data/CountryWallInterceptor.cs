using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Tells the database, at each opening of a connection, whose rows exist: the second wall reads it.</summary>
/// <remarks>Read from the context at that moment, never captured earlier. The pool clears the settings when a connection returns,
/// which is why a connection string with <c>No Reset On Close</c> or multiplexing is refused at the start.</remarks>
public sealed class CountryWallInterceptor : DbConnectionInterceptor
{
    public static readonly CountryWallInterceptor Instance = new();

    private CountryWallInterceptor()
    {
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = CommandFor(connection, eventData.Context);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = CommandFor(connection, eventData.Context);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand CommandFor(DbConnection connection, DbContext? context)
    {
        var access = (context as MainstreamingDbContext)?.Access ?? DataAccess.None;
        return new NpgsqlCommand("select set_config('app.countries', $1, false), set_config('app.user', $2, false), set_config('app.platform', $3, false)", (NpgsqlConnection)connection)
        {
            Parameters =
            {
                new() { Value = string.Join(',', access.Countries) },
                new() { Value = access.UserId?.ToString() ?? "" },
                new() { Value = access.Platform ? "on" : "" },
            },
        };
    }
}
