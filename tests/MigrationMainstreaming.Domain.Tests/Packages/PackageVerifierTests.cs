using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using MigrationMainstreaming.Domain.Packages;

namespace MigrationMainstreaming.Domain.Tests.Packages;

/// <summary>A package that fits, and everything that somebody may do to one.</summary>
public sealed class PackageVerifierTests
{
    private const string Answers = "answers/test.json", Submissions = "submissions/test.json", Submitted = "snapshots/test.submission-1.json", SignedOff = "snapshots/sign-off-1.json";
    private static readonly IReadOnlyList<(string Name, byte[] Content)> Files = SamplePackage.Files();
    private static readonly byte[] Package = SamplePackage.Pack(Files);

    [Fact]
    public void Package_AsWritten_HasNoProblem_AndEveryFigureWasRecomputed()
    {
        var report = SamplePackage.Verify(Package);

        Assert.Empty(report.Problems);
        Assert.True(report.IsSealed);
        Assert.Equal(14, report.Counts.Files);
        Assert.Equal((2, 3, 4, 1, 3), (report.Counts.Questionnaires, report.Counts.Answers, report.Counts.Revisions, report.Counts.Submissions, report.Counts.Snapshots));
        Assert.True(report.Counts.Figures > 100);
    }

    [Fact]
    public void Package_WrittenTwice_IsTheSameByteForByte_AndKnowsNoClock()
    {
        using var archive = new ZipArchive(new MemoryStream(Package));

        Assert.Equal(Package, SamplePackage.Pack(Files));
        Assert.All(archive.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
    }

    [Fact]
    public void Package_PackedAnewByAnotherProgram_HasNoProblem_AndNoSeal()
    {
        var report = SamplePackage.Verify(SamplePackage.Repack(Package, (_, content) => content, ("answers/", []), ("snapshots/", [])));

        Assert.Empty(report.Problems);
        Assert.False(report.IsSealed);
    }

    [Fact]
    public void AnyByte_Changed_IsNoticed()
    {
        var changed = (byte[])Package.Clone();
        for (var at = 0; at < changed.Length; at++)
        {
            foreach (var mask in new byte[] { (byte)(1 << (at % 8)), 0xff })
            {
                changed[at] ^= mask;
                var problems = new List<PackageProblem>();
                using var stream = new MemoryStream(changed);
                PackageArchive.Read(stream, problems, out _);
                Assert.True(problems.Count > 0, $"byte {at} changed by {mask}");
                changed[at] = Package[at];
            }

            // And nothing that comes after it fails on what it finds.
            if (at % 50 == 0)
            {
                changed[at] ^= 0xff;
                Assert.NotEmpty(SamplePackage.Verify(changed).Problems);
                changed[at] = Package[at];
            }
        }
    }

    [Fact]
    public void AnyByteOfAFile_ChangedBehindTheSeal_IsNoticed()
    {
        var files = SamplePackage.Unpack(Package).ToDictionary(file => file.Name, file => (byte[])file.Content.Clone());
        foreach (var (name, content) in files)
        {
            for (var at = 0; at < content.Length; at++)
            {
                var mask = (byte)(1 << (at % 8));
                content[at] ^= mask;
                var problems = new List<PackageProblem>();
                PackageVerifier.CheckManifest(new PackageReading(files, problems));
                Assert.True(problems.Count > 0, $"{name} at {at}");
                content[at] ^= mask;

                if (at % 101 == 0)
                {
                    var place = at;
                    Assert.NotEmpty(SamplePackage.Verify(SamplePackage.Repack(Package, (file, bytes) => file == name ? Flipped(bytes, place) : bytes)).Problems);
                }
            }
        }
    }

    [Fact]
    public void AnyTruncation_IsNoticed()
    {
        for (var length = 0; length < Package.Length; length += 13)
        {
            Assert.NotEmpty(SamplePackage.Verify(Package[..length]).Problems);
        }

        Assert.NotEmpty(SamplePackage.Verify(Package[..^1]).Problems);
        Assert.NotEmpty(SamplePackage.Verify([.. Package, 0]).Problems);
    }

    [Fact]
    public void File_ChangedRemovedOrAdded_IsNamed()
    {
        AssertNames(SamplePackage.Repack(Package, (name, content) => name == Answers ? Flipped(content, content.Length / 2) : content), "answers/test.json: The file was changed");
        AssertNames(SamplePackage.Repack(Package, (name, content) => name == Submissions ? null : content), "submissions/test.json: This file is missing");
        AssertNames(SamplePackage.Repack(Package, (_, content) => content, ("answers/more.json", [1])), "answers/more.json: This file was added");
        AssertNames(SamplePackage.Repack(Package, (name, content) => name == Answers ? [.. content, (byte)' '] : content), "answers/test.json: The file has ");
        AssertNames(SamplePackage.Repack(Package, (name, content) => name == PackageFiles.Manifest ? null : content), "manifest.json: There is no such file");
    }

    [Fact]
    public void Files_Swapped_AreNamed()
    {
        var (one, other) = (Files.Single(file => file.Name == "answers/test.json").Content, Files.Single(file => file.Name == "answers/silent.json").Content);
        var swapped = SamplePackage.Repack(Package, (name, content) => name == "answers/test.json" ? other : name == "answers/silent.json" ? one : content);

        AssertNames(swapped, "answers/test.json: sector: This is the file of \"silent\".");
    }

    [Theory]
    [InlineData("../evil.json")]
    [InlineData("/etc/passwd")]
    [InlineData("answers/../../evil.json")]
    [InlineData("answers\\evil.json")]
    [InlineData("answers/./evil.json")]
    [InlineData("C:evil.json")]
    [InlineData("answers/test/more.json")]
    [InlineData("other/")]
    public void Entry_WithANameThatLeadsElsewhere_IsRefused(string name) =>
        AssertNames(SamplePackage.Repack(Package, (_, content) => content, (name, [])), "This is no name of a file in a package.");

    [Fact]
    public void Entry_ThatStandsTwice_IsRefused()
    {
        AssertNames(SamplePackage.Repack(Package, (_, content) => content, (Answers, "{}"u8.ToArray())), "answers/test.json: This entry stands in the ZIP twice.");
        AssertNames(SamplePackage.Repack(Package, (_, content) => content, ("Answers/test.json", "{}"u8.ToArray())), "Answers/test.json: This entry stands in the ZIP twice.");
    }

    [Fact]
    public void Bomb_IsNotUnpacked()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("answers/test.json", CompressionLevel.Fastest).Open();
            var zeros = new byte[1024 * 1024];
            for (var written = 0L; written <= PackageFiles.LargestFile; written += zeros.Length)
            {
                entry.Write(zeros);
            }
        }

        Assert.True(stream.Length < 2_000_000);
        AssertNames(stream.ToArray(), "answers/test.json: This entry is larger than it may be");
    }

    [Fact]
    public void MoreEntriesThanAPackageMayHave_AreNotRead()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var number = 0; number <= PackageFiles.MostFiles; number++)
            {
                archive.CreateEntry(FormattableString.Invariant($"a{number}"));
            }
        }

        Assert.Equal("There are 10001 entries; a package has at most 10000.", Assert.Single(SamplePackage.Verify(stream.ToArray()).Problems).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("PK")]
    public void WhatIsNoZip_IsSaidToBeNone(string text) =>
        Assert.Equal("This is not a ZIP file, or a part of it is missing.", Assert.Single(SamplePackage.Verify(Encoding.UTF8.GetBytes(text)).Problems).ToString());

    [Fact]
    public void EncryptedEntry_IsRefused()
    {
        var package = SamplePackage.Repack(Package, (_, content) => content);
        for (var at = 0; at < package.Length - 4; at++)
        {
            // The flag in every local header and in the directory.
            var flags = package.AsSpan(at, 4) is [0x50, 0x4b, 0x03, 0x04] ? at + 6 : package.AsSpan(at, 4) is [0x50, 0x4b, 0x01, 0x02] ? at + 8 : -1;
            if (flags >= 0)
            {
                package[flags] |= 1;
            }
        }

        AssertNames(package, "answers/test.json: This entry is encrypted.");
    }

    [Fact]
    public void Forger_WhoChangesAnAnswerAndAllHashes_IsFoundByItsHistory() =>
        AssertForged(Files.With(Answers, node => Of(node["answers"]!, "T-2")["value"]!["chosen"] = "all"),
            "answers/test.json: answers: T-2: The answer is not what version 1 of its history says.",
            "results.json: sectors.test.overall.value: stored 33.3333, recomputed 100");

    [Fact]
    public void Forger_WhoChangesTheHistoryToo_IsFoundByTheSubmissionAndTheStoredFigures() =>
        AssertForged(
            Files.With(Answers, node =>
            {
                Of(node["answers"]!, "T-2")["value"]!["chosen"] = "all";
                Of(node["revisions"]!, "T-2")["value"]!["chosen"] = "all";
            }),
            "submissions/test.json: submission 1: T-2: The submitted answer is not what version 1 of its history says.",
            "snapshots/test.submission-1.json: content.results.overall.value: stored 33.33333333333333333333, recomputed 100",
            "snapshots/sign-off-1.json: content.results.sectors.test.overall.value: stored 33.33333333333333333333, recomputed 100",
            "results-exact.json: sectors.test.overall.value: stored 33.33333333333333333333, recomputed 100");

    [Fact]
    public void Forger_WhoTakesARevisionOut_IsFoundByTheGap() =>
        AssertForged(Files.With(Answers, node => node["revisions"]!.AsArray().RemoveAt(0)), "answers/test.json: revisions: T-1: Expected version 1 on top of version 0, found version 2 on top of version 1.");

    [Fact]
    public void Forger_WhoTakesTheLastRevisionOut_IsFoundByTheAnswer() =>
        AssertForged(Files.With(Answers, node => node["revisions"]!.AsArray().RemoveAt(1)), "answers/test.json: answers: T-1: The answer stands at version 2, and its history ends with version 1.");

    [Fact]
    public void Forger_WhoChangesAComment_IsFound() =>
        AssertForged(Files.With(Answers, node => Of(node["answers"]!, "T-1")["comment"] = "other"), "answers/test.json: answers: T-1: The answer is not what version 2 of its history says.");

    [Fact]
    public void Forger_WhoChangesAFigure_IsFoundByTheEngine()
    {
        AssertForged(Files.With(PackageFiles.Results, node => node["sectors"]!["test"]!["overall"]!["value"] = 80), "results.json: sectors.test.overall.value: stored 80, recomputed 33.3333");
        AssertForged(Files.With(PackageFiles.Results, node => node["overall"]!["value"] = 33.3334), "results.json: overall.value: stored 33.3334, recomputed 33.3333");
        AssertForged(Files.With(PackageFiles.Results, node => node["frameworks"]!["sdg"]!["3.8"]!["answered"] = 1), "results.json: frameworks.sdg.3.8.answered: stored 1, recomputed 2");
        AssertForged(Files.With(PackageFiles.Results, node => node["sectors"]!["test"]!.AsObject().Remove("groups")), "results.json: sectors.test.groups: stored nothing, recomputed ");
    }

    [Fact]
    public void Forger_WhoChangesTheLastDigitOfAProof_IsFoundByTheSumAndByTheEngine() =>
        AssertForged(Files.With(PackageFiles.ExactResults, node => node["sectors"]!["test"]!["proof"]!["parts"]![0]!["share"] = "33.33333333333333333334"),
            "results-exact.json: sectors.test.proof: The shares of the parts add up to 33.33333333333333333334, the figure is 33.33333333333333333333.",
            "results-exact.json: sectors.test.proof.parts[0].share: stored 33.33333333333333333334, recomputed 33.33333333333333333333");

    [Fact]
    public void Forger_WhoChangesAStoredResult_IsFoundByItsHashAndByTheEngine() =>
        AssertForged(Files.With(Submitted, node => node["content"]!["results"]!["overall"]!["value"] = "90"),
            "snapshots/test.submission-1.json: sha256: The stored result does not have the hash with which it was stored.",
            "snapshots/test.submission-1.json: content.results.overall.value: stored 90, recomputed 33.33333333333333333333");

    [Fact]
    public void Forger_WhoTakesAStoredResultOut_IsFound()
    {
        AssertForged(Files.Where(file => file.Name != Submitted), "assessment.json: sectors: test: The results of Submission 1 are missing among the stored ones.");
        AssertForged(Files.Where(file => file.Name != SignedOff), "assessment.json: signOff: No stored result was made at the moment when the sign-off was recorded.");
    }

    [Fact]
    public void Forger_WhoChangesTheQuestionnaire_IsFoundByItsHashAndByTheFigures() =>
        AssertForged(Files.With("questionnaires/test.v1.json", node => node["sections"]![0]!["questions"]![0]!["weight"] = 5),
            "questionnaires/test.v1.json: The questionnaire is not the one that was published",
            "results.json: sectors.test.overall.value: stored 33.3333, recomputed 71.4286");

    [Fact]
    public void Questionnaire_WithProblems_IsNamedWithThem() =>
        AssertForged(Files.With("questionnaires/test.v1.json", node => node["sections"]![0]!["questions"]![0]!["weight"] = -1), "questionnaires/test.v1.json: sections[0].questions[0].weight: ");

    [Fact]
    public void Forger_WhoClosesASectorOrChangesTheProfileOrTheSignatory_IsFoundWhereFiguresDiffer()
    {
        AssertForged(Files.With(PackageFiles.Assessment, node => node["sectors"]![0]!["status"] = "Closed"), "results.json: sectors.test: stored ");
        AssertForged(Files.With(PackageFiles.Assessment, node => node["profile"] = new JsonArray("moon")), "assessment.json: profile: \"moon\" is not part of the country profile.");
        AssertForged(Files.With(PackageFiles.Assessment, node => node.AsObject().Remove("signOff")), "assessment.json: signOff: The assessment is SignedOff, which does not fit.");
        AssertForged(Files.With(PackageFiles.Assessment, node => node["sectors"]![0]!["submissions"] = 2), "submissions/test.json: submissions: The sector was submitted 2 times; found are the numbers 1.");
    }

    [Fact]
    public void FormulaVersion_Unknown_IsSaid_AndNothingIsGuessed()
    {
        AssertForged(Files.With(Submitted, node => node["content"]!["formulaVersion"] = 99), "snapshots/test.submission-1.json: content.formulaVersion: Formula version 99 is not known here (known is 1); these figures cannot be recomputed.");
        var manifest = SamplePackage.Repack(Package, (name, content) => name == PackageFiles.Manifest ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace("\"formulaVersion\": 1", "\"formulaVersion\": 7", StringComparison.Ordinal)) : content);
        AssertNames(manifest, "manifest.json: formulaVersion: Formula version 7 is not known here (known is 1)");
    }

    [Fact]
    public void File_OfANameThatNothingAsksFor_IsNamed_EvenWhereItIsListed() =>
        AssertForged(Files.Append(("answers/more.json", "{}"u8.ToArray())), "answers/more.json: Nothing in the assessment belongs to this file.");

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"sector\": 5}")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("{\"sector\": \"test\", \"answers\": [null], \"revisions\": [null]}")]
    public void AnyFile_ThatSaysSomethingElse_IsAProblem_AndNoFailure(string json)
    {
        foreach (var (name, _) in Files)
        {
            var report = SamplePackage.Verify(SamplePackage.Pack(Files.Select(file => file.Name == name ? (name, Encoding.UTF8.GetBytes(json)) : file)));

            Assert.Contains(report.Problems, problem => problem.File == name);
        }
    }

    [Fact]
    public void AnyValue_OfAnyFile_ReplacedByAForger_IsNoFailure_AndIsNoticedWhereFiguresRestOnIt()
    {
        // Hashes and seal fit each time: only what the files say to each other, and the engine, can tell.
        JsonNode?[] others = [7, "other", null, new JsonArray(), new JsonObject(), true, -1];
        var (unnoticed, turn) = (new List<string>(), 0);
        foreach (var (name, content) in Files)
        {
            // Of the large files, which are figures for the most part, every fifth value.
            foreach (var path in LeavesOf(JsonNode.Parse(content)!, []).Where((_, index) => content.Length < 3000 || index % 5 == 0))
            {
                var other = others[turn++ % others.Length];
                var files = Files.With(name, node => Set(node, path, other?.DeepClone())).ToList();
                var place = $"{name}: {string.Join('.', path)}";
                if (!JsonNode.DeepEquals(JsonNode.Parse(content), JsonNode.Parse(files.Single(file => file.Name == name).Content)) && SamplePackage.Verify(SamplePackage.Pack(files)).Problems.Count == 0)
                {
                    unnoticed.Add($"{place} = {other?.ToJsonString() ?? "null"}");
                }
            }
        }

        // What is left is what docs/packages.md says cannot be told: words about people and days, and revisions that were overtaken before anything was submitted.
        string[] untold = ["answers/test.json: revisions.", "assessment.json: title", "assessment.json: sectors.1.changedAt", "frameworks/", "submissions/test.json: submissions.0.clearedBy"];
        Assert.DoesNotContain(unnoticed, place => !untold.Any(start => place.StartsWith(start, StringComparison.Ordinal)));
    }

    private static IEnumerable<object[]> LeavesOf(JsonNode? node, object[] path) => node switch
    {
        JsonObject members => members.SelectMany(member => LeavesOf(member.Value, [.. path, member.Key])),
        JsonArray items => items.SelectMany((item, index) => LeavesOf(item, [.. path, index])),
        _ => [path],
    };

    private static void Set(JsonNode node, object[] path, JsonNode? value)
    {
        foreach (var step in path[..^1])
        {
            node = step is string member ? node[member]! : node[(int)step]!;
        }

        if (path[^1] is string last)
        {
            node[last] = value;
        }
        else
        {
            node[(int)path[^1]] = value;
        }
    }

    private static JsonNode Of(JsonNode list, string question) => list.AsArray().Single(item => item!["question"]!.GetValue<string>() == question)!;

    private static byte[] Flipped(byte[] content, int at)
    {
        var changed = (byte[])content.Clone();
        changed[at] ^= 0x01;
        return changed;
    }

    private static void AssertForged(IEnumerable<(string Name, byte[] Content)> files, params string[] problems) => AssertNames(SamplePackage.Pack(files), problems);

    private static void AssertNames(byte[] package, params string[] problems)
    {
        var found = SamplePackage.Verify(package).Problems.Select(problem => problem.ToString()).ToList();
        Assert.All(problems, problem => Assert.True(found.Exists(line => line.Contains(problem, StringComparison.Ordinal)), $"Not said: {problem}\nSaid:\n{string.Join('\n', found)}"));
    }
}
