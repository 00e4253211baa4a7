using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>What can be done with an assessment or one of its sectors.</summary>
public enum Act
{
    /// <summary>Know that it is there: titles, states, counts, who is at work; no word of an answer.</summary>
    SeeProgress,

    /// <summary>Read the answers as they stand now, with comments and sources.</summary>
    SeeAnswers,

    /// <summary>Read what was released: the frozen answers of released submissions, and the threads about them.</summary>
    SeeSubmission,

    /// <summary>Read scores, and the answers behind each figure.</summary>
    SeeResults,

    Answer,
    ConfirmNotApplicable,
    Submit,
    Release,
    Return,
    Conclude,
    Close,
    Reopen,

    /// <summary>The adviser asks, or records an observation; resolving one's question too.</summary>
    Ask,

    /// <summary>Reply in a thread.</summary>
    Comment,
    Propose,

    /// <summary>Take an adviser's proposal, or decline it.</summary>
    SettleProposal,

    /// <summary>Try other answers in a scenario, which touches none.</summary>
    TryOut,
    /// <summary>Take, adjust or refuse what sectors propose for an official indicator.</summary>
    SettleCrosswalk,

    /// <summary>Set another ministry as the lead.</summary>
    Assign,

    OpenAssessment,

    /// <summary>Title, dates, release, sectors taking part.</summary>
    ChangeAssessment,
    SetProfile,

    /// <summary>Enter, correct and take out what the United Nations published of an indicator.</summary>
    RecordPublished,

    /// <summary>Enter and change the country's own development plan, and its links to questions.</summary>
    ChangeNationalPlan,
    SignOff,
    Withdraw,

    /// <summary>Take the whole assessment away as one file, with every answer and its history.</summary>
    TakePackage,

    /// <summary>Write about two provisions in tension.</summary>
    CommentOnHit,

    /// <summary>Say how two provisions in tension are settled, or take that back.</summary>
    SettleHit,

    /// <summary>Rate the pairs of the own ministry in the interaction matrix: its row and column. Reading one's own ratings is part of it.</summary>
    RateInteractions,

    /// <summary>Read every rating of the interaction matrix, and what they come to.</summary>
    SeeInteractions,

    /// <summary>Record what was agreed on a pair.</summary>
    SettleInteractions,

    /// <summary>Say what the interaction matrix is between, and release it for the workshop.</summary>
    ChangeMatrix,
}

/// <summary>What a person reads of a sector where its answers are compared with those of another.</summary>
public enum SideSight
{
    Nothing,

    /// <summary>The answers as they stand.</summary>
    AsItStands,

    /// <summary>The latest submission, while the ministry works on the next.</summary>
    AsSubmitted,

    /// <summary>The latest submission that was released to the adviser.</summary>
    AsReleased,
}

/// <summary>The table of rights: which role may do which act in which state. Default deny.</summary>
/// <remarks>The state machine itself is the entity's (<see cref="SectorAssessment.CanSubmit"/> …); this says whose act it is.
/// Services ask here first, with the person of <see cref="CurrentUser.ForWriteAsync"/> when they write.</remarks>
public static class Rights
{
    private static readonly SectorStatus[] Any = Enum.GetValues<SectorStatus>();
    private static readonly SectorStatus[] WithMinistry = [SectorStatus.NotStarted, SectorStatus.InProgress, SectorStatus.Returned];
    private static readonly SectorStatus[] Read = [SectorStatus.InReview, SectorStatus.Reviewed];

    /// <summary>Role × act → the states of the sector in which it is allowed. What does not stand here is refused.</summary>
    public static readonly IReadOnlyDictionary<(string Role, Act Act), IReadOnlyList<SectorStatus>> OfSectors = new Dictionary<(string, Act), IReadOnlyList<SectorStatus>>
    {
        [(Role.Official, Act.SeeProgress)] = Any,
        [(Role.Official, Act.SeeAnswers)] = Any,
        [(Role.Official, Act.SeeSubmission)] = Any,
        [(Role.Official, Act.SeeResults)] = Any,
        [(Role.Official, Act.Answer)] = WithMinistry,
        [(Role.Official, Act.Submit)] = [SectorStatus.InProgress, SectorStatus.Returned],
        [(Role.Official, Act.TryOut)] = Any,
        [(Role.Official, Act.Comment)] = [SectorStatus.InReview, SectorStatus.Returned, SectorStatus.InProgress, SectorStatus.Reviewed],
        [(Role.Official, Act.SettleProposal)] = [SectorStatus.InReview, .. WithMinistry],

        [(Role.Coordinator, Act.SeeProgress)] = Any,
        [(Role.Coordinator, Act.SeeAnswers)] = Any,
        [(Role.Coordinator, Act.SeeSubmission)] = Any,
        [(Role.Coordinator, Act.SeeResults)] = Any,
        [(Role.Coordinator, Act.Answer)] = WithMinistry,
        [(Role.Coordinator, Act.TryOut)] = Any,
        [(Role.Coordinator, Act.ConfirmNotApplicable)] = [.. WithMinistry, SectorStatus.Submitted, SectorStatus.InReview],
        [(Role.Coordinator, Act.Submit)] = [SectorStatus.InProgress, SectorStatus.Returned],
        [(Role.Coordinator, Act.Release)] = [SectorStatus.Submitted],
        [(Role.Coordinator, Act.Return)] = [SectorStatus.Submitted, SectorStatus.InReview, SectorStatus.Reviewed],
        [(Role.Coordinator, Act.Conclude)] = [SectorStatus.InReview],
        [(Role.Coordinator, Act.Close)] = WithMinistry,
        [(Role.Coordinator, Act.Reopen)] = [SectorStatus.Closed],
        [(Role.Coordinator, Act.Comment)] = [SectorStatus.InReview, SectorStatus.Returned, SectorStatus.InProgress, SectorStatus.Reviewed],
        [(Role.Coordinator, Act.SettleProposal)] = [SectorStatus.InReview, .. WithMinistry],
        [(Role.Coordinator, Act.SettleCrosswalk)] = WithMinistry,
        [(Role.Coordinator, Act.Assign)] = [.. WithMinistry, SectorStatus.Closed],

        [(Role.Adviser, Act.SeeProgress)] = Any,
        [(Role.Adviser, Act.SeeAnswers)] = Read,
        [(Role.Adviser, Act.SeeSubmission)] = Read,
        [(Role.Adviser, Act.SeeResults)] = Read,
        [(Role.Adviser, Act.Ask)] = [SectorStatus.InReview],
        [(Role.Adviser, Act.Comment)] = [SectorStatus.InReview],
        [(Role.Adviser, Act.Propose)] = [SectorStatus.InReview],
        [(Role.Adviser, Act.Return)] = [SectorStatus.InReview, SectorStatus.Reviewed],
        [(Role.Adviser, Act.Conclude)] = [SectorStatus.InReview],
    };

    /// <summary>Role × act → the states of the assessment in which it is allowed, for acts on the assessment as a whole.</summary>
    public static readonly IReadOnlyDictionary<(string Role, Act Act), IReadOnlyList<AssessmentStatus>> OfAssessments = new Dictionary<(string, Act), IReadOnlyList<AssessmentStatus>>
    {
        [(Role.Official, Act.SeeProgress)] = Enum.GetValues<AssessmentStatus>(),
        [(Role.Official, Act.SeeResults)] = [AssessmentStatus.SignedOff, AssessmentStatus.Published],

        [(Role.Observer, Act.SeeProgress)] = [AssessmentStatus.SignedOff, AssessmentStatus.Published],
        [(Role.Observer, Act.SeeResults)] = [AssessmentStatus.SignedOff, AssessmentStatus.Published],

        [(Role.Adviser, Act.SeeProgress)] = Enum.GetValues<AssessmentStatus>(),
        [(Role.Adviser, Act.SeeResults)] = [AssessmentStatus.Reviewed, AssessmentStatus.SignedOff, AssessmentStatus.Published],

        [(Role.Coordinator, Act.SeeProgress)] = Enum.GetValues<AssessmentStatus>(),
        [(Role.Coordinator, Act.SeeResults)] = Enum.GetValues<AssessmentStatus>(),
        [(Role.Coordinator, Act.TakePackage)] = Enum.GetValues<AssessmentStatus>(),
        [(Role.Coordinator, Act.ChangeAssessment)] = [AssessmentStatus.Open, AssessmentStatus.Reviewed],
        [(Role.Coordinator, Act.SignOff)] = [AssessmentStatus.Reviewed],
        [(Role.Coordinator, Act.Withdraw)] = [AssessmentStatus.SignedOff, AssessmentStatus.Published],
    };

    /// <summary>Role × act → the states of the assessment in which it is allowed, for acts in its interaction matrix, and whether only once that is released.
    /// An official is one of a ministry that takes part.</summary>
    public static readonly IReadOnlyDictionary<(string Role, Act Act), (IReadOnlyList<AssessmentStatus> States, bool OnceReleased)> OfMatrices = new Dictionary<(string, Act), (IReadOnlyList<AssessmentStatus>, bool)>
    {
        [(Role.Official, Act.RateInteractions)] = ([AssessmentStatus.Open, AssessmentStatus.Reviewed], false),
        [(Role.Official, Act.SeeInteractions)] = (Enum.GetValues<AssessmentStatus>(), true),

        [(Role.Adviser, Act.SeeInteractions)] = (Enum.GetValues<AssessmentStatus>(), true),

        [(Role.Coordinator, Act.SeeInteractions)] = (Enum.GetValues<AssessmentStatus>(), false),
        [(Role.Coordinator, Act.SettleInteractions)] = ([AssessmentStatus.Open, AssessmentStatus.Reviewed], false),
        [(Role.Coordinator, Act.ChangeMatrix)] = ([AssessmentStatus.Open, AssessmentStatus.Reviewed], false),
    };

    /// <summary>Role × act on a hit → the states in which every side of it must be. An official acts where the own ministry leads a side.</summary>
    public static readonly IReadOnlyDictionary<(string Role, Act Act), IReadOnlyList<SectorStatus>> OfHits = new Dictionary<(string, Act), IReadOnlyList<SectorStatus>>
    {
        [(Role.Official, Act.CommentOnHit)] = Any,
        [(Role.Official, Act.SettleHit)] = [SectorStatus.Submitted, .. Read],
        [(Role.Coordinator, Act.CommentOnHit)] = Any,
        [(Role.Coordinator, Act.SettleHit)] = [SectorStatus.Submitted, .. Read],
    };

    /// <summary>After sign-off nothing in a sector is changed any more; these acts, which change nothing in it, are still allowed then.</summary>
    private static readonly HashSet<Act> Reading = [Act.SeeProgress, Act.SeeAnswers, Act.SeeSubmission, Act.SeeResults, Act.TryOut];

    /// <summary>Whether the person may do this in the sector now.</summary>
    /// <param name="person">Who asks.</param>
    /// <param name="act">What for.</param>
    /// <param name="sector">In which sector.</param>
    /// <param name="assessment">The sector's assessment; its sign-off ends all changes and opens the results.</param>
    /// <param name="releasedBefore">Whether a submission was released earlier: an adviser keeps reading that one
    /// (<see cref="Act.SeeSubmission"/>) while the ministry works on the next, but not what the ministry writes meanwhile.</param>
    public static bool Allows(Person person, Act act, SectorAssessment sector, Assessment assessment, bool releasedBefore = false)
    {
        if (assessment.Id != sector.AssessmentId || (!assessment.IsOpen && !Reading.Contains(act)))
        {
            return false;
        }

        return RolesIn(person, sector).Any(role => OfSectors.TryGetValue((role, act), out var states) && states.Contains(sector.Status))
            || (act == Act.SeeSubmission && releasedBefore && person.Is(Role.Adviser, sector.CountryId))
            || (act is Act.SeeResults or Act.SeeProgress && AllowsWhole(person, act, assessment));
    }

    /// <summary>Whether the person may do this with the assessment as a whole. <see cref="Act.SeeResults"/> is the whole country's results;
    /// who may not see those may still see those of single sectors: <see cref="SeesSomeResults"/>.</summary>
    /// <remarks>Officials see the board: which sectors there are and how far they are, as everybody must know who is waited for.</remarks>
    public static bool Allows(Person person, Act act, Assessment assessment) =>
        AllowsWhole(person, act, assessment);

    /// <summary>Whether the person may do this in the interaction matrix of the assessment now.</summary>
    /// <param name="person">Who asks.</param>
    /// <param name="act">What for.</param>
    /// <param name="assessment">The assessment.</param>
    /// <param name="isReleased">Whether its matrix is released for the workshop.</param>
    public static bool Allows(Person person, Act act, Assessment assessment, bool isReleased) =>
        Role.All.Where(role => role == Role.Official ? TakesPart(person, assessment) : person.Is(role, assessment.CountryId))
            .Any(role => OfMatrices.TryGetValue((role, act), out var rule) && rule.States.Contains(assessment.Status) && (isReleased || !rule.OnceReleased));

    /// <summary>Whether the person rates this pair, and for which side: of one who answers for both, the giving one.</summary>
    /// <returns>The side; <see langword="null"/> where neither ministry is the person's.</returns>
    public static PairSide? SideOf(Person person, MatrixMember from, MatrixMember to) =>
        person.IsOfficialOf(from.MinistryId) ? PairSide.Giving : person.IsOfficialOf(to.MinistryId) ? PairSide.Receiving : null;

    /// <summary>Whether there is anything in the interaction matrix for the person: all of it, or the pairs of a ministry that takes part.</summary>
    public static bool SeesSomeInteractions(Person person, Assessment assessment, bool isReleased) =>
        Allows(person, Act.SeeInteractions, assessment, isReleased) || TakesPart(person, assessment);

    /// <summary>Whether the person may read of provisions in tension at all; which ones is another question (<see cref="OfSide"/>).</summary>
    public static bool SeesSomeProvisions(Person person, Assessment assessment) =>
        assessment.IsSeenBy(person) && ReadersOfProvisions.Any(role => person.Is(role, assessment.CountryId));

    private static readonly string[] ReadersOfProvisions = [Role.Coordinator, Role.Adviser, Role.Official];

    /// <summary>Whether a ministry of the person leads a sector of the assessment that is not closed.</summary>
    private static bool TakesPart(Person person, Assessment assessment) =>
        assessment.Sectors.Any(sector => sector.Status != SectorStatus.Closed && person.IsOfficialOf(sector.MinistryId));

    /// <summary>Whether there is any sector whose results the person may see: the page of results then shows these alone.</summary>
    public static bool SeesSomeResults(Person person, Assessment assessment) =>
        AllowsWhole(person, Act.SeeResults, assessment) || assessment.Sectors.Any(sector => Allows(person, Act.SeeResults, sector, assessment));

    /// <summary>Whether the person may do this in a country: open an assessment, set the country profile, keep published values and the national plan.</summary>
    public static bool Allows(Person person, Act act, Guid countryId) =>
        act is Act.OpenAssessment or Act.SetProfile or Act.RecordPublished or Act.ChangeNationalPlan && person.Is(Role.Coordinator, countryId);

    /// <summary>Whether the person may give this scope to somebody: nobody grants above their own right, and a country is opened to its
    /// advisers and officials by its own coordinator or by an administrator.</summary>
    public static bool AllowsGranting(Person person, string role, Guid? countryId) =>
        Role.All.Contains(role)
        && (person.IsAdministrator || (role != Role.Administrator && countryId is { } country && person.Is(Role.Coordinator, country)));

    /// <summary>What the person reads of a sector where it is one side of a comparison. Closed sectors are compared with nothing.</summary>
    /// <param name="person">Who asks.</param>
    /// <param name="sector">The side.</param>
    /// <param name="assessment">The sector's assessment.</param>
    /// <param name="touchesOwn">Whether the comparison has a side that the person's own ministry leads: then the others are theirs to read
    /// once they were submitted, and just the answers compared.</param>
    /// <param name="releasedBefore">Whether a submission of this sector was ever released to the adviser.</param>
    public static SideSight OfSide(Person person, SectorAssessment sector, Assessment assessment, bool touchesOwn, bool releasedBefore)
    {
        if (assessment.Id != sector.AssessmentId || sector.Status == SectorStatus.Closed)
        {
            return SideSight.Nothing;
        }

        if (Allows(person, Act.SeeAnswers, sector, assessment) || (!assessment.IsOpen && person.Is(Role.Official, sector.CountryId)))
        {
            return SideSight.AsItStands;
        }

        if (touchesOwn && sector.SubmissionCount > 0 && person.Is(Role.Official, sector.CountryId))
        {
            return sector.IsOpen ? SideSight.AsSubmitted : SideSight.AsItStands;
        }

        return Allows(person, Act.SeeSubmission, sector, assessment, releasedBefore) ? SideSight.AsReleased : SideSight.Nothing;
    }

    /// <summary>Whether the person, who is shown a hit, may write about it or settle it.</summary>
    /// <param name="person">Who asks.</param>
    /// <param name="act"><see cref="Act.CommentOnHit"/> or <see cref="Act.SettleHit"/>.</param>
    /// <param name="sides">The sectors whose answers are compared.</param>
    /// <param name="assessment">Their assessment; its sign-off ends both.</param>
    public static bool AllowsOnHit(Person person, Act act, IReadOnlyCollection<SectorAssessment> sides, Assessment assessment) =>
        assessment.IsOpen && sides.Count > 0 && sides.All(side => side.AssessmentId == assessment.Id)
        && sides.SelectMany(side => RolesIn(person, side)).Any(role => OfHits.TryGetValue((role, act), out var states) && sides.All(side => states.Contains(side.Status)));

    private static bool AllowsWhole(Person person, Act act, Assessment assessment) =>
        Role.All.Where(role => person.Is(role, assessment.CountryId)).Any(role => OfAssessments.TryGetValue((role, act), out var states) && states.Contains(assessment.Status));

    /// <summary>The roles that the person holds towards this sector: an official only where the own ministry leads.</summary>
    private static IEnumerable<string> RolesIn(Person person, SectorAssessment sector) =>
        Role.All.Where(role => role == Role.Official ? person.IsOfficialOf(sector.MinistryId) : person.Is(role, sector.CountryId));
}
