using System.Text.Json;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests;

/// <summary>The files of the repository that tests read.</summary>
internal static class RepositoryFiles
{
    public static readonly string Root = FindRoot();

    public static readonly string Domain = Path.Combine(Root, "src", "MigrationMainstreaming.Domain");

    private static readonly string Seed = Path.Combine(Root, "src", "MigrationMainstreaming.Portal", "Data", "Seed");

    public static readonly IReadOnlyList<Framework> Frameworks =
        [.. Directory.EnumerateFiles(Path.Combine(Seed, "Frameworks"), "*.json").Order(StringComparer.Ordinal).Select(file => JsonSerializer.Deserialize<Framework>(File.ReadAllBytes(file), QuestionnaireJson.Options)!)];

    public static readonly IReadOnlySet<string> KnownItems = Frameworks.SelectMany(framework => framework.Items.Select(item => $"{framework.Code}:{item.Code}")).ToHashSet(StringComparer.Ordinal);

    public static readonly IReadOnlyList<string> TemplateFiles = [.. Directory.EnumerateFiles(Path.Combine(Seed, "Templates"), "*.json").Order(StringComparer.Ordinal)];

    public static readonly Lazy<IReadOnlyDictionary<string, Questionnaire>> Templates = new(() => TemplateFiles
        .Select(file => QuestionnaireFile.Read(File.ReadAllBytes(file), KnownItems).Questionnaire).OfType<Questionnaire>().ToDictionary(questionnaire => questionnaire.Key));

    public static readonly IReadOnlyList<string> CrosswalkFiles = [.. Directory.EnumerateFiles(Path.Combine(Seed, "Crosswalks"), "*.json").Order(StringComparer.Ordinal)];

    public static readonly string RulesFile = Path.Combine(Seed, "Rules", "coherence.v1.json");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MigrationMainstreaming.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }
}
