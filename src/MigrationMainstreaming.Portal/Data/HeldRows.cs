using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Lets a query hold the rows of its first table until the transaction ends: <c>query.TagWith(HeldRows.Shared)</c>.</summary>
/// <remarks>EF Core has no word for it, and SQL of one's own inside a query is put together anew at each run. A query whose first table is
/// no plain one is refused by the database.</remarks>
public sealed class HeldRows : DbCommandInterceptor
{
    /// <summary>Others may hold them so too, and nobody may change them.</summary>
    public const string Shared = Mark + "for share";

    /// <summary>Nobody else may hold or change them; what refers to them may still be added.</summary>
    public const string Alone = Mark + "for no key update";

    public static readonly HeldRows Instance = new();

    private const string Mark = "held ";
    private const string Comment = "-- " + Mark;

    // There are as many as there are queries in the code that hold rows.
    private readonly ConcurrentDictionary<string, string> _holding = new(StringComparer.Ordinal);

    private HeldRows()
    {
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Hold(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Hold(command);
        return ValueTask.FromResult(result);
    }

    private void Hold(DbCommand command)
    {
        if (command.CommandText.StartsWith(Comment, StringComparison.Ordinal))
        {
            command.CommandText = _holding.GetOrAdd(command.CommandText, Holding);
        }
    }

    private static string Holding(string sql)
    {
        var how = sql[Comment.Length..sql.IndexOf('\n', StringComparison.Ordinal)].TrimEnd();
        var first = sql[(sql.IndexOf("\nFROM ", StringComparison.Ordinal) + 1)..].Split(['\r', '\n'], 2)[0];
        return $"{sql}\n{how} of {first[(first.LastIndexOf(' ') + 1)..]}";
    }
}
