using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Templates;

/// <summary>What a questionnaire is for.</summary>
public enum QuestionnaireKind
{
    /// <summary>A policy sector.</summary>
    Sector,

    /// <summary>An official indicator: a self-estimate that is never blended with sector scores.</summary>
    Indicator,
}

/// <summary>The content of one template version, as its file has it (<c>docs/template-files.md</c>).</summary>
public sealed record Questionnaire
{
    /// <summary>The edition of the file format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The template's key; part of addresses: <c>health</c>, <c>sdg-10-7-2</c>.</summary>
    public required string Key { get; init; }

    public required int Version { get; init; }
    public QuestionnaireKind Kind { get; init; } = QuestionnaireKind.Sector;

    /// <summary>The language in which every text stands, and which the hash covers.</summary>
    public string SourceLanguage { get; init; } = "en";

    public required LocalText Title { get; init; }
    public LocalText? Introduction { get; init; }

    /// <summary>The ministry that usually answers.</summary>
    public LocalText? Lead { get; init; }

    /// <summary>What new question codes begin with.</summary>
    public string? Prefix { get; init; }

    public Aggregation Aggregation { get; init; } = new();
    public Bands? Bands { get; init; }

    /// <summary>Printed wherever the result is shown.</summary>
    public IReadOnlyList<LocalText> Caveats { get; init; } = [];

    public IReadOnlyList<Section> Sections { get; init; } = [];

    /// <summary>All questions in the order of the file.</summary>
    [JsonIgnore]
    public IReadOnlyList<Question> Questions => OfThis.InOrder;

    /// <summary>The question with this code, or <see langword="null"/>; the first one, in a draft where two have it.</summary>
    public Question? Find(string questionCode) => OfThis.ByCode.GetValueOrDefault(questionCode);

    /// <summary>The codes of the questions whose answers decide whether this one is asked, with those that decide about them.</summary>
    public IReadOnlySet<string> DecidersOf(Question question)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<Question>([question]);
        while (open.TryPop(out var next))
        {
            foreach (var code in (next.When?.QuestionCodes ?? []).Where(codes.Add))
            {
                if (Find(code) is { } decider)
                {
                    open.Push(decider);
                }
            }
        }

        return codes;
    }

    /// <summary>The section that holds the question, or <see langword="null"/>.</summary>
    public Section? SectionOf(string questionCode) => Sections.FirstOrDefault(section => section.Questions.Any(question => question.Code == questionCode));

    /// <summary>The languages in which at least one text stands.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Languages
    {
        get
        {
            var languages = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
            MapTexts((_, text) =>
            {
                languages.UnionWith(text.Languages);
                return text;
            });
            return [.. languages];
        }
    }

    // Asked at every answer of everybody, so listed once. Beside the record and not in it: neither copies nor equality know of it.
    private static readonly ConditionalWeakTable<Questionnaire, Listed> Lists = [];

    private Listed OfThis => Lists.GetValue(this, questionnaire => new Listed([.. questionnaire.Sections.SelectMany(section => section.Questions)]));

    private sealed record Listed(IReadOnlyList<Question> InOrder)
    {
        public IReadOnlyDictionary<string, Question> ByCode { get; } = InOrder.DistinctBy(question => question.Code).ToDictionary(question => question.Code, StringComparer.Ordinal);
    }

    /// <summary>The same questionnaire with each text that a person reads replaced.</summary>
    /// <param name="map">Gets the text's path (<c>title</c>, <c>sections.access.title</c>, <c>HEA-2.law.partial.text</c>) and the text.</param>
    public Questionnaire MapTexts(Func<string, LocalText, LocalText> map) => this with
    {
        Title = map("title", Title),
        Introduction = Introduction is null ? null : map("introduction", Introduction),
        Lead = Lead is null ? null : map("lead", Lead),
        Bands = Bands is null ? null : Bands with { Levels = [.. Bands.Levels.Select((level, index) => level with { Name = map($"bands.{index + 1}", level.Name) })] },
        Caveats = [.. Caveats.Select((caveat, index) => map($"caveats.{index + 1}", caveat))],
        Sections =
        [
            .. Sections.Select(section => section with
            {
                Title = map($"sections.{section.Code}.title", section.Title),
                Introduction = section.Introduction is null ? null : map($"sections.{section.Code}.introduction", section.Introduction),
                Parts = [.. section.Parts.Select(part => part with { Title = map($"sections.{section.Code}.parts.{part.Code}.title", part.Title) })],
                Questions = [.. section.Questions.Select(question => question.MapTexts(map))],
            }),
        ],
    };

    /// <summary>All texts that a person reads, by path.</summary>
    public IReadOnlyList<KeyValuePair<string, LocalText>> AllTexts()
    {
        var texts = new List<KeyValuePair<string, LocalText>>();
        MapTexts((path, text) =>
        {
            texts.Add(new KeyValuePair<string, LocalText>(path, text));
            return text;
        });
        return texts;
    }
}

/// <summary>A titled group of questions, shown at one time.</summary>
public sealed record Section
{
    /// <summary>Unique in the questionnaire; part of addresses.</summary>
    public required string Code { get; init; }

    public required LocalText Title { get; init; }
    public LocalText? Introduction { get; init; }

    /// <summary>How much it counts when sections are joined; greater than 0.</summary>
    public decimal Weight { get; init; } = 1m;

    public Aggregation Aggregation { get; init; } = new();

    /// <summary>Parts that are joined by themselves before they count in the section; most sections have none.</summary>
    public IReadOnlyList<SectionPart> Parts { get; init; } = [];

    public IReadOnlyList<Question> Questions { get; init; } = [];
}

/// <summary>A part of a section that is joined by itself and then counts in the section, or in another part, like a question:
/// "additional components, at most 5 points". Its questions name it (<see cref="Question.Part"/>).</summary>
/// <remarks>It shapes the figure of its section alone, not what people see while they answer.</remarks>
public sealed record SectionPart
{
    /// <summary>How deep parts may lie in one another.</summary>
    public const int Deepest = 10;

    /// <summary>Unique in the section.</summary>
    public required string Code { get; init; }

    /// <summary>Shown where the figure is explained.</summary>
    public required LocalText Title { get; init; }

    /// <summary>How much it counts where it is joined; in a sum, its greatest points. Greater than 0.</summary>
    public decimal Weight { get; init; } = 1m;

    public Aggregation Aggregation { get; init; } = new();

    /// <summary>The part in which it lies; the section itself when absent.</summary>
    public string? Within { get; init; }
}

/// <summary>How a node of the tree joins its children, and what an unanswered one is.</summary>
public sealed record Aggregation
{
    public Join Join { get; init; } = Join.WeightedMean;

    /// <summary>At the top of a questionnaire: whether sections or the questions themselves are joined.</summary>
    public Over Over { get; init; } = Over.Questions;

    public Missing Missing { get; init; } = Missing.Excluded;

    /// <summary>The most points that a capped sum can reach.</summary>
    public decimal? Cap { get; init; }
}

/// <summary>How children are joined.</summary>
public enum Join
{
    Mean,
    WeightedMean,
    Sum,
    CappedSum,
    Minimum,
    GeometricMean,
}

/// <summary>What the top of a questionnaire joins.</summary>
public enum Over
{
    Questions,
    Sections,
}

/// <summary>What a missing answer is.</summary>
public enum Missing
{
    /// <summary>It leaves the result.</summary>
    Excluded,

    /// <summary>It counts as nothing.</summary>
    Zero,
}

/// <summary>Names for ranges of a score.</summary>
public sealed record Bands(BandRule Rule, IReadOnlyList<BandLevel> Levels);

/// <summary>When a band is shown.</summary>
public enum BandRule
{
    /// <summary>Only where everything that the score can still become lies in it.</summary>
    Certain,

    /// <summary>From the value, at any coverage.</summary>
    Value,
}

/// <summary>A band: from this per cent on, up to the next.</summary>
public sealed record BandLevel(decimal From, LocalText Name);
