using System.Diagnostics;
using System.Text.RegularExpressions;
using MigrationMainstreaming.LocalPostgres;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Operations;

/// <summary>What is lost with the machine is what was not archived: at most a minute.</summary>
public sealed partial class LogArchiveTests
{
    // The worst case: the server has just started, and nothing but one commit happens.
    [BackupFact]
    public async Task ShippedSettings_ArchiveALoneCommitAfterAStart_WithinAMinute()
    {
        var folder = Directory.CreateTempSubdirectory("portal-log").FullName;
        var archive = Path.Combine(folder, "archive");
        var account = await ServerAccount.ForThisUserAsync(CancellationToken.None);
        await account.MakePrivateFolderAsync(folder, CancellationToken.None);
        await account.MakePrivateFolderAsync(archive, CancellationToken.None);
        var shipped = Setting().Matches(await File.ReadAllTextAsync(Path.Combine(BackupFixture.Root, "docker-compose.backup.yml")))
            .ToDictionary(setting => setting.Groups[1].Value, setting => setting.Groups[2].Value);
        Assert.Equal("backup.sh archive-wal \"%p\" \"%f\"", shipped["archive_command"]);
        shipped["archive_mode"] = "on";
        shipped["archive_command"] = $"cp \"%p\" \"{archive}/%f\"";
        await using (var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions { Folder = Path.Combine(folder, "server"), Settings = shipped }, account, CancellationToken.None))
        {
            var clock = Stopwatch.StartNew();
            string? segment;
            await using (var connection = new NpgsqlConnection(server.ConnectionString("postgres") + ";Pooling=false"))
            {
                await connection.OpenAsync();
                await using var write = new NpgsqlCommand("create table lone (); select pg_walfile_name(pg_current_wal_insert_lsn())", connection);
                segment = await write.ExecuteScalarAsync() as string;
            }

            while (!File.Exists(Path.Combine(archive, segment!)) && clock.Elapsed < TimeSpan.FromSeconds(90))
            {
                await Task.Delay(200);
            }

            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        }

        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex("(?m)^ +- -c([a-z_]+)=(.*)$")]
    private static partial Regex Setting();
}
