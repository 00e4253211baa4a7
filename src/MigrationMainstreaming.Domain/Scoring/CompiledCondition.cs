using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>Whether something holds, whatever is still answered.</summary>
internal enum Truth : byte
{
    No,
    Maybe,
    Yes,
}

/// <summary>A condition with the profile worked in and questions found by their place: what holds now, and what may still hold
/// once everything is answered. The second keeps the bounds true where an answer to come asks further questions.</summary>
internal abstract class CompiledCondition
{
    /// <summary>Whether it holds for the answers given so far.</summary>
    public abstract bool Now(ReadOnlySpan<QuestionState> states);

    /// <summary>Whether it holds, whatever the missing answers turn out to be.</summary>
    public abstract Truth InTheEnd(ReadOnlySpan<QuestionState> states);

    /// <summary>A condition in compiled form.</summary>
    public static CompiledCondition Of(Condition condition, CountryProfile profile, IReadOnlyDictionary<string, int> places) => condition switch
    {
        Condition.Profile => new Constant(condition.Holds(_ => null, profile)),
        Condition.All(var parts) => new Several([.. parts.Select(part => Of(part, profile, places))], all: true),
        Condition.Any(var parts) => new Several([.. parts.Select(part => Of(part, profile, places))], all: false),
        Condition.Unless(var inner) => new Reverse(Of(inner, profile, places)),
        _ => places.TryGetValue(condition.QuestionCodes.Single(), out var place)
            ? new Comparison(condition, profile, place)
            : new Constant(condition.Holds(_ => null, profile)),
    };

    private sealed class Constant(bool holds) : CompiledCondition
    {
        public override bool Now(ReadOnlySpan<QuestionState> states) => holds;

        public override Truth InTheEnd(ReadOnlySpan<QuestionState> states) => holds ? Truth.Yes : Truth.No;
    }

    private sealed class Several(CompiledCondition[] parts, bool all) : CompiledCondition
    {
        public override bool Now(ReadOnlySpan<QuestionState> states)
        {
            foreach (var part in parts)
            {
                if (part.Now(states) != all)
                {
                    return !all;
                }
            }

            return all;
        }

        public override Truth InTheEnd(ReadOnlySpan<QuestionState> states)
        {
            var truth = all ? Truth.Yes : Truth.No;
            foreach (var part in parts)
            {
                var of = part.InTheEnd(states);
                truth = all ? (of < truth ? of : truth) : (of > truth ? of : truth);
            }

            return truth;
        }
    }

    private sealed class Reverse(CompiledCondition inner) : CompiledCondition
    {
        public override bool Now(ReadOnlySpan<QuestionState> states) => !inner.Now(states);

        public override Truth InTheEnd(ReadOnlySpan<QuestionState> states) => Truth.Yes - (byte)inner.InTheEnd(states);
    }

    private sealed class Comparison(Condition condition, CountryProfile profile, int place) : CompiledCondition
    {
        private readonly bool _whenAbsent = condition.Holds(_ => null, profile);

        public override bool Now(ReadOnlySpan<QuestionState> states) => states[place].Value is { } value ? Holds(value) : _whenAbsent;

        public override Truth InTheEnd(ReadOnlySpan<QuestionState> states)
        {
            ref readonly var state = ref states[place];
            if (state.InTheEnd == Truth.No)
            {
                return Is(_whenAbsent);
            }

            var given = state.Value;
            var unknownHalf = given is AnswerValue.LawAndPractice(var law, var practice) && condition is Condition.Choice choice
                && (choice.Half == AnswerHalf.Law ? law : practice) is null;
            if (!state.IsFinal || unknownHalf)
            {
                return Truth.Maybe;
            }

            var whenAsked = Holds(given!);
            return state.InTheEnd == Truth.Yes || whenAsked == _whenAbsent ? Is(whenAsked) : Truth.Maybe;
        }

        private static Truth Is(bool holds) => holds ? Truth.Yes : Truth.No;

        private bool Holds(AnswerValue value) => condition.Holds(_ => value, profile);
    }
}
