using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>One edition of the coherence rules: a draft until published, then unchanging but for its translations.</summary>
public sealed class RuleSetVersion
{
    private RuleSetVersion(Guid id, int number, RuleSet content, DateTimeOffset createdAt) =>
        (Id, Number, Content, CreatedAt, ChangedAt) = (id, number, content, createdAt, createdAt);

    public Guid Id { get; }

    /// <summary>1, 2, 3 …</summary>
    public int Number { get; }

    public TemplateStatus Status { get; private set; } = TemplateStatus.Draft;

    /// <summary>All rules, in all languages.</summary>
    public RuleSet Content { get; private set; }

    /// <summary>SHA-256 over conditions and source texts, set by publishing.</summary>
    public string? Hash { get; private set; }

    public DateTimeOffset CreatedAt { get; }
    public DateTimeOffset ChangedAt { get; private set; }
    public DateTimeOffset? PublishedAt { get; private set; }
    public string? PublishedByName { get; private set; }
    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>What changed against the version before, in the words of who published it.</summary>
    public string? Note { get; private set; }

    /// <summary>Raised by one with each change; a writer names the revision it was shown.</summary>
    public int Revision { get; private set; } = 1;

    public static RuleSetVersion NewDraft(RuleSet content, DateTimeOffset at) => new(Guid.CreateVersion7(), content.Version, content, at);

    /// <summary>Replaces the content of a draft; of a published version its translations alone, which change no version.</summary>
    public void Change(RuleSet content, DateTimeOffset at)
    {
        DomainRule.Require(content.Key == Content.Key && content.Version == Number, "A draft keeps its key and its number.");
        DomainRule.Require(Status == TemplateStatus.Draft || content.Hash() == Hash, "A published version never changes. Make a new draft from it.");
        (Content, ChangedAt, Revision) = (content, at, Revision + 1);
    }

    /// <summary>Publishes a draft that has no problems, with a note that says what changed.</summary>
    public void Publish(IReadOnlyList<QuestionnaireProblem> problems, string note, string byName, DateTimeOffset at)
    {
        DomainRule.Require(Status == TemplateStatus.Draft, "Only a draft can be published.");
        DomainRule.Require(problems.Count == 0, "Mend the problems of the draft before publishing it.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(note), "Say in a note what changed in this version.");
        DomainRule.RequireNo(TextRules.ProblemWith(note.Trim(), TemplateVersion.LongestNote));
        (Status, PublishedAt, PublishedByName, Note, Hash) = (TemplateStatus.Published, at, byName, note.Trim(), Content.Hash());
        Revision++;
    }

    /// <summary>Takes a published version out of use for new assessments; running ones stay on it.</summary>
    public void Retire(DateTimeOffset at)
    {
        DomainRule.Require(Status == TemplateStatus.Published, "Only a published version can be retired.");
        (Status, RetiredAt) = (TemplateStatus.Retired, at);
        Revision++;
    }

    /// <summary>The version whose rules an assessment is read by, for good: the newest that was in use when it was opened; where none was, the
    /// first one that was published afterwards.</summary>
    /// <returns>The version; <see langword="null"/> while none was ever published.</returns>
    public static RuleSetVersion? For(IEnumerable<RuleSetVersion> versions, DateTimeOffset openedAt)
    {
        var published = versions.Where(version => version.PublishedAt is not null).ToList();
        return published.Where(version => version.PublishedAt <= openedAt && !(version.RetiredAt <= openedAt)).MaxBy(version => version.Number)
            ?? published.Where(version => version.PublishedAt > openedAt).MinBy(version => version.PublishedAt)
            ?? published.MaxBy(version => version.Number);
    }
}
