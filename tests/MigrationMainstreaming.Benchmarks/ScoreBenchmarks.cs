using BenchmarkDotNet.Attributes;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Benchmarks;

/// <summary>Scoring 400 answers with four links each (row 7 of the goals), and what follows one answer (row 15).</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class ScoreBenchmarks
{
    private readonly CountryProfile _profile = CountryProfile.Of(CountryProfile.AllTicks);
    private Questionnaire _questionnaire = null!;
    private CompiledQuestionnaire _compiled = null!;
    private Dictionary<string, ScoredAnswer> _answers = null!;
    private KeyValuePair<string, AnswerContent>[] _contents = null!;
    private Scorecard _scorecard = null!;
    private int _turn;

    [GlobalSetup]
    public void Prepare()
    {
        _questionnaire = BenchmarkQuestionnaire.Make();
        _compiled = CompiledQuestionnaire.Of(_questionnaire, _profile);
        _answers = _questionnaire.Questions.Select((question, number) => (question.Code, Value: BenchmarkQuestionnaire.Answer(question, number))).ToDictionary(pair => pair.Code, pair => new ScoredAnswer(pair.Value, true));
        _scorecard = ScoreCalculator.Score(_compiled, _answers);
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

    /// <summary>Row 7: all of it again after one answer has changed, a different one each time.</summary>
    [Benchmark]
    public decimal? ScoreAfterOneAnswer()
    {
        _turn = (_turn + 1) % _contents.Length;
        var (code, content) = _contents[_turn];
        var scorecard = _scorecard.With(code, new ScoredAnswer(content.Value, true, 2));
        return scorecard.Overall.Value + scorecard.Items[0].Value;
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
}
