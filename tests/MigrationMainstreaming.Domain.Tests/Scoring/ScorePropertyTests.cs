using System.Text.Json;
using CsCheck;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using static MigrationMainstreaming.Domain.Tests.Scoring.RandomQuestionnaires;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>What must hold of every score, whatever the questionnaire and the answers: joins, conditions, types and gaps at random.</summary>
public sealed class ScorePropertyTests
{
    private const int Times = 1_000;

    /// <summary>Sums that are added in another order may differ in digits far behind any that is compared.</summary>
    private const decimal Dust = 0.000000000000001m;

    [Fact]
    public void OrderOfAnswers_NeverMatters() => Gen.Select(Cases, Gen.Int).Sample(
        (one, seed) =>
        {
            var shuffled = one.Answers.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Json(one.Questionnaire, one.Answers), Json(one.Questionnaire, shuffled.ToDictionary()));
        },
        iter: Times);

    [Fact]
    public void HigherMark_NeverLowersAScore() => Gen.Select(Cases, Gen.Int[0, 8]).Sample(
        (one, which) =>
        {
            var questionnaire = one.Questionnaire.Unconditional();
            var question = questionnaire.Questions[which % questionnaire.Questions.Count];
            if (question.Type is not SingleChoice)
            {
                return;
            }

            var rising = question.Reversed ? StepCodes.Reverse() : StepCodes;
            var scores = rising.Select(code => Scored(questionnaire, With(one.Answers, question.Code, Is(code)))).ToList();
            for (var step = 1; step < scores.Count; step++)
            {
                AssertAtLeast(scores[step].Overall.Value, scores[step - 1].Overall.Value);
                AssertAtLeast(scores[step].Overall.Low, scores[step - 1].Overall.Low);
                AssertAtLeast(scores[step].Overall.High, scores[step - 1].Overall.High);
                foreach (var (item, before) in scores[step].Items.Zip(scores[step - 1].Items))
                {
                    AssertAtLeast(item.Value, before.Value);
                }
            }
        },
        iter: Times);

    [Fact]
    public void Bounds_AlwaysContainTheFinalValue() => Cases.Sample(
        one =>
        {
            var score = Scored(one.Questionnaire, one.Answers);
            var final = one.Answers.ToDictionary(
                answer => answer.Key,
                answer => answer.Value switch
                {
                    { Value: AnswerValue.NotApplicable, Confirmed: true } => answer.Value,
                    { Value: AnswerValue.LawAndPractice(var law, null) } => new ScoredAnswer(new AnswerValue.LawAndPractice(law, ((AnswerValue.LawAndPractice)one.Later[answer.Key]).Practice)),
                    { Value.SaysSomething: true } => answer.Value,
                    _ => new ScoredAnswer(one.Later[answer.Key]),
                });
            var then = Scored(one.Questionnaire, final);
            AssertWithin(then.Overall, score.Overall);
            foreach (var (group, before) in score.Groups)
            {
                AssertWithin(then.Groups[group], before);
            }
        },
        iter: Times * 2);

    [Fact]
    public void HiddenQuestion_ChangesNothing() => Cases.Sample(
        one =>
        {
            var asked = Asked(one.Questionnaire, one.Answers);
            var changed = one.Answers.ToDictionary(answer => answer.Key, answer => asked.Contains(answer.Key) ? answer.Value : new ScoredAnswer(one.Later[answer.Key]));
            Assert.Equal(Json(one.Questionnaire, one.Answers), Json(one.Questionnaire, changed));
        },
        iter: Times);

    [Fact]
    public void NotKnown_NeverRaisesTheLowerBound_NorLowersTheUpper_OfWhatIsAsked() => Gen.Select(Cases, Gen.Int[0, 8]).Sample(
        (one, which) =>
        {
            var code = one.Questionnaire.Questions[which % one.Questionnaire.Questions.Count].Code;
            // A hidden question keeps its answer and gives it back when it is asked again; that is more knowledge, not less.
            var asked = Asked(one.Questionnaire, one.Answers);
            var answers = one.Answers.Where(answer => asked.Contains(answer.Key)).ToDictionary();
            var (before, after) = (Scored(one.Questionnaire, answers).Overall, Scored(one.Questionnaire, With(answers, code, NotKnown)).Overall);
            AssertAtLeast(before.Low, after.Low);
            AssertAtLeast(after.High, before.High);
        },
        iter: Times);

    [Fact]
    public void OneAnswerChanged_ComesToTheSameFigures_AsAllAnswersScoredAnew() => Gen.Select(Cases, Gen.Int[0, 8].Array[4]).Sample(
        (one, which) =>
        {
            var (answers, scorecard) = (one.Answers, Scored(one.Questionnaire, one.Answers));
            var questions = one.Questionnaire.Questions;
            foreach (var (place, step) in which.Select((place, step) => (place % questions.Count, step)))
            {
                var code = questions[place].Code;
                var answer = step == 2 ? default : new ScoredAnswer(one.Later[code]);
                var before = Figures(scorecard);
                var changed = scorecard.With(code, answer);
                Assert.Equal(before, Figures(scorecard));
                (answers, scorecard) = (new(answers) { [code] = answer }, changed);
                Assert.Equal(Figures(Scored(one.Questionnaire, answers)), Figures(scorecard));
            }
        },
        iter: Times * 2);

    [Fact]
    public void Proofs_AddUpToTheirFigures() => Cases.Sample(
        one =>
        {
            var scorecard = Scored(one.Questionnaire, one.Answers);
            AssertAddsUp(scorecard.ProofOfOverall());
            Assert.All(scorecard.Groups.Keys, code => AssertAddsUp(scorecard.ProofOfGroup(code)));
            Assert.All(scorecard.Items, item => AssertAddsUp(scorecard.ProofOfItem(item.Framework, item.Item)));
        },
        iter: Times);

    [Fact]
    public void Value_LiesBetweenItsBounds_WhereNoHalfIsKnown() => Cases.Sample(
        one =>
        {
            var answers = one.Answers.Where(answer => answer.Value.Value is not AnswerValue.LawAndPractice { Practice: null }).ToDictionary();
            AssertWithin(Scored(one.Questionnaire, answers).Overall, Scored(one.Questionnaire, answers).Overall);
        },
        iter: Times);

    private static HashSet<string> Asked(Questionnaire questionnaire, Dictionary<string, ScoredAnswer> answers) =>
        SectorProgress.Of(questionnaire, Everything, answers.Select(answer => KeyValuePair.Create(answer.Key, new AnswerContent(answer.Value.Value, null, null)))).Asked.Select(question => question.Code).ToHashSet();

    private static Scorecard Scored(Questionnaire questionnaire, Dictionary<string, ScoredAnswer> answers) => ScoreCalculator.Score(questionnaire, Everything, answers);

    private static string Json(Questionnaire questionnaire, Dictionary<string, ScoredAnswer> answers) => System.Text.Encoding.UTF8.GetString(ResultJson.Of(Scored(questionnaire, answers)));

    /// <summary>Every figure of a scorecard with all its digits, and its proof.</summary>
    private static string Figures(Scorecard scorecard) => JsonSerializer.Serialize(new
    {
        scorecard.Overall,
        scorecard.Groups,
        scorecard.Items,
        scorecard.AnsweredOnly,
        Questions = scorecard.Questions.Select(question => (question.Marks, question.Why)),
        Proof = scorecard.ProofOfOverall(),
    });

    private static Dictionary<string, ScoredAnswer> With(Dictionary<string, ScoredAnswer> answers, string code, AnswerValue value) => new(answers) { [code] = new ScoredAnswer(value) };

    private static void AssertAtLeast(decimal? figure, decimal? least) => Assert.True(figure is null || least is null || figure >= least - Dust, $"{figure} is below {least}.");

    private static void AssertWithin(Score final, Score before)
    {
        AssertAtLeast(final.Value, before.Low);
        AssertAtLeast(before.High, final.Value);
    }
}
