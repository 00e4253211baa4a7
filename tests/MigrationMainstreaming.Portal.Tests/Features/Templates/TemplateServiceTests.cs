using System.Text;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Features.Templates;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Templates;

public sealed class TemplateServiceTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const string Administrator = "admin@demo.example";

    [Theory]
    [InlineData("health@demo.example")]
    [InlineData("coordinator@demo.example")]
    [InlineData("adviser@demo.example")]
    public async Task Changing_ByAnybodyButAnAdministrator_IsRefused(string email)
    {
        await using var portal = new PortalTestContext(database);
        var draft = await DraftAsync(portal);
        var published = (await portal.Get<TemplateService>().FindAsync("health", 1))!;
        await portal.SignInAsync(email);
        var templates = portal.Get<TemplateService>();

        await Assert.ThrowsAsync<DomainRuleException>(() => templates.DraftFromAsync(Guid.NewGuid(), "health", 1));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.DraftOfAsync(Guid.NewGuid(), draft.Content, isNew: false));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.SaveAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, draft.Content));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.PublishAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, "Clearer."));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.RetireAsync(Guid.NewGuid(), published.Version.Id, published.Stamp));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.DiscardAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.ImportAsync(Guid.NewGuid(), QuestionnaireFile.Write(draft.Content)));
        Assert.Null(await templates.FindAsync("health", draft.Version.Number));
        Assert.Null(await templates.ExportAsync("health", draft.Version.Number));
        Assert.DoesNotContain(await templates.ListAsync(), row => row.Versions.Any(version => version.Status == TemplateStatus.Draft || version.InUse is not null));
        Assert.False((await templates.FindAsync("health", 1))!.MayEdit);
    }

    [Fact]
    public async Task List_ForAnAdministrator_CountsUseOverAllCountriesAndShowsNoneOfTheirWork()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        await using var all = portal.Everything();
        var health = await all.TemplateVersions.SingleAsync(version => version.Key == "health" && version.Number == 1);
        var expected = await all.SectorAssessments.Where(sector => sector.TemplateVersionId == health.Id).Select(sector => sector.AssessmentId).Distinct().CountAsync();

        var row = Assert.Single(await portal.Get<TemplateService>().ListAsync(), row => row.Key == "health");

        Assert.Equal(expected, row.Versions.Single(version => version.Number == 1).InUse);
        Assert.True(expected > 1);
        Assert.Equal("en", row.Published!.Languages[0].Language);
        Assert.All(row.Published.Languages, language => Assert.Equal(100, language.Percent));
        await using var own = await portal.ContextAsync();
        Assert.Empty(await own.SectorAssessments.ToListAsync());
    }

    [Fact]
    public async Task DraftFrom_PostedTwice_MakesOneDraftWithAllLanguages()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var templates = portal.Get<TemplateService>();
        var operation = Guid.NewGuid();

        var first = await templates.DraftFromAsync(operation, "education", 1);
        var again = await templates.DraftFromAsync(operation, "education", 1);

        Assert.Equal(first, again);
        Assert.Equal(2, first.Number);
        var draft = (await templates.FindAsync("education", 2))!;
        Assert.Equal(TemplateStatus.Draft, draft.Version.Status);
        Assert.Equal(["ar", "en", "fr"], draft.Content.Languages);
        Assert.DoesNotContain("fr", draft.Version.Content.Languages);
    }

    [Fact]
    public async Task Save_WithWhatWasShown_KeepsTheChangeInAllLanguages()
    {
        await using var portal = new PortalTestContext(database);
        var draft = await DraftAsync(portal);
        var templates = portal.Get<TemplateService>();
        var changed = draft.Content with { Title = draft.Content.Title.With("en", "Health care").With("fr", "Les soins") };

        var outcome = await templates.SaveAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, changed);

        Assert.False(outcome.IsStale);
        var kept = (await templates.FindAsync("health", draft.Version.Number))!;
        Assert.Equal(outcome.Stamp, kept.Stamp);
        Assert.Equal("Health care", kept.Content.Title["en"]);
        Assert.Equal("Les soins", kept.Content.Title["fr"]);
        Assert.False((await templates.SaveAsync(Guid.NewGuid(), draft.Version.Id, outcome.Stamp, draft.Content)).IsStale);
    }

    [Fact]
    public async Task Save_AfterSomebodyElse_IsRefusedAndBothAreKept()
    {
        await using var portal = new PortalTestContext(database);
        var draft = await DraftAsync(portal);
        var templates = portal.Get<TemplateService>();
        await templates.SaveAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, draft.Content with { Title = new LocalText("en", "Theirs") });
        var mine = draft.Content with { Title = new LocalText("en", "Mine") };

        var outcome = await templates.SaveAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, mine);
        var (_, number) = await templates.DraftOfAsync(Guid.NewGuid(), mine, isNew: false);

        Assert.True(outcome.IsStale);
        Assert.Equal("Theirs", (await templates.FindAsync("health", draft.Version.Number))!.Content.Title["en"]);
        Assert.Equal("Mine", (await templates.FindAsync("health", number))!.Content.Title["en"]);
    }

    [Fact]
    public async Task Save_TwoAtOnce_TakesOneAndRefusesTheOther()
    {
        await using var portal = new PortalTestContext(database);
        await using var other = new PortalTestContext(database);
        var draft = await DraftAsync(portal);
        await other.SignInAsync(Administrator);

        var outcomes = await Task.WhenAll(
            portal.Get<TemplateService>().SaveAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, draft.Content with { Title = new LocalText("en", "One") }),
            other.Get<TemplateService>().SaveAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, draft.Content with { Title = new LocalText("en", "Two") }));

        Assert.Single(outcomes, outcome => outcome.IsStale);
    }

    [Fact]
    public async Task Publish_WithProblems_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        var draft = await DraftAsync(portal);
        var templates = portal.Get<TemplateService>();
        var saved = await templates.SaveAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, draft.Content with { Sections = [] });

        var refusal = await Assert.ThrowsAsync<DomainRuleException>(() => templates.PublishAsync(Guid.NewGuid(), draft.Version.Id, saved.Stamp, "Clearer."));

        Assert.Contains("problems", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TemplateStatus.Draft, (await templates.FindAsync("health", draft.Version.Number))!.Version.Status);
    }

    [Fact]
    public async Task Publish_ADraft_LeavesRunningAssessmentsOnTheirVersion()
    {
        await using var portal = new PortalTestContext(database);
        var draft = await DraftAsync(portal);
        var before = await UseAsync(portal);

        await portal.Get<TemplateService>().PublishAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, "Clearer.");

        var published = (await portal.Get<TemplateService>().FindAsync("health", draft.Version.Number))!;
        Assert.True(published.Version.IsPublished);
        Assert.NotNull(published.Version.Hash);
        Assert.Equal(before, await UseAsync(portal));
    }

    [Fact]
    public async Task Publish_WithoutANote_IsRefused_AndWithOneTellsWhatChanged()
    {
        await using var portal = new PortalTestContext(database);
        var draft = await DraftAsync(portal);
        var templates = portal.Get<TemplateService>();

        await Assert.ThrowsAsync<DomainRuleException>(() => templates.PublishAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, "  "));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.PublishAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, new string('x', TemplateVersion.LongestNote + 1)));
        await templates.PublishAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, " HEA-2 asks for the law alone. ");

        // Everybody who reads the list learns what changed; a draft has nothing to tell.
        await portal.SignInAsync("health@demo.example");
        var row = Assert.Single(await portal.Get<TemplateService>().ListAsync(), row => row.Key == "health");
        var published = row.Versions.Single(version => version.Number == draft.Version.Number).Published!;
        Assert.Equal(("HEA-2 asks for the law alone.", "Alba Renn"), (published.Note, published.ByName));
        Assert.Equal(DateTimeOffset.UtcNow, published.At, TimeSpan.FromSeconds(20));
        await portal.SignInAsync(Administrator);
        var (key, number) = await portal.Get<TemplateService>().DraftFromAsync(Guid.NewGuid(), "health", 1);
        Assert.Null((await portal.Get<TemplateService>().ListAsync()).Single(found => found.Key == key).Versions.Single(version => version.Number == number).Published);
    }

    [Fact]
    public async Task Published_ChangedInItsStructureOrSource_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var templates = portal.Get<TemplateService>();
        var published = (await templates.FindAsync("finance", 1))!;

        await Assert.ThrowsAsync<DomainRuleException>(() => templates.SaveAsync(Guid.NewGuid(), published.Version.Id, published.Stamp, published.Content with { Title = published.Content.Title.With("en", "Other") }));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.SaveAsync(Guid.NewGuid(), published.Version.Id, published.Stamp, published.Content with { Sections = [] }));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.DiscardAsync(Guid.NewGuid(), published.Version.Id, published.Stamp));
    }

    [Fact]
    public async Task Published_Translated_KeepsItsHashAndRevision()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var templates = portal.Get<TemplateService>();
        var published = (await templates.FindAsync("finance", 1))!;

        var outcome = await templates.SaveAsync(Guid.NewGuid(), published.Version.Id, published.Stamp, published.Content with { Title = published.Content.Title.With("es", "Finanzas") });
        var stale = await templates.SaveAsync(Guid.NewGuid(), published.Version.Id, published.Stamp, published.Content with { Title = published.Content.Title.With("es", "Hacienda") });

        Assert.False(outcome.IsStale);
        Assert.True(stale.IsStale);
        var after = (await templates.FindAsync("finance", 1))!;
        Assert.Equal("Finanzas", after.Content.Title["es"]);
        Assert.Equal((published.Version.Hash, published.Version.Revision), (after.Version.Hash, after.Version.Revision));
        Assert.Equal(published.Version.Hash, QuestionnaireJson.HashOf(after.Content));
    }

    [Fact]
    public async Task Retire_APublishedVersion_TakesItOutOfUseForNewAssessments()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var templates = portal.Get<TemplateService>();
        var published = (await templates.FindAsync("rural", 1))!;

        await templates.RetireAsync(Guid.NewGuid(), published.Version.Id, published.Stamp);

        Assert.Null(Assert.Single(await templates.ListAsync(), row => row.Key == "rural").Published);
        Assert.True((await templates.RetireAsync(Guid.NewGuid(), published.Version.Id, published.Stamp)).IsStale);
        var retired = (await templates.FindAsync("rural", 1))!;
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.RetireAsync(Guid.NewGuid(), retired.Version.Id, retired.Stamp));
    }

    [Fact]
    public async Task Discard_OfADraftThatSomebodyChanged_IsRefused_AndEachOperationActsOnce()
    {
        await using var portal = new PortalTestContext(database);
        var draft = await DraftAsync(portal);
        var templates = portal.Get<TemplateService>();
        var (save, discard, theirs) = (Guid.NewGuid(), Guid.NewGuid(), draft.Content with { Title = new LocalText("en", "Theirs") });

        var saved = await templates.SaveAsync(save, draft.Version.Id, draft.Stamp, theirs);
        var again = await templates.SaveAsync(save, draft.Version.Id, draft.Stamp, theirs);
        Assert.Equal(saved, again);
        Assert.Equal(draft.Version.Revision + 1, (await templates.FindAsync("health", draft.Version.Number))!.Version.Revision);

        Assert.True((await templates.DiscardAsync(discard, draft.Version.Id, draft.Stamp)).IsStale);
        Assert.NotNull(await templates.FindAsync("health", draft.Version.Number));
        Assert.False((await templates.DiscardAsync(discard, draft.Version.Id, saved.Stamp)).IsStale);
        Assert.False((await templates.DiscardAsync(discard, draft.Version.Id, saved.Stamp)).IsStale);
        Assert.Null(await templates.FindAsync("health", draft.Version.Number));
    }

    [Fact]
    public async Task Import_OfABadFile_NamesEveryProblemAndKeepsNothing()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var templates = portal.Get<TemplateService>();
        var file = Encoding.UTF8.GetBytes("""
            { "format": 1, "key": "review", "version": 0, "title": { "fr": "Sans source" },
              "sections": [ { "code": "a", "title": { "en": "A" }, "weight": 0, "questions": [
                { "code": "X-1", "text": { "en": "?" }, "links": [ { "item": "sdg:99.9" } ], "type": { "kind": "free-text" } },
                { "code": "X-1", "text": { "en": "?" }, "when": { "question": "X-9", "answered": true }, "type": { "kind": "free-text" } } ] } ] }
            """);

        var outcome = await templates.ImportAsync(Guid.NewGuid(), file);

        Assert.Null(outcome.Key);
        Assert.Equal(
            ["key", "sections[0].questions[0].links[0].item", "sections[0].questions[1].code", "sections[0].questions[1].when", "sections[0].weight", "title", "version"],
            outcome.Problems.Select(problem => problem.Path).Distinct().Order(StringComparer.Ordinal));
        await using var all = portal.Everything();
        Assert.False(await all.TemplateVersions.AnyAsync(version => version.Key == "review"));
    }

    [Theory]
    [InlineData("immigration")]
    [InlineData("sdg-10-7-2")]
    public async Task Export_Imported_ComesBackByteForByte(string key)
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var templates = portal.Get<TemplateService>();
        var first = (await templates.ExportAsync(key, 1))!;
        var (content, _) = QuestionnaireFile.Read(first.Bytes, (await templates.FindAsync(key, 1))!.Items.Codes);
        var carried = QuestionnaireFile.Write(content! with { Key = $"{key}-copy", Version = 7 });

        var imported = await templates.ImportAsync(Guid.NewGuid(), carried);
        var again = await templates.ImportAsync(Guid.NewGuid(), carried);

        Assert.Equal((7, 8), (imported.Number, again.Number));
        Assert.Equal(Encoding.UTF8.GetString(carried), Encoding.UTF8.GetString((await templates.ExportAsync($"{key}-copy", 7))!.Bytes));
        Assert.Equal($"{key}.v1.json", first.Name);
    }

    [Fact]
    public async Task New_WithAKeyThatIsTakenOrReserved_IsRefused()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Administrator);
        var templates = portal.Get<TemplateService>();

        await Assert.ThrowsAsync<DomainRuleException>(() => templates.DraftOfAsync(Guid.NewGuid(), New("health"), isNew: true));
        await Assert.ThrowsAsync<DomainRuleException>(() => templates.DraftOfAsync(Guid.NewGuid(), New("results"), isNew: true));
        Assert.Equal(("housing", 1), await templates.DraftOfAsync(Guid.NewGuid(), New("housing"), isNew: true));
        var housing = (await templates.FindAsync("housing", 1))!;
        await templates.DiscardAsync(Guid.NewGuid(), housing.Version.Id, housing.Stamp);
        Assert.Null(await templates.FindAsync("housing", 1));
    }

    private static Questionnaire New(string key) => Drafting.NewQuestionnaire(key, "en", "Housing", "HOU", QuestionnaireKind.Sector, "First");

    private static async Task<TemplateVersionView> DraftAsync(PortalTestContext portal)
    {
        await portal.SignInAsync(Administrator);
        var templates = portal.Get<TemplateService>();
        var (key, number) = await templates.DraftFromAsync(Guid.NewGuid(), "health", 1);
        return (await templates.FindAsync(key, number))!;
    }

    private static async Task<List<Guid>> UseAsync(PortalTestContext portal)
    {
        await using var all = portal.Everything();
        return await all.SectorAssessments.OrderBy(sector => sector.Id).Select(sector => sector.TemplateVersionId).ToListAsync();
    }
}
