using System.Globalization;
using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Packages;

/// <summary>The names of the files of a package, and how large it may be. The format is described in <c>docs/packages.md</c>.</summary>
public static class PackageFiles
{
    /// <summary>What a manifest calls the format.</summary>
    public const string Format = "migration-mainstreaming-package";

    /// <summary>The edition of the format.</summary>
    public const int FormatVersion = 1;

    /// <summary>The list of all other files; the last entry.</summary>
    public const string Manifest = "manifest.json";

    public const string Assessment = "assessment.json";

    /// <summary>The current results as <c>score</c> prints them.</summary>
    public const string Results = "results.json";

    /// <summary>The current results with every digit, and the proof of each figure.</summary>
    public const string ExactResults = "results-exact.json";

    /// <summary>The folders that the names of files begin with.</summary>
    public static readonly IReadOnlySet<string> Folders = new HashSet<string>(StringComparer.Ordinal) { "answers/", "frameworks/", "questionnaires/", "snapshots/", "submissions/" };

    /// <summary>How many files a package may have.</summary>
    public const int MostFiles = 10_000;

    /// <summary>The greatest size of one file, in bytes.</summary>
    public const long LargestFile = 128L * 1024 * 1024;

    /// <summary>The greatest size of all files together, in bytes.</summary>
    public const long LargestTotal = 512L * 1024 * 1024;

    public static string Answers(string sector) => $"answers/{sector}.json";

    public static string Framework(string code) => $"frameworks/{code}.json";

    public static string Questionnaire(string key, int version) => string.Create(CultureInfo.InvariantCulture, $"questionnaires/{key}.v{version}.json");

    public static string Submissions(string sector) => $"submissions/{sector}.json";

    public static string Snapshot(string? sector, SnapshotAct act, int number) => string.Create(CultureInfo.InvariantCulture, $"snapshots/{(sector is null ? "" : sector + ".")}{Word(act)}-{number}.json");

    public static string Snapshot(SnapshotContent content) => Snapshot(content.Sector, content.Act, content.Number);

    private static string Word(SnapshotAct act) => act switch { SnapshotAct.Submission => "submission", SnapshotAct.Conclusion => "conclusion", _ => "sign-off" };
}

/// <summary>States and origins by their names, as the API has them; never by numbers.</summary>
internal sealed class WordConverter<T>() : JsonStringEnumConverter<T>(null, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>What a package is, and which files belong to it.</summary>
public sealed record PackageManifest
{
    public required string Format { get; init; }
    public required int FormatVersion { get; init; }

    /// <summary>The edition of the formulas of the portal that wrote it.</summary>
    public required int FormulaVersion { get; init; }

    public required DateTimeOffset MadeAt { get; init; }
    public required Guid Assessment { get; init; }
    public required string Title { get; init; }

    /// <summary>Every other file, by name.</summary>
    public required IReadOnlyList<PackagedFile> Files { get; init; }

    /// <summary>SHA-256 of this very file with these 64 digits written as zeros.</summary>
    public required string Sha256 { get; init; }
}

/// <summary>One file of a package.</summary>
/// <param name="Name">Its name in the ZIP.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
public sealed record PackagedFile(string Name, long Bytes, string Sha256);

/// <summary>The assessment as a whole, without a word of an answer.</summary>
public sealed record PackagedAssessment
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
    public required string Cycle { get; init; }
    public required PackagedName Jurisdiction { get; init; }
    public required DateOnly SituationOn { get; init; }
    public DateOnly? DueOn { get; init; }
    public required string Language { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }

    [JsonConverter(typeof(WordConverter<AssessmentStatus>))]
    public required AssessmentStatus Status { get; init; }

    /// <summary>The ticks of the country profile, under which the current results are worked out.</summary>
    public required IReadOnlyList<string> Profile { get; init; }

    public required IReadOnlyList<PackagedName> Ministries { get; init; }
    public required IReadOnlyList<PackagedQuestionnaire> Questionnaires { get; init; }

    /// <summary>In the order of the assessment, in which figures are joined.</summary>
    public required IReadOnlyList<PackagedSector> Sectors { get; init; }

    public PackagedSignOff? SignOff { get; init; }

    /// <summary>An assessment of a jurisdiction.</summary>
    public static PackagedAssessment Of(Assessment assessment, Jurisdiction jurisdiction, IEnumerable<Ministry> ministries, IReadOnlyDictionary<Guid, TemplateVersion> versions) => new()
    {
        Id = assessment.Id,
        Title = assessment.Title,
        Cycle = assessment.Cycle,
        Jurisdiction = new PackagedName(jurisdiction.Id, jurisdiction.Code, jurisdiction.Name),
        SituationOn = assessment.SituationOn,
        DueOn = assessment.DueOn,
        Language = assessment.Language,
        OpenedAt = assessment.OpenedAt,
        Status = assessment.Status,
        Profile = [.. jurisdiction.Profile.Ticks.Order(StringComparer.Ordinal)],
        Ministries = [.. ministries.OrderBy(ministry => ministry.Code, StringComparer.Ordinal).ThenBy(ministry => ministry.Id).Select(ministry => new PackagedName(ministry.Id, ministry.Code, ministry.Name))],
        Questionnaires = [.. versions.Values.OrderBy(version => version.Key, StringComparer.Ordinal).ThenBy(version => version.Number).Select(PackagedQuestionnaire.Of)],
        Sectors = [.. assessment.Sectors.OrderBy(sector => sector.Position).Select(sector => PackagedSector.Of(sector, versions[sector.TemplateVersionId].Number))],
        SignOff = assessment.Signature is { } signature ? new PackagedSignOff(signature.Name, signature.Office, signature.SignedOn, signature.RecordedAt, signature.RecordedByName) : null,
    };
}

/// <summary>A jurisdiction or ministry: its id, by which other files name it, its code, its name in each language.</summary>
public sealed record PackagedName(Guid Id, string Code, LocalText Name);

/// <summary>A questionnaire on which an answer or a result rests; its content stands in a file of its own.</summary>
/// <param name="Key">The template's key.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">SHA-256 over structure and source-language texts, as it was published.</param>
public sealed record PackagedQuestionnaire(string Key, int Version, string Sha256)
{
    /// <exception cref="InvalidOperationException">The version was never published.</exception>
    public static PackagedQuestionnaire Of(TemplateVersion version) =>
        new(version.Key, version.Number, version.Hash ?? throw new InvalidOperationException($"Version {version.Number} of {version.Key} has no hash: it was never published."));
}

/// <summary>A sector of the assessment.</summary>
public sealed record PackagedSector
{
    /// <summary>The key of its questionnaire.</summary>
    public required string Key { get; init; }

    /// <summary>The version of its questionnaire.</summary>
    public required int Version { get; init; }

    /// <summary>The ministry that leads.</summary>
    public required Guid Ministry { get; init; }

    [JsonConverter(typeof(WordConverter<SectorStatus>))]
    public required SectorStatus Status { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }
    public string? Reason { get; init; }
    public string? ReasonBy { get; init; }

    /// <summary>How often it was submitted.</summary>
    public required int Submissions { get; init; }

    public static PackagedSector Of(SectorAssessment sector, int version) => new()
    {
        Key = sector.TemplateKey,
        Version = version,
        Ministry = sector.MinistryId,
        Status = sector.Status,
        ChangedAt = sector.ChangedAt,
        Reason = sector.Reason,
        ReasonBy = sector.ReasonByName,
        Submissions = sector.SubmissionCount,
    };
}

/// <summary>Who signed the assessment off, and who recorded it.</summary>
public sealed record PackagedSignOff(string Name, string Office, DateOnly SignedOn, DateTimeOffset RecordedAt, string RecordedBy);

/// <summary>The answers of one sector and all their revisions.</summary>
public sealed record PackagedAnswers(string Sector, IReadOnlyList<PackagedAnswer> Answers, IReadOnlyList<PackagedRevision> Revisions)
{
    public static PackagedAnswers Of(string sector, IReadOnlyList<Answer> answers, IEnumerable<AnswerRevision> revisions)
    {
        var ministries = answers.ToDictionary(answer => answer.Id, answer => answer.MinistryId);
        return new PackagedAnswers(
            sector,
            [.. answers.Where(answer => answer.Version > 0).OrderBy(answer => answer.QuestionCode, StringComparer.Ordinal).ThenBy(answer => answer.MinistryId).Select(PackagedAnswer.Of)],
            [
                .. revisions.Select(revision => PackagedRevision.Of(revision, ministries[revision.AnswerId]))
                    .OrderBy(revision => revision.Question, StringComparer.Ordinal).ThenBy(revision => revision.Ministry).ThenBy(revision => revision.Version),
            ]);
    }
}

/// <summary>The answer of one ministry to one question, as it stands.</summary>
public sealed record PackagedAnswer
{
    public required string Question { get; init; }
    public required Guid Ministry { get; init; }
    public AnswerValue? Value { get; init; }
    public string? Comment { get; init; }
    public string? Source { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset AnsweredAt { get; init; }
    public required string AnsweredBy { get; init; }

    /// <summary>When the coordinator confirmed that the question does not apply.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    [JsonIgnore]
    public AnswerContent Content => new(Value, Comment, Source);

    /// <summary>What the score reads of it.</summary>
    [JsonIgnore]
    public ScoredAnswer Scored => new(Value, Value is AnswerValue.NotApplicable && ConfirmedAt is not null);

    public static PackagedAnswer Of(Answer answer) => new()
    {
        Question = answer.QuestionCode,
        Ministry = answer.MinistryId,
        Value = answer.Value,
        Comment = answer.Comment,
        Source = answer.Source,
        Version = answer.Version,
        AnsweredAt = answer.AnsweredAt,
        AnsweredBy = answer.AnsweredByName,
        ConfirmedAt = answer.ConfirmedAt,
    };
}

/// <summary>One version of an answer as it was given.</summary>
public sealed record PackagedRevision
{
    public required string Question { get; init; }
    public required Guid Ministry { get; init; }
    public required int Version { get; init; }

    /// <summary>The version that its author was shown.</summary>
    public required int BasedOn { get; init; }

    public AnswerValue? Value { get; init; }
    public string? Comment { get; init; }
    public string? Source { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }

    [JsonConverter(typeof(WordConverter<AnswerOrigin>))]
    public required AnswerOrigin Origin { get; init; }

    [JsonIgnore]
    public AnswerContent Content => new(Value, Comment, Source);

    public static PackagedRevision Of(AnswerRevision revision, Guid ministry) => new()
    {
        Question = revision.QuestionCode,
        Ministry = ministry,
        Version = revision.Version,
        BasedOn = revision.BasedOn,
        Value = revision.Value,
        Comment = revision.Comment,
        Source = revision.Source,
        At = revision.At,
        By = revision.ByName,
        Origin = revision.Origin,
    };
}

/// <summary>The submissions of one sector.</summary>
public sealed record PackagedSubmissions(string Sector, IReadOnlyList<PackagedSubmission> Submissions);

/// <summary>What a ministry handed over: a frozen set of answers.</summary>
public sealed record PackagedSubmission
{
    public required int Number { get; init; }

    /// <summary>The version of the questionnaire that it answers.</summary>
    public required int Version { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }
    public required string SubmittedBy { get; init; }
    public required PackagedClearance ClearedBy { get; init; }
    public DateTimeOffset? ReleasedAt { get; init; }
    public string? ReleasedBy { get; init; }
    public required IReadOnlyList<PackagedSubmittedAnswer> Answers { get; init; }

    public static PackagedSubmission Of(Submission submission, int version) => new()
    {
        Number = submission.Number,
        Version = version,
        SubmittedAt = submission.SubmittedAt,
        SubmittedBy = submission.SubmittedByName,
        ClearedBy = new PackagedClearance(submission.Clearance.Name, submission.Clearance.Office, submission.Clearance.ClearedOn),
        ReleasedAt = submission.ReleasedAt,
        ReleasedBy = submission.ReleasedByName,
        Answers = [.. submission.Answers.OrderBy(answer => answer.QuestionCode, StringComparer.Ordinal).ThenBy(answer => answer.MinistryId).Select(PackagedSubmittedAnswer.Of)],
    };
}

/// <summary>Who cleared a submission in the ministry.</summary>
public sealed record PackagedClearance(string Name, string Office, DateOnly ClearedOn);

/// <summary>An answer as it stood when it was submitted.</summary>
public sealed record PackagedSubmittedAnswer
{
    public required string Question { get; init; }
    public required Guid Ministry { get; init; }
    public AnswerValue? Value { get; init; }
    public string? Comment { get; init; }
    public string? Source { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset AnsweredAt { get; init; }
    public required string AnsweredBy { get; init; }
    public required bool Confirmed { get; init; }

    [JsonIgnore]
    public AnswerContent Content => new(Value, Comment, Source);

    public static PackagedSubmittedAnswer Of(SubmittedAnswer answer) => new()
    {
        Question = answer.QuestionCode,
        Ministry = answer.MinistryId,
        Value = answer.Value,
        Comment = answer.Comment,
        Source = answer.Source,
        Version = answer.Version,
        AnsweredAt = answer.AnsweredAt,
        AnsweredBy = answer.AnsweredByName,
        Confirmed = answer.Confirmed,
    };
}

/// <summary>A stored result: the hash under which the portal keeps it, and what it says.</summary>
/// <param name="Sha256">SHA-256 of the content written without white space between its members.</param>
/// <param name="Content">Figures, and what they rest on.</param>
public sealed record PackagedSnapshot(string Sha256, SnapshotContent Content);
