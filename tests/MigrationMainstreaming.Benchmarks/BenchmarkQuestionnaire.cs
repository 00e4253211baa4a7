using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Benchmarks;

/// <summary>The questionnaire that is measured: 20 sections of 20 questions, four links each.</summary>
/// <remarks>Types are mixed as in the shipped questionnaires: half law and practice, two fifths steps, the rest tick lists and numbers;
/// one question in ten depends on the one before.</remarks>
internal static class BenchmarkQuestionnaire
{
    public const string Key = "benchmark";
    public const int SectionCount = 20;
    public const int QuestionsInSection = 20;

    // How many numbered targets each of the 17 goals has.
    private static readonly int[] TargetCounts = [5, 5, 9, 7, 5, 6, 3, 10, 5, 7, 7, 8, 3, 7, 9, 10, 19];

    public static Questionnaire Make() => new()
    {
        Key = Key,
        Version = 1,
        Title = Text("Benchmark"),
        Bands = new Bands(BandRule.Certain, [new BandLevel(0m, Text("Few")), new BandLevel(40m, Text("Some")), new BandLevel(80m, Text("Most")), new BandLevel(100m, Text("All"))]),
        Sections = [.. Enumerable.Range(0, SectionCount).Select(section => new Section
        {
            Code = $"s{section}",
            Title = Text($"Section {section + 1}"),
            Questions = [.. Enumerable.Range(0, QuestionsInSection).Select(index => Asked((section * QuestionsInSection) + index))],
        })],
    };

    /// <summary>A value for the question; one turn later it is another one.</summary>
    public static AnswerValue Answer(Question question, int turn) => question.Type switch
    {
        LawAndPractice => new AnswerValue.LawAndPractice(turn % 2 == 0 ? "complete" : "partial", turn % 3 == 0 ? "absent" : "partial"),
        MultipleChoice => new AnswerValue.ChosenMany([.. Enumerable.Range(0, 1 + (turn % 7)).Select(option => $"group-{option}")]),
        Number => new AnswerValue.Measured(turn % 100),
        _ => new AnswerValue.Chosen(turn % 3 == 0 ? "absent" : "complete"),
    };

    private static LocalText Text(string text) => new("en", text);

    private static AnswerOption[] Steps() => [Option("absent", 0m), Option("partial", 0.5m), Option("complete", 1m)];

    private static AnswerOption Option(string code, decimal marks) => new() { Code = code, Text = Text(code), Marks = marks, Recommendation = Text("Do it.") };

    private static Question Asked(int number) => new()
    {
        Code = $"BEN-{number}",
        Text = Text($"Do migrants have the same access to service {number} as nationals, whatever their status and wherever they live?"),
        Guidance = Text("A law, a decree or a circular in force counts for law; what officials do at the counter counts for practice."),
        Weight = 1m + (number % 3),
        When = number % 10 == 9 ? new Condition.Answered($"BEN-{number - 1}") : null,
        Links = [.. Enumerable.Range(0, 4).Select(link => new Link(link == 0 ? $"gcm:{1 + (number % 23)}" : Target(number, link), link % 2 == 0 ? LinkStrength.Direct : LinkStrength.Indirect))],
        Type = (number % 20) switch
        {
            < 10 => new LawAndPractice(Steps(), Steps()),
            < 18 => new SingleChoice(Steps()),
            18 => new MultipleChoice([.. Enumerable.Range(0, 9).Select(option => Option($"group-{option}", 1m))]),
            _ => new Number { Unit = Text("per cent"), Marks = new NumberAnchors(0m, 100m) },
        },
    };

    private static string Target(int number, int link)
    {
        var goal = (number + link) % TargetCounts.Length;
        return $"sdg:{goal + 1}.{1 + ((number + (5 * link)) % TargetCounts[goal])}";
    }
}
