using System.Text;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Assessments;

public sealed class AnswerServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Official = "health@demo.example";
    private const string Coordinator = "coordinator@demo.example";

    [Fact]
    public async Task NotApplicable_Confirmed_LeavesTheScore_UntilTheAnswerChanges()
    {
        await using var portal = new PortalTestContext(database);
        var place = await PlaceAsync(portal, "HEA-4");
        var version = await GiveAsync(portal, Official, place, new AnswerValue.NotApplicable("There are no such programmes."));

        await portal.SignInAsync(Official);
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<AnswerService>().ConfirmNotApplicableAsync(place, version, Guid.NewGuid()));

        await portal.SignInAsync(Coordinator);
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<AnswerService>().ConfirmNotApplicableAsync(place, version - 1, Guid.NewGuid()));
        await portal.Get<AnswerService>().ConfirmNotApplicableAsync(place, version, Guid.NewGuid());
        Assert.True((await ViewAsync(portal, place)).IsConfirmed);

        await GiveAsync(portal, Official, place, new AnswerValue.NotApplicable("Another reason."));
        Assert.False((await ViewAsync(portal, place)).IsConfirmed);
    }

    [Fact]
    public async Task NotApplicable_Refused_IsOpenAgain_WithTheReasonBesideIt()
    {
        await using var portal = new PortalTestContext(database);
        var place = await PlaceAsync(portal, "HEA-6");
        var version = await GiveAsync(portal, Official, place, new AnswerValue.NotApplicable("We have no interpreters."));

        await portal.SignInAsync(Coordinator);
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<AnswerService>().RefuseNotApplicableAsync(place, version, " ", Guid.NewGuid()));
        await portal.Get<AnswerService>().RefuseNotApplicableAsync(place, version, "Having none is an answer.", Guid.NewGuid());

        var view = await ViewAsync(portal, place);
        Assert.Null(view.Content.Value);
        Assert.Equal("Having none is an answer.", view.Refusal?.Reason);
        await GiveAsync(portal, Official, place, new AnswerValue.Chosen("absent"));
        Assert.Null((await ViewAsync(portal, place)).Refusal);
    }

    [Fact]
    public async Task Restore_AnEarlierVersion_MakesANewOne()
    {
        await using var portal = new PortalTestContext(database);
        var place = await PlaceAsync(portal, "HEA-7");
        var first = await GiveAsync(portal, Official, place, new AnswerValue.Chosen("partial"));
        var second = await GiveAsync(portal, Official, place, new AnswerValue.Chosen("complete"));

        await portal.Get<AnswerService>().RestoreAsync(place, first, second, Guid.NewGuid());

        var history = await portal.Get<SectorService>().HistoryAsync(place.AssessmentId, place.Sector, place.Question);
        Assert.Equal((second + 1, AnswerOrigin.Restored), (history!.Revisions[0].Version, history.Revisions[0].Origin));
        Assert.Equal(new AnswerValue.Chosen("partial"), history.Revisions[0].Value);
        await Assert.ThrowsAsync<DomainRuleException>(() => portal.Get<AnswerService>().RestoreAsync(place, first, second, Guid.NewGuid()));
    }

    [Fact]
    public async Task Record_HiddenQuestion_IsRefusedInWords_AndItsAnswerIsKept()
    {
        await using var portal = new PortalTestContext(database);
        var place = await PlaceAsync(portal, "HEA-5");
        var version = await GiveAsync(portal, Official, place, new AnswerValue.LawAndPractice("partial", "partial"));
        await using (var db = portal.Everything())
        {
            var country = await db.Assessments.Where(assessment => assessment.Id == place.AssessmentId).Select(assessment => assessment.CountryId).SingleAsync();
            (await db.Jurisdictions.SingleAsync(jurisdiction => jurisdiction.Id == country)).SetProfile(Domain.Jurisdictions.CountryProfile.Of("origin"));
            await db.SaveChangesAsync();
        }

        await portal.SignInAsync(Official);
        var outcome = await portal.Get<AnswerService>().RecordAsync(place, Change(new AnswerValue.LawAndPractice("complete", "complete")), version, Guid.NewGuid());
        var sector = (await portal.Get<SectorService>().FindAsync(place.AssessmentId, place.Sector))!;

        Assert.Contains("not asked", Assert.IsType<AnswerOutcome.Refused>(outcome).Problem, StringComparison.Ordinal);
        Assert.False(sector.Progress.IsAsked("HEA-5"));
        Assert.DoesNotContain(sector.Sections, section => section.Section.Code == "trust");
        Assert.Equal(new AnswerValue.LawAndPractice("partial", "partial"), sector.Answers["HEA-5"].Content.Value);
    }

    [Fact]
    public async Task Record_TheSameOnTopOfAnOlderVersion_SetsNothingAside()
    {
        await using var portal = new PortalTestContext(database);
        var place = await PlaceAsync(portal, "HEA-9");
        var shown = (await ViewAsync(portal, place)).Version;
        await GiveAsync(portal, Official, place, new AnswerValue.Chosen("partial"));

        var outcome = await portal.Get<AnswerService>().RecordAsync(place, Change(new AnswerValue.Chosen("partial")), shown, Guid.NewGuid());

        Assert.IsType<AnswerOutcome.TwoAnswers>(outcome);
        Assert.Null((await ViewAsync(portal, place)).SetAside);
    }

    [Fact]
    public async Task Record_TwoWhoChooseTheSameOfTwoAnswersAtOnce_LeaveNothingToChoose()
    {
        await using var portal = new PortalTestContext(database);
        var place = await PlaceAsync(portal, "HEA-8");
        await GiveAsync(portal, Official, place, new AnswerValue.Chosen("partial"));
        var shown = (await ViewAsync(portal, place)).Version;
        await GiveAsync(portal, Coordinator, place, new AnswerValue.Chosen("absent"));
        var aside = Guid.NewGuid();
        await portal.SignInAsync(Official);
        Assert.IsType<AnswerOutcome.TwoAnswers>(await portal.Get<AnswerService>().RecordAsync(place, Change(new AnswerValue.Chosen("complete")), shown, aside));

        var choice = AnswerChange.Read(Encoding.UTF8.GetBytes($$"""{ "value": { "chosen": "complete" }, "settles": "{{aside}}" }"""));
        await portal.SignInAsync(Coordinator);
        Assert.IsType<AnswerOutcome.Saved>(await portal.Get<AnswerService>().RecordAsync(place, choice, shown + 1, Guid.NewGuid()));
        await portal.SignInAsync(Official);
        Assert.IsType<AnswerOutcome.TwoAnswers>(await portal.Get<AnswerService>().RecordAsync(place, choice, shown + 1, Guid.NewGuid()));

        Assert.Null((await ViewAsync(portal, place)).SetAside);
        await using var db = portal.Everything();
        Assert.All(await db.SetAsideAnswers.AsNoTracking().Where(one => one.QuestionCode == place.Question).ToListAsync(), one => Assert.NotNull(one.SettledAt));
    }

    [Fact]
    public async Task Record_FirstAnswerAfterAReturn_BeginsTheWorkAgain()
    {
        await using var portal = new PortalTestContext(database);
        var place = await PlaceAsync(portal, "EDU-1", "education");
        var version = (await ViewAsync(portal, place, Coordinator)).Version;
        Assert.Equal(SectorStatus.Returned, (await portal.Get<SectorService>().FindAsync(place.AssessmentId, place.Sector))!.Sector.Status);

        var outcome = await portal.Get<AnswerService>().RecordAsync(place, AnswerChange.Read("""{ "comment": "See instruction 4." }"""u8.ToArray()), version, Guid.NewGuid());

        Assert.IsType<AnswerOutcome.Saved>(outcome);
        Assert.Equal(SectorStatus.InProgress, (await portal.Get<SectorService>().FindAsync(place.AssessmentId, place.Sector))!.Sector.Status);
    }

    [Fact]
    public async Task Find_BeforeRelease_ShowsTheAdviserCountsAndNoAnswer()
    {
        await using var portal = new PortalTestContext(database);
        var place = await PlaceAsync(portal, "HEA-1");
        await portal.SignInAsync("adviser@demo.example");

        var sector = (await portal.Get<SectorService>().FindAsync(place.AssessmentId, place.Sector))!;

        Assert.False(sector.MayRead);
        Assert.Empty(sector.Answers);
        Assert.NotEqual(0, sector.Progress.AnsweredCount);
        Assert.Null(await portal.Get<SectorService>().HistoryAsync(place.AssessmentId, place.Sector, place.Question));
    }

    [Theory]
    [InlineData("labour@demo.example")]
    [InlineData("coordinator@other.example")]
    [InlineData("admin@demo.example")]
    public async Task Find_ByOtherMinistryCountryOrAdministrator_FindsNothing(string email)
    {
        await using var portal = new PortalTestContext(database);
        var place = await PlaceAsync(portal, "HEA-1");
        await portal.SignInAsync(email);

        Assert.Null(await portal.Get<SectorService>().FindAsync(place.AssessmentId, place.Sector));
    }

    private static AnswerChange Change(AnswerValue value) => AnswerChange.To(new AnswerContent(value, null, null), AnswerOrigin.Typed);

    private static async Task<int> GiveAsync(PortalTestContext portal, string email, AnswerPlace place, AnswerValue value)
    {
        var version = (await ViewAsync(portal, place, email)).Version;
        return Assert.IsType<AnswerOutcome.Saved>(await portal.Get<AnswerService>().RecordAsync(place, Change(value), version, Guid.NewGuid())).Version;
    }

    private static async Task<Portal.Components.Questions.AnswerView> ViewAsync(PortalTestContext portal, AnswerPlace place, string email = Official)
    {
        await portal.SignInAsync(email);
        var sector = (await portal.Get<SectorService>().FindAsync(place.AssessmentId, place.Sector))!;
        return sector.AnswerTo(sector.Questionnaire.Find(place.Question)!);
    }

    private static async Task<AnswerPlace> PlaceAsync(PortalTestContext portal, string question, string sector = "health")
    {
        await using var db = portal.Everything();
        return new AnswerPlace(await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync(), sector, question);
    }
}
