using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Packages;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Packages;

/// <summary>A signed-off assessment of two sectors, one of them silent, as a package; and what somebody may do to it.</summary>
internal static class SamplePackage
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Author Somebody = new(Guid.CreateVersion7(), "Mira Talen");
    private static readonly JsonSerializerOptions Indented = new(QuestionnaireJson.Indented);

    /// <summary>The files without the manifest, in order.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> Files()
    {
        var country = Jurisdiction.NewCountry("AA", new LocalText("en", "A"));
        country.SetProfile(CountryProfile.Of("transit"));
        var ministry = Ministry.Of(country, "health", new LocalText("en", "Health"));
        var assessment = Assessment.Open(country, new AssessmentTerms("Pays d’A — 2026", "2026", new DateOnly(2026, 10, 1), null, "en", ReleaseMode.ByHand), Noon);
        var version = Published(TestTemplates.Of(TestTemplates.PerCent("T-1", 1m, null, new Link("sdg:3.8")), TestTemplates.Steps("T-2", 2m, null, false, new Link("sdg:3.8")), TestTemplates.Steps("T-3")));
        var silent = Published(TestTemplates.Of(TestTemplates.Steps("S-1")) with { Key = "silent" });
        var sector = assessment.Add("test", version.Id, ministry.Id);
        assessment.Add("silent", silent.Id, ministry.Id).Close("No reply.", "Sanna Weir", Noon);

        sector.Begin(Noon);
        var (answers, revisions) = (new List<Answer>(), new List<AnswerRevision>());
        Say("T-1", TestTemplates.Is(50m), "first");
        Say("T-1", TestTemplates.Is(100m), "الثانية ✓");
        Say("T-2", TestTemplates.Is("none"), null);
        Say("T-3", TestTemplates.NotApplicable, null);
        answers[2].ConfirmNotApplicable(Noon.AddHours(1));
        var submission = Submission.Of(sector, sector.Submit(Noon.AddHours(2)), new Clearance("Ilan Sorrel", "Director", new DateOnly(2026, 11, 2), null), answers, Somebody, Noon.AddHours(2));
        var submitted = ResultSnapshot.Of(sector, SnapshotAct.Submission, 1, country.Profile, SnapshotSource.Of(version, submission, ministry.Id), Noon.AddHours(2));
        sector.Release(Noon.AddHours(3));
        submission.Release("Sanna Weir", Noon.AddHours(3));
        sector.Conclude(Noon.AddHours(4));
        assessment.Follow();
        var concluded = ResultSnapshot.Of(sector, SnapshotAct.Conclusion, 1, country.Profile, SnapshotSource.Of(version, answers, ministry.Id), Noon.AddHours(4));
        assessment.SignOff(new Signature("Amara Venn", "Cabinet", new DateOnly(2026, 11, 2), null, Noon.AddHours(5), "Sanna Weir"));
        var signed = ResultSnapshot.OfSignOff(assessment, 1, country.Profile, [SnapshotSource.Of(version, answers, ministry.Id)], Noon.AddHours(5));

        var scorecard = AssessmentScorecard.Of([ScoreCalculator.Score(version.Content, country.Profile, answers.ToDictionary(answer => answer.QuestionCode, ScoredAnswer.Of))], ["silent"]);
        var framework = new Framework("sdg", new LocalText("en", "S"), new LocalText("en", "S"), new LocalText("en", "S"), true, [new FrameworkItem("3.8", "target", new LocalText("en", "T"))]);
        var files = new List<(string, byte[])>
        {
            (PackageFiles.Answers("silent"), Json(PackagedAnswers.Of("silent", [], []))),
            (PackageFiles.Answers("test"), Json(PackagedAnswers.Of("test", answers, revisions))),
            (PackageFiles.Assessment, Json(PackagedAssessment.Of(assessment, country, [ministry], new[] { version, silent }.ToDictionary(kept => kept.Id)))),
            (PackageFiles.Framework("sdg"), Json(framework)),
            (PackageFiles.Questionnaire("silent", 1), QuestionnaireFile.Write(silent.Content)),
            (PackageFiles.Questionnaire("test", 1), QuestionnaireFile.Write(version.Content)),
            (PackageFiles.ExactResults, Json(ExactResults.Of(scorecard, withProofs: true))),
            (PackageFiles.Results, Json(FigureCheck.PrintedResults(scorecard))),
            (PackageFiles.Submissions("silent"), Json(new PackagedSubmissions("silent", []))),
            (PackageFiles.Submissions("test"), Json(new PackagedSubmissions("test", [PackagedSubmission.Of(submission, 1)]))),
        };
        files.AddRange(new[] { submitted, concluded, signed }.Select(snapshot => (PackageFiles.Snapshot(snapshot.Read()), Json(new PackagedSnapshot(snapshot.Hash, snapshot.Read())))));
        return [.. files.OrderBy(file => file.Item1, StringComparer.Ordinal)];

        void Say(string code, AnswerValue value, string? comment)
        {
            var question = version.Content.Find(code)!;
            var answer = answers.Find(known => known.QuestionCode == code);
            if (answer is null)
            {
                answers.Add(answer = Answer.To(sector, question));
            }

            revisions.Add(answer.Record(question, new AnswerContent(value, comment, "Act 7"), answer.Version, Somebody, AnswerOrigin.Typed, Guid.CreateVersion7(), Noon.AddMinutes(revisions.Count)));
        }
    }

    /// <summary>A package of these files, with a manifest and a seal that fit them: what a forger makes who works all hashes out anew.</summary>
    public static byte[] Pack(IEnumerable<(string Name, byte[] Content)> files)
    {
        using var stream = new MemoryStream();
        using (var writer = new PackageWriter(stream))
        {
            foreach (var (name, content) in files.OrderBy(file => file.Name, StringComparer.Ordinal))
            {
                writer.Add(name, content);
            }

            writer.Finish(Guid.Empty, "Sample", Noon);
        }

        return stream.ToArray();
    }

    /// <summary>The same files in a ZIP of another program's making: no seal, and the manifest as it was.</summary>
    public static byte[] Repack(byte[] package, Func<string, byte[], byte[]?> change, params (string Name, byte[] Content)[] added)
    {
        using var stream = new MemoryStream();
        using (var to = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in Unpack(package).Select(file => (file.Name, change(file.Name, file.Content))).Where(file => file.Item2 is not null).Select(file => (file.Name, file.Item2!)).Concat(added))
            {
                using var entry = to.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static IReadOnlyList<(string Name, byte[] Content)> Unpack(byte[] package)
    {
        using var archive = new ZipArchive(new MemoryStream(package));
        return [.. archive.Entries.Select(entry =>
        {
            using var stream = entry.Open();
            using var read = new MemoryStream();
            stream.CopyTo(read);
            return (entry.FullName, read.ToArray());
        })];
    }

    /// <summary>The files with one of them changed as JSON.</summary>
    public static IEnumerable<(string Name, byte[] Content)> With(this IEnumerable<(string Name, byte[] Content)> files, string name, Action<JsonNode> change) =>
        files.Select(file =>
        {
            if (file.Name != name)
            {
                return file;
            }

            var node = JsonNode.Parse(file.Content)!;
            change(node);
            return (name, Encoding.UTF8.GetBytes(node.ToJsonString(Indented)));
        });

    public static PackageReport Verify(byte[] package)
    {
        using var stream = new MemoryStream(package);
        return PackageVerifier.Verify(stream);
    }

    public static byte[] Json<T>(T content) => JsonSerializer.SerializeToUtf8Bytes(content, QuestionnaireJson.Indented);

    private static TemplateVersion Published(Questionnaire content)
    {
        var version = TemplateVersion.NewDraft(content, Noon);
        version.Publish([], "First.", "Alba Renn", Noon);
        return version;
    }
}
