using System.Text.RegularExpressions;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Templates;

/// <summary>What must hold of a questionnaire before it can be published; asked of files, and of drafts while they are edited.</summary>
public static partial class QuestionnaireCheck
{
    /// <summary>Words that addresses use themselves, so that no template can be called so.</summary>
    public static readonly IReadOnlySet<string> ReservedKeys = new HashSet<string>(StringComparer.Ordinal)
    {
        "results", "coherence", "findings", "plan", "reports", "package", "check", "review", "print", "answers", "settings", "people", "new", "files", "sign-off", "profile", "community", "consultations", "workshop", "scenarios", "history", "rules",
    };

    private const int MostQuestions = 2000;

    private const decimal LargestWeight = 1_000_000m;
    private const decimal LargestCap = 1_000_000_000m;

    /// <summary>With more, a weight times marks could lose digits that count.</summary>
    private const int WeightPlaces = 6;

    /// <summary>Every problem, by its place in the file. None: it can be published and scored.</summary>
    public static IReadOnlyList<QuestionnaireProblem> ProblemsOf(Questionnaire questionnaire, IReadOnlySet<string> knownItems) =>
        [.. Head(questionnaire).Concat(BandsOf(questionnaire)).Concat(SectionsOf(questionnaire)).Concat(QuestionsOf(questionnaire, knownItems)).Concat(TextsOf(questionnaire))];

    private static IEnumerable<QuestionnaireProblem> Head(Questionnaire questionnaire)
    {
        if (questionnaire.Format != 1)
        {
            yield return new("format", "This portal reads format 1.");
        }

        if (!Codes.IsKey(questionnaire.Key))
        {
            yield return new("key", $"\"{questionnaire.Key}\" is not a key: lower-case letters, digits and hyphens, at most 60.");
        }

        if (ReservedKeys.Contains(questionnaire.Key))
        {
            yield return new("key", $"\"{questionnaire.Key}\" is a word that addresses use themselves. Choose another key.");
        }

        if (questionnaire.Version < 1)
        {
            yield return new("version", "Versions count from 1.");
        }

        if (!LanguageTag().IsMatch(questionnaire.SourceLanguage))
        {
            yield return new("sourceLanguage", $"\"{questionnaire.SourceLanguage}\" is not a language tag such as en or pt-BR.");
        }

        foreach (var problem in AggregationOf(questionnaire.Aggregation, "aggregation"))
        {
            yield return problem;
        }
    }

    private static IEnumerable<QuestionnaireProblem> AggregationOf(Aggregation aggregation, string path)
    {
        if (aggregation.Join == Join.CappedSum && aggregation.Cap is not > 0)
        {
            yield return new($"{path}.cap", "A capped sum needs a cap greater than 0.");
        }

        if (aggregation.Cap > LargestCap)
        {
            yield return new($"{path}.cap", "A cap is at most 1,000,000,000.");
        }

        if (aggregation.Cap is { } cap && decimal.Round(cap, WeightPlaces) != cap)
        {
            yield return new($"{path}.cap", $"A cap has at most {WeightPlaces} places after the decimal point.");
        }

        if (aggregation.Join != Join.CappedSum && aggregation.Cap is not null)
        {
            yield return new($"{path}.cap", "Only a capped sum has a cap.");
        }
    }

    private static IEnumerable<QuestionnaireProblem> BandsOf(Questionnaire questionnaire)
    {
        if (questionnaire.Bands is not { Levels: var levels })
        {
            yield break;
        }

        if (levels.Count == 0 || levels[0].From != 0)
        {
            yield return new("bands.levels", "The lowest band begins at 0.");
        }

        for (var index = 1; index < levels.Count; index++)
        {
            if (levels[index].From <= levels[index - 1].From)
            {
                yield return new($"bands.levels[{index}].from", "Bands overlap: each begins above the one before it.");
            }
        }

        if (levels.Any(level => level.From is < 0 or > 100))
        {
            yield return new("bands.levels", "Bands begin between 0 and 100 per cent.");
        }
    }

    private static IEnumerable<QuestionnaireProblem> SectionsOf(Questionnaire questionnaire)
    {
        if (questionnaire.Sections.Count == 0)
        {
            yield return new("sections", "A questionnaire has at least one section.");
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (section, index) in questionnaire.Sections.Select((section, index) => (section, index)))
        {
            var path = $"sections[{index}]";
            if (!Codes.IsQuestionCode(section.Code))
            {
                yield return new($"{path}.code", $"\"{section.Code}\" is not a code: letters, digits and hyphens, at most 40.");
            }

            if (!seen.Add(section.Code))
            {
                yield return new($"{path}.code", $"The section code \"{section.Code}\" stands twice.");
            }

            foreach (var problem in WeightOf(section.Weight, $"{path}.weight"))
            {
                yield return problem;
            }

            if (section.Questions.Count == 0)
            {
                yield return new($"{path}.questions", "A section has at least one question.");
            }

            foreach (var problem in AggregationOf(section.Aggregation, $"{path}.aggregation").Concat(PartsOf(section, path)))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<QuestionnaireProblem> PartsOf(Section section, string path)
    {
        var parts = section.Parts.DistinctBy(part => part.Code, StringComparer.OrdinalIgnoreCase).ToDictionary(part => part.Code, StringComparer.OrdinalIgnoreCase);
        foreach (var (part, index) in section.Parts.Select((part, index) => (part, index)))
        {
            var place = $"{path}.parts[{index}]";
            if (!Codes.IsQuestionCode(part.Code))
            {
                yield return new($"{place}.code", $"\"{part.Code}\" is not a code: letters, digits and hyphens, at most 40.");
            }

            if (!ReferenceEquals(parts[part.Code], part))
            {
                yield return new($"{place}.code", $"The part \"{part.Code}\" stands twice.");
            }

            foreach (var problem in WeightOf(part.Weight, $"{place}.weight").Concat(AggregationOf(part.Aggregation, $"{place}.aggregation")))
            {
                yield return problem;
            }

            if (!section.Questions.Any(question => question.Part == part.Code) && !section.Parts.Any(other => other.Within == part.Code))
            {
                yield return new(place, $"Nothing lies in the part \"{part.Code}\". A part has at least one question, or another part.");
            }

            var depth = 1;
            for (var outer = part; outer.Within is { } within; depth++)
            {
                if (!parts.TryGetValue(within, out var next))
                {
                    if (depth == 1)
                    {
                        yield return new($"{place}.within", $"The section has no part \"{within}\".");
                    }

                    break;
                }

                if (depth > section.Parts.Count)
                {
                    yield return new($"{place}.within", "Parts lie in one another in a circle.");
                    break;
                }

                outer = next;
            }

            if (depth > SectionPart.Deepest && depth <= section.Parts.Count)
            {
                yield return new($"{place}.within", $"Parts lie at most {SectionPart.Deepest} deep in one another.");
            }
        }

        foreach (var (question, index) in section.Questions.Select((question, index) => (question, index)))
        {
            if (question.Part is { } part && !section.Parts.Any(known => known.Code == part))
            {
                yield return new($"{path}.questions[{index}].part", $"The section has no part \"{part}\".");
            }
        }
    }

    private static IEnumerable<QuestionnaireProblem> WeightOf(decimal weight, string path, string notGreater = "A weight is greater than 0.")
    {
        if (weight <= 0)
        {
            yield return new(path, notGreater);
        }

        if (weight > LargestWeight)
        {
            yield return new(path, "A weight is at most 1,000,000.");
        }

        if (decimal.Round(weight, WeightPlaces) != weight)
        {
            yield return new(path, $"A weight has at most {WeightPlaces} places after the decimal point.");
        }
    }

    private static IEnumerable<QuestionnaireProblem> QuestionsOf(Questionnaire questionnaire, IReadOnlySet<string> knownItems)
    {
        if (questionnaire.Questions.Count > MostQuestions)
        {
            yield return new("sections", $"A questionnaire has at most {MostQuestions} questions.");
            yield break;
        }

        var all = questionnaire.Questions.Select(question => question.Code).ToHashSet(StringComparer.Ordinal);
        var earlier = new Dictionary<string, Question>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (question, path) in Places(questionnaire))
        {
            if (!Codes.IsQuestionCode(question.Code))
            {
                yield return new($"{path}.code", $"\"{question.Code}\" is not a code: letters, digits, hyphens and dots, at most 40.");
            }

            if (!seen.Add(question.Code))
            {
                yield return new($"{path}.code", $"The question code \"{question.Code}\" stands twice.");
            }

            foreach (var problem in WeightOf(question.Weight, $"{path}.weight", "A weight is greater than 0. To keep a question out of the score, write \"scored\": false."))
            {
                yield return problem;
            }

            foreach (var (place, problem) in question.Type.Problems(question.EarnsMarks))
            {
                yield return new($"{path}.type.{place}", problem);
            }

            foreach (var problem in LinksOf(question.Links, $"{path}.links", knownItems)
                .Concat(question.Type.OptionLists.SelectMany(list => list.Options.SelectMany((option, index) => LinksOf(option.Links, $"{path}.type.{list.Name}[{index}].links", knownItems)))))
            {
                yield return problem;
            }

            var conditions = question.Type.OptionLists.SelectMany(list => list.Options.SelectMany((option, index) => new[]
                {
                    (Path: $"{path}.type.{list.Name}[{index}].when", option.When),
                    (Path: $"{path}.type.{list.Name}[{index}].expects.that", When: option.Expects?.That),
                }))
                .Prepend((Path: $"{path}.when", question.When));
            foreach (var problem in conditions.Where(condition => condition.When is not null).SelectMany(condition => ConditionOf(condition.When!, condition.Path, question.Code, earlier, all)))
            {
                yield return problem;
            }

            earlier.TryAdd(question.Code, question);
        }
    }

    private static IEnumerable<QuestionnaireProblem> LinksOf(IReadOnlyList<Link> links, string path, IReadOnlySet<string> knownItems)
    {
        foreach (var (link, index) in links.Select((link, index) => (link, index)))
        {
            if (!knownItems.Contains(link.Item))
            {
                yield return new($"{path}[{index}].item", $"\"{link.Item}\" is not an item of any framework here; write framework and code, such as gcm:15 or sdg:3.8.");
            }

            if (links.Take(index).Any(other => other.Item == link.Item))
            {
                yield return new($"{path}[{index}].item", $"\"{link.Item}\" is linked twice.");
            }
        }
    }

    private static IEnumerable<QuestionnaireProblem> ConditionOf(Condition condition, string path, string own, Dictionary<string, Question> earlier, HashSet<string> all)
    {
        switch (condition)
        {
            case Condition.Profile(var ticks):
                foreach (var tick in ticks.Where(tick => !CountryProfile.AllTicks.Contains(tick)))
                {
                    yield return new(path, $"\"{tick}\" is not part of the country profile. It has: {string.Join(", ", CountryProfile.AllTicks)}.");
                }

                break;
            case Condition.All(var parts):
                foreach (var problem in parts.SelectMany(part => ConditionOf(part, path, own, earlier, all)))
                {
                    yield return problem;
                }

                break;
            case Condition.Any(var parts):
                foreach (var problem in parts.SelectMany(part => ConditionOf(part, path, own, earlier, all)))
                {
                    yield return problem;
                }

                break;
            case Condition.Unless(var inner):
                foreach (var problem in ConditionOf(inner, path, own, earlier, all))
                {
                    yield return problem;
                }

                break;
            default:
                foreach (var problem in ComparisonOf(condition, path, own, earlier, all))
                {
                    yield return problem;
                }

                break;
        }
    }

    private static IEnumerable<QuestionnaireProblem> ComparisonOf(Condition condition, string path, string own, Dictionary<string, Question> earlier, HashSet<string> all)
    {
        var code = condition.QuestionCodes.Single();
        if (code == own)
        {
            yield return new(path, "A question cannot depend on itself.");
        }
        else if (!all.Contains(code))
        {
            yield return new(path, $"There is no question \"{code}\".");
        }
        else if (!earlier.TryGetValue(code, out var question))
        {
            yield return new(path, $"\"{code}\" comes later. A condition looks at earlier questions only, so that none can depend on each other in a circle.");
        }
        else if (condition is Condition.Choice(_, var codes, var half))
        {
            var lists = question.Type.OptionLists;
            var list = lists.Count == 2 ? lists[half == AnswerHalf.Law ? 0 : 1] : lists.Count == 1 ? lists[0] : null;
            foreach (var missing in codes.Where(option => list?.Find(option) is null))
            {
                yield return new(path, $"\"{code}\" has no option \"{missing}\".");
            }
        }
        else if (condition is Condition.Within && question.Type is not Number)
        {
            yield return new(path, $"\"{code}\" is not answered by a number.");
        }
    }

    private static IEnumerable<QuestionnaireProblem> TextsOf(Questionnaire questionnaire)
    {
        foreach (var (place, text) in PlacesOfTexts(questionnaire))
        {
            if (text[questionnaire.SourceLanguage] is null)
            {
                yield return new(place, $"The text is missing in the source language \"{questionnaire.SourceLanguage}\".");
            }

            foreach (var language in text.Languages)
            {
                if (!LanguageTag().IsMatch(language))
                {
                    yield return new(place, $"\"{language}\" is not a language tag such as en or pt-BR.");
                }

                if (TextRules.ProblemWith(text[language]!, FreeText.Longest) is { } problem)
                {
                    yield return new(place, problem);
                }
            }
        }
    }

    /// <summary>Every text and its place in the file; question by question, since codes may wrongly stand twice.</summary>
    private static List<(string Place, LocalText Text)> PlacesOfTexts(Questionnaire questionnaire)
    {
        var head = questionnaire with { Sections = [.. questionnaire.Sections.Select(section => section with { Questions = [] })] };
        var texts = head.AllTexts().Select(pair => (pair.Key, pair.Value)).ToList();
        foreach (var (question, place) in Places(questionnaire))
        {
            question.MapTexts((path, text) =>
            {
                texts.Add((place + path[question.Code.Length..], text));
                return text;
            });
        }

        return texts;
    }

    private static IEnumerable<(Question Question, string Path)> Places(Questionnaire questionnaire) =>
        questionnaire.Sections.SelectMany((section, s) => section.Questions.Select((question, q) => (question, $"sections[{s}].questions[{q}]")));

    /// <summary>Whether this names a language: <c>en</c>, <c>pt-BR</c>.</summary>
    internal static bool IsLanguageTag(string tag) => LanguageTag().IsMatch(tag);

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    private static partial Regex LanguageTag();
}
