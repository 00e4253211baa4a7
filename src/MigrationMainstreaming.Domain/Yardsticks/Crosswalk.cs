using System.Text.Json;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Yardsticks;

/// <summary>How answers of sectors propose values for the items of an official indicator: versioned data that joins questionnaires.</summary>
/// <remarks>It only proposes. The coordinator takes, adjusts or refuses each value, and nothing flows back into a sector.</remarks>
public sealed record Crosswalk
{
    /// <summary>The edition of the file format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The key of the indicator's questionnaire.</summary>
    public required string Indicator { get; init; }

    public required int Version { get; init; }

    /// <summary>Whose reading this is; shown wherever it proposes.</summary>
    public required LocalText Source { get; init; }

    public required IReadOnlyList<CrosswalkItem> Items { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static Crosswalk Read(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize<Crosswalk>(utf8, QuestionnaireJson.Options) ?? throw new JsonException("The file is empty.");

    /// <summary>What does not fit the questionnaires: items, questions and options that are not there, or an item that stands twice.</summary>
    /// <param name="indicator">The questionnaire of the indicator.</param>
    /// <param name="sectors">The questionnaires of sectors, by key.</param>
    public IReadOnlyList<QuestionnaireProblem> ProblemsWith(Questionnaire indicator, IReadOnlyDictionary<string, Questionnaire> sectors)
    {
        var problems = new List<QuestionnaireProblem>();
        foreach (var (item, index) in Items.Select((item, index) => (item, index)))
        {
            var path = $"items[{index}]";
            Require(Items.Take(index).All(other => other.Item != item.Item), $"{path}.item", $"\"{item.Item}\" stands twice.");
            var asked = indicator.Find(item.Item);
            Require(asked is not null, $"{path}.item", $"The indicator has no question \"{item.Item}\".");
            foreach (var value in item.Cases.SelectMany(one => one.Values))
            {
                Require(asked?.ProblemWith(new AnswerValue.Chosen(value)) is null, $"{path}.cases", $"\"{item.Item}\" has no option \"{value}\".");
            }

            foreach (var read in item.Informs.Prepend(item.Answers))
            {
                Require(sectors.GetValueOrDefault(read.Sector)?.Find(read.Question) is not null, path, $"There is no question \"{read.Question}\" in \"{read.Sector}\".");
            }

            var source = sectors.GetValueOrDefault(item.Answers.Sector)?.Find(item.Answers.Question);
            Require(source?.When is null, $"{path}.answers", $"\"{item.Answers.Question}\" is not always asked.");
            foreach (var looked in item.Cases.SelectMany(one => Leaves(one.When)))
            {
                Require(looked.QuestionCodes.All(code => code == item.Answers.Question), $"{path}.cases", $"Cases look at \"{item.Answers.Question}\" alone.");
                var options = source?.Type.OptionLists.SelectMany(list => list.Options).Select(option => option.Code).ToHashSet() ?? [];
                Require(looked is not Condition.Choice(_, var codes, _) || codes.All(options.Contains), $"{path}.cases", $"A case names an option that \"{item.Answers.Question}\" does not have.");
            }
        }

        return problems;

        void Require(bool holds, string place, string otherwise)
        {
            if (!holds)
            {
                problems.Add(new QuestionnaireProblem(place, otherwise));
            }
        }
    }

    private static IEnumerable<Condition> Leaves(Condition condition) => condition switch
    {
        Condition.All(var parts) => parts.SelectMany(Leaves),
        Condition.Any(var parts) => parts.SelectMany(Leaves),
        Condition.Unless(var inner) => Leaves(inner),
        _ => [condition],
    };
}

/// <summary>How one item of the indicator is proposed.</summary>
public sealed record CrosswalkItem
{
    /// <summary>The code of the indicator's question.</summary>
    public required string Item { get; init; }

    /// <summary>The question whose answer proposes.</summary>
    public required CrosswalkQuestion Answers { get; init; }

    /// <summary>Questions whose answers are shown beside it and propose nothing.</summary>
    public IReadOnlyList<CrosswalkQuestion> Informs { get; init; } = [];

    /// <summary>From the first to the last: the first that holds proposes. None holds: nothing is proposed.</summary>
    public required IReadOnlyList<CrosswalkCase> Cases { get; init; }

    /// <summary>What this answer proposes; <see langword="null"/> where it says nothing of the matter: not answered, not known, not applicable.</summary>
    public CrosswalkCase? ProposedBy(AnswerValue? answer) => answer is not { SaysSomething: true }
        ? null
        : Cases.FirstOrDefault(one => one.When.Holds(code => code == Answers.Question ? answer : null, CountryProfile.Empty));
}

/// <summary>A question of a sector.</summary>
/// <param name="Sector">The key of its questionnaire.</param>
/// <param name="Question">Its code.</param>
public sealed record CrosswalkQuestion(string Sector, string Question);

/// <summary>What an answer of this kind proposes.</summary>
/// <param name="When">Over the answer that proposes.</param>
/// <param name="Values">The codes of the proposed options; more than one where the answer may be read in several ways, and the coordinator chooses.</param>
/// <param name="Note">How the readings differ.</param>
public sealed record CrosswalkCase(Condition When, IReadOnlyList<string> Values, LocalText? Note = null);
