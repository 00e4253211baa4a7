using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>What sectors propose for the items of an indicator, and what the coordinator made of it.</summary>
public sealed record CrosswalkView(Assessment Assessment, SectorAssessment Sector, Questionnaire Questionnaire, Crosswalk Crosswalk, IReadOnlyList<ProposedItem> Items, Reading Reading)
{
    /// <summary>Whether the reader may take, adjust and refuse now.</summary>
    public required bool MaySettle { get; init; }

    /// <summary>The items that wait for the coordinator.</summary>
    public int OpenCount => Items.Count(item => item.IsOpen);
}

/// <summary>One item.</summary>
/// <param name="Question">The indicator's question.</param>
/// <param name="Item">How it is read.</param>
/// <param name="Source">The answer that proposes.</param>
/// <param name="Informs">The answers beside it.</param>
/// <param name="Standing">What stands as the answer now.</param>
/// <param name="Decisions">What was decided, the newest first.</param>
public sealed record ProposedItem(Question Question, CrosswalkItem Item, SourceAnswer Source, IReadOnlyList<SourceAnswer> Informs, Answer? Standing, IReadOnlyList<CrosswalkDecision> Decisions)
{
    /// <summary>What is proposed; <see langword="null"/> where the sector says nothing yet.</summary>
    public CrosswalkCase? Proposed => Source.Answer is { } answer ? Item.ProposedBy(answer.Value) : null;

    /// <summary>What was decided on the answer behind as it stands.</summary>
    public CrosswalkDecision? Decision => Source.Answer is { } answer ? Decisions.FirstOrDefault(decision => decision.HoldsFor(answer)) : null;

    /// <summary>Whether it waits for the coordinator.</summary>
    public bool IsOpen => Proposed is not null && Decision is null;
}

/// <summary>A sector's question with what stands as its answer.</summary>
/// <param name="Of">Which question.</param>
/// <param name="Sector">Its sector; none when it does not take part, or was closed without a contribution.</param>
/// <param name="Title">The title of its questionnaire.</param>
/// <param name="Question">The question; none without a sector.</param>
/// <param name="Answer">The lead ministry's answer.</param>
public sealed record SourceAnswer(CrosswalkQuestion Of, SectorAssessment? Sector, LocalText? Title, Question? Question, Answer? Answer);
