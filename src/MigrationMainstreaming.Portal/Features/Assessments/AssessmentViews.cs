using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>One line of the list of assessments.</summary>
/// <param name="Assessment">The assessment.</param>
/// <param name="Jurisdiction">Whose it is.</param>
/// <param name="Sectors">The sectors that are there for the reader.</param>
/// <param name="Answered">Answered questions in them.</param>
/// <param name="Asked">Asked questions in them.</param>
/// <param name="IsCoordinator">Whether the reader leads it.</param>
/// <param name="IsWhole">Whether the reader sees every sector.</param>
public sealed record AssessmentRow(Assessment Assessment, LocalText Jurisdiction, IReadOnlyList<SectorAssessment> Sectors, int Answered, int Asked, bool IsCoordinator, bool IsWhole);

/// <summary>One assessment as the reader may know it.</summary>
/// <param name="Assessment">The assessment; its sectors include those that the reader may not see: use <paramref name="Rows"/>.</param>
/// <param name="Jurisdiction">Whose it is.</param>
/// <param name="Rows">The sectors and indicators that are there for the reader.</param>
/// <param name="Stream">What was done lately, newest first.</param>
/// <param name="People">Who takes part.</param>
public sealed record BoardView(Assessment Assessment, LocalText Jurisdiction, IReadOnlyList<BoardRow> Rows, IReadOnlyList<Activity> Stream, IReadOnlyList<BoardPerson> People)
{
    /// <summary>Whether the reader leads the assessment.</summary>
    public bool IsCoordinator { get; init; }

    /// <summary>Whether the reader advises.</summary>
    public bool IsAdviser { get; init; }

    /// <summary>Whether there is any result that the reader may see.</summary>
    public bool SeesResults { get; init; }

    /// <summary>Whether there is a page on coherence for the reader.</summary>
    public bool SeesCoherence { get; init; }

    /// <summary>Whether every sector is in <see cref="Rows"/>.</summary>
    public bool IsWhole { get; init; }

    public IEnumerable<BoardRow> Sectors => Rows.Where(row => !row.Count.IsIndicator);

    public IEnumerable<BoardRow> Indicators => Rows.Where(row => row.Count.IsIndicator);
}

/// <summary>One sector on the board.</summary>
/// <param name="Sector">The sector.</param>
/// <param name="Count">How far it is.</param>
/// <param name="Ministry">Who leads.</param>
/// <param name="LastAt">When something was last done in it.</param>
/// <param name="LastByName">By whom.</param>
/// <param name="SilentDays">Days since then, while its ministry has the word; the coordinator's alone.</param>
/// <param name="SeesAnswers">Whether the reader may open its answers.</param>
/// <param name="Acts">What the reader may do with it now.</param>
public sealed record BoardRow(SectorAssessment Sector, SectorCount Count, Ministry Ministry, DateTimeOffset? LastAt, string? LastByName, int? SilentDays, bool SeesAnswers, IReadOnlyList<SectorAct> Acts)
{
    /// <summary>From so many days on a ministry is called silent.</summary>
    public const int SilentFrom = 14;

    public bool IsSilent => SilentDays >= SilentFrom;
}

/// <summary>Somebody who takes part.</summary>
/// <param name="Name">The name.</param>
/// <param name="Role">One of <c>Security.Role</c>.</param>
/// <param name="Ministry">The ministry, of officials.</param>
/// <param name="Email">Where the coordinator reaches them; for other readers nothing.</param>
public sealed record BoardPerson(string Name, string Role, LocalText? Ministry, string? Email);

/// <summary>What is done with a sector on a page of its own that asks again.</summary>
public enum SectorAct
{
    Release,
    Return,
    Conclude,
    Close,
    Reopen,
}

/// <summary>What a coordinator chooses from when opening an assessment.</summary>
/// <param name="Jurisdictions">The jurisdictions that the coordinator leads.</param>
/// <param name="Chosen">The one that the form is for.</param>
/// <param name="Ministries">Its ministries.</param>
/// <param name="Questionnaires">The latest published versions.</param>
/// <param name="LastLeads">Template key → ministry, as in the last round.</param>
public sealed record OpeningView(IReadOnlyList<Jurisdiction> Jurisdictions, Jurisdiction Chosen, IReadOnlyList<Ministry> Ministries, IReadOnlyList<QuestionnaireChoice> Questionnaires, IReadOnlyDictionary<string, Guid> LastLeads);

/// <summary>A questionnaire that can take part.</summary>
public sealed record QuestionnaireChoice(string Key, Guid VersionId, int Number, LocalText Title, LocalText? UsualLead, bool IsIndicator);

/// <summary>A questionnaire and the ministry that leads it.</summary>
public sealed record ChosenQuestionnaire(string Key, Guid MinistryId);

/// <summary>What can be changed in an assessment.</summary>
/// <param name="Board">The assessment.</param>
/// <param name="Ministries">Who can lead.</param>
/// <param name="Others">Questionnaires that could be added.</param>
public sealed record SettingsView(BoardView Board, IReadOnlyList<Ministry> Ministries, IReadOnlyList<QuestionnaireChoice> Others);

/// <summary>What kind of country this is, and which frameworks it uses.</summary>
/// <param name="Jurisdiction">The jurisdiction.</param>
/// <param name="Frameworks">All frameworks.</param>
/// <param name="Others">Further jurisdictions of the coordinator.</param>
public sealed record ProfileView(Jurisdiction Jurisdiction, IReadOnlyList<Framework> Frameworks, IReadOnlyList<Jurisdiction> Others)
{
    /// <summary>What a form was filled in upon.</summary>
    public string Shown => ProfileState.Of(Jurisdiction);
}

/// <summary>The state of a profile in one word, so that nobody overwrites what was not shown.</summary>
internal static class ProfileState
{
    public static string Of(Jurisdiction jurisdiction) =>
        $"{string.Join(',', jurisdiction.Profile.Ticks.Order(StringComparer.Ordinal))};{string.Join(',', jurisdiction.Frameworks.Order(StringComparer.Ordinal))}";
}
