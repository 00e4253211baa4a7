using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Portal.App;

namespace MigrationMainstreaming.Portal.Tests.App;

/// <summary>English stands in the markup and is the key; a reworded sentence orphans its translations, so they are counted here.</summary>
public sealed partial class TranslationsTests
{
    private static readonly string Source = Path.Combine(RepositoryRoot(), "src");

    public static TheoryData<string> Languages => new("fr", "ar");

    [Theory]
    [MemberData(nameof(Languages))]
    public void EveryTextOfTheScreens_StandsInEveryLanguage(string language)
    {
        var missing = Keys()
            .GroupBy(key => key.Marker)
            .SelectMany(group =>
            {
                var translated = Translations(group.Key, language);
                return group.Select(key => key.Text).Distinct().Where(text => !translated.ContainsKey(text)).Select(text => $"{group.Key}: {text}");
            })
            .ToList();

        Assert.True(missing.Count == 0, $"{missing.Count} texts are not translated into {language}:\n{string.Join("\n", missing.Take(60))}");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void EveryTranslation_KeepsThePlaceholdersOfItsText(string language)
    {
        var broken = Directory.EnumerateFiles(Source, $"*.{language}.resx", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file))
            .SelectMany(Read)
            .Where(text => !Placeholder().Matches(text.Key).Select(match => match.Groups[1].Value).ToHashSet().SetEquals(Placeholder().Matches(text.Value).Select(match => match.Groups[1].Value)))
            .Select(text => $"{text.Key} → {text.Value}")
            .ToList();

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void NoTranslation_IsLeftOverFromAnEarlierWording(string language)
    {
        var used = Keys().ToLookup(key => key.Marker, key => key.Text);
        var orphans = Directory.EnumerateFiles(Source, $"*.{language}.resx", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file))
            .SelectMany(file => Read(file).Keys.Except(used[Path.GetFileName(file).Split('.')[0]]).Select(key => $"{Path.GetFileName(file)}: {key}"))
            .ToList();

        Assert.Empty(orphans);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void EveryMarker_FindsItsTranslations(string language)
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var factory = services.GetRequiredService<IStringLocalizerFactory>();
        var culture = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            var lost = Keys().DistinctBy(key => key.Marker)
                .Where(key => typeof(AppText).Assembly.GetTypes().Single(type => type.Name == key.Marker) is var marker && factory.Create(marker)[key.Text].ResourceNotFound)
                .Select(key => key.Marker)
                .ToList();

            Assert.Empty(lost);
        }
        finally
        {
            CultureInfo.CurrentUICulture = culture;
        }
    }

    /// <summary>Every key that pages and services ask for, with the class that its texts belong to.</summary>
    private static IEnumerable<(string Marker, string Text)> Keys()
    {
        foreach (var file in Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories).Where(file => !IsBuilt(file) && (file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))))
        {
            // A page and its code-behind share what either of them injects.
            var code = File.ReadAllText(file);
            var both = code + (file.EndsWith(".razor.cs", StringComparison.Ordinal) ? File.ReadAllText(file[..^3]) : File.Exists(file + ".cs") ? File.ReadAllText(file + ".cs") : "");
            foreach (Match injected in Injected().Matches(both))
            {
                var (marker, name) = (injected.Groups[1].Value, injected.Groups[2].Value);
                foreach (Match key in Regex.Matches(code, $@"\b{name}\[""((?:[^""\\]|\\.)*)"""))
                {
                    yield return (marker, Regex.Unescape(key.Groups[1].Value));
                }
            }

            foreach (Match key in Marked().Matches(code))
            {
                yield return (key.Groups[1].Value, Regex.Unescape(key.Groups[2].Value));
            }

            foreach (Match refusal in Refusal().Matches(code))
            {
                yield return ("RefusalText", Regex.Unescape(refusal.Groups[1].Value));
            }

            if (file.StartsWith(Path.Combine(Source, "MigrationMainstreaming.Domain"), StringComparison.Ordinal))
            {
                foreach (var sentence in Why().Matches(code).SelectMany(body => Sentence().Matches(body.Value)))
                {
                    // Figures that are put in stand as {0}, {1} in the translations: see RefusalWords.
                    var (figures, text) = (0, sentence.Groups[2].Value);
                    yield return ("RefusalText", Regex.Unescape(sentence.Groups[1].Length == 0 ? text : PutIn().Replace(text, _ => $"{{{figures++}}}")));
                }
            }
        }
    }

    private static Dictionary<string, string> Translations(string marker, string language) =>
        Directory.EnumerateFiles(Source, $"{marker}.{language}.resx", SearchOption.AllDirectories).Where(file => !IsBuilt(file)).Select(Read).SingleOrDefault() ?? [];

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(file).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static bool IsBuilt(string file) => file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) || file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MigrationMainstreaming.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"IStringLocalizer<(\w+)>\??\s+(\w+)")]
    private static partial Regex Injected();

    /// <summary>Keys that stand apart from their use, in tables of words, are marked: <c>/* StatusText */ "Open"</c>.</summary>
    [GeneratedRegex(@"/\* (\w+Text) \*/ ""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Marked();

    /// <summary>Sentences with which the domain and the services refuse.</summary>
    [GeneratedRegex(@"DomainRule(?:\.Require\((?:[^;""]|""(?=[^""]*"" *[),]? *[&|=!)]))*?, |Exception\()""((?:[^""\\]|\\.)*)""\)")]
    private static partial Regex Refusal();

    /// <summary>A member that says why a value does not answer a question, or why a sector is not open, to the end of its body.</summary>
    [GeneratedRegex(@"string\?? (?:ProblemWith\(|WhyNotOpen\b)[\s\S]*?(?=\r?\n\r?\n    \S|\n\}|\z)")]
    private static partial Regex Why();

    /// <summary>A whole sentence as a literal, with or without figures that are put in.</summary>
    [GeneratedRegex(@"(\$?)""((?:[^""\\]|\\.)*\.)""")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex PutIn();

    [GeneratedRegex(@"\{(\d+)[^}]*\}")]
    private static partial Regex Placeholder();
}
