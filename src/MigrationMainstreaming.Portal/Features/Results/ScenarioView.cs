using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Scoring;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>The scenarios of an assessment that one person may see, the one changed last first.</summary>
public sealed record ScenarioList(ResultsView Results, IReadOnlyList<Scenario> Scenarios);

/// <summary>A scenario beside the results as they stand.</summary>
public sealed record ScenarioView
{
    public required ResultsView Results { get; init; }
    public required Scenario Scenario { get; init; }

    /// <summary>The other answers, in the order of questionnaires and questions.</summary>
    public required IReadOnlyList<ScenarioAnswer> Changes { get; init; }

    /// <summary>Every questionnaire with a scorecard, and what it would come to.</summary>
    public required IReadOnlyList<ScenarioSector> Sectors { get; init; }

    /// <summary>What the whole would come to.</summary>
    public required AssessmentScorecard Then { get; init; }

    /// <summary>Framework items that would come to something else, now and then.</summary>
    public IReadOnlyList<(ItemScore Now, ItemScore Then)> Items =>
        [.. Then.Items.Select(then => (Now: Results.ItemOf(then.Framework, then.Item), Then: then)).Where(item => item.Now is not null && item.Now != item.Then).Select(item => (item.Now!, item.Then))];

    /// <summary>The coherence rules whose two sides would come into tension, or out of it, among the sectors whose answers the reader sees.</summary>
    public required IReadOnlyList<ScenarioRule> Rules { get; init; }

    /// <summary>How many changes are in sectors that are not open to the reader any more.</summary>
    public int HiddenChanges => Scenario.Changes.Count - Changes.Count;
}

/// <summary>One other answer, beside the one that stands.</summary>
/// <param name="Sector">Where.</param>
/// <param name="Question">To which question.</param>
/// <param name="Value">What the scenario says.</param>
/// <param name="IsAsked">Whether the question is asked in the scenario; an answer that hides it makes this one change nothing.</param>
public sealed record ScenarioAnswer(SectorResult Sector, Question Question, AnswerValue Value, bool IsAsked)
{
    /// <summary>What stands.</summary>
    public AnswerValue? Now => Sector.Answers.GetValueOrDefault(Question.Code)?.Scored.Value;
}

/// <summary>A coherence rule that finds something else in the scenario.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Then">Whether it would find a tension; it finds the opposite now.</param>
public sealed record ScenarioRule(CoherenceRule Rule, bool Then);

/// <summary>What a questionnaire comes to now, and would come to.</summary>
public sealed record ScenarioSector(SectorResult Sector, Scorecard Then)
{
    public Score NowScore => Sector.Scorecard!.Overall;
    public Score ThenScore => Then.Overall;
    public bool Moves => NowScore != ThenScore;
}
