using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Assessments;

/// <summary>Who cleared a submission in the ministry.</summary>
/// <param name="Name">The person.</param>
/// <param name="Office">The office held.</param>
/// <param name="ClearedOn">The day.</param>
/// <param name="ScanId">The scan of the signed print, if there is one.</param>
public sealed record Clearance(string Name, string Office, DateOnly ClearedOn, Guid? ScanId);

/// <summary>An answer as it stood when it was submitted.</summary>
public sealed record SubmittedAnswer(string QuestionCode, Guid MinistryId, AnswerValue? Value, string? Comment, string? Source, int Version,
    DateTimeOffset AnsweredAt, string AnsweredByName, bool Confirmed);

/// <summary>The act, numbered, of handing a sector to the coordinator: a frozen set of answers.</summary>
public sealed class Submission : ICountryOwned
{
    private Submission(Guid id, Guid countryId, Guid sectorAssessmentId, int number, Guid templateVersionId, DateTimeOffset submittedAt, Guid submittedById, string submittedByName) =>
        (Id, CountryId, SectorAssessmentId, Number, TemplateVersionId, SubmittedAt, SubmittedById, SubmittedByName) =
        (id, countryId, sectorAssessmentId, number, templateVersionId, submittedAt, submittedById, submittedByName);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid SectorAssessmentId { get; }

    /// <summary>1, 2, 3 … within the sector.</summary>
    public int Number { get; }

    public Guid TemplateVersionId { get; }
    public DateTimeOffset SubmittedAt { get; }
    public Guid SubmittedById { get; }
    public string SubmittedByName { get; }
    public Clearance Clearance { get; private set; } = null!;
    public IReadOnlyList<SubmittedAnswer> Answers { get; private set; } = [];
    public DateTimeOffset? ReleasedAt { get; private set; }
    public string? ReleasedByName { get; private set; }

    /// <summary>Freezes the answers that are asked now.</summary>
    public static Submission Of(SectorAssessment sector, int number, Clearance clearance, IEnumerable<Answer> answers, Author by, DateTimeOffset at)
    {
        DomainRule.Require(!string.IsNullOrWhiteSpace(clearance.Name) && !string.IsNullOrWhiteSpace(clearance.Office), "Name the person who cleared the answers, and the office.");
        DomainRule.RequireNo(TextRules.ProblemWith(clearance.Name, TextRules.LongestName) ?? TextRules.ProblemWith(clearance.Office, TextRules.LongestName));
        return new Submission(Guid.CreateVersion7(), sector.CountryId, sector.Id, number, sector.TemplateVersionId, at, by.Id, by.Name)
        {
            Clearance = clearance,
            Answers =
            [
                .. answers.OrderBy(answer => answer.QuestionCode, StringComparer.Ordinal).Select(answer => new SubmittedAnswer(
                    answer.QuestionCode, answer.MinistryId, answer.Value, answer.Comment, answer.Source, answer.Version, answer.AnsweredAt, answer.AnsweredByName, answer.ConfirmedAt is not null)),
            ],
        };
    }

    public void Release(string byName, DateTimeOffset at)
    {
        if (ReleasedAt is null)
        {
            (ReleasedAt, ReleasedByName) = (at, byName);
        }
    }
}

/// <summary>A file kept with an assessment: the scan of a signed print, a letter of sign-off.</summary>
public sealed class AttachedFile(Guid id, Guid countryId, Guid assessmentId, string name, string contentType, byte[] content, string sha256, DateTimeOffset attachedAt, string attachedByName) : ICountryOwned
{
    /// <summary>The greatest size, in bytes.</summary>
    public const int MaxLength = 10 * 1024 * 1024;

    public Guid Id { get; } = id;
    public Guid CountryId { get; } = countryId;
    public Guid AssessmentId { get; } = assessmentId;
    public string Name { get; } = name;
    public string ContentType { get; } = contentType;
    public byte[] Content { get; } = content;

    /// <summary>SHA-256 of the content, lower-case hexadecimal.</summary>
    public string Sha256 { get; } = sha256;

    public DateTimeOffset AttachedAt { get; } = attachedAt;
    public string AttachedByName { get; } = attachedByName;
}
