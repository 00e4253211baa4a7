using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Operations;

/// <summary>The way back: what was acknowledged before a second is there after a restore to it, nothing later is; and no damaged,
/// foreign or too new backup ever becomes a database.</summary>
public sealed class BackupTests(BackupFixture backup) : IClassFixture<BackupFixture>
{
    private const string Official = "health@demo.example";
    private static readonly string[] Questions = ["HEA-4", "HEA-6", "HEA-7", "HEA-9"];

    // F45.
    [BackupFact]
    public async Task TakenWhilePeopleWrite_RestoredToASecond_HoldsWhatWasAcknowledgedBefore_AndNothingAfter()
    {
        var ledger = new ConcurrentQueue<Written>();
        using var end = new CancellationTokenSource();
        var writers = Questions.Select(question => WriteAsync(question, ledger, end.Token)).ToList();

        var taken = (Begun: DateTimeOffset.UtcNow, Ended: DateTimeOffset.MaxValue);
        var take = await backup.BackupAsync("take");
        Assert.True(take.Succeeded, take.Output);
        taken.Ended = DateTimeOffset.UtcNow;

        // A backup restores from the full second after its end.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        var chosen = DateTimeOffset.UtcNow;
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await end.CancelAsync();
        await Task.WhenAll(writers);
        await backup.ArchiveAllAsync();

        var folder = backup.NewFolder();
        var restored = await backup.BackupAsync("restore", "--into", Path.Combine(folder, "data"), "--to", Said(chosen));
        Assert.True(restored.Succeeded, restored.Output);
        var (server, superuser) = await backup.StartAsync(folder);
        await using (server)
        {
            var there = await OperationsAsync(superuser);
            var (before, after) = (ledger.Where(write => write.Acknowledged < chosen).ToList(), ledger.Where(write => write.Sent > chosen).ToList());
            Assert.Contains(ledger, write => write.Sent > taken.Begun && write.Acknowledged < taken.Ended);
            Assert.Contains(before, write => write.Sent > taken.Ended);
            Assert.NotEmpty(after);
            Assert.DoesNotContain(before, write => !there.TryGetValue(write.Operation, out var kept) || kept != (write.Version, write.Text));
            Assert.DoesNotContain(after, write => there.ContainsKey(write.Operation));
            Assert.Empty((await DataCheck.RunAsync(superuser)).Problems);
        }

        // Everything else is in the log too.
        var all = await OperationsAsync(backup.Superuser);
        Assert.DoesNotContain(ledger, write => !all.ContainsKey(write.Operation));
    }

    [BackupFact]
    public async Task Drill_ChecksTheDataOfTheNewestBackup_AndFindsAnAccident_ButNotBeforeIt()
    {
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        var before = DateTimeOffset.UtcNow;
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        var answer = await ExecuteAsync("update answers set comment = coalesce(comment, '') || ' ' where id = (select min(id::text)::uuid from answers) returning id::text");
        await backup.ArchiveAllAsync();

        var afterwards = await backup.BackupAsync("drill", "--portal", AppContext.BaseDirectory, "--scratch", backup.Folder);
        var earlier = await backup.BackupAsync("drill", "--portal", AppContext.BaseDirectory, "--scratch", backup.Folder, "--to", Said(before));
        await ExecuteAsync("update answers set comment = nullif(left(comment, -1), '') where id = (select min(id::text)::uuid from answers)");

        Assert.False(afterwards.Succeeded);
        Assert.Contains($"answers {answer}: ", afterwards.Output, StringComparison.Ordinal);
        Assert.Contains("The drill failed: the restored data is not what it should be.", afterwards.Output, StringComparison.Ordinal);
        Assert.True(earlier.Succeeded, earlier.Output);
        Assert.Contains("Rows, hashes and history fit together.", earlier.Output, StringComparison.Ordinal);
        Assert.Contains("The drill went well", earlier.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(backup.Folder, "backup-drill.*"));
    }

    [BackupFact]
    public async Task RestoredDatabase_ThatLivedOn_CanBeRestoredAgain()
    {
        var backups = backup.Copy();
        var (first, second) = (backup.NewFolder(), backup.NewFolder());
        Assert.True((await backup.BackupInAsync(backups, backup.Identity, "restore", "--into", Path.Combine(first, "data"))).Succeeded);
        var (lived, superuser) = await backup.StartAsync(first, backups);
        await using (lived)
        {
            await ExecuteAsync("update users set name = 'Lived On' where email = 'health@demo.example'", superuser);
            await backup.ArchiveAllAsync(superuser);
        }

        var again = await backup.BackupInAsync(backups, backup.Identity, "restore", "--into", Path.Combine(second, "data"));
        Assert.True(again.Succeeded, again.Output);
        var (server, there) = await backup.StartAsync(second);
        await using (server)
        {
            Assert.Equal("Lived On", await ExecuteAsync("select name from users where email = 'health@demo.example'", there));
        }
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "base: cut short", "is damaged or cut short" },
        { "base: flipped", "is damaged or cut short" },
        { "base: cut short, sums fit", "is damaged, or the key is" },
        { "base: flipped, sums fit", "is damaged, or the key is" },
        { "base: its list of files flipped", "not what its own list of files says" },
        { "base: a file in it flipped", "not what its own list of files says" },
        { "about: flipped", "what is written about it is damaged" },
        { "sums: flipped", "damaged" },
        { "log: cut short", "is damaged or cut short" },
        { "log: flipped", "is damaged or cut short" },
        { "log: flipped, sums fit", "is damaged, or the key is" },
        { "log: a sum flipped", "is damaged or cut short" },
        { "log: one missing", "The log has a gap" },
        { "log: all missing", "The log that belongs to backup" },
    };

    [BackupTheory]
    [MemberData(nameof(Damages))]
    public async Task DamagedBackup_IsRefusedInWords_AndLeavesNothingBehind(string damage, string words)
    {
        var backups = backup.Copy();
        await DamageAsync(backups, damage);
        var folder = Path.Combine(backup.NewFolder(), "data");

        var restored = await backup.BackupInAsync(backups, backup.Identity, "restore", "--into", folder);

        AssertRefused(restored, words);
        Assert.True(!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any());

        // Looking at it finds the same, but for what only unpacking can show.
        var seen = await backup.BackupInAsync(backups, backup.Identity, "verify");
        Assert.Equal(damage.Contains(" in it ", StringComparison.Ordinal) || damage.Contains("list of files", StringComparison.Ordinal) ? 0 : 1, seen.ExitCode);
    }

    [BackupFact]
    public async Task WholeBackup_IsVerified_WithAndWithoutTheKey()
    {
        var without = await backup.BackupInAsync(backup.Whole, null, "verify");
        var with = await backup.BackupInAsync(backup.Whole, backup.Identity, "verify");

        Assert.True(without.Succeeded, without.Output);
        Assert.Contains("Nothing was decrypted", without.Output, StringComparison.Ordinal);
        Assert.True(with.Succeeded, with.Output);
        Assert.Contains("All of it can be decrypted and read.", with.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(backup.Whole, "*.age", SearchOption.AllDirectories), file => Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains("demo.example", StringComparison.Ordinal));
    }

    [BackupTheory]
    [InlineData("wrong key", "was encrypted for another one")]
    [InlineData("no key", "BACKUP_IDENTITY is not set")]
    [InlineData("newer PostgreSQL", "The backup was made by PostgreSQL 99")]
    [InlineData("newer script", "by a newer version of this script")]
    [InlineData("before the backup", "is before the end of the oldest base backup: the earliest second that can be restored is")]
    [InlineData("after the log", "The log ends at")]
    [InlineData("no time", "perhaps is no time")]
    [InlineData("no backup folder", "is no backup folder. Is its disk mounted?")]
    [InlineData("no such backup", "There is no backup 20300630T000000Z")]
    public async Task BackupThatDoesNotFit_IsRefusedInWords(string reason, string words)
    {
        var backups = backup.Copy();
        var about = Directory.GetFiles(Path.Combine(backups, "base"), "about", SearchOption.AllDirectories).Single();
        if (reason is "newer PostgreSQL" or "newer script")
        {
            var (name, value) = reason == "newer script" ? ("format", "99") : ("server_version_num", "990001");
            await File.WriteAllTextAsync(about, System.Text.RegularExpressions.Regex.Replace(await File.ReadAllTextAsync(about), $"(?m)^{name}=.*$", $"{name}={value}"));
            BackupFixture.MakeSumsFit(about);
        }

        var folder = Path.Combine(backup.NewFolder(), "data");
        var restored = await backup.BackupInAsync(
            reason == "no backup folder" ? Path.Combine(backups, "wal") : backups,
            reason switch { "wrong key" => backup.OtherIdentity, "no key" => null, _ => backup.Identity },
            [
                "restore", "--into", folder,
                .. reason switch
                {
                    "before the backup" => ["--to", Said(DateTimeOffset.UtcNow.AddDays(-1))],
                    "after the log" => ["--to", Said(DateTimeOffset.UtcNow.AddMinutes(5))],
                    "no time" => ["--to", "perhaps"],
                    "no such backup" => ["--backup", "20300630T000000Z"],
                    _ => Array.Empty<string>(),
                },
            ]);

        AssertRefused(restored, words);
        Assert.True(!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any());
    }

    [BackupFact]
    public async Task Restore_IntoAFolderThatHoldsSomething_IsRefused_AndChangesNothing()
    {
        var folder = Directory.CreateDirectory(backup.NewFolder()).FullName;
        var file = Path.Combine(folder, "PG_VERSION");
        await File.WriteAllTextAsync(file, "15");

        AssertRefused(await backup.BackupInAsync(backup.Whole, backup.Identity, "restore", "--into", folder), "is not empty: a restore never writes over a database");

        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
    }

    [BackupFact]
    public async Task Archive_TheSameAgainIsTaken_AndAnotherOfThatNameIsRefused()
    {
        var backups = backup.Copy();
        var log = Path.Combine(backups, "wal");
        var segment = Path.Combine(backups, "segment");
        await File.WriteAllTextAsync(segment, "first");
        const string Name = "0000000100000000000000F0";
        var kept = Path.Combine(log, $"{Name}.age");

        Assert.True((await backup.BackupInAsync(backups, null, "archive-wal", segment, Name)).Succeeded);
        var first = await File.ReadAllBytesAsync(kept);
        Assert.True((await backup.BackupInAsync(backups, null, "archive-wal", segment, Name)).Succeeded);
        await File.WriteAllTextAsync(segment, "second");
        AssertRefused(await backup.BackupInAsync(backups, null, "archive-wal", segment, Name), "is there already and holds something else");
        Assert.Equal(first, await File.ReadAllBytesAsync(kept));

        // Cut off between the sum and the file: nothing of that name is there yet.
        File.Delete(kept);
        await File.WriteAllTextAsync(Path.Combine(log, $".{Name}.coming"), "half");
        Assert.True((await backup.BackupInAsync(backups, null, "archive-wal", segment, Name)).Succeeded);
        Assert.NotEqual(first, await File.ReadAllBytesAsync(kept));

        // An empty mount point is not filled.
        var unmounted = Directory.CreateDirectory(Path.Combine(backups, "unmounted")).FullName;
        AssertRefused(await backup.BackupInAsync(unmounted, null, "archive-wal", segment, Name), "is no backup folder");
        Assert.Empty(Directory.GetFileSystemEntries(unmounted));
    }

    [BackupFact]
    public async Task Prune_KeepsTheNewestThatCanBeRestored_AndTheLogThatItNeeds()
    {
        await backup.BackupAsync("take");
        await ExecuteAsync("update users set name = name");
        await backup.ArchiveAllAsync();
        var backups = Path.Combine(backup.Folder, "pruned");
        await backup.ShellAsync($"cp -a '{backup.Backups}' '{backups}'; cp -a '{backups}' '{backups}-damaged'");
        var names = Names(backups);

        var pruned = await backup.BackupInAsync(backups, null, "prune", "--keep", "1");

        Assert.True(pruned.Succeeded, pruned.Output);
        Assert.True(names.Count >= 2);
        Assert.Equal([names[^1]], Names(backups));
        Assert.True(Directory.GetFiles(Path.Combine(backups, "wal")).Length < Directory.GetFiles(Path.Combine(backups + "-damaged", "wal")).Length);
        var whole = await backup.BackupInAsync(backups, backup.Identity, "verify");
        Assert.True(whole.Succeeded, whole.Output);

        // One that cannot be restored does not count.
        Flip(Path.Combine(backups + "-damaged", "base", names[^1], "base.tar.gz.age"));
        var careful = await backup.BackupInAsync(backups + "-damaged", null, "prune", "--keep", "1");
        Assert.Contains($"{names[^1]} does not count", careful.Output, StringComparison.Ordinal);
        Assert.Equal([names[^2], names[^1]], Names(backups + "-damaged"));
        Assert.True((await backup.BackupInAsync(backups + "-damaged", backup.Identity, "verify", names[^2])).Succeeded);
    }

    [BackupFact]
    public async Task Status_IsGoodWhileBackupsComeIn_AndBadWithoutOne()
    {
        var good = await backup.BackupAsync("status");
        var empty = Path.Combine(backup.Folder, "empty");
        await backup.BackupInAsync(empty, null, "init");

        Assert.True(good.Succeeded, good.Output);
        AssertRefused(await backup.BackupInAsync(empty, null, "status"), "There is no base backup yet.");

        await ExecuteAsync("alter system set checkpoint_timeout = '5min'");
        await ExecuteAsync("select pg_reload_conf()");
        await Task.Delay(TimeSpan.FromSeconds(1));
        var late = await backup.BackupAsync("status");
        await ExecuteAsync("alter system reset checkpoint_timeout");
        await ExecuteAsync("select pg_reload_conf()");
        AssertRefused(late, "checkpoint_timeout is 300 seconds");
    }

    [BackupFact]
    public async Task Take_IntoTheBackupsOfAnotherDatabase_IsRefused()
    {
        var backups = backup.Copy();
        var about = Directory.GetFiles(Path.Combine(backups, "base"), "about", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(about, System.Text.RegularExpressions.Regex.Replace(await File.ReadAllTextAsync(about), "(?m)^system_identifier=.*$", "system_identifier=1"));
        BackupFixture.MakeSumsFit(about);

        AssertRefused(await backup.BackupInAsync(backups, null, "take"), "holds the backups of another database");
        Assert.Single(Names(backups));
    }

    private static void AssertRefused(ProgramRun run, string words)
    {
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
        Assert.Contains("backup: ", run.Output, StringComparison.Ordinal);
    }

    private static List<string> Names(string backups) => [.. Directory.GetDirectories(Path.Combine(backups, "base")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    private async Task DamageAsync(string backups, string damage)
    {
        var home = Directory.GetDirectories(Path.Combine(backups, "base")).Single();
        var whole = Path.Combine(home, "base.tar.gz.age");

        // The last but one: damage in the midst is the hardest to notice.
        var segment = Directory.GetFiles(Path.Combine(backups, "wal"), "????????????????????????.age").Order(StringComparer.Ordinal).ToArray()[^2];
        var file = damage.Split(':')[0] switch { "base" => whole, "log" => segment, var name => Path.Combine(home, name) };
        switch (damage.Split(": ")[1])
        {
            case "cut short" or "cut short, sums fit":
                await using (var stream = File.OpenWrite(file))
                {
                    stream.SetLength(stream.Length - 100);
                }

                break;
            case "flipped" or "flipped, sums fit":
                Flip(file);
                break;
            case "a sum flipped":
                Flip(Path.ChangeExtension(segment, ".sum"), at: 5);
                break;
            case "one missing":
                File.Delete(segment);
                break;
            case "all missing":
                Directory.Delete(Path.Combine(backups, "wal"), recursive: true);
                break;
            default:
                var inside = damage.Contains("list", StringComparison.Ordinal) ? "backup_manifest" : "PG_VERSION";
                await backup.ShellAsync($"cd '{home}'; mkdir x; age -d -i \"$IDENTITY\" base.tar.gz.age | tar -xz -C x; printf '7' | dd of=x/{inside} bs=1 seek=1 conv=notrunc status=none; (cd x; tar -cz *) | age -e -r \"$RECIPIENT\" > base.tar.gz.age; rm -r x");
                BackupFixture.MakeSumsFit(whole);
                break;
        }

        if (damage.EndsWith("sums fit", StringComparison.Ordinal))
        {
            BackupFixture.MakeSumsFit(file);
        }
    }

    /// <summary>Turns one bit over.</summary>
    private static void Flip(string file, int? at = null)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[at ?? (bytes.Length / 2)] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static string Said(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private async Task WriteAsync(string question, ConcurrentQueue<Written> ledger, CancellationToken end)
    {
        await using var portal = new PortalTestContext(backup);
        await portal.SignInAsync(Official);
        await using var db = portal.Everything();
        var place = new AnswerPlace(await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync(CancellationToken.None), "health", question);
        var sector = (await portal.Get<SectorService>().FindAsync(place.AssessmentId, place.Sector))!;
        var version = sector.AnswerTo(sector.Questionnaire.Find(question)!).Version;
        for (var number = 1; !end.IsCancellationRequested; number++)
        {
            var (operation, text, sent) = (Guid.NewGuid(), $"{question} for the {number}th time", DateTimeOffset.UtcNow);
            var outcome = await portal.Get<AnswerService>().RecordAsync(place, AnswerChange.Read(Encoding.UTF8.GetBytes($$"""{ "comment": "{{text}}" }""")), version, operation);
            version = Assert.IsType<AnswerOutcome.Saved>(outcome).Version;
            ledger.Enqueue(new Written(operation, version, text, sent, DateTimeOffset.UtcNow));
        }
    }

    private async Task<string?> ExecuteAsync(string sql, string? superuser = null)
    {
        await using var connection = new NpgsqlConnection(superuser ?? backup.Superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }

    /// <summary>What the history holds, by operation.</summary>
    private static async Task<Dictionary<Guid, (int Version, string Text)>> OperationsAsync(string superuser)
    {
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select r.operation_id, r.version, coalesce(r.comment, '') from answer_revisions r join operations o on o.id = r.operation_id and o.user_id = r.by_id", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<Guid, (int, string)>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetGuid(0), (reader.GetInt32(1), reader.GetString(2)));
        }

        return found;
    }

    /// <summary>What the one who wrote knows, kept outside the portal.</summary>
    private sealed record Written(Guid Operation, int Version, string Text, DateTimeOffset Sent, DateTimeOffset Acknowledged);
}
