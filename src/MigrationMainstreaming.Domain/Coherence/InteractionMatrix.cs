using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>What stands in the rows and columns of a matrix.</summary>
public enum MatrixKind
{
    /// <summary>The policy sectors of the assessment, each for its lead ministry.</summary>
    Sectors,

    /// <summary>SDG targets that the country has chosen, each given to a ministry of the assessment.</summary>
    Targets,
}

/// <summary>One row and column of a matrix: a sector or a target.</summary>
/// <param name="Code">Key of the sector's template, or code of the target: <c>health</c>, <c>3.8</c>.</param>
/// <param name="MinistryId">The ministry that answers for it.</param>
public sealed record MatrixMember(string Code, Guid MinistryId);

/// <summary>How the sectors of an assessment, or the targets that the country chose, help and hinder each other. One for each assessment.</summary>
/// <remarks>Private to each ministry and the coordinator until it is released for the workshop. Nothing is filled in beforehand.</remarks>
public sealed class InteractionMatrix : ICountryOwned
{
    /// <summary>The fewest and the most targets that a matrix is made of (SEI works with 20 to 40).</summary>
    public const int FewestTargets = 2, MostTargets = 40;

    private InteractionMatrix(Guid id, Guid countryId, Guid assessmentId) => (Id, CountryId, AssessmentId) = (id, countryId, assessmentId);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid AssessmentId { get; }
    public MatrixKind Kind { get; private set; }

    /// <summary>The chosen targets, where the matrix is between targets.</summary>
    public IReadOnlyList<MatrixMember> Targets { get; private set; } = [];

    /// <summary>When everybody who takes part was let read all of it.</summary>
    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary>Who released it.</summary>
    public string? ReleasedByName { get; private set; }

    /// <summary>The day of the workshop, where one is set.</summary>
    public DateOnly? WorkshopOn { get; private set; }

    /// <summary>Raised by one with each change; a writer names the revision it was shown.</summary>
    public int Revision { get; private set; }

    public bool IsReleased => ReleasedAt is not null;

    /// <summary>The matrix of an assessment, as it is before anybody has changed anything: between its sectors.</summary>
    public static InteractionMatrix Of(Assessment assessment) => new(Guid.CreateVersion7(), assessment.CountryId, assessment.Id);

    /// <summary>Rows and columns, in their order. Closed sectors take no part.</summary>
    /// <param name="sectors">The policy sectors of the assessment; indicator questionnaires are none.</param>
    public IReadOnlyList<MatrixMember> Members(IEnumerable<SectorAssessment> sectors) => Kind == MatrixKind.Targets
        ? Targets
        : [.. sectors.Where(sector => sector.Status != SectorStatus.Closed).OrderBy(sector => sector.Position).Select(sector => new MatrixMember(sector.TemplateKey, sector.MinistryId))];

    /// <summary>The matrix is between the sectors of the assessment.</summary>
    /// <param name="isRated">Whether there is a rating already; what it was about would be lost.</param>
    public void BetweenSectors(bool isRated)
    {
        DomainRule.Require(!isRated, Rated);
        (Kind, Targets) = (MatrixKind.Sectors, []);
        Revision++;
    }

    /// <summary>The matrix is between these targets.</summary>
    /// <param name="targets">Each once, with the ministry that answers for it; that there are such targets and ministries is the caller's to see to.</param>
    /// <param name="isRated">Whether there is a rating already; what it was about would be lost.</param>
    public void BetweenTargets(IReadOnlyList<MatrixMember> targets, bool isRated)
    {
        DomainRule.Require(!isRated, Rated);
        DomainRule.Require(targets.Count is >= FewestTargets and <= MostTargets, "Choose at least 2 and at most 40 targets.");
        DomainRule.Require(targets.DistinctBy(target => target.Code).Count() == targets.Count, "Each target can be chosen once.");
        (Kind, Targets) = (MatrixKind.Targets, targets);
        Revision++;
    }

    /// <summary>Lets the ministries of the assessment and the country's advisers read all of it; said again, it sets another day.</summary>
    public void Release(DateOnly? workshopOn, string byName, DateTimeOffset at)
    {
        (ReleasedAt, ReleasedByName, WorkshopOn) = (ReleasedAt ?? at, ReleasedByName ?? byName, workshopOn);
        Revision++;
    }

    private const string Rated = /* RefusalText */ "Somebody has rated already. What the matrix is between can no longer be changed.";
}
