using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>The words of states, the same on every screen.</summary>
public sealed class StatusText;

/// <summary>How a state is shown: a drawing, a word (the key of <see cref="StatusText"/>), and the colour that repeats them.</summary>
public readonly record struct StatusLook(string Icon, string Word, string? Kind = null);

/// <summary>Which words and drawings belong to which state.</summary>
public static class StatusWords
{
    /// <summary>The states of a sector.</summary>
    public static StatusLook Of(SectorStatus status) => status switch
    {
        SectorStatus.NotStarted => new("ring", /* StatusText */ "Not started"),
        SectorStatus.InProgress => new("half", /* StatusText */ "In progress", "go"),
        SectorStatus.Submitted => new("submitted", /* StatusText */ "Submitted", "go"),
        SectorStatus.InReview => new("review", /* StatusText */ "In review", "go"),
        SectorStatus.Returned => new("returned", /* StatusText */ "Returned", "wait"),
        SectorStatus.Reviewed => new("done", /* StatusText */ "Reviewed", "done"),
        SectorStatus.Closed => new("dash", /* StatusText */ "Closed, no contribution"),
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>The states of an assessment.</summary>
    public static StatusLook Of(AssessmentStatus status) => status switch
    {
        AssessmentStatus.Open => new("half", /* StatusText */ "Open", "go"),
        AssessmentStatus.Reviewed => new("tick", /* StatusText */ "Reviewed", "done"),
        AssessmentStatus.SignedOff => new("done", /* StatusText */ "Signed off", "done"),
        AssessmentStatus.Published => new("done", /* StatusText */ "Published", "done"),
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>The states of a questionnaire's version.</summary>
    public static StatusLook Of(TemplateStatus status) => status switch
    {
        TemplateStatus.Draft => new("ring", /* StatusText */ "Draft"),
        TemplateStatus.Published => new("done", /* StatusText */ "Published", "done"),
        TemplateStatus.Retired => new("dash", /* StatusText */ "Retired"),
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>Two answers wait for a choice.</summary>
    public static StatusLook TwoAnswers { get; } = new("tension", /* StatusText */ "Two answers", "wait");

    /// <summary>A ministry has done nothing for a while; shown to the coordinator alone.</summary>
    public static StatusLook Silent { get; } = new("clock", /* StatusText */ "Silent", "wait");
}
