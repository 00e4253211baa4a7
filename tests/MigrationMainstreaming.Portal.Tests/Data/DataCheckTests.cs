using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Tests.Commands;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Data;

/// <summary>The check that a restored database is what it should be: silent over what the portal wrote, and never over damage.</summary>
public sealed class DataCheckTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Fact]
    public async Task WhatThePortalWrote_FitsTogether()
    {
        var report = await DataCheck.RunAsync(database.Superuser);

        Assert.Empty(report.Problems);
        Assert.NotNull(report.NewestAnswer);
        Assert.Contains(report.Rows, rows => rows is { Table: "answers", Count: > 100 });
        Assert.Contains(report.Rows, rows => rows is { Table: "submissions", Count: > 0 });
    }

    [Theory]
    [InlineData("delete from sector_assessments where id = (select sector_assessment_id from answers limit 1)", "answers: ", "there is no such row in sector_assessments")]
    [InlineData("update answers set country_id = (select country_id from jurisdictions j where j.country_id <> answers.country_id limit 1) where id = (select min(id::text)::uuid from answers)", "answers: ", "it stands in another country than its row in sector_assessments")]
    [InlineData("insert into answers select gen_random_uuid(), country_id, sector_assessment_id, 'NONE-1', ministry_id, value, comment, source, version, answered_at, answered_by_id, answered_by_name, confirmed_at from answers limit 1", "answers ", "its history has 0 versions")]
    [InlineData("update pg_index set indisvalid = false where indexrelid = 'ix_operations_at'::regclass", "operations: ", "its index ix_operations_at is not usable")]
    [InlineData("alter table answers add constraint never check (version > 100000) not valid", "answers: ", "its rule never does not hold for all rows")]
    [InlineData("insert into attached_files select gen_random_uuid(), country_id, id, 'letter.pdf', 'application/pdf', '\\x01', repeat('0', 64), now(), 'Ada' from assessments limit 1", "attached_files ", "the content of \"letter.pdf\" does not have its SHA-256")]
    [InlineData("update result_snapshots set content = replace(content, '\"number\":1', '\"number\":2') where id = (select min(id::text)::uuid from result_snapshots)", "result_snapshots ", "do not have their SHA-256")]
    [InlineData("update template_versions set content = jsonb_set(content, '{version}', '7') where key = 'health'", "template_versions health 1: ", "does not have the hash")]
    [InlineData("update rule_set_versions set content = jsonb_set(content, '{rules,0,kind}', '\"gap\"') where number = 1", "rule_set_versions 1: ", "does not have the hash")]
    [InlineData("update template_versions set content = '[]' where key = 'health'", "template_versions health 1: ", "cannot be read")]
    [InlineData("update answer_revisions set version = 2, based_on = 1 where id = (select min(id::text)::uuid from answer_revisions where version = 1); update answers set version = 2 where id in (select answer_id from answer_revisions where version = 2)", "answers ", "and its history has")]
    [InlineData("delete from answer_revisions r using answers a where a.id = r.answer_id and a.version = r.version and a.id = (select min(id::text)::uuid from answers)", "answers ", "and its history has")]
    [InlineData("update answers set comment = 'Nobody wrote this.' where id = (select min(id::text)::uuid from answers)", "answers ", "is not what version")]
    [InlineData("update answers set value = null where id = (select min(id::text)::uuid from answers where value is not null)", "answers ", "is not what version")]
    [InlineData("update answer_revisions set based_on = version where id = (select min(id::text)::uuid from answer_revisions)", "answer_revisions ", "is based on version")]
    [InlineData("update answer_revisions set question_code = 'NONE-1' where id = (select min(id::text)::uuid from answer_revisions)", "answer_revisions ", "of another sector than its answer")]
    [InlineData("insert into operations select by_id, operation_id, country_id, 'answer', repeat('0', 64), 200, '{\"Version\": 99}', at from answer_revisions limit 1", "operations ", "its author was told version 99")]
    [InlineData("update sector_assessments set submission_count = submission_count + 1 where id = (select sector_assessment_id from submissions limit 1)", "sector_assessments ", "it was submitted")]
    [InlineData("update submissions set answers = jsonb_set(answers, '{0,comment}', '\"Nobody wrote this.\"') where id = (select min(id::text)::uuid from submissions)", "submissions ", "the submitted answer to")]
    [InlineData("update reviews set submission_number = 99 where id = (select min(id::text)::uuid from reviews)", "reviews ", "there is no submission 99")]
    [InlineData("update submissions set clearance = clearance || '{\"scanId\": \"00000000-0000-0000-0000-000000000001\"}'", "submissions ", "the scan of its clearance is missing")]
    [InlineData("update assessments set signature = coalesce(signature, '{}') || '{\"letterId\": \"00000000-0000-0000-0000-000000000001\"}'", "assessments ", "the letter of its sign-off is missing")]
    public async Task Damage_IsNamed(string damage, string where, string what)
    {
        var (_, _, superuser) = await TestServer.CopyAsync(withDemo: true);
        await ExecuteAsync(superuser, $"set session_replication_role = replica; set allow_system_table_mods = on; {damage}");

        var report = await DataCheck.RunAsync(superuser);

        Assert.Contains(report.Problems, problem => problem.StartsWith(where, StringComparison.Ordinal) && problem.Contains(what, StringComparison.Ordinal));
    }

    /// <summary>An index that has lost a row hides that there are two: the check must not ask it.</summary>
    [Fact]
    public async Task TwoRowsThatAnIndexHides_AreNamed()
    {
        var (_, _, superuser) = await TestServer.CopyAsync(withDemo: true);
        const string Index = "ix_answers_sector_assessment_id_question_code_ministry_id";

        // While it is not "ready" an index hears of no new rows.
        await ExecuteAsync(superuser, $"set allow_system_table_mods = on; update pg_index set indisready = false, indisvalid = false where indexrelid = '{Index}'::regclass");
        await ExecuteAsync(superuser, "insert into answers select gen_random_uuid(), country_id, sector_assessment_id, question_code, ministry_id, value, comment, source, version, answered_at, answered_by_id, answered_by_name, confirmed_at from answers limit 1");
        await ExecuteAsync(superuser, $"set allow_system_table_mods = on; update pg_index set indisready = true, indisvalid = true where indexrelid = '{Index}'::regclass");

        Assert.Contains((await DataCheck.RunAsync(superuser)).Problems, problem => problem.StartsWith("answers: ", StringComparison.Ordinal) && problem.Contains("there are 2 rows of what may be there once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ManyOfAKind_AreCountedAndNotAllNamed()
    {
        var (_, _, superuser) = await TestServer.CopyAsync(withDemo: true);
        await ExecuteAsync(superuser, "update answer_revisions set based_on = version");

        var problems = (await DataCheck.RunAsync(superuser)).Problems;

        Assert.Equal(DataCheck.NamedOfAKind + 1, problems.Count);
        Assert.Matches("^answer_revisions: [0-9]+ more of the same$", problems[^1]);
    }

    [Fact]
    public async Task OwnerAndServingRole_AreRefused_ForTheyDoNotSeeEveryRow()
    {
        foreach (var role in new[] { database.Owner, database.Serving })
        {
            var refusal = await Assert.ThrowsAsync<StartupException>(() => DataCheck.RunAsync(role));
            Assert.Contains("does not see every row", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Command_SaysWhatItFound_WithAnExitCodeThatIsTrue()
    {
        var (_, _, superuser) = await TestServer.CopyAsync(withDemo: true);
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Administrator"] = superuser };

        var whole = await PortalProcess.RunAsync(settings, ["check-data"]);
        await ExecuteAsync(superuser, "update answer_revisions set based_on = version where id = (select min(id::text)::uuid from answer_revisions)");
        var damaged = await PortalProcess.RunAsync(settings, ["check-data"]);
        await ExecuteAsync(superuser, "insert into \"__EFMigrationsHistory\" values ('29990101000000_Later', '99.0.0')");

        Assert.Equal(0, whole.Exit);
        Assert.Matches("(?m)^answers [0-9]+$", whole.Output);
        Assert.Equal("Rows, hashes and history fit together.", whole.Problems[^1]);
        Assert.Equal(1, damaged.Exit);
        Assert.Contains("is based on version", damaged.Problems[^1], StringComparison.Ordinal);
        (await PortalProcess.RunAsync(settings, ["check-data"])).AssertRefused("The database is newer than the portal, which does not know the step 29990101000000_Later. Start the version of the portal that made it, or restore an older backup.");
        (await PortalProcess.RunAsync(["check-data"])).AssertRefused("ConnectionStrings:Administrator is missing: check-data reads the rows of every country, which row-level security keeps from all but PostgreSQL's administrator.");
        (await PortalProcess.RunAsync(new Dictionary<string, string> { ["ConnectionStrings__Administrator"] = "Nonsense=s3cret" }, ["check-data"])).AssertRefused("ConnectionStrings:Administrator cannot be read: write it as Host=…;Database=…;Username=…;Password=….");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
