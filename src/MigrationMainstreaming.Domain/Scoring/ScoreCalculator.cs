using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>Turns the answers to one questionnaire into its <see cref="Scorecard"/>. One engine; formulas are data of the questionnaire.</summary>
/// <remarks>Formulas with worked examples: <c>docs/scoring.md</c>.</remarks>
public static class ScoreCalculator
{
    /// <summary>Scores once. Keep a <see cref="CompiledQuestionnaire"/> to score often.</summary>
    public static Scorecard Score(Questionnaire questionnaire, CountryProfile profile, IReadOnlyDictionary<string, ScoredAnswer> answers) =>
        Score(CompiledQuestionnaire.Of(questionnaire, profile), answers);

    /// <summary>Scores the answers, by question code. Answers to questions that are not asked, or not in the questionnaire, change nothing.</summary>
    public static Scorecard Score(CompiledQuestionnaire compiled, IReadOnlyDictionary<string, ScoredAnswer> answers)
    {
        var states = StatesOf(compiled, answers);
        return new Scorecard(compiled, states);
    }

    private static QuestionState[] StatesOf(CompiledQuestionnaire compiled, IReadOnlyDictionary<string, ScoredAnswer> answers)
    {
        var questions = compiled.Questions;
        var states = new QuestionState[questions.Length];
        // A dictionary as such is asked without the detour of its interface.
        var fast = answers as Dictionary<string, ScoredAnswer>;
        for (var place = 0; place < questions.Length; place++)
        {
            ref var given = ref states[place].Given;
            _ = fast is not null ? fast.TryGetValue(questions[place].Code, out given) : answers.TryGetValue(questions[place].Code, out given);
            Read(questions[place], states, place);
        }

        return states;
    }

    /// <summary>Works out what a question comes to, from the answer given to it and from the questions before it.</summary>
    internal static void Read(CompiledQuestion question, QuestionState[] states, int place)
    {
        ref var state = ref states[place];
        (state.Asked, state.InTheEnd) = question.When is { } when ? (when.Now(states), when.InTheEnd(states)) : (true, Truth.Yes);
        (state.Answered, state.EarnsMarks, state.Marks, state.Low, state.High) = (false, question.EarnsMarks, default, 0m, 0m);

        // What a hidden question once held changes nothing, the bounds included.
        var answer = state.Asked ? state.Given : default;
        state.Value = answer.Value;
        Read(question, answer, ref state);
        state.Counts = state.EarnsMarks && state.Asked && !state.Leaves(question.Missing);
        state.IsFinal = answer.Value is { } value && (value.SaysSomething || state.Why == LeftOutReason.NotApplicable);
    }

    private static void Read(CompiledQuestion question, ScoredAnswer answer, ref QuestionState state)
    {
        state.Why = default;
        if (answer.Value is { } value && question.TryMarks(value, out state.Marks) && question.EarnsMarks)
        {
            state.Answered = true;
            return;
        }

        (state.Low, state.High) = (question.Nothing, question.Everything);
        switch (answer.Value)
        {
            case AnswerValue.NotKnown:
                state.Why = LeftOutReason.NotKnown;
                break;
            case AnswerValue.NotApplicable:
                state.Why = answer.Confirmed ? LeftOutReason.NotApplicable : LeftOutReason.NotConfirmed;
                break;
            case AnswerValue.LawAndPractice half when question.EarnsMarks:
                state.Why = LeftOutReason.HalfKnown;
                (state.Low, state.High) = question.BoundsFor(half);
                break;
            default:
                state.Why = LeftOutReason.Unanswered;
                break;
        }
    }
}

/// <summary>What one question comes to.</summary>
internal struct QuestionState
{
    /// <summary>The answer, whether it is asked or not.</summary>
    public ScoredAnswer Given;

    /// <summary>The answer while it is asked.</summary>
    public AnswerValue? Value;

    /// <summary>Whether its type and the profile let it earn marks at all.</summary>
    public bool EarnsMarks;

    /// <summary>Whether its condition holds now.</summary>
    public bool Asked;

    /// <summary>Whether it will be asked once everything is answered.</summary>
    public Truth InTheEnd;

    /// <summary>Whether it is asked and its answer stands as it is: it says something, or is a confirmed "not applicable".</summary>
    public bool IsFinal;

    /// <summary>Whether it counts for framework items: not where it left the whole as not applicable.</summary>
    public bool Counts;

    /// <summary>Whether it has marks.</summary>
    public bool Answered;

    public Marks Marks;

    /// <summary>While it has none: the least that can come of it, and the most.</summary>
    public decimal Low;

    public decimal High;

    /// <summary>Why it has none.</summary>
    public LeftOutReason Why;

    /// <summary>Not applicable and confirmed: it leaves, unless what is missing counts as zero.</summary>
    public readonly bool Leaves(Missing missing) => Asked && Why == LeftOutReason.NotApplicable && !Answered && missing == Missing.Excluded;

}
