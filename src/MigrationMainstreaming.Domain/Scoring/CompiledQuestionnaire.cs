using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>A questionnaire made ready for scoring under one country profile. Make it once, keep it, score with it often and
/// from any thread; <see cref="ScoreCalculator"/> reads it.</summary>
public sealed class CompiledQuestionnaire
{
    private CompiledQuestionnaire(Questionnaire questionnaire, CountryProfile profile) => (Questionnaire, Profile) = (questionnaire, profile);

    public Questionnaire Questionnaire { get; }
    public CountryProfile Profile { get; }

    internal CompiledQuestion[] Questions { get; private set; } = [];

    /// <summary>The framework items linked by questions that earn marks, in the order of frameworks and codes.</summary>
    internal (string Framework, string Item)[] Items { get; private set; } = [];

    /// <summary>Where each item stands in <see cref="Items"/>.</summary>
    internal Dictionary<(string Framework, string Item), int> PlaceOfItem { get; private set; } = [];

    /// <summary>Where each question stands.</summary>
    internal Dictionary<string, int> PlaceOfQuestion { get; private set; } = [];

    /// <summary>The places of the questions that bear on each item, in order, and their links.</summary>
    internal (int Place, CompiledLink Link)[][] QuestionsByItem { get; private set; } = [];

    /// <summary>The aggregation tree: what lies in a node stands before it, the whole last.</summary>
    internal CompiledNode[] Nodes { get; private set; } = [];

    /// <summary>The node of each section.</summary>
    internal CompiledNode[] SectionNodes { get; private set; } = [];

    /// <summary>The node of the whole.</summary>
    internal CompiledNode Whole => Nodes[^1];

    /// <summary>Prepares a questionnaire that has no problems (<see cref="QuestionnaireCheck"/>).</summary>
    public static CompiledQuestionnaire Of(Questionnaire questionnaire, CountryProfile profile)
    {
        var compiled = new CompiledQuestionnaire(questionnaire, profile);
        var questions = questionnaire.Questions;
        var places = questions.Select((question, place) => (question.Code, place)).ToDictionary(pair => pair.Code, pair => pair.place, StringComparer.Ordinal);
        compiled.PlaceOfQuestion = places;
        compiled.Items =
        [
            .. questions.Where(question => question.EarnsMarks).SelectMany(question => question.AllLinks).Select(link => (link.FrameworkCode, link.ItemCode))
                .Distinct().OrderBy(item => item.FrameworkCode, StringComparer.Ordinal).ThenBy(item => item.ItemCode, ItemCodeOrder.Instance),
        ];
        compiled.PlaceOfItem = compiled.Items.Select((item, place) => (item, place)).ToDictionary(pair => pair.item, pair => pair.place);
        var items = compiled.Items.Select((item, index) => (item, index)).ToDictionary(pair => $"{pair.item.Framework}:{pair.item.Item}", pair => pair.index, StringComparer.Ordinal);
        compiled.Questions = [.. questions.Select(question => new CompiledQuestion(question, profile, places, items))];
        compiled.Nodes = CompiledNode.AllOf(questionnaire);
        compiled.SectionNodes = [.. compiled.Nodes.Where(node => node.Subject == ProofSubject.Section)];
        compiled.Place();
        compiled.Count();
        var byItem = compiled.Questions.SelectMany((question, place) => question.Links.Select(link => (Place: place, Link: link))).ToLookup(pair => pair.Link.Item);
        compiled.QuestionsByItem = [.. compiled.Items.Select((_, item) => byItem[item].ToArray())];
        return compiled;
    }

    /// <summary>Tells each question which nodes it changes, and which questions its answer decides about.</summary>
    private void Place()
    {
        // A question goes into the innermost node around it, which says what "missing" is to it, unless the whole is a mean over questions.
        var overQuestions = Questionnaire.Aggregation.Over == Over.Questions;
        foreach (var section in SectionNodes)
        {
            Visit(section, [Whole.Index]);
        }

        void Visit(CompiledNode node, int[] above)
        {
            int[] path = [node.Index, .. above];
            foreach (var (place, inner) in node.Children)
            {
                if (inner is not null)
                {
                    Visit(inner, path);
                }
                else
                {
                    Questions[place].Nodes = path;
                    Questions[place].Missing = (overQuestions ? Questionnaire.Aggregation : node.Aggregation).Missing;
                }
            }
        }

        var decided = Questions.SelectMany((question, place) => Questionnaire.DecidersOf(question.Question).Select(code => (code, place))).ToLookup(pair => pair.code, pair => pair.place);
        foreach (var question in Questions)
        {
            question.Decides = [.. decided[question.Code]];
        }
    }

    /// <summary>Weights are counted in thousandths, marks in ten-thousandths, wherever that is exact.</summary>
    internal const long WeightUnit = 1_000, MarksUnit = 10_000;

    /// <summary>Weights and marks in their units as decimals; made digit by digit, since a division would take thirty times as long.</summary>
    internal static decimal InWeights(long whole) => new((int)whole, (int)(whole >> 32), 0, false, 3);

    /// <summary>The same of marks.</summary>
    internal static decimal InMarks(long whole) => new((int)whole, (int)(whole >> 32), 0, false, 4);

    /// <summary>The same of weights times marks.</summary>
    internal static decimal InWeightedMarks(long whole) => new((int)whole, (int)(whole >> 32), 0, false, 7);

    /// <summary>Whether weights are whole numbers of their unit.</summary>
    internal bool CountsInWhole { get; private set; }

    /// <summary>Adding whole numbers is exact and many times faster than adding decimals; marks that are not whole, such as a
    /// third of a tick list, are added as decimals beside.</summary>
    private void Count()
    {
        var weights = Questions.SelectMany(question => question.Links.Select(link => link.Weight).Prepend(question.Weight)).ToList();
        CountsInWhole = weights.TrueForAll(weight => weight < 1_000_000_000m && weight * WeightUnit == decimal.Truncate(weight * WeightUnit))
            && weights.Sum() * WeightUnit * MarksUnit < long.MaxValue / 4;
        foreach (var question in CountsInWhole ? Questions : [])
        {
            question.CountInWhole();
        }
    }

    /// <summary>Items by the parts of their codes.</summary>
    internal static IComparer<string> ItemOrder => ItemCodeOrder.Instance;

    private sealed class ItemCodeOrder : IComparer<string>
    {
        public static readonly ItemCodeOrder Instance = new();

        /// <summary>By the parts between the dots, numbers as numbers: 3.8 before 3.c, 9 before 10.</summary>
        public int Compare(string? x, string? y)
        {
            var (one, other) = (x!.Split('.'), y!.Split('.'));
            for (var index = 0; index < Math.Min(one.Length, other.Length); index++)
            {
                var numbers = (int.TryParse(one[index], out var first), int.TryParse(other[index], out var second));
                var order = numbers switch
                {
                    (true, true) => first.CompareTo(second),
                    (true, false) => -1,
                    (false, true) => 1,
                    _ => string.CompareOrdinal(one[index], other[index]),
                };
                if (order != 0)
                {
                    return order;
                }
            }

            return one.Length.CompareTo(other.Length);
        }
    }
}

/// <summary>Marks as a decimal, and as a whole number of their unit where they are one (−1 where not).</summary>
internal readonly record struct Marks(decimal Value, long Whole);

/// <summary>A link as it counts under the profile.</summary>
/// <param name="Item">Place in <see cref="CompiledQuestionnaire.Items"/>.</param>
/// <param name="Weight">Question weight × link strength.</param>
/// <param name="Direct">Whether it is direct.</param>
/// <param name="Bears">Which options bear on the item; <see langword="null"/> when all do.</param>
internal readonly record struct CompiledLink(int Item, decimal Weight, bool Direct, Func<AnswerOption, bool>? Bears)
{
    /// <summary>The weight as a whole number.</summary>
    public long WholeWeight { get; init; }
}

/// <summary>One question, ready: its condition, what each of its options earns, the items on which it bears.</summary>
internal sealed class CompiledQuestion
{
    private readonly string[] _codes;
    private readonly string[] _practiceCodes;

    /// <summary>The marks of each option; of law and practice, for each step of the law those of every step of practice.</summary>
    private readonly Marks[] _marks;
    private readonly CountryProfile _profile;

    public CompiledQuestion(Question question, CountryProfile profile, IReadOnlyDictionary<string, int> places, IReadOnlyDictionary<string, int> items)
    {
        (Question, Code, Weight, _profile) = (question, question.Code, question.Weight, profile);
        When = question.When is null ? null : CompiledCondition.Of(question.When, profile, places);
        var lists = question.Type.OptionLists;
        EarnsMarks = question.EarnsMarks && !NothingToTick(null);
        _codes = lists.Count == 0 ? [] : [.. lists[0].Options.Select(option => option.Code)];
        _practiceCodes = lists.Count == 2 ? [.. lists[1].Options.Select(option => option.Code)] : [];
        _marks = lists.Count == 2
            ? [.. _codes.SelectMany(law => _practiceCodes.Select(practice => MarksOf(new AnswerValue.LawAndPractice(law, practice))))]
            : [.. _codes.Select(code => MarksOf(new AnswerValue.Chosen(code)))];
        (Nothing, Everything) = question.BoundsFor(null, profile);
        Links = EarnsMarks ? [.. LinksUnder(items)] : [];
    }

    public Question Question { get; }
    public string Code { get; }
    public decimal Weight { get; }
    public long WholeWeight { get; private set; }
    public CompiledCondition? When { get; }

    /// <summary>The nodes that change with it, each after those that lie in it.</summary>
    public int[] Nodes { get; set; } = [];

    /// <summary>What a missing answer to it is, in the node that joins it on its way into the whole.</summary>
    public Missing Missing { get; set; }

    /// <summary>The places of the later questions that may come or go with its answer.</summary>
    public int[] Decides { get; set; } = [];

    public CompiledLink[] Links { get; }

    /// <summary>Whether it can earn marks under the profile.</summary>
    public bool EarnsMarks { get; }

    /// <summary>The bounds while nothing is known.</summary>
    public decimal Nothing { get; }

    public decimal Everything { get; }

    /// <summary>What the value earns; nothing where it earns no marks.</summary>
    public bool TryMarks(AnswerValue value, out Marks marks)
    {
        switch (value)
        {
            case AnswerValue.Chosen(var code) when _practiceCodes.Length == 0:
                return TryMarksAt(Array.IndexOf(_codes, code), out marks);
            case AnswerValue.LawAndPractice({ } law, { } practice) when _practiceCodes.Length > 0:
                var (row, column) = (Array.IndexOf(_codes, law), Array.IndexOf(_practiceCodes, practice));
                return TryMarksAt(row < 0 || column < 0 ? -1 : (row * _practiceCodes.Length) + column, out marks);
            default:
                var earned = Question.MarksFor(value, _profile);
                marks = earned is { } known ? InWhole(known) : default;
                return earned is not null;
        }
    }

    private bool TryMarksAt(int place, out Marks marks)
    {
        marks = place < 0 ? default : _marks[place];
        return place >= 0 && marks.Value >= 0m;
    }

    /// <summary>What could still come of a value that earns no marks yet.</summary>
    public (decimal Low, decimal High) BoundsFor(AnswerValue value) => Question.BoundsFor(value, _profile);

    /// <summary>What the value earns for one item; nothing where the chosen options bear on other items.</summary>
    public decimal? MarksFor(CompiledLink link, AnswerValue value, decimal marks) =>
        link.Bears is null ? marks
        : value is AnswerValue.ChosenMany ? Question.MarksFor(value, _profile, link.Bears)
        : Question.Type.ChosenBy(value).Any(link.Bears) ? marks
        : null;

    public void CountInWhole()
    {
        WholeWeight = (long)(Weight * CompiledQuestionnaire.WeightUnit);
        for (var index = 0; index < Links.Length; index++)
        {
            Links[index] = Links[index] with { WholeWeight = (long)(Links[index].Weight * CompiledQuestionnaire.WeightUnit) };
        }

        for (var index = 0; index < _marks.Length; index++)
        {
            _marks[index] = InWhole(_marks[index].Value);
        }
    }

    private static Marks InWhole(decimal marks)
    {
        var whole = marks * CompiledQuestionnaire.MarksUnit;
        return whole >= 0m && whole == decimal.Truncate(whole) ? new Marks(marks, (long)whole) : new Marks(marks, -1);
    }

    /// <summary>Marks of a value; −1 where it earns none.</summary>
    private Marks MarksOf(AnswerValue value) => new(Question.MarksFor(value, _profile) ?? -1m, -1);

    /// <summary>Whether a tick list has no option that counts, for an item or at all.</summary>
    private bool NothingToTick(Func<AnswerOption, bool>? counts)
    {
        if (Question.Type.OptionLists is not [var list])
        {
            return false;
        }

        var ticked = new AnswerValue.ChosenMany([list.Options[0].Code]);
        return Question.Type.ProblemWith(ticked) is null && Question.MarksFor(ticked, _profile, counts) is null;
    }

    private IEnumerable<CompiledLink> LinksUnder(IReadOnlyDictionary<string, int> items)
    {
        var own = Question.Links.Select(link => link.Item).ToHashSet(StringComparer.Ordinal);
        var someOwn = Question.Type.OptionLists.Any(list => list.Options.Any(option => option.Links.Count > 0));
        foreach (var link in Question.AllLinks)
        {
            Func<AnswerOption, bool>? bears = someOwn
                ? option => option.Links.Count == 0 ? own.Contains(link.Item) : option.Links.Any(other => other.Item == link.Item)
                : null;
            var some = bears is null || Question.Type.OptionLists.Any(list => list.Options.Any(option => !option.Exclusive && bears(option)));
            if (some && !NothingToTick(bears))
            {
                yield return new CompiledLink(items[link.Item], Weight * link.Share, link.Strength == LinkStrength.Direct, bears);
            }
        }
    }
}
