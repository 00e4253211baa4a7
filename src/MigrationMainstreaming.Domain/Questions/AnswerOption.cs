using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Questions;

/// <summary>One choice on offer.</summary>
public sealed record AnswerOption
{
    /// <summary>Unique in its list, stable across versions.</summary>
    public required string Code { get; init; }

    /// <summary>What stands beside the control, in a few words.</summary>
    public required LocalText Text { get; init; }

    /// <summary>The full sentence that must hold for this choice.</summary>
    public LocalText? Detail { get; init; }

    /// <summary>Share of full marks, 0 to 1; in a multiple choice its weight in the share of ticked options (1 when absent).</summary>
    public decimal? Marks { get; init; }

    /// <summary>Whether a source must be named with this choice before submission.</summary>
    public bool Evidence { get; init; }

    /// <summary>"None of these": excludes the other options of a multiple choice.</summary>
    public bool Exclusive { get; init; }

    /// <summary>What should be done about the gap that this choice shows.</summary>
    public LocalText? Recommendation { get; init; }

    /// <summary>Items for which this option counts instead of those of the question.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>The profile under which this option applies; always when absent.</summary>
    public Condition? When { get; init; }

    /// <summary>What earlier answers are expected to say where this option is chosen. If they do not, a warning is shown; nothing is refused.</summary>
    public Expectation? Expects { get; init; }
}

/// <summary>What should hold beside a choice, and the warning that stands where it does not.</summary>
/// <param name="That">Looks at earlier questions.</param>
/// <param name="Text">What to look at again.</param>
public sealed record Expectation(Condition That, LocalText Text);
