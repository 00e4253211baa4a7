using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Assessments;

/// <summary>Which questions are asked now, and what is still missing: the one place that conditions are worked out.</summary>
public sealed class SectorProgress
{
    private readonly Func<string, AnswerContent?> _given;
    private readonly Scope _scope;

    private SectorProgress(Questionnaire questionnaire, CountryProfile profile, Func<string, AnswerContent?> given, Scope scope) =>
        (Questionnaire, Profile, _given, _scope) = (questionnaire, profile, given, scope);

    public Questionnaire Questionnaire { get; }
    public CountryProfile Profile { get; }

    /// <summary>The questions whose condition holds, in the order of the questionnaire.</summary>
    public IReadOnlyList<Question> Asked => _scope.Asked;

    /// <summary>The sections in which anything is asked, each with its questions.</summary>
    public IReadOnlyList<(Section Section, IReadOnlyList<Question> Asked)> Sections => _scope.Sections;

    /// <summary>How many of them have any value, not known and not applicable included.</summary>
    public int AnsweredCount => Asked.Count(IsAnswered);

    public int AskedCount => Asked.Count;

    /// <summary>Works out what is asked. Hidden questions keep their answers and count as unanswered in conditions.</summary>
    public static SectorProgress Of(Questionnaire questionnaire, CountryProfile profile, IEnumerable<KeyValuePair<string, AnswerContent>> answers) =>
        Of(questionnaire, profile, answers.ToDictionary(StringComparer.Ordinal).GetValueOrDefault);

    /// <inheritdoc cref="Of(Questionnaire, CountryProfile, IEnumerable{KeyValuePair{string, AnswerContent}})"/>
    /// <param name="questionnaire">What may be asked.</param>
    /// <param name="profile">The country's ticks.</param>
    /// <param name="given">Question code → what was answered; asked as long as the result is used, and always with the same reply.</param>
    public static SectorProgress Of(Questionnaire questionnaire, CountryProfile profile, Func<string, AnswerContent?> given) =>
        new(questionnaire, profile, given, new Scope(questionnaire, HiddenOf(questionnaire, profile, given)));

    /// <summary>The same questionnaire with other answers. An open page asks this at every answer, and mostly the same is asked as before.</summary>
    public SectorProgress With(Func<string, AnswerContent?> given)
    {
        var hidden = HiddenOf(Questionnaire, Profile, given);
        return new(Questionnaire, Profile, given, hidden.SetEquals(_scope.Hidden) ? _scope : new Scope(Questionnaire, hidden));
    }

    private static HashSet<string> HiddenOf(Questionnaire questionnaire, CountryProfile profile, Func<string, AnswerContent?> given)
    {
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var question in questionnaire.Questions)
        {
            // Conditions look back only, so one pass in order is enough.
            if (question.When?.Holds(code => hidden.Contains(code) ? null : given(code)?.Value, profile) == false)
            {
                hidden.Add(question.Code);
            }
        }

        return hidden;
    }

    public AnswerContent ContentOf(Question question) => _given(question.Code) ?? AnswerContent.Empty;

    public bool IsAnswered(Question question) => ContentOf(question).Value is not null;

    public bool IsAsked(string questionCode) => Questionnaire.Find(questionCode) is not null && !_scope.Hidden.Contains(questionCode);

    /// <summary>What stands in the way of submission, in the order of the questionnaire.</summary>
    public IReadOnlyList<MissingPart> Missing
    {
        get
        {
            var missing = new List<MissingPart>();
            foreach (var question in Asked)
            {
                if (MissingOf(question) is { } kind)
                {
                    missing.Add(new MissingPart(question, kind));
                }
            }

            return missing;
        }
    }

    /// <summary>What to look at again in an answer, beside what others say; empty for most. Stands in the way of nothing.</summary>
    public IReadOnlyList<LocalText> WarningsOf(Question question) =>
        ContentOf(question).Value is { } value ? [.. question.WarningsFor(value, code => IsAsked(code) ? _given(code)?.Value : null, Profile)] : [];

    private MissingKind? MissingOf(Question question)
    {
        var content = ContentOf(question);
        if (content.Value is not { } value)
        {
            return question.Required ? MissingKind.Answer : null;
        }

        return question.ProblemWith(value) is not null ? MissingKind.Answer
            : string.IsNullOrWhiteSpace(content.Source) && question.DemandsEvidence(value) ? MissingKind.Source
            : null;
    }

    /// <summary>What is asked, in the forms in which it is looked at.</summary>
    private sealed class Scope(Questionnaire questionnaire, HashSet<string> hidden)
    {
        public HashSet<string> Hidden { get; } = hidden;

        public IReadOnlyList<Question> Asked { get; } = AskedOf(questionnaire.Questions, hidden);

        public IReadOnlyList<(Section Section, IReadOnlyList<Question> Asked)> Sections { get; } =
            [.. questionnaire.Sections.Select(section => (section, AskedOf(section.Questions, hidden))).Where(part => part.Item2.Count > 0)];

        // Mostly that is all of them: the questionnaire's own list, which all share.
        private static IReadOnlyList<Question> AskedOf(IReadOnlyList<Question> questions, HashSet<string> hidden) =>
            questions.Any(question => hidden.Contains(question.Code)) ? [.. questions.Where(question => !hidden.Contains(question.Code))] : questions;
    }
}

/// <summary>What is missing of an answer.</summary>
public enum MissingKind
{
    /// <summary>Nothing was said yet.</summary>
    Answer,

    /// <summary>The chosen option demands a source.</summary>
    Source,
}

/// <summary>Something that must be done before submission.</summary>
public sealed record MissingPart(Question Question, MissingKind Kind);
