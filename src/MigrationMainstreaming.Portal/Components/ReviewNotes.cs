using MigrationMainstreaming.Domain.Reviews;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>What the adviser left at one question and what still waits for the ministry, for the page where it is answered.</summary>
/// <param name="QuestionCode">The question.</param>
/// <param name="OpenQuestions">Questions of the adviser that are not settled, oldest first.</param>
/// <param name="Proposals">Values that the adviser proposes and nobody has taken or declined.</param>
public sealed record ReviewNotes(string QuestionCode, IReadOnlyList<ReviewComment> OpenQuestions, IReadOnlyList<Proposal> Proposals);
