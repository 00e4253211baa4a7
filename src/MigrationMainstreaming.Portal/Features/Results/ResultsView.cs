using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components.Questions;
using MigrationMainstreaming.Portal.Data;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>The results of an assessment as one person may see them.</summary>
public sealed record ResultsView
{
    public required Assessment Assessment { get; init; }
    public required AssessmentScorecard Scorecard { get; init; }

    /// <summary>The questionnaires that the reader sees, in the order of the assessment; closed ones among them.</summary>
    public required IReadOnlyList<SectorResult> Sectors { get; init; }

    /// <summary>The adviser's open proposals that the reader may read, sector by sector.</summary>
    public required IReadOnlyList<ProposedChange> Proposed { get; init; }

    /// <summary>Whether these results are shown as if the open proposals had been taken.</summary>
    public required bool ShowsProposals { get; init; }

    /// <summary>Whether the reader may try other answers in scenarios.</summary>
    public required bool CanTryOut { get; init; }

    /// <summary>How many policy sectors take part, seen or not.</summary>
    public required int SectorCount { get; init; }

    /// <summary>How many of them are reviewed.</summary>
    public required int ReviewedCount { get; init; }

    /// <summary>Whether this is the whole assessment, and not some sectors of it.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Whether there is a page on coherence for the reader.</summary>
    public required bool SeesCoherence { get; init; }

    /// <summary>Whether the figure over all sectors is shown: inside the country, and of the whole alone.</summary>
    public required bool ShowsOverall { get; init; }

    /// <summary>The frameworks that are switched on here, the 2030 Agenda and the Global Compact first.</summary>
    public required IReadOnlyList<Framework> Frameworks { get; init; }

    /// <summary>The stored results that the reader may know of, the latest first.</summary>
    public IReadOnlyList<StoredResult> Stored { get; init; } = [];

    /// <summary>Whether the reader may take the whole assessment away as one file.</summary>
    public bool MayTakePackage { get; init; }

    public required Reading Reading { get; init; }
    public required DateTimeOffset ComputedAt { get; init; }

    public IEnumerable<SectorResult> Open => Sectors.Where(sector => sector.Scorecard is not null);

    /// <summary>The policy sectors with a scorecard.</summary>
    public IEnumerable<SectorResult> Scored => Open.Where(sector => sector.Questionnaire.Kind == QuestionnaireKind.Sector);

    /// <summary>The official self-estimates.</summary>
    public IEnumerable<SectorResult> Indicators => Open.Where(sector => sector.Questionnaire.Kind == QuestionnaireKind.Indicator);

    /// <summary>What the United Nations published of each indicator, by its key, the latest year first.</summary>
    public required ILookup<string, PublishedValue> Published { get; init; }

    /// <summary>Whether the reader keeps published values.</summary>
    public required bool MayRecordPublished { get; init; }

    /// <summary>Sectors that were closed without a contribution.</summary>
    public IEnumerable<SectorResult> Closed => Sectors.Where(sector => sector.Scorecard is null);

    /// <summary>The name of a band; where this questionnaire is not translated yet, as another one says the same.</summary>
    public string BandOf(SectorResult sector, int level)
    {
        ArgumentNullException.ThrowIfNull(sector);
        var name = sector.Questionnaire.Bands!.Levels[level - 1].Name;
        return Scored.Select(other => other.Questionnaire.Bands?.Levels.ElementAtOrDefault(level - 1)?.Name)
            .Prepend(name)
            .OfType<LocalText>()
            .Where(other => other.In(Reading.SourceLanguage).Text == name.In(Reading.SourceLanguage).Text)
            .Select(Reading.Of)
            .OrderBy(read => read.IsFallback)
            .First().Text;
    }

    /// <summary>Where a figure opens to its parts: <c>overall</c>, or an item such as <c>sdg:3.8</c>.</summary>
    public string AddressOfFigure(string figure) =>
        $"{Links.Results(Assessment.Id)}?{(ShowsProposals ? "with=proposals&" : "")}figure={Uri.EscapeDataString(figure)}#proof";

    public SectorResult Find(string key) => Sectors.First(sector => sector.Key == key);

    /// <summary>Where the reader finds the answer itself; <see langword="null"/> where there is no such page for the reader.</summary>
    public string? AddressOf(SectorResult sector, string questionCode) => sector.AnswersAt switch
    {
        AnswersAt.Review => $"{Links.Review(Assessment.Id, sector.Key)}?question={Uri.EscapeDataString(questionCode)}#desk",
        AnswersAt.Questionnaire when sector.Questionnaire.SectionOf(questionCode) is { } section => Links.Question(Assessment.Id, sector.Key, section.Code, questionCode),
        _ => null,
    };

    public ItemScore? ItemOf(string framework, string item) => Scorecard.Frameworks.GetValueOrDefault(framework)?.GetValueOrDefault(item);
}

/// <summary>One questionnaire with its scorecard.</summary>
/// <param name="Sector">The sector.</param>
/// <param name="Kept">The version of its questionnaire that was scored.</param>
/// <param name="Ministry">The ministry that leads.</param>
/// <param name="Scorecard">Its scores; none when it was closed.</param>
/// <param name="Answers">The answers behind them, by question.</param>
public sealed record SectorResult(SectorAssessment Sector, KeptQuestionnaire Kept, LocalText Ministry, Scorecard? Scorecard, IReadOnlyDictionary<string, ResultAnswer> Answers)
{
    /// <summary>The questionnaire that was scored.</summary>
    public Questionnaire Questionnaire => Kept.Content;

    /// <summary>Number and day of the released submission that was scored; none where the answers are those of today.</summary>
    public (int Number, DateTimeOffset At)? Submission { get; init; }

    /// <summary>On which page the reader finds the answers.</summary>
    public AnswersAt AnswersAt { get; init; }

    /// <summary>What the ministry's own values come to; the same as the rest unless proposals are shown in their place.</summary>
    public required (Scorecard? Scorecard, IReadOnlyDictionary<string, ResultAnswer> Answers) Own { get; init; }

    public string Key => Sector.TemplateKey;
}

/// <summary>A value that the adviser proposes, and what it would change.</summary>
/// <param name="Sector">The sector.</param>
/// <param name="Proposal">The proposal, which is open.</param>
public sealed record ProposedChange(SectorResult Sector, Proposal Proposal)
{
    /// <summary>What the sector would come to with this proposal alone.</summary>
    public Score? Alone => Sector.Own.Scorecard?.With(Proposal.QuestionCode, new ScoredAnswer(Proposal.Value)).Overall;
}

/// <summary>A stored result, without its figures.</summary>
/// <param name="SectorKey">The sector; none for a sign-off.</param>
/// <param name="Act">With which act it was stored.</param>
/// <param name="Number">The number of the submission, or of the sign-off.</param>
/// <param name="At">When.</param>
/// <param name="FormulaVersion">The edition of the formulas.</param>
/// <param name="Hash">SHA-256 of what is stored.</param>
public sealed record StoredResult(string? SectorKey, SnapshotAct Act, int Number, DateTimeOffset At, int FormulaVersion, string Hash);

/// <summary>The page on which a reader finds the answers behind a figure.</summary>
public enum AnswersAt
{
    Nowhere,
    Questionnaire,
    Review,
}

/// <summary>An answer behind a figure: as it stands, or as it was submitted.</summary>
/// <param name="Scored">What the score reads of it.</param>
/// <param name="Version">Its revision.</param>
/// <param name="AnsweredAt">When it was given.</param>
public sealed record ResultAnswer(ScoredAnswer Scored, int Version, DateTimeOffset AnsweredAt)
{
    public static ResultAnswer Of(Answer answer) => new(ScoredAnswer.Of(answer), answer.Version, answer.AnsweredAt);

    public static ResultAnswer Of(SubmittedAnswer answer) => new(ScoredAnswer.Of(answer), answer.Version, answer.AnsweredAt);
}
