using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>What became of an answer that was sent.</summary>
public abstract record AnswerOutcome
{
    private AnswerOutcome()
    {
    }

    /// <summary>It is saved. The body of the receipt.</summary>
    public sealed record Saved(int Version, DateTimeOffset SavedAt) : AnswerOutcome;

    /// <summary>Somebody else was faster; this answer is kept aside until one is chosen.</summary>
    public sealed record TwoAnswers(AnswerEntry Current) : AnswerOutcome;

    /// <summary>Of the two answers one was chosen already, by somebody else or in another tab; a sentence.</summary>
    public sealed record ChosenAlready(string Problem) : AnswerOutcome;

    /// <summary>It breaks a rule; a sentence for its author.</summary>
    public sealed record Refused(string Problem) : AnswerOutcome;

    /// <summary>Not now, or not by this person; a sentence.</summary>
    public sealed record Forbidden(string Problem) : AnswerOutcome;

    /// <summary>There is no such question for this person.</summary>
    public sealed record NotThere : AnswerOutcome;
}

/// <summary>An answer as the API gives it.</summary>
public sealed record AnswerEntry(AnswerValue? Value, string? Comment, string? Source, int Version, DateTimeOffset? AnsweredAt, string? AnsweredBy)
{
    /// <summary>A question that nobody has answered.</summary>
    public static readonly AnswerEntry None = new(null, null, null, 0, null, null);

    public static AnswerEntry Of(Answer? answer) => answer is null or { Version: 0 }
        ? None
        : new AnswerEntry(answer.Value, answer.Comment, answer.Source, answer.Version, answer.AnsweredAt, answer.AnsweredByName);
}

/// <summary>One version of an answer as the API gives it.</summary>
public sealed record RevisionEntry(int Version, AnswerValue? Value, string? Comment, string? Source, DateTimeOffset AnsweredAt, string AnsweredBy, string Origin);
