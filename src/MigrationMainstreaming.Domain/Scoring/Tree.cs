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

/// <summary>Works out the nodes of the aggregation tree: parts, sections, the whole.</summary>
internal static class Tree
{
    /// <summary>Works out one node; those in it stand in <paramref name="nodes"/> already.</summary>
    /// <param name="compiled">The questionnaire.</param>
    /// <param name="states">What each question comes to.</param>
    /// <param name="nodes">What each node comes to, by its index.</param>
    /// <param name="node">The node.</param>
    /// <param name="missing">What a missing answer is, where it is not what the questionnaire says.</param>
    public static Node Of(CompiledQuestionnaire compiled, QuestionState[] states, Node[] nodes, CompiledNode node, Missing? missing = null)
    {
        var what = missing ?? node.Aggregation.Missing;
        return node.Places is { } places && compiled.CountsInWhole && node.Aggregation.Join is Join.Mean or Join.WeightedMean or Join.Sum
            && InWhole(compiled, states, places, weighted: node.Aggregation.Join != Join.Mean, what) is { } whole
            ? whole
            : InDecimals(compiled, states, nodes, node, what);
    }

    /// <summary>Adds up in whole numbers; nothing where it is not certain yet what will be asked, which takes the longer way.</summary>
    private static Node? InWhole(CompiledQuestionnaire compiled, QuestionState[] states, int[] places, bool weighted, Missing missing)
    {
        var (earned, weights, allWeights) = (0L, 0L, 0L);
        var (rest, low, high) = (0m, 0m, 0m);
        var (answered, asked) = (0, 0);
        foreach (var place in places)
        {
            ref readonly var state = ref states[place];
            if (!state.EarnsMarks || state.InTheEnd == Truth.No || state.Leaves(missing))
            {
                continue;
            }

            if (state.InTheEnd == Truth.Maybe)
            {
                return null;
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

    private static Node InDecimals(CompiledQuestionnaire compiled, QuestionState[] states, Node[] nodes, CompiledNode node, Missing missing)
    {
        var sum = new Gathering(missing);
        foreach (var (place, inner) in node.Children)
        {
            if (inner is not null)
            {
                sum.Add(inner.Weight, nodes[inner.Index]);
            }
            else
            {
                sum.Add(compiled.Questions[place].Weight, states[place]);
            }
        }

        return sum.Joined(node.Aggregation);
    }

    /// <summary>The parts on their way into a join: those of the figure, and those of either bound, certain and possible.</summary>
    private ref struct Gathering(Missing missing)
    {
        private readonly List<Part> _values = [], _lows = [], _highs = [], _possibleLows = [], _possibleHighs = [];
        private int _answered, _asked;
        private Truth _end = Truth.No;

        public void Add(decimal weight, in QuestionState state)
        {
            if (!state.EarnsMarks || state.Leaves(missing))
            {
                return;
            }

            if (state.Asked)
            {
                _asked++;
                _answered += state.Answered ? 1 : 0;
                if (state.Answered || missing == Missing.Zero)
                {
                    _values.Add(new Part(weight, state.Answered ? state.Marks.Value : 0m));
                }
            }

            AddBounds(weight, state.InTheEnd, state.Answered ? state.Marks.Value : state.Low, state.Answered ? state.Marks.Value : state.High);
        }

        public void Add(decimal weight, in Node inner)
        {
            _answered += inner.Answered;
            _asked += inner.Asked;
            if (inner.Asked > 0 && (inner.Value is not null || missing == Missing.Zero))
            {
                _values.Add(new Part(weight, inner.Value ?? 0m));
            }

            AddBounds(weight, inner.InTheEnd, inner.Low, inner.High);
        }

        public readonly Node Joined(Aggregation aggregation) => new(
            _values.Count == 0 ? null : Joining.Of(aggregation, CollectionsMarshal.AsSpan(_values)),
            Joining.Extreme(aggregation, _lows, _possibleLows, highest: false),
            Joining.Extreme(aggregation, _highs, _possibleHighs, highest: true),
            _answered, _asked, _end);

        private void AddBounds(decimal weight, Truth inTheEnd, decimal low, decimal high)
        {
            if (inTheEnd == Truth.No)
            {
                return;
            }

            _end = inTheEnd > _end ? inTheEnd : _end;
            (inTheEnd == Truth.Yes ? _lows : _possibleLows).Add(new Part(weight, low));
            (inTheEnd == Truth.Yes ? _highs : _possibleHighs).Add(new Part(weight, high));
        }
    }
}
