using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Templates;

/// <summary>The states of a template version.</summary>
public enum TemplateStatus
{
    Draft,
    Published,
    Retired,
}

/// <summary>One edition of a questionnaire: a draft until published, then unchanging.</summary>
/// <remarks>The content holds structure and source-language texts; other languages are <see cref="TemplateTexts"/> beside it.</remarks>
public sealed class TemplateVersion
{
    /// <summary>How long a note may be, in characters as readers count them.</summary>
    public const int LongestNote = 2000;

    private TemplateVersion(Guid id, string key, int number, Questionnaire content, DateTimeOffset createdAt) =>
        (Id, Key, Number, Content, CreatedAt, ChangedAt) = (id, key, number, content, createdAt, createdAt);

    public Guid Id { get; }

    /// <summary>The template's key: <c>health</c>.</summary>
    public string Key { get; }

    /// <summary>1, 2, 3 …</summary>
    public int Number { get; }

    public TemplateStatus Status { get; private set; } = TemplateStatus.Draft;
    public Questionnaire Content { get; private set; }

    /// <summary>SHA-256 over structure and source texts, set by publishing.</summary>
    public string? Hash { get; private set; }

    public DateTimeOffset CreatedAt { get; }
    public DateTimeOffset ChangedAt { get; private set; }
    public DateTimeOffset? PublishedAt { get; private set; }
    public string? PublishedByName { get; private set; }

    /// <summary>What changed against the version before, in the words of who published it.</summary>
    public string? Note { get; private set; }

    /// <summary>Raised by one with each change of a draft; a writer names the revision it was shown.</summary>
    public int Revision { get; private set; } = 1;

    public bool IsPublished => Status == TemplateStatus.Published;

    public static TemplateVersion NewDraft(Questionnaire content, DateTimeOffset at) =>
        new(Guid.CreateVersion7(), content.Key, content.Version, content, at);

    /// <summary>Replaces the content of a draft.</summary>
    public void Change(Questionnaire content, DateTimeOffset at)
    {
        DomainRule.Require(Status == TemplateStatus.Draft, "A published version never changes. Make a new draft from it.");
        DomainRule.Require(content.Key == Key && content.Version == Number, "A draft keeps its key and its number.");
        (Content, ChangedAt, Revision) = (content, at, Revision + 1);
    }

    /// <summary>Publishes a draft that has no problems, with a note that says what changed.</summary>
    public void Publish(IReadOnlyList<QuestionnaireProblem> problems, string note, string byName, DateTimeOffset at)
    {
        DomainRule.Require(Status == TemplateStatus.Draft, "Only a draft can be published.");
        DomainRule.Require(problems.Count == 0, "Mend the problems of the draft before publishing it.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(note), "Say in a note what changed in this version.");
        DomainRule.RequireNo(TextRules.ProblemWith(note.Trim(), LongestNote));
        (Status, PublishedAt, PublishedByName, Note, Hash) = (TemplateStatus.Published, at, byName, note.Trim(), QuestionnaireJson.HashOf(Content));
    }

    /// <summary>Takes a published version out of use for new assessments; running ones stay on it.</summary>
    public void Retire()
    {
        DomainRule.Require(Status == TemplateStatus.Published, "Only a published version can be retired.");
        Status = TemplateStatus.Retired;
    }
}

/// <summary>The texts of a version in one language that is not its source. Mending them changes no version.</summary>
public sealed class TemplateTexts
{
    private TemplateTexts(Guid id, Guid templateVersionId, string language, IReadOnlyDictionary<string, string> texts, DateTimeOffset changedAt) =>
        (Id, TemplateVersionId, Language, Texts, ChangedAt) = (id, templateVersionId, language, texts, changedAt);

    public Guid Id { get; }
    public Guid TemplateVersionId { get; }
    public string Language { get; }

    /// <summary>Path of the text (as <see cref="Questionnaire.MapTexts"/> has it) → text.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    public static TemplateTexts Of(Guid templateVersionId, string language, IReadOnlyDictionary<string, string> texts, DateTimeOffset at) =>
        new(Guid.CreateVersion7(), templateVersionId, language, texts, at);

    public void Change(IReadOnlyDictionary<string, string> texts, DateTimeOffset at) => (Texts, ChangedAt) = (texts, at);

    /// <summary>A questionnaire in its source language alone, and its other languages apart.</summary>
    public static (Questionnaire Source, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Others) Split(Questionnaire questionnaire)
    {
        var others = new Dictionary<string, Dictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
        var source = questionnaire.MapTexts((path, text) =>
        {
            foreach (var language in text.Languages.Where(language => !string.Equals(language, questionnaire.SourceLanguage, StringComparison.OrdinalIgnoreCase)))
            {
                if (!others.TryGetValue(language, out var texts))
                {
                    others[language] = texts = [];
                }

                texts[path] = text[language]!;
            }

            return text.Only(questionnaire.SourceLanguage);
        });
        return (source, others.ToDictionary(pair => pair.Key, pair => (IReadOnlyDictionary<string, string>)pair.Value, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The questionnaire with these languages put beside its source.</summary>
    public static Questionnaire Join(Questionnaire source, IEnumerable<TemplateTexts> others)
    {
        var sets = others.ToList();
        return sets.Count == 0
            ? source
            : source.MapTexts((path, text) => sets.Aggregate(text, (joined, set) => set.Texts.TryGetValue(path, out var words) ? joined.With(set.Language, words) : joined));
    }
}

/// <summary>Something wrong with a questionnaire, named so that its author can mend it.</summary>
/// <param name="Path">Place in the file: <c>sections[1].questions[3].weight</c>.</param>
/// <param name="Message">What is wrong and what is expected.</param>
public sealed record QuestionnaireProblem(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
