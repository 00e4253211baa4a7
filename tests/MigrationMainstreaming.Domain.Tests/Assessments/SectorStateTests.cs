using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Tests.Assessments;

/// <summary>The state machine, generated from its diagram: every state × act is allowed as drawn, or refused in a sentence.</summary>
public sealed class SectorStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The arrows: from, act, to.</summary>
    private static readonly (SectorStatus From, string Act, SectorStatus To)[] Diagram =
    [
        (SectorStatus.NotStarted, "begin", SectorStatus.InProgress),
        (SectorStatus.InProgress, "begin", SectorStatus.InProgress),
        (SectorStatus.Returned, "begin", SectorStatus.InProgress),
        (SectorStatus.InProgress, "submit", SectorStatus.Submitted),
        (SectorStatus.Returned, "submit", SectorStatus.Submitted),
        (SectorStatus.Submitted, "release", SectorStatus.InReview),
        (SectorStatus.InReview, "conclude", SectorStatus.Reviewed),
        (SectorStatus.Submitted, "return", SectorStatus.Returned),
        (SectorStatus.InReview, "return", SectorStatus.Returned),
        (SectorStatus.Reviewed, "return", SectorStatus.Returned),
        (SectorStatus.NotStarted, "close", SectorStatus.Closed),
        (SectorStatus.InProgress, "close", SectorStatus.Closed),
        (SectorStatus.Returned, "close", SectorStatus.Closed),
        (SectorStatus.Closed, "reopen", SectorStatus.InProgress),
    ];

    private static readonly Dictionary<string, Action<SectorAssessment>> Acts = new()
    {
        ["begin"] = sector => sector.Begin(Noon),
        ["submit"] = sector => sector.Submit(Noon),
        ["release"] = sector => sector.Release(Noon),
        ["return"] = sector => sector.Return("Name the act.", "Ada", Noon),
        ["conclude"] = sector => sector.Conclude(Noon),
        ["close"] = sector => sector.Close("No contribution.", "Ada", Noon),
        ["reopen"] = sector => sector.Reopen(Noon),
    };

    private static readonly Dictionary<SectorStatus, string[]> WaysTo = new()
    {
        [SectorStatus.NotStarted] = [],
        [SectorStatus.InProgress] = ["begin"],
        [SectorStatus.Submitted] = ["begin", "submit"],
        [SectorStatus.InReview] = ["begin", "submit", "release"],
        [SectorStatus.Returned] = ["begin", "submit", "return"],
        [SectorStatus.Reviewed] = ["begin", "submit", "release", "conclude"],
        [SectorStatus.Closed] = ["close"],
    };

    public static TheoryData<SectorStatus, string> EveryStateAndAct
    {
        get
        {
            var all = new TheoryData<SectorStatus, string>();
            foreach (var status in Enum.GetValues<SectorStatus>())
            {
                foreach (var act in Acts.Keys)
                {
                    all.Add(status, act);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(EveryStateAndAct))]
    public void Act_InEveryState_DoesWhatTheDiagramSays(SectorStatus from, string act)
    {
        var sector = SectorIn(from, out _);
        var revision = sector.Revision;
        var arrows = Diagram.Where(arrow => arrow.From == from && arrow.Act == act).ToList();

        Assert.Equal(arrows.Count > 0, Allowed(sector, act));
        if (arrows.Count == 0)
        {
            Assert.EndsWith(".", Assert.Throws<DomainRuleException>(() => Acts[act](sector)).Message, StringComparison.Ordinal);
            Assert.Equal((from, revision), (sector.Status, sector.Revision));
        }
        else
        {
            Acts[act](sector);
            Assert.Equal(arrows[0].To, sector.Status);
        }
    }

    [Fact]
    public void Submit_Again_IsNumbered()
    {
        var sector = SectorIn(SectorStatus.Returned, out _);
        Assert.Equal(2, sector.Submit(Noon));
        Assert.Equal(2, sector.SubmissionCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void ReturnAndClose_WithoutReason_AreRefused(string reason)
    {
        Assert.Throws<DomainRuleException>(() => SectorIn(SectorStatus.Submitted, out _).Return(reason, "Ada", Noon));
        Assert.Throws<DomainRuleException>(() => SectorIn(SectorStatus.InProgress, out _).Close(reason, "Ada", Noon));
    }

    [Theory]
    [InlineData(SectorStatus.Reviewed, SectorStatus.Reviewed, AssessmentStatus.Reviewed)]
    [InlineData(SectorStatus.Reviewed, SectorStatus.Closed, AssessmentStatus.Reviewed)]
    [InlineData(SectorStatus.Closed, SectorStatus.Closed, AssessmentStatus.Open)]
    [InlineData(SectorStatus.Reviewed, SectorStatus.InReview, AssessmentStatus.Open)]
    [InlineData(SectorStatus.Reviewed, SectorStatus.NotStarted, AssessmentStatus.Open)]
    public void Assessment_IsReviewedOnceEverySectorIsReviewedOrClosed(SectorStatus one, SectorStatus other, AssessmentStatus expected)
    {
        var assessment = New();
        Bring(assessment.Add("health", Guid.NewGuid(), Guid.NewGuid()), one);
        Bring(assessment.Add("education", Guid.NewGuid(), Guid.NewGuid()), other);
        assessment.Follow();

        Assert.Equal(expected, assessment.Status);
    }

    [Fact]
    public void Assessment_SignedOff_StaysAsItIs_UntilWithdrawn()
    {
        var signature = new Signature("Ada Lovelace", "Minister", new DateOnly(2026, 11, 24), null, Noon, "Ben");
        var sector = SectorIn(SectorStatus.Reviewed, out var assessment);
        Assert.Throws<DomainRuleException>(() => assessment.SignOff(signature));
        assessment.Follow();
        Assert.Throws<DomainRuleException>(() => assessment.SignOff(signature with { Office = " " }));
        assessment.SignOff(signature);

        Assert.False(assessment.IsOpen);
        Assert.Throws<DomainRuleException>(() => assessment.Add("education", Guid.NewGuid(), Guid.NewGuid()));
        Assert.Throws<DomainRuleException>(() => assessment.Remove(sector));
        assessment.Follow();
        Assert.Equal(AssessmentStatus.SignedOff, assessment.Status);
        Assert.Equal(signature, assessment.Withdraw());
        Assert.Equal((AssessmentStatus.Reviewed, null), (assessment.Status, assessment.Signature));
        sector.Return("Mend it.", "Ada", Noon);
        assessment.Follow();
        Assert.Equal(AssessmentStatus.Open, assessment.Status);
    }

    private static bool Allowed(SectorAssessment sector, string act) => act switch
    {
        "begin" => sector.IsOpen,
        "submit" => sector.CanSubmit,
        "release" => sector.CanRelease,
        "return" => sector.CanReturn,
        "conclude" => sector.CanConclude,
        "close" => sector.CanClose,
        _ => sector.CanReopen,
    };

    private static SectorAssessment SectorIn(SectorStatus status, out Assessment assessment)
    {
        assessment = New();
        return Bring(assessment.Add("health", Guid.NewGuid(), Guid.NewGuid()), status);
    }

    private static SectorAssessment Bring(SectorAssessment sector, SectorStatus status)
    {
        foreach (var act in WaysTo[status])
        {
            Acts[act](sector);
        }

        Assert.Equal(status, sector.Status);
        return sector;
    }

    private static Assessment New() => Assessment.Open(
        Jurisdiction.NewCountry("XA", new LocalText("en", "Arcadia")),
        new AssessmentTerms("First round", "2026", new DateOnly(2026, 1, 1), null, "en", ReleaseMode.ByHand), Noon);
}
