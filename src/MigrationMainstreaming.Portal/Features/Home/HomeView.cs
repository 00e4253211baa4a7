using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Home;

/// <summary>What waits for somebody, in the order of what blocks others.</summary>
public enum TaskKind
{
    Release,
    Confirm,
    SignOff,
    Review,
    Returned,
    Reply,
    TwoAnswers,
    Silent,
    GoOn,
    Begin,
    Draft,
    Invitation,
}

/// <summary>Something that waits for the reader, with what its sentence needs.</summary>
public sealed record HomeTask(TaskKind Kind, Assessment? Assessment = null, SectorAssessment? Sector = null, LocalText? Title = null, LocalText? Jurisdiction = null, LocalText? Ministry = null)
{
    /// <summary>Answered questions, or whatever the sentence counts.</summary>
    public int Count { get; init; }

    /// <summary>Asked questions.</summary>
    public int Asked { get; init; }

    /// <summary>Days without a sign of life; the coordinator's alone.</summary>
    public int SilentDays { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>The questionnaire's key, or the person's name, that a task of administration is about.</summary>
    public string? Name { get; init; }

    /// <summary>The number of a questionnaire's version.</summary>
    public int Version { get; init; }

    public DateOnly? DueOn => Assessment?.DueOn;
}

/// <summary>Something that lies with others.</summary>
public sealed record WithOthers(Assessment Assessment, SectorAssessment Sector, LocalText Title, LocalText Ministry);

/// <summary>Something that was done.</summary>
public sealed record DoneLately(Activity Activity, string AssessmentTitle, LocalText? Sector);

/// <summary>What waits for the reader, what lies with others, what was done.</summary>
public sealed record HomeView(IReadOnlyList<HomeTask> Tasks, IReadOnlyList<WithOthers> Others, IReadOnlyList<DoneLately> Done, IReadOnlyList<DoneLately> News, Person Person, DateOnly Today);
