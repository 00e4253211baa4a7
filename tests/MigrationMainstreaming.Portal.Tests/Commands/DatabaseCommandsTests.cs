using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Commands;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Commands;

/// <summary>The commands that work on a database, each a process of its own beside a real PostgreSQL.</summary>
public sealed class DatabaseCommandsTests(PostgresFixture database) : IClassFixture<PostgresFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("health")]
    [InlineData("sdg-10-7-2")]
    public async Task ShippedQuestionnaire_ExportedAndImported_IsTheSameInAllLanguages(string key)
    {
        var exported = await RunAsync("export-template", key);
        Assert.Equal((0, ""), (exported.Exit, exported.Error));
        Assert.Equal(Encoding.UTF8.GetString(QuestionnaireFile.Write(await ReadAsync(PortalProcess.Shipped(key)))), exported.Output);

        // The number is taken, so the draft gets the next one.
        Assert.Equal(new Outcome(0, $"{key} 2\n", ""), await RunAsync("import-template", _folder.File("exported.json", exported.Output)));
        Assert.Equal(exported with { Output = exported.Output.Replace("\"version\": 1,", "\"version\": 2,", StringComparison.Ordinal) }, await RunAsync("export-template", key, "2"));

        // A draft is not the latest published version.
        Assert.Equal(exported, await RunAsync("export-template", key));
    }

    [Fact]
    public async Task OwnQuestionnaire_Imported_IsADraftThatComesOutAgainByteForByte()
    {
        var (serving, _, _) = await TestServer.CopyAsync(withDemo: false);
        var file = _folder.File("own.json", SampleSector.Text.Replace("\"key\": \"sample\"", "\"key\": \"culture\"", StringComparison.Ordinal).Replace("\"version\": 1", "\"version\": 3", StringComparison.Ordinal));

        Assert.Equal(new Outcome(0, "culture 3\n", ""), await RunAsync("import-template", file));

        await using (var db = TestServer.ContextsOf(database.Serving).CreateFor(DataAccess.None))
        {
            Assert.Equal(TemplateStatus.Draft, (await db.TemplateVersions.SingleAsync(version => version.Key == "culture")).Status);
        }

        (await RunAsync("export-template", "culture")).AssertRefused("export-template: culture: no version is published");
        (await RunAsync("export-template", "culture", "1")).AssertRefused("export-template: culture: there is no version 1");
        var exported = await RunAsync("export-template", "culture", "3");
        Assert.Equal(new Outcome(0, Encoding.UTF8.GetString(QuestionnaireFile.Write(await ReadAsync(file))), ""), exported);

        // Piped into another portal and out of it again.
        var elsewhere = new Dictionary<string, string> { ["ConnectionStrings__Portal"] = serving };
        Assert.Equal(new Outcome(0, "culture 3\n", ""), await PortalProcess.RunAsync(elsewhere, ["import-template", "/dev/stdin"], Encoding.UTF8.GetBytes(exported.Output)));
        Assert.Equal(exported, await PortalProcess.RunAsync(elsewhere, ["export-template", "culture", "3"]));
    }

    [Fact]
    public async Task Import_TwoAtOnce_MakesTwoDrafts()
    {
        var file = _folder.File("twin.json", SampleSector.Text.Replace("\"key\": \"sample\"", "\"key\": \"twin\"", StringComparison.Ordinal));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync("import-template", file)));

        Assert.All(outcomes, outcome => Assert.Equal((0, ""), (outcome.Exit, outcome.Error)));
        Assert.Equal(["twin 1\n", "twin 2\n", "twin 3\n"], outcomes.Select(outcome => outcome.Output).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Import_OfAFileWithProblems_NamesThemAndMakesNothing()
    {
        var reserved = _folder.File("reserved.json", SampleSector.Text.Replace("\"key\": \"sample\"", "\"key\": \"results\"", StringComparison.Ordinal));
        var missing = Path.Combine(_folder.Path, "missing.json");

        var refused = await RunAsync("import-template", reserved);

        Assert.Equal((1, ""), (refused.Exit, refused.Output));
        Assert.StartsWith($"{reserved}: key: ", Assert.Single(refused.Problems), StringComparison.Ordinal);
        Assert.Equal(refused, await RunAsync("import-template", reserved, "--check"));
        (await RunAsync("import-template", missing)).AssertRefused($"{missing}: $: There is no such file.");
        await using var db = TestServer.ContextsOf(database.Serving).CreateFor(DataAccess.None);
        Assert.False(await db.TemplateVersions.AnyAsync(version => version.Key == "results"));
    }

    [Fact]
    public async Task Migrate_AtOnceAndAgain_LeavesOneCompleteDatabase()
    {
        var (serving, owner, _) = await TestServer.EmptyAsync();
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Portal"] = serving, ["ConnectionStrings__Owner"] = owner };
        (await PortalProcess.RunAsync(settings, ["export-template", "health"])).AssertRefused("The database is empty or older than the portal. Run the command migrate.");

        var both = await Task.WhenAll(PortalProcess.RunAsync(settings, ["migrate"]), PortalProcess.RunAsync(settings, ["migrate"]));
        Assert.All(both, outcome => Assert.Equal(new Outcome(0, "", "The database is up to date.\n"), outcome));
        var after = await ContentAsync(owner);
        Assert.Equal(new Outcome(0, "", "The database is up to date.\n"), await PortalProcess.RunAsync(settings, ["migrate"]));

        Assert.Equal(after, await ContentAsync(owner));
        Assert.Equal(Directory.GetFiles(Path.GetDirectoryName(PortalProcess.Shipped("health"))!, "*.json").Length, after.Versions);
        await using var source = NpgsqlDataSource.Create(serving);
        Assert.Empty(await DatabaseCheck.ProblemsAsync(source, TestServer.ContextsOf(serving)));
    }

    [Fact]
    public async Task Migrate_WithoutTheOwner_IsRefused() =>
        (await PortalProcess.RunAsync(new Dictionary<string, string> { ["ConnectionStrings__Portal"] = database.Serving }, ["migrate"]))
            .AssertRefused("ConnectionStrings:Owner is missing: migrate works as the owner of the database.");

    [Fact]
    public async Task InviteAdministrator_OfAnEmptyPortal_PrintsALinkThatOpensOneInvitation()
    {
        var (serving, owner, superuser) = await TestServer.CopyAsync(withDemo: false);
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Portal"] = serving, ["ConnectionStrings__Owner"] = owner, ["Portal__PublicAddress"] = "https://portal.example/" };

        var invited = await PortalProcess.RunAsync(settings, ["invite-administrator", "ada@ministry.example", "Ada", "Mensah"]);

        Assert.Equal((0, ""), (invited.Exit, invited.Error));
        Assert.Matches("^https://portal\\.example/account/invitation/[A-Za-z0-9_-]{43}\n$", invited.Output);
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select concat_ws('|', email, name, role) from invitations", connection);
        Assert.Equal("ada@ministry.example|Ada Mensah|administrator", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task InviteAdministrator_WhereThereIsOne_IsRefused()
    {
        var (serving, owner, _) = await TestServer.CopyAsync(withDemo: true);

        (await PortalProcess.RunAsync(new Dictionary<string, string> { ["ConnectionStrings__Portal"] = serving, ["ConnectionStrings__Owner"] = owner }, ["invite-administrator", "ada@ministry.example", "Ada"]))
            .AssertRefused("invite-administrator: There is an administrator already, who can invite others.");
    }

    [Fact]
    public async Task InDevelopment_ThePrivateDatabaseIsStarted_AndOnlyTheResultIsOnStandardOutput()
    {
        var settings = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["LocalPostgres__Folder"] = Path.Combine(_folder.Path, "private") };

        var migrated = await PortalProcess.RunAsync(settings, ["migrate"]);
        var exported = await PortalProcess.RunAsync(settings, ["export-template", "health"]);

        Assert.Equal((0, ""), (migrated.Exit, migrated.Output));
        Assert.Contains("Started the private PostgreSQL", exported.Error, StringComparison.Ordinal);
        Assert.Equal("health", JsonNode.Parse(exported.Output)!["key"]!.GetValue<string>());
        await Assert.ThrowsAsync<NpgsqlException>(async () =>
        {
            // Both have stopped what they started.
            await using var connection = new NpgsqlConnection($"Host={Path.Combine(_folder.Path, "private", "socket")};Username=postgres;Timeout=2");
            await connection.OpenAsync();
        });
    }

    private Task<Outcome> RunAsync(params string[] arguments) => PortalProcess.RunAsync(new Dictionary<string, string> { ["ConnectionStrings__Portal"] = database.Serving }, arguments);

    private static async Task<Questionnaire> ReadAsync(string file) => QuestionnaireFile.Read(await File.ReadAllBytesAsync(file), FileCommands.KnownItems()).Questionnaire!;

    private static async Task<(int Versions, int Texts, int Frameworks)> ContentAsync(string owner)
    {
        await using var db = TestServer.ContextsOf(owner).CreateFor(DataAccess.None);
        return (await db.TemplateVersions.CountAsync(), await db.TemplateTexts.CountAsync(), await db.Frameworks.CountAsync());
    }
}
