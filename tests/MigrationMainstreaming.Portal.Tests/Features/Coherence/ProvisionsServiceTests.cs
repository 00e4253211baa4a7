using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Features.Coherence;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Features.Coherence;

/// <summary>Who sees which provisions in tension, from which answers, and what they may say and decide about them.</summary>
/// <remarks>In each country here labour agreements are in force (EMP-4) while health rules close primary care to non-nationals (HEA-3): rule R01.</remarks>
public sealed class ProvisionsServiceTests(PostgresFixture database) : IClassFixture<PostgresFixture>
{
    private static readonly AnswerValue Closed = new AnswerValue.LawAndPractice("absent", "partial");
    private static readonly AnswerValue Opened = new AnswerValue.LawAndPractice("complete", "complete");

    [Fact]
    public async Task Find_ByTheCoordinator_IsEverythingThatWasAnswered_SubmittedOrNot()
    {
        await using var stage = await Stage.OpenAsync(database);

        var view = await stage.ReadAsync("coordinator");

        var hit = Assert.Single(view!.Hits);
        Assert.Equal(("R01", HitState.ToReconcile), (hit.Rule.Code, hit.State));
        Assert.Equal([("EMP-4", "Agreement of 2021"), ("HEA-3", "Health Act, section 4")], hit.Sides.Select(side => (side.Question.Code, side.Source)));
        Assert.All(hit.Sides, side => Assert.False(side.IsSubmitted));
        Assert.All(hit.Sides, side => Assert.NotNull(side.Address));
        Assert.True(hit.MayComment);
        Assert.False(hit.MaySettle);
        Assert.Equal(45, view.RuleCount);
        Assert.True(view.ComparedCount >= 1);
        Assert.Contains("gcm:15", view.Items.Keys);
    }

    [Fact]
    public async Task Find_ByTheCoordinator_SaysOfEachSideWhetherTheOtherMinistrySeesIt()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("health");
        await stage.ReturnAsync("health");
        Assert.Equal([false, true], Assert.Single((await stage.ReadAsync("coordinator"))!.Hits).Sides.Select(side => side.IsSubmitted));

        await stage.AnswerAsync("health", "HEA-3", Closed, "Another section");

        Assert.Equal([false, false], Assert.Single((await stage.ReadAsync("coordinator"))!.Hits).Sides.Select(side => side.IsSubmitted));
    }

    [Fact]
    public async Task Find_ByAMinistry_IsTheHitOnceTheOtherSideIsSubmitted_AndJustThatAnswer()
    {
        await using var stage = await Stage.OpenAsync(database);
        Assert.Empty((await stage.ReadAsync("labour"))!.Hits);
        await stage.SubmitAsync("employment");
        Assert.Empty((await stage.ReadAsync("labour"))!.Hits);

        await stage.SubmitAsync("health");

        var view = (await stage.ReadAsync("labour"))!;
        var hit = Assert.Single(view.Hits);
        var other = hit.Sides[1];
        Assert.Equal((Closed, "Health Act, section 4", null), (other.Value, other.Source, other.Address));
        Assert.NotNull(hit.Sides[0].Address);

        // Law and practice differ in HEA-3; that answer is not the labour ministry's to look up as such.
        Assert.Empty(view.Differences);
        Assert.Equal("HEA-3", Assert.Single((await stage.ReadAsync("health"))!.Differences).Difference.Question.Code);
    }

    [Fact]
    public async Task Find_ByAMinistryWhoseOwnSideIsADraft_IsTheHit_AndTheOtherDoesNotSeeIt()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("health");

        Assert.Single((await stage.ReadAsync("labour"))!.Hits);
        Assert.Empty((await stage.ReadAsync("health"))!.Hits);
    }

    [Fact]
    public async Task Find_WhileTheOtherSideIsBackWithItsMinistry_IsItsLatestSubmission()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");
        await stage.ReturnAsync("health");
        await stage.AnswerAsync("health", "HEA-3", Opened, "Decree of yesterday");

        var hit = Assert.Single((await stage.ReadAsync("labour"))!.Hits);
        Assert.Equal((Closed, "Health Act, section 4", 1), (hit.Sides[1].Value, hit.Sides[1].Source, hit.Sides[1].Answer.Version));
        Assert.Empty((await stage.ReadAsync("health"))!.Hits);
        Assert.Empty((await stage.ReadAsync("coordinator"))!.Hits);

        await stage.SubmitAsync("health");

        Assert.Empty((await stage.ReadAsync("labour"))!.Hits);
    }

    [Fact]
    public async Task Find_ByAMinistryThatIsNotConcerned_IsNoHit()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");

        var view = await stage.ReadAsync("interior");

        Assert.NotNull(view);
        Assert.Empty(view.Hits);
        Assert.Equal(0, view.ComparedCount);
        Assert.Empty(view.Differences);
    }

    [Fact]
    public async Task Find_ByTheAdviser_IsTheHitOnceBothSidesAreReleased_FromWhatWasReleased()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");
        Assert.Empty((await stage.ReadAsync("adviser"))!.Hits);
        await stage.ReleaseAsync("employment");
        Assert.Empty((await stage.ReadAsync("adviser"))!.Hits);

        await stage.ReleaseAsync("health");
        var hit = Assert.Single((await stage.ReadAsync("adviser"))!.Hits);
        Assert.False(hit.MayComment);
        Assert.False(hit.MaySettle);

        // A second submission that was not released is not the adviser's to read.
        await stage.ReturnAsync("health");
        await stage.AnswerAsync("health", "HEA-3", Opened, "Decree of yesterday");
        await stage.SubmitAsync("health");
        Assert.Equal(Closed, Assert.Single((await stage.ReadAsync("adviser"))!.Hits).Sides[1].Value);

        await stage.ReleaseAsync("health");
        Assert.Empty((await stage.ReadAsync("adviser"))!.Hits);
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("observer")]
    [InlineData("stranger")]
    public async Task Find_ByThoseWhoReadNone_IsNotThere(string who)
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");
        Assert.Null(await stage.ReadAsync(who));

        await stage.SignOffAsync();

        Assert.Null(await stage.ReadAsync(who));
    }

    [Fact]
    public async Task Find_AfterSignOff_IsEverythingForEveryOfficialOfTheCountry_AndNobodyWritesAnyMore()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");
        await stage.SignOffAsync();

        var hit = Assert.Single((await stage.ReadAsync("interior"))!.Hits);

        Assert.False(hit.MayComment || hit.MaySettle);
        var coordinators = Assert.Single((await stage.ReadAsync("coordinator"))!.Hits);
        Assert.False(coordinators.MayComment || coordinators.MaySettle);
        await Assert.ThrowsAsync<DomainRuleException>(() => stage.SettleAsync("coordinator", SettlementKind.Agreed, "Late."));
    }

    [Fact]
    public async Task Find_WithAClosedSector_ComparesNothing()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.ChangeAsync("health", (assessment, sector) => sector.Close("Silent.", "C", stage.Now));

        Assert.Empty((await stage.ReadAsync("coordinator"))!.Hits);
    }

    [Fact]
    public async Task Comment_ByBothMinistriesAndTheCoordinator_StandsInOrder_AndByOthersIsRefused()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");
        await stage.ReleaseAsync("employment");
        await stage.ReleaseAsync("health");

        await stage.CommentAsync("labour", "The agreement has an annex on health.");
        await stage.CommentAsync("health", "It is not published.");
        await stage.CommentAsync("coordinator", "Please meet in January.");
        foreach (var who in new[] { "adviser", "interior", "stranger", "observer", "administrator" })
        {
            await Assert.ThrowsAsync<DomainRuleException>(() => stage.CommentAsync(who, "Me too.", "1.1-3-0"));
            await Assert.ThrowsAsync<DomainRuleException>(() => stage.SettleAsync(who, SettlementKind.Agreed, "Me too.", "1.1-3-0"));
        }

        var hit = Assert.Single((await stage.ReadAsync("adviser"))!.Hits);
        Assert.Equal(["The agreement has an annex on health.", "It is not published.", "Please meet in January."], hit.Comments.Select(comment => comment.Text));
        Assert.Equal([stage.Ministry("labour"), stage.Ministry("health"), null], hit.Comments.Select(comment => comment.MinistryId));
        Assert.Empty(hit.Settlements);
    }

    [Fact]
    public async Task Settle_HoldsUntilAnAnswerUnderItChanges_AndStaysOnRecord()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await Assert.ThrowsAsync<DomainRuleException>(() => stage.SettleAsync("coordinator", SettlementKind.Agreed, "Too early."));
        await stage.SubmitAsync("health");

        await stage.SettleAsync("labour", SettlementKind.InThePlan, "Annex to the agreement, measure 4.");

        Assert.Equal(HitState.InThePlan, Assert.Single((await stage.ReadAsync("health"))!.Hits).State);
        await stage.ReturnAsync("health");
        await stage.AnswerAsync("health", "HEA-3", Closed, "Health Act, section 5");

        // The ministry that changed it, and the coordinator, see it open again; the other one has not been told of the new answer.
        Assert.Equal(HitState.Reopened, Assert.Single((await stage.ReadAsync("health"))!.Hits).State);
        Assert.Equal(HitState.Reopened, Assert.Single((await stage.ReadAsync("coordinator"))!.Hits).State);
        Assert.Equal(HitState.InThePlan, Assert.Single((await stage.ReadAsync("labour"))!.Hits).State);

        await stage.SubmitAsync("health");
        var hit = Assert.Single((await stage.ReadAsync("labour"))!.Hits);
        Assert.Equal(HitState.Reopened, hit.State);
        Assert.Equal((1, "Annex to the agreement, measure 4.", stage.Ministry("labour")), (Assert.Single(hit.Settlements).Number, hit.Settlements[0].Reason, hit.Settlements[0].MinistryId));

        await stage.SettleAsync("coordinator", SettlementKind.Explained, "The new section is enough.");
        hit = Assert.Single((await stage.ReadAsync("labour"))!.Hits);
        Assert.Equal((HitState.Explained, 2), (hit.State, hit.Settlements.Count));
    }

    [Fact]
    public async Task Settle_TakenBackByTheOtherMinistry_IsOpenAgain()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");
        await stage.SettleAsync("labour", SettlementKind.Explained, "It is so.");

        await stage.SettleAsync("health", SettlementKind.TakenBack, "We do not agree.");

        Assert.Equal(HitState.Reopened, Assert.Single((await stage.ReadAsync("coordinator"))!.Hits).State);
    }

    [Fact]
    public async Task Write_OnNewerAnswers_IsNotShownToWhoHasOlderOnes()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");
        await stage.ReturnAsync("health");
        await stage.AnswerAsync("health", "HEA-3", Closed, "Draft decree");

        await stage.CommentAsync("health", "We are working on a decree.");

        Assert.Empty(Assert.Single((await stage.ReadAsync("labour"))!.Hits).Comments);
        await stage.SubmitAsync("health");
        Assert.Single(Assert.Single((await stage.ReadAsync("labour"))!.Hits).Comments);
    }

    [Fact]
    public async Task Settle_ByTwoAtOnce_IsDoneOnce_AndTheOtherIsToldWhoWasFirst()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");
        await using var other = new PortalTestContext(database);
        await other.SignInAsync(stage.Email("health"));
        await stage.Portal.SignInAsync(stage.Email("labour"));
        var stamp = Assert.Single((await other.Get<ProvisionsService>().FindAsync(stage.Assessment))!.Hits).Stamp;

        var outcomes = await Task.WhenAll(
            Record.ExceptionAsync(() => stage.Portal.Get<ProvisionsService>().SettleAsync(new HitAct(stage.Assessment, Guid.NewGuid(), "R01", stamp), SettlementKind.Agreed, "Together.")),
            Record.ExceptionAsync(() => other.Get<ProvisionsService>().SettleAsync(new HitAct(stage.Assessment, Guid.NewGuid(), "R01", stamp), SettlementKind.Explained, "Otherwise.")));

        Assert.Single(outcomes, outcome => outcome is null);
        var refusal = Assert.IsType<DomainRuleException>(Assert.Single(outcomes, outcome => outcome is not null));
        Assert.Equal("hit-settled", refusal.Overtaken?.Kind);
        Assert.Contains(refusal.Overtaken!.ByName, Stage.Both.Select(who => stage.Email(who).Split('@')[0]));
        Assert.Single(Assert.Single((await stage.ReadAsync("coordinator"))!.Hits).Settlements);
    }

    [Fact]
    public async Task Write_OnOlderAnswersThanThereAre_IsRefused_AndNamesNobodyOfTheOtherMinistry()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.SubmitAsync("employment");
        await stage.SubmitAsync("health");
        var stamp = Assert.Single((await stage.ReadAsync("labour"))!.Hits).Stamp;
        await stage.ReturnAsync("health");
        await stage.AnswerAsync("health", "HEA-3", Closed, "Another section");
        await stage.SubmitAsync("health");

        var refusal = await Assert.ThrowsAsync<DomainRuleException>(() => stage.CommentAsync("labour", "As I said.", stamp));

        Assert.NotNull(refusal.Overtaken);
        Assert.Null(refusal.Overtaken.ByName);
    }

    [Fact]
    public async Task Write_SentTwice_IsDoneOnce()
    {
        await using var stage = await Stage.OpenAsync(database);
        var stamp = Assert.Single((await stage.ReadAsync("coordinator"))!.Hits).Stamp;
        var act = new HitAct(stage.Assessment, Guid.NewGuid(), "R01", stamp);

        await stage.Portal.Get<ProvisionsService>().CommentAsync(act, "Once.");
        await stage.Portal.Get<ProvisionsService>().CommentAsync(act, "Once.");

        Assert.Single(Assert.Single((await stage.ReadAsync("coordinator"))!.Hits).Comments);
    }

    [Fact]
    public async Task Records_AreKeptForGood_EvenByTheServingRole()
    {
        await using var stage = await Stage.OpenAsync(database);
        await stage.CommentAsync("coordinator", "For good.");
        await using var db = await stage.Portal.ContextAsync();

        foreach (var table in new[] { "hit_comments", "hit_settlements" })
        {
            foreach (var sql in new[] { $"update {table} set by_name = 'X'", $"delete from {table}" })
            {
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync(sql))).SqlState);
            }
        }
    }

    [Fact]
    public async Task Rules_OfAnAssessment_StayThoseOfItsOpening()
    {
        await using var stage = await Stage.OpenAsync(database);
        await using (var db = stage.Portal.Everything())
        {
            var first = await db.RuleSetVersions.SingleAsync(version => version.Number == 1);
            var second = RuleSetVersion.NewDraft(first.Content with { Version = 2, Rules = [.. first.Content.Rules.Where(rule => rule.Code != "R01")] }, DateTimeOffset.UtcNow);
            second.Publish([], "One rule less.", "Test", DateTimeOffset.UtcNow.AddDays(1));
            db.RuleSetVersions.Add(second);
            await db.SaveChangesAsync();
        }

        var view = (await stage.ReadAsync("coordinator"))!;
        await using (var db = stage.Portal.Everything())
        {
            await db.RuleSetVersions.Where(version => version.Number == 2).ExecuteDeleteAsync();
        }

        Assert.Equal(1, view.RulesVersion);
        Assert.Single(view.Hits);
    }

    /// <summary>A country with an assessment of three sectors, and everybody who has to do with it.</summary>
    private sealed class Stage(PortalTestContext portal, string code) : IAsyncDisposable
    {
        public static readonly IReadOnlyList<string> Both = ["labour", "health"];

        private static int _count;
        private readonly Dictionary<string, Ministry> _ministries = [];

        public PortalTestContext Portal { get; } = portal;

        public Guid Assessment { get; private set; }

        public DateTimeOffset Now => Portal.Clock.GetUtcNow();

        public static async Task<Stage> OpenAsync(PostgresFixture database)
        {
            var portal = new PortalTestContext(database);
            var stage = new Stage(portal, $"P{Interlocked.Increment(ref _count)}");
            var country = await portal.AddCountryAsync(stage._code, "destination");
            await using (var db = portal.Everything())
            {
                var kept = await db.Jurisdictions.SingleAsync(jurisdiction => jurisdiction.Id == country.Id);
                kept.SwitchFrameworks(["sdg", "gcm"]);
                await db.SaveChangesAsync();
            }

            foreach (var (ministry, _) in Led)
            {
                stage._ministries[ministry] = await portal.AddMinistryAsync(country, ministry);
                await portal.AddPersonAsync(stage.Email(ministry), Role.Official, country, stage._ministries[ministry]);
            }

            await portal.AddPersonAsync(stage.Email("coordinator"), Role.Coordinator, country);
            await portal.AddPersonAsync(stage.Email("adviser"), Role.Adviser, country);
            await portal.AddPersonAsync(stage.Email("observer"), Role.Observer, country);
            await portal.AddPersonAsync(stage.Email("administrator"), Role.Administrator);
            await portal.AddPersonAsync(stage.Email("stranger"), Role.Coordinator, await portal.AddCountryAsync($"{stage._code}X"));
            await using (var db = portal.Everything())
            {
                var assessment = Domain.Assessments.Assessment.Open(country, new AssessmentTerms("Round", "2026", new DateOnly(2026, 10, 1), null, "en", ReleaseMode.ByHand), stage.Now);
                foreach (var (ministry, key) in Led)
                {
                    assessment.Add(key, (await db.TemplateVersions.SingleAsync(version => version.Key == key)).Id, stage._ministries[ministry].Id);
                }

                db.Assessments.Add(assessment);
                await db.SaveChangesAsync();
                stage.Assessment = assessment.Id;
            }

            await stage.AnswerAsync("employment", "EMP-4", new AnswerValue.Chosen("complete"), "Agreement of 2021");
            await stage.AnswerAsync("health", "HEA-3", Closed, "Health Act, section 4");
            return stage;
        }

        private static readonly (string Ministry, string Sector)[] Led = [("labour", "employment"), ("health", "health"), ("interior", "security")];
        private readonly string _code = code;

        public string Email(string who) => $"{who}-{_code.ToLowerInvariant()}@demo.example";

        public Guid? Ministry(string ministry) => _ministries[ministry].Id;

        public async Task<ProvisionsView?> ReadAsync(string who)
        {
            await Portal.SignInAsync(Email(who));
            return await Portal.Get<ProvisionsService>().FindAsync(Assessment);
        }

        public async Task CommentAsync(string who, string text, string? stamp = null)
        {
            stamp ??= (await ReadAsync(who))?.Find("R01")?.Stamp ?? "";
            await Portal.SignInAsync(Email(who));
            await Portal.Get<ProvisionsService>().CommentAsync(new HitAct(Assessment, Guid.NewGuid(), "R01", stamp), text);
        }

        public async Task SettleAsync(string who, SettlementKind kind, string reason, string? stamp = null)
        {
            stamp ??= (await ReadAsync(who))?.Find("R01")?.Stamp ?? "";
            await Portal.SignInAsync(Email(who));
            await Portal.Get<ProvisionsService>().SettleAsync(new HitAct(Assessment, Guid.NewGuid(), "R01", stamp), kind, reason);
        }

        public Task AnswerAsync(string key, string questionCode, AnswerValue value, string source) => ChangeAsync(key, async (db, _, sector) =>
        {
            var question = (await db.TemplateVersions.SingleAsync(version => version.Id == sector.TemplateVersionId)).Content.Find(questionCode)!;
            var answer = await db.Answers.SingleOrDefaultAsync(answer => answer.SectorAssessmentId == sector.Id && answer.QuestionCode == questionCode) ?? db.Answers.Add(Answer.To(sector, question)).Entity;
            sector.Begin(Now);
            db.AnswerRevisions.Add(answer.Record(question, new AnswerContent(value, "Between us.", source), answer.Version, new Author(Guid.CreateVersion7(), "Official"), AnswerOrigin.Typed, Guid.CreateVersion7(), Now));
        });

        public Task SubmitAsync(string key) => ChangeAsync(key, async (db, _, sector) =>
        {
            var number = sector.Submit(Now);
            db.Submissions.Add(Submission.Of(sector, number, new Clearance("Director", "Office", new DateOnly(2026, 11, 1), null), await db.Answers.Where(answer => answer.SectorAssessmentId == sector.Id).ToListAsync(), new Author(Guid.CreateVersion7(), "Official"), Now));
        });

        public Task ReleaseAsync(string key) => ChangeAsync(key, async (db, _, sector) =>
        {
            sector.Release(Now);
            (await db.Submissions.SingleAsync(submission => submission.SectorAssessmentId == sector.Id && submission.Number == sector.SubmissionCount)).Release("C", Now);
        });

        public Task ReturnAsync(string key) => ChangeAsync(key, (_, sector) => sector.Return("Look again.", "C", Now));

        public async Task SignOffAsync()
        {
            foreach (var (_, key) in Led)
            {
                await ChangeAsync(key, (_, sector) =>
                {
                    if (sector.Status == SectorStatus.NotStarted)
                    {
                        sector.Close("Silent.", "C", Now);
                        return;
                    }

                    sector.Release(Now);
                    sector.Conclude(Now);
                });
            }

            await ChangeAsync(Led[0].Sector, (assessment, _) =>
            {
                assessment.Follow();
                assessment.SignOff(new Signature("N", "O", new DateOnly(2026, 11, 2), null, Now, "C"));
            });
        }

        public Task ChangeAsync(string key, Action<Assessment, SectorAssessment> change) => ChangeAsync(key, (_, assessment, sector) =>
        {
            change(assessment, sector);
            return Task.CompletedTask;
        });

        public ValueTask DisposeAsync() => Portal.DisposeAsync();

        private async Task ChangeAsync(string key, Func<MigrationMainstreaming.Portal.Data.MainstreamingDbContext, Assessment, SectorAssessment, Task> change)
        {
            await using var db = Portal.Everything();
            var assessment = await db.Assessments.Include(found => found.Sectors).SingleAsync(found => found.Id == Assessment);
            await change(db, assessment, assessment.Sectors.Single(sector => sector.TemplateKey == key));
            await db.SaveChangesAsync();
        }
    }
}
