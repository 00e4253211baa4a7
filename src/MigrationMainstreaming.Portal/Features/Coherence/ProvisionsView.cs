using System.Globalization;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>What the coherence rules find in an assessment, as one person may see it. No score comes of it.</summary>
public sealed record ProvisionsView
{
    public required Assessment Assessment { get; init; }

    /// <summary>Number of the version of the rules by which this assessment is read; <see langword="null"/> while none is published.</summary>
    public required int? RulesVersion { get; init; }

    /// <summary>How many rules there are.</summary>
    public required int RuleCount { get; init; }

    /// <summary>How many of them could compare answers that the reader may see.</summary>
    public required int ComparedCount { get; init; }

    /// <summary>The hits that the reader may see, those that wait first, in the order of the rules.</summary>
    public required IReadOnlyList<ShownHit> Hits { get; init; }

    /// <summary>Questions whose law and practice differ, where the reader sees the answer in their own right.</summary>
    public required IReadOnlyList<ShownDifference> Differences { get; init; }

    /// <summary>The framework items that the hits name and that are switched on here: code → title.</summary>
    public required IReadOnlyDictionary<string, LocalText> Items { get; init; }

    /// <summary>The ministries of the country by id.</summary>
    public required IReadOnlyDictionary<Guid, LocalText> Ministries { get; init; }

    /// <summary>The titles of the sectors that occur here, by key.</summary>
    public required IReadOnlyDictionary<string, LocalText> Sectors { get; init; }

    public required Reading Reading { get; init; }

    /// <summary>Whether the reader sees every sector, as the coordinator does.</summary>
    public required bool IsWhole { get; init; }

    public ShownHit? Find(string? ruleCode) => Hits.FirstOrDefault(hit => hit.Rule.Code == ruleCode);
}

/// <summary>A hit: the rule, the answers that it compares, and what was said and decided about it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Sides">The answers, in the order of the rule.</param>
/// <param name="State">Where it stands, for this reader.</param>
/// <param name="Comments">What was written on these answers or older ones, the oldest first.</param>
/// <param name="Settlements">What was decided on these answers or older ones, the oldest first.</param>
/// <param name="MayComment">Whether the reader may write about it.</param>
/// <param name="MaySettle">Whether the reader may settle it now.</param>
public sealed record ShownHit(CoherenceRule Rule, IReadOnlyList<ShownSide> Sides, HitState State, IReadOnlyList<HitComment> Comments, IReadOnlyList<HitSettlement> Settlements, bool MayComment, bool MaySettle)
{
    public bool IsSettled => State is HitState.Agreed or HitState.Explained or HitState.InThePlan;

    /// <summary>The answers, by their versions.</summary>
    public IReadOnlyList<HitAnswer> Answers => [.. Sides.Select(side => side.Answer)];

    /// <summary>What a writer names, so that nothing is decided on top of what they have not seen.</summary>
    public string Stamp => string.Create(CultureInfo.InvariantCulture, $"{string.Join('.', Sides.Select(side => side.Answer.Version))}-{Comments.Count}-{Settlements.Count}");
}

/// <summary>One answer under a hit, with its source and its ministry, and nothing else.</summary>
/// <param name="Side">What the rule says about it.</param>
/// <param name="Sector">The sector that gave it.</param>
/// <param name="Question">The question.</param>
/// <param name="Value">What was answered.</param>
/// <param name="Source">The source as it was named.</param>
/// <param name="Answer">The answer by its version.</param>
/// <param name="Address">Where the reader finds the answer; <see langword="null"/> where there is no such page for them.</param>
/// <param name="IsSubmitted">Whether the other ministry can see it: it was submitted.</param>
public sealed record ShownSide(RuleSide Side, SectorAssessment Sector, Question Question, AnswerValue Value, string? Source, HitAnswer Answer, string? Address, bool IsSubmitted);

/// <summary>A question whose law and practice differ.</summary>
/// <param name="Sector">The sector.</param>
/// <param name="Difference">Both steps.</param>
/// <param name="Source">The source as it was named.</param>
/// <param name="Address">Where the reader finds the answer.</param>
public sealed record ShownDifference(SectorAssessment Sector, LawAndPracticeDifference Difference, string? Source, string? Address);

/// <summary>What is shown of the hits; it stands in the address.</summary>
/// <param name="Show"><c>open</c>, <c>settled</c>, or all.</param>
/// <param name="Kind">A kind of rule, as its file writes it.</param>
/// <param name="Sector">A sector's key.</param>
public sealed record ProvisionsFilter(string? Show = null, string? Kind = null, string? Sector = null)
{
    /// <summary>The kinds as addresses and files write them.</summary>
    public static readonly IReadOnlyList<(string Code, RuleKind Kind)> Kinds = [("contradiction", RuleKind.Contradiction), ("gap", RuleKind.Gap), ("unused-synergy", RuleKind.UnusedSynergy)];

    public bool IsSet => !string.IsNullOrEmpty(Show) || !string.IsNullOrEmpty(Kind) || !string.IsNullOrEmpty(Sector);

    public bool Shows(ShownHit hit) =>
        Show switch { "open" => !hit.IsSettled, "settled" => hit.IsSettled, _ => true }
        && (string.IsNullOrEmpty(Kind) || Kinds.Any(kind => kind.Code == Kind && kind.Kind == hit.Rule.Kind))
        && (string.IsNullOrEmpty(Sector) || hit.Rule.Sectors.Contains(Sector));

    public bool Shows(ShownDifference difference) => string.IsNullOrEmpty(Sector) || difference.Sector.TemplateKey == Sector;

    /// <summary>The page with this filter, at one rule if one is named.</summary>
    public string Address(Guid assessment, string? rule = null)
    {
        var parts = new[] { ("show", Show), ("kind", Kind), ("sector", Sector) }.Where(part => !string.IsNullOrEmpty(part.Item2)).Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}").ToList();
        return Links.Provisions(assessment) + (parts.Count == 0 ? "" : $"?{string.Join('&', parts)}") + (rule is null ? "" : $"#{Uri.EscapeDataString(rule)}");
    }
}
