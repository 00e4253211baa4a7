using CsCheck;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>What must hold of every score, whatever the questionnaire and the answers: joins, conditions, types and gaps at random.</summary>
public sealed class ScorePropertyTests
{
    private const int Times = 1_000;

    /// <summary>Sums that are added in another order may differ in digits far behind any that is compared.</summary>
    private const decimal Dust = 0.000000000000001m;

    private static readonly string[] Codes = ["none", "half", "all"];

    private static readonly Gen<decimal> Weight = Pick(1m, 2m, 0.5m, 3m, 0.0007m, 12.5m);

    private static readonly Gen<Aggregation> Aggregation = Gen.Select(
        Pick(Enum.GetValues<Join>()), Pick(Missing.Excluded, Missing.Zero), Pick(Over.Questions, Over.Sections), Pick(1m, 2.5m, 40m),
        (join, missing, over, cap) => new Aggregation { Join = join, Missing = missing, Over = over, Cap = join == Join.CappedSum ? cap : null });

    private static readonly Gen<Questionnaire> Questionnaires =
        from aggregation in Aggregation
        from sections in Gen.Int[1, 3]
        from inner in Aggregation.Array[sections]
        from weights in Weight.Array[sections]
        from questions in Question().Array[sections * 3]
        select Of(aggregation, [.. Enumerable.Range(0, sections).Select(index => Section($"s{index}", inner[index], weights[index], [.. questions.Skip(index * 3).Take(3)]))]).Renumbered();

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<Question> Question() =>
        from kind in Gen.Int[0, 4]
        from weight in Weight
        from reversed in Gen.Bool
        from link in Pick("gcm:15", "sdg:3.8", "sdg:10.7")
        from condition in Gen.Int[0, 5]
        from code in Pick(Codes)
        select (kind switch
        {
            0 => Both("Q", new Link(link)) with { Weight = weight },
            1 => TickList("Q", Option("none", 1m), Option("half", 1m), Option("all", 1m, new Link("gcr:x"))) with { Weight = weight, Links = [new Link(link)] },
            2 => PerCent("Q", weight, links: new Link(link, LinkStrength.Indirect)),
            _ => Steps("Q", weight, reversed: reversed, links: new Link(link)),
        }) with
        {
            // The question that is meant is the one before; it gets its code with the numbering.
            When = condition switch
            {
                0 => new Condition.Choice("before", [code]),
                1 => new Condition.Unless(new Condition.Choice("before", [code], AnswerHalf.Practice)),
                2 => new Condition.Answered("before"),
                _ => null,
            },
        };

    private static Gen<AnswerValue> Answer(Question question) => question.Type switch
    {
        LawAndPractice => Gen.Select(Pick(Codes), Pick(Codes), (law, practice) => (AnswerValue)new AnswerValue.LawAndPractice(law, practice)),
        MultipleChoice => Gen.Int[1, 7].Select(ticks => (AnswerValue)new AnswerValue.ChosenMany([.. Codes.Where((_, index) => (ticks & (1 << index)) != 0)])),
        Number => Gen.Int[0, 100].Select(number => Is(number)),
        _ => Pick(Codes).Select(Is),
    };

    private static Gen<AnswerValue?> PerhapsAnswer(Question question) => Gen.Frequency(
        (5, Answer(question).Select(answer => (AnswerValue?)answer)),
        (2, Gen.Const((AnswerValue?)null)),
        (1, Gen.Const((AnswerValue?)NotKnown)),
        (1, Gen.Const((AnswerValue?)NotApplicable)),
        (1, Pick(Codes).Select(code => question.Type is LawAndPractice ? (AnswerValue?)new AnswerValue.LawAndPractice(code, null) : null)));

    private static readonly Gen<(Questionnaire Questionnaire, Dictionary<string, ScoredAnswer> Answers, Dictionary<string, AnswerValue> Later)> Cases =
        from questionnaire in Questionnaires
        let questions = questionnaire.Questions.ToList()
        from given in Each(questions, PerhapsAnswer)
        from later in Each(questions, Answer)
        from confirmed in Gen.Bool
        select (questionnaire,
            questions.Zip(given).ToDictionary(pair => pair.First.Code, pair => new ScoredAnswer(pair.Second, confirmed)),
            questions.Zip(later).ToDictionary(pair => pair.First.Code, pair => pair.Second));

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

            var rising = question.Reversed ? Codes.Reverse() : Codes;
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
                    (AnswerValue.NotApplicable, true) => answer.Value,
                    (AnswerValue.LawAndPractice(var law, null), _) => new ScoredAnswer(new AnswerValue.LawAndPractice(law, ((AnswerValue.LawAndPractice)one.Later[answer.Key]).Practice)),
                    ({ SaysSomething: true }, _) => answer.Value,
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

    private static Gen<T[]> Each<T>(List<Question> questions, Func<Question, Gen<T>> answer) =>
        questions.Aggregate(Gen.Const(Array.Empty<T>()), (all, question) => Gen.Select(all, answer(question), (before, next) => (T[])[.. before, next]));

    private static HashSet<string> Asked(Questionnaire questionnaire, Dictionary<string, ScoredAnswer> answers) =>
        SectorProgress.Of(questionnaire, Everything, answers.Select(answer => KeyValuePair.Create(answer.Key, new AnswerContent(answer.Value.Value, null, null)))).Asked.Select(question => question.Code).ToHashSet();

    private static Scorecard Scored(Questionnaire questionnaire, Dictionary<string, ScoredAnswer> answers) => ScoreCalculator.Score(questionnaire, Everything, answers);

    private static string Json(Questionnaire questionnaire, Dictionary<string, ScoredAnswer> answers) => System.Text.Encoding.UTF8.GetString(ResultJson.Of(Scored(questionnaire, answers)));

    private static Dictionary<string, ScoredAnswer> With(Dictionary<string, ScoredAnswer> answers, string code, AnswerValue value) => new(answers) { [code] = new ScoredAnswer(value) };

    private static void AssertAtLeast(decimal? figure, decimal? least) => Assert.True(figure is null || least is null || figure >= least - Dust, $"{figure} is below {least}.");

    private static void AssertWithin(Score final, Score before)
    {
        AssertAtLeast(final.Value, before.Low);
        AssertAtLeast(before.High, final.Value);
    }
}

internal static class QuestionnaireExtensions
{
    /// <summary>Codes Q1, Q2 …; conditions look at the question before.</summary>
    public static Questionnaire Renumbered(this Questionnaire questionnaire)
    {
        var number = 0;
        return questionnaire with
        {
            Sections =
            [
                .. questionnaire.Sections.Select(section => section with
                {
                    Questions = [.. section.Questions.Select(question => question with { Code = $"Q{++number}", When = number == 1 ? null : About(question.When, $"Q{number - 1}") })],
                }),
            ],
        };
    }

    public static Questionnaire Unconditional(this Questionnaire questionnaire) => questionnaire with
    {
        Sections = [.. questionnaire.Sections.Select(section => section with { Questions = [.. section.Questions.Select(question => question with { When = null })] })],
    };

    private static Condition? About(Condition? condition, string code) => condition switch
    {
        Condition.Choice choice => choice with { Question = code },
        Condition.Unless(var inner) => new Condition.Unless(About(inner, code)!),
        Condition.Answered answered => answered with { Question = code },
        _ => null,
    };
}
