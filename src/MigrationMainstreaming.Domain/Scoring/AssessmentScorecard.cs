using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>The results of an assessment: sectors, framework items over all sectors, official self-estimates; never blended.</summary>
/// <remarks>Closed sectors count in nothing and are named.</remarks>
public sealed class AssessmentScorecard
{
    private Dictionary<string, IReadOnlyDictionary<string, ItemScore>>? _frameworks;

    private AssessmentScorecard(IReadOnlyDictionary<string, Scorecard> sectors, IReadOnlyDictionary<string, Scorecard> indicators, IReadOnlyList<string> closed)
    {
        (Sectors, Indicators, Closed) = (sectors, indicators, closed);
        Overall = OverallOf([.. sectors.Values.Select(sector => sector.Overall)]);
        Items =
        [
            .. sectors.Values.SelectMany(sector => sector.Items).GroupBy(item => (item.Framework, item.Item)).Select(group => new ItemScore(
                group.Key.Framework, group.Key.Item, group.Sum(item => item.Earned), group.Sum(item => item.Weight),
                group.Sum(item => item.Answered), group.Sum(item => item.Asked), group.Sum(item => item.Direct)))
                .OrderBy(item => item.Framework, StringComparer.Ordinal).ThenBy(item => item.Item, CompiledQuestionnaire.ItemOrder),
        ];
    }

    /// <summary>Questionnaire key → scorecard of the sectors that are not closed, in the order given.</summary>
    public IReadOnlyDictionary<string, Scorecard> Sectors { get; }

    /// <summary>Questionnaire key → scorecard of the official self-estimates.</summary>
    public IReadOnlyDictionary<string, Scorecard> Indicators { get; }

    /// <summary>Keys of the sectors that were closed without a contribution.</summary>
    public IReadOnlyList<string> Closed { get; }

    /// <summary>The unweighted mean of the scored sectors: last and small, inside the country, never in comparison. No bands.</summary>
    public Score Overall { get; }

    /// <summary>Every item that a sector links to, by framework and code.</summary>
    public IReadOnlyList<ItemScore> Items { get; }

    /// <summary>Framework → item → score over all sectors.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ItemScore>> Frameworks => _frameworks ??= Scorecard.ItemsByFramework(Items);

    /// <summary>Combines scorecards of one assessment; each goes where its questionnaire's kind puts it.</summary>
    /// <param name="scorecards">Of all questionnaires that are not closed.</param>
    /// <param name="closed">Keys of the closed ones.</param>
    public static AssessmentScorecard Of(IEnumerable<Scorecard> scorecards, IEnumerable<string> closed)
    {
        var kinds = scorecards.ToLookup(scorecard => scorecard.Questionnaire.Kind);
        return new AssessmentScorecard(ByKey(kinds[QuestionnaireKind.Sector]), ByKey(kinds[QuestionnaireKind.Indicator]), [.. closed]);
    }

    /// <summary>How the overall figure came about.</summary>
    public Proof ProofOfOverall()
    {
        var scored = Sectors.Where(sector => sector.Value.Overall.Value is not null).ToList();
        var shares = Joining.SharesOf(Joining.WeightedMean, scored.Select(sector => new Part(1m, sector.Value.Overall.Value!.Value)).ToArray(), Overall.Value ?? 0m);
        var parts = scored.Select((sector, index) => new ProofPart(ProofSubject.Questionnaire, sector.Key, sector.Key, sector.Value.Overall.Value!.Value, 1m, shares[index], Inside: sector.Value.ProofOfOverall()));
        var leftOut = Sectors.Where(sector => sector.Value.Overall.Value is null)
            .Select(sector => new LeftOut(ProofSubject.Questionnaire, sector.Key, sector.Key, sector.Value.Overall.Asked == 0 ? LeftOutReason.NothingAsked : LeftOutReason.NothingAnswered))
            .Concat(Closed.Select(key => new LeftOut(ProofSubject.Questionnaire, key, key, LeftOutReason.Closed)));
        return new Proof(ProofSubject.Assessment, "", Overall.Value, [.. parts], [.. leftOut]);
    }

    /// <summary>How the figure of a framework item came about over all sectors.</summary>
    public Proof ProofOfItem(string framework, string item) =>
        Scorecard.ProofOfItem(Frameworks.GetValueOrDefault(framework)?.GetValueOrDefault(item)?.Value, framework, item, Sectors.Values.Where(sector => sector.Has(framework, item)));

    private static Dictionary<string, Scorecard> ByKey(IEnumerable<Scorecard> scorecards) =>
        scorecards.ToDictionary(scorecard => scorecard.Questionnaire.Key, StringComparer.Ordinal);

    private static Score OverallOf(IReadOnlyList<Score> sectors)
    {
        var scored = sectors.Where(sector => sector.Value is not null).ToList();
        var asked = sectors.Where(sector => sector.Asked > 0).ToList();
        return new Score(
            scored.Count == 0 ? null : Exact(scored.Sum(sector => sector.Value!.Value) / scored.Count),
            asked.Count == 0 ? 0m : Exact(asked.Sum(sector => sector.Low) / asked.Count),
            asked.Count == 0 ? 100m : Exact(asked.Sum(sector => sector.High) / asked.Count),
            sectors.Sum(sector => sector.Answered), sectors.Sum(sector => sector.Asked));

        static decimal Exact(decimal perCent) => decimal.Round(perCent, Score.Places);
    }
}
