using MigrationMainstreaming.Domain.Scoring;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>Something with which the results of today can be compared.</summary>
/// <param name="Code">As it stands in the address: the id of an assessment, or <c>submission-1</c>.</param>
/// <param name="Title">The title of the earlier assessment; none of submissions.</param>
/// <param name="Submission">The number of the submission; none of an assessment.</param>
public sealed record ComparedTime(string Code, string? Title, int? Submission);

/// <summary>The results of today beside those of an earlier time.</summary>
/// <param name="Results">The results of today.</param>
/// <param name="Times">With what they can be compared, the latest first.</param>
/// <param name="Chosen">With what they are compared; none where there is nothing earlier.</param>
/// <param name="Sectors">The questionnaires that both times have.</param>
/// <param name="OnlyNow">Questionnaires that only today has.</param>
public sealed record ChangeView(ResultsView Results, IReadOnlyList<ComparedTime> Times, ComparedTime? Chosen, IReadOnlyList<SectorChange> Sectors, IReadOnlyList<SectorResult> OnlyNow);

/// <summary>How one questionnaire changed.</summary>
public sealed record SectorChange(SectorResult Sector, ScoreChange Change);
