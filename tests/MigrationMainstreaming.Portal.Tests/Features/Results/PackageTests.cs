using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Packages;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Seed.Demo;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Features.Results;
using MigrationMainstreaming.Portal.Tests.Commands;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;
using Xunit.Abstractions;

namespace MigrationMainstreaming.Portal.Tests.Features.Results;

/// <summary>An assessment as one file: who gets it, that it fits in every state, and that the command says so without a database.</summary>
public sealed partial class PackageTests(DemoFixture database, ITestOutputHelper output) : IClassFixture<DemoFixture>
{
    private const string Coordinator = "coordinator@demo.example";

    [Theory]
    [InlineData("admin@demo.example")]
    [InlineData("adviser@demo.example")]
    [InlineData("health@demo.example")]
    [InlineData("coordinator@other.example")]
    [InlineData("health@other.example")]
    public async Task Package_ForAnybodyButTheCoordinator_IsNotThere_InAnyState(string email)
    {
        await using var host = new Portal(database.Serving);
        using var browser = await host.SignInAsync(email);
        foreach (var id in await IdsAsync("Demo Republic 2024", "Demo Republic 2026"))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/api/v1/assessments/{id}/package")).StatusCode);
        }
    }

    [Theory]
    [InlineData(Coordinator, true)]
    [InlineData("adviser@demo.example", false)]
    [InlineData("health@demo.example", false)]
    public async Task PageOfResults_ListsTheStoredOnes_AndOffersThePackageToTheCoordinatorAlone(string email, bool offered)
    {
        await using var host = new Portal(database.Serving);
        using var browser = await host.SignInAsync(email);
        var id = (await IdsAsync("Demo Republic 2024"))[0];

        var page = await browser.GetStringAsync($"/assessments/{id}/results");

        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();
        foreach (var hash in await db.ResultSnapshots.Where(snapshot => snapshot.AssessmentId == id).Select(snapshot => snapshot.Hash).ToListAsync())
        {
            Assert.Contains($"<code dir=\"ltr\">{hash[..12]}</code>", page, StringComparison.Ordinal);
        }

        Assert.Equal(offered, page.Contains($"/api/v1/assessments/{id}/package", StringComparison.Ordinal));
        Assert.DoesNotContain("RenderFragment", page, StringComparison.Ordinal);
        Assert.Matches(@"<th scope=""row"">\s*(<[^>]+>)*Health", page[page.IndexOf("stored-table", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Package_WithoutSignIn_IsRefused()
    {
        await using var host = new Portal(database.Serving);
        using var browser = host.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync($"/api/v1/assessments/{(await IdsAsync("Demo Republic 2024"))[0]}/package")).StatusCode);
    }

    [Fact]
    public async Task Package_DownloadedByItsCoordinator_IsVerifiedByTheCommand_WithoutADatabase()
    {
        using var folder = new TemporaryFolder();
        await using var host = new Portal(database.Serving);
        foreach (var (email, title) in new[] { (Coordinator, "Demo Republic 2024"), (Coordinator, "Demo Republic 2026"), ("coordinator@other.example", "Coastal Federation 2026") })
        {
            using var browser = await host.SignInAsync(email);
            using var reply = await browser.GetAsync($"/api/v1/assessments/{(await IdsAsync(title))[0]}/package");
            Assert.Equal((HttpStatusCode.OK, "application/zip"), (reply.StatusCode, reply.Content.Headers.ContentType?.MediaType));
            Assert.Equal($"{title.Replace(' ', '-')}.package.zip", reply.Content.Headers.ContentDisposition?.FileName);
            var file = folder.File("p.zip", await reply.Content.ReadAsByteArrayAsync());

            var outcome = await PortalProcess.RunAsync("verify", "--package", file);

            Assert.Equal(("", 0), (outcome.Error, outcome.Exit));
            Assert.Contains($"{file}: {title}, made ", outcome.Output, StringComparison.Ordinal);
            Assert.Contains("the seal holds", outcome.Output, StringComparison.Ordinal);
            Assert.Contains("were worked out again, and none differs", outcome.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Command_OnWhatIsWrong_NamesFileAndFigure_AndRefuses()
    {
        using var folder = new TemporaryFolder();
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Coordinator);
        var package = await WriteAsync(portal, (await IdsAsync("Demo Republic 2024"))[0]);
        var results = Repacked(package, "results.json", text => text.Replace("\"overall\": {\n    \"value\": ", "\"overall\": {\n    \"value\": 1", StringComparison.Ordinal));
        (string File, string Problem)[] cases =
        [
            (folder.File("changed.zip", results), "changed.zip: results.json: overall.value: stored 1"),
            (folder.File("short.zip", package[..^100]), "short.zip: This is not a ZIP file, or a part of it is missing."),
            (folder.File("text.zip", "no zip"u8.ToArray()), "text.zip: This is not a ZIP file, or a part of it is missing."),
            (Path.Combine(folder.Path, "none.zip"), "none.zip: There is no such file."),
            (folder.Path, ": This is a folder; name a file."),
        ];

        foreach (var (file, problem) in cases)
        {
            var outcome = await PortalProcess.RunAsync("verify", "--package", file);

            Assert.Equal(("", 1), (outcome.Output, outcome.Exit));
            Assert.Contains(outcome.Problems, line => line.Contains(problem, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Package_OfOneState_IsTheSameByteForByte_ApartFromTheManifestsTime()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Coordinator);
        var id = (await IdsAsync("Demo Republic 2026"))[0];
        var first = await WriteAsync(portal, id);
        var again = await WriteAsync(portal, id);
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await WriteAsync(portal, id);

        Assert.Equal(first, again);
        Assert.NotEqual(first, later);
        Assert.Equal(EntriesOf(first).Where(file => file.Name != "manifest.json"), EntriesOf(later).Where(file => file.Name != "manifest.json"));
    }

    [Fact]
    public async Task Package_IsReadableText_WithoutAnybodysAddress()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Coordinator);
        var files = EntriesOf(await WriteAsync(portal, (await IdsAsync("Demo Republic 2024"))[0]));

        Assert.DoesNotContain(files, file => file.Text.Contains('@', StringComparison.Ordinal));
        Assert.All(files, file => Assert.EndsWith("}\n", file.Text, StringComparison.Ordinal));
        Assert.All(files, file => Assert.StartsWith("{\n  \"", file.Text, StringComparison.Ordinal));
        Assert.Contains("Mira Talen", files.Single(file => file.Name == "answers/health.json").Text, StringComparison.Ordinal);
        Assert.Equal("manifest.json", files[^1].Name);
    }

    [Fact]
    public async Task Package_WithAQuestionnaireMissing_IsRefusedAloud()
    {
        var (serving, _, superuser) = await TestServer.CopyAsync(withDemo: true);
        await using (var connection = new NpgsqlConnection(superuser))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("set session_replication_role = replica; delete from template_versions where key = 'health'", connection);
            await command.ExecuteNonQueryAsync();
        }

        var copy = new CopiedDatabase(serving, superuser);
        await copy.InitializeAsync();
        await using var portal = new PortalTestContext(copy);
        await portal.SignInAsync(Coordinator);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await WriteAsync(portal, (await IdsAsync("Demo Republic 2024"))[0]));
    }

    [Fact]
    public async Task Package_AfterEveryAct_Fits_AndEachActStoresItsResults()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Coordinator);
        var (id, lead, other) = await OpenAsync(portal, "health");
        await FitsAsync(0, "nothing is answered");

        await AnswerAllAsync(portal, id, new Random(1));
        await FitsAsync(0, "everything is answered");

        var submitted = await SubmitAsync(portal, id);
        await FitsAsync(1, "submitted");
        var acts = portal.Get<SectorActService>();
        await acts.ReturnAsync(Guid.NewGuid(), id, "health", (await SectorAsync(portal, id)).Revision, "Name the decree.");
        await portal.Get<AssessmentService>().ChangeLeadAsync(Guid.NewGuid(), id, "health", (await SectorAsync(portal, id)).Revision, other);
        await FitsAsync(1, "returned, and led by another ministry");

        await SubmitAsync(portal, id);
        await acts.ReleaseAsync(Guid.NewGuid(), id, "health", (await SectorAsync(portal, id)).Revision);
        await FitsAsync(2, "in review");
        await acts.ConcludeAsync(Guid.NewGuid(), id, "health", (await SectorAsync(portal, id)).Revision, null);
        await FitsAsync(3, "concluded");

        var signOffs = portal.Get<SignOffService>();
        var revision = await RevisionAsync(portal, id);
        await Assert.ThrowsAnyAsync<Exception>(() => signOffs.SignOffAsync(Guid.NewGuid(), id, revision, " ", "Cabinet", new DateOnly(2026, 11, 2), null));
        await FitsAsync(3, "a sign-off was refused, and stored nothing");
        await signOffs.SignOffAsync(Guid.NewGuid(), id, revision, "Amara Venn", "Cabinet", new DateOnly(2026, 11, 2), null);
        await FitsAsync(4, "signed off");
        await signOffs.WithdrawAsync(Guid.NewGuid(), id, await RevisionAsync(portal, id), "Wrong letter");
        await FitsAsync(4, "withdrawn");
        await signOffs.SignOffAsync(Guid.NewGuid(), id, await RevisionAsync(portal, id), "Amara Venn", "Cabinet", new DateOnly(2026, 11, 2), null);
        await FitsAsync(5, "signed off again");

        await using var db = portal.Everything();
        var snapshots = await db.ResultSnapshots.AsNoTracking().Where(snapshot => snapshot.AssessmentId == id).OrderBy(snapshot => snapshot.At).ToListAsync();
        Assert.Equal(
            [(SnapshotAct.Submission, 1), (SnapshotAct.Submission, 2), (SnapshotAct.Conclusion, 2), (SnapshotAct.SignOff, 1), (SnapshotAct.SignOff, 2)],
            snapshots.Select(snapshot => (snapshot.Act, snapshot.Number)));
        Assert.All(snapshots, snapshot => Assert.Equal(snapshot.Hash, SnapshotContent.HashOf(snapshot.Content)));
        Assert.Equal(submitted, snapshots[0].Number);
        Assert.NotEqual(lead, other);
        Assert.Empty((await DataCheck.RunAsync(database.Superuser)).Problems);

        async Task FitsAsync(int stored, string when)
        {
            var report = Verify(await WriteAsync(portal, id));
            Assert.True(report.Problems.Count == 0, $"{when}:\n{string.Join('\n', report.Problems)}");
            Assert.True(report.Counts.Snapshots == stored, $"{when}: {report.Counts.Snapshots} stored results");
        }
    }

    [Fact]
    public async Task StoredResult_RecomputedFromTheStoredSubmission_IsTheSameDigitForDigit()
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();
        var snapshots = await db.ResultSnapshots.AsNoTracking().Where(snapshot => snapshot.Act == SnapshotAct.Submission).ToListAsync();
        Assert.True(snapshots.Count > 10);
        foreach (var snapshot in snapshots)
        {
            var submission = await db.Submissions.AsNoTracking().SingleAsync(found => found.SectorAssessmentId == snapshot.SectorAssessmentId && found.Number == snapshot.Number);
            var version = await db.TemplateVersions.AsNoTracking().SingleAsync(found => found.Id == submission.TemplateVersionId);

            var again = ScoreCalculator.Score(version.Content, CountryProfile.Of(snapshot.Read().Profile), submission.Answers.ToDictionary(answer => answer.QuestionCode, ScoredAnswer.Of));

            Assert.Equal(ExactResults.Of(again).GetRawText(), snapshot.Read().Results.GetRawText());
        }
    }

    /// <summary>All shipped questionnaires, every question answered at random: how large it becomes and how long it takes.</summary>
    [Fact]
    public async Task Package_OfAllShippedQuestionnaires_AnsweredAtRandom_Fits()
    {
        await using var portal = new PortalTestContext(database);
        await portal.SignInAsync(Coordinator);
        List<string> keys;
        await using (var db = portal.Everything())
        {
            keys = await db.TemplateVersions.Where(version => version.Status == TemplateStatus.Published).Select(version => version.Key).Distinct().ToListAsync();
        }

        var (id, _, _) = await OpenAsync(portal, [.. keys]);
        await AnswerAllAsync(portal, id, new Random(20261125), rounds: 3);

        var watch = Stopwatch.StartNew();
        var package = await WriteAsync(portal, id);
        var written = watch.ElapsedMilliseconds;
        watch.Restart();
        var report = Verify(package);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{keys.Count} questionnaires, {report.Counts.Answers} answers, {report.Counts.Revisions} revisions: {package.Length / 1024} KiB, {EntriesOf(package).Sum(file => file.Text.Length) / 1024} Ki characters unpacked; written in {written} ms, verified ({report.Counts.Figures} figures) in {watch.ElapsedMilliseconds} ms"));

        Assert.Empty(report.Problems);
        Assert.True(report.Counts.Questionnaires >= 17 && report.Counts.Answers > 150, $"{report.Counts}");
    }

    private async Task<List<Guid>> IdsAsync(params string[] titles)
    {
        await using var portal = new PortalTestContext(database);
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => titles.Contains(assessment.Title)).Select(assessment => assessment.Id).ToListAsync();
    }

    private static async Task<byte[]> WriteAsync(PortalTestContext portal, Guid id)
    {
        var package = (await portal.Get<PackageService>().WriteAsync(id))!;
        await using (package.Content)
        {
            using var read = new MemoryStream();
            await package.Content.CopyToAsync(read);
            return read.ToArray();
        }
    }

    private static PackageReport Verify(byte[] package)
    {
        using var stream = new MemoryStream(package);
        return PackageVerifier.Verify(stream);
    }

    private static List<(string Name, string Text)> EntriesOf(byte[] package)
    {
        using var archive = new ZipArchive(new MemoryStream(package));
        return [.. archive.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
            return (entry.FullName, reader.ReadToEnd());
        })];
    }

    private static byte[] Repacked(byte[] package, string name, Func<string, string> change)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in EntriesOf(package))
            {
                using var entry = archive.CreateEntry(file.Name).Open();
                entry.Write(Encoding.UTF8.GetBytes(file.Name == name ? change(file.Text) : file.Text));
            }
        }

        return stream.ToArray();
    }

    private static async Task<(Guid Id, Guid Lead, Guid Other)> OpenAsync(PortalTestContext portal, params string[] keys)
    {
        await using var db = portal.Everything();
        var ministries = await db.Ministries.Where(ministry => ministry.Code == "health" || ministry.Code == "education").ToListAsync();
        var country = await db.Jurisdictions.SingleAsync(jurisdiction => jurisdiction.Code == "DR");
        var (lead, other) = (ministries.Single(ministry => ministry.CountryId == country.Id && ministry.Code == "health").Id, ministries.Single(ministry => ministry.CountryId == country.Id && ministry.Code == "education").Id);
        var terms = new AssessmentTerms($"Round {Guid.NewGuid():N}", "2027", new DateOnly(2026, 11, 1), null, "en", ReleaseMode.ByHand);
        var id = await portal.Get<AssessmentService>().OpenAsync(Guid.NewGuid(), country.Id, terms, [.. keys.Select(key => new ChosenQuestionnaire(key, lead))]);
        return (id, lead, other);
    }

    private static async Task<int> SubmitAsync(PortalTestContext portal, Guid id)
    {
        var view = (await portal.Get<SubmissionService>().CheckAsync(id, "health"))!;
        if (view.Sector.Status == SectorStatus.Returned)
        {
            Assert.True(view.Sector.CanSubmit);
        }

        var outcome = await portal.Get<SubmissionService>().SubmitAsync(Guid.NewGuid(), id, "health", view.Sector.Revision, view.Shown, "Ilan Sorrel", "Director-General", new DateOnly(2026, 11, 2), null);
        Assert.Empty(outcome.Missing);
        return outcome.Number!.Value;
    }

    private static async Task<SectorAssessment> SectorAsync(PortalTestContext portal, Guid id)
    {
        await using var db = portal.Everything();
        return await db.SectorAssessments.AsNoTracking().SingleAsync(sector => sector.AssessmentId == id);
    }

    private static async Task<int> RevisionAsync(PortalTestContext portal, Guid id)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Id == id).Select(assessment => assessment.Revision).SingleAsync();
    }

    /// <summary>Answers every question at random, several times over.</summary>
    private static async Task AnswerAllAsync(PortalTestContext portal, Guid id, Random random, int rounds = 2)
    {
        await using var db = portal.Everything();
        var assessment = await db.Assessments.Include(found => found.Sectors).SingleAsync(found => found.Id == id);
        foreach (var sector in assessment.Sectors)
        {
            var questionnaire = (await db.TemplateVersions.AsNoTracking().SingleAsync(version => version.Id == sector.TemplateVersionId)).Content;
            sector.Begin(DateTimeOffset.UtcNow);
            foreach (var question in questionnaire.Questions)
            {
                var answer = db.Answers.Add(Answer.To(sector, question)).Entity;
                for (var round = 0; round < rounds; round++)
                {
                    var content = new AnswerContent(ValueFor(question, random), $"Commentaire {round} — تعليق", "Loi n° 7, article 3");
                    db.AnswerRevisions.Add(answer.Record(question, content, answer.Version, new Author(Guid.NewGuid(), "Mira Talen"), AnswerOrigin.Typed, Guid.NewGuid(), DateTimeOffset.UtcNow));
                }

                if (answer.Value is AnswerValue.NotApplicable && random.Next(2) == 0)
                {
                    answer.ConfirmNotApplicable(DateTimeOffset.UtcNow);
                }
            }
        }

        await db.SaveChangesAsync();
    }

    private static AnswerValue ValueFor(Question question, Random random)
    {
        AnswerValue[] anything = [new AnswerValue.NotKnown(), new AnswerValue.NotApplicable("There is no coast.")];
        var lists = question.Type.OptionLists;
        AnswerValue[] candidates = (question.Type, lists.Count) switch
        {
            (MultipleChoice, 1) => [new AnswerValue.ChosenMany([.. lists[0].Options.Where(option => !option.Exclusive && random.Next(2) == 0).Select(option => option.Code).DefaultIfEmpty(lists[0].Options[0].Code)])],
            (_, 1) => [new AnswerValue.Chosen(Of(lists[0].Options))],
            (_, 2) => [new AnswerValue.LawAndPractice(Of(lists[0].Options), random.Next(8) == 0 ? null : Of(lists[1].Options))],
            _ => [new AnswerValue.Measured(random.Next(1, 100)), new AnswerValue.Measured(random.Next(1990, 2026)), new AnswerValue.Written("Texte ✓"), new AnswerValue.Dated(new DateOnly(2024, 2, 29)), new AnswerValue.Cited(new Citation("Act", "7", null, 2020, null))],
        };
        var value = random.Next(9) == 0 ? anything[random.Next(2)] : candidates.FirstOrDefault(candidate => lists.Count > 0 || question.ProblemWith(candidate) is null) ?? anything[0];
        return question.ProblemWith(value) is null ? value : anything[0];

        string Of(IReadOnlyList<AnswerOption> options) => options[random.Next(options.Count)].Code;
    }

    private sealed class CopiedDatabase(string serving, string superuser) : PostgresFixture
    {
        private protected override Task<(string Serving, string Owner, string Superuser)> MakeAsync() => Task.FromResult((serving, superuser, superuser));
    }

    private sealed partial class Portal(string connection) : WebApplicationFactory<Program>
    {
        public async Task<HttpClient> SignInAsync(string email)
        {
            var browser = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
            var page = await browser.GetStringAsync("/account/sign-in");
            var signedIn = await browser.PostAsync("/account/sign-in", new FormUrlEncodedContent(
            [
                new("__RequestVerificationToken", TokenField().Match(page[page.IndexOf("si-form", StringComparison.Ordinal)..]).Groups[1].Value),
                new("_handler", "sign-in"),
                new("Form.Email", email),
                new("Form.Password", DemoSeed.Password),
            ]));
            Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
            return browser;
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseEnvironment("Development").UseSetting("ConnectionStrings:Portal", connection).UseSetting("Portal:PrepareDatabase", "false");

        [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
        private static partial Regex TokenField();
    }
}
