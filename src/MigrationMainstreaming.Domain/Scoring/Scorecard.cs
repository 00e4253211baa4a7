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
    private readonly Node[] _sections;
    private Dictionary<string, Score>? _groups;
    private Dictionary<string, IReadOnlyDictionary<string, ItemScore>>? _frameworks;

    internal Scorecard(CompiledQuestionnaire compiled, QuestionState[] states)
    {
        (_compiled, _states) = (compiled, states);
        _sections = SectionsWith(null);
        Overall = ScoreOf(WholeWith(null, _sections));
        Items = ItemsOf();
    }

    public Questionnaire Questionnaire => _compiled.Questionnaire;

    /// <summary>The whole questionnaire.</summary>
    public Score Overall { get; }

    /// <summary>Section code → score, in the order of the questionnaire.</summary>
    public IReadOnlyDictionary<string, Score> Groups =>
        _groups ??= Questionnaire.Sections.Zip(_sections).ToDictionary(pair => pair.First.Code, pair => ScoreOf(pair.Second), StringComparer.Ordinal);

    /// <summary>Every linked framework item, by framework and code.</summary>
    public IReadOnlyList<ItemScore> Items { get; }

    /// <summary>Framework → item → score.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ItemScore>> Frameworks => _frameworks ??= ItemsByFramework(Items);

    /// <summary>The figure of the answered questions alone, where the score itself counts what is missing as zero.</summary>
    public decimal? AnsweredOnly => WholeWith(Missing.Excluded, SectionsWith(Missing.Excluded)).Value is { } value ? Score.PerCent(value) : null;

    /// <summary>Each question with its marks, in the order of the questionnaire.</summary>
    public IReadOnlyList<QuestionScore> Questions => [.. Enumerable.Range(0, _states.Length).Select(QuestionAt)];

    /// <summary>The questions that are asked and bear on an item.</summary>
    public IReadOnlyList<QuestionScore> QuestionsOf(string framework, string item)
    {
        var linked = _compiled.QuestionsByItem[IndexOf(framework, item)];
        return [.. linked.Where(pair => CountsFor(pair.Place, pair.Link, out _)).Select(pair => QuestionAt(pair.Place))];
    }

    /// <summary>How the score of the whole came about.</summary>
    public Proof ProofOfOverall() => Questionnaire.Aggregation.Over == Over.Questions
        ? ProofOfQuestions(ProofSubject.Questionnaire, Questionnaire.Key, Questionnaire.Aggregation, Overall.Value, 0, _states.Length)
        : ProofOfSections();

    /// <summary>How the score of a section came about.</summary>
    public Proof ProofOfGroup(string sectionCode) => ProofOfSection(Questionnaire.Sections.Select(section => section.Code).ToList().IndexOf(sectionCode));

    /// <summary>How the figure of a framework item came about in this questionnaire.</summary>
    public Proof ProofOfItem(string framework, string item) => ProofOfItem(Items[IndexOf(framework, item)].Value, framework, item, [this]);

    internal bool Has(string framework, string item) => _compiled.PlaceOfItem.ContainsKey((framework, item));

    internal static Dictionary<string, IReadOnlyDictionary<string, ItemScore>> ItemsByFramework(IEnumerable<ItemScore> items) =>
        items.GroupBy(item => item.Framework, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => (IReadOnlyDictionary<string, ItemScore>)group.ToDictionary(item => item.Item, StringComparer.Ordinal),
            StringComparer.Ordinal);

    private Score ScoreOf(Node node) => Score.Of(node.Value, node.Low, node.High, node.Answered, node.Asked, Questionnaire.Bands);

    private Node[] SectionsWith(Missing? missing)
    {
        var sections = new Node[Questionnaire.Sections.Count];
        for (var index = 0; index < sections.Length; index++)
        {
            var aggregation = Questionnaire.Sections[index].Aggregation;
            sections[index] = Tree.OfQuestions(_compiled, _states, aggregation, missing ?? aggregation.Missing, _compiled.SectionStarts[index], _compiled.SectionStarts[index + 1]);
        }

        return sections;
    }

    private Node WholeWith(Missing? missing, Node[] sections)
    {
        var aggregation = Questionnaire.Aggregation;
        return aggregation.Over == Over.Sections
            ? Tree.OfSections(Questionnaire, sections, missing ?? aggregation.Missing)
            : Tree.OfQuestions(_compiled, _states, aggregation, missing ?? aggregation.Missing, 0, _states.Length);
    }

    /// <summary>What a missing answer to the question is, in the node that joins it on its way into the whole.</summary>
    private Missing MissingAt(int place)
    {
        if (Questionnaire.Aggregation.Over == Over.Questions)
        {
            return Questionnaire.Aggregation.Missing;
        }

        var section = Array.BinarySearch(_compiled.SectionStarts, place);
        return Questionnaire.Sections[section >= 0 ? section : ~section - 1].Aggregation.Missing;
    }

    private ItemScore[] ItemsOf()
    {
        var sums = new ItemSum[_compiled.Items.Length];
        var section = 0;
        var top = Questionnaire.Aggregation;
        for (var place = 0; place < _states.Length; place++)
        {
            while (place >= _compiled.SectionStarts[section + 1])
            {
                section++;
            }

            ref readonly var state = ref _states[place];
            if (!state.CountsIn(top.Over == Over.Questions ? top.Missing : Questionnaire.Sections[section].Aggregation.Missing))
            {
                continue;
            }

            foreach (var link in _compiled.Questions[place].Links)
            {
                sums[link.Item].Add(_compiled, place, link, state);
            }
        }

        var items = new ItemScore[sums.Length];
        for (var index = 0; index < items.Length; index++)
        {
            ref readonly var sum = ref sums[index];
            var (framework, item) = _compiled.Items[index];
            items[index] = new ItemScore(
                framework, item,
                CompiledQuestionnaire.InWeightedMarks(sum.Earned) + sum.EarnedRest,
                CompiledQuestionnaire.InWeights(sum.Weight) + sum.WeightRest,
                sum.Answered, sum.Asked, sum.Direct);
        }

        return items;
    }

    private struct ItemSum
    {
        public long Earned;
        public long Weight;
        public decimal EarnedRest;
        public decimal WeightRest;
        public int Answered;
        public int Asked;
        public int Direct;

        public void Add(CompiledQuestionnaire compiled, int place, CompiledLink link, in QuestionState state)
        {
            var marks = state.Marks;
            if (state.Answered && link.Bears is not null)
            {
                if (compiled.Questions[place].MarksFor(link, state.Value!, marks.Value) is not { } some)
                {
                    return;
                }

                marks = new Marks(some, -1);
            }

            Asked++;
            Direct += link.Direct ? 1 : 0;
            if (!state.Answered)
            {
                return;
            }

            Answered++;
            if (compiled.CountsInWhole && marks.Whole >= 0)
            {
                Earned += link.WholeWeight * marks.Whole;
                Weight += link.WholeWeight;
            }
            else
            {
                EarnedRest += link.Weight * marks.Value;
                WeightRest += link.Weight;
            }
        }
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

    private Proof ProofOfSection(int index)
    {
        var section = Questionnaire.Sections[index];
        return ProofOfQuestions(ProofSubject.Section, section.Code, section.Aggregation, Groups[section.Code].Value, _compiled.SectionStarts[index], _compiled.SectionStarts[index + 1]);
    }

    private Proof ProofOfSections()
    {
        var aggregation = Questionnaire.Aggregation;
        var (parts, proofs, leftOut) = (new List<Part>(), new List<(int Index, LeftOutReason? Zero)>(), new List<LeftOut>());
        for (var index = 0; index < _sections.Length; index++)
        {
            var (node, section) = (_sections[index], Questionnaire.Sections[index]);
            if (node.Asked > 0 && (node.Value is not null || aggregation.Missing == Missing.Zero))
            {
                parts.Add(new Part(section.Weight, node.Value ?? 0m));
                proofs.Add((index, node.Value is null ? LeftOutReason.NothingAnswered : null));
            }
            else
            {
                leftOut.Add(new LeftOut(ProofSubject.Section, section.Code, Questionnaire.Key, node.Asked == 0 ? LeftOutReason.NothingAsked : LeftOutReason.NothingAnswered));
            }
        }

        var shares = Joining.SharesOf(aggregation, parts.ToArray(), Overall.Value ?? 0m);
        return new Proof(ProofSubject.Questionnaire, Questionnaire.Key, Overall.Value,
        [
            .. proofs.Select((proof, index) => new ProofPart(ProofSubject.Section, Questionnaire.Sections[proof.Index].Code, Questionnaire.Key,
                Score.PerCent(parts[index].Value), parts[index].Weight, shares[index], proof.Zero, ProofOfSection(proof.Index))),
        ], leftOut);
    }

    private Proof ProofOfQuestions(ProofSubject subject, string code, Aggregation aggregation, decimal? value, int from, int to)
    {
        var (parts, places, leftOut) = (new List<Part>(to - from), new List<int>(to - from), new List<LeftOut>());
        for (var place = from; place < to; place++)
        {
            ref readonly var state = ref _states[place];
            var question = _compiled.Questions[place];
            var why = NotCounted(place);
            if (why is null && !state.Leaves(aggregation.Missing) && (state.Answered || aggregation.Missing == Missing.Zero))
            {
                parts.Add(new Part(question.Weight, state.Answered ? state.Marks.Value : 0m));
                places.Add(place);
            }
            else
            {
                leftOut.Add(new LeftOut(ProofSubject.Question, question.Code, Questionnaire.Key, why ?? state.Why));
            }
        }

        var shares = Joining.SharesOf(aggregation, parts.ToArray(), value ?? 0m);
        var shown = new ProofPart[places.Count];
        for (var index = 0; index < shown.Length; index++)
        {
            ref readonly var state = ref _states[places[index]];
            shown[index] = new ProofPart(ProofSubject.Question, _compiled.Questions[places[index]].Code, Questionnaire.Key,
                Score.PerCent(parts[index].Value), parts[index].Weight, shares[index], state.Answered ? null : state.Why);
        }

        return new Proof(subject, code, value, shown, leftOut);
    }

    private int IndexOf(string framework, string item) =>
        _compiled.PlaceOfItem.TryGetValue((framework, item), out var place) ? place : throw new ArgumentException($"No question of {Questionnaire.Key} links to {framework}:{item}.");

    /// <summary>Whether a question that counts bears on the link's item with the answer that it has.</summary>
    private bool CountsFor(int place, CompiledLink link, out decimal marks)
    {
        ref readonly var state = ref _states[place];
        marks = state.Marks.Value;
        if (!state.CountsIn(MissingAt(place)))
        {
            return false;
        }

        if (!state.Answered || link.Bears is null)
        {
            return true;
        }

        var earned = _compiled.Questions[place].MarksFor(link, state.Value!, marks);
        marks = earned ?? 0m;
        return earned is not null;
    }

    private void AddParts(int item, List<Part> parts, List<(string Code, string Questionnaire)> of, List<LeftOut> leftOut)
    {
        foreach (var (place, link) in _compiled.QuestionsByItem[item])
        {
            var code = _compiled.Questions[place].Code;
            if (_states[place].Answered && CountsFor(place, link, out var marks))
            {
                parts.Add(new Part(link.Weight, marks));
                of.Add((code, Questionnaire.Key));
            }
            else
            {
                var why = NotCounted(place) ?? (_states[place].Answered ? LeftOutReason.OtherItems : _states[place].Why);
                leftOut.Add(new LeftOut(ProofSubject.Question, code, Questionnaire.Key, why));
            }
        }
    }

    /// <summary>The proof of a framework item over one questionnaire or several: a weighted mean of marks.</summary>
    internal static Proof ProofOfItem(decimal? value, string framework, string item, IEnumerable<Scorecard> scorecards)
    {
        var (parts, of, leftOut) = (new List<Part>(), new List<(string Code, string Questionnaire)>(), new List<LeftOut>());
        foreach (var scorecard in scorecards)
        {
            scorecard.AddParts(scorecard.IndexOf(framework, item), parts, of, leftOut);
        }

        var shares = Joining.SharesOf(Joining.WeightedMean, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parts), value ?? 0m);
        var shown = new ProofPart[shares.Length];
        for (var index = 0; index < shown.Length; index++)
        {
            shown[index] = new ProofPart(ProofSubject.Question, of[index].Code, of[index].Questionnaire, Score.PerCent(parts[index].Value), parts[index].Weight, shares[index]);
        }

        return new Proof(ProofSubject.FrameworkItem, $"{framework}:{item}", value, shown, leftOut);
    }
}
