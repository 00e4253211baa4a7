using Microsoft.AspNetCore.DataProtection;
using MigrationMainstreaming.Portal.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Operations;

/// <summary>Whether people can be served now: the database takes writes, its tables are ours, keys can be used, and we are not stopping.</summary>
internal sealed class Health(NpgsqlDataSource database, ContextSource contexts, IDataProtectionProvider keys, IHostApplicationLifetime lifetime, ILogger<Health> log)
{
    private bool _schemaIsOurs;

    /// <returns>What stands in the way, in one word each; the log says more.</returns>
    public async Task<IReadOnlyList<string>> ProblemsAsync(CancellationToken cancellation)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return ["stopping"];
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        var what = "database";
        try
        {
            await using (var command = database.CreateCommand("select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off'"))
            {
                if (await command.ExecuteScalarAsync(limit.Token) is not true)
                {
                    return ["database"];
                }
            }

            what = "schema";
            if (!_schemaIsOurs)
            {
                await using var db = contexts.CreateFor(DataAccess.None);
                _schemaIsOurs = (await SchemaCheck.ProblemsAsync(db, limit.Token)).Count == 0;
                if (!_schemaIsOurs)
                {
                    return ["schema"];
                }
            }

            what = "keys";
            var protector = keys.CreateProtector("health");
            return protector.Unprotect(protector.Protect("ready")) == "ready" ? [] : ["keys"];
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or TimeoutException or System.Security.Cryptography.CryptographicException or InvalidOperationException)
        {
            log.LogWarning(exception, "Not ready: {What}", what);
            return [what];
        }
    }
}
