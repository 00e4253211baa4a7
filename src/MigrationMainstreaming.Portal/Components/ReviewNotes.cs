using MigrationMainstreaming.Domain.Reviews;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>What the adviser left at one question and what still waits for the ministry, for the page where it is answered.</summary>
/// <param name="QuestionCode">The question.</param>
/// <param name="OpenQuestions">Questions of the adviser that are not settled, oldest first.</param>
/// <param name="Proposals">Values that the adviser proposes and nobody has taken or declined.</param>
public sealed record ReviewNotes(string QuestionCode, IReadOnlyList<ReviewComment> OpenQuestions, IReadOnlyList<Proposal> Proposals)
{
    /// <summary>What is open, by question; questions about which nothing is open are left out.</summary>
    public static IReadOnlyDictionary<string, ReviewNotes> Of(IEnumerable<ReviewComment> comments, IEnumerable<Proposal> proposals)
    {
        var asked = comments.Where(comment => comment is { IsOpenQuestion: true, QuestionCode: not null }).OrderBy(comment => comment.At).ToLookup(comment => comment.QuestionCode!);
        var proposed = proposals.Where(proposal => proposal.Status == ProposalStatus.Proposed).OrderBy(proposal => proposal.At).ToLookup(proposal => proposal.QuestionCode);
        return asked.Select(group => group.Key).Union(proposed.Select(group => group.Key))
            .ToDictionary(code => code, code => new ReviewNotes(code, [.. asked[code]], [.. proposed[code]]), StringComparer.Ordinal);
    }
}
