using System.Text.Json;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Templates;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Questions;

/// <summary>What answers each question type, and what that earns.</summary>
public sealed class QuestionTypeTests
{
    private static readonly AnswerOption[] Steps = [Option("none", 0m), Option("half", 0.5m), Option("all", 1m)];

    private static readonly Dictionary<string, QuestionType> Types = new()
    {
        ["yes-no"] = new YesNo([Option("yes", 1m), Option("no", 0m)]),
        ["single-choice"] = new SingleChoice(Steps),
        ["multiple-choice"] = new MultipleChoice([Option("a", 1m), Option("b", 3m), Option("nobody", 0m) with { Exclusive = true }]),
        ["law-and-practice"] = new LawAndPractice(Steps, Steps),
        ["scale"] = new Scale(Steps),
        ["number"] = new Number { Unit = Text("people"), Min = 0m, Max = 100m, Decimals = 1, Marks = new NumberAnchors(20m, 10m) },
        ["date"] = new Day(new DateOnly(2020, 1, 1), new DateOnly(2030, 12, 31)),
        ["free-text"] = new FreeText(5),
        ["legal-reference"] = new LegalReference(),
    };

    [Theory]
    [InlineData("yes-no", """{"chosen":"yes"}""", "1")]
    [InlineData("yes-no", """{"chosen":"no"}""", "0")]
    [InlineData("single-choice", """{"chosen":"half"}""", "0.5")]
    [InlineData("multiple-choice", """{"chosen":["a"]}""", "0.25")]
    [InlineData("multiple-choice", """{"chosen":["b","a"]}""", "1")]
    [InlineData("multiple-choice", """{"chosen":["nobody"]}""", "0")]
    [InlineData("law-and-practice", """{"law":"all","practice":"half"}""", "0.75")]
    [InlineData("law-and-practice", """{"law":"all","practice":"notKnown"}""", null)]
    [InlineData("scale", """{"chosen":"all"}""", "1")]
    [InlineData("number", """{"measured":20}""", "0")]
    [InlineData("number", """{"measured":12.5}""", "0.75")]
    [InlineData("number", """{"measured":3}""", "1")]
    [InlineData("date", """{"date":"2026-01-31"}""", null)]
    [InlineData("free-text", """{"written":"👩‍👩‍👧é"}""", null)]
    [InlineData("legal-reference", """{"citation":{"title":"Health Act","number":"12","article":"3","year":2019,"url":"https://law.example/12"}}""", null)]
    [InlineData("single-choice", """{"notKnown":true}""", null)]
    [InlineData("single-choice", """{"notApplicable":"No coast."}""", null)]
    public void Answer_OfItsKind_IsTaken_EarnsItsMarks_AndRoundTrips(string kind, string json, string? marks)
    {
        var question = new Question { Code = "Q", Text = Text("Q"), Type = Types[kind] };
        var value = JsonSerializer.Deserialize<AnswerValue>(json, QuestionnaireJson.Options)!;

        Assert.Null(question.ProblemWith(value));
        Assert.Equal(marks is null ? null : decimal.Parse(marks, System.Globalization.CultureInfo.InvariantCulture), question.MarksFor(value, CountryProfile.Empty));
        Assert.Equal(value, JsonSerializer.Deserialize<AnswerValue>(JsonSerializer.Serialize(value, QuestionnaireJson.Options), QuestionnaireJson.Options));
    }

    [Theory]
    [InlineData("yes-no", """{"chosen":"perhaps"}""")]
    [InlineData("yes-no", """{"chosen":["yes"]}""")]
    [InlineData("single-choice", """{"written":"half"}""")]
    [InlineData("single-choice", """{"notApplicable":" "}""")]
    [InlineData("multiple-choice", """{"chosen":[]}""")]
    [InlineData("multiple-choice", """{"chosen":["a","nobody"]}""")]
    [InlineData("multiple-choice", """{"chosen":["a","a"]}""")]
    [InlineData("multiple-choice", """{"chosen":["z"]}""")]
    [InlineData("law-and-practice", """{"law":"most","practice":"half"}""")]
    [InlineData("law-and-practice", """{"chosen":"half"}""")]
    [InlineData("number", """{"measured":-1}""")]
    [InlineData("number", """{"measured":101}""")]
    [InlineData("number", """{"measured":1.25}""")]
    [InlineData("date", """{"date":"2019-12-31"}""")]
    [InlineData("date", """{"date":"2031-01-01"}""")]
    [InlineData("free-text", """{"written":"  "}""")]
    [InlineData("free-text", """{"written":"sixsix"}""")]
    [InlineData("free-text", "{\"written\":\"a\\u0000b\"}")]
    [InlineData("legal-reference", """{"citation":{"title":" "}}""")]
    [InlineData("legal-reference", """{"citation":{"title":"Act","year":99}}""")]
    [InlineData("legal-reference", """{"citation":{"title":"Act","url":"javascript:alert(1)"}}""")]
    public void Answer_ThatDoesNotFit_IsRefusedInASentence(string kind, string json)
    {
        var question = new Question { Code = "Q", Text = Text("Q"), Type = Types[kind] };
        var problem = question.ProblemWith(JsonSerializer.Deserialize<AnswerValue>(json, QuestionnaireJson.Options)!);

        Assert.NotNull(problem);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"yes\"")]
    [InlineData("{}")]
    [InlineData("""{"chosen":1}""")]
    [InlineData("""{"law":"all"}""")]
    [InlineData("""{"measured":"5"}""")]
    [InlineData("""{"date":"31/01/2026"}""")]
    [InlineData("""{"notKnown":false}""")]
    [InlineData("""{"chosen":"yes","notKnown":true}""")]
    [InlineData("""{"citation":{}}""")]
    [InlineData("""{"citation":{"title":"Act","year":"2019"}}""")]
    public void Answer_OfNoKnownShape_IsRefused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<AnswerValue>(json, QuestionnaireJson.Options));

    [Fact]
    public void FreeText_HalfACharacter_IsRefused() => Assert.NotNull(new FreeText().ProblemWith(new AnswerValue.Written("a\ud83d")));

    [Fact]
    public void Number_WithThresholds_TakesTheHighestStepReached()
    {
        var number = new Number { Unit = Text("people"), Thresholds = [new NumberThreshold(10m, 0.5m), new NumberThreshold(20m, 1m)] };

        decimal? MarksFor(decimal figure) => number.MarksFor(Is(figure), CountryProfile.Empty);
        Assert.Equal((0m, 0.5m, 0.5m, 1m), (MarksFor(9m), MarksFor(10m), MarksFor(19m), MarksFor(20m)));
    }

    [Fact]
    public void Number_AtTheEdgeOfDecimal_DoesNotOverflow() =>
        Assert.Equal(0.5m, new NumberAnchors(decimal.MinValue, decimal.MaxValue).MarksFor(0m));

    [Fact]
    public void TickList_CountsOnlyOptionsThatApply()
    {
        var list = new MultipleChoice([Option("all", 1m), Option("coast", 1m) with { When = new Condition.Profile(["coastal"]) }]);
        var ticked = new AnswerValue.ChosenMany(["all"]);

        Assert.Equal(1m, list.MarksFor(ticked, CountryProfile.Of("landlocked")));
        Assert.Equal(0.5m, list.MarksFor(ticked, CountryProfile.Of("island")));
        Assert.Equal(["coast"], list.GapsIn(ticked, CountryProfile.Of("coastal")).Select(option => option.Code));
    }

    [Fact]
    public void Options_MayDemandASource()
    {
        var question = TestTemplates.Steps("Q") with { Type = new SingleChoice([Option("none", 0m), Option("all", 1m) with { Evidence = true }]) };

        Assert.True(question.DemandsEvidence(Is("all")));
        Assert.False(question.DemandsEvidence(Is("none")));
        Assert.False(question.DemandsEvidence(NotKnown));
    }
}
