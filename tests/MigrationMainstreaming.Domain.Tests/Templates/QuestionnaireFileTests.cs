using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Templates;

/// <summary>A bad file is refused whole, with every problem named by its place.</summary>
public sealed class QuestionnaireFileTests
{
    private static readonly HashSet<string> Known = ["gcm:15", "sdg:3.8"];

    [Fact]
    public void Read_GoodFile_GivesTheQuestionnaire_AndRoundTrips()
    {
        var (questionnaire, problems) = Read(Good());
        Assert.Empty(problems);
        var written = QuestionnaireFile.Write(questionnaire!);
        var (again, none) = QuestionnaireFile.Read(written, Known);
        Assert.Empty(none);
        Assert.Equal(written, QuestionnaireFile.Write(again!));
        Assert.Empty(QuestionnaireFile.Read((byte[])[.. "\uFEFF"u8, .. written], Known).Problems);
    }

    public static TheoryData<string, string, string> BadFiles => new()
    {
        { "duplicate code", "sections[0].questions[1].code", "stands twice" },
        { "duplicate option", "sections[0].questions[0].type.options", "stands 2 times" },
        { "unknown link", "sections[0].questions[0].links[0].item", "not an item" },
        { "missing question", "sections[0].questions[1].when", "no question" },
        { "later question", "sections[0].questions[0].when", "comes later" },
        { "itself", "sections[0].questions[1].when", "on itself" },
        { "unknown option", "sections[0].questions[1].when", "no option" },
        { "weight 0", "sections[0].questions[0].weight", "greater than 0" },
        { "weight below 0", "sections[0].questions[1].weight", "greater than 0" },
        { "section weight", "sections[0].weight", "greater than 0" },
        { "bands overlap", "bands.levels[2].from", "overlap" },
        { "bands from 10", "bands.levels", "begins at 0" },
        { "unknown type", "sections[0].questions[0].type", "must be one of" },
        { "no type", "sections[0].questions[0]", "\"type\" is missing" },
        { "no source text", "sections[0].questions[1].text", "source language" },
        { "reserved key", "key", "addresses" },
        { "bad key", "key", "not a key" },
        { "marks", "sections[0].questions[0].type.options[1].marks", "from 0 to 1" },
        { "no recommendation", "sections[0].questions[0].type.options[0].recommendation", "should be done" },
        { "misspelt", "sections[0].questions[0].weigth", "no such member" },
        { "text for number", "sections[0].questions[0].weight", "Expected a number" },
        { "unknown join", "aggregation.join", "Must be one of" },
        { "cap missing", "aggregation.cap", "cap greater than 0" },
        { "unknown tick", "sections[0].questions[0].when", "country profile" },
        { "expects later", "sections[0].questions[0].type.options[1].expects.that", "comes later" },
        { "expects nothing said", "sections[0].questions[0].options.yes.expects.text", "source language" },
        { "no sections", "sections", "at least one section" },
        { "format 2", "format", "format 1" },
        { "weight of many places", "sections[0].questions[0].weight", "at most 6 places" },
        { "cap too great", "aggregation.cap", "at most 1,000,000,000" },
        { "unknown part", "sections[0].questions[0].part", "no part" },
        { "empty part", "sections[0].parts[0]", "Nothing lies in" },
        { "part twice", "sections[0].parts[1].code", "stands twice" },
        { "part within nothing", "sections[0].parts[0].within", "no part" },
        { "part weight", "sections[0].parts[0].weight", "greater than 0" },
        { "part without cap", "sections[0].parts[0].aggregation.cap", "cap greater than 0" },
        { "parts in a circle", "sections[0].parts[0].within", "in a circle" },
        { "parts eleven deep", "sections[0].parts[10].within", "at most 10 deep" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Read_BadFile_IsRefused_WithItsPlaceNamed(string what, string place, string message)
    {
        var (questionnaire, problems) = Read(Spoilt(Good(), what));

        Assert.Null(questionnaire);
        Assert.Contains(problems, problem => problem.Path == place && problem.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ManyProblems_NamesThemAllInOneGo()
    {
        var file = Good();
        string[] all = ["duplicate code", "unknown link", "weight 0", "bands overlap", "no source text", "reserved key", "section weight", "later question"];
        foreach (var what in all)
        {
            file = Spoilt(file, what);
        }

        var (questionnaire, problems) = Read(file);
        Assert.Null(questionnaire);
        Assert.All(["key", "bands.levels[2].from", "sections[0].weight", "sections[0].questions[0].weight", "sections[0].questions[0].links[0].item", "sections[0].questions[0].when", "sections[0].questions[1].code", "sections[0].questions[1].text"],
            place => Assert.Contains(problems, problem => problem.Path == place));
    }

    [Fact]
    public void Read_CircleOfConditions_IsRefused()
    {
        var file = Good();
        QuestionOf(file, 0)["when"] = JsonNode.Parse("""{"question":"Q2","answered":true}""");
        QuestionOf(file, 1)["when"] = JsonNode.Parse("""{"question":"Q1","answered":true}""");

        Assert.Contains("circle", Assert.Single(Read(file).Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"key": "a", "key": "b"}""")]
    public void Read_NoQuestionnaireAtAll_IsRefused(string text)
    {
        var (questionnaire, problems) = QuestionnaireFile.Read(Encoding.UTF8.GetBytes(text), Known);
        Assert.Null(questionnaire);
        Assert.NotEmpty(problems);
    }

    [Fact]
    public void Read_MembersStandingTwice_DeepInside_IsRefused() =>
        Assert.NotEmpty(QuestionnaireFile.Read(Encoding.UTF8.GetBytes(Good().ToJsonString().Replace("\"weight\":2", "\"weight\":2,\"weight\":3", StringComparison.Ordinal)), Known).Problems);

    [Fact]
    public void Read_DeepNesting_And50Megabytes_AreRefusedAtOnce()
    {
        var clock = Stopwatch.StartNew();
        var deep = Encoding.UTF8.GetBytes("{\"when\":" + string.Concat(Enumerable.Repeat("{\"not\":", 100_000)));
        Assert.NotEmpty(QuestionnaireFile.Read(deep, Known).Problems);
        Assert.Contains("bytes", Assert.Single(QuestionnaireFile.Read(new byte[50 * 1024 * 1024], Known).Problems).Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Hash_CoversStructureAndSourceTexts_AndNoTranslation()
    {
        var plain = Read(Good()).Questionnaire!;
        var translated = plain.MapTexts((_, text) => text.With("fr", "Autre"));
        Assert.Equal(QuestionnaireJson.HashOf(plain), QuestionnaireJson.HashOf(translated));
        Assert.NotEqual(QuestionnaireJson.HashOf(plain), QuestionnaireJson.HashOf(plain with { Title = plain.Title.With("en", "Other") }));
        Assert.NotEqual(QuestionnaireJson.HashOf(plain), QuestionnaireJson.HashOf(plain with { Version = 2 }));
    }

    [Fact]
    public void TemplateTexts_SplitAndJoined_GiveTheSameQuestionnaire()
    {
        var translated = Read(Good()).Questionnaire!.MapTexts((path, text) => path.Contains("Q1", StringComparison.Ordinal) ? text.With("fr", $"fr {path}").With("ar", "نص") : text);
        var (source, others) = TemplateTexts.Split(translated);

        Assert.Equal(["en"], source.Languages);
        Assert.Equal(["ar", "fr"], others.Keys.Order(StringComparer.Ordinal));
        var joined = TemplateTexts.Join(source, others.Select(set => TemplateTexts.Of(Guid.NewGuid(), set.Key, set.Value, DateTimeOffset.UnixEpoch)));
        Assert.Equal(QuestionnaireFile.Write(translated), QuestionnaireFile.Write(joined));
    }

    [Fact]
    public void TemplateVersion_OncePublished_NeverChanges()
    {
        var content = Read(Good()).Questionnaire!;
        var version = TemplateVersion.NewDraft(content, DateTimeOffset.UnixEpoch);
        Assert.Throws<DomainRuleException>(() => version.Publish([new QuestionnaireProblem("key", "Wrong.")], "First.", "Ada", DateTimeOffset.UnixEpoch));
        Assert.Throws<DomainRuleException>(version.Retire);
        version.Change(content with { Title = content.Title.With("en", "Better") }, DateTimeOffset.UnixEpoch);
        Assert.Throws<DomainRuleException>(() => version.Change(content with { Key = "other" }, DateTimeOffset.UnixEpoch));
        version.Publish([], "First.", "Ada", DateTimeOffset.UnixEpoch);

        Assert.Equal(QuestionnaireJson.HashOf(version.Content), version.Hash);
        Assert.Throws<DomainRuleException>(() => version.Change(content, DateTimeOffset.UnixEpoch));
        Assert.Throws<DomainRuleException>(() => version.Publish([], "First.", "Ada", DateTimeOffset.UnixEpoch));
        version.Retire();
        Assert.Equal(TemplateStatus.Retired, version.Status);
    }

    [Fact]
    public void TemplateVersion_PublishedWithoutAProperNote_IsRefused()
    {
        var version = TemplateVersion.NewDraft(Read(Good()).Questionnaire!, DateTimeOffset.UnixEpoch);
        // Two letters, the first of them with an accent of its own: as many as readers count, more than there are chars.
        var longest = string.Concat(Enumerable.Repeat("e\u0301ن", TemplateVersion.LongestNote / 2));

        foreach (var note in new[] { "", " \n", "half of a \ud83d", longest + "x" })
        {
            Assert.Throws<DomainRuleException>(() => version.Publish([], note, "Ada", DateTimeOffset.UnixEpoch));
        }

        Assert.Null(version.Note);
        version.Publish([], $" {longest} ", "Ada", DateTimeOffset.UnixEpoch);
        Assert.Equal(longest, version.Note);
    }

    private static (Questionnaire? Questionnaire, IReadOnlyList<QuestionnaireProblem> Problems) Read(JsonObject file) =>
        QuestionnaireFile.Read(Encoding.UTF8.GetBytes(file.ToJsonString()), Known);

    private static JsonObject QuestionOf(JsonObject file, int index) => file["sections"]![0]!["questions"]![index]!.AsObject();

    private static JsonObject Spoilt(JsonObject file, string what)
    {
        var (first, second, section) = (QuestionOf(file, 0), QuestionOf(file, 1), file["sections"]![0]!.AsObject());
        var options = first["type"]!["options"]!.AsArray();
        switch (what)
        {
            case "duplicate code": second["code"] = "Q1"; break;
            case "duplicate option": options[1]!["code"] = "no"; break;
            case "unknown link": first["links"]![0]!["item"] = "gcm:99"; break;
            case "missing question": second["when"] = JsonNode.Parse("""{"question":"Q9","answered":true}"""); break;
            case "later question": first["when"] = JsonNode.Parse("""{"question":"Q3","answered":true}"""); break;
            case "itself": second["when"] = JsonNode.Parse("""{"question":"Q2","answered":true}"""); break;
            case "unknown option": second["when"] = JsonNode.Parse("""{"question":"Q1","is":["perhaps"]}"""); break;
            case "unknown tick": first["when"] = JsonNode.Parse("""{"profile":["arctic"]}"""); break;
            case "weight 0": first["weight"] = 0; break;
            case "weight below 0": second["weight"] = -1; break;
            case "section weight": section["weight"] = 0; break;
            case "bands overlap": file["bands"]!["levels"]![2]!["from"] = 30; break;
            case "bands from 10": file["bands"]!["levels"]![0]!["from"] = 10; break;
            case "unknown type": first["type"]!["kind"] = "essay"; break;
            case "no type": first.Remove("type"); break;
            case "no source text": second["text"] = JsonNode.Parse("""{"fr":"Seulement"}"""); break;
            case "reserved key": file["key"] = "results"; break;
            case "bad key": file["key"] = "My Sector"; break;
            case "marks": options[1]!["marks"] = 1.5; break;
            case "no recommendation": options[0]!.AsObject().Remove("recommendation"); break;
            case "misspelt": first["weigth"] = 2; break;
            case "text for number": first["weight"] = "two"; break;
            case "unknown join": file["aggregation"]!["join"] = "median"; break;
            case "cap missing": file["aggregation"]!["join"] = "capped-sum"; break;
            case "expects later": options[1]!["expects"] = JsonNode.Parse("""{"that":{"question":"Q3","answered":true},"text":{"en":"Look again."}}"""); break;
            case "expects nothing said": options[1]!["expects"] = JsonNode.Parse("""{"that":{"profile":["coastal"]},"text":{"fr":"Revoir."}}"""); break;
            case "no sections": file["sections"] = new JsonArray(); break;
            case "format 2": file["format"] = 2; break;
            case "weight of many places": first["weight"] = 0.0000001m; break;
            case "cap too great": file["aggregation"] = JsonNode.Parse("""{ "join": "capped-sum", "cap": 1000000001 }"""); break;
            case "unknown part": first["part"] = "extras"; break;
            case "empty part": section["parts"] = JsonNode.Parse("""[ { "code": "extras", "title": { "en": "Extras" } } ]"""); break;
            case "part twice":
                section["parts"] = JsonNode.Parse("""[ { "code": "extras", "title": { "en": "Extras" } }, { "code": "extras", "title": { "en": "Extras" } } ]""");
                first["part"] = "extras";
                break;
            case "part within nothing":
                section["parts"] = JsonNode.Parse("""[ { "code": "extras", "title": { "en": "Extras" }, "within": "nowhere" } ]""");
                first["part"] = "extras";
                break;
            case "part weight":
                section["parts"] = JsonNode.Parse("""[ { "code": "extras", "title": { "en": "Extras" }, "weight": 0 } ]""");
                first["part"] = "extras";
                break;
            case "part without cap":
                section["parts"] = JsonNode.Parse("""[ { "code": "extras", "title": { "en": "Extras" }, "aggregation": { "join": "capped-sum" } } ]""");
                first["part"] = "extras";
                break;
            case "parts in a circle":
                section["parts"] = JsonNode.Parse("""[ { "code": "a", "title": { "en": "A" }, "within": "b" }, { "code": "b", "title": { "en": "B" }, "within": "a" } ]""");
                first["part"] = "a";
                break;
            case "parts eleven deep":
                section["parts"] = new JsonArray([.. Enumerable.Range(0, 11).Select(depth => new JsonObject { ["code"] = $"p{depth}", ["title"] = new JsonObject { ["en"] = "Part" }, ["within"] = depth == 0 ? null : $"p{depth - 1}" })]);
                section["parts"]![0]!.AsObject().Remove("within");
                first["part"] = "p10";
                break;
            default: throw new ArgumentException(what);
        }

        return file;
    }

    private static JsonObject Good() => JsonNode.Parse(
        """
        { "format": 1, "key": "health", "version": 1, "title": { "en": "Health" }, "aggregation": { "join": "weighted-mean" },
          "bands": { "rule": "certain", "levels": [ { "from": 0, "name": { "en": "Few" } }, { "from": 40, "name": { "en": "Some" } }, { "from": 80, "name": { "en": "Most" } } ] },
          "sections": [ { "code": "one", "title": { "en": "One" }, "questions": [
            { "code": "Q1", "text": { "en": "First?" }, "weight": 2, "links": [ { "item": "gcm:15", "strength": "indirect", "action": "15.e" } ],
              "type": { "kind": "yes-no", "options": [ { "code": "no", "text": { "en": "No" }, "marks": 0, "recommendation": { "en": "Do it." } }, { "code": "yes", "text": { "en": "Yes" }, "marks": 1 } ] } },
            { "code": "Q2", "text": { "en": "Second?" }, "type": { "kind": "free-text" } },
            { "code": "Q3", "text": { "en": "Third?" }, "when": { "question": "Q1", "is": ["yes"] }, "type": { "kind": "number", "unit": { "en": "people" } } } ] } ] }
        """)!.AsObject();
}
