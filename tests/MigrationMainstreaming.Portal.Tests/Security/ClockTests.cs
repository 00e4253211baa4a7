using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Portal.Features.Administration;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Features.Templates;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Security;

/// <summary>A portal whose own clock is days off: what it records, and what anybody may do, goes by the database's clock.</summary>
public sealed class ClockTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public async Task Acts_OfAPortalWhoseClockIsOff_AreRecordedAtTheRightTime(int days)
    {
        await using var portal = Off(days);
        await portal.SignInAsync("coordinator@demo.example");
        await using var db = portal.Everything();
        var id = await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
        var sector = await db.SectorAssessments.AsNoTracking().SingleAsync(sector => sector.AssessmentId == id && sector.TemplateKey == "gender");
        var country = sector.CountryId;
        var since = DateTimeOffset.UtcNow.AddSeconds(-1);

        await portal.Get<SectorActService>().CloseAsync(Guid.NewGuid(), id, "gender", sector.Revision, "Silent");
        await portal.Get<SectorActService>().ReopenAsync(Guid.NewGuid(), id, "gender", sector.Revision + 1);
        await portal.Get<AnswerService>().RecordAsync(new AnswerPlace(id, "gender", "GEN-1"), AnswerChange.To(new AnswerContent(null, $"Clock off by {days}", null), AnswerOrigin.Typed), await VersionAsync(), Guid.NewGuid());
        var (invitation, token) = await portal.Get<Invitations>().InviteAsync(Guid.NewGuid(), $"clock{days}@demo.example", "Clock", "en", Role.Observer, country, null, DateTimeOffset.UtcNow.AddHours(1));
        Assert.NotNull(await portal.Get<Invitations>().FindAsync(token));
        await portal.SignInAsync("admin@demo.example");
        var (key, number) = await portal.Get<TemplateService>().DraftFromAsync(Guid.NewGuid(), "finance", 1);
        var draft = (await portal.Get<TemplateService>().FindAsync(key, number))!;
        await portal.Get<TemplateService>().PublishAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, "Clearer.");

        var until = DateTimeOffset.UtcNow.AddSeconds(1);
        DateTimeOffset?[] moments =
        [
            (await db.SectorAssessments.AsNoTracking().SingleAsync(found => found.Id == sector.Id)).ChangedAt,
            await db.Activities.Where(activity => activity.SectorAssessmentId == sector.Id && activity.Kind == "closed").MaxAsync(activity => activity.At),
            await db.AnswerRevisions.Where(revision => revision.SectorAssessmentId == sector.Id).MaxAsync(revision => revision.At),
            await db.Operations.IgnoreQueryFilters().MaxAsync(operation => operation.At),
            invitation.InvitedAt,
            await db.TemplateVersions.Where(version => version.Id == draft.Version.Id).Select(version => version.CreatedAt).SingleAsync(),
            await db.TemplateVersions.Where(version => version.Id == draft.Version.Id).Select(version => version.PublishedAt).SingleAsync(),
        ];
        Assert.All(moments, moment => Assert.InRange(moment!.Value, since, until));

        async Task<int> VersionAsync() => await db.Answers.AsNoTracking().Where(answer => answer.SectorAssessmentId == sector.Id && answer.QuestionCode == "GEN-1").Select(answer => answer.Version).SingleOrDefaultAsync();
    }

    [Fact]
    public async Task Scope_OfAPortalThatRunsAhead_HoldsToItsEnd()
    {
        await using var portal = Off(3);
        var country = await portal.AddCountryAsync("CA");
        await portal.AddPersonAsync("ahead@demo.example", Role.Coordinator, country, until: DateTimeOffset.UtcNow.AddHours(1));

        Assert.Single((await portal.SignInAsync("ahead@demo.example")).Scopes);
        await using var db = await portal.ContextAsync();
        Assert.Single((await portal.Get<CurrentUser>().ForWriteAsync(db)).Scopes);
    }

    [Fact]
    public async Task Scope_OfAPortalThatRunsBehind_EndsAllTheSame()
    {
        await using var portal = Off(-3);
        var country = await portal.AddCountryAsync("CB");
        await portal.AddPersonAsync("behind@demo.example", Role.Coordinator, country, until: DateTimeOffset.UtcNow.AddSeconds(2));
        Assert.Single((await portal.SignInAsync("behind@demo.example")).Scopes);

        // Held for five seconds, and yet not longer than the scope itself.
        portal.Clock.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Empty((await portal.Get<CurrentUser>().PersonAsync())!.Scopes);

        await portal.AddPersonAsync("over@demo.example", Role.Coordinator, country, until: DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Empty((await portal.SignInAsync("over@demo.example")).Scopes);
    }

    [Fact]
    public async Task Grant_OfAPortalWhoseClockIsOff_MustLieInTheFutureOfTheDatabase()
    {
        await using var portal = Off(-3);
        var country = await portal.AddCountryAsync("CC");
        var person = await portal.AddPersonAsync("granted-late@demo.example", Role.Observer, country);
        await portal.SignInAsync("admin@demo.example");
        var people = portal.Get<PeopleService>();
        var shown = (await people.ListAsync()).Single(found => found.Id == person.Id).Shown;

        await Assert.ThrowsAsync<DomainRuleException>(() => people.GrantAsync(Guid.NewGuid(), person.Id, shown, Role.Coordinator, country.Id, null, DateTimeOffset.UtcNow.AddHours(-1)));
        await people.GrantAsync(Guid.NewGuid(), person.Id, shown, Role.Coordinator, country.Id, null, DateTimeOffset.UtcNow.AddHours(1));
    }

    private PortalTestContext Off(int days)
    {
        var portal = new PortalTestContext(database);
        portal.Clock.AdjustTime(DateTimeOffset.UtcNow.AddDays(days));
        return portal;
    }
}
