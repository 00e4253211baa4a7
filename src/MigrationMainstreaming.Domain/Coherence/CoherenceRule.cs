using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>How two provisions stand to each other.</summary>
public enum RuleKind
{
    /// <summary>They cannot both have their effect.</summary>
    Contradiction,

    /// <summary>One side acts, the other is missing.</summary>
    Gap,

    /// <summary>Both would gain by being linked.</summary>
    UnusedSynergy,
}

/// <summary>Which policy bears on what.</summary>
public enum RuleDirection
{
    /// <summary>A policy of a sector helps or hinders what migrants contribute and what becomes of them.</summary>
    SectorOnMigration,

    /// <summary>A migration policy helps or hinders the aims of a sector.</summary>
    MigrationOnSector,
}

/// <summary>What comparing the answers under a rule gives.</summary>
public enum RuleOutcome
{
    /// <summary>A side takes no part, is not asked, or says nothing about the matter.</summary>
    NotCompared,

    /// <summary>All sides say something, and they are not in tension.</summary>
    NoTension,

    /// <summary>All sides are of the state that the rule names: a hit.</summary>
    InTension,
}

/// <summary>A condition over the answers of two or more sectors, with a neutral sentence and a way out. A hit blames nobody and is no score.</summary>
public sealed record CoherenceRule
{
    /// <summary>Unique in the set, stable across versions: <c>R01</c>. Comments and settlements hang on it.</summary>
    public required string Code { get; init; }

    public required RuleKind Kind { get; init; }

    public required RuleDirection Direction { get; init; }

    /// <summary>Ticks of the country profile of which at least one must be set; none: the rule holds everywhere.</summary>
    public IReadOnlyList<string> Profile { get; init; } = [];

    /// <summary>What is compared, in the order in which it is shown; questions of at least two sectors.</summary>
    public IReadOnlyList<RuleSide> Sides { get; init; } = [];

    /// <summary>What a hit says, true of every answer that it catches.</summary>
    public required LocalText Sentence { get; init; }

    /// <summary>What could be done, as a proposal.</summary>
    public required LocalText WayOut { get; init; }

    /// <summary>The framework items touched: <c>gcm:15</c>, <c>sdg:3.8</c>.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>The sectors whose answers it compares.</summary>
    [JsonIgnore]
    public IEnumerable<string> Sectors => Sides.Select(side => side.Sector).Distinct(StringComparer.Ordinal);

    /// <summary>Compares the answers.</summary>
    /// <param name="profile">The country profile.</param>
    /// <param name="sectorOf">Sector → what is asked and answered there; <see langword="null"/> when it takes no part, or may not be read.</param>
    public RuleOutcome OutcomeFor(CountryProfile profile, Func<string, SectorProgress?> sectorOf)
    {
        if (Sides.Count == 0 || (Profile.Count > 0 && !Profile.Any(profile.Has)))
        {
            return RuleOutcome.NotCompared;
        }

        var outcome = RuleOutcome.InTension;
        foreach (var side in Sides)
        {
            if (sectorOf(side.Sector) is not { } sector || side.HoldsIn(sector) is not { } holds)
            {
                return RuleOutcome.NotCompared;
            }

            outcome = holds ? outcome : RuleOutcome.NoTension;
        }

        return outcome;
    }
}

/// <summary>One side of a rule: a question and the states of its answer that the rule names.</summary>
public sealed record RuleSide
{
    /// <summary>The states of a tick list: nothing, something, everything that applies here is ticked. Steps have options of these codes.</summary>
    public static readonly IReadOnlyList<string> TickListStates = ["absent", "partial", "complete"];

    /// <summary>The key of the sector's questionnaire.</summary>
    public required string Sector { get; init; }

    /// <summary>The question's code.</summary>
    public required string Question { get; init; }

    /// <summary>Codes of options; for tick lists <see cref="TickListStates"/>.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Which half of a law-and-practice answer is read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public AnswerHalf Half { get; init; }

    /// <summary>Of a tick list: options of which at least one must be ticked, where the sentence would not be true otherwise.</summary>
    public IReadOnlyList<string> Ticked { get; init; } = [];

    /// <summary>Whether the sector's answer is of a state that the rule names; <see langword="null"/> when the question is not asked there
    /// or its answer says nothing about the matter (not known, not applicable, none).</summary>
    public bool? HoldsIn(SectorProgress sector)
    {
        if (sector.Questionnaire.Find(Question) is not { } question || !sector.IsAsked(Question)
            || sector.ContentOf(question).Value is not { } value || question.ProblemWith(value) is not null
            || StateOf(question.Type, value, sector.Profile) is not { } state)
        {
            return null;
        }

        return States.Contains(state) && (Ticked.Count == 0 || question.Type.ChosenBy(value).Any(option => Ticked.Contains(option.Code) && OptionList.Applies(option, sector.Profile)));
    }

    private string? StateOf(QuestionType type, AnswerValue value, CountryProfile profile) => (type, value) switch
    {
        // As the score counts them: "none of these", and options that do not apply here, are left out.
        (MultipleChoice, AnswerValue.ChosenMany) => type.MarksFor(value, profile) switch { null => null, 0m => "absent", 1m => "complete", _ => "partial" },
        (LawAndPractice, AnswerValue.LawAndPractice(var law, var practice)) => Half == AnswerHalf.Law ? law : practice,
        (_, AnswerValue.Chosen(var code)) => code,
        _ => null,
    };
}
