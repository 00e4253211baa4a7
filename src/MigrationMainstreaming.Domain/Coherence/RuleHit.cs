using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>What the government makes of a hit.</summary>
public enum SettlementKind
{
    /// <summary>The tension is there, and the ministries agree what to do.</summary>
    Agreed,

    /// <summary>There is a reason for it, and it stays as it is.</summary>
    Explained,

    /// <summary>Agreed, and a measure stands in the action plan.</summary>
    InThePlan,

    /// <summary>A settlement is taken back by hand.</summary>
    TakenBack,
}

/// <summary>Where a hit stands.</summary>
public enum HitState
{
    ToReconcile,
    Agreed,
    Explained,
    InThePlan,

    /// <summary>It was settled once; an answer under the settlement changed since, or it was taken back.</summary>
    Reopened,
}

/// <summary>An answer under a hit, by its version.</summary>
public sealed record HitAnswer(Guid SectorAssessmentId, string QuestionCode, int Version);

/// <summary>What is said and decided about hits. They are worked out from answers and never kept; this is kept, and never changed.</summary>
public static class HitRecord
{
    /// <summary>Whether a record was made on answers that the reader has: nobody learns from it that a newer one exists.</summary>
    public static bool IsFor(IReadOnlyList<HitAnswer> made, IReadOnlyList<HitAnswer> shown) =>
        made.Count == shown.Count && made.All(answer => shown.Any(other => IsSame(answer, other) && answer.Version <= other.Version));

    /// <summary>Where the hit stands for a reader.</summary>
    /// <param name="shown">The answers of the hit that the reader is shown.</param>
    /// <param name="settlements">All settlements of the hit.</param>
    public static HitState StateOf(IReadOnlyList<HitAnswer> shown, IEnumerable<HitSettlement> settlements)
    {
        var last = settlements.Where(settlement => IsFor(settlement.Answers, shown)).MaxBy(settlement => settlement.Number);
        return last switch
        {
            null => HitState.ToReconcile,
            { Kind: SettlementKind.TakenBack } => HitState.Reopened,
            _ when !last.Answers.All(shown.Contains) => HitState.Reopened,
            { Kind: SettlementKind.Agreed } => HitState.Agreed,
            { Kind: SettlementKind.Explained } => HitState.Explained,
            _ => HitState.InThePlan,
        };
    }

    private static bool IsSame(HitAnswer one, HitAnswer other) => (one.SectorAssessmentId, one.QuestionCode) == (other.SectorAssessmentId, other.QuestionCode);
}

/// <summary>A line that a ministry of the hit or the coordinator wrote about it; append-only.</summary>
public sealed class HitComment : ICountryOwned
{
    /// <summary>How long a comment or a reason may be, in characters as readers count them.</summary>
    public const int LongestText = 4000;

    private HitComment(Guid id, Guid countryId, Guid assessmentId, string ruleCode, string text, IReadOnlyList<HitAnswer> answers, Guid? ministryId, Guid byId, string byName, DateTimeOffset at) =>
        (Id, CountryId, AssessmentId, RuleCode, Text, Answers, MinistryId, ById, ByName, At) = (id, countryId, assessmentId, ruleCode, text, answers, ministryId, byId, byName, at);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid AssessmentId { get; }
    public string RuleCode { get; }
    public string Text { get; }

    /// <summary>The answers on which it was written; shown to those alone who have these or newer ones.</summary>
    public IReadOnlyList<HitAnswer> Answers { get; }

    /// <summary>The ministry that speaks; <see langword="null"/> for the coordinator.</summary>
    public Guid? MinistryId { get; }

    public Guid ById { get; }
    public string ByName { get; }
    public DateTimeOffset At { get; }

    public static HitComment On(Assessment assessment, string ruleCode, string text, IReadOnlyList<HitAnswer> answers, Guid? ministryId, Author by, DateTimeOffset at)
    {
        DomainRule.Require(!string.IsNullOrWhiteSpace(text), "Write something first.");
        DomainRule.RequireNo(TextRules.ProblemWith(text, LongestText));
        return new HitComment(Guid.CreateVersion7(), assessment.CountryId, assessment.Id, ruleCode, text.Trim(), answers, ministryId, by.Id, by.Name, at);
    }
}

/// <summary>What was decided about a hit, on which answers, by whom; append-only. It holds until an answer under it changes.</summary>
public sealed class HitSettlement : ICountryOwned
{
    private HitSettlement(Guid id, Guid countryId, Guid assessmentId, string ruleCode, int number, SettlementKind kind, string reason, IReadOnlyList<HitAnswer> answers, Guid? ministryId, Guid byId, string byName, DateTimeOffset at)
    {
        (Id, CountryId, AssessmentId, RuleCode, Number, Kind) = (id, countryId, assessmentId, ruleCode, number, kind);
        (Reason, Answers, MinistryId, ById, ByName, At) = (reason, answers, ministryId, byId, byName, at);
    }

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid AssessmentId { get; }
    public string RuleCode { get; }

    /// <summary>1, 2, 3 … within the hit.</summary>
    public int Number { get; }

    public SettlementKind Kind { get; }
    public string Reason { get; }

    /// <summary>The answers on which it was decided.</summary>
    public IReadOnlyList<HitAnswer> Answers { get; }

    /// <summary>The ministry that speaks; <see langword="null"/> for the coordinator.</summary>
    public Guid? MinistryId { get; }

    public Guid ById { get; }
    public string ByName { get; }
    public DateTimeOffset At { get; }

    /// <param name="assessment">Where.</param>
    /// <param name="ruleCode">The rule that hits.</param>
    /// <param name="earlier">All settlements of the hit so far.</param>
    /// <param name="kind">What is decided.</param>
    /// <param name="reason">Why.</param>
    /// <param name="answers">The answers as they stand.</param>
    /// <param name="ministryId">The ministry that speaks.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When.</param>
    public static HitSettlement On(Assessment assessment, string ruleCode, IReadOnlyCollection<HitSettlement> earlier, SettlementKind kind, string reason, IReadOnlyList<HitAnswer> answers, Guid? ministryId, Author by, DateTimeOffset at)
    {
        DomainRule.Require(Enum.IsDefined(kind), "Choose how it is settled.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Give the reason.");
        DomainRule.RequireNo(TextRules.ProblemWith(reason, HitComment.LongestText));
        DomainRule.Require(kind != SettlementKind.TakenBack || HitRecord.StateOf(answers, earlier) is HitState.Agreed or HitState.Explained or HitState.InThePlan, "There is no settlement to take back.");
        return new HitSettlement(Guid.CreateVersion7(), assessment.CountryId, assessment.Id, ruleCode, earlier.Select(settlement => settlement.Number).DefaultIfEmpty().Max() + 1, kind, reason.Trim(), answers, ministryId, by.Id, by.Name, at);
    }
}
