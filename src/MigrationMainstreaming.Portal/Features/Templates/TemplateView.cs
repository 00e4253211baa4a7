using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>One questionnaire through all its versions, the newest first.</summary>
public sealed record TemplateRow(string Key, LocalText Title, string SourceLanguage, QuestionnaireKind Kind, IReadOnlyList<VersionRow> Versions)
{
    /// <summary>The version that new assessments take.</summary>
    public VersionRow? Published => Versions.FirstOrDefault(version => version.Status == TemplateStatus.Published);
}

/// <summary>One version in the list.</summary>
/// <param name="Id">The version.</param>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="Status">Draft, published or retired.</param>
/// <param name="Languages">How much of the texts stands in each language.</param>
/// <param name="Questions">How many questions it has.</param>
/// <param name="InUse">In how many assessments; <see langword="null"/> for readers whom that does not concern.</param>
/// <param name="Published">Who published it, and what they said had changed; none of a draft.</param>
public sealed record VersionRow(Guid Id, int Number, TemplateStatus Status, IReadOnlyList<Coverage> Languages, int Questions, int? InUse, Publication? Published);

/// <summary>When and by whom a version was published, with the note that says what changed.</summary>
public sealed record Publication(DateTimeOffset At, string ByName, string Note);

/// <summary>How much of a questionnaire stands in one language.</summary>
public sealed record Coverage(string Language, int Texts, int Of)
{
    public int Percent => Of == 0 ? 100 : (int)Math.Floor(100m * Texts / Of);

    /// <summary>The languages of a questionnaire, the source language first.</summary>
    public static IReadOnlyList<Coverage> In(Questionnaire joined)
    {
        ArgumentNullException.ThrowIfNull(joined);
        var texts = joined.AllTexts();
        return
        [
            .. texts.SelectMany(text => text.Value.Languages).Append(joined.SourceLanguage)
                .GroupBy(language => language, StringComparer.OrdinalIgnoreCase)
                .Select(group => new Coverage(group.Key, texts.Count(text => text.Value[group.Key] is not null), texts.Count))
                .OrderBy(coverage => !string.Equals(coverage.Language, joined.SourceLanguage, StringComparison.OrdinalIgnoreCase))
                .ThenBy(coverage => coverage.Language, StringComparer.OrdinalIgnoreCase),
        ];
    }
}

/// <summary>One version, opened.</summary>
/// <param name="Version">The version as it is kept.</param>
/// <param name="Content">Its content in all languages.</param>
/// <param name="Stamp">Changes with every change, of the draft or of a translation.</param>
/// <param name="InUse">In how many assessments.</param>
/// <param name="MayEdit">Whether the reader is an administrator.</param>
/// <param name="Items">The framework items that can be linked.</param>
public sealed record TemplateVersionView(TemplateVersion Version, Questionnaire Content, string Stamp, int? InUse, bool MayEdit, ItemList Items);

/// <summary>What saving came to.</summary>
/// <param name="Stamp">What the next save must name; of the other one's change when this one was refused.</param>
/// <param name="At">When it was saved; when the other change was made.</param>
/// <param name="IsStale">Refused: somebody else saved a change in the meantime.</param>
public sealed record SaveOutcome(string Stamp, DateTimeOffset At, bool IsStale = false);

/// <summary>What an upload came to: a draft, or every problem of the file.</summary>
public sealed record ImportOutcome(string? Key, int Number, IReadOnlyList<QuestionnaireProblem> Problems);

/// <summary>A file to take away.</summary>
public sealed record ExportedFile(string Name, byte[] Bytes);

/// <summary>The items of all frameworks, for links and searches.</summary>
public sealed class ItemList(IReadOnlyList<Framework> frameworks)
{
    private readonly Dictionary<string, (Framework Framework, FrameworkItem Item)> _items = frameworks
        .SelectMany(framework => framework.Items.Select(item => (Framework: framework, Item: item)))
        .ToDictionary(pair => $"{pair.Framework.Code}:{pair.Item.Code}", StringComparer.Ordinal);

    /// <summary>No frameworks at all.</summary>
    public static ItemList Empty { get; } = new([]);

    /// <summary>What may be linked: <c>gcm:15</c>.</summary>
    public IReadOnlySet<string> Codes => _items.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>The item in words: "SDG 3.8 Universal health coverage"; its code where it is unknown.</summary>
    public string Name(string item, string language) =>
        _items.TryGetValue(item, out var found) ? $"{ShortName(item)} {found.Item.Title.In(language).Text}" : item;

    /// <summary>The item's short name: "SDG 3.8", "GCM 15".</summary>
    public static string ShortName(string item)
    {
        var link = new Link(item);
        return $"{link.FrameworkCode.ToUpperInvariant()} {link.ItemCode}";
    }

    /// <summary>The items whose code or title holds every word of the search, nearest first.</summary>
    public IReadOnlyList<string> Search(string words, string language, int most = 8)
    {
        var parts = words.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0)
        {
            return [];
        }

        return
        [
            .. _items.Select(pair => (pair.Key, Said: $"{pair.Key} {Name(pair.Key, language)} {Name(pair.Key, "en")}"))
                .Where(pair => parts.All(part => pair.Said.Contains(part, StringComparison.CurrentCultureIgnoreCase)))
                .OrderBy(pair => !parts.Any(part => string.Equals(new Link(pair.Key).ItemCode, part, StringComparison.OrdinalIgnoreCase)))
                .ThenBy(pair => pair.Key.Length).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Take(most).Select(pair => pair.Key),
        ];
    }
}
