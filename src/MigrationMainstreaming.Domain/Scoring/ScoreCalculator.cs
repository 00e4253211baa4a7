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
        var visible = new AnswerValue?[questions.Length];
        var (inTheEnd, final) = (new Truth[questions.Length], new bool[questions.Length]);
        // A dictionary as such is asked without the detour of its interface.
        var fast = answers as Dictionary<string, ScoredAnswer>;
        for (var place = 0; place < questions.Length; place++)
        {
            var question = questions[place];
            ref var state = ref states[place];
            ScoredAnswer answer;
            _ = fast is not null ? fast.TryGetValue(question.Code, out answer) : answers.TryGetValue(question.Code, out answer);
            var (asked, end) = (true, Truth.Yes);
            if (question.When is { } when)
            {
                var known = new AnswerStates(visible, inTheEnd, final);
                (asked, end) = (when.Now(known), when.InTheEnd(known));
            }

            // What a hidden question once held changes nothing, the bounds included.
            Read(question, asked ? answer : default, ref state);
            (state.Asked, state.InTheEnd) = (asked, end);
            inTheEnd[place] = end;
            visible[place] = asked ? answer.Value : null;
            final[place] = visible[place] is { } value && (value.SaysSomething || state.Why == LeftOutReason.NotApplicable);
        }

        return states;
    }

    private static void Read(CompiledQuestion question, ScoredAnswer answer, ref QuestionState state)
    {
        state.Value = answer.Value;
        state.EarnsMarks = question.EarnsMarks;
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
    public AnswerValue? Value;

    /// <summary>Whether its type and the profile let it earn marks at all.</summary>
    public bool EarnsMarks;

    /// <summary>Whether its condition holds now.</summary>
    public bool Asked;

    /// <summary>Whether it will be asked once everything is answered.</summary>
    public Truth InTheEnd;

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

    /// <summary>Whether it counts in a node that treats what is missing in this way.</summary>
    public readonly bool CountsIn(Missing missing) => EarnsMarks && Asked && !Leaves(missing);
}
