using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Assessments;

/// <summary>Where a revision of an answer came from.</summary>
public enum AnswerOrigin
{
    Typed,

    /// <summary>Two answers were given, and this one was chosen.</summary>
    ChosenInConflict,

    /// <summary>The ministry took an adviser's proposal.</summary>
    TakenFromProposal,

    /// <summary>An earlier value was restored.</summary>
    Restored,

    /// <summary>The coordinator took for an official indicator what the answer of a sector proposes.</summary>
    TakenFromSectors,
}

/// <summary>Who acts: the id and the name as it is kept on record.</summary>
public sealed record Author(Guid Id, string Name);

/// <summary>What an answer says: the value, a comment and the source that bears it out. Each may be absent.</summary>
public sealed record AnswerContent(AnswerValue? Value, string? Comment, string? Source)
{
    public static readonly AnswerContent Empty = new(null, null, null);

    /// <summary>Why this content cannot be kept for the question; <see langword="null"/> when it can.</summary>
    public string? ProblemFor(Question question) =>
        (Value is null ? null : question.ProblemWith(Value))
        ?? (Comment is null ? null : TextRules.ProblemWith(Comment, FreeText.Longest))
        ?? (Source is null ? null : TextRules.ProblemWith(Source, FreeText.Longest));
}

/// <summary>The current answer of one ministry to one question.</summary>
/// <remarks><see cref="Version"/> is our own counter 1, 2, 3; clients hold it and it survives a restore.</remarks>
public sealed class Answer : ICountryOwned
{
    private Answer(Guid id, Guid countryId, Guid sectorAssessmentId, string questionCode, Guid ministryId) =>
        (Id, CountryId, SectorAssessmentId, QuestionCode, MinistryId) = (id, countryId, sectorAssessmentId, questionCode, ministryId);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid SectorAssessmentId { get; }
    public string QuestionCode { get; }
    public Guid MinistryId { get; }
    public AnswerValue? Value { get; private set; }
    public string? Comment { get; private set; }
    public string? Source { get; private set; }
    public int Version { get; private set; }
    public DateTimeOffset AnsweredAt { get; private set; }
    public Guid AnsweredById { get; private set; }
    public string AnsweredByName { get; private set; } = "";

    /// <summary>When the coordinator confirmed that the question does not apply.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    public AnswerContent Content => new(Value, Comment, Source);

    /// <summary>Not applicable, and confirmed: it leaves the score.</summary>
    public bool IsConfirmedNotApplicable => Value is AnswerValue.NotApplicable && ConfirmedAt is not null;

    /// <summary>Not applicable, and waiting for the coordinator: it counts as unanswered.</summary>
    public bool AwaitsConfirmation => Value is AnswerValue.NotApplicable && ConfirmedAt is null;

    /// <summary>An answer that nobody has given yet; version 0.</summary>
    public static Answer To(SectorAssessment sector, Question question) =>
        new(Guid.CreateVersion7(), sector.CountryId, sector.Id, question.Code, sector.MinistryId);

    /// <summary>Replaces the content and gives the revision to keep. The caller has compared <paramref name="basedOn"/>
    /// with <see cref="Version"/>; a difference here is refused all the same.</summary>
    public AnswerRevision Record(Question question, AnswerContent content, int basedOn, Author by, AnswerOrigin origin, Guid operationId, DateTimeOffset at)
    {
        DomainRule.Require(basedOn == Version, "Somebody else has changed this answer in the meantime.");
        DomainRule.RequireNo(content.ProblemFor(question));
        if (!Equals(content.Value, Value))
        {
            ConfirmedAt = null;
        }

        (Value, Comment, Source) = (content.Value, content.Comment, content.Source);
        (Version, AnsweredAt, AnsweredById, AnsweredByName) = (Version + 1, at, by.Id, by.Name);
        return new AnswerRevision(Guid.CreateVersion7(), CountryId, SectorAssessmentId, Id, QuestionCode, Version, basedOn, Value, Comment, Source, at, by.Id, by.Name, origin, operationId);
    }

    /// <summary>The coordinator confirms that the question does not apply.</summary>
    public void ConfirmNotApplicable(DateTimeOffset at)
    {
        DomainRule.Require(Value is AnswerValue.NotApplicable, "This question is not marked as not applicable.");
        ConfirmedAt ??= at;
    }
}

/// <summary>One version of an answer as it was given; append-only.</summary>
public sealed class AnswerRevision : ICountryOwned
{
    internal AnswerRevision(Guid id, Guid countryId, Guid sectorAssessmentId, Guid answerId, string questionCode, int version, int basedOn,
        AnswerValue? value, string? comment, string? source, DateTimeOffset at, Guid byId, string byName, AnswerOrigin origin, Guid operationId)
    {
        (Id, CountryId, SectorAssessmentId, AnswerId, QuestionCode, Version, BasedOn) = (id, countryId, sectorAssessmentId, answerId, questionCode, version, basedOn);
        (Value, Comment, Source, At, ById, ByName, Origin, OperationId) = (value, comment, source, at, byId, byName, origin, operationId);
    }

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid SectorAssessmentId { get; }
    public Guid AnswerId { get; }
    public string QuestionCode { get; }
    public int Version { get; }

    /// <summary>The version that its author was shown; 0 for a first answer.</summary>
    public int BasedOn { get; }

    public AnswerValue? Value { get; }
    public string? Comment { get; }
    public string? Source { get; }
    public DateTimeOffset At { get; }
    public Guid ById { get; }
    public string ByName { get; }
    public AnswerOrigin Origin { get; }

    /// <summary>The operation that made it; no operation makes two.</summary>
    public Guid OperationId { get; }
}

/// <summary>An answer that met another one: kept beside it until somebody chooses, and on record afterwards.</summary>
public sealed class SetAsideAnswer : ICountryOwned
{
    private SetAsideAnswer(Guid id, Guid countryId, Guid sectorAssessmentId, string questionCode, int basedOn, AnswerValue? value, string? comment, string? source,
        DateTimeOffset at, Guid byId, string byName)
    {
        (Id, CountryId, SectorAssessmentId, QuestionCode, BasedOn) = (id, countryId, sectorAssessmentId, questionCode, basedOn);
        (Value, Comment, Source, At, ById, ByName) = (value, comment, source, at, byId, byName);
    }

    /// <summary>The operation that was refused.</summary>
    public Guid Id { get; }

    public Guid CountryId { get; }
    public Guid SectorAssessmentId { get; }
    public string QuestionCode { get; }

    /// <summary>The version that its author was shown.</summary>
    public int BasedOn { get; }

    public AnswerValue? Value { get; private set; }
    public string? Comment { get; private set; }
    public string? Source { get; private set; }

    /// <summary>What it says.</summary>
    public AnswerContent Content => new(Value, Comment, Source);
    public DateTimeOffset At { get; }
    public Guid ById { get; }
    public string ByName { get; }
    public DateTimeOffset? SettledAt { get; private set; }
    public string? SettledByName { get; private set; }

    /// <summary>Whether this answer was chosen over the other.</summary>
    public bool? Kept { get; private set; }

    public static SetAsideAnswer Of(SectorAssessment sector, Question question, AnswerContent content, int basedOn, Author by, Guid operationId, DateTimeOffset at) =>
        new(operationId, sector.CountryId, sector.Id, question.Code, basedOn, content.Value, content.Comment, content.Source, at, by.Id, by.Name);

    /// <summary>Records the choice.</summary>
    /// <param name="kept">Whether this answer was chosen.</param>
    /// <param name="by">Who chose.</param>
    /// <param name="at">When.</param>
    /// <param name="last">What its author went on to type until they chose, so that the record has all of it.</param>
    public void Settle(bool kept, Author by, DateTimeOffset at, AnswerContent? last = null)
    {
        if (SettledAt is not null)
        {
            return;
        }

        (Kept, SettledAt, SettledByName) = (kept, at, by.Name);
        if (last is not null && by.Id == ById)
        {
            (Value, Comment, Source) = last;
        }
    }
}
