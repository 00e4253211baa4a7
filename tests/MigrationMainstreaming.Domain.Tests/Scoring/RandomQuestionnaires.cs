using CsCheck;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>Questionnaires and answers at random: joins, parts, conditions, types and gaps.</summary>
internal static class RandomQuestionnaires
{
    public static readonly string[] StepCodes = ["none", "half", "all"];

    public static readonly Gen<decimal> Weight = Pick(1m, 2m, 0.5m, 3m, 0.0007m, 12.5m);

    public static readonly Gen<Aggregation> Aggregation = Gen.Select(
        Pick(Enum.GetValues<Join>()), Pick(Missing.Excluded, Missing.Zero), Pick(Over.Questions, Over.Sections), Pick(1m, 2.5m, 40m),
        (join, missing, over, cap) => new Aggregation { Join = join, Missing = missing, Over = over, Cap = join == Join.CappedSum ? cap : null });

    public static readonly Gen<Questionnaire> Questionnaires =
        from aggregation in Aggregation
        from sections in Gen.Int[1, 3]
        from parts in Section().Array[sections]
        select Of(aggregation, [.. parts.Select((section, index) => section with { Code = $"s{index}" })]).Renumbered();

    public static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    /// <summary>A section of three questions, often with parts that lie in one another.</summary>
    public static Gen<Section> Section() =>
        from aggregation in Aggregation
        from weight in Weight
        from questions in Question().Array[3]
        from depth in Gen.Frequency((2, Gen.Const(0)), (3, Gen.Int[1, 4]))
        from parts in Gen.Select(Aggregation, Weight).Array[depth]
        from places in Gen.Int[-1, 3].Array[3]
        select Tidied(TestTemplates.Section("s", aggregation, weight, [.. questions.Select((question, index) => question with { Part = places[index] >= 0 && places[index] < depth ? $"p{places[index]}" : null })]) with
        {
            // Part p2 lies in p1, p1 in p0; where it makes no difference that one is empty, it goes.
            Parts = [.. parts.Select((part, index) => new SectionPart { Code = $"p{index}", Title = Text("part"), Aggregation = part.Item1, Weight = part.Item2, Within = index == 0 ? null : $"p{index - 1}" })],
        });

    private static Section Tidied(Section section)
    {
        var used = section.Questions.Max(question => question.Part is { } part ? int.Parse(part[1..], System.Globalization.CultureInfo.InvariantCulture) + 1 : 0);
        return section with { Parts = [.. section.Parts.Take(used)] };
    }

    public static Gen<Question> Question() =>
        from kind in Gen.Int[0, 4]
        from weight in Weight
        from reversed in Gen.Bool
        from link in Pick("gcm:15", "sdg:3.8", "sdg:10.7")
        from condition in Gen.Int[0, 5]
        from code in Pick(StepCodes)
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

    public static Gen<AnswerValue> Answer(Question question) => question.Type switch
    {
        LawAndPractice => Gen.Select(Pick(StepCodes), Pick(StepCodes), (law, practice) => (AnswerValue)new AnswerValue.LawAndPractice(law, practice)),
        MultipleChoice => Gen.Int[1, 7].Select(ticks => (AnswerValue)new AnswerValue.ChosenMany([.. StepCodes.Where((_, index) => (ticks & (1 << index)) != 0)])),
        Number => Gen.Int[0, 100].Select(number => Is(number)),
        _ => Pick(StepCodes).Select(Is),
    };

    public static Gen<AnswerValue?> PerhapsAnswer(Question question) => Gen.Frequency(
        (5, Answer(question).Select(answer => (AnswerValue?)answer)),
        (2, Gen.Const((AnswerValue?)null)),
        (1, Gen.Const((AnswerValue?)NotKnown)),
        (1, Gen.Const((AnswerValue?)NotApplicable)),
        (1, Pick(StepCodes).Select(code => question.Type is LawAndPractice ? (AnswerValue?)new AnswerValue.LawAndPractice(code, null) : null)));

    public static readonly Gen<(Questionnaire Questionnaire, Dictionary<string, ScoredAnswer> Answers, Dictionary<string, AnswerValue> Later)> Cases =
        from questionnaire in Questionnaires
        let questions = questionnaire.Questions.ToList()
        from given in Each(questions, PerhapsAnswer)
        from later in Each(questions, Answer)
        from confirmed in Gen.Bool
        select (questionnaire,
            questions.Zip(given).ToDictionary(pair => pair.First.Code, pair => new ScoredAnswer(pair.Second, confirmed)),
            questions.Zip(later).ToDictionary(pair => pair.First.Code, pair => pair.Second));

    public static Gen<T[]> Each<T>(List<Question> questions, Func<Question, Gen<T>> answer) =>
        questions.Aggregate(Gen.Const(Array.Empty<T>()), (all, question) => Gen.Select(all, answer(question), (before, next) => (T[])[.. before, next]));
}

internal static class QuestionnaireExtensions
{
    /// <summary>StepCodes Q1, Q2 …; conditions look at the question before.</summary>
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
