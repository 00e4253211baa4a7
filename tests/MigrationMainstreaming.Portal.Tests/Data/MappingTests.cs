using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
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
    public async Task ShippedContent_PutInAgain_ChangesNothing()
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();
        var before = (await db.TemplateVersions.CountAsync(), await db.TemplateTexts.CountAsync(), await db.Frameworks.CountAsync());

        await ShippedContent.PutIntoAsync(TestServer.ContextsOf(database.Owner), DateTimeOffset.UtcNow);

        Assert.Equal(before, (await db.TemplateVersions.CountAsync(), await db.TemplateTexts.CountAsync(), await db.Frameworks.CountAsync()));
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
