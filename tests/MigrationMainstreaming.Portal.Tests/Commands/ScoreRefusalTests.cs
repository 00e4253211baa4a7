using System.Diagnostics;
using System.Text;

namespace MigrationMainstreaming.Portal.Tests.Commands;

/// <summary><c>score</c> and <c>import-template --check</c> before files that cannot be used: exit 1, a line for each problem, nothing on standard output.</summary>
public sealed class ScoreRefusalTests : IDisposable
{
    private const string NoJson = "Not readable as JSON:";

    /// <summary>So little memory that a file which is read without a limit ends the process.</summary>
    private static readonly Dictionary<string, string> LittleMemory = new() { ["DOTNET_GCHeapHardLimit"] = "0x4000000" };

    private readonly TemporaryFolder _folder = new();
    private readonly string _template;

    public ScoreRefusalTests() => _template = _folder.File("sample.json", SampleSector.Text);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Answers_ManyWrong_AreNamedEachWithItsPlace() => (await ScoreAsync("""
        { "answers": {
          "X-9": { "chosen": "yes" },
          "S-1": { "chosen": "perhaps" },
          "S-2": { "law": "complete" },
          "S-3": { "measured": 3 },
          "S-4": { "chosen": ["workers", "none"] },
          "S-5": { "measured": "12" },
          "S-6": "2",
          "S-7": { "date": "31.1.2026" },
          "S-8": { "chosen": "yes", "written": "two things" },
          "S-9": { "citation": { "number": "7" } } } }
        """)).AssertRefused(
        $"{Answers}: answers.X-9: There is no question \"X-9\" in sample.",
        $"{Answers}: answers.S-1: Choose one of the options.",
        $"{Answers}: answers.S-2: {OneOf}",
        $"{Answers}: answers.S-3: Choose one of the options.",
        $"{Answers}: answers.S-4: \"None of these\" cannot be ticked together with others.",
        $"{Answers}: answers.S-5: \"measured\" is a number.",
        $"{Answers}: answers.S-6: An answer is an object such as {{\"chosen\": \"yes\"}}.",
        $"{Answers}: answers.S-7: \"date\" is a day written as 2026-01-31.",
        $"{Answers}: answers.S-8: {OneOf}",
        $"{Answers}: answers.S-9: A citation has a title.");

    [Theory]
    [InlineData("S-2", """{ "law": "complete", "practice": "fully" }""", "Choose one step for the law or plan and one for practice, or mark a half as not known.")]
    [InlineData("S-3", """{ "chosen": ["absent"] }""", "Choose one of the options.")]
    [InlineData("S-3", """{ "chosen": "Absent" }""", "Choose one of the options.")]
    [InlineData("S-4", """{ "chosen": [] }""", "Tick at least one of the options.")]
    [InlineData("S-4", """{ "chosen": ["workers", "workers"] }""", "Tick at least one of the options.")]
    [InlineData("S-4", """{ "chosen": "workers" }""", "Tick at least one of the options.")]
    [InlineData("S-5", """{ "measured": 1000.5 }""", "Give a number of at most 1000.")]
    [InlineData("S-5", """{ "measured": 1.25 }""", "Give at most 1 places after the decimal point.")]
    [InlineData("S-5", """{ "measured": 1e400 }""", "\"measured\" is a number.")]
    [InlineData("S-5", """{ "notKnown": false }""", OneOf)]
    [InlineData("S-5", """{ "notApplicable": " " }""", "Say why the question does not apply.")]
    [InlineData("S-8", """{ "written": "\ud800" }""", "The text holds half a character (\\ud800 to \\udfff stand in pairs).", ".written")]
    public async Task Answer_OfTheWrongKindOrNotOnOffer_IsRefused(string question, string value, string problem, string within = "") =>
        (await ScoreAsync($$"""{ "answers": { "{{question}}": {{value}} } }""")).AssertRefused($"{Answers}: answers.{question}{within}: {problem}");

    [Theory]
    [InlineData("", "$: The file is empty.")]
    [InlineData(" \r\n", "$: The file is empty.")]
    [InlineData("hello", "$: " + NoJson + " 'h' is an invalid start of a value (line 1, column 1).")]
    [InlineData("[]", "$: Expected an object such as {\"answers\": {\"HEA-1\": {\"chosen\": \"yes\"}}}.")]
    [InlineData("null", "$: Expected an object such as {\"answers\": {\"HEA-1\": {\"chosen\": \"yes\"}}}.")]
    [InlineData("""{ "answers": [] }""", "$: Expected an object such as {\"answers\": {\"HEA-1\": {\"chosen\": \"yes\"}}}.")]
    [InlineData("""{ "answer": {} }""", "$: Expected an object such as {\"answers\": {\"HEA-1\": {\"chosen\": \"yes\"}}}.")]
    [InlineData("""{ "answers": { "S-1": { "chosen": "yes" }, "S-1": { "chosen": "no" } } }""", "answers.S-1: This member stands here twice; keep one.")]
    [InlineData("""{ "answers": { "S-1": { "chosen": "yes", "chosen": "no" } } }""", "answers.S-1.chosen: This member stands here twice; keep one.")]
    [InlineData("""{ "answers": { "\ud800": { "chosen": "yes" } } }""", "answers: The name of a member here holds half a character (\\ud800 to \\udfff stand in pairs).")]
    [InlineData("""{ "answers": { "a\nb\u001b[2J": null } }""", "answers.a b [2J: There is no question \"a b [2J\" in sample.")]
    public async Task AnswersFile_ThatIsNone_IsRefusedInALine(string text, string problem) => (await ScoreAsync(text)).AssertRefused($"{Answers}: {problem}");

    [Fact]
    public async Task Files_InAnotherEncoding_AreRefused()
    {
        foreach (var bytes in new[] { Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray(), Encoding.Latin1.GetBytes("""{ "answers": { "é": null } }""") })
        {
            var file = _folder.File("encoded.json", bytes);
            (await PortalProcess.RunAsync("score", "--template", _template, "--answers", file)).AssertRefused($"{file}: $: The file is not written in UTF-8. Save it in this encoding.");
            (await PortalProcess.RunAsync("import-template", file, "--check")).AssertRefused($"{file}: $: The file is not written in UTF-8. Save it in this encoding.");
        }
    }

    [Fact]
    public async Task Files_ThatAreMissingOrFolders_AreNamedBothAtOnce()
    {
        var missing = Path.Combine(_folder.Path, "nowhere", "missing.json");

        (await PortalProcess.RunAsync("score", "--template", missing, "--answers", _folder.Path)).AssertRefused($"{missing}: $: There is no such file.", $"{_folder.Path}: $: This is a folder; name a file.");
        (await PortalProcess.RunAsync("import-template", _folder.Path, "--check")).AssertRefused($"{_folder.Path}: $: This is a folder; name a file.");
    }

    [Fact]
    public async Task Template_WithProblems_IsRefusedWithEachPlace()
    {
        var file = _folder.File("wrong.json", SampleSector.Text
            .Replace("\"weight\": 2", "\"weight\": 0, \"wieght\": 2", StringComparison.Ordinal)
            .Replace("\"kind\": \"scale\"", "\"kind\": \"slider\"", StringComparison.Ordinal));
        var later = _folder.File("later.json", SampleSector.Text.Replace("gcm:7", "gcm:77", StringComparison.Ordinal).Replace("\"question\": \"S-1\"", "\"question\": \"S-6\"", StringComparison.Ordinal));

        var unreadable = await PortalProcess.RunAsync("import-template", file, "--check");
        unreadable.AssertRefused(
            $"{file}: sections[0].questions[0].wieght: There is no such member here; look at its spelling.",
            $"{file}: sections[1].questions[2].type: \"kind\" must be one of: yes-no, single-choice, multiple-choice, law-and-practice, scale, number, date, free-text, legal-reference.");
        Assert.Equal(unreadable, await PortalProcess.RunAsync("score", "--template", file, "--answers", _folder.File("fine.json", """{ "answers": {} }""")));

        (await PortalProcess.RunAsync("import-template", later, "--check")).AssertRefused(
            $"{later}: sections[0].questions[2].when: \"S-6\" comes later. A condition looks at earlier questions only, so that none can depend on each other in a circle.",
            $"{later}: sections[1].questions[2].links[0].item: \"gcm:77\" is not an item of any framework here; write framework and code, such as gcm:15 or sdg:3.8.");
    }

    [Fact]
    public async Task Template_WithMembersStandingTwice_IsRefusedWithTheirPlace()
    {
        var file = _folder.File("twice.json", SampleSector.Text.Replace("\"weight\": 2", "\"weight\": 2, \"weight\": 3", StringComparison.Ordinal));

        (await PortalProcess.RunAsync("import-template", file, "--check")).AssertRefused($"{file}: sections[0].questions[0].weight: This member stands here twice; keep one.");
    }

    [Fact]
    public async Task Files_NestedTooDeeply_AreRefused()
    {
        var file = _folder.File("deep.json", string.Concat(Enumerable.Repeat("{\"answers\":", 100_000)));

        await AssertRefusedAtOnceAsync(file, $"{file}: $: {NoJson} The maximum configured depth of 64 has been exceeded");
    }

    [Fact]
    public async Task Files_OfFiftyMegabytesOrWithoutEnd_AreRefusedWithoutBeingRead()
    {
        var file = Path.Combine(_folder.Path, "big.json");
        await using (var stream = File.Create(file))
        {
            stream.SetLength(50 * 1024 * 1024);
        }

        await AssertRefusedAtOnceAsync(file, $"{file}: $: The file is too large; at most 5,242,880 bytes are read.");
        if (File.Exists("/dev/zero"))
        {
            await AssertRefusedAtOnceAsync("/dev/zero", "/dev/zero: $: The file is too large; at most 5,242,880 bytes are read.");
        }
    }

    private const string OneOf = "An answer has one of: chosen, law and practice, measured, date, written, citation, notKnown (true), notApplicable (reason).";

    private string Answers => Path.Combine(_folder.Path, "answers.json");

    private Task<Outcome> ScoreAsync(string answers) => PortalProcess.RunAsync("score", "--template", _template, "--answers", _folder.File("answers.json", answers));

    private async Task AssertRefusedAtOnceAsync(string file, string problem)
    {
        var clock = Stopwatch.StartNew();
        foreach (var arguments in new string[][] { ["score", "--template", _template, "--answers", file], ["score", "--template", file, "--answers", _folder.File("fine.json", """{ "answers": {} }""")], ["import-template", file, "--check"] })
        {
            var outcome = await PortalProcess.RunAsync(LittleMemory, arguments);
            Assert.Equal((1, ""), (outcome.Exit, outcome.Output));
            Assert.StartsWith(problem, Assert.Single(outcome.Problems), StringComparison.Ordinal);
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"It took {clock.Elapsed}.");
    }
}
