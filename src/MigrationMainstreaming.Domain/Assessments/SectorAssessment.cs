using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Assessments;

/// <summary>One questionnaire within an assessment, led by one ministry: from the first answer to the concluded review.</summary>
/// <remarks>The state machine of the product; every screen and endpoint asks it what is allowed.</remarks>
public sealed class SectorAssessment : ICountryOwned
{
    internal SectorAssessment(Guid id, Guid countryId, Guid assessmentId, string templateKey, Guid templateVersionId, int position, Guid ministryId) =>
        (Id, CountryId, AssessmentId, TemplateKey, TemplateVersionId, Position, MinistryId) = (id, countryId, assessmentId, templateKey, templateVersionId, position, ministryId);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid AssessmentId { get; }

    /// <summary>The template's key, which is also the sector in addresses.</summary>
    public string TemplateKey { get; }

    /// <summary>The version on which the sector stays.</summary>
    public Guid TemplateVersionId { get; }

    public int Position { get; }

    /// <summary>The ministry that leads.</summary>
    public Guid MinistryId { get; private set; }

    public SectorStatus Status { get; private set; } = SectorStatus.NotStarted;

    /// <summary>When the state last changed.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>Why it was returned or closed.</summary>
    public string? Reason { get; private set; }

    /// <summary>Who returned or closed it.</summary>
    public string? ReasonByName { get; private set; }

    /// <summary>How often it was submitted; the number of the latest submission.</summary>
    public int SubmissionCount { get; private set; }

    /// <summary>Raised by one with each change of state; a writer names the revision it was shown.</summary>
    public int Revision { get; private set; } = 1;

    /// <summary>Whether the ministry holds it and may answer.</summary>
    public bool IsOpen => Status is SectorStatus.NotStarted or SectorStatus.InProgress or SectorStatus.Returned;

    /// <summary>Whether it may be submitted now.</summary>
    public bool CanSubmit => Status is SectorStatus.InProgress or SectorStatus.Returned;

    public bool CanRelease => Status == SectorStatus.Submitted;

    public bool CanReturn => Status is SectorStatus.Submitted or SectorStatus.InReview or SectorStatus.Reviewed;

    public bool CanConclude => Status == SectorStatus.InReview;

    public bool CanClose => Status is SectorStatus.NotStarted or SectorStatus.InProgress or SectorStatus.Returned;

    public bool CanReopen => Status == SectorStatus.Closed;

    /// <summary>Whether an adviser may read answers: a submission has been released.</summary>
    public bool IsReleased => Status is SectorStatus.InReview or SectorStatus.Reviewed;

    /// <summary>The first answer, or the first change after a return, begins the work.</summary>
    public void Begin(DateTimeOffset at)
    {
        DomainRule.Require(IsOpen, WhyNotOpen);
        if (Status != SectorStatus.InProgress)
        {
            Turn(SectorStatus.InProgress, at);
        }
    }

    /// <summary>The ministry hands it over; returns the number of the submission.</summary>
    public int Submit(DateTimeOffset at)
    {
        DomainRule.Require(Status != SectorStatus.NotStarted, "Answer the questions before submitting.");
        DomainRule.Require(CanSubmit, "The sector has already been submitted.");
        SubmissionCount++;
        Turn(SectorStatus.Submitted, at);
        return SubmissionCount;
    }

    /// <summary>The coordinator lets the adviser read the submission.</summary>
    public void Release(DateTimeOffset at)
    {
        DomainRule.Require(CanRelease, "Only a submitted sector can be released.");
        Turn(SectorStatus.InReview, at);
    }

    /// <summary>Coordinator or adviser hand it back, with the reason.</summary>
    public void Return(string reason, string byName, DateTimeOffset at)
    {
        DomainRule.Require(CanReturn, "Only a submitted, reviewed or running review can be returned.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Say why the sector is returned.");
        DomainRule.RequireNo(TextRules.ProblemWith(reason, FreeText.Longest));
        Turn(SectorStatus.Returned, at, reason, byName);
    }

    /// <summary>The review ends. It is the reading of an adviser, never an approval.</summary>
    public void Conclude(DateTimeOffset at)
    {
        DomainRule.Require(CanConclude, "Only a sector in review can be concluded.");
        Turn(SectorStatus.Reviewed, at);
    }

    /// <summary>The coordinator closes a silent sector: no contribution. It counts in nothing and is named.</summary>
    public void Close(string reason, string byName, DateTimeOffset at)
    {
        DomainRule.Require(CanClose, "Only a sector that its ministry holds can be closed.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Say why the sector is closed without a contribution.");
        DomainRule.RequireNo(TextRules.ProblemWith(reason, FreeText.Longest));
        Turn(SectorStatus.Closed, at, reason, byName);
    }

    /// <summary>A closed sector is opened again.</summary>
    public void Reopen(DateTimeOffset at)
    {
        DomainRule.Require(CanReopen, "Only a closed sector can be reopened.");
        Turn(SectorStatus.InProgress, at);
    }

    /// <summary>Another ministry leads from now on.</summary>
    public void LedBy(Guid ministryId)
    {
        DomainRule.Require(IsOpen || Status == SectorStatus.Closed, "The ministry can be changed while the sector has not been submitted.");
        MinistryId = ministryId;
        Revision++;
    }

    /// <summary>Why nobody can write answers now; a sentence for the official.</summary>
    public string WhyNotOpen => Status switch
    {
        SectorStatus.Submitted => "The sector is submitted and lies with the coordinator. Answers cannot be changed unless it is returned.",
        SectorStatus.InReview => "The sector is with the adviser. Answers cannot be changed unless it is returned.",
        SectorStatus.Reviewed => "The review is concluded. Answers cannot be changed unless the sector is returned.",
        SectorStatus.Closed => "The sector is closed without a contribution. The coordinator can reopen it.",
        _ => "",
    };

    private void Turn(SectorStatus status, DateTimeOffset at, string? reason = null, string? byName = null)
    {
        (Status, ChangedAt, Reason, ReasonByName) = (status, at, reason, byName);
        Revision++;
    }
}
