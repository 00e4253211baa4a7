using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;

namespace MigrationMainstreaming.Portal.Data.Acts;

/// <summary>Something that was done in an assessment; append-only. The stream of the board and the record of acts.</summary>
/// <remarks>Ids and names, never answers. The words are made by the reader's screen from <see cref="Kind"/> and <see cref="Args"/>.</remarks>
public sealed class Activity : ICountryOwned
{
    private Activity(Guid id, Guid countryId, Guid assessmentId, Guid? sectorAssessmentId, string? sectorKey, DateTimeOffset at, Guid byId, string byName, string kind, IReadOnlyDictionary<string, string> args) =>
        (Id, CountryId, AssessmentId, SectorAssessmentId, SectorKey, At, ById, ByName, Kind, Args) = (id, countryId, assessmentId, sectorAssessmentId, sectorKey, at, byId, byName, kind, args);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid AssessmentId { get; }
    public Guid? SectorAssessmentId { get; }

    /// <summary>The template's key of the sector, if it was about one.</summary>
    public string? SectorKey { get; }

    public DateTimeOffset At { get; }
    public Guid ById { get; }
    public string ByName { get; }

    /// <summary>Which act: <c>opened</c>, <c>submitted</c>, <c>returned</c>, <c>signed-off</c> …</summary>
    public string Kind { get; }

    /// <summary>What the sentence needs: <c>number</c>, <c>reason</c>, <c>office</c> …</summary>
    public IReadOnlyDictionary<string, string> Args { get; }

    public static Activity In(Assessment assessment, string kind, Author by, DateTimeOffset at, params IEnumerable<(string Name, string Text)> args) =>
        new(Guid.CreateVersion7(), assessment.CountryId, assessment.Id, null, null, at, by.Id, by.Name, kind, args.ToDictionary(arg => arg.Name, arg => arg.Text));

    public static Activity In(SectorAssessment sector, string kind, Author by, DateTimeOffset at, params IEnumerable<(string Name, string Text)> args) =>
        new(Guid.CreateVersion7(), sector.CountryId, sector.AssessmentId, sector.Id, sector.TemplateKey, at, by.Id, by.Name, kind, args.ToDictionary(arg => arg.Name, arg => arg.Text));
}
