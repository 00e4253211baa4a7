using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Assessments;

/// <summary>Which questions are asked now, and what is still missing: the one place that conditions are worked out.</summary>
public sealed class SectorProgress
{
    private readonly Dictionary<string, AnswerContent> _given;

    private SectorProgress(Questionnaire questionnaire, CountryProfile profile, Dictionary<string, AnswerContent> given, List<Question> asked) =>
        (Questionnaire, Profile, _given, Asked) = (questionnaire, profile, given, asked);

    public Questionnaire Questionnaire { get; }
    public CountryProfile Profile { get; }

    /// <summary>The questions whose condition holds, in the order of the questionnaire.</summary>
    public IReadOnlyList<Question> Asked { get; }

    /// <summary>How many of them have any value, not known and not applicable included.</summary>
    public int AnsweredCount => Asked.Count(IsAnswered);

    public int AskedCount => Asked.Count;

    /// <summary>Works out what is asked. Hidden questions keep their answers and count as unanswered in conditions.</summary>
    public static SectorProgress Of(Questionnaire questionnaire, CountryProfile profile, IEnumerable<KeyValuePair<string, AnswerContent>> answers)
    {
        var given = answers.ToDictionary(StringComparer.Ordinal);
        var visible = new Dictionary<string, AnswerValue>(StringComparer.Ordinal);
        var asked = new List<Question>();
        foreach (var question in questionnaire.Questions)
        {
            // Conditions look back only, so one pass in order is enough.
            if (question.When?.Holds(code => visible.GetValueOrDefault(code), profile) ?? true)
            {
                asked.Add(question);
                if (given.TryGetValue(question.Code, out var content) && content.Value is { } value)
                {
                    visible[question.Code] = value;
                }
            }
        }

        return new SectorProgress(questionnaire, profile, given, asked);
    }

    public AnswerContent ContentOf(Question question) => _given.GetValueOrDefault(question.Code) ?? AnswerContent.Empty;

    public bool IsAnswered(Question question) => ContentOf(question).Value is not null;

    public bool IsAsked(string questionCode) => Asked.Any(question => question.Code == questionCode);

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
