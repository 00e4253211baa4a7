using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Commands;

/// <summary>The commands that work on files alone and need no database.</summary>
public static class FileCommands
{
    private static readonly string[] FileOptions = ["--template", "--answers"];

    /// <summary><c>score --template FILE --answers FILE [--profile TICK,TICK]</c></summary>
    public static async Task<int?> Score(CommandArguments arguments)
    {
        var usage = arguments.Misuse([.. FileOptions, "--profile"], 0, 0).ToList();
        usage.AddRange(FileOptions.Where(name => string.IsNullOrEmpty(arguments.Option(name))).Select(name => $"score: {name}: name a file"));
        var profile = new CountryProfile([.. CountryProfile.AllTicks]);
        if (arguments.Option("--profile") is { } ticks)
        {
            var named = ticks.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            usage.AddRange(named.Except(CountryProfile.AllTicks).Select(tick => $"score: --profile: \"{tick}\" is not part of the country profile ({string.Join(' ', CountryProfile.AllTicks)})"));
            profile = new CountryProfile([.. named]);
        }

        if (usage.Count > 0)
        {
            return Commands.Refuse(usage);
        }

        var (templateFile, answersFile) = (arguments.Option("--template")!, arguments.Option("--answers")!);
        var problems = new List<string>();
        var questionnaire = await ReadTemplateAsync(templateFile, problems);
        var answers = await ReadAnswersAsync(answersFile, questionnaire, problems);
        if (problems.Count > 0 || questionnaire is null)
        {
            return Commands.Refuse(problems);
        }

        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(ResultJson.Of(ScoreCalculator.Score(questionnaire, profile, answers)));
        await output.WriteAsync("\n"u8.ToArray());
        return Commands.Done;
    }

    /// <summary><c>interactions --matrix FILE</c></summary>
    public static async Task<int?> Interactions(CommandArguments arguments)
    {
        const string Matrix = "--matrix";
        var usage = arguments.Misuse([Matrix], 0, 0).ToList();
        if (arguments.Option(Matrix) is not { Length: > 0 } file)
        {
            return Commands.Refuse([.. usage, $"interactions: {Matrix}: name a file"]);
        }

        var problems = usage;
        if (problems.Count > 0 || await ReadBytesAsync(file, problems) is not { } bytes)
        {
            return Commands.Refuse(problems);
        }

        var (table, found) = InteractionJson.Read(bytes);
        if (table is null)
        {
            return Commands.Refuse(found.Select(problem => $"{file}: {problem.Path}: {problem.Message}"));
        }

        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(InteractionJson.Of(InteractionAnalysis.Of(table)));
        await output.WriteAsync("\n"u8.ToArray());
        return Commands.Done;
    }

    /// <summary><c>import-template FILE --check</c>; without <c>--check</c> the database's part of the command follows.</summary>
    public static async Task<int?> CheckTemplate(CommandArguments arguments)
    {
        if (arguments.Misuse(["--check"], 1, 1, "name a file") is { Count: > 0 } usage)
        {
            return Commands.Refuse(usage);
        }

        if (!arguments.Has("--check"))
        {
            return null;
        }

        var problems = new List<string>();
        var questionnaire = await ReadTemplateAsync(arguments.Plain[0], problems);
        if (problems.Count > 0 || questionnaire is null)
        {
            return Commands.Refuse(problems);
        }

        await Console.Out.WriteLineAsync($"{arguments.Plain[0]}: {questionnaire.Key} version {questionnaire.Version}, {questionnaire.Questions.Count} questions, no problems");
        return Commands.Done;
    }

    /// <summary>Reads and checks a questionnaire file against the shipped frameworks; problems are added with the file's name.</summary>
    public static async Task<Questionnaire?> ReadTemplateAsync(string file, List<string> problems)
    {
        if (await ReadBytesAsync(file, problems) is not { } bytes)
        {
            return null;
        }

        var (questionnaire, found) = QuestionnaireFile.Read(bytes, KnownItems());
        problems.AddRange(found.Select(problem => $"{file}: {problem.Path}: {problem.Message}"));
        return questionnaire;
    }

    /// <summary>The items of the frameworks that are shipped beside the executable: <c>gcm:15</c>.</summary>
    public static IReadOnlySet<string> KnownItems() =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Data", "Seed", "Frameworks"), "*.json")
            .Select(file => JsonSerializer.Deserialize<Framework>(File.ReadAllBytes(file), QuestionnaireJson.Options)!)
            .SelectMany(framework => framework.Items.Select(item => $"{framework.Code}:{item.Code}"))
            .ToImmutableHashSet(StringComparer.Ordinal);

    private static async Task<IReadOnlyDictionary<string, ScoredAnswer>> ReadAnswersAsync(string file, Questionnaire? questionnaire, List<string> problems)
    {
        var answers = new Dictionary<string, ScoredAnswer>(StringComparer.Ordinal);
        if (await ReadBytesAsync(file, problems) is not { } bytes)
        {
            return answers;
        }

        var (document, unreadable) = JsonFile.Open(bytes);
        if (document is null)
        {
            problems.AddRange(unreadable.Select(problem => $"{file}: {problem.Path}: {problem.Message}"));
            return answers;
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("answers", out var given) || given.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"{file}: $: Expected an object such as {{\"answers\": {{\"HEA-1\": {{\"chosen\": \"yes\"}}}}}}.");
                return answers;
            }

            foreach (var entry in given.EnumerateObject())
            {
                if (Read(entry, questionnaire, out var problem) is { } value)
                {
                    answers[entry.Name] = new ScoredAnswer(value, Confirmed: true);
                }
                else if (problem is not null)
                {
                    problems.Add($"{file}: answers.{entry.Name}: {problem}");
                }
            }
        }

        return answers;
    }

    /// <summary>One answer; <see langword="null"/> without a problem where nothing was said.</summary>
    private static AnswerValue? Read(JsonProperty entry, Questionnaire? questionnaire, out string? problem)
    {
        problem = null;
        var question = questionnaire?.Find(entry.Name);
        if (questionnaire is not null && question is null)
        {
            problem = $"There is no question \"{entry.Name}\" in {questionnaire.Key}.";
            return null;
        }

        if (entry.Value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        try
        {
            var value = entry.Value.Deserialize<AnswerValue>(QuestionnaireJson.Options)!;
            problem = question?.ProblemWith(value);
            return problem is null ? value : null;
        }
        catch (JsonException wrong)
        {
            problem = wrong.Message;
            return null;
        }
    }

    /// <summary>The bytes of a file, or of what is piped in (<c>/dev/stdin</c>); a problem where it cannot be read or has no end in sight.</summary>
    internal static async Task<byte[]?> ReadBytesAsync(string file, List<string> problems)
    {
        if (Directory.Exists(file))
        {
            problems.Add($"{file}: $: This is a folder; name a file.");
            return null;
        }

        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            using var read = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                read.Write(buffer, 0, count);
                if (read.Length > QuestionnaireFile.MaxBytes)
                {
                    problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file}: $: The file is too large; at most {QuestionnaireFile.MaxBytes:N0} bytes are read."));
                    return null;
                }
            }

            return read.ToArray();
        }
        catch (Exception wrong) when (wrong is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add($"{file}: $: There is no such file.");
            return null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add($"{file}: $: {wrong.Message}");
            return null;
        }
    }
}
