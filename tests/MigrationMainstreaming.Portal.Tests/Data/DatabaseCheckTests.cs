using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Operations;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Data;

/// <summary>What the portal refuses to start with.</summary>
public sealed class DatabaseCheckTests(PostgresFixture database) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task RestrictedRole_IsTaken() => Assert.Empty(await ProblemsAsync(database.Serving));

    [Fact]
    public async Task Superuser_IsRefused() => Assert.Contains(await ProblemsAsync(database.Superuser), problem => problem.Contains("is a superuser", StringComparison.Ordinal));

    [Fact]
    public async Task Owner_IsRefused() => Assert.Contains(await ProblemsAsync(database.Owner), problem => problem.Contains("owns the tables", StringComparison.Ordinal));

    [Theory]
    [InlineData("synchronous_commit")]
    public async Task SettingThatLosesWork_IsRefused(string setting) =>
        Assert.Contains(await ProblemsAsync(database.Serving + $";Options=-c {setting}=off"), problem => problem.Contains(setting, StringComparison.Ordinal));

    [Fact]
    public async Task WallTakenDown_IsRefused()
    {
        var (serving, owner, _) = await TestServer.CopyAsync(withDemo: false);
        await ExecuteAsync(owner, "alter table answers no force row level security");

        Assert.Contains(await ProblemsAsync(serving), problem => problem.Contains("answers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EmptyDatabase_IsRefusedUntilMigrated_AndTwoMigratorsAtOnceDoNoHarm()
    {
        var (serving, owner, _) = await TestServer.EmptyAsync();
        Assert.NotEmpty(await ProblemsAsync(serving));

        await Task.WhenAll(DatabaseMigrator.MigrateAsync(owner, serving), DatabaseMigrator.MigrateAsync(owner, serving));

        Assert.Empty(await ProblemsAsync(serving));
    }

    [Fact]
    public async Task DatabaseOfANewerPortal_IsNeitherServedNorMigrated()
    {
        const string Newer = "The database is newer than the portal, which does not know the step 29990101000000_Later. Start the version of the portal that made it, or restore an older backup.";
        var (serving, owner, superuser) = await TestServer.CopyAsync(withDemo: false);
        await ExecuteAsync(superuser, "insert into \"__EFMigrationsHistory\" values ('29990101000000_Later', '99.0.0'); drop policy country on answers");

        Assert.Equal([Newer], await ProblemsAsync(serving));
        Assert.Equal([Newer], (await Assert.ThrowsAsync<StartupException>(() => DatabaseMigrator.MigrateAsync(owner, serving))).Problems);

        // Refused before anything was touched: migrating would have put the policy back.
        await ExecuteAsync(superuser, "delete from \"__EFMigrationsHistory\" where migration_id like '2999%'");
        Assert.Contains(await ProblemsAsync(serving), problem => problem.Contains("answers", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_ManyWrong_AreNamedAllAtOnceWithoutSecrets()
    {
        var refusal = Assert.Throws<StartupException>(() => SettingsReader.Read(
            Configuration(
                ("ConnectionStrings:Portal", "Host=db;Password=s3cret;No Reset On Close=true;Multiplexing=true"),
                ("ConnectionStrings:Owner", "Nonsense=s3cret"),
                ("Portal:PublicAddress", "http://portal.example"),
                ("Portal:TrustedProxies", "10.0.0.0/8, nobody"),
                ("Smtp:Host", "mail.example"),
                ("Smtp:Security", "perhaps")),
            new HostingEnvironment { EnvironmentName = Environments.Production }));

        Assert.Equal(7, refusal.Problems.Count);
        Assert.DoesNotContain("s3cret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_ProductionWithoutDatabase_AreRefused() =>
        Assert.Contains("ConnectionStrings:Portal is missing", Assert.Throws<StartupException>(() => SettingsReader.Read(Configuration(), new HostingEnvironment { EnvironmentName = Environments.Production })).Message, StringComparison.Ordinal);

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(string serving)
    {
        await using var source = NpgsqlDataSource.Create(serving);
        return await DatabaseCheck.ProblemsAsync(source, TestServer.ContextsOf(serving));
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => new KeyValuePair<string, string?>(value.Key, value.Value))).Build();
}
