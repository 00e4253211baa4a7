using MigrationMainstreaming.Domain.Assessments;

namespace MigrationMainstreaming.Portal.Components.Questions;

/// <summary>An answer as the screen shows it.</summary>
public sealed record AnswerView(AnswerContent Content, int Version)
{
    /// <summary>Nobody has answered yet.</summary>
    public static readonly AnswerView None = new(AnswerContent.Empty, 0);

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The name of the person who answered.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>Whether that is the reader.</summary>
    public bool ByReader { get; init; }

    /// <summary>The coordinator confirmed that the question does not apply.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Why the coordinator did not confirm that the question does not apply, while it is open again.</summary>
    public RefusalView? Refusal { get; init; }

    /// <summary>Another answer that waits beside this one for a choice.</summary>
    public SetAsideView? SetAside { get; init; }
}

/// <summary>An answer that met another one.</summary>
/// <param name="Id">The operation that was refused.</param>
/// <param name="Content">What it said.</param>
/// <param name="Before">What both writers had been shown.</param>
/// <param name="By">Its author.</param>
/// <param name="ByReader">Whether that is the reader.</param>
/// <param name="At">When.</param>
public sealed record SetAsideView(Guid Id, AnswerContent Content, AnswerContent Before, string By, bool ByReader, DateTimeOffset At);

/// <summary>The coordinator did not confirm that a question does not apply.</summary>
public sealed record RefusalView(string Reason, string By, DateTimeOffset At);
