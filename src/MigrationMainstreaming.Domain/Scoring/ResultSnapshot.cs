using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>The acts with which results are stored.</summary>
public enum SnapshotAct
{
    /// <summary>A ministry handed its sector over.</summary>
    Submission,

    /// <summary>The review of a submission ended.</summary>
    Conclusion,

    /// <summary>The assessment was signed off, all sectors together.</summary>
    SignOff,
}

/// <summary>An answer on which a stored result rests. Its value is that of the revision with this version, which never changes.</summary>
/// <param name="Question">The question's code.</param>
/// <param name="Ministry">Whose answer it is.</param>
/// <param name="Version">Its revision.</param>
/// <param name="Confirmed">Whether it is a "not applicable" that the coordinator had confirmed by then.</param>
public sealed record CountedAnswer(string Question, Guid Ministry, int Version, bool Confirmed = false);

/// <summary>A questionnaire of a stored result, and the answers that counted.</summary>
/// <param name="Key">The template's key.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">SHA-256 of its content, as published.</param>
/// <param name="Answers">By question code.</param>
public sealed record CountedQuestionnaire(string Key, int Version, string Hash, IReadOnlyList<CountedAnswer> Answers);

/// <summary>Everything that a stored result says and rests on.</summary>
/// <param name="Assessment">The assessment.</param>
/// <param name="Sector">The template key of the sector; none for a sign-off.</param>
/// <param name="Act">With which act it was stored.</param>
/// <param name="Number">The number of the submission, or of the sign-off.</param>
/// <param name="At">When.</param>
/// <param name="FormulaVersion">The edition of the formulas.</param>
/// <param name="Profile">The ticks of the country profile at that time, in alphabetical order.</param>
/// <param name="Questionnaires">What was scored, by key.</param>
/// <param name="Closed">Keys of the sectors that were closed without a contribution.</param>
/// <param name="Results">The figures, as <see cref="ExactResults"/> writes them.</param>
public sealed record SnapshotContent(
    Guid Assessment,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Sector,
    [property: JsonConverter(typeof(JsonStringEnumConverter<SnapshotAct>))] SnapshotAct Act,
    int Number,
    DateTimeOffset At,
    int FormulaVersion,
    IReadOnlyList<string> Profile,
    IReadOnlyList<CountedQuestionnaire> Questionnaires,
    IReadOnlyList<string> Closed,
    JsonElement Results)
{
    /// <summary>The stored figure of a questionnaire, in per cent; <see langword="null"/> where it had none, or was not among what was stored.</summary>
    public decimal? FigureOf(string questionnaire)
    {
        var card = Sector == questionnaire ? Results
            : Sector is null && (Find("sectors") ?? Find("indicators")) is { } found ? found
            : (JsonElement?)null;
        return card?.GetProperty("overall").GetProperty("value") is { ValueKind: JsonValueKind.String } figure ? decimal.Parse(figure.GetString()!, CultureInfo.InvariantCulture) : null;

        JsonElement? Find(string kind) => Results.GetProperty(kind).TryGetProperty(questionnaire, out var one) ? one : null;
    }

    /// <summary>The one way in which it is written and hashed: JSON without white space, members in the order of this declaration.</summary>
    public string Canonical() => JsonSerializer.Serialize(this, QuestionnaireJson.Options);

    /// <summary>SHA-256 of the canonical JSON in UTF-8, lower-case hexadecimal.</summary>
    public static string HashOf(string canonical) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
}

/// <summary>A questionnaire about to be scored for a stored result.</summary>
/// <param name="Version">The published version.</param>
/// <param name="Answers">The answers that count, and what the score reads of each.</param>
public sealed record SnapshotSource(TemplateVersion Version, IReadOnlyList<(CountedAnswer Answer, ScoredAnswer Scored)> Answers)
{
    /// <summary>A sector as it was submitted.</summary>
    public static SnapshotSource Of(TemplateVersion version, Submission submission, Guid lead) => Of(version,
        CountedAnswers.Of(submission.Answers, lead, answer => answer.QuestionCode, answer => answer.MinistryId)
            .Select(answer => (new CountedAnswer(answer.QuestionCode, answer.MinistryId, answer.Version, answer.Confirmed), ScoredAnswer.Of(answer))));

    /// <summary>A sector as it stands.</summary>
    public static SnapshotSource Of(TemplateVersion version, IEnumerable<Answer> answers, Guid lead) => Of(version,
        CountedAnswers.Of(answers, lead).Select(answer => (new CountedAnswer(answer.QuestionCode, answer.MinistryId, answer.Version, answer.IsConfirmedNotApplicable), ScoredAnswer.Of(answer))));

    private static SnapshotSource Of(TemplateVersion version, IEnumerable<(CountedAnswer Answer, ScoredAnswer Scored)> answers) =>
        new(version, [.. answers.OrderBy(answer => answer.Answer.Question, StringComparer.Ordinal)]);
}

/// <summary>The results as an act found them, with everything that is needed to work them out again; append-only.</summary>
public sealed class ResultSnapshot : ICountryOwned
{
    private ResultSnapshot(Guid id, Guid countryId, Guid assessmentId, Guid? sectorAssessmentId, SnapshotAct act, int number, DateTimeOffset at, int formulaVersion, string content, string hash)
    {
        (Id, CountryId, AssessmentId, SectorAssessmentId, Act, Number) = (id, countryId, assessmentId, sectorAssessmentId, act, number);
        (At, FormulaVersion, Content, Hash) = (at, formulaVersion, content, hash);
    }

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid AssessmentId { get; }

    /// <summary>The sector; none for a sign-off.</summary>
    public Guid? SectorAssessmentId { get; }

    public SnapshotAct Act { get; }

    /// <summary>The number of the submission, or of the sign-off.</summary>
    public int Number { get; }

    public DateTimeOffset At { get; }
    public int FormulaVersion { get; }

    /// <summary>The canonical JSON of a <see cref="SnapshotContent"/>, kept letter for letter.</summary>
    public string Content { get; }

    /// <summary>SHA-256 of <see cref="Content"/> in UTF-8, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Of a submission, or of the conclusion of its review.</summary>
    public static ResultSnapshot Of(SectorAssessment sector, SnapshotAct act, int number, CountryProfile profile, SnapshotSource source, DateTimeOffset at) =>
        New(sector.CountryId, sector.AssessmentId, sector.Id, sector.TemplateKey, act, number, profile, [source], [], ExactResults.Of(CardOf(source, profile)), at);

    /// <summary>Of a sign-off.</summary>
    /// <param name="assessment">What was signed off.</param>
    /// <param name="number">1, or one more than the sign-offs before it, which were withdrawn.</param>
    /// <param name="profile">The country profile.</param>
    /// <param name="sources">All questionnaires that are not closed.</param>
    /// <param name="at">When.</param>
    public static ResultSnapshot OfSignOff(Assessment assessment, int number, CountryProfile profile, IReadOnlyList<SnapshotSource> sources, DateTimeOffset at)
    {
        var closed = assessment.Sectors.Where(sector => sector.Status == SectorStatus.Closed).Select(sector => sector.TemplateKey).ToList();
        var scorecard = AssessmentScorecard.Of(sources.OrderBy(source => source.Version.Key, StringComparer.Ordinal).Select(source => CardOf(source, profile)), closed);
        return New(assessment.CountryId, assessment.Id, null, null, SnapshotAct.SignOff, number, profile, sources, closed, ExactResults.Of(scorecard), at);
    }

    /// <summary>What it says.</summary>
    public SnapshotContent Read() => JsonSerializer.Deserialize<SnapshotContent>(Content, QuestionnaireJson.Options)!;

    private static Scorecard CardOf(SnapshotSource source, CountryProfile profile) =>
        ScoreCalculator.Score(source.Version.Content, profile, source.Answers.ToDictionary(answer => answer.Answer.Question, answer => answer.Scored, StringComparer.Ordinal));

    private static ResultSnapshot New(Guid countryId, Guid assessmentId, Guid? sectorAssessmentId, string? sector, SnapshotAct act, int number, CountryProfile profile,
        IReadOnlyList<SnapshotSource> sources, IReadOnlyList<string> closed, JsonElement results, DateTimeOffset at)
    {
        var questionnaires = sources.OrderBy(source => source.Version.Key, StringComparer.Ordinal)
            .Select(source => new CountedQuestionnaire(source.Version.Key, source.Version.Number, source.Version.Hash!, [.. source.Answers.Select(answer => answer.Answer)]));
        var content = new SnapshotContent(assessmentId, sector, act, number, at.ToUniversalTime(), Scoring.FormulaVersion.Current,
            [.. profile.Ticks.Order(StringComparer.Ordinal)], [.. questionnaires], [.. closed.Order(StringComparer.Ordinal)], results).Canonical();
        return new ResultSnapshot(Guid.CreateVersion7(), countryId, assessmentId, sectorAssessmentId, act, number, at, Scoring.FormulaVersion.Current, content, SnapshotContent.HashOf(content));
    }
}
