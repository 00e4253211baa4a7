using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>What must hold of a set of rules before it can be published; asked of files, and of drafts while they are edited.</summary>
public static class RuleSetCheck
{
    /// <summary>How long a sentence or a way out may be, in characters as readers count them.</summary>
    public const int LongestText = 1000;

    private const int MostRules = 500;
    private const int MostSides = 6;

    /// <summary>Every problem, by its place in the file.</summary>
    /// <param name="rules">The set.</param>
    /// <param name="sectors">The questionnaires whose questions may be compared, by key.</param>
    /// <param name="knownItems">All framework items that may be named (<c>gcm:15</c>).</param>
    public static IReadOnlyList<QuestionnaireProblem> ProblemsOf(RuleSet rules, IReadOnlyDictionary<string, Questionnaire> sectors, IReadOnlySet<string> knownItems) =>
        [.. Head(rules).Concat(rules.Rules.Count > MostRules ? [] : rules.Rules.SelectMany((rule, index) => RuleOf(rule, $"rules[{index}]", rules, sectors, knownItems)))];

    private static IEnumerable<QuestionnaireProblem> Head(RuleSet rules)
    {
        if (rules.Format != 1)
        {
            yield return new("format", "This portal reads format 1.");
        }

        if (rules.Key != RuleSet.OnlyKey)
        {
            yield return new("key", $"The portal has one set of rules; its key is \"{RuleSet.OnlyKey}\".");
        }

        if (rules.Version < 1)
        {
            yield return new("version", "Versions count from 1.");
        }

        if (!QuestionnaireCheck.IsLanguageTag(rules.SourceLanguage))
        {
            yield return new("sourceLanguage", $"\"{rules.SourceLanguage}\" is not a language tag such as en or pt-BR.");
        }

        if (rules.Rules.Count is 0 or > MostRules)
        {
            yield return new("rules", $"A set has at least one rule, and at most {MostRules}.");
        }

        foreach (var problem in TextOf(rules.Title, "title", rules))
        {
            yield return problem;
        }
    }

    private static IEnumerable<QuestionnaireProblem> RuleOf(CoherenceRule rule, string path, RuleSet rules, IReadOnlyDictionary<string, Questionnaire> sectors, IReadOnlySet<string> knownItems)
    {
        if (!Codes.IsQuestionCode(rule.Code))
        {
            yield return new($"{path}.code", $"\"{rule.Code}\" is not a code: letters, digits, hyphens and dots, at most 40.");
        }

        if (rules.Rules.Any(other => !ReferenceEquals(other, rule) && string.Equals(other.Code, rule.Code, StringComparison.OrdinalIgnoreCase)))
        {
            yield return new($"{path}.code", $"The rule code \"{rule.Code}\" stands twice.");
        }

        foreach (var tick in rule.Profile.Where(tick => !CountryProfile.AllTicks.Contains(tick)))
        {
            yield return new($"{path}.profile", $"\"{tick}\" is not part of the country profile. It has: {string.Join(", ", CountryProfile.AllTicks)}.");
        }

        if (rule.Sectors.Count() < 2 || rule.Sides.Count > MostSides)
        {
            yield return new($"{path}.sides", $"A rule compares answers of at least two sectors, and has at most {MostSides} sides.");
        }

        foreach (var (side, index) in rule.Sides.Select((side, index) => (side, index)))
        {
            var place = $"{path}.sides[{index}]";
            if (rule.Sides.Take(index).Any(other => (other.Sector, other.Question, other.Half) == (side.Sector, side.Question, side.Half)))
            {
                yield return new($"{place}.question", $"\"{side.Question}\" stands twice in this rule.");
            }

            foreach (var problem in SideOf(side, place, sectors))
            {
                yield return problem;
            }
        }

        foreach (var problem in ItemsOf(rule, path, knownItems).Concat(TextOf(rule.Sentence, $"{path}.sentence", rules)).Concat(TextOf(rule.WayOut, $"{path}.wayOut", rules)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<QuestionnaireProblem> SideOf(RuleSide side, string path, IReadOnlyDictionary<string, Questionnaire> sectors)
    {
        if (!sectors.TryGetValue(side.Sector, out var questionnaire))
        {
            yield return new($"{path}.sector", $"There is no published questionnaire \"{side.Sector}\".");
            yield break;
        }

        if (questionnaire.Kind != QuestionnaireKind.Sector)
        {
            yield return new($"{path}.sector", $"\"{side.Sector}\" is an official indicator; rules compare sectors alone.");
        }

        if (questionnaire.Find(side.Question) is not { } question)
        {
            yield return new($"{path}.question", $"There is no question \"{side.Question}\" in \"{side.Sector}\".");
            yield break;
        }

        if (side.Half == AnswerHalf.Practice && question.Type is not LawAndPractice)
        {
            yield return new($"{path}.half", $"\"{side.Question}\" does not ask about practice.");
            yield break;
        }

        foreach (var problem in StatesOf(side, path, question.Type).Concat(TickedOf(side, path, question.Type)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<QuestionnaireProblem> StatesOf(RuleSide side, string path, QuestionType type)
    {
        if (NamesOf(type, side.Half) is not { } names)
        {
            yield return new($"{path}.question", $"\"{side.Question}\" has no options that could be compared.");
            yield break;
        }

        foreach (var state in side.States.Where(state => !names.Contains(state)))
        {
            yield return new($"{path}.states", $"\"{side.Question}\" has no state \"{state}\". It has: {string.Join(", ", names)}.");
        }

        if (side.States.Count == 0)
        {
            yield return new($"{path}.states", "Name at least one state.");
        }

        if (side.States.Distinct(StringComparer.Ordinal).Count() != side.States.Count)
        {
            yield return new($"{path}.states", "A state stands twice.");
        }

        if (names.All(side.States.Contains))
        {
            yield return new($"{path}.states", "A side that names every state tells nothing apart.");
        }
    }

    private static IEnumerable<QuestionnaireProblem> TickedOf(RuleSide side, string path, QuestionType type)
    {
        if (side.Ticked.Count > 0 && (type is not MultipleChoice || side.States.Contains(RuleSide.TickListStates[0])))
        {
            yield return new($"{path}.ticked", "Only a tick list has options that are ticked, and only where its state is not absent.");
        }
        else
        {
            foreach (var code in side.Ticked.Where(code => type.OptionLists[0].Find(code) is not { Exclusive: false }))
            {
                yield return new($"{path}.ticked", $"\"{side.Question}\" has no option \"{code}\".");
            }
        }
    }

    /// <summary>The states that a question's answer can have; <see langword="null"/> where it has none.</summary>
    public static IReadOnlyList<string>? NamesOf(QuestionType type, AnswerHalf half) => type switch
    {
        MultipleChoice => RuleSide.TickListStates,
        { OptionLists: [var law, var practice] } => [.. (half == AnswerHalf.Law ? law : practice).Options.Select(option => option.Code)],
        { OptionLists: [var list] } => [.. list.Options.Select(option => option.Code)],
        _ => null,
    };

    private static IEnumerable<QuestionnaireProblem> ItemsOf(CoherenceRule rule, string path, IReadOnlySet<string> knownItems)
    {
        if (rule.Items.Count == 0)
        {
            yield return new($"{path}.items", "Name at least one framework item that is touched.");
        }

        foreach (var (item, index) in rule.Items.Select((item, index) => (item, index)))
        {
            if (!knownItems.Contains(item))
            {
                yield return new($"{path}.items[{index}]", $"\"{item}\" is not an item of any framework here; write framework and code, such as gcm:15 or sdg:3.8.");
            }

            if (rule.Items.Take(index).Contains(item))
            {
                yield return new($"{path}.items[{index}]", $"\"{item}\" stands twice.");
            }
        }
    }

    private static IEnumerable<QuestionnaireProblem> TextOf(LocalText text, string path, RuleSet rules)
    {
        if (text[rules.SourceLanguage] is null)
        {
            yield return new(path, $"The text is missing in the source language \"{rules.SourceLanguage}\".");
        }

        foreach (var language in text.Languages)
        {
            if (!QuestionnaireCheck.IsLanguageTag(language))
            {
                yield return new(path, $"\"{language}\" is not a language tag such as en or pt-BR.");
            }

            if (TextRules.ProblemWith(text[language]!, LongestText) is { } problem)
            {
                yield return new(path, problem);
            }
        }
    }
}
