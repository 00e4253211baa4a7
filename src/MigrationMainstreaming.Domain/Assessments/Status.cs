namespace MigrationMainstreaming.Domain.Assessments;

/// <summary>The states of a sector assessment. The words that people see are those of the status table in the texts.</summary>
public enum SectorStatus
{
    NotStarted,
    InProgress,
    Submitted,
    InReview,
    Returned,
    Reviewed,
    Closed,
}

/// <summary>The states of an assessment.</summary>
public enum AssessmentStatus
{
    Open,
    Reviewed,
    SignedOff,
    Published,
}

/// <summary>How submissions reach the adviser.</summary>
public enum ReleaseMode
{
    /// <summary>The coordinator releases each one.</summary>
    ByHand,

    /// <summary>Each is released as it is submitted.</summary>
    ByItself,
}
