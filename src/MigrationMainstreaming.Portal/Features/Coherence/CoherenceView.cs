using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>A row and column of the matrix, as people read it.</summary>
/// <param name="Code">Key of the sector, or code of the target.</param>
/// <param name="Title">Its name.</param>
/// <param name="Abbreviation">What stands at the head of a narrow column: <c>HEA</c>, <c>3.8</c>.</param>
/// <param name="MinistryId">The ministry that answers for it.</param>
/// <param name="Ministry">The ministry's name.</param>
public sealed record CoherenceMember(string Code, LocalText Title, string Abbreviation, Guid MinistryId, LocalText Ministry);

/// <summary>One pair with its row and column.</summary>
/// <param name="From">Whose policies are meant.</param>
/// <param name="To">On whom they act.</param>
/// <param name="Said">What was said about it, as far as the reader may know.</param>
/// <param name="Side">For which side the reader rates it; <see langword="null"/> where it is not theirs.</param>
/// <param name="Mine">What the reader said, withdrawn or not.</param>
public sealed record CoherencePair(CoherenceMember From, CoherenceMember To, InteractionPair Said, PairSide? Side, Rating? Mine)
{
    /// <summary>Whether the reader's own rating stands.</summary>
    public bool IsRatedByMe => Mine is { IsWithdrawn: false };

    /// <summary>What a form about the own rating was filled in upon.</summary>
    public int MyVersion => Mine?.Version ?? 0;

    /// <summary>How often the pair was settled; what a form about it was filled in upon.</summary>
    public int SettledCount => Said.Settled?.Number ?? 0;
}

/// <summary>The matrix of an assessment as the reader may know it: whole, or the own ministry's row and column with its own ratings.</summary>
public sealed record CoherenceView
{
    // A matrix between forty targets has 1,560 pairs, and the table asks for each.
    private Dictionary<(string From, string To), CoherencePair>? _byCodes;

    public required Assessment Assessment { get; init; }

    public required InteractionMatrix Matrix { get; init; }

    /// <summary>Rows and columns, all of them: that they are there is known to everybody who takes part.</summary>
    public required IReadOnlyList<CoherenceMember> Members { get; init; }

    /// <summary>The pairs that are there for the reader, row by row.</summary>
    public required IReadOnlyList<CoherencePair> Pairs { get; init; }

    /// <summary>Whether the reader sees every rating.</summary>
    public required bool SeesAll { get; init; }

    /// <summary>Whether the reader may rate the pairs with a <see cref="CoherencePair.Side"/> now.</summary>
    public required bool MayRate { get; init; }

    /// <summary>Whether the reader may record what was agreed.</summary>
    public required bool MaySettle { get; init; }

    /// <summary>Whether the reader may release the matrix and say what it is between.</summary>
    public required bool MayChange { get; init; }

    /// <summary>Whether there is any result that the reader may see.</summary>
    public required bool SeesResults { get; init; }

    /// <summary>Whether anybody has rated or settled anything, seen by the reader or not.</summary>
    public required bool IsRated { get; init; }

    /// <summary>Names of all ministries that spoke or answer, by id.</summary>
    public required IReadOnlyDictionary<Guid, LocalText> Ministries { get; init; }

    /// <summary>The pairs that the reader rates.</summary>
    public IEnumerable<CoherencePair> Mine => Pairs.Where(pair => pair.Side is not null);

    public IEnumerable<CoherencePair> Rated => Pairs.Where(pair => pair.Said.Value is not null);

    /// <summary>−2 and lower, the strongest first.</summary>
    public IEnumerable<CoherencePair> Tensions => Rated.Where(pair => pair.Said.IsTension).OrderBy(pair => pair.Said.Value);

    /// <summary>+2 and higher, the strongest first.</summary>
    public IEnumerable<CoherencePair> JointActions => Rated.Where(pair => pair.Said.IsJointAction).OrderByDescending(pair => pair.Said.Value);

    /// <summary>Where the two sides differ by 3 or more; not settled first.</summary>
    public IEnumerable<CoherencePair> Gaps => Rated.Where(pair => pair.Said.IsGap).OrderBy(pair => pair.Said.Settled is not null).ThenByDescending(pair => pair.Said.Spread);

    /// <summary>The order of the workshop: what is not settled first, and there gaps, tensions, other pairs that are rated, the rest.</summary>
    public IReadOnlyList<CoherencePair> Agenda =>
    [
        .. Pairs.OrderBy(pair => pair.Said.Settled is not null).ThenBy(pair => pair.Said.IsGap ? 0 : pair.Said.IsTension ? 1 : pair.Said.Value is not null ? 2 : 3)
            .ThenBy(pair => pair.Said.Value ?? 0),
    ];

    /// <summary>What counts for each pair, as the analysis takes it.</summary>
    public InteractionTable Table
    {
        get
        {
            var places = Members.Select((member, index) => (member.Code, index)).ToDictionary(member => member.Code, member => member.index, StringComparer.Ordinal);
            var values = new decimal?[Members.Count, Members.Count];
            foreach (var pair in Pairs)
            {
                values[places[pair.From.Code], places[pair.To.Code]] = pair.Said.Value;
            }

            return new InteractionTable([.. Members.Select(member => member.Code)], values);
        }
    }

    /// <summary>One pair; <see langword="null"/> when there is none for the reader.</summary>
    public CoherencePair? Find(string? from, string? to) =>
        (_byCodes ??= Pairs.ToDictionary(pair => (pair.From.Code, pair.To.Code))).GetValueOrDefault((from ?? "", to ?? ""));

    /// <summary>One row and column.</summary>
    public CoherenceMember Member(string code) => Members.First(member => member.Code == code);
}

/// <summary>What a matrix can be between.</summary>
/// <param name="View">The matrix.</param>
/// <param name="Goals">The goals, each with its targets.</param>
/// <param name="TakingPart">The ministries to which a target can be given.</param>
public sealed record MatrixChoices(CoherenceView View, IReadOnlyList<(FrameworkItem Goal, IReadOnlyList<FrameworkItem> Targets)> Goals, IReadOnlyList<Ministry> TakingPart);
