using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Data;

/// <summary>The two walls around a country, each with the other switched off.</summary>
public sealed class WallTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private readonly ContextSource _serving = TestServer.ContextsOf(database.Serving);
    private readonly ContextSource _unwalled = TestServer.ContextsOf(database.Superuser);

    [Fact]
    public async Task Filter_WithoutRowSecurity_ShowsTheOwnCountryAlone()
    {
        var (one, other) = await CountriesAsync();
        await using var db = _unwalled.CreateFor(DataAccess.OfCountry(one));

        Assert.All(await db.Assessments.ToListAsync(), assessment => Assert.Equal(one, assessment.CountryId));
        Assert.NotEmpty(await db.Answers.ToListAsync());
        Assert.DoesNotContain(await db.Answers.Select(answer => answer.CountryId).Distinct().ToListAsync(), country => country == other);
        Assert.Null(await db.Jurisdictions.SingleOrDefaultAsync(country => country.Id == other));
    }

    [Fact]
    public async Task Filter_OneModelForManyContexts_FollowsEachContext()
    {
        var (one, other) = await CountriesAsync();
        await using var first = _unwalled.CreateFor(DataAccess.OfCountry(one));
        await using var second = _unwalled.CreateFor(DataAccess.OfCountry(other));
        await using var both = _unwalled.CreateFor(new DataAccess(null, new HashSet<Guid> { one, other }, false));

        Assert.Equal(await both.Assessments.CountAsync(), await first.Assessments.CountAsync() + await second.Assessments.CountAsync());
    }

    [Fact]
    public async Task HeldRows_SharedOrAlone_StayAsTheyAre_UntilTheTransactionEnds()
    {
        var (one, _) = await CountriesAsync();
        await using var db = _serving.CreateFor(DataAccess.OfCountry(one));
        await using var other = _serving.CreateFor(DataAccess.OfCountry(one));
        foreach (var (how, sharing) in new[] { (HeldRows.Shared, true), (HeldRows.Alone, false) })
        {
            await using (await db.Database.BeginTransactionAsync())
            {
                var held = await db.SectorAssessments.TagWith(how).OrderBy(sector => sector.Id).Select(sector => sector.Id).FirstAsync();

                Assert.Equal(sharing, await MayAsync("select 1 from sector_assessments where id = {0} for share nowait", held));
                Assert.False(await MayAsync("select 1 from sector_assessments where id = {0} for update nowait", held));
            }
        }

        async Task<bool> MayAsync(string sql, Guid id)
        {
            try
            {
                return await other.Database.ExecuteSqlRawAsync(sql, id) != 0;
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task RowSecurity_WithoutFilter_ShowsTheOwnCountryAlone()
    {
        var (one, _) = await CountriesAsync();
        await using var db = _serving.CreateFor(DataAccess.OfCountry(one));

        Assert.All(await db.Assessments.IgnoreQueryFilters([MainstreamingDbContext.CountryFilter]).ToListAsync(), assessment => Assert.Equal(one, assessment.CountryId));
        Assert.All(await db.Database.SqlQuery<Guid>($"select distinct country_id as \"Value\" from answers").ToListAsync(), country => Assert.Equal(one, country));
        Assert.NotEqual(0, await db.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from answer_revisions").SingleAsync());
    }

    [Fact]
    public async Task RowSecurity_ForNobody_ShowsNoRowOfAnyTableWithACountry()
    {
        await using var connection = new NpgsqlConnection(database.Serving);
        await connection.OpenAsync();
        await using var db = _serving.CreateFor(DataAccess.None);
        foreach (var table in RowSecurity.TablesWithCountry(db.Model))
        {
            await using var command = new NpgsqlCommand($"select count(*) from {table}", connection);
            Assert.Equal(0L, await command.ExecuteScalarAsync());
        }
    }

    [Fact]
    public async Task RowSecurity_AfterTheConnectionWasInThePool_IsThatOfTheNextPerson()
    {
        var (one, other) = await CountriesAsync();
        var single = TestServer.ContextsOf(database.Serving.Replace("Maximum Pool Size=20", "Maximum Pool Size=1", StringComparison.Ordinal));
        for (var round = 0; round < 3; round++)
        {
            foreach (var country in new[] { one, other })
            {
                await using var db = single.CreateFor(DataAccess.OfCountry(country));
                Assert.Equal(country, await db.Database.SqlQuery<Guid>($"select distinct country_id as \"Value\" from assessments").SingleAsync());
            }

            await using var nobody = single.CreateFor(DataAccess.None);
            Assert.Empty(await nobody.Database.SqlQuery<Guid>($"select country_id as \"Value\" from assessments").ToListAsync());
        }
    }

    [Fact]
    public async Task RowSecurity_WritingIntoAnotherCountry_IsRefused()
    {
        var (one, other) = await CountriesAsync();
        await using var db = _serving.CreateFor(DataAccess.OfCountry(one));
        await using var prepare = _unwalled.CreateFor(DataAccess.OfCountry(other));
        var neighbour = await prepare.Jurisdictions.SingleAsync();

        db.Ministries.Add(Ministry.Of(neighbour, "smuggled", new LocalText("en", "Smuggled")));

        var refusal = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.IsType<PostgresException>(refusal.InnerException).SqlState);
        Assert.Equal(0, await db.Assessments.IgnoreQueryFilters([MainstreamingDbContext.CountryFilter]).Where(assessment => assessment.CountryId == other).ExecuteDeleteAsync());
    }

    [Theory]
    [InlineData("update answer_revisions set by_name = 'x'")]
    [InlineData("update result_snapshots set hash = 'x'")]
    [InlineData("delete from result_snapshots")]
    [InlineData("delete from activities")]
    [InlineData("delete from operations")]
    [InlineData("update frameworks set code = 'x'")]
    [InlineData("create table mine (id int)")]
    [InlineData("alter table answers disable row level security")]
    [InlineData("truncate answers")]
    public async Task ServingRole_ChangingWhatIsWrittenOnceOrTheWallsThemselves_IsRefused(string sql)
    {
        await using var connection = new NpgsqlConnection(database.Serving);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task Administrator_SeesWhoThereIs_AndNothingThatIsSaid()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync("admin@demo.example");
        await using var db = await portal.ContextAsync();

        Assert.Equal(2, await db.Jurisdictions.CountAsync());
        Assert.NotEmpty(await db.Scopes.ToListAsync());
        Assert.Empty(await db.Assessments.ToListAsync());
        Assert.Equal(0, await db.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from answers").SingleAsync());
    }

    [Fact]
    public async Task Official_GivingThemselvesAScope_IsRefusedByTheDatabase()
    {
        await using var portal = new PortalTestContext(database);
        var person = await portal.SignInAsync("health@demo.example");
        await using var db = _serving.CreateFor(DataAccess.OfUser(person.Id));

        db.Scopes.Add(Portal.Data.Accounts.GrantedScope.Of(person.Id, "administrator", null, null, null, "me", DateTimeOffset.UtcNow));

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Single(await db.Scopes.ToListAsync());
    }

    [Fact]
    public async Task Catalogue_EveryTableWithACountry_IsWalledAndNothingGoesAroundTheWalls()
    {
        Assert.Empty(await AskAsync("""
            select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind = 'r'
              and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'country_id' and not a.attisdropped)
              and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polqual is not null and p.polwithcheck is not null))
            """));
        Assert.Empty(await AskAsync("select relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('v', 'm')"));
        Assert.Empty(await AskAsync("select proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and (p.prosecdef or p.prorettype <> 'trigger'::regtype)"));
        Assert.Equal(["mm_portal"], await AskAsync("select rolname::text from pg_roles where rolname = 'mm_portal' and not rolsuper and not rolbypassrls and not rolcreaterole and not rolcreatedb"));
        Assert.Empty(await AskAsync("select tablename::text from pg_tables where tableowner = 'mm_portal'"));
    }

    private async Task<(Guid One, Guid Other)> CountriesAsync()
    {
        await using var db = _unwalled.CreateFor(DataAccess.None with { Platform = true });
        var countries = await db.Jurisdictions.OrderByDescending(country => country.Code).Select(country => country.Id).ToListAsync();
        return (countries[0], countries[1]);
    }

    private async Task<List<string>> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.Owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
