using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Yardsticks;

/// <summary>What a coordinator did with a proposed value.</summary>
public enum CrosswalkOutcome
{
    /// <summary>The proposed value became the answer.</summary>
    Taken,

    /// <summary>Another value became the answer, with a reason.</summary>
    Adjusted,

    /// <summary>The answer stays as it is, with a reason.</summary>
    Refused,
}

/// <summary>What was decided about one item, on which version of the answer behind it; append-only.</summary>
/// <remarks>It holds until that answer changes: then the item is proposed anew, and the decision stays on record.</remarks>
public sealed class CrosswalkDecision : ICountryOwned
{
    private CrosswalkDecision(Guid id, Guid countryId, Guid sectorAssessmentId, string item, int crosswalkVersion, Guid sourceAnswerId, int sourceVersion, CrosswalkOutcome outcome,
        string? value, string? reason, Guid byId, string byName, DateTimeOffset at)
    {
        (Id, CountryId, SectorAssessmentId, Item, CrosswalkVersion) = (id, countryId, sectorAssessmentId, item, crosswalkVersion);
        (SourceAnswerId, SourceVersion, Outcome, Value, Reason, ById, ByName, At) = (sourceAnswerId, sourceVersion, outcome, value, reason, byId, byName, at);
    }

    public Guid Id { get; }
    public Guid CountryId { get; }

    /// <summary>The indicator in its assessment.</summary>
    public Guid SectorAssessmentId { get; }

    /// <summary>The code of the indicator's question.</summary>
    public string Item { get; }

    /// <summary>Which edition of the crosswalk proposed.</summary>
    public int CrosswalkVersion { get; }

    /// <summary>The answer behind, and its version at that time.</summary>
    public Guid SourceAnswerId { get; }

    public int SourceVersion { get; }
    public CrosswalkOutcome Outcome { get; }

    /// <summary>The option that became the answer; none where it was refused.</summary>
    public string? Value { get; }

    public string? Reason { get; }
    public Guid ById { get; }
    public string ByName { get; }
    public DateTimeOffset At { get; }

    /// <summary>Whether it was decided on the answer as it stands.</summary>
    public bool HoldsFor(Answer source) => SourceAnswerId == source.Id && SourceVersion == source.Version;

    /// <summary>The coordinator takes a value: one that is proposed, or another one and says why.</summary>
    public static CrosswalkDecision Take(SectorAssessment indicator, Crosswalk crosswalk, CrosswalkItem item, Answer source, string value, string? reason, Author by, DateTimeOffset at)
    {
        var adjusted = !ProposedBy(item, source).Values.Contains(value);
        DomainRule.Require(!adjusted || !string.IsNullOrWhiteSpace(reason), "Say why another value than the proposed one is right.");
        return New(indicator, crosswalk, item, source, adjusted ? CrosswalkOutcome.Adjusted : CrosswalkOutcome.Taken, value, reason, by, at);
    }

    /// <summary>The coordinator keeps the answer as it is and says why.</summary>
    public static CrosswalkDecision Refuse(SectorAssessment indicator, Crosswalk crosswalk, CrosswalkItem item, Answer source, string? reason, Author by, DateTimeOffset at)
    {
        _ = ProposedBy(item, source);
        DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Say why the proposed value is not right.");
        return New(indicator, crosswalk, item, source, CrosswalkOutcome.Refused, null, reason, by, at);
    }

    private static CrosswalkCase ProposedBy(CrosswalkItem item, Answer source) =>
        item.ProposedBy(source.Value) ?? throw new DomainRuleException("Nothing is proposed for this item any more.");

    private static CrosswalkDecision New(SectorAssessment indicator, Crosswalk crosswalk, CrosswalkItem item, Answer source, CrosswalkOutcome outcome, string? value, string? reason, Author by, DateTimeOffset at)
    {
        var said = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        DomainRule.RequireNo(said is null ? null : TextRules.ProblemWith(said, FreeText.Longest));
        return new CrosswalkDecision(Guid.CreateVersion7(), indicator.CountryId, indicator.Id, item.Item, crosswalk.Version, source.Id, source.Version, outcome, value, said, by.Id, by.Name, at);
    }
}
