using System.Text;
using System.Text.Json.Nodes;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Coherence;

/// <summary>A file of rules is refused whole, with every problem named by its place.</summary>
public sealed class RuleSetFileTests
{
    private static readonly IReadOnlyDictionary<string, Questionnaire> Sectors = new Dictionary<string, Questionnaire>
    {
        ["health"] = Of(Steps("HEA-1"), Both("HEA-2"), TickList("HEA-3", Option("food", null), Option("care", null), Option("none", 0m) with { Exclusive = true }), PerCent("HEA-4")) with { Key = "health" },
        ["labour"] = Of(Steps("EMP-1")) with { Key = "labour" },
        ["sdg-10-7-2"] = Of(Steps("D1a")) with { Key = "sdg-10-7-2", Kind = QuestionnaireKind.Indicator },
    };

    private static readonly HashSet<string> Items = ["gcm:15", "sdg:3.8"];

    [Fact]
    public void Read_AGoodFile_GivesItsRules()
    {
        var (rules, problems) = Read(_ => { });

        Assert.Empty(problems);
        var rule = Assert.Single(rules!.Rules);
        Assert.Equal((RuleKind.Gap, RuleDirection.MigrationOnSector), (rule.Kind, rule.Direction));
        Assert.Equal(["health", "labour"], rule.Sectors);
        Assert.Equal(AnswerHalf.Practice, rule.Sides[0].Half);
    }

    [Theory]
    [InlineData("format", 2, "format")]
    [InlineData("key", "other", "key")]
    [InlineData("version", 0, "version")]
    [InlineData("sourceLanguage", "english", "sourceLanguage")]
    public void Read_AWrongHead_NamesIt(string member, object value, string place) => Refused(file => file[member] = JsonValue.Create(value), place);

    [Theory]
    [InlineData("""{"code": "R 1"}""", "rules[0].code")]
    [InlineData("""{"kind": "quarrel"}""", "rules[0].kind")]
    [InlineData("""{"direction": "up"}""", "rules[0].direction")]
    [InlineData("""{"profile": ["rich"]}""", "rules[0].profile")]
    [InlineData("""{"sentence": {"fr": "Rien"}}""", "rules[0].sentence")]
    [InlineData("""{"wayOut": {"en": "Out.", "a language": "x"}}""", "rules[0].wayOut")]
    [InlineData("""{"items": []}""", "rules[0].items")]
    [InlineData("""{"items": ["gcm:15", "gcm:99"]}""", "rules[0].items[1]")]
    [InlineData("""{"items": ["gcm:15", "gcm:15"]}""", "rules[0].items[1]")]
    [InlineData("""{"surprise": 1}""", "rules[0].surprise")]
    public void Read_AWrongRule_NamesIt(string change, string place) => Refused(file => Change((JsonObject)file["rules"]![0]!, change), place);

    [Theory]
    [InlineData("""{"sector": "nowhere"}""", "rules[0].sides[0].sector")]
    [InlineData("""{"sector": "sdg-10-7-2", "question": "D1a", "half": "law", "states": ["none"]}""", "rules[0].sides[0].sector")]
    [InlineData("""{"question": "HEA-9"}""", "rules[0].sides[0].question")]
    [InlineData("""{"question": "HEA-4", "half": "law"}""", "rules[0].sides[0].question")]
    [InlineData("""{"question": "HEA-1"}""", "rules[0].sides[0].half")]
    [InlineData("""{"states": []}""", "rules[0].sides[0].states")]
    [InlineData("""{"states": ["absent"]}""", "rules[0].sides[0].states")]
    [InlineData("""{"states": ["half", "half"]}""", "rules[0].sides[0].states")]
    [InlineData("""{"states": ["none", "half", "all"]}""", "rules[0].sides[0].states")]
    [InlineData("""{"ticked": ["food"]}""", "rules[0].sides[0].ticked")]
    [InlineData("""{"question": "HEA-3", "half": "law", "states": ["partial"], "ticked": ["water"]}""", "rules[0].sides[0].ticked")]
    [InlineData("""{"question": "HEA-3", "half": "law", "states": ["partial"], "ticked": ["none"]}""", "rules[0].sides[0].ticked")]
    [InlineData("""{"question": "HEA-3", "half": "law", "states": ["absent"], "ticked": ["food"]}""", "rules[0].sides[0].ticked")]
    public void Read_AWrongSide_NamesIt(string change, string place) => Refused(file => Change((JsonObject)file["rules"]![0]!["sides"]![0]!, change), place);

    [Fact]
    public void Read_TwoRulesOfOneCode_AreBothNamed()
    {
        var (_, problems) = Read(file => file["rules"]!.AsArray().Add(file["rules"]![0]!.DeepClone()));

        Assert.Equal(["rules[0].code", "rules[1].code"], problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Read_ARuleWithinOneSector_IsRefused() => Refused(file => Change((JsonObject)file["rules"]![0]!["sides"]![1]!, """{"sector": "health", "question": "HEA-1"}"""), "rules[0].sides");

    [Fact]
    public void Read_OneQuestionTwice_IsRefused() =>
        Refused(file => file["rules"]![0]!["sides"]!.AsArray().Add(file["rules"]![0]!["sides"]![1]!.DeepClone()), "rules[0].sides[2].question");

    [Fact]
    public void Read_NoRules_IsRefused() => Refused(file => file["rules"] = new JsonArray(), "rules");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"format": 1}""")]
    public void Read_WhatIsNoFileOfRules_IsRefused(string text)
    {
        var (rules, problems) = RuleSetFile.Read(Encoding.UTF8.GetBytes(text), Sectors, Items);

        Assert.Null(rules);
        Assert.NotEmpty(problems);
    }

    [Fact]
    public void Read_AnImmenseFile_IsRefused() => Assert.Equal("$", Assert.Single(RuleSetFile.Read(new byte[RuleSetFile.MaxBytes + 1], Sectors, Items).Problems).Path);

    [Fact]
    public void Hash_FollowsConditionsAndSource_NotTranslations()
    {
        var rules = Read(_ => { }).Rules!;

        Assert.Equal(rules.Hash(), rules.MapTexts((_, text) => text.With("fr", "Autre chose")).Hash());
        Assert.NotEqual(rules.Hash(), rules.MapTexts((_, text) => text.With("en", "Another thing")).Hash());
        Assert.NotEqual(rules.Hash(), (rules with { Rules = [rules.Rules[0] with { Profile = ["origin"] }] }).Hash());
    }

    [Fact]
    public void Side_OfATickList_CountsWhatAppliesAlone()
    {
        var list = TickList("HEA-3", Option("food", null), Option("boats", null) with { When = new Condition.Profile(["coastal"]) }, Option("none", 0m) with { Exclusive = true });
        var side = new RuleSide { Sector = "health", Question = "HEA-3", States = ["complete"] };

        Assert.True(HoldsIn(side, list, Domain.Jurisdictions.CountryProfile.Of("landlocked"), "food"));
        Assert.False(HoldsIn(side, list, Domain.Jurisdictions.CountryProfile.Of("coastal"), "food"));
        Assert.True(HoldsIn(side, list, Domain.Jurisdictions.CountryProfile.Of("coastal"), "food", "boats"));
        Assert.True(HoldsIn(side with { States = ["absent"] }, list, Domain.Jurisdictions.CountryProfile.Empty, "none"));
        Assert.False(HoldsIn(side with { States = ["complete"], Ticked = ["boats"] }, list, Domain.Jurisdictions.CountryProfile.Empty, "food", "boats"));
    }

    [Fact]
    public void Side_OfPractice_ReadsPractice_AndNothingWhereItIsNotKnown()
    {
        var side = new RuleSide { Sector = "health", Question = "HEA-2", States = ["none"], Half = AnswerHalf.Practice };

        Assert.True(side.HoldsIn(Given(Both("HEA-2"), Everything, new AnswerValue.LawAndPractice("all", "none"))));
        Assert.False(side.HoldsIn(Given(Both("HEA-2"), Everything, new AnswerValue.LawAndPractice("none", "all"))));
        Assert.Null(side.HoldsIn(Given(Both("HEA-2"), Everything, new AnswerValue.LawAndPractice("none", null))));
    }

    [Fact]
    public void LawAndPractice_ThatDiffer_AreFound_EitherWay()
    {
        var behind = Assert.Single(LawAndPracticeDifference.In(Given(Both("HEA-2"), Everything, new AnswerValue.LawAndPractice("all", "none"))));
        var ahead = Assert.Single(LawAndPracticeDifference.In(Given(Both("HEA-2"), Everything, new AnswerValue.LawAndPractice("half", "all"))));

        Assert.True(behind.PracticeFallsBehind);
        Assert.False(ahead.PracticeFallsBehind);
        Assert.Equal(("half", "all"), (ahead.Law.Code, ahead.Practice.Code));
        Assert.Empty(LawAndPracticeDifference.In(Given(Both("HEA-2"), Everything, new AnswerValue.LawAndPractice("half", "half"))));
        Assert.Empty(LawAndPracticeDifference.In(Given(Both("HEA-2"), Everything, new AnswerValue.LawAndPractice("half", null))));
        Assert.Empty(LawAndPracticeDifference.In(Given(Both("HEA-2") with { When = new Condition.Profile(["island"]) }, Domain.Jurisdictions.CountryProfile.Empty, new AnswerValue.LawAndPractice("all", "none"))));
    }

    private static bool? HoldsIn(RuleSide side, Question question, Domain.Jurisdictions.CountryProfile profile, params string[] ticked) => side.HoldsIn(Given(question, profile, new AnswerValue.ChosenMany(ticked)));

    private static SectorProgress Given(Question question, Domain.Jurisdictions.CountryProfile profile, AnswerValue value) =>
        SectorProgress.Of(Of(question), profile, _ => new AnswerContent(value, null, null));

    private static void Refused(Action<JsonObject> change, string place)
    {
        var (rules, problems) = Read(change);

        Assert.Null(rules);
        Assert.Contains(place, problems.Select(problem => problem.Path));
    }

    private static void Change(JsonObject target, string change)
    {
        foreach (var member in JsonNode.Parse(change)!.AsObject().ToList())
        {
            target[member.Key] = member.Value?.DeepClone();
        }
    }

    private static (RuleSet? Rules, IReadOnlyList<QuestionnaireProblem> Problems) Read(Action<JsonObject> change)
    {
        var file = JsonNode.Parse("""
            {
              "format": 1, "key": "coherence", "version": 1, "title": {"en": "Rules"},
              "rules": [{
                "code": "R01", "kind": "gap", "direction": "migration-on-sector",
                "sides": [{"sector": "health", "question": "HEA-2", "half": "practice", "states": ["none"]}, {"sector": "labour", "question": "EMP-1", "states": ["half", "all"]}],
                "sentence": {"en": "One acts, the other does not."}, "wayOut": {"en": "Act."}, "items": ["gcm:15", "sdg:3.8"]
              }]
            }
            """)!.AsObject();
        change(file);
        return RuleSetFile.Read(Encoding.UTF8.GetBytes(file.ToJsonString()), Sectors, Items);
    }
}
