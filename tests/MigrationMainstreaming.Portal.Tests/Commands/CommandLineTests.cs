namespace MigrationMainstreaming.Portal.Tests.Commands;

/// <summary>What stands behind the executable's name: help, and whatever no command can take.</summary>
public sealed class CommandLineTests
{
    private const string DeadPort = "Host=127.0.0.1;Port=1;Database=mainstreaming;Username=mm_portal;Password=s3cret";

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("score --help")]
    [InlineData("migrate -h")]
    public async Task Help_IsPrintedAndNamesEveryCommand(string arguments)
    {
        var help = await PortalProcess.RunAsync(arguments.Split(' '));

        Assert.Equal((0, ""), (help.Exit, help.Error));
        Assert.All(["score --template FILE --answers FILE", "verify --package FILE", "import-template FILE --check", "export-template KEY [VERSION]", "migrate", "check-data", "invite-administrator EMAIL"], command => Assert.Contains(command, help.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("frobnicate", "frobnicate: there is no such command; --help lists them")]
    [InlineData("Score", "Score: there is no such command; --help lists them")]
    [InlineData("score", "score: --template: name a file", "score: --answers: name a file")]
    [InlineData("score --template --answers a.json", "score: --template: name a file")]
    [InlineData("score --template a.json b.json --answers", "score: b.json: one argument too many", "score: --answers: name a file")]
    [InlineData("score --tempate a.json --answers b.json", "score: --tempate: there is no such option", "score: --template: name a file")]
    [InlineData("score --template a.json --answers b.json --template c.json", "score: --template: give it once")]
    [InlineData("score --template a.json --answers b.json --check", "score: --check: there is no such option")]
    [InlineData("score --template a.json --answers b.json -v", "score: -v: there is no such option")]
    [InlineData("score --template a.json --answers b.json --profile origin,moon", "score: --profile: \"moon\" is not part of the country profile (origin destination transit federal coastal landlocked island hazard)")]
    [InlineData("verify", "verify: --package: name a file")]
    [InlineData("verify a.zip", "verify: a.zip: one argument too many", "verify: --package: name a file")]
    [InlineData("verify --package a.zip --template b.json", "verify: --template: there is no such option")]
    [InlineData("import-template", "import-template: name a file")]
    [InlineData("import-template --check", "import-template: name a file")]
    [InlineData("import-template a.json --chek", "import-template: --chek: there is no such option")]
    [InlineData("import-template a.json b.json --check=yes", "import-template: --check: it takes no value", "import-template: b.json: one argument too many")]
    [InlineData("export-template", "export-template: name a key, and a version number if it is not the latest published one")]
    [InlineData("export-template health latest", "export-template: latest: name a key, and a version number if it is not the latest published one")]
    [InlineData("export-template health -1", "export-template: -1: there is no such option")]
    [InlineData("export-template health 1 --check", "export-template: --check: there is no such option")]
    [InlineData("migrate now", "migrate: now: one argument too many")]
    [InlineData("check-data --all", "check-data: --all: there is no such option")]
    [InlineData("migrate --ConnectionStrings:Owner=Host=db", "migrate: --ConnectionStrings:Owner: there is no such option")]
    [InlineData("invite-administrator", "invite-administrator: give an e-mail address, and the name behind it")]
    [InlineData("invite-administrator Ada", "invite-administrator: Ada: give an e-mail address, such as name@ministry.example")]
    [InlineData("invite-administrator ada@", "invite-administrator: ada@: give an e-mail address, such as name@ministry.example")]
    [InlineData("invite-administrator ada@ministry.example Ada --role=administrator", "invite-administrator: --role: there is no such option")]
    public async Task Arguments_ThatNoCommandTakes_AreRefusedEachInALine(string arguments, params string[] problems) =>
        (await PortalProcess.RunAsync(arguments.Split(' '))).AssertRefused(problems);

    [Theory]
    [InlineData("migrate")]
    [InlineData("export-template health")]
    [InlineData("invite-administrator ada@ministry.example Ada")]
    public async Task CommandsWithADatabase_InProductionWithoutOne_SayWhatIsMissing(string arguments) =>
        (await PortalProcess.RunAsync(arguments.Split(' '))).AssertRefused("ConnectionStrings:Portal is missing: say how the restricted role connects to PostgreSQL.");

    [Theory]
    [InlineData("migrate")]
    [InlineData("export-template health")]
    [InlineData("invite-administrator ada@ministry.example Ada")]
    public async Task CommandsWithADatabase_ThatCannotBeReached_SaySoInALineWithoutItsPassword(string arguments)
    {
        var outcome = await PortalProcess.RunAsync(new Dictionary<string, string> { ["ConnectionStrings__Portal"] = DeadPort, ["ConnectionStrings__Owner"] = DeadPort }, arguments.Split(' '));

        outcome.AssertRefused("The database cannot be reached: Failed to connect to 127.0.0.1:1");
    }

    [Fact]
    public async Task Check_OfShippedQuestionnaires_TouchesNoDatabase()
    {
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Portal"] = DeadPort };
        foreach (var key in new[] { "health", "sdg-10-7-2" })
        {
            var outcome = await PortalProcess.RunAsync(settings, ["import-template", PortalProcess.Shipped(key), "--check"]);

            Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
            Assert.Contains($": {key} version 1, ", outcome.Output, StringComparison.Ordinal);
        }
    }
}
