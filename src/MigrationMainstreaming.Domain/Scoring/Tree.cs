using System.Runtime.InteropServices;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>What a node of the aggregation tree comes to, as shares of 1.</summary>
/// <param name="Value">The figure; none where nothing counts.</param>
/// <param name="Low">The least that can come of it.</param>
/// <param name="High">The most that can come of it.</param>
/// <param name="Answered">Questions with marks.</param>
/// <param name="Asked">Questions that count.</param>
/// <param name="InTheEnd">Whether anything in it will count once everything is answered.</param>
internal readonly record struct Node(decimal? Value, decimal Low, decimal High, int Answered, int Asked, Truth InTheEnd);

/// <summary>Joins questions into sections, and sections or questions into the whole.</summary>
internal static class Tree
{
    /// <summary>Joins the questions from one place up to another.</summary>
    public static Node OfQuestions(CompiledQuestionnaire compiled, QuestionState[] states, Aggregation aggregation, Missing missing, int from, int to) =>
        compiled.CountsInWhole && aggregation.Join is Join.Mean or Join.WeightedMean or Join.Sum
            ? OfQuestionsInWhole(compiled, states, aggregation, missing, from, to)
            : OfQuestionsInDecimals(compiled, states, aggregation, missing, from, to);

    /// <summary>Joins the sections.</summary>
    public static Node OfSections(Questionnaire questionnaire, Node[] sections, Missing missing)
    {
        var aggregation = questionnaire.Aggregation;
        var (values, lows, highs, possibleLows, possibleHighs) = (new List<Part>(), new List<Part>(), new List<Part>(), new List<Part>(), new List<Part>());
        var (answered, asked, end) = (0, 0, Truth.No);
        for (var index = 0; index < sections.Length; index++)
        {
            var (section, weight) = (sections[index], questionnaire.Sections[index].Weight);
            answered += section.Answered;
            asked += section.Asked;
            end = section.InTheEnd > end ? section.InTheEnd : end;
            if (section.Asked > 0 && (section.Value is not null || missing == Missing.Zero))
            {
                values.Add(new Part(weight, section.Value ?? 0m));
            }

            if (section.InTheEnd != Truth.No)
            {
                (section.InTheEnd == Truth.Yes ? lows : possibleLows).Add(new Part(weight, section.Low));
                (section.InTheEnd == Truth.Yes ? highs : possibleHighs).Add(new Part(weight, section.High));
            }
        }

        return new Node(
            values.Count == 0 ? null : Joining.Of(aggregation, CollectionsMarshal.AsSpan(values)),
            Joining.Extreme(aggregation, lows, possibleLows, highest: false),
            Joining.Extreme(aggregation, highs, possibleHighs, highest: true),
            answered, asked, end);
    }

    private static Node OfQuestionsInWhole(CompiledQuestionnaire compiled, QuestionState[] states, Aggregation aggregation, Missing missing, int from, int to)
    {
        var weighted = aggregation.Join != Join.Mean;
        var (earned, weights, allWeights) = (0L, 0L, 0L);
        var (rest, low, high) = (0m, 0m, 0m);
        var (answered, asked) = (0, 0);
        for (var place = from; place < to; place++)
        {
            ref readonly var state = ref states[place];
            if (!state.EarnsMarks || state.InTheEnd == Truth.No || state.Leaves(missing))
            {
                continue;
            }

            if (state.InTheEnd == Truth.Maybe)
            {
                return OfQuestionsInDecimals(compiled, states, aggregation, missing, from, to);
            }

            var weight = weighted ? compiled.Questions[place].WholeWeight : 1L;
            asked++;
            allWeights += weight;
            if (!state.Answered)
            {
                low += weight * state.Low;
                high += weight * state.High;
                continue;
            }

            answered++;
            weights += weight;
            if (state.Marks.Whole >= 0)
            {
                earned += weight * state.Marks.Whole;
            }
            else
            {
                rest += weight * state.Marks.Value;
            }
        }

        if (asked == 0)
        {
            return new Node(null, 0m, 1m, 0, 0, Truth.No);
        }

        var sum = CompiledQuestionnaire.InMarks(earned) + rest;
        var value = missing == Missing.Zero ? sum / allWeights : answered == 0 ? (decimal?)null : sum / weights;
        return answered == asked
            ? new Node(value, value!.Value, value.Value, answered, asked, Truth.Yes)
            : new Node(value, (sum + low) / allWeights, (sum + high) / allWeights, answered, asked, Truth.Yes);
    }

    private static Node OfQuestionsInDecimals(CompiledQuestionnaire compiled, QuestionState[] states, Aggregation aggregation, Missing missing, int from, int to)
    {
        var (values, lows, highs, possibleLows, possibleHighs) = (new List<Part>(), new List<Part>(), new List<Part>(), new List<Part>(), new List<Part>());
        var (answered, asked, end) = (0, 0, Truth.No);
        for (var place = from; place < to; place++)
        {
            ref readonly var state = ref states[place];
            if (!state.EarnsMarks || state.Leaves(missing))
            {
                continue;
            }

            var weight = compiled.Questions[place].Weight;
            if (state.Asked)
            {
                asked++;
                answered += state.Answered ? 1 : 0;
                if (state.Answered || missing == Missing.Zero)
                {
                    values.Add(new Part(weight, state.Answered ? state.Marks.Value : 0m));
                }
            }

            if (state.InTheEnd != Truth.No)
            {
                end = state.InTheEnd > end ? state.InTheEnd : end;
                (state.InTheEnd == Truth.Yes ? lows : possibleLows).Add(new Part(weight, state.Answered ? state.Marks.Value : state.Low));
                (state.InTheEnd == Truth.Yes ? highs : possibleHighs).Add(new Part(weight, state.Answered ? state.Marks.Value : state.High));
            }
        }

        return new Node(
            values.Count == 0 ? null : Joining.Of(aggregation, CollectionsMarshal.AsSpan(values)),
            Joining.Extreme(aggregation, lows, possibleLows, highest: false),
            Joining.Extreme(aggregation, highs, possibleHighs, highest: true),
            answered, asked, end);
    }
}
