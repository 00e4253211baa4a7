using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Seed;

namespace MigrationMainstreaming.Portal.Tests.Data;

/// <summary>What is kept comes back as it was.</summary>
public sealed class MappingTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    [Fact]
    public async Task Migrations_AgainstTheModel_LackNothing()
    {
        await using var db = TestServer.ContextsOf(database.Owner).CreateFor(DataAccess.None);

        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task EveryTable_OfTheDemoCountries_CanBeReadBack()
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();

        Assert.NotEmpty(await db.Jurisdictions.ToListAsync());
        Assert.NotEmpty(await db.Ministries.ToListAsync());
        Assert.All(await db.Assessments.Include(assessment => assessment.Sectors).ToListAsync(), assessment => Assert.NotEmpty(assessment.Sectors));
        Assert.NotEmpty(await db.Answers.ToListAsync());
        Assert.NotEmpty(await db.AnswerRevisions.ToListAsync());
        Assert.All(await db.Submissions.ToListAsync(), submission => Assert.NotEmpty(submission.Answers));
        Assert.NotEmpty(await db.Reviews.ToListAsync());
        Assert.NotEmpty(await db.ReviewComments.ToListAsync());
        Assert.NotEmpty(await db.Proposals.ToListAsync());
        Assert.NotEmpty(await db.Activities.ToListAsync());
        Assert.Contains(await db.Assessments.ToListAsync(), assessment => assessment is { Status: AssessmentStatus.SignedOff, Signature.Office: "Secretary to the Cabinet" });
    }

    [Fact]
    public async Task TemplateVersions_ReadBack_HaveTheHashThatTheyWerePublishedWith()
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();

        Assert.All(await db.TemplateVersions.ToListAsync(), version => Assert.Equal(version.Hash, QuestionnaireJson.HashOf(version.Content)));
    }

    [Fact]
    public async Task Questionnaires_JoinedWithTheirTexts_AreTheFilesAgain()
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();
        var texts = await db.TemplateTexts.ToListAsync();
        var versions = await db.TemplateVersions.ToDictionaryAsync(version => version.Key);

        foreach (var file in ShippedContent.ReadQuestionnaires(ShippedContent.ReadFrameworks()))
        {
            var version = versions[file.Key];
            var joined = TemplateTexts.Join(version.Content, texts.Where(set => set.TemplateVersionId == version.Id));
            Assert.Equal(QuestionnaireFile.Write(file), QuestionnaireFile.Write(joined));
        }
    }

    [Fact]
    public async Task Rules_ReadBack_AreTheFileAgain_WithTheHashThatTheyWerePublishedWith()
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();
        var frameworks = ShippedContent.ReadFrameworks();
        var file = Assert.Single(ShippedContent.ReadRules(frameworks, ShippedContent.ReadQuestionnaires(frameworks)));

        var version = await db.RuleSetVersions.AsNoTracking().SingleAsync(version => version.Number == file.Version);

        Assert.Equal(RuleSetFile.Write(file), RuleSetFile.Write(version.Content));
        Assert.Equal((TemplateStatus.Published, file.Hash()), (version.Status, version.Hash));
    }

    [Fact]
    public async Task ShippedRules_PutInAgain_KeepWhatWasMendedHere_AndAddWhatIsMissing()
    {
        var (_, owner, superuser) = await TestServer.CopyAsync(withDemo: false);
        await using var db = TestServer.ContextsOf(superuser).CreateFor(DataAccess.None);
        var version = await db.RuleSetVersions.SingleAsync();
        var french = version.Content.Find("R01")!.WayOut["fr"];
        version.Change(version.Content.MapTexts((path, text) => path == "R01.sentence" ? text.With("fr", "Autrement dit.") : path == "R01.wayOut" ? text.With("fr", null) : text), DateTimeOffset.UtcNow);
        await db.SaveChangesAsync();

        await ShippedContent.PutIntoAsync(TestServer.ContextsOf(owner), DateTimeOffset.UtcNow);

        db.ChangeTracker.Clear();
        var rule = (await db.RuleSetVersions.SingleAsync()).Content.Find("R01")!;
        Assert.Equal(("Autrement dit.", french), (rule.Sentence["fr"], rule.WayOut["fr"]));
    }

    [Fact]
    public async Task ShippedContent_PutInAgain_ChangesNothing()
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();
        var before = (await db.TemplateVersions.CountAsync(), await db.TemplateTexts.CountAsync(), await db.Frameworks.CountAsync(), await db.RuleSetVersions.SumAsync(version => version.Revision));

        await ShippedContent.PutIntoAsync(TestServer.ContextsOf(database.Owner), DateTimeOffset.UtcNow);

        Assert.Equal(before, (await db.TemplateVersions.CountAsync(), await db.TemplateTexts.CountAsync(), await db.Frameworks.CountAsync(), await db.RuleSetVersions.SumAsync(version => version.Revision)));
    }

    [Fact]
    public async Task Answer_TwoWritersAtOnce_TheSecondIsRefused()
    {
        await using var portal = new PortalTestContext(database);
        await using var first = portal.Everything();
        await using var second = portal.Everything();
        var id = (await first.Answers.FirstAsync()).Id;
        var (one, other) = (await first.Answers.SingleAsync(answer => answer.Id == id), await second.Answers.SingleAsync(answer => answer.Id == id));
        var question = (await first.TemplateVersions.ToListAsync()).Select(version => version.Content.Find(one.QuestionCode)).First(question => question is not null)!;
        var by = new Author(Guid.NewGuid(), "Two");

        first.Add(one.Record(question, one.Content with { Comment = "first" }, one.Version, by, AnswerOrigin.Typed, Guid.NewGuid(), DateTimeOffset.UtcNow));
        second.Add(other.Record(question, other.Content with { Comment = "second" }, other.Version, by, AnswerOrigin.Typed, Guid.NewGuid(), DateTimeOffset.UtcNow));

        await first.SaveChangesAsync();
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => second.SaveChangesAsync());
    }
}
