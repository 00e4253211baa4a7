using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data.Configurations;
using Npgsql;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Looks whether what a database keeps fits together: rows and what they point at, hashes, and the history of every answer.
/// Changes nothing; for a day's doubt as for a restored backup.</summary>
public static class DataCheck
{
    /// <summary>Of one kind of problem that many are named; the rest are counted.</summary>
    public const int NamedOfAKind = 100;

    // The tables are believed and not the indexes over them: an index that is damaged would hide what it is to be checked for.
    private const string Snapshot = """
        begin isolation level repeatable read read only;
        set local enable_indexscan = off; set local enable_indexonlyscan = off; set local enable_bitmapscan = off; set local search_path = public;
        """;

    /// <summary>Each gives one problem a row. The names of columns in JSON are those that <see cref="JsonColumn"/> writes.</summary>
    private static readonly string[] Checks =
    [
        // Hashes.
        "select format('attached_files %s: the content of \"%s\" does not have its SHA-256', id, name) from attached_files where encode(sha256(content), 'hex') <> sha256",
        "select format('result_snapshots %s: the stored results do not have their SHA-256', id) from result_snapshots where encode(sha256(convert_to(content, 'UTF8')), 'hex') <> hash",

        // History: versions 1, 2, 3 … without a gap, each on top of the one before, the last of them the answer that stands.
        """
        select format('answers %s: %s stands at version %s, and its history has %s versions, from %s to %s', a.id, a.question_code, a.version, coalesce(h.versions, 0), coalesce(h.first, 0), coalesce(h.last, 0))
        from answers a left join (select answer_id, count(*) as versions, min(version) as first, max(version) as last from answer_revisions group by answer_id) h on h.answer_id = a.id
        where h.answer_id is null or h.versions <> a.version or h.first <> 1 or h.last <> a.version
        """,
        """
        select format('answers %s: %s is not what version %s of its history says', a.id, a.question_code, a.version)
        from answers a join answer_revisions r on r.answer_id = a.id and r.version = a.version
        where (a.value, a.comment, a.source, a.answered_at, a.answered_by_id, a.answered_by_name) is distinct from (r.value, r.comment, r.source, r.at, r.by_id, r.by_name)
        """,
        "select format('answer_revisions %s: version %s of %s is based on version %s', id, version, question_code, based_on) from answer_revisions where based_on <> version - 1",
        """
        select format('answer_revisions %s: it belongs to %s of another sector than its answer', r.id, r.question_code)
        from answer_revisions r join answers a on a.id = r.answer_id where (r.sector_assessment_id, r.question_code) <> (a.sector_assessment_id, a.question_code)
        """,
        """
        select format('operations %s: its author was told version %s, and the history has version %s', o.id, o.result ->> 'Version', r.version)
        from operations o join answer_revisions r on r.operation_id = o.id and r.by_id = o.user_id and r.country_id = o.country_id where o.kind = 'answer' and (o.result ->> 'Version')::int <> r.version
        """,

        // Submissions: numbered without a gap, and what was frozen is what the history says.
        """
        select format('sector_assessments %s: it was submitted %s times, and %s submissions are there', s.id, s.submission_count, coalesce(h.submissions, 0))
        from sector_assessments s left join (select sector_assessment_id, count(*) as submissions, max(number) as last from submissions group by sector_assessment_id) h on h.sector_assessment_id = s.id
        where s.submission_count <> coalesce(h.submissions, 0) or s.submission_count <> coalesce(h.last, 0)
        """,
        """
        select format('submissions %s: the submitted answer to %s is not what version %s of its history says', s.id, f.answer ->> 'questionCode', f.answer ->> 'version')
        from submissions s join sector_assessments sa on sa.id = s.sector_assessment_id cross join lateral jsonb_array_elements(s.answers) f(answer)
        -- When another ministry takes the lead, the answers go over to it; what was submitted still names the one that led then.
        where not exists (
            select 1 from answers a join answer_revisions r on r.answer_id = a.id and r.version = (f.answer ->> 'version')::int
            where a.sector_assessment_id = s.sector_assessment_id and a.question_code = f.answer ->> 'questionCode' and a.ministry_id in ((f.answer ->> 'ministryId')::uuid, sa.ministry_id)
            and (r.value, r.comment, r.source, r.by_name) is not distinct from (nullif(f.answer -> 'value', 'null'), f.answer ->> 'comment', f.answer ->> 'source', f.answer ->> 'answeredByName'))
        """,
        """
        select format('reviews %s: there is no submission %s of its sector', v.id, v.submission_number)
        from reviews v left join submissions s on s.sector_assessment_id = v.sector_assessment_id and s.number = v.submission_number where s.id is null
        """,

        // Files that documents name.
        """
        select format('submissions %s: the scan of its clearance is missing', s.id)
        from submissions s left join attached_files f on f.id = (s.clearance ->> 'scanId')::uuid where s.clearance ->> 'scanId' is not null and f.id is null
        """,
        """
        select format('assessments %s: the letter of its sign-off is missing', a.id)
        from assessments a left join attached_files f on f.id = (a.signature ->> 'letterId')::uuid where a.signature ->> 'letterId' is not null and f.id is null
        """,
    ];

    /// <summary>Checks everything, in one snapshot.</summary>
    /// <param name="administrator">How to connect as a role that row-level security does not bind.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StartupException">Nothing was checked: the role would not see every row, or the tables are another portal's.</exception>
    public static async Task<DataReport> RunAsync(string administrator, CancellationToken cancellation = default)
    {
        var address = new NpgsqlConnectionStringBuilder(administrator) { Pooling = false, CommandTimeout = 0 }.ConnectionString;
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(cancellation);
        await DemandAsync(connection, address, cancellation);
        await using (var begin = new NpgsqlCommand(Snapshot, connection))
        {
            await begin.ExecuteNonQueryAsync(cancellation);
        }

        var problems = new List<string>();
        foreach (var check in await ChecksOfSchemaAsync(connection, cancellation))
        {
            await AddAsync(problems, connection, check, cancellation);
        }

        problems.AddRange(await PublishedProblemsAsync(connection, "select 'template_versions ' || key || ' ' || number, hash, content::text from template_versions where status <> 'Draft' order by key, number",
            "questionnaire", json => QuestionnaireJson.HashOf(JsonSerializer.Deserialize<Questionnaire>(json, JsonColumn.Options)!), cancellation));
        problems.AddRange(await PublishedProblemsAsync(connection, "select 'rule_set_versions ' || number, hash, content::text from rule_set_versions where status <> 'Draft' order by number",
            "rule set", json => JsonSerializer.Deserialize<RuleSet>(json, JsonColumn.Options)!.Hash(), cancellation));
        foreach (var check in Checks)
        {
            await AddAsync(problems, connection, check, cancellation);
        }

        var rows = new List<(string Table, long Count)>();
        foreach (var table in await ReadAsync(connection, "select quote_ident(tablename) from pg_tables where schemaname = 'public' order by tablename", cancellation))
        {
            rows.Add((table, long.Parse((await ReadAsync(connection, $"select count(*)::text from {table}", cancellation))[0], CultureInfo.InvariantCulture)));
        }

        var newest = await ReadAsync(connection, "select to_char(max(at) at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US') from answer_revisions having max(at) is not null", cancellation);
        return new DataReport(problems, rows, newest.Count == 0 ? null : newest[0]);
    }

    private static async Task DemandAsync(NpgsqlConnection connection, string address, CancellationToken cancellation)
    {
        if (await ReadAsync(connection, "select rolname from pg_roles where rolname = current_user and not rolsuper and not rolbypassrls", cancellation) is [var role])
        {
            throw new StartupException([$"The role {role} of ConnectionStrings:Administrator does not see every row: row-level security binds it. Check as PostgreSQL's administrator."]);
        }

        var contexts = new ContextSource((DbContextOptions<MainstreamingDbContext>)new DbContextOptionsBuilder<MainstreamingDbContext>().UseMainstreaming(address).Options);
        await using var db = contexts.CreateFor(DataAccess.None);
        if (await SchemaCheck.ProblemsAsync(db, cancellation) is { Count: > 0 } problems)
        {
            throw new StartupException(problems);
        }
    }

    /// <summary>What the tables themselves promise, asked once more of every row: a row that points at another, stays in its country, is unique.</summary>
    private static async Task<IReadOnlyList<string>> ChecksOfSchemaAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string Sql = """
            with keys as (
                select k.conname, k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent,
                       (select string_agg(format('c.%I', a.attname), ', ' order by n) from unnest(k.conkey) with ordinality u(num, n) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num) as columns,
                       (select string_agg(format('p.%I = c.%I', b.attname, a.attname), ' and ' order by n) from unnest(k.conkey, k.confkey) with ordinality u(num, fnum, n)
                            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num join pg_attribute b on b.attrelid = k.confrelid and b.attnum = u.fnum) as meets,
                       2 = (select count(*) from pg_attribute a where a.attrelid in (k.conrelid, k.confrelid) and a.attname = 'country_id' and not a.attisdropped) as both_have_country
                from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace)
            select format($$ select format('%s: %%s: there is no such row in %s', concat_ws(' ', %s)) from %s c left join %s p on %s where num_nulls(%s) = 0 and p is null $$, child, parent, columns, child, parent, meets, columns) from keys
            union all
            select format($$ select format('%s: %%s: it stands in another country than its row in %s', concat_ws(' ', %s)) from %s c join %s p on %s where c.country_id <> p.country_id $$, child, parent, columns, child, parent, meets)
            from keys where both_have_country
            union all
            select format($$ select format('%s: %%s: there are %%s rows of what may be there once', concat_ws(' ', %s), count(*)) from %s c where num_nulls(%s) = 0 group by %s having count(*) > 1 $$, t, columns, t, columns, columns)
            from (select i.indrelid::regclass::text as t, (select string_agg(format('c.%I', a.attname), ', ' order by n) from unnest(i.indkey) with ordinality u(num, n) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.num) as columns
                  from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace and i.indisunique and i.indexprs is null and i.indpred is null) u
            union all
            select $$ select format('%s: its rule %s does not hold for all rows', conrelid::regclass, conname) from pg_constraint where connamespace = 'public'::regnamespace and not convalidated $$
            union all
            select $$ select format('%s: its index %s is not usable', indrelid::regclass, indexrelid::regclass) from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace and not (i.indisvalid and i.indisready) $$
            """;
        return await ReadAsync(connection, Sql, cancellation);
    }

    /// <summary>What was published has the hash with which it was published.</summary>
    private static async Task<List<string>> PublishedProblemsAsync(NpgsqlConnection connection, string sql, string what, Func<string, string> hashOf, CancellationToken cancellation)
    {
        var problems = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var name = reader.GetString(0);
            try
            {
                if (await reader.IsDBNullAsync(1, cancellation) || hashOf(reader.GetString(2)) != reader.GetString(1))
                {
                    problems.Add($"{name}: the {what} does not have the hash with which it was published");
                }
            }
            catch (JsonException problem)
            {
                problems.Add($"{name}: the {what} cannot be read: {problem.Message}");
            }
        }

        return problems;
    }

    private static async Task AddAsync(List<string> problems, NpgsqlConnection connection, string check, CancellationToken cancellation)
    {
        var found = await ReadAsync(connection, check, cancellation);
        problems.AddRange(found.Take(NamedOfAKind));
        if (found.Count > NamedOfAKind)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{found[0].Split(' ', ':')[0]}: {found.Count - NamedOfAKind} more of the same"));
        }
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        var lines = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}

/// <summary>What a check has found.</summary>
/// <param name="Problems">What does not fit, in words; empty when all is well.</param>
/// <param name="Rows">How many rows each table has.</param>
/// <param name="NewestAnswer">When the newest answer was given, in UTC; <see langword="null"/> where there is none.</param>
public sealed record DataReport(IReadOnlyList<string> Problems, IReadOnlyList<(string Table, long Count)> Rows, string? NewestAnswer);
