using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Reviews;

/// <summary>How the reading of a submission ended; never an approval.</summary>
public enum ReviewOutcome
{
    Running,
    Returned,
    Concluded,
}

/// <summary>The adviser's reading of one submission.</summary>
public sealed class Review : ICountryOwned
{
    private Review(Guid id, Guid countryId, Guid sectorAssessmentId, int submissionNumber, DateTimeOffset startedAt) =>
        (Id, CountryId, SectorAssessmentId, SubmissionNumber, StartedAt) = (id, countryId, sectorAssessmentId, submissionNumber, startedAt);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid SectorAssessmentId { get; }
    public int SubmissionNumber { get; }
    public DateTimeOffset StartedAt { get; }
    public ReviewOutcome Outcome { get; private set; } = ReviewOutcome.Running;
    public DateTimeOffset? EndedAt { get; private set; }
    public string? EndedByName { get; private set; }
    public string? Note { get; private set; }

    /// <summary>Begins with the release of a submission.</summary>
    public static Review Of(Submission submission, DateTimeOffset at) =>
        new(Guid.CreateVersion7(), submission.CountryId, submission.SectorAssessmentId, submission.Number, at);

    public void End(ReviewOutcome outcome, string? note, string byName, DateTimeOffset at)
    {
        DomainRule.Require(Outcome == ReviewOutcome.Running && outcome != ReviewOutcome.Running, "This review has already ended.");
        DomainRule.RequireNo(note is null ? null : TextRules.ProblemWith(note, FreeText.Longest));
        (Outcome, Note, EndedByName, EndedAt) = (outcome, note, byName, at);
    }
}

/// <summary>What a comment is.</summary>
public enum CommentKind
{
    /// <summary>The adviser asks; stays open until resolved.</summary>
    Question,

    /// <summary>An answer in the thread, by either side.</summary>
    Reply,

    /// <summary>The adviser records something for the government to read; needs no answer.</summary>
    Observation,
}

/// <summary>A line in the thread of a question, or about the sector as a whole.</summary>
public sealed class ReviewComment : ICountryOwned
{
    private ReviewComment(Guid id, Guid countryId, Guid sectorAssessmentId, int submissionNumber, string? questionCode, CommentKind kind, string text, Guid byId, string byName, bool byAdviser, DateTimeOffset at)
    {
        (Id, CountryId, SectorAssessmentId, SubmissionNumber, QuestionCode, Kind) = (id, countryId, sectorAssessmentId, submissionNumber, questionCode, kind);
        (Text, ById, ByName, ByAdviser, At) = (text, byId, byName, byAdviser, at);
    }

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid SectorAssessmentId { get; }

    /// <summary>The submission that was being read.</summary>
    public int SubmissionNumber { get; }

    /// <summary>The question it is about; <see langword="null"/> for the sector as a whole.</summary>
    public string? QuestionCode { get; }

    public CommentKind Kind { get; }
    public string Text { get; }
    public Guid ById { get; }
    public string ByName { get; }
    public bool ByAdviser { get; }
    public DateTimeOffset At { get; }

    /// <summary>When the adviser saw the question as answered.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }

    public bool IsOpenQuestion => Kind == CommentKind.Question && ResolvedAt is null;

    public static ReviewComment On(SectorAssessment sector, string? questionCode, CommentKind kind, string text, Author by, bool byAdviser, DateTimeOffset at)
    {
        DomainRule.Require(!string.IsNullOrWhiteSpace(text), "Write something first.");
        DomainRule.RequireNo(TextRules.ProblemWith(text, FreeText.Longest));
        DomainRule.Require(byAdviser || kind == CommentKind.Reply, "Questions and observations are the adviser's; reply in the thread.");
        return new ReviewComment(Guid.CreateVersion7(), sector.CountryId, sector.Id, sector.SubmissionCount, questionCode, kind, text, by.Id, by.Name, byAdviser, at);
    }

    public void Resolve(DateTimeOffset at)
    {
        DomainRule.Require(Kind == CommentKind.Question, "Only a question can be resolved.");
        ResolvedAt ??= at;
    }
}

/// <summary>The states of a proposal.</summary>
public enum ProposalStatus
{
    Proposed,
    Taken,
    Declined,
}

/// <summary>Another value with a reason, beside the ministry's, which counts. A declined proposal stays on record.</summary>
public sealed class Proposal : ICountryOwned
{
    private Proposal(Guid id, Guid countryId, Guid sectorAssessmentId, string questionCode, int answerVersion, AnswerValue value, string reason, Guid byId, string byName, DateTimeOffset at)
    {
        (Id, CountryId, SectorAssessmentId, QuestionCode, AnswerVersion) = (id, countryId, sectorAssessmentId, questionCode, answerVersion);
        (Value, Reason, ById, ByName, At) = (value, reason, byId, byName, at);
    }

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid SectorAssessmentId { get; }
    public string QuestionCode { get; }

    /// <summary>The version of the answer that the adviser had read.</summary>
    public int AnswerVersion { get; }

    public AnswerValue Value { get; }
    public string Reason { get; }
    public Guid ById { get; }
    public string ByName { get; }
    public DateTimeOffset At { get; }
    public ProposalStatus Status { get; private set; } = ProposalStatus.Proposed;
    public string? Reply { get; private set; }
    public string? RepliedByName { get; private set; }
    public DateTimeOffset? RepliedAt { get; private set; }

    public static Proposal On(SectorAssessment sector, Question question, int answerVersion, AnswerValue value, string reason, Author by, DateTimeOffset at)
    {
        DomainRule.Require(sector.Status == SectorStatus.InReview, "A value can be proposed while the sector is in review.");
        DomainRule.RequireNo(question.ProblemWith(value));
        DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Say why you propose this value.");
        DomainRule.RequireNo(TextRules.ProblemWith(reason, FreeText.Longest));
        return new Proposal(Guid.CreateVersion7(), sector.CountryId, sector.Id, question.Code, answerVersion, value, reason, by.Id, by.Name, at);
    }

    /// <summary>The ministry takes the value; recording it as an answer is the caller's.</summary>
    public void Take(Author by, DateTimeOffset at)
    {
        DomainRule.Require(Status == ProposalStatus.Proposed, "This proposal has already been settled.");
        (Status, RepliedByName, RepliedAt) = (ProposalStatus.Taken, by.Name, at);
    }

    /// <summary>The ministry keeps its own value and says why.</summary>
    public void Decline(string reason, Author by, DateTimeOffset at)
    {
        DomainRule.Require(Status == ProposalStatus.Proposed, "This proposal has already been settled.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Say why you keep your value.");
        DomainRule.RequireNo(TextRules.ProblemWith(reason, FreeText.Longest));
        (Status, Reply, RepliedByName, RepliedAt) = (ProposalStatus.Declined, reason, by.Name, at);
    }
}
