using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>One sector as somebody reads it in review.</summary>
public sealed record ReviewView
{
    public required Assessment Assessment { get; init; }
    public required SectorAssessment Sector { get; init; }
    public required Questionnaire Questionnaire { get; init; }
    public required Reading Reading { get; init; }
    public required LocalText Ministry { get; init; }

    /// <summary>How many of the questions asked have an answer; all that is seen before a release.</summary>
    public required int Answered { get; init; }

    public required int Asked { get; init; }
    public required ReviewRights May { get; init; }

    /// <summary>The latest released submission; <see langword="null"/> before the first release, and then nothing below is filled.</summary>
    public Submission? Submission { get; init; }

    /// <summary>The released submission before it.</summary>
    public Submission? Previous { get; init; }

    public IReadOnlyList<ReviewedSection> Sections { get; init; } = [];

    /// <summary>Observations about the sector as a whole.</summary>
    public IReadOnlyList<ReviewComment> Observations { get; init; } = [];

    /// <summary>How the readings of earlier submissions ended.</summary>
    public IReadOnlyList<Review> Reviews { get; init; } = [];

    public IEnumerable<ReviewedQuestion> Questions => Sections.SelectMany(section => section.Questions);

    /// <summary>What differs from the submission before.</summary>
    public IReadOnlyList<ReviewedQuestion> Changes => [.. Questions.Where(question => question.Change is not null)];

    public int OpenQuestionCount => Questions.Sum(question => question.Thread.Count(comment => comment.IsOpenQuestion));

    public int OpenProposalCount => Questions.Sum(question => question.Proposals.Count(proposal => proposal.Status == ProposalStatus.Proposed));

    public int ObservationCount => Observations.Count + Questions.Sum(question => question.Thread.Count(comment => comment.Kind == CommentKind.Observation));

    /// <summary>How far the talk about an answer has gone, or (without a code) that about the sector as a whole.</summary>
    public string TalkOf(string? questionCode) =>
        questionCode is null ? TalkState.Of(Observations, []) : Find(questionCode) is { } found ? TalkState.Of(found.Thread, found.Proposals) : TalkState.Of([], []);

    public ReviewedQuestion? Find(string? code) => code is null ? null : Questions.FirstOrDefault(question => question.Question.Code == code);
}

/// <summary>What the reader may do in this review now.</summary>
public sealed record ReviewRights(bool Ask, bool Comment, bool Propose, bool Settle, bool Return, bool Conclude)
{
    /// <summary>Reads, and no more.</summary>
    public static readonly ReviewRights None = new(false, false, false, false, false, false);
}

/// <summary>A section and its questions.</summary>
public sealed record ReviewedSection(Section Section, IReadOnlyList<ReviewedQuestion> Questions);

/// <summary>A question with its answer and everything that was said about it.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">The answer as it is read; <see langword="null"/> when there is none.</param>
/// <param name="Before">The answer in the submission before, where there was one.</param>
/// <param name="Change">What differs, if anything.</param>
/// <param name="Thread">Questions, replies and observations, oldest first.</param>
/// <param name="Proposals">Other values, oldest first.</param>
public sealed record ReviewedQuestion(Question Question, ReadAnswer? Answer, ReadAnswer? Before, AnswerChange? Change, IReadOnlyList<ReviewComment> Thread, IReadOnlyList<Proposal> Proposals)
{
    /// <summary>The version that an act on this answer is based on; 0 while nobody has answered.</summary>
    public int CurrentVersion { get; init; }

    public bool HasOpenQuestion => Thread.Any(comment => comment.IsOpenQuestion);

    public bool HasOpenProposal => Proposals.Any(proposal => proposal.Status == ProposalStatus.Proposed);

    public AnswerContent Content => Answer?.Content ?? AnswerContent.Empty;
}

/// <summary>An answer as a reader of the review sees it.</summary>
public sealed record ReadAnswer(AnswerContent Content, int Version, DateTimeOffset AnsweredAt, string AnsweredByName, bool Confirmed)
{
    public static ReadAnswer Of(SubmittedAnswer answer) =>
        new(new AnswerContent(answer.Value, answer.Comment, answer.Source), answer.Version, answer.AnsweredAt, answer.AnsweredByName, answer.Confirmed);

    public static ReadAnswer Of(Answer answer) =>
        new(answer.Content, answer.Version, answer.AnsweredAt, answer.AnsweredByName, answer.IsConfirmedNotApplicable);
}

/// <summary>What of an answer differs from the submission before.</summary>
public sealed record AnswerChange(bool Value, bool Source, bool Comment)
{
    /// <returns>The difference; <see langword="null"/> when there is none.</returns>
    public static AnswerChange? Between(ReadAnswer? before, ReadAnswer? now)
    {
        var (one, other) = (before?.Content ?? AnswerContent.Empty, now?.Content ?? AnswerContent.Empty);
        var change = new AnswerChange(!Equals(one.Value, other.Value), Differ(one.Source, other.Source), Differ(one.Comment, other.Comment));
        return change.Value || change.Source || change.Comment ? change : null;
    }

    private static bool Differ(string? one, string? other) => !string.Equals(one ?? "", other ?? "", StringComparison.Ordinal);
}
