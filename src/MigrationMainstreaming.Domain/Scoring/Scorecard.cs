using System.Runtime.InteropServices;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>What one question comes to, for those who read a figure.</summary>
/// <param name="Question">The question.</param>
/// <param name="Value">The answer, if there is one.</param>
/// <param name="Marks">Its marks in per cent; <see langword="null"/> when it has none.</param>
/// <param name="Why">Why it has none or does not count.</param>
public sealed record QuestionScore(Question Question, AnswerValue? Value, decimal? Marks, LeftOutReason? Why);

/// <summary>The scores of one questionnaire from every side. Figures are there at once; proofs are worked out when asked for.</summary>
public sealed class Scorecard
{
    private readonly CompiledQuestionnaire _compiled;
    private readonly QuestionState[] _states;
    private readonly Node[] _nodes;
    private readonly ItemScore[] _items;
    private Dictionary<string, Score>? _groups;
    private Dictionary<string, IReadOnlyDictionary<string, ItemScore>>? _frameworks;

    internal Scorecard(CompiledQuestionnaire compiled, QuestionState[] states)
    {
        (_compiled, _states, _nodes, _items) = (compiled, states, new Node[compiled.Nodes.Length], new ItemScore[compiled.Items.Length]);
        foreach (var node in compiled.Nodes)
        {
            _nodes[node.Index] = Tree.Of(compiled, states, _nodes, node);
        }

        for (var item = 0; item < _items.Length; item++)
        {
            _items[item] = ItemAt(item);
        }

        Overall = ScoreOf(_nodes[^1]);
    }

    /// <summary>What another one comes to when some of its questions have changed.</summary>
    private Scorecard(Scorecard before, QuestionState[] states, IReadOnlyCollection<int> changed)
    {
        (_compiled, _states, _nodes, _items) = (before._compiled, states, [.. before._nodes], [.. before._items]);
        foreach (var index in changed.SelectMany(place => _compiled.Questions[place].Nodes).Distinct().Order())
        {
            _nodes[index] = Tree.Of(_compiled, states, _nodes, _compiled.Nodes[index]);
        }

        foreach (var item in changed.SelectMany(place => _compiled.Questions[place].Links).Select(link => link.Item).Distinct())
        {
            _items[item] = ItemAt(item);
        }

        Overall = ScoreOf(_nodes[^1]);
    }

    public Questionnaire Questionnaire => _compiled.Questionnaire;

    /// <summary>The whole questionnaire.</summary>
    public Score Overall { get; }

    /// <summary>Section code → score, in the order of the questionnaire.</summary>
    public IReadOnlyDictionary<string, Score> Groups =>
        _groups ??= _compiled.SectionNodes.ToDictionary(node => node.Code, node => ScoreOf(_nodes[node.Index]), StringComparer.Ordinal);

    /// <summary>Every linked framework item, by framework and code.</summary>
    public IReadOnlyList<ItemScore> Items => _items;

    /// <summary>Framework → item → score.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ItemScore>> Frameworks => _frameworks ??= ItemsByFramework(Items);

    /// <summary>The figure of the answered questions alone, where the score itself counts what is missing as zero.</summary>
    public decimal? AnsweredOnly
    {
        get
        {
            var nodes = new Node[_nodes.Length];
            foreach (var node in _compiled.Nodes)
            {
                nodes[node.Index] = Tree.Of(_compiled, _states, nodes, node, Missing.Excluded);
            }

            return nodes[^1].Value is { } value ? Score.PerCent(value) : null;
        }
    }

    /// <summary>Each question with its marks, in the order of the questionnaire.</summary>
    public IReadOnlyList<QuestionScore> Questions => [.. Enumerable.Range(0, _states.Length).Select(QuestionAt)];

    /// <summary>The scores with one answer changed. Only what hangs on it is worked out again; the result is the same, digit for digit,
    /// as that of scoring all answers anew. This scorecard stays as it is.</summary>
    /// <param name="questionCode">The question; one that is not in the questionnaire changes nothing.</param>
    /// <param name="answer">What is said instead; <c>default</c> takes the answer away.</param>
    public Scorecard With(string questionCode, ScoredAnswer answer)
    {
        if (!_compiled.PlaceOfQuestion.TryGetValue(questionCode, out var place))
        {
            return this;
        }

        QuestionState[] states = [.. _states];
        states[place].Given = answer;
        int[] changed = [place, .. _compiled.Questions[place].Decides];
        foreach (var each in changed)
        {
            ScoreCalculator.Read(_compiled.Questions[each], states, each);
        }

        return new Scorecard(this, states, changed);
    }

    /// <summary>The questions that are asked and bear on an item.</summary>
    public IReadOnlyList<QuestionScore> QuestionsOf(string framework, string item)
    {
        var linked = _compiled.QuestionsByItem[IndexOf(framework, item)];
        return [.. linked.Where(pair => CountsFor(pair.Place, pair.Link, out _)).Select(pair => QuestionAt(pair.Place))];
    }

    /// <summary>How the score of the whole came about.</summary>
    public Proof ProofOfOverall() => ProofOf(_compiled.Whole);

    /// <summary>How the score of a section came about.</summary>
    public Proof ProofOfGroup(string sectionCode) => ProofOf(Array.Find(_compiled.SectionNodes, node => node.Code == sectionCode)!);

    /// <summary>How the figure of a framework item came about in this questionnaire.</summary>
    public Proof ProofOfItem(string framework, string item) => ProofOfItem(Items[IndexOf(framework, item)].Value, framework, item, [this]);

    internal bool Has(string framework, string item) => _compiled.PlaceOfItem.ContainsKey((framework, item));

    internal static Dictionary<string, IReadOnlyDictionary<string, ItemScore>> ItemsByFramework(IEnumerable<ItemScore> items) =>
        items.GroupBy(item => item.Framework, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => (IReadOnlyDictionary<string, ItemScore>)group.ToDictionary(item => item.Item, StringComparer.Ordinal),
            StringComparer.Ordinal);

    private Score ScoreOf(Node node) => Score.Of(node.Value, node.Low, node.High, node.Answered, node.Asked, Questionnaire.Bands);

    private ItemScore ItemAt(int item)
    {
        var (earned, weight) = (0L, 0L);
        var (earnedRest, weightRest) = (0m, 0m);
        var (answered, asked, direct) = (0, 0, 0);
        var countsInWhole = _compiled.CountsInWhole;
        foreach (ref readonly var linked in _compiled.QuestionsByItem[item].AsSpan())
        {
            ref readonly var link = ref linked.Link;
            if (!CountsFor(linked.Place, link, out var marks))
            {
                continue;
            }

            asked++;
            direct += link.Direct ? 1 : 0;
            if (!_states[linked.Place].Answered)
            {
                continue;
            }

            answered++;
            if (countsInWhole && marks.Whole >= 0)
            {
                earned += link.WholeWeight * marks.Whole;
                weight += link.WholeWeight;
            }
            else
            {
                earnedRest += link.Weight * marks.Value;
                weightRest += link.Weight;
            }
        }

        return new ItemScore(
            _compiled.Items[item].Framework, _compiled.Items[item].Item,
            CompiledQuestionnaire.InWeightedMarks(earned) + earnedRest, CompiledQuestionnaire.InWeights(weight) + weightRest, answered, asked, direct);
    }

    private QuestionScore QuestionAt(int place)
    {
        ref readonly var state = ref _states[place];
        var question = _compiled.Questions[place].Question;
        var why = NotCounted(place) ?? (state.Answered ? null : (LeftOutReason?)state.Why);
        return new QuestionScore(question, state.Value, why is null ? Score.PerCent(state.Marks.Value) : null, why);
    }

    /// <summary>Why a question is not asked of the score at all, apart from not being applicable.</summary>
    private LeftOutReason? NotCounted(int place)
    {
        ref readonly var state = ref _states[place];
        return !_compiled.Questions[place].Question.EarnsMarks ? LeftOutReason.Unscored
            : !state.Asked ? LeftOutReason.Hidden
            : !state.EarnsMarks ? LeftOutReason.NoOptionApplies
            : null;
    }

    private Proof ProofOf(CompiledNode node)
    {
        var missing = node.Aggregation.Missing;
        var (parts, of, leftOut) = (new List<Part>(node.Children.Length), new List<CompiledChild>(node.Children.Length), new List<LeftOut>());
        foreach (var child in node.Children)
        {
            if (WhyLeftOut(child, missing) is { } why)
            {
                leftOut.Add(child.Node is { } inner
                    ? new LeftOut(inner.Subject, inner.Code, Questionnaire.Key, why)
                    : new LeftOut(ProofSubject.Question, _compiled.Questions[child.Place].Code, Questionnaire.Key, why));
                continue;
            }

            of.Add(child);
            parts.Add(child.Node is { } counted
                ? new Part(counted.Weight, _nodes[counted.Index].Value ?? 0m)
                : new Part(_compiled.Questions[child.Place].Weight, _states[child.Place].Answered ? _states[child.Place].Marks.Value : 0m));
        }

        var value = ScoreOf(_nodes[node.Index]).Value;
        var shares = Joining.SharesOf(node.Aggregation, CollectionsMarshal.AsSpan(parts), value ?? 0m);
        var shown = new ProofPart[parts.Count];
        for (var index = 0; index < shown.Length; index++)
        {
            shown[index] = Shown(of[index], parts[index], shares[index]);
        }

        return new Proof(node.Subject, node.Code, value, shown, leftOut);
    }

    /// <summary>Why a child does not count in its node; <see langword="null"/> where it does.</summary>
    private LeftOutReason? WhyLeftOut(CompiledChild child, Missing missing)
    {
        if (child.Node is { } node)
        {
            ref readonly var inner = ref _nodes[node.Index];
            return inner.Asked == 0 ? LeftOutReason.NothingAsked : inner.Value is null && missing != Missing.Zero ? LeftOutReason.NothingAnswered : null;
        }

        ref readonly var state = ref _states[child.Place];
        return NotCounted(child.Place) ?? (state.Leaves(missing) || (!state.Answered && missing != Missing.Zero) ? state.Why : null);
    }

    private ProofPart Shown(CompiledChild child, Part part, decimal share)
    {
        if (child.Node is { } node)
        {
            return new ProofPart(node.Subject, node.Code, Questionnaire.Key, Score.PerCent(part.Value), part.Weight, share,
                _nodes[node.Index].Value is null ? LeftOutReason.NothingAnswered : null, ProofOf(node));
        }

        return ShownQuestion(child.Place, part, share);
    }

    private ProofPart ShownQuestion(int place, Part part, decimal share)
    {
        ref readonly var state = ref _states[place];
        return new ProofPart(ProofSubject.Question, _compiled.Questions[place].Code, Questionnaire.Key, Score.PerCent(part.Value), part.Weight, share,
            state.Answered ? null : state.Why, AnswerVersion: state.Given.Version > 0 ? state.Given.Version : null);
    }

    private int IndexOf(string framework, string item) =>
        _compiled.PlaceOfItem.TryGetValue((framework, item), out var place) ? place : throw new ArgumentException($"No question of {Questionnaire.Key} links to {framework}:{item}.");

    /// <summary>Whether a question that counts bears on the link's item with the answer that it has, and the marks that it earns there.</summary>
    private bool CountsFor(int place, in CompiledLink link, out Marks marks)
    {
        ref readonly var state = ref _states[place];
        marks = state.Marks;
        if (!state.Counts || !state.Answered || link.Bears is null)
        {
            return state.Counts;
        }

        var earned = _compiled.Questions[place].MarksFor(link, state.Value!, marks.Value);
        marks = new Marks(earned ?? 0m, -1);
        return earned is not null;
    }

    private void AddParts(int item, List<Part> parts, List<(Scorecard Scorecard, int Place)> of, List<LeftOut> leftOut)
    {
        foreach (var (place, link) in _compiled.QuestionsByItem[item])
        {
            if (_states[place].Answered && CountsFor(place, link, out var marks))
            {
                parts.Add(new Part(link.Weight, marks.Value));
                of.Add((this, place));
            }
            else
            {
                var why = NotCounted(place) ?? (_states[place].Answered ? LeftOutReason.OtherItems : _states[place].Why);
                leftOut.Add(new LeftOut(ProofSubject.Question, _compiled.Questions[place].Code, Questionnaire.Key, why));
            }
        }
    }

    /// <summary>The proof of a framework item over one questionnaire or several: a weighted mean of marks.</summary>
    internal static Proof ProofOfItem(decimal? value, string framework, string item, IEnumerable<Scorecard> scorecards)
    {
        var (parts, of, leftOut) = (new List<Part>(), new List<(Scorecard Scorecard, int Place)>(), new List<LeftOut>());
        foreach (var scorecard in scorecards)
        {
            scorecard.AddParts(scorecard.IndexOf(framework, item), parts, of, leftOut);
        }

        var shares = Joining.SharesOf(Joining.WeightedMean, CollectionsMarshal.AsSpan(parts), value ?? 0m);
        var shown = new ProofPart[shares.Length];
        for (var index = 0; index < shown.Length; index++)
        {
            shown[index] = of[index].Scorecard.ShownQuestion(of[index].Place, parts[index], shares[index]);
        }

        return new Proof(ProofSubject.FrameworkItem, $"{framework}:{item}", value, shown, leftOut);
    }
}
