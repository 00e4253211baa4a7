using System.Globalization;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>Each change of a questionnaire as a function from one to the next; nothing here is ever changed in place, so undoing is a stack.</summary>
public static class Drafting
{
    /// <summary>The kinds of questions on offer, by the name that files write.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["yes-no", "single-choice", "multiple-choice", "law-and-practice", "scale", "number", "date", "free-text", "legal-reference"];

    /// <summary>The first draft of a questionnaire.</summary>
    public static Questionnaire NewQuestionnaire(string key, string language, string title, string? prefix, QuestionnaireKind kind, string section) => new()
    {
        Key = key,
        Version = 1,
        Kind = kind,
        SourceLanguage = language,
        Title = new LocalText(language, title),
        Prefix = string.IsNullOrWhiteSpace(prefix) ? null : prefix,
        Sections = [new Section { Code = "A", Title = new LocalText(language, section) }],
    };

    /// <summary>What files call this type.</summary>
    public static string KindOf(QuestionType type) => type switch
    {
        YesNo => "yes-no",
        SingleChoice => "single-choice",
        MultipleChoice => "multiple-choice",
        LawAndPractice => "law-and-practice",
        Scale => "scale",
        Number => "number",
        Day => "date",
        FreeText => "free-text",
        LegalReference => "legal-reference",
        _ => throw new NotSupportedException($"There is no kind for {type?.GetType().Name}."),
    };

    /// <summary>The type of another kind, with the options that it can keep.</summary>
    public static QuestionType OfKind(string kind, QuestionType? from = null)
    {
        var options = from?.OptionLists.Count > 0 ? from.OptionLists[0].Options : [NewOption("complete") with { Marks = 1m }, NewOption("partial") with { Marks = .5m }, NewOption("absent") with { Marks = 0m }];
        var practice = from is LawAndPractice both ? both.Practice : options;
        return kind switch
        {
            "yes-no" => new YesNo([Named(options, "yes", 0) with { Marks = 1m }, Named(options, "no", options.Count - 1) with { Marks = 0m }]),
            "single-choice" => new SingleChoice(options),
            "multiple-choice" => new MultipleChoice(options),
            "law-and-practice" => new LawAndPractice(options, practice),
            "scale" => new Scale([.. options.OrderBy(option => option.Marks ?? 0m)]),
            "number" => from as Number ?? new Number { Unit = new LocalText([]) },
            "date" => from as Day ?? new Day(),
            "free-text" => from as FreeText ?? new FreeText(),
            "legal-reference" => new LegalReference(),
            _ => throw new NotSupportedException($"There is no kind {kind}."),
        };
    }

    public static AnswerOption NewOption(string code) => new() { Code = code, Text = new LocalText([]), Marks = 0m };

    /// <summary>A code that no question has yet, made of the prefix and the next number.</summary>
    public static string NextCode(Questionnaire questionnaire)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        var prefix = questionnaire.Prefix ?? "Q";
        var taken = questionnaire.Questions.Select(question => question.Code).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(1, int.MaxValue).Select(number => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}")).First(code => !taken.Contains(code));
    }

    /// <summary>A code that no section has yet: A, B … Z, S27 …</summary>
    public static string NextSectionCode(Questionnaire questionnaire)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        var taken = questionnaire.Sections.Select(section => section.Code).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(0, int.MaxValue).Select(index => index < 26 ? ((char)('A' + index)).ToString() : string.Create(CultureInfo.InvariantCulture, $"S{index + 1}")).First(code => !taken.Contains(code));
    }

    /// <summary>A code that no option of the list has yet.</summary>
    public static string NextOptionCode(IReadOnlyList<AnswerOption> options)
    {
        var taken = options.Select(option => option.Code).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(options.Count + 1, int.MaxValue - options.Count - 1).Select(number => string.Create(CultureInfo.InvariantCulture, $"option-{number}")).First(code => !taken.Contains(code));
    }

    public static Questionnaire With(this Questionnaire questionnaire, string sectionCode, Func<Section, Section> change)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        return questionnaire with { Sections = [.. questionnaire.Sections.Select(section => section.Code == sectionCode ? change(section) : section)] };
    }

    /// <summary>One question replaced; where its code changes, conditions that look at it follow.</summary>
    public static Questionnaire With(this Questionnaire questionnaire, string questionCode, Question changed)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        ArgumentNullException.ThrowIfNull(changed);
        return questionnaire with
        {
            Sections =
            [
                .. questionnaire.Sections.Select(section => section with
                {
                    Questions = [.. section.Questions.Select(question => question.Code == questionCode ? changed : question with { When = Renamed(question.When, questionCode, changed.Code) })],
                }),
            ],
        };
    }

    public static Questionnaire Without(this Questionnaire questionnaire, string questionCode)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        return questionnaire with { Sections = [.. questionnaire.Sections.Select(section => section with { Questions = [.. section.Questions.Where(question => question.Code != questionCode)] })] };
    }

    /// <summary>A question put behind another one of a section; at its end without one.</summary>
    public static Questionnaire Adding(this Questionnaire questionnaire, Question question, string sectionCode, string? behind = null) =>
        questionnaire.With(sectionCode, section =>
        {
            var questions = section.Questions.ToList();
            var index = questions.FindIndex(other => other.Code == behind);
            questions.Insert(index < 0 ? questions.Count : index + 1, question);
            return section with { Questions = questions };
        });

    /// <summary>A new question with nothing but a code and a type.</summary>
    public static Question NewQuestion(Questionnaire questionnaire) =>
        new() { Code = NextCode(questionnaire), Text = new LocalText([]), Type = OfKind("single-choice") };

    /// <summary>A question moved up or down by one place, over the border of its section too; the parts of a section stay behind.</summary>
    public static Questionnaire Moving(this Questionnaire questionnaire, string questionCode, int by)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        if (questionnaire.SectionOf(questionCode) is not { } section || questionnaire.Find(questionCode) is not { } question)
        {
            return questionnaire;
        }

        var moved = Moved(section.Questions, other => other.Code == questionCode, by);
        if (moved is not null)
        {
            return questionnaire.With(section.Code, same => same with { Questions = moved });
        }

        var neighbour = questionnaire.Sections.ToList().IndexOf(section) + by;
        return neighbour < 0 || neighbour >= questionnaire.Sections.Count ? questionnaire
            : questionnaire.Without(questionCode).With(questionnaire.Sections[neighbour].Code, other => other with { Questions = by < 0 ? [.. other.Questions, question with { Part = null }] : [question with { Part = null }, .. other.Questions] });
    }

    /// <summary>A question moved to the end of another section.</summary>
    public static Questionnaire MovingTo(this Questionnaire questionnaire, string questionCode, string sectionCode)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        return questionnaire.Find(questionCode) is { } question ? questionnaire.Without(questionCode).Adding(question with { Part = null }, sectionCode) : questionnaire;
    }

    public static Questionnaire MovingSection(this Questionnaire questionnaire, string sectionCode, int by)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        return Moved(questionnaire.Sections, section => section.Code == sectionCode, by) is { } sections ? questionnaire with { Sections = sections } : questionnaire;
    }

    /// <summary>A list with one thing moved; <see langword="null"/> where it would fall off.</summary>
    public static IReadOnlyList<T>? Moved<T>(IReadOnlyList<T> list, Func<T, bool> isIt, int by)
    {
        var moved = list.ToList();
        var index = moved.FindIndex(item => isIt(item));
        if (index < 0 || index + by < 0 || index + by >= moved.Count)
        {
            return null;
        }

        (moved[index], moved[index + by]) = (moved[index + by], moved[index]);
        return moved;
    }

    /// <summary>How much of the whole result hangs on a question while everything is asked, 0 to 1; <see langword="null"/> where shares
    /// do not add up (minimum).</summary>
    public static decimal? ShareOf(Questionnaire questionnaire, Question question)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        ArgumentNullException.ThrowIfNull(question);
        if (!question.EarnsMarks)
        {
            return 0m;
        }

        if (questionnaire.Aggregation.Over == Over.Questions)
        {
            return Share(questionnaire.Aggregation, question.Weight, questionnaire.Questions.Where(other => other.EarnsMarks).Select(other => other.Weight));
        }

        if (questionnaire.SectionOf(question.Code) is not { } section)
        {
            return null;
        }

        var inside = Share(section.Aggregation, question.Weight, section.Questions.Where(other => other.EarnsMarks).Select(other => other.Weight));
        var outside = Share(questionnaire.Aggregation, section.Weight, questionnaire.Sections.Where(other => other.Questions.Any(one => one.EarnsMarks)).Select(other => other.Weight));
        return inside * outside;
    }

    /// <summary>What an option alone earns of the question's marks, 0 to 1, reverse keying applied.</summary>
    public static decimal? EarnedBy(Question question, OptionList list, AnswerOption option)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(option);
        if (!question.EarnsMarks)
        {
            return null;
        }

        var earned = question.Type switch
        {
            MultipleChoice => option.Exclusive ? 0m : list.Options.Where(other => !other.Exclusive).Sum(other => other.Marks ?? 1m) is > 0 and var all ? (option.Marks ?? 1m) / all : 0m,
            _ => option.Marks,
        };
        var share = question.Reversed ? 1m - earned : earned;
        return question.Type is LawAndPractice ? share / 2m : share;
    }

    /// <summary>For which items an option counts: its own, else the question's.</summary>
    public static IReadOnlyList<Link> Touched(Question question, AnswerOption option) =>
        option?.Links.Count > 0 ? option.Links : question?.Links ?? [];

    private static decimal? Share(Aggregation aggregation, decimal weight, IEnumerable<decimal> all) => aggregation.Join switch
    {
        Join.Minimum => null,
        Join.Mean or Join.GeometricMean => all.Count() is > 0 and var count ? 1m / count : null,
        _ => all.Sum() is > 0 and var sum ? weight / sum : null,
    };

    private static AnswerOption Named(IReadOnlyList<AnswerOption> options, string code, int index) =>
        options.FirstOrDefault(option => option.Code == code) ?? (options.Count > 0 ? options[index] : NewOption(code)) with { Code = code };

    private static Condition? Renamed(Condition? condition, string from, string to) => condition switch
    {
        _ when from == to => condition,
        Condition.Choice(var question, var codes, var half) when question == from => new Condition.Choice(to, codes, half),
        Condition.Within(var question, var least, var most) when question == from => new Condition.Within(to, least, most),
        Condition.Answered(var question, var yes) when question == from => new Condition.Answered(to, yes),
        Condition.All(var parts) => new Condition.All([.. parts.Select(part => Renamed(part, from, to)!)]),
        Condition.Any(var parts) => new Condition.Any([.. parts.Select(part => Renamed(part, from, to)!)]),
        Condition.Unless(var inner) => new Condition.Unless(Renamed(inner, from, to)!),
        _ => condition,
    };
}
