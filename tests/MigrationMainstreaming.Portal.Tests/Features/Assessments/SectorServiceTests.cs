using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Assessments;

/// <summary>What an open page learns of changes: it reads little, and shows the same as a page that reads all.</summary>
public sealed class SectorServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Official = "health@demo.example";

    [Fact]
    public async Task Freshen_AfterAnAnswer_ShowsWhatAWholeReadingShows()
    {
        await using var portal = new PortalTestContext(database);
        var shown = await ShownAsync(portal);

        foreach (var (question, value) in new (string, AnswerValue?)[] { ("HEA-4", new AnswerValue.Chosen("complete")), ("HEA-3", new AnswerValue.LawAndPractice("absent", null)), ("HEA-4", null), ("HEA-4", new AnswerValue.NotApplicable("No camps.")) })
        {
            await AnswerAsync(portal, shown, question, value);
            shown = await SameAsWholeAsync(portal, shown, question);
        }
    }

    [Fact]
    public async Task Freshen_WithTwoAnswers_ShowsBoth()
    {
        await using var portal = new PortalTestContext(database);
        var shown = await ShownAsync(portal);
        var version = shown.Answers.GetValueOrDefault("HEA-6")?.Version ?? 0;
        await AnswerAsync(portal, shown, "HEA-6", new AnswerValue.Chosen("partial"));
        var place = new AnswerPlace(shown.Assessment.Id, "health", "HEA-6");
        Assert.IsType<AnswerOutcome.TwoAnswers>(await portal.Get<AnswerService>().RecordAsync(place, Change(new AnswerValue.Chosen("absent")), version, Guid.NewGuid()));

        var fresh = await SameAsWholeAsync(portal, shown, "HEA-6");

        Assert.Equal(new AnswerValue.Chosen("absent"), fresh.Answers["HEA-6"].SetAside!.Content.Value);
    }

    [Fact]
    public async Task Freshen_AfterTheSectorWasClosed_ShowsItClosed()
    {
        await using var portal = new PortalTestContext(database);
        var shown = await ShownAsync(portal, "education@demo.example", "education");
        await using (var db = portal.Everything())
        {
            (await db.SectorAssessments.SingleAsync(sector => sector.Id == shown.Sector.Id)).Close("No staff.", "Coordinator", DateTimeOffset.UtcNow);
            await db.SaveChangesAsync();
        }

        var fresh = await portal.Get<SectorService>().FreshenAsync(shown, new HashSet<string> { "EDU-1" });

        Assert.Equal(SectorStatus.Closed, fresh!.Sector.Status);
        Assert.False(fresh.MayAnswer);
    }

    [Fact]
    public async Task Freshen_BySomebodyElse_FindsNothing()
    {
        await using var portal = new PortalTestContext(database);
        var shown = await ShownAsync(portal);
        await portal.SignInAsync("coordinator@other.example");

        Assert.Null(await portal.Get<SectorService>().FreshenAsync(shown, new HashSet<string> { "HEA-1" }));
    }

    [Fact]
    public async Task ChangeFeed_AnAnswer_IsToldWithItsQuestion_AndAnActWithTheSectorAlone()
    {
        await using var portal = new PortalTestContext(database);
        var shown = await ShownAsync(portal);
        var feed = portal.Get<ChangeFeed>();
        var told = System.Threading.Channels.Channel.CreateUnbounded<SectorChange>();
        await feed.StartAsync(CancellationToken.None);
        using var listening = feed.Listen(shown.Sector.Id, change => told.Writer.TryWrite(change));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        // The line may not stand yet: an answer is given until one is heard of.
        SectorChange? first = null;
        while (first is null)
        {
            await AnswerAsync(portal, (await portal.Get<SectorService>().FindAsync(shown.Assessment.Id, "health"))!, "HEA-7", new AnswerValue.Chosen("partial"));
            await Task.Delay(100, limit.Token);
            told.Reader.TryRead(out first);
        }

        Assert.Equal(new SectorChange(shown.Sector.Id, "HEA-7"), first);
        await using (var db = portal.Everything())
        {
            (await db.SectorAssessments.SingleAsync(sector => sector.Id == shown.Sector.Id)).LedBy(shown.Sector.MinistryId);
            await db.SaveChangesAsync();
        }

        while (first!.QuestionCode is not null)
        {
            first = await told.Reader.ReadAsync(limit.Token);
        }

        await feed.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task ChangeFeed_KnowsWhatMayHaveChangedSinceAPageWasRead_AndTakesEverythingForChangedWhileItsLineIsDown()
    {
        await using var portal = new PortalTestContext(database);
        var shown = await ShownAsync(portal);
        var feed = portal.Get<ChangeFeed>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.True(feed.MayHaveChangedSince(shown.Sector.Id, feed.Now));
        await feed.StartAsync(CancellationToken.None);
        while (feed.MayHaveChangedSince(shown.Sector.Id, feed.Now))
        {
            await Task.Delay(20, limit.Token);
        }

        var read = feed.Now;
        Assert.True(feed.MayHaveChangedSince(shown.Sector.Id, read - 1));
        await AnswerAsync(portal, (await portal.Get<SectorService>().FindAsync(shown.Assessment.Id, "health"))!, "HEA-8", new AnswerValue.Chosen("partial"));
        while (!feed.MayHaveChangedSince(shown.Sector.Id, read))
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.False(feed.MayHaveChangedSince(Guid.NewGuid(), read));
        Assert.False(feed.MayHaveChangedSince(shown.Sector.Id, feed.Now));
        await feed.StopAsync(CancellationToken.None);
    }

    private static AnswerChange Change(AnswerValue? value) => AnswerChange.To(new AnswerContent(value, null, null), AnswerOrigin.Typed);

    private static async Task<SectorView> ShownAsync(PortalTestContext portal, string account = Official, string sector = "health")
    {
        await portal.SignInAsync(account);
        await using var db = portal.Everything();
        var id = await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
        return (await portal.Get<SectorService>().FindAsync(id, sector))!;
    }

    private static async Task AnswerAsync(PortalTestContext portal, SectorView shown, string question, AnswerValue? value)
    {
        var place = new AnswerPlace(shown.Assessment.Id, shown.Sector.TemplateKey, question);
        var outcome = await portal.Get<AnswerService>().RecordAsync(place, Change(value), shown.Answers.GetValueOrDefault(question)?.Version ?? 0, Guid.NewGuid());
        Assert.IsType<AnswerOutcome.Saved>(outcome);
    }

    private static async Task<SectorView> SameAsWholeAsync(PortalTestContext portal, SectorView shown, string question)
    {
        var fresh = (await portal.Get<SectorService>().FreshenAsync(shown, new HashSet<string> { question }))!;
        var whole = (await portal.Get<SectorService>().FindAsync(shown.Assessment.Id, shown.Sector.TemplateKey))!;
        Assert.Equal(whole.Answers.OrderBy(answer => answer.Key), fresh.Answers.OrderBy(answer => answer.Key));
        Assert.Equal(whole.Progress.Asked.Select(asked => asked.Code), fresh.Progress.Asked.Select(asked => asked.Code));
        Assert.Equal(whole.Progress.AnsweredCount, fresh.Progress.AnsweredCount);
        Assert.Equal(whole.Sector.Revision, fresh.Sector.Revision);
        return fresh;
    }
}
