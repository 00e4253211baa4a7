using System.Globalization;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Reviews;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>How far the talk about one answer, or about the sector as a whole, has gone: how many lines, how many of them resolved, how many
/// proposals, how many of them settled. All of it only grows, so whoever names it has been shown everything up to there.</summary>
internal static class TalkState
{
    public static string Of(IReadOnlyList<ReviewComment> lines, IReadOnlyList<Proposal> proposals) => string.Create(CultureInfo.InvariantCulture,
        $"{lines.Count}.{lines.Count(line => line.ResolvedAt is not null)}.{proposals.Count}.{proposals.Count(proposal => proposal.Status != ProposalStatus.Proposed)}");

    /// <summary>What was done last, as far as it is on record.</summary>
    public static Overtaken Last(IReadOnlyList<ReviewComment> lines, IReadOnlyList<Proposal> proposals) =>
        lines.Select(line => new Overtaken(line.ByName, line.At, line.Kind switch { CommentKind.Question => "asked", CommentKind.Reply => "replied", _ => "observed" }))
            .Concat(lines.Where(line => line.ResolvedAt is not null).Select(line => new Overtaken(null, line.ResolvedAt, "resolved")))
            .Concat(proposals.Select(proposal => new Overtaken(proposal.ByName, proposal.At, "proposed")))
            .Concat(proposals.Where(proposal => proposal.RepliedAt is not null).Select(proposal => new Overtaken(proposal.RepliedByName, proposal.RepliedAt, proposal.Status == ProposalStatus.Taken ? "proposal-taken" : "proposal-declined")))
            .MaxBy(done => done.At) ?? new Overtaken();
}
