using System.Collections.Immutable;
using System.Text.Json;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Commands;

/// <summary>The commands that work on files alone and need no database.</summary>
public static class FileCommands
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private static readonly string[] FileOptions = ["--template", "--answers"];

    /// <summary><c>score --template FILE --answers FILE [--profile TICK,TICK]</c></summary>
    public static async Task<int?> Score(CommandArguments arguments)
    {
        var usage = Misuse(arguments, [.. FileOptions, "--profile"], plain: 0).ToList();
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

    /// <summary><c>import-template FILE --check</c>; without <c>--check</c> the database's part of the command follows.</summary>
    public static async Task<int?> CheckTemplate(CommandArguments arguments)
    {
        var usage = Misuse(arguments, [], plain: 1).ToList();
        if (usage.Count > 0)
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

        await Console.Out.WriteLineAsync($"{arguments.Plain[0]}: {questionnaire.Key} version {questionnaire.Version}, {questionnaire.Questions.Count()} questions, no problems");
        return Commands.Done;
    }

    /// <summary>Reads and checks a questionnaire file against the shipped frameworks; problems are added with the file's name.</summary>
    public static async Task<Questionnaire?> ReadTemplateAsync(string file, List<string> problems)
    {
        if (await ReadBytesAsync(file, problems, QuestionnaireFile.MaxBytes) is not { } bytes)
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
        if (await ReadBytesAsync(file, problems, QuestionnaireFile.MaxBytes) is not { } bytes)
        {
            return answers;
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0), Strict);
        }
        catch (JsonException problem)
        {
            problems.Add($"{file}: $: Not readable as JSON: {problem.Message}");
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

    private static async Task<byte[]?> ReadBytesAsync(string file, List<string> problems, long most)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true } found && found.Length > most)
            {
                problems.Add($"{file}: $: The file has {found.Length} bytes; at most {most} are read.");
                return null;
            }

            return await File.ReadAllBytesAsync(file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add($"{file}: $: {wrong.Message}");
            return null;
        }
    }

    private static IEnumerable<string> Misuse(CommandArguments arguments, IReadOnlyList<string> options, int plain) =>
        arguments.OptionNames.Except(options).Select(name => $"{arguments.Command}: {name}: there is no such option")
            .Concat(arguments.Plain.Skip(plain).Select(extra => $"{arguments.Command}: {extra}: one argument too many"))
            .Concat(arguments.Plain.Count < plain ? [$"{arguments.Command}: name a file"] : []);
}
