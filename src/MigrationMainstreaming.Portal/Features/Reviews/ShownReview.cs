namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>What the forms of the page carry: what the reader is shown, and of a form that came back what its sender had been shown.</summary>
/// <param name="View">The review as it is.</param>
/// <param name="Typed">The form that came back; an empty one otherwise.</param>
/// <param name="IsTold">Whether its sender is told now of what happened meanwhile, and decides anew.</param>
internal sealed record ShownReview(ReviewView View, ReviewForm Typed, bool IsTold)
{
    /// <summary>The form that came back, if it is this one.</summary>
    public ReviewForm? SentAs(string act, string? question, Guid? item) =>
        Typed.Do == act && (Typed.Question ?? "") == (question ?? "") && Typed.ItemId == (item ?? Guid.Empty) ? Typed : null;
}
