using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests;

/// <summary>The smallest questionnaires that show a rule.</summary>
internal static class TestTemplates
{
    public static readonly CountryProfile Everything = CountryProfile.Of(CountryProfile.AllTicks);

    public static readonly Bands SectorBands = new(BandRule.Certain, [Band(0, "Few"), Band(40, "Some"), Band(80, "Most"), Band(100, "All")]);

    public static readonly Bands ValueBands = SectorBands with { Rule = BandRule.Value };

    public static LocalText Text(string text) => new("en", text);

    public static BandLevel Band(decimal from, string name) => new(from, Text(name));

    public static AnswerOption Option(string code, decimal? marks, params Link[] links) =>
        new() { Code = code, Text = Text(code), Marks = marks, Recommendation = Text("Do it."), Links = links };

    /// <summary>A choice of none (0), half (0.5), all (1).</summary>
    public static Question Steps(string code, decimal weight = 1m, Condition? when = null, bool reversed = false, params Link[] links) =>
        new() { Code = code, Text = Text(code), Weight = weight, When = when, Reversed = reversed, Links = links, Type = new SingleChoice([Option("none", 0m), Option("half", 0.5m), Option("all", 1m)]) };

    /// <summary>A number that earns its own per cent: 37 earns 0.37.</summary>
    public static Question PerCent(string code, decimal weight = 1m, Condition? when = null, params Link[] links) =>
        new() { Code = code, Text = Text(code), Weight = weight, When = when, Links = links, Type = new Number { Unit = Text("per cent"), Decimals = 6, Marks = new NumberAnchors(0m, 100m) } };

    public static Question TickList(string code, params AnswerOption[] options) => new() { Code = code, Text = Text(code), Type = new MultipleChoice(options) };

    public static Question Both(string code, params Link[] links) =>
        new() { Code = code, Text = Text(code), Links = links, Type = new LawAndPractice([Option("none", 0m), Option("half", 0.5m), Option("all", 1m)], [Option("none", 0m), Option("half", 0.5m), Option("all", 1m)]) };

    public static Section Section(string code, Aggregation? aggregation = null, decimal weight = 1m, params Question[] questions) =>
        new() { Code = code, Title = Text(code), Aggregation = aggregation ?? new Aggregation(), Weight = weight, Questions = questions };

    public static Questionnaire Of(Aggregation aggregation, params Section[] sections) =>
        new() { Key = "test", Version = 1, Title = Text("Test"), Aggregation = aggregation, Bands = SectorBands, Sections = sections };

    /// <summary>One section, a weighted mean over its questions.</summary>
    public static Questionnaire Of(params Question[] questions) => Of(new Aggregation(), Section("one", null, 1m, questions));

    public static Questionnaire Joined(Join join, Missing missing, params Question[] questions) =>
        Of(new Aggregation { Join = join, Missing = missing, Cap = join == Join.CappedSum ? 2m : null }, Section("one", null, 1m, questions));

    public static AnswerValue Is(string code) => new AnswerValue.Chosen(code);

    public static AnswerValue Is(decimal number) => new AnswerValue.Measured(number);

    public static AnswerValue NotKnown => new AnswerValue.NotKnown();

    public static AnswerValue NotApplicable => new AnswerValue.NotApplicable("No coast.");

    public static Scorecard Score(this Questionnaire questionnaire, params (string Code, AnswerValue? Value)[] answers) => questionnaire.Score(confirmed: true, answers);

    public static Scorecard Score(this Questionnaire questionnaire, bool confirmed, params (string Code, AnswerValue? Value)[] answers) =>
        ScoreCalculator.Score(questionnaire, Everything, answers.ToDictionary(answer => answer.Code, answer => new ScoredAnswer(answer.Value, confirmed)));

    /// <summary>The shares of a proof and of every proof inside add up to their figures, to the last digit.</summary>
    public static void AssertAddsUp(Proof proof)
    {
        Assert.Equal(proof.Value ?? 0m, proof.Parts.Sum(part => part.Share));
        foreach (var inside in proof.Parts.Select(part => part.Inside).OfType<Proof>())
        {
            AssertAddsUp(inside);
        }
    }
}
