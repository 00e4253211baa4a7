using System.Text.Json;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Packages;

/// <summary>Something in a package that does not fit.</summary>
/// <param name="File">The file in the package; empty for the package itself.</param>
/// <param name="Message">The place in the file, and what is wrong.</param>
public sealed record PackageProblem(string File, string Message)
{
    public override string ToString() => File.Length == 0 ? Message : $"{File}: {Message}";
}

/// <summary>What a verification came to.</summary>
/// <param name="Problems">What does not fit; none when all is well.</param>
/// <param name="Manifest">What the package says of itself, where that could be read.</param>
/// <param name="IsSealed">Whether it is, byte for byte, as the portal wrote it; otherwise another program packed the same files anew.</param>
/// <param name="Counts">How much was checked.</param>
public sealed record PackageReport(IReadOnlyList<PackageProblem> Problems, PackageManifest? Manifest, bool IsSealed, PackageCounts Counts);

/// <summary>How much was checked.</summary>
public sealed record PackageCounts(int Files, int Questionnaires, int Answers, int Revisions, int Submissions, int Snapshots, int Figures);

/// <summary>Checks a package without a portal: files, hashes, history, and every figure worked out again by the one engine.</summary>
public static class PackageVerifier
{
    /// <summary>Checks everything that can be checked, and goes on after a problem as far as there is sense in it.</summary>
    /// <param name="stream">The package; it can be sought in.</param>
    public static PackageReport Verify(Stream stream)
    {
        var problems = new List<PackageProblem>();
        if (PackageArchive.Read(stream, problems, out var isSealed) is not { } files)
        {
            return new PackageReport(problems, null, isSealed, new PackageCounts(0, 0, 0, 0, 0, 0, 0));
        }

        var reading = new PackageReading(files, problems);
        var manifest = CheckManifest(reading);
        var counts = new FigureCheck(reading).Run(manifest?.FormulaVersion);
        return new PackageReport(problems, manifest, isSealed, counts with { Files = files.Count });
    }

    /// <summary>The manifest, and the bytes of every file that it lists; files that it does not list, too.</summary>
    internal static PackageManifest? CheckManifest(PackageReading reading)
    {
        if (reading.Read<PackageManifest>(PackageFiles.Manifest) is not { } manifest)
        {
            return null;
        }

        if (manifest.Format != PackageFiles.Format || manifest.FormatVersion != PackageFiles.FormatVersion)
        {
            reading.Problem(PackageFiles.Manifest, $"format: This is \"{manifest.Format}\" version {manifest.FormatVersion}; known is \"{PackageFiles.Format}\" version {PackageFiles.FormatVersion}.");
        }

        if (HashWithoutItself(reading.Files[PackageFiles.Manifest], manifest.Sha256) != manifest.Sha256)
        {
            reading.Problem(PackageFiles.Manifest, "sha256: The manifest does not have its own hash: it was changed.");
        }

        foreach (var twice in manifest.Files.GroupBy(file => file.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            reading.Problem(PackageFiles.Manifest, $"files: {twice.Key} is listed twice.");
        }

        foreach (var file in manifest.Files)
        {
            if (!reading.Files.TryGetValue(file.Name, out var bytes))
            {
                reading.Problem(file.Name, "This file is missing; the manifest lists it.");
            }
            else if (bytes.Length != file.Bytes)
            {
                reading.Problem(file.Name, $"The file has {bytes.Length} bytes; the manifest says {file.Bytes}.");
            }
            else if (PackageWriter.HashOf(bytes) != file.Sha256)
            {
                reading.Problem(file.Name, "The file was changed: it does not have the SHA-256 that the manifest lists.");
            }
        }

        var listed = manifest.Files.Select(file => file.Name).Append(PackageFiles.Manifest).ToHashSet(StringComparer.Ordinal);
        foreach (var added in reading.Files.Keys.Where(name => !listed.Contains(name)).Order(StringComparer.Ordinal))
        {
            reading.Problem(added, "This file was added; the manifest does not list it.");
        }

        return manifest;
    }

    /// <summary>The hash of a manifest's bytes with the digits of the hash itself, which stand last, as zeros.</summary>
    private static string? HashWithoutItself(byte[] manifest, string hash)
    {
        var digits = System.Text.Encoding.ASCII.GetBytes(hash);
        var at = digits.Length == 64 ? manifest.AsSpan().LastIndexOf(digits) : -1;
        if (at < 0)
        {
            return null;
        }

        var bytes = manifest.ToArray();
        bytes.AsSpan(at, digits.Length).Fill((byte)'0');
        return PackageWriter.HashOf(bytes);
    }
}

/// <summary>Reads the files of a package, each once, and collects what is wrong.</summary>
internal sealed class PackageReading(IReadOnlyDictionary<string, byte[]> files, List<PackageProblem> problems)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, byte[]> Files => files;

    /// <summary>Files that nothing in the package asks for.</summary>
    public IEnumerable<string> NeverAsked => files.Keys.Where(name => !_asked.Contains(name)).Order(StringComparer.Ordinal);

    public void Problem(string file, string message) => problems.Add(new PackageProblem(file, message));

    /// <summary>The bytes of a file that must be there.</summary>
    public byte[]? Bytes(string name)
    {
        _asked.Add(name);
        if (files.TryGetValue(name, out var bytes))
        {
            return bytes;
        }

        Problem(name, "There is no such file in the package.");
        return null;
    }

    /// <summary>The content of a file as JSON; it lives on.</summary>
    public JsonElement? Json(string name)
    {
        if (Bytes(name) is not { } bytes)
        {
            return null;
        }

        var (document, unreadable) = JsonFile.Open(bytes);
        if (document is null)
        {
            foreach (var problem in unreadable)
            {
                Problem(name, problem.ToString());
            }

            return null;
        }

        using (document)
        {
            return document.RootElement.Clone();
        }
    }

    /// <summary>The content of a file.</summary>
    public T? Read<T>(string name)
        where T : class
    {
        if (Json(name) is not { } json)
        {
            return null;
        }

        if (NullIn(json, "$") is { } place)
        {
            Problem(name, $"{place}: A list holds null.");
            return null;
        }

        try
        {
            return json.Deserialize<T>(QuestionnaireJson.Options) ?? throw new JsonException("There is nothing in it.");
        }
        catch (JsonException wrong)
        {
            Problem(name, $"{wrong.Path ?? "$"}: {JsonFile.Plain(wrong)}");
            return null;
        }
    }

    /// <summary>Where a list holds null, which no file of a package has.</summary>
    private static string? NullIn(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(member => NullIn(member.Value, JsonFile.Place(path, member.Name))).FirstOrDefault(place => place is not null),
        JsonValueKind.Array => element.EnumerateArray().Select((item, index) => item.ValueKind == JsonValueKind.Null ? $"{path}[{index}]" : NullIn(item, $"{path}[{index}]")).FirstOrDefault(place => place is not null),
        _ => null,
    };
}

/// <summary>Questionnaires, history and figures: what the files say, against each other and against the engine.</summary>
internal sealed class FigureCheck(PackageReading reading)
{
    private readonly Dictionary<(string Key, int Version), (Questionnaire Content, string Hash)> _questionnaires = [];
    private readonly Dictionary<string, PackagedAnswers> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Sector, string Question, Guid Ministry, int Version), PackagedRevision> _revisions = [];
    private readonly Dictionary<(string Sector, int Number), PackagedSubmission> _submissions = [];
    private readonly Dictionary<string, SnapshotContent> _snapshots = new(StringComparer.Ordinal);
    private int _figures;

    /// <summary>Checks all of it.</summary>
    /// <param name="formulaVersion">The edition of the formulas that the manifest names.</param>
    public PackageCounts Run(int? formulaVersion)
    {
        if (reading.Read<PackagedAssessment>(PackageFiles.Assessment) is { } assessment && IsSound(assessment))
        {
            ReadQuestionnaires(assessment);
            foreach (var sector in assessment.Sectors)
            {
                CheckHistory(assessment, sector);
                CheckSubmissions(sector);
            }

            CheckSnapshots(assessment);
            CheckResults(assessment, formulaVersion);
            foreach (var name in reading.NeverAsked)
            {
                reading.Problem(name, "Nothing in the assessment belongs to this file.");
            }
        }

        return new PackageCounts(0, _questionnaires.Count, _answers.Values.Sum(answers => answers.Answers.Count), _revisions.Count, _submissions.Count, _snapshots.Count, _figures);
    }

    private bool IsSound(PackagedAssessment assessment)
    {
        var before = 0;
        Complain(assessment.Sectors.GroupBy(sector => sector.Key).Where(group => group.Count() > 1).Select(group => $"sectors: {group.Key} stands twice."));
        Complain(assessment.Questionnaires.GroupBy(listed => (listed.Key, listed.Version)).Where(group => group.Count() > 1).Select(group => $"questionnaires: {group.Key.Key} version {group.Key.Version} stands twice."));
        Complain(assessment.Ministries.GroupBy(ministry => ministry.Id).Where(group => group.Count() > 1).Select(group => $"ministries: {group.Key} stands twice."));
        Complain(assessment.Profile.Except(CountryProfile.AllTicks).Select(tick => $"profile: \"{tick}\" is not part of the country profile."));
        Complain(assessment.Sectors.Where(sector => assessment.Ministries.All(ministry => ministry.Id != sector.Ministry)).Select(sector => $"sectors: No ministry has the id that leads {sector.Key}."));
        Complain(assessment.Sectors.Where(sector => assessment.Questionnaires.All(listed => (listed.Key, listed.Version) != (sector.Key, sector.Version))).Select(sector => $"sectors: Version {sector.Version} of the questionnaire of {sector.Key} is not listed."));
        return before == 0;

        void Complain(IEnumerable<string> messages)
        {
            foreach (var message in messages)
            {
                before++;
                reading.Problem(PackageFiles.Assessment, message);
            }
        }
    }

    private void ReadQuestionnaires(PackagedAssessment assessment)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in reading.Files.Keys.Where(name => name.StartsWith("frameworks/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (reading.Read<Framework>(name) is { } framework)
            {
                known.UnionWith(framework.Items.Select(item => $"{framework.Code}:{item.Code}"));
            }
        }

        foreach (var listed in assessment.Questionnaires)
        {
            var name = PackageFiles.Questionnaire(listed.Key, listed.Version);
            if (reading.Bytes(name) is not { } bytes)
            {
                continue;
            }

            var (questionnaire, problems) = QuestionnaireFile.Read(bytes, known);
            foreach (var problem in problems)
            {
                reading.Problem(name, problem.ToString());
            }

            if (questionnaire is null)
            {
                continue;
            }

            if (questionnaire.Key != listed.Key || questionnaire.Version != listed.Version)
            {
                reading.Problem(name, $"key: This is {questionnaire.Key} version {questionnaire.Version}.");
                continue;
            }

            if (QuestionnaireJson.HashOf(questionnaire) != listed.Sha256)
            {
                reading.Problem(name, "The questionnaire is not the one that was published: its structure or its texts in the source language do not have the hash in assessment.json.");
            }

            _questionnaires[(listed.Key, listed.Version)] = (questionnaire, listed.Sha256);
        }
    }

    /// <summary>Revisions 1, 2, 3 … of each answer without a gap, the last of them what stands.</summary>
    private void CheckHistory(PackagedAssessment assessment, PackagedSector sector)
    {
        var name = PackageFiles.Answers(sector.Key);
        if (reading.Read<PackagedAnswers>(name) is not { } file)
        {
            return;
        }

        if (file.Sector != sector.Key)
        {
            reading.Problem(name, $"sector: This is the file of \"{file.Sector}\".");
        }

        foreach (var revision in file.Revisions)
        {
            if (!_revisions.TryAdd((sector.Key, revision.Question, revision.Ministry, revision.Version), revision))
            {
                reading.Problem(name, $"revisions: {revision.Question}: Version {revision.Version} stands twice.");
            }
        }

        var answers = new Dictionary<(string, Guid), PackagedAnswer>();
        foreach (var answer in file.Answers)
        {
            if (!answers.TryAdd((answer.Question, answer.Ministry), answer))
            {
                reading.Problem(name, $"answers: {answer.Question}: The answer of one ministry stands twice.");
            }

            if (assessment.Ministries.All(ministry => ministry.Id != answer.Ministry))
            {
                reading.Problem(name, $"answers: {answer.Question}: No ministry of the assessment has the id {answer.Ministry}.");
            }

            if (answer.Value is { } value && _questionnaires.GetValueOrDefault((sector.Key, sector.Version)).Content?.Find(answer.Question)?.ProblemWith(value) is { } problem)
            {
                reading.Problem(name, $"answers: {answer.Question}: {problem}");
            }
        }

        _answers[sector.Key] = file with { Answers = [.. answers.Values] };
        foreach (var history in file.Revisions.GroupBy(revision => (revision.Question, revision.Ministry)))
        {
            var expected = 1;
            foreach (var revision in history.OrderBy(revision => revision.Version))
            {
                if (revision.Version != expected || revision.BasedOn != expected - 1)
                {
                    reading.Problem(name, $"revisions: {history.Key.Question}: Expected version {expected} on top of version {expected - 1}, found version {revision.Version} on top of version {revision.BasedOn}.");
                }

                expected = revision.Version + 1;
            }

            if (!answers.ContainsKey(history.Key))
            {
                reading.Problem(name, $"answers: {history.Key.Question}: There is a history, and no answer.");
            }
        }

        var lasts = file.Revisions.GroupBy(revision => (revision.Question, revision.Ministry)).ToDictionary(group => group.Key, group => group.Max(revision => revision.Version));
        foreach (var (key, answer) in answers)
        {
            var last = lasts.GetValueOrDefault(key);
            if (last != answer.Version)
            {
                reading.Problem(name, $"answers: {answer.Question}: The answer stands at version {answer.Version}, and its history ends with version {last}.");
            }
            else if (_revisions[(sector.Key, answer.Question, answer.Ministry, last)] is var revision && (revision.Content != answer.Content || revision.At != answer.AnsweredAt || revision.By != answer.AnsweredBy))
            {
                reading.Problem(name, $"answers: {answer.Question}: The answer is not what version {last} of its history says.");
            }
        }
    }

    /// <summary>Numbered without a gap, and each frozen answer what its revision says.</summary>
    private void CheckSubmissions(PackagedSector sector)
    {
        var name = PackageFiles.Submissions(sector.Key);
        if (reading.Read<PackagedSubmissions>(name) is not { } file)
        {
            return;
        }

        if (file.Sector != sector.Key)
        {
            reading.Problem(name, $"sector: This is the file of \"{file.Sector}\".");
        }

        if (!file.Submissions.Select(submission => submission.Number).SequenceEqual(Enumerable.Range(1, Math.Clamp(sector.Submissions, 0, PackageFiles.MostFiles))))
        {
            reading.Problem(name, $"submissions: The sector was submitted {sector.Submissions} times; found are the numbers {string.Join(", ", file.Submissions.Select(submission => submission.Number))}.");
        }

        foreach (var submission in file.Submissions)
        {
            _submissions[(sector.Key, submission.Number)] = submission;
            foreach (var twice in submission.Answers.GroupBy(answer => (answer.Question, answer.Ministry)).Where(group => group.Count() > 1))
            {
                reading.Problem(name, $"submission {submission.Number}: {twice.Key.Question}: The answer of one ministry stands twice.");
            }

            foreach (var answer in submission.Answers)
            {
                if (RevisionOf(sector, answer.Question, answer.Ministry, answer.Version, answer.Content) is not { } revision)
                {
                    reading.Problem(name, $"submission {submission.Number}: {answer.Question}: There is no version {answer.Version} in the history of the answer.");
                }
                else if (revision.Content != answer.Content || revision.At != answer.AnsweredAt || revision.By != answer.AnsweredBy)
                {
                    reading.Problem(name, $"submission {submission.Number}: {answer.Question}: The submitted answer is not what version {answer.Version} of its history says.");
                }
            }
        }
    }

    /// <summary>A revision that a submission or a stored result names. When another ministry takes the lead, the answers go over to it, and
    /// what was stored before still names the ministry that led then.</summary>
    private PackagedRevision? RevisionOf(PackagedSector sector, string question, Guid ministry, int version, AnswerContent? content = null)
    {
        var own = _revisions.GetValueOrDefault((sector.Key, question, ministry, version));
        return own is not null && (content is null || own.Content == content) ? own : _revisions.GetValueOrDefault((sector.Key, question, sector.Ministry, version)) ?? own;
    }

    private void CheckSnapshots(PackagedAssessment assessment)
    {
        foreach (var name in reading.Files.Keys.Where(name => name.StartsWith("snapshots/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (reading.Read<PackagedSnapshot>(name) is { } file)
            {
                CheckSnapshot(assessment, name, file);
            }
        }

        // Each act that stores results has left some behind.
        foreach (var sector in assessment.Sectors)
        {
            for (var number = 1; number <= Math.Min(sector.Submissions, PackageFiles.MostFiles); number++)
            {
                Demand(sector.Key, SnapshotAct.Submission, number);
            }

            if (sector.Status == SectorStatus.Reviewed)
            {
                Demand(sector.Key, SnapshotAct.Conclusion, sector.Submissions);
            }
        }

        if (assessment.SignOff is { } signOff && !_snapshots.Values.Any(content => content.Act == SnapshotAct.SignOff && content.At == signOff.RecordedAt))
        {
            reading.Problem(PackageFiles.Assessment, "signOff: No stored result was made at the moment when the sign-off was recorded.");
        }

        if (assessment.SignOff is null == assessment.Status is AssessmentStatus.SignedOff or AssessmentStatus.Published)
        {
            reading.Problem(PackageFiles.Assessment, $"signOff: The assessment is {assessment.Status}, which does not fit.");
        }

        void Demand(string sector, SnapshotAct act, int number)
        {
            if (!_snapshots.Values.Any(content => content.Sector == sector && content.Act == act && content.Number == number))
            {
                reading.Problem(PackageFiles.Assessment, $"sectors: {sector}: The results of {act} {number} are missing among the stored ones.");
            }
        }
    }

    private void CheckSnapshot(PackagedAssessment assessment, string name, PackagedSnapshot file)
    {
        var content = file.Content;
        _snapshots[name] = content;
        if (SnapshotContent.HashOf(content.Canonical()) != file.Sha256)
        {
            reading.Problem(name, "sha256: The stored result does not have the hash with which it was stored.");
        }

        if (content.Assessment != assessment.Id || PackageFiles.Snapshot(content) != name)
        {
            reading.Problem(name, "content: This is the result of another act than the name of the file says.");
        }

        if (content.Act != SnapshotAct.SignOff && (content.Questionnaires.Count != 1 || content.Questionnaires[0].Key != content.Sector))
        {
            reading.Problem(name, $"content.questionnaires: The result of {content.Sector} rests on its questionnaire and no other.");
        }

        if (content.Act == SnapshotAct.Submission && content.Sector is not null)
        {
            CheckAgainstSubmission(name, content, _submissions.GetValueOrDefault((content.Sector, content.Number)));
        }

        if (content.FormulaVersion != FormulaVersion.Current)
        {
            reading.Problem(name, UnknownFormula("content.formulaVersion", content.FormulaVersion));
            return;
        }

        if (content.Profile.Except(CountryProfile.AllTicks).FirstOrDefault() is { } unknown)
        {
            reading.Problem(name, $"content.profile: \"{unknown}\" is not part of the country profile.");
            return;
        }

        Recompute(name, "content.results", content.Results, () =>
        {
            var profile = CountryProfile.Of(content.Profile);
            var scorecards = content.Questionnaires.Select(counted => CardOf(assessment, name, counted, profile)).ToList();
            return scorecards.Exists(scorecard => scorecard is null) || scorecards.DistinctBy(scorecard => scorecard!.Questionnaire.Key).Count() != scorecards.Count ? null
                : content.Act == SnapshotAct.SignOff ? Scoring.ExactResults.Of(AssessmentScorecard.Of(scorecards.Select(scorecard => scorecard!), content.Closed))
                : scorecards.Count == 1 ? Scoring.ExactResults.Of(scorecards[0]!) : null;
        });
    }

    /// <summary>The score over the revisions that a stored result names; <see langword="null"/> when one is missing.</summary>
    private Scorecard? CardOf(PackagedAssessment assessment, string name, CountedQuestionnaire counted, CountryProfile profile)
    {
        if (!_questionnaires.TryGetValue((counted.Key, counted.Version), out var questionnaire) || assessment.Sectors.FirstOrDefault(sector => sector.Key == counted.Key) is not { } sector)
        {
            reading.Problem(name, $"content.questionnaires: {counted.Key} version {counted.Version} is not in the package.");
            return null;
        }

        if (questionnaire.Hash != counted.Hash)
        {
            reading.Problem(name, $"content.questionnaires: {counted.Key} version {counted.Version} is another one than that which was scored.");
        }

        var answers = new Dictionary<string, ScoredAnswer>(StringComparer.Ordinal);
        foreach (var answer in counted.Answers)
        {
            if (RevisionOf(sector, answer.Question, answer.Ministry, answer.Version) is not { } revision)
            {
                reading.Problem(name, $"content.questionnaires: {counted.Key}: {answer.Question}: There is no version {answer.Version} in the history of the answer.");
            }
            else if (!answers.TryAdd(answer.Question, new ScoredAnswer(revision.Value, answer.Confirmed)))
            {
                reading.Problem(name, $"content.questionnaires: {counted.Key}: {answer.Question} stands twice.");
            }
        }

        return ScoreCalculator.Score(questionnaire.Content, profile, answers);
    }

    private void CheckAgainstSubmission(string name, SnapshotContent content, PackagedSubmission? submission)
    {
        if (submission is null)
        {
            reading.Problem(name, $"content.number: {content.Sector} has no submission {content.Number}.");
            return;
        }

        if (content.At != submission.SubmittedAt)
        {
            reading.Problem(name, $"content.at: Submission {content.Number} was made at another moment.");
        }

        var counted = content.Questionnaires.SelectMany(questionnaire => questionnaire.Answers).ToHashSet();
        var submitted = submission.Answers.Select(answer => new CountedAnswer(answer.Question, answer.Ministry, answer.Version, answer.Confirmed)).ToHashSet();
        var questions = submission.Answers.Select(answer => answer.Question).ToHashSet(StringComparer.Ordinal);
        foreach (var wrong in counted.Where(answer => !submitted.Contains(answer)).Select(answer => answer.Question).Concat(questions.Except(counted.Select(answer => answer.Question))).Distinct().Order(StringComparer.Ordinal))
        {
            reading.Problem(name, $"content.questionnaires: {wrong}: This is not the answer of submission {content.Number}.");
        }

        if (content.Questionnaires is [var questionnaire] && questionnaire.Version != submission.Version)
        {
            reading.Problem(name, $"content.questionnaires: Submission {content.Number} answers version {submission.Version}.");
        }
    }

    /// <summary>The results as they stand, as <c>score</c> prints them and with every digit.</summary>
    private void CheckResults(PackagedAssessment assessment, int? formulaVersion)
    {
        var (printed, exact) = (reading.Json(PackageFiles.Results), reading.Json(PackageFiles.ExactResults));
        if (exact is { } proofs)
        {
            CheckShares(proofs, "$");
        }

        if (formulaVersion is not null and not FormulaVersion.Current)
        {
            reading.Problem(PackageFiles.Manifest, UnknownFormula("formulaVersion", formulaVersion.Value));
            return;
        }

        AssessmentScorecard? scorecard = null;
        foreach (var (name, stored, write) in new (string, JsonElement?, Func<AssessmentScorecard, JsonElement>)[]
        {
            (PackageFiles.Results, printed, PrintedResults),
            (PackageFiles.ExactResults, exact, card => Scoring.ExactResults.Of(card, withProofs: true)),
        })
        {
            if (stored is { } known)
            {
                Recompute(name, "$", known, () => (scorecard ??= CurrentCard(assessment)) is { } card ? write(card) : null);
            }
        }
    }

    /// <summary>The results as <c>score</c> prints them.</summary>
    internal static JsonElement PrintedResults(AssessmentScorecard scorecard) => JsonElement.Parse(ResultJson.Of(scorecard));

    private AssessmentScorecard? CurrentCard(PackagedAssessment assessment)
    {
        var open = assessment.Sectors.Where(sector => sector.Status != SectorStatus.Closed).ToList();
        if (open.Exists(sector => !_answers.ContainsKey(sector.Key) || !_questionnaires.ContainsKey((sector.Key, sector.Version))))
        {
            return null;
        }

        var profile = CountryProfile.Of(assessment.Profile);
        return AssessmentScorecard.Of(
            open.Select(sector => ScoreCalculator.Score(_questionnaires[(sector.Key, sector.Version)].Content, profile,
                CountedAnswers.Of(_answers[sector.Key].Answers, sector.Ministry, answer => answer.Question, answer => answer.Ministry)
                    .ToDictionary(answer => answer.Question, answer => answer.Scored, StringComparer.Ordinal))),
            assessment.Sectors.Where(sector => sector.Status == SectorStatus.Closed).Select(sector => sector.Key));
    }

    private void Recompute(string name, string path, JsonElement stored, Func<JsonElement?> compute)
    {
        try
        {
            if (compute() is { } recomputed)
            {
                Compare(name, path, stored, recomputed);
            }
            else
            {
                reading.Problem(name, $"{path}: These figures cannot be recomputed: something that they rest on is missing.");
            }
        }
        catch (Exception wrong) when (wrong is OverflowException or DivideByZeroException)
        {
            reading.Problem(name, $"{path}: These figures cannot be recomputed: a number is too large.");
        }
    }

    /// <summary>Names every figure that differs.</summary>
    private void Compare(string name, string path, JsonElement stored, JsonElement recomputed)
    {
        if (stored.ValueKind == JsonValueKind.Object && recomputed.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in recomputed.EnumerateObject())
            {
                if (stored.TryGetProperty(member.Name, out var same))
                {
                    Compare(name, JsonFile.Place(path, member.Name), same, member.Value);
                }
                else
                {
                    Differs(name, JsonFile.Place(path, member.Name), "nothing", Short(member.Value));
                }
            }

            foreach (var member in stored.EnumerateObject().Where(member => !recomputed.TryGetProperty(member.Name, out _)))
            {
                Differs(name, JsonFile.Place(path, member.Name), Short(member.Value), "nothing");
            }
        }
        else if (stored.ValueKind == JsonValueKind.Array && recomputed.ValueKind == JsonValueKind.Array)
        {
            var (before, after) = (stored.EnumerateArray().ToList(), recomputed.EnumerateArray().ToList());
            for (var index = 0; index < Math.Max(before.Count, after.Count); index++)
            {
                var place = $"{path}[{index}]";
                if (index < before.Count && index < after.Count)
                {
                    Compare(name, place, before[index], after[index]);
                }
                else
                {
                    Differs(name, place, index < before.Count ? Short(before[index]) : "nothing", index < after.Count ? Short(after[index]) : "nothing");
                }
            }
        }
        else
        {
            _figures++;
            if (stored.ValueKind != recomputed.ValueKind || stored.ToString() != recomputed.ToString())
            {
                Differs(name, path, Short(stored), Short(recomputed));
            }
        }
    }

    private void Differs(string name, string path, string stored, string recomputed) => reading.Problem(name, $"{path}: stored {stored}, recomputed {recomputed}");

    /// <summary>Adds the shares of every proof up, by itself and without the engine.</summary>
    private void CheckShares(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("parts", out var parts) && parts.ValueKind == JsonValueKind.Array)
            {
                CheckSum(element, parts, path);
            }

            foreach (var member in element.EnumerateObject())
            {
                CheckShares(member.Value, JsonFile.Place(path, member.Name));
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (item, index) in element.EnumerateArray().Select((item, index) => (item, index)))
            {
                CheckShares(item, $"{path}[{index}]");
            }
        }
    }

    private void CheckSum(JsonElement proof, JsonElement parts, string path)
    {
        try
        {
            var sum = parts.EnumerateArray().Sum(part => FigureOf(part, "share"));
            var value = FigureOf(proof, "value");
            if (sum != value)
            {
                reading.Problem(PackageFiles.ExactResults, $"{path}: The shares of the parts add up to {Scoring.ExactResults.Digits(sum)}, the figure is {Scoring.ExactResults.Digits(value)}.");
            }
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or InvalidOperationException or KeyNotFoundException)
        {
            reading.Problem(PackageFiles.ExactResults, $"{path}: A figure here is no number.");
        }
    }

    private static decimal FigureOf(JsonElement element, string member) =>
        element.GetProperty(member) is { ValueKind: not JsonValueKind.Null } figure ? decimal.Parse(figure.GetString()!, System.Globalization.NumberStyles.AllowDecimalPoint | System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture) : 0m;

    private static string UnknownFormula(string place, int version) =>
        $"{place}: Formula version {version} is not known here (known is {FormulaVersion.Current}); these figures cannot be recomputed.";

    private static string Short(JsonElement element) => element.GetRawText() is { Length: <= 80 } all ? all.Trim('"') : string.Concat(element.GetRawText().AsSpan(0, 77), "…");
}
