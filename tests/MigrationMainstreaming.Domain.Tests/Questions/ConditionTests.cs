using System.Text.Json;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Questions;

public sealed class ConditionTests
{
    private static readonly Dictionary<string, AnswerValue> Answers = new()
    {
        ["C"] = new AnswerValue.Chosen("partial"),
        ["M"] = new AnswerValue.ChosenMany(["a", "b"]),
        ["L"] = new AnswerValue.LawAndPractice("complete", "partial"),
        ["H"] = new AnswerValue.LawAndPractice("complete", null),
        ["N"] = new AnswerValue.Measured(5m),
        ["U"] = new AnswerValue.NotKnown(),
        ["X"] = new AnswerValue.NotApplicable("No coast."),
    };

    [Theory]
    [InlineData("""{"profile":["origin","island"]}""", true)]
    [InlineData("""{"profile":["coastal"]}""", true)]
    [InlineData("""{"profile":["transit"]}""", false)]
    [InlineData("""{"question":"C","is":["partial","complete"]}""", true)]
    [InlineData("""{"question":"C","is":["complete"]}""", false)]
    [InlineData("""{"question":"M","is":["b"]}""", true)]
    [InlineData("""{"question":"M","is":["c"]}""", false)]
    [InlineData("""{"question":"L","is":["complete"]}""", true)]
    [InlineData("""{"question":"L","is":["complete"],"half":"practice"}""", false)]
    [InlineData("""{"question":"L","is":["partial"],"half":"practice"}""", true)]
    [InlineData("""{"question":"H","is":["partial"],"half":"practice"}""", false)]
    [InlineData("""{"question":"N","atLeast":5}""", true)]
    [InlineData("""{"question":"N","atLeast":6}""", false)]
    [InlineData("""{"question":"N","atMost":5}""", true)]
    [InlineData("""{"question":"N","atLeast":1,"atMost":4}""", false)]
    [InlineData("""{"question":"C","atLeast":1}""", false)]
    [InlineData("""{"question":"C","answered":true}""", true)]
    [InlineData("""{"question":"U","answered":true}""", false)]
    [InlineData("""{"question":"X","answered":false}""", true)]
    [InlineData("""{"question":"none","answered":false}""", true)]
    [InlineData("""{"question":"none","is":["partial"]}""", false)]
    [InlineData("""{"all":[{"question":"C","answered":true},{"profile":["island"]}]}""", true)]
    [InlineData("""{"all":[{"question":"C","answered":true},{"profile":["transit"]}]}""", false)]
    [InlineData("""{"any":[{"question":"U","answered":true},{"profile":["island"]}]}""", true)]
    [InlineData("""{"not":{"question":"C","is":["partial"]}}""", false)]
    [InlineData("""{"not":{"question":"none","is":["partial"]}}""", true)]
    public void Holds_AsWritten_AndRoundTrips(string json, bool holds)
    {
        var condition = JsonSerializer.Deserialize<Condition>(json, QuestionnaireJson.Options)!;

        Assert.Equal(holds, condition.Holds(code => Answers.GetValueOrDefault(code), CountryProfile.Of("island")));
        Assert.Equal(json, JsonSerializer.Serialize(condition, QuestionnaireJson.Options));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"profile":[]}""")]
    [InlineData("""{"profile":"island"}""")]
    [InlineData("""{"question":"C"}""")]
    [InlineData("""{"question":"C","is":"partial"}""")]
    [InlineData("""{"question":"C","is":["a"],"answered":true}""")]
    [InlineData("""{"question":"C","is":["a"],"half":"both"}""")]
    [InlineData("""{"question":"N","atLeast":"5"}""")]
    [InlineData("""{"question":"C","equals":"a"}""")]
    [InlineData("""{"all":[]}""")]
    [InlineData("""{"not":[]}""")]
    [InlineData("[]")]
    public void Json_OfNoKnownForm_IsRefused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Condition>(json, QuestionnaireJson.Options));
}
