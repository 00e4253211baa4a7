using System.Text.Json.Nodes;

namespace MigrationMainstreaming.Portal.Tests.Commands;

/// <summary><c>score</c>: figures that were worked out by hand, in the shape that is a contract.</summary>
public sealed class ScoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Indicator_TheExampleOfTheContract_IsPrintedDigitForDigit()
    {
        var result = await IndicatorAsync(code => code switch
        {
            "D1a" or "D1c" or "D1d" => "yes-all",
            "D1b" or "D1e" => "no",
            _ => code[^1] == 'a' || code[^1] == 'b' || code[^1] == 'c' || code == "D2d" ? "yes" : "no",
        });

        Assert.Equal(["template", "version", "overall", "groups", "frameworks"], MembersOf(result));
        Assert.Equal(("sdg-10-7-2", 1), (result["template"]!.GetValue<string>(), result["version"]!.GetValue<int>()));
        AssertSame("""{ "value": 63.3333, "level": 2, "answered": 30, "asked": 30, "low": 63.3333, "high": 63.3333 }""", result["overall"]);
        Assert.Equal(["D1", "D2", "D3", "D4", "D5", "D6"], MembersOf(result["groups"]));
        AssertSame("""{ "value": 60, "level": 2, "answered": 5, "asked": 5, "low": 60, "high": 60 }""", result["groups"]!["D1"]);
        AssertSame("""{ "value": 50, "answered": 2, "asked": 2 }""", result["frameworks"]!["gcm"]!["15"]);
        AssertSame("""{ "10.7": { "value": 63.3333, "answered": 30, "asked": 30 } }""", result["frameworks"]!["sdg"]);
    }

    [Theory]
    [InlineData("all yes", 100, 4, 30, new[] { 100d, 100, 100, 100, 100, 100 }, new[] { 4, 4, 4, 4, 4, 4 })]
    [InlineData("all no", 0, 1, 30, new[] { 0d, 0, 0, 0, 0, 0 }, new[] { 1, 1, 1, 1, 1, 1 })]
    [InlineData("nothing", 0, 1, 0, new[] { 0d, 0, 0, 0, 0, 0 }, new[] { 1, 1, 1, 1, 1, 1 })]
    [InlineData("legal status only", 91.6667, 3, 30, new[] { 50d, 100, 100, 100, 100, 100 }, new[] { 2, 4, 4, 4, 4, 4 })]
    [InlineData("two yes each", 40, 2, 30, new[] { 40d, 40, 40, 40, 40, 40 }, new[] { 2, 2, 2, 2, 2, 2 })]
    [InlineData("one of them legal only", 38.3333, 1, 30, new[] { 30d, 40, 40, 40, 40, 40 }, new[] { 1, 2, 2, 2, 2, 2 })]
    public async Task Indicator_VectorsOfTheMetadata_ComeOutExactly(string vector, decimal value, int level, int answered, double[] domains, int[] levels)
    {
        var result = await IndicatorAsync(code => (vector, code[1], code[^1]) switch
        {
            ("nothing", _, _) => null,
            ("all no", _, _) => "no",
            ("legal status only", '1', _) => "yes-legal",
            ("one of them legal only", '1', 'a') => "yes-legal",
            ("two yes each" or "one of them legal only", _, not ('a' or 'b')) => "no",
            (_, '1', _) => "yes-all",
            _ => "yes",
        });

        Assert.Equal((value, level, answered, 30), (Figure(result["overall"]), Level(result["overall"]), result["overall"]!["answered"]!.GetValue<int>(), result["overall"]!["asked"]!.GetValue<int>()));
        Assert.Equal(domains.Select(domain => (decimal?)domain), result["groups"]!.AsObject().Select(group => Figure(group.Value)));
        Assert.Equal(levels.Select(domain => (int?)domain), result["groups"]!.AsObject().Select(group => Level(group.Value)));
    }

    [Fact]
    public async Task Indicator_MissingAnswers_AreZeroInTheScoreAndLeftOutOfTheRollUp()
    {
        var answers = Answers(code => code[1] == '1' ? "yes-all" : "yes");
        answers["D1a"] = JsonNode.Parse("""{ "notKnown": true }""");
        answers["D1c"] = JsonNode.Parse("""{ "notApplicable": "No wages are paid." }""");
        answers.Remove("D2b");
        answers["D4c"] = null;

        var result = await ScoreAsync(PortalProcess.Shipped("sdg-10-7-2"), answers);

        AssertSame("""{ "value": 86.6667, "level": 3, "answered": 26, "asked": 30, "low": 86.6667, "high": 100 }""", result["overall"]);
        AssertSame("""{ "value": 60, "level": 2, "answered": 3, "asked": 5, "low": 60, "high": 100 }""", result["groups"]!["D1"]);
        AssertSame("""{ "value": 100, "answered": 26, "asked": 30 }""", result["frameworks"]!["sdg"]!["10.7"]);
        AssertSame("""{ "value": 100, "answered": 1, "asked": 2 }""", result["frameworks"]!["gcm"]!["15"]);
        AssertSame("""{ "value": null, "answered": 0, "asked": 1 }""", result["frameworks"]!["gcm"]!["18"]);
    }

    [Theory]
    [InlineData("nothing", 0)]
    [InlineData("base components", 37.5)]
    [InlineData("everything", 100)]
    [InlineData("third domain", 12.5)]
    [InlineData("three mechanisms of the sixth", 12.5)]
    [InlineData("one of the sixth, one of the eighth", 12.5)]
    public async Task CoherenceIndicator_VectorsOfTheMetadata_ComeOutExactly(string vector, decimal value)
    {
        // 17.14.1: components in each domain, "0" the base.
        string[] letters = ["0abcdef", "0abcde", "0abcde", "0abc", "0abcdef", "abcd", "0ab", "abcd"];
        var answers = new JsonObject(
            from domain in Enumerable.Range(1, 8)
            from letter in letters[domain - 1]
            where (vector, domain, letter) switch
            {
                ("everything", _, _) => true,
                ("base components", _, '0') => true,
                ("third domain", 3, _) => true,
                ("three mechanisms of the sixth", 6, not 'd') => true,
                ("one of the sixth, one of the eighth", 6 or 8, 'b') => true,
                _ => false,
            }
            select KeyValuePair.Create($"P{domain}.{letter}", (JsonNode?)new JsonObject { ["chosen"] = "yes" }));

        var result = await ScoreAsync(PortalProcess.Shipped("sdg-17-14-1"), answers);

        Assert.Equal((value, null, answers.Count, 41), (Figure(result["overall"]), Level(result["overall"]), result["overall"]!["answered"]!.GetValue<int>(), result["overall"]!["asked"]!.GetValue<int>()));
        Assert.Equal(Enumerable.Range(1, 8).Select(domain => $"P{domain}"), MembersOf(result["groups"]));
        Assert.Equal(vector switch { "everything" or "third domain" => 100m, "base components" => 50m, _ => 0m }, Figure(result["groups"]!["P3"]));
        Assert.Equal(["sdg"], MembersOf(result["frameworks"]));
    }

    [Fact]
    public async Task Sector_EveryQuestionTypeAnswered_PrintsThisAndNothingElse() => AssertSame(
        """
        { "template": "sample", "version": 1,
          "overall": { "value": 64.2857, "level": 2, "answered": 6, "asked": 6, "low": 64.2857, "high": 64.2857 },
          "groups": {
            "rules": { "value": 68.75, "level": 2, "answered": 3, "asked": 3, "low": 68.75, "high": 68.75 },
            "reach": { "value": 58.3333, "level": 2, "answered": 3, "asked": 3, "low": 58.3333, "high": 58.3333 } },
          "frameworks": {
            "gcm": { "7": { "value": 25, "answered": 1, "asked": 1 }, "15": { "value": 95, "answered": 2, "asked": 2 } },
            "sdg": { "3.8": { "value": 37.5, "answered": 2, "asked": 2 }, "10.7": { "value": 75, "answered": 2, "asked": 2 } } } }
        """,
        await SampleAsync("""
            { "answers": {
              "S-1": { "chosen": "yes" }, "S-2": { "practice": "partial", "law": "complete" }, "S-3": { "chosen": "absent" },
              "S-4": { "chosen": ["children", "workers"] }, "S-5": { "measured": 12.5 }, "S-6": { "chosen": "2" }, "S-7": { "date": "2026-01-31" },
              "S-8": { "written": "الهجرة" }, "S-9": { "citation": { "title": "Act", "number": "7", "article": "2", "year": 2019, "url": "https://law.example/7" } } } }
            """));

    [Fact]
    public async Task Sector_HalfKnownNotKnownNotApplicableAndHidden_WidenTheBoundsOrLeave() => AssertSame(
        """
        { "template": "sample", "version": 1,
          "overall": { "value": 0, "level": null, "answered": 1, "asked": 4, "low": 10, "high": 60 },
          "groups": {
            "rules": { "value": 0, "level": 1, "answered": 1, "asked": 2, "low": 16.6667, "high": 33.3333 },
            "reach": { "value": null, "level": null, "answered": 0, "asked": 2, "low": 0, "high": 100 } },
          "frameworks": {
            "gcm": { "7": { "value": null, "answered": 0, "asked": 1 }, "15": { "value": 0, "answered": 1, "asked": 2 } },
            "sdg": { "3.8": { "value": null, "answered": 0, "asked": 1 }, "10.7": { "value": null, "answered": 0, "asked": 1 } } } }
        """,
        await SampleAsync("""
            { "answers": {
              "S-1": { "chosen": "no" }, "S-2": { "law": "complete", "practice": "notKnown" }, "S-3": { "chosen": "complete" },
              "S-4": { "notApplicable": "Nobody comes." }, "S-5": { "notKnown": true } } }
            """));

    [Fact]
    public async Task Sector_ShippedHealth_CountsTicksLawAndPracticeAndSteps()
    {
        var result = await ScoreAsync(PortalProcess.Shipped("health"), JsonNode.Parse("""
            { "HEA-1": { "chosen": ["regular-workers", "children"] }, "HEA-2": { "law": "complete", "practice": "partial" }, "HEA-4": { "chosen": "partial" }, "HEA-5": { "law": "notKnown", "practice": "notKnown" } }
            """)!.AsObject());

        // 2 of 8 ticks, three quarters, a half: 1.5 of 3 answered, of 9 asked.
        AssertSame("""{ "value": 50, "level": null, "answered": 3, "asked": 9, "low": 16.6667, "high": 83.3333 }""", result["overall"]);
        AssertSame("""{ "value": null, "level": null, "answered": 0, "asked": 2, "low": 0, "high": 100 }""", result["groups"]!["trust"]);
        // Two of the ticks bear on other frameworks alone: 2 of 6 here.
        AssertSame("""{ "value": 52.7778, "answered": 3, "asked": 6 }""", result["frameworks"]!["gcm"]!["15"]);
        AssertSame("""{ "value": null, "answered": 0, "asked": 2 }""", result["frameworks"]!["gcm"]!["18"]);
    }

    [Fact]
    public async Task Sector_WithAProfile_AsksWhatHoldsForIt()
    {
        var template = _folder.File("profile.json", SampleSector.Text.Replace("\"when\": { \"question\": \"S-1\", \"is\": [\"yes\"] }", "\"when\": { \"profile\": [\"coastal\"] }", StringComparison.Ordinal));
        var answers = _folder.File("answers.json", """{ "answers": {} }""");

        Assert.Equal(6, (await PortalProcess.RunAsync("score", "--template", template, "--answers", answers)).Json()["overall"]!["asked"]!.GetValue<int>());
        Assert.Equal(6, (await PortalProcess.RunAsync("score", "--template", template, "--answers", answers, "--profile", "origin,coastal")).Json()["overall"]!["asked"]!.GetValue<int>());
        Assert.Equal(5, (await PortalProcess.RunAsync("score", "--template", template, "--answers", answers, "--profile", "origin")).Json()["overall"]!["asked"]!.GetValue<int>());
    }

    [Fact]
    public async Task Files_WithAByteOrderMarkAndOptionsWrittenWithEquals_AreRead()
    {
        var template = _folder.File("template.json", [.. "\uFEFF"u8, .. System.Text.Encoding.UTF8.GetBytes(SampleSector.Text)]);
        var answers = _folder.File("answers.json", [.. "\uFEFF"u8, .. """{"answers":{"S-1":{"chosen":"yes"}}}"""u8]);

        Assert.Equal(100m, Figure((await PortalProcess.RunAsync("score", $"--answers={answers}", $"--template={template}")).Json()["overall"]));
    }

    private Task<JsonNode> IndicatorAsync(Func<string, string?> option) => ScoreAsync(PortalProcess.Shipped("sdg-10-7-2"), Answers(option));

    private async Task<JsonNode> SampleAsync(string answers) =>
        (await PortalProcess.RunAsync("score", "--template", _folder.File("sample.json", SampleSector.Text), "--answers", _folder.File("answers.json", answers))).Json();

    private async Task<JsonNode> ScoreAsync(string template, JsonObject answers) =>
        (await PortalProcess.RunAsync("score", "--template", template, "--answers", _folder.File("answers.json", new JsonObject { ["answers"] = answers }.ToJsonString()))).Json();

    /// <summary>The thirty items of 10.7.2, each with this option; left out where there is none.</summary>
    private static JsonObject Answers(Func<string, string?> option) => new(
        from domain in Enumerable.Range(1, 6)
        from item in "abcde"
        let code = $"D{domain}{item}"
        let chosen = option(code)
        where chosen is not null
        select KeyValuePair.Create(code, (JsonNode?)new JsonObject { ["chosen"] = chosen }));

    private static string[] MembersOf(JsonNode? node) => [.. node!.AsObject().Select(member => member.Key)];

    private static decimal? Figure(JsonNode? node) => node!["value"]?.GetValue<decimal>();

    private static int? Level(JsonNode? node) => node!["level"]?.GetValue<int>();

    private static void AssertSame(string expected, JsonNode? printed) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), printed), $"Expected {JsonNode.Parse(expected)!.ToJsonString()}\nprinted  {printed?.ToJsonString()}");
}
