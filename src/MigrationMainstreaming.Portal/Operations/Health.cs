using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using MigrationMainstreaming.Portal.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Operations;

/// <summary>Whether people can be served, and what is wrong, in one word each.</summary>
/// <param name="IsReady">Whether to send people here.</param>
/// <param name="Problems">Of a ready portal: what makes it slow or partial at the moment.</param>
internal sealed record HealthState(bool IsReady, params IReadOnlyList<string> Problems);

/// <summary>Whether people can be served now: the database takes writes, its tables are ours, keys can be used, and we are not stopping.</summary>
/// <remarks>The server is asked over a connection of its own: when all of the pool are lent out, as behind a locked table, the portal is
/// slow and not gone, and nobody is helped by taking it away.</remarks>
internal sealed class Health([FromKeyedServices(DataServices.ForHealth)] NpgsqlDataSource server, NpgsqlDataSource pool, ContextSource contexts, IDataProtectionProvider keys, IHostApplicationLifetime lifetime, ILogger<Health> log)
{
    /// <summary>How long the server may take to say that it is there.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);

    /// <summary>How long the pool may take to lend a connection before that is worth a word.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private bool _schemaIsOurs;

    public async Task<HealthState> LookAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new HealthState(false, "stopping");
        }

        // A pool that lends nothing says nothing about the schema, which was looked at before anybody was served.
        return await FailsAsync("database", LongestAnswer, TakesWritesAsync) ? new HealthState(false, "database")
            : await FailsAsync("keys", LongestAnswer, KeysWorkAsync) ? new HealthState(false, "keys")
            : await FailsAsync("busy", LongestWait, LendsAsync) ? new HealthState(true, "busy")
            : await FailsAsync("schema", LongestAnswer, SchemaIsOursAsync) ? new HealthState(false, "schema")
            : new HealthState(true);
    }

    private async Task<bool> TakesWritesAsync()
    {
        await using var command = server.CreateCommand("select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off'");
        return await command.ExecuteScalarAsync() is true;
    }

    private async Task<bool> LendsAsync()
    {
        await using var command = pool.CreateCommand("select 1");
        return await command.ExecuteScalarAsync() is not null;
    }

    private async Task<bool> SchemaIsOursAsync()
    {
        if (!_schemaIsOurs)
        {
            await using var db = contexts.CreateFor(DataAccess.None);
            _schemaIsOurs = (await SchemaCheck.ProblemsAsync(db)).Count == 0;
        }

        return _schemaIsOurs;
    }

    private Task<bool> KeysWorkAsync()
    {
        var protector = keys.CreateProtector("health");
        return Task.FromResult(protector.Unprotect(protector.Protect("ready")) == "ready");
    }

    /// <summary>Given up after a while whatever it waits for: a server that was stopped in its tracks does not even refuse.</summary>
    private async Task<bool> FailsAsync(string what, TimeSpan longest, Func<Task<bool>> works)
    {
        try
        {
            return !await Task.Run(works).WaitAsync(longest);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or TimeoutException or CryptographicException or InvalidOperationException)
        {
            log.LogWarning(exception, "Not well: {What}", what);
            return true;
        }
    }
}
