using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Assessments;

/// <summary>A jurisdiction's round: its sectors, from opening to publication. It is the government's.</summary>
public sealed class Assessment : ICountryOwned
{
    private readonly List<SectorAssessment> _sectors = [];

    private Assessment(Guid id, Guid countryId, Guid jurisdictionId, DateTimeOffset openedAt) =>
        (Id, CountryId, JurisdictionId, OpenedAt) = (id, countryId, jurisdictionId, openedAt);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid JurisdictionId { get; }
    public DateTimeOffset OpenedAt { get; }
    public string Title { get; private set; } = "";

    /// <summary>The name of the round: "2026", "2026–2028".</summary>
    public string Cycle { get; private set; } = "";

    /// <summary>The day for which the answers hold.</summary>
    public DateOnly SituationOn { get; private set; }

    public DateOnly? DueOn { get; private set; }

    /// <summary>The language in which the assessment is led; readers choose their own.</summary>
    public string Language { get; private set; } = "en";

    public ReleaseMode ReleaseMode { get; private set; }
    public AssessmentStatus Status { get; private set; } = AssessmentStatus.Open;
    public Signature? Signature { get; private set; }

    /// <summary>Raised by one with each change; a writer names the revision it was shown.</summary>
    public int Revision { get; private set; } = 1;

    public IReadOnlyList<SectorAssessment> Sectors => _sectors;

    /// <summary>Whether sectors can still be worked on.</summary>
    public bool IsOpen => Status is AssessmentStatus.Open or AssessmentStatus.Reviewed;

    public static Assessment Open(Jurisdiction jurisdiction, AssessmentTerms terms, DateTimeOffset at)
    {
        var assessment = new Assessment(Guid.CreateVersion7(), jurisdiction.CountryId, jurisdiction.Id, at);
        assessment.Set(terms);
        return assessment;
    }

    /// <summary>Changes title, dates, language and the way of release, until sign-off.</summary>
    public void Change(AssessmentTerms terms)
    {
        DomainRule.Require(IsOpen, "The assessment is signed off and cannot be changed.");
        Set(terms);
        Revision++;
    }

    /// <summary>Adds a questionnaire, led by one ministry.</summary>
    public SectorAssessment Add(string templateKey, Guid templateVersionId, Guid ministryId)
    {
        DomainRule.Require(IsOpen, "The assessment is signed off and cannot be changed.");
        DomainRule.Require(_sectors.TrueForAll(sector => sector.TemplateKey != templateKey), "This questionnaire is already part of the assessment.");
        var sector = new SectorAssessment(Guid.CreateVersion7(), CountryId, Id, templateKey, templateVersionId, _sectors.Count, ministryId);
        _sectors.Add(sector);
        Revision++;
        Follow();
        return sector;
    }

    /// <summary>Takes a questionnaire out on which nobody has begun.</summary>
    public void Remove(SectorAssessment sector)
    {
        DomainRule.Require(IsOpen, "The assessment is signed off and cannot be changed.");
        DomainRule.Require(sector.Status == SectorStatus.NotStarted, "Work on this sector has begun: close it with a reason instead.");
        _sectors.Remove(sector);
        Revision++;
        Follow();
    }

    /// <summary>Reviewed once every sector is reviewed or closed; open again when one is returned or reopened.
    /// Called after each change of a sector's state.</summary>
    public void Follow()
    {
        if (IsOpen)
        {
            var finished = _sectors.Count > 0 && _sectors.TrueForAll(sector => sector.Status is SectorStatus.Reviewed or SectorStatus.Closed)
                && _sectors.Exists(sector => sector.Status == SectorStatus.Reviewed);
            Status = finished ? AssessmentStatus.Reviewed : AssessmentStatus.Open;
        }
    }

    /// <summary>Records who signed the assessment off.</summary>
    public void SignOff(Signature signature)
    {
        DomainRule.Require(Status == AssessmentStatus.Reviewed, "An assessment can be signed off once every sector is reviewed or closed.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(signature.Name) && !string.IsNullOrWhiteSpace(signature.Office), "Name the signatory and the office.");
        DomainRule.RequireNo(TextRules.ProblemWith(signature.Name, TextRules.LongestName) ?? TextRules.ProblemWith(signature.Office, TextRules.LongestName));
        (Signature, Status) = (signature, AssessmentStatus.SignedOff);
        Revision++;
    }

    /// <summary>Takes the sign-off back; the record of it is kept by the caller.</summary>
    public Signature Withdraw()
    {
        DomainRule.Require(Status is AssessmentStatus.SignedOff or AssessmentStatus.Published && Signature is not null, "Only a signed-off assessment can be withdrawn.");
        var withdrawn = Signature!;
        (Signature, Status) = (null, AssessmentStatus.Reviewed);
        Revision++;
        return withdrawn;
    }

    private void Set(AssessmentTerms terms)
    {
        DomainRule.Require(!string.IsNullOrWhiteSpace(terms.Title) && terms.Title.Length <= 200, "Give the assessment a title of up to 200 characters.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(terms.Cycle) && terms.Cycle.Length <= 40, "Name the cycle, such as 2026.");
        DomainRule.RequireNo(TextRules.ProblemWith(terms.Title, TextRules.LongestName) ?? TextRules.ProblemWith(terms.Cycle, TextRules.LongestName));
        (Title, Cycle, SituationOn, DueOn, Language, ReleaseMode) = (terms.Title.Trim(), terms.Cycle.Trim(), terms.SituationOn, terms.DueOn, terms.Language, terms.ReleaseMode);
    }
}

/// <summary>What the coordinator sets when opening an assessment, and may change later.</summary>
public sealed record AssessmentTerms(string Title, string Cycle, DateOnly SituationOn, DateOnly? DueOn, string Language, ReleaseMode ReleaseMode);

/// <summary>Who signed an assessment off, and who recorded it.</summary>
/// <param name="Name">The signatory.</param>
/// <param name="Office">The office held.</param>
/// <param name="SignedOn">The day of the signature.</param>
/// <param name="LetterId">The attached letter, if there is one.</param>
/// <param name="RecordedAt">When it was recorded here.</param>
/// <param name="RecordedByName">By whom.</param>
public sealed record Signature(string Name, string Office, DateOnly SignedOn, Guid? LetterId, DateTimeOffset RecordedAt, string RecordedByName);
