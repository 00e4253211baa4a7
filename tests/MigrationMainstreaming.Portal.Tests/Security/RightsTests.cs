using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Tests.Security;

/// <summary>The table of rights, spelt out a second time as people would say it.</summary>
public sealed class RightsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly Jurisdiction _country = Jurisdiction.NewCountry("AA", new LocalText("en", "A"));
    private readonly Jurisdiction _neighbour = Jurisdiction.NewCountry("BB", new LocalText("en", "B"));
    private readonly Ministry _ministry;
    private readonly Assessment _assessment;

    public RightsTests()
    {
        _ministry = Ministry.Of(_country, "health", new LocalText("en", "Health"));
        _assessment = Assessment.Open(_country, new AssessmentTerms("One", "2026", new DateOnly(2026, 10, 1), null, "en", ReleaseMode.ByHand), Noon);
        _assessment.Add("health", Guid.NewGuid(), _ministry.Id);
    }

    public static TheoryData<SectorStatus> States => new(Enum.GetValues<SectorStatus>());

    /// <summary>Role: act in the states N(otStarted) P(rogress) S(ubmitted) I(nReview) R(eturned) V(iewed) C(losed).</summary>
    public static TheoryData<string, Act, string> Table => new()
    {
        { "official", Act.SeeAnswers, "NPSIRVC" },
        { "official", Act.Answer, "NPR" },
        { "official", Act.Submit, "PR" },
        { "official", Act.SettleProposal, "NPIR" },
        { "official", Act.TryOut, "NPSIRVC" },
        { "official", Act.SettleCrosswalk, "" },
        { "official", Act.ConfirmNotApplicable, "" },
        { "official", Act.Release, "" },
        { "official", Act.Return, "" },
        { "official", Act.Close, "" },
        { "official", Act.Conclude, "" },
        { "official", Act.Ask, "" },
        { "official", Act.Propose, "" },
        { "coordinator", Act.SeeAnswers, "NPSIRVC" },
        { "coordinator", Act.TryOut, "NPSIRVC" },
        { "coordinator", Act.ConfirmNotApplicable, "NPSIR" },
        { "coordinator", Act.SettleCrosswalk, "NPR" },
        { "coordinator", Act.Release, "S" },
        { "coordinator", Act.Return, "SIV" },
        { "coordinator", Act.Conclude, "I" },
        { "coordinator", Act.Close, "NPR" },
        { "coordinator", Act.Reopen, "C" },
        { "coordinator", Act.Ask, "" },
        { "coordinator", Act.Propose, "" },
        { "adviser", Act.SeeProgress, "NPSIRVC" },
        { "adviser", Act.SeeAnswers, "IV" },
        { "adviser", Act.SeeSubmission, "IV" },
        { "adviser", Act.SeeResults, "IV" },
        { "adviser", Act.TryOut, "" },
        { "adviser", Act.Ask, "I" },
        { "adviser", Act.Propose, "I" },
        { "adviser", Act.Return, "IV" },
        { "adviser", Act.Conclude, "I" },
        { "adviser", Act.Answer, "" },
        { "adviser", Act.SettleCrosswalk, "" },
        { "adviser", Act.Submit, "" },
        { "adviser", Act.Release, "" },
        { "adviser", Act.Close, "" },
        { "adviser", Act.SettleProposal, "" },
        { "observer", Act.SeeAnswers, "" },
        { "observer", Act.SeeResults, "" },
        { "observer", Act.TryOut, "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Allows_RoleAndAct_InTheseStatesAlone(string role, Act act, string states)
    {
        var person = PersonWith(ScopeOf(role, _country, _ministry));

        var allowed = new string([.. Enum.GetValues<SectorStatus>().Where(state => Rights.Allows(person, act, In(state), _assessment)).Select(Letter)]);

        Assert.Equal(string.Concat(states.Order()), string.Concat(allowed.Order()));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Allows_AdministratorAndStrangers_Nothing(SectorStatus state)
    {
        var sector = In(state);
        var elsewhere = Ministry.Of(_country, "other", new LocalText("en", "Other"));
        Person[] nobody =
        [
            PersonWith(new Scope(Role.Administrator)),
            PersonWith(),
            .. Role.All.Where(role => role != Role.Administrator).Select(role => PersonWith(ScopeOf(role, _neighbour, Ministry.Of(_neighbour, "health", new LocalText("en", "H"))))),
        ];

        Assert.All(nobody, person => Assert.All(Enum.GetValues<Act>(), act => Assert.False(Rights.Allows(person, act, sector, _assessment) || Rights.Allows(person, act, _assessment) || Rights.Allows(person, act, _country.Id))));

        // An official of another ministry knows how far it is, as the whole board does, and no more.
        var colleague = PersonWith(ScopeOf(Role.Official, _country, elsewhere));
        Assert.Equal([Act.SeeProgress], Enum.GetValues<Act>().Where(act => Rights.Allows(colleague, act, sector, _assessment)));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Allows_ActsThatTurnTheState_OnlyWhereTheStateMachineDoes(SectorStatus state)
    {
        var sector = In(state);
        var coordinator = PersonWith(ScopeOf(Role.Coordinator, _country, _ministry));

        Assert.Equal(sector.CanSubmit, Rights.Allows(coordinator, Act.Submit, sector, _assessment));
        Assert.Equal(sector.CanRelease, Rights.Allows(coordinator, Act.Release, sector, _assessment));
        Assert.Equal(sector.CanReturn, Rights.Allows(coordinator, Act.Return, sector, _assessment));
        Assert.Equal(sector.CanConclude, Rights.Allows(coordinator, Act.Conclude, sector, _assessment));
        Assert.Equal(sector.CanClose, Rights.Allows(coordinator, Act.Close, sector, _assessment));
        Assert.Equal(sector.CanReopen, Rights.Allows(coordinator, Act.Reopen, sector, _assessment));
        Assert.Equal(sector.IsOpen, Rights.Allows(coordinator, Act.Answer, sector, _assessment));
        Assert.Equal(sector.IsReleased, Rights.Allows(PersonWith(ScopeOf(Role.Adviser, _country, _ministry)), Act.SeeAnswers, sector, _assessment));
    }

    [Fact]
    public void Allows_AdviserAfterAReturn_TheReleasedSubmissionAndNotWhatIsWrittenNow()
    {
        var adviser = PersonWith(ScopeOf(Role.Adviser, _country, _ministry));
        var sector = In(SectorStatus.Returned);

        Assert.True(Rights.Allows(adviser, Act.SeeSubmission, sector, _assessment, releasedBefore: true));
        Assert.False(Rights.Allows(adviser, Act.SeeAnswers, sector, _assessment, releasedBefore: true));
    }

    [Fact]
    public void Allows_OfficialOfAnotherMinistry_TheWholeResultsAfterSignOff()
    {
        var colleague = PersonWith(ScopeOf(Role.Official, _country, Ministry.Of(_country, "other", new LocalText("en", "Other"))));
        var sector = In(SectorStatus.Reviewed);
        _assessment.Follow();
        Assert.False(Rights.SeesSomeResults(colleague, _assessment));

        _assessment.SignOff(new Signature("N", "O", new DateOnly(2026, 11, 2), null, Noon, "C"));

        Assert.True(Rights.Allows(colleague, Act.SeeResults, _assessment));
        Assert.True(Rights.Allows(colleague, Act.SeeResults, sector, _assessment));
        Assert.False(Rights.Allows(PersonWith(ScopeOf(Role.Coordinator, _country, _ministry)), Act.Return, sector, _assessment));
    }

    /// <summary>Role; in which states N P S I R V C a side is read as it stands (=), as submitted (s), as released (r), or not at all (-): the
    /// own sector, another one, another one against the own; first before any submission was released, then after one was.</summary>
    [Theory]
    [InlineData("own official", false, "======-", "======-", "======-", "======-")]
    [InlineData("coordinator", false, "======-", "======-", "======-", "======-")]
    [InlineData("other official", false, "-------", "-------", "--==s=-", "--==s=-")]
    [InlineData("adviser", false, "---=-=-", "-rr=r=-", "---=-=-", "-rr=r=-")]
    [InlineData("observer", false, "-------", "-------", "-------", "-------")]
    [InlineData("administrator", false, "-------", "-------", "-------", "-------")]
    [InlineData("other official", true, "======-", "======-", "======-", "======-")]
    [InlineData("adviser", true, "---=-=-", "-rr=r=-", "---=-=-", "-rr=r=-")]
    [InlineData("observer", true, "-------", "-------", "-------", "-------")]
    [InlineData("administrator", true, "-------", "-------", "-------", "-------")]
    public void OfSide_RoleAndState_IsWhatMayBeRead(string who, bool isSignedOff, string alone, string aloneReleased, string against, string againstReleased)
    {
        var person = Somebody(who);

        // The one that nobody began last, since the next would be led on from it.
        var sectors = "CVRISPN".Select(letter => In(Enum.GetValues<SectorStatus>().Single(state => Letter(state) == letter))).Reverse().ToList();
        var assessment = _assessment;
        if (isSignedOff)
        {
            // The same sectors, as an assessment that is signed off would have them.
            typeof(Assessment).GetProperty(nameof(Assessment.Status))!.SetValue(assessment, AssessmentStatus.SignedOff);
        }

        // A sector that nobody handed in yet cannot have been released.
        Assert.Equal(alone, Sights(touches: false, released: false));
        Assert.Equal(aloneReleased, Sights(touches: false, released: true));
        Assert.Equal(against, Sights(touches: true, released: false));
        Assert.Equal(againstReleased, Sights(touches: true, released: true));

        string Sights(bool touches, bool released) => string.Concat(sectors.Select(sector => Rights.OfSide(person, sector, assessment, touches, released && sector.Status != SectorStatus.NotStarted) switch
        {
            SideSight.AsItStands => '=',
            SideSight.AsSubmitted => 's',
            SideSight.AsReleased => 'r',
            _ => '-',
        }));
    }

    /// <summary>Who may write about a hit and settle it, by the states of its sides.</summary>
    [Theory]
    [InlineData("own official", "NPSIRVC", "SIV")]
    [InlineData("coordinator", "NPSIRVC", "SIV")]
    [InlineData("other official", "", "")]
    [InlineData("adviser", "", "")]
    [InlineData("observer", "", "")]
    [InlineData("administrator", "", "")]
    public void AllowsOnHit_RoleAndStates_ThatAllSidesHave(string who, string comment, string settle)
    {
        var person = Somebody(who);
        var fixedSide = In(SectorStatus.Submitted);

        Assert.Equal(comment, States(Act.CommentOnHit));
        Assert.Equal(settle, States(Act.SettleHit));
        Assert.False(Rights.AllowsOnHit(person, Act.CommentOnHit, [], _assessment));
        Assert.False(Rights.AllowsOnHit(person, Act.Submit, [fixedSide], _assessment));
        typeof(Assessment).GetProperty(nameof(Assessment.Status))!.SetValue(_assessment, AssessmentStatus.SignedOff);
        Assert.False(Rights.AllowsOnHit(person, Act.CommentOnHit, [fixedSide], _assessment) || Rights.AllowsOnHit(person, Act.SettleHit, [fixedSide], _assessment));

        string States(Act act) => string.Concat("NPSIRVC".Where(letter => Rights.AllowsOnHit(person, act, [fixedSide, In(Enum.GetValues<SectorStatus>().Single(state => Letter(state) == letter))], _assessment)));
    }

    [Fact]
    public void OnHits_OneMinistryOfTwo_IsEnoughToWrite_AndAnotherCountryIsNever()
    {
        var other = Ministry.Of(_country, "labour", new LocalText("en", "Labour"));
        var side = _assessment.Add("employment", Guid.NewGuid(), other.Id);
        var health = In(SectorStatus.NotStarted);

        Assert.True(Rights.AllowsOnHit(PersonWith(ScopeOf(Role.Official, _country, other)), Act.CommentOnHit, [health, side], _assessment));
        Assert.False(Rights.AllowsOnHit(PersonWith(ScopeOf(Role.Coordinator, _neighbour, other)), Act.CommentOnHit, [health, side], _assessment));
        Assert.Equal(SideSight.Nothing, Rights.OfSide(PersonWith(ScopeOf(Role.Coordinator, _neighbour, other)), health, _assessment, touchesOwn: true, releasedBefore: true));
    }

    private Person Somebody(string who) => who switch
    {
        "own official" => PersonWith(ScopeOf(Role.Official, _country, _ministry)),
        "other official" => PersonWith(ScopeOf(Role.Official, _country, Ministry.Of(_country, "other", new LocalText("en", "Other")))),
        "administrator" => PersonWith(new Scope(Role.Administrator)),
        _ => PersonWith(ScopeOf(who, _country, _ministry)),
    };

    [Fact]
    public void Allows_TakingTheWholePackage_TheCoordinatorAlone_InEveryState()
    {
        In(SectorStatus.Reviewed);
        Person[] others = [.. Role.All.Where(role => role != Role.Coordinator).Select(role => PersonWith(ScopeOf(role, _country, _ministry))), PersonWith(ScopeOf(Role.Coordinator, _neighbour, _ministry))];
        foreach (var step in new Action[] { () => { }, _assessment.Follow, () => _assessment.SignOff(new Signature("N", "O", new DateOnly(2026, 11, 2), null, Noon, "C")) })
        {
            step();

            Assert.True(Rights.Allows(PersonWith(ScopeOf(Role.Coordinator, _country, _ministry)), Act.TakePackage, _assessment));
            Assert.All(others, person => Assert.False(Rights.Allows(person, Act.TakePackage, _assessment)));
        }
    }

    [Fact]
    public void AllowsGranting_AboveTheOwnRightOrInAnotherCountry_Not()
    {
        var coordinator = PersonWith(ScopeOf(Role.Coordinator, _country, _ministry));
        var official = PersonWith(ScopeOf(Role.Official, _country, _ministry));

        Assert.True(Rights.AllowsGranting(coordinator, Role.Adviser, _country.Id));
        Assert.False(Rights.AllowsGranting(coordinator, Role.Adviser, _neighbour.Id));
        Assert.False(Rights.AllowsGranting(coordinator, Role.Administrator, null));
        Assert.False(Rights.AllowsGranting(coordinator, Role.Administrator, _country.Id));
        Assert.False(Rights.AllowsGranting(official, Role.Official, _country.Id));
        Assert.True(Rights.AllowsGranting(PersonWith(new Scope(Role.Administrator)), Role.Administrator, null));
        Assert.False(Rights.AllowsGranting(PersonWith(new Scope(Role.Administrator)), "emperor", null));
    }

    /// <summary>Role: act in the interaction matrix, in the states O(pen) R(eviewed) S(igned off) of the assessment, before and after its release.</summary>
    public static TheoryData<string, Act, string, string> MatrixTable => new()
    {
        { "official", Act.RateInteractions, "OR", "OR" },
        { "official", Act.SeeInteractions, "", "ORS" },
        { "official", Act.SettleInteractions, "", "" },
        { "official", Act.ChangeMatrix, "", "" },
        { "coordinator", Act.RateInteractions, "", "" },
        { "coordinator", Act.SeeInteractions, "ORS", "ORS" },
        { "coordinator", Act.SettleInteractions, "OR", "OR" },
        { "coordinator", Act.ChangeMatrix, "OR", "OR" },
        { "adviser", Act.RateInteractions, "", "" },
        { "adviser", Act.SeeInteractions, "", "ORS" },
        { "adviser", Act.SettleInteractions, "", "" },
        { "adviser", Act.ChangeMatrix, "", "" },
        { "observer", Act.RateInteractions, "", "" },
        { "observer", Act.SeeInteractions, "", "" },
        { "administrator", Act.SeeInteractions, "", "" },
        { "administrator", Act.ChangeMatrix, "", "" },
    };

    [Theory]
    [MemberData(nameof(MatrixTable))]
    public void AllowsInTheMatrix_RoleAndAct_InTheseStatesAlone(string role, Act act, string before, string after)
    {
        var person = PersonWith(role == Role.Administrator ? new Scope(role) : ScopeOf(role, _country, _ministry));
        var neighbour = PersonWith(ScopeOf(role, _neighbour, Ministry.Of(_neighbour, "health", new LocalText("en", "H"))));
        var (allowedBefore, allowedAfter) = ("", "");
        foreach (var (letter, assessment) in AssessmentStates())
        {
            allowedBefore += Rights.Allows(person, act, assessment, isReleased: false) ? letter : "";
            allowedAfter += Rights.Allows(person, act, assessment, isReleased: true) ? letter : "";
            Assert.False(Rights.Allows(neighbour, act, assessment, isReleased: true));
        }

        Assert.Equal((before, after), (allowedBefore, allowedAfter));
    }

    [Fact]
    public void AllowsInTheMatrix_OfficialOfAMinistryThatTakesNoPart_Nothing()
    {
        var elsewhere = PersonWith(ScopeOf(Role.Official, _country, Ministry.Of(_country, "other", new LocalText("en", "Other"))));
        var silent = PersonWith(ScopeOf(Role.Official, _country, _ministry));
        In(SectorStatus.Closed);

        Assert.All(Enum.GetValues<Act>(), act => Assert.False(Rights.Allows(elsewhere, act, _assessment, isReleased: true) || Rights.Allows(silent, act, _assessment, isReleased: true)));
    }

    [Fact]
    public void SideOf_APair_IsThatOfTheOwnMinistry_AndNoneElsewhere()
    {
        var (own, other, third) = (new MatrixMember("health", _ministry.Id), new MatrixMember("labour", Guid.NewGuid()), new MatrixMember("finance", Guid.NewGuid()));
        var official = PersonWith(ScopeOf(Role.Official, _country, _ministry));

        Assert.Equal(PairSide.Giving, Rights.SideOf(official, own, other));
        Assert.Equal(PairSide.Receiving, Rights.SideOf(official, other, own));
        Assert.Equal(PairSide.Giving, Rights.SideOf(official, own, own with { Code = "gender" }));
        Assert.Null(Rights.SideOf(official, other, third));
        Assert.Null(Rights.SideOf(PersonWith(ScopeOf(Role.Coordinator, _country, _ministry)), own, other));
    }

    /// <summary>An assessment in each state that it can be led into, with one sector.</summary>
    private IEnumerable<(string Letter, Assessment Assessment)> AssessmentStates()
    {
        yield return ("O", Opened());
        yield return ("R", Reviewed());
        var signed = Reviewed();
        signed.SignOff(new Signature("N", "O", new DateOnly(2026, 11, 2), null, Noon, "C"));
        yield return ("S", signed);

        Assessment Opened()
        {
            var assessment = Assessment.Open(_country, new AssessmentTerms("One", "2026", new DateOnly(2026, 10, 1), null, "en", ReleaseMode.ByHand), Noon);
            assessment.Add("health", Guid.NewGuid(), _ministry.Id);
            return assessment;
        }

        Assessment Reviewed()
        {
            var assessment = Opened();
            var sector = assessment.Sectors[0];
            sector.Begin(Noon);
            sector.Submit(Noon);
            sector.Release(Noon);
            sector.Conclude(Noon);
            assessment.Follow();
            return assessment;
        }
    }

    private static Person PersonWith(params Scope[] scopes) => new(Guid.NewGuid(), "N", "n@demo.example", "en", scopes);

    private static Scope ScopeOf(string role, Jurisdiction country, Ministry ministry) => new(role, country.Id, role == Role.Official ? ministry.Id : null);

    private static char Letter(SectorStatus state) => state == SectorStatus.Reviewed ? 'V' : state == SectorStatus.InProgress ? 'P' : state.ToString()[0];

    /// <summary>The sector, led into a state by the verbs that lead there.</summary>
    private SectorAssessment In(SectorStatus state)
    {
        var assessment = _assessment;
        var sector = assessment.Sectors[^1];
        if (sector.Status != SectorStatus.NotStarted)
        {
            sector = assessment.Add($"again-{assessment.Sectors.Count}", Guid.NewGuid(), _ministry.Id);
        }

        Action[] way = state switch
        {
            SectorStatus.InProgress => [Begin],
            SectorStatus.Submitted => [Begin, Submit],
            SectorStatus.InReview => [Begin, Submit, Release],
            SectorStatus.Returned => [Begin, Submit, Release, () => sector.Return("why", "A", Noon)],
            SectorStatus.Reviewed => [Begin, Submit, Release, () => sector.Conclude(Noon)],
            SectorStatus.Closed => [() => sector.Close("silent", "C", Noon)],
            _ => [],
        };
        Array.ForEach(way, step => step());
        return sector;

        void Begin() => sector.Begin(Noon);
        void Submit() => sector.Submit(Noon);
        void Release() => sector.Release(Noon);
    }
}
