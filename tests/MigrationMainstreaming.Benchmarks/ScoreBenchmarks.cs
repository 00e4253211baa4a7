using BenchmarkDotNet.Attributes;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Benchmarks;

/// <summary>Scoring 400 answers with four links each (row 7 of the goals), and what follows one answer (row 15).</summary>
/// <remarks>Types are mixed as in the shipped questionnaires: half law and practice, two fifths steps, the rest tick lists and numbers;
/// one question in ten depends on the one before.</remarks>
[ShortRunJob]
[MemoryDiagnoser]
public class ScoreBenchmarks
{
    private readonly CountryProfile _profile = CountryProfile.Of(CountryProfile.AllTicks);
    private Questionnaire _questionnaire = null!;
    private CompiledQuestionnaire _compiled = null!;
    private Dictionary<string, ScoredAnswer> _answers = null!;
    private KeyValuePair<string, AnswerContent>[] _contents = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _questionnaire = new Questionnaire
        {
            Key = "benchmark",
            Version = 1,
            Title = Text("Benchmark"),
            Bands = new Bands(BandRule.Certain, [new BandLevel(0m, Text("Few")), new BandLevel(40m, Text("Some")), new BandLevel(80m, Text("Most")), new BandLevel(100m, Text("All"))]),
            Sections = [.. Enumerable.Range(0, 20).Select(section => new Section { Code = $"s{section}", Title = Text("Section"), Questions = [.. Enumerable.Range(0, 20).Select(index => Asked((section * 20) + index))] })],
        };
        _compiled = CompiledQuestionnaire.Of(_questionnaire, _profile);
        _answers = _questionnaire.Questions.Select((question, number) => (question.Code, Value: Answer(question, number))).ToDictionary(pair => pair.Code, pair => new ScoredAnswer(pair.Value, true));
        _contents = [.. _answers.Select(answer => KeyValuePair.Create(answer.Key, new AnswerContent(answer.Value.Value, null, "Act 12 of 2019")))];
    }

    /// <summary>Row 7: all sections, the whole and every framework item; no proofs.</summary>
    [Benchmark]
    public decimal? Score()
    {
        var scorecard = ScoreCalculator.Score(_compiled, _answers);
        return scorecard.Overall.Value + scorecard.Groups.Count + scorecard.Items[0].Value;
    }

    /// <summary>Row 7: with the proof of every figure.</summary>
    [Benchmark]
    public int ScoreWithEveryProof()
    {
        var scorecard = ScoreCalculator.Score(_compiled, _answers);
        return scorecard.ProofOfOverall().Parts.Count
            + _questionnaire.Sections.Sum(section => scorecard.ProofOfGroup(section.Code).Parts.Count)
            + scorecard.Items.Sum(item => scorecard.ProofOfItem(item.Framework, item.Item).Parts.Count);
    }

    /// <summary>Made once for each questionnaire and profile.</summary>
    [Benchmark]
    public CompiledQuestionnaire ScoreCompile() => CompiledQuestionnaire.Of(_questionnaire, _profile);

    /// <summary>Row 15: which questions are asked after an answer, and what is still missing.</summary>
    [Benchmark]
    public int ScoreProgressAfterOneAnswer()
    {
        var progress = SectorProgress.Of(_questionnaire, _profile, _contents);
        return progress.AnsweredCount + progress.Missing.Count;
    }

    private static LocalText Text(string text) => new("en", text);

    private static AnswerOption[] Steps() => [Option("absent", 0m), Option("partial", 0.5m), Option("complete", 1m)];

    private static AnswerOption Option(string code, decimal marks) => new() { Code = code, Text = Text(code), Marks = marks, Recommendation = Text("Do it.") };

    private static Question Asked(int number) => new()
    {
        Code = $"BEN-{number}",
        Text = Text($"Question {number}?"),
        Weight = 1m + (number % 3),
        When = number % 10 == 9 ? new Condition.Answered($"BEN-{number - 1}") : null,
        Links = [.. Enumerable.Range(0, 4).Select(link => new Link(link == 0 ? $"gcm:{1 + (number % 23)}" : $"sdg:{1 + ((number + link) % 17)}.{1 + ((number + (5 * link)) % 9)}", link % 2 == 0 ? LinkStrength.Direct : LinkStrength.Indirect))],
        Type = (number % 20) switch
        {
            < 10 => new LawAndPractice(Steps(), Steps()),
            < 18 => new SingleChoice(Steps()),
            18 => new MultipleChoice([.. Enumerable.Range(0, 9).Select(option => Option($"group-{option}", 1m))]),
            _ => new Number { Unit = Text("per cent"), Marks = new NumberAnchors(0m, 100m) },
        },
    };

    private static AnswerValue Answer(Question question, int number) => question.Type switch
    {
        LawAndPractice => new AnswerValue.LawAndPractice(number % 2 == 0 ? "complete" : "partial", number % 3 == 0 ? "absent" : "partial"),
        MultipleChoice => new AnswerValue.ChosenMany([.. Enumerable.Range(0, 1 + (number % 7)).Select(option => $"group-{option}")]),
        Number => new AnswerValue.Measured(number % 100),
        _ => new AnswerValue.Chosen(number % 3 == 0 ? "absent" : "complete"),
    };
}
