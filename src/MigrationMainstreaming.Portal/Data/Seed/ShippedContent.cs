using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Data.Seed;

/// <summary>The frameworks, questionnaires and coherence rules that the portal brings along, put into the database by <c>migrate</c>.</summary>
/// <remarks>Runs again at each migration: frameworks and translations follow the files; a published version stays as it is.</remarks>
public static class ShippedContent
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "Seed");

    public static async Task PutIntoAsync(ContextSource contexts, DateTimeOffset now, CancellationToken cancellation = default)
    {
        await using var db = contexts.CreateFor(DataAccess.None);
        var frameworks = ReadFrameworks();
        await PutFrameworksAsync(db, frameworks, cancellation);
        var questionnaires = ReadQuestionnaires(frameworks);
        foreach (var questionnaire in questionnaires)
        {
            await PutQuestionnaireAsync(db, questionnaire, now, cancellation);
        }

        foreach (var rules in ReadRules(frameworks, questionnaires))
        {
            await PutRulesAsync(db, rules, now, cancellation);
        }

        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>The shipped frameworks.</summary>
    public static IReadOnlyList<Framework> ReadFrameworks() =>
        [.. FilesIn("Frameworks").Select(file => JsonSerializer.Deserialize<Framework>(File.ReadAllBytes(file), QuestionnaireJson.Options)!)];

    /// <summary>What questions may link to, as links write it: <c>gcm:15</c>.</summary>
    public static IReadOnlySet<string> LinkableItems(IEnumerable<Framework> frameworks) =>
        frameworks.SelectMany(framework => framework.Items.Select(item => $"{framework.Code}:{item.Code}")).ToHashSet(StringComparer.Ordinal);

    /// <summary>The shipped questionnaires, through the importer that everybody's files take.</summary>
    /// <exception cref="InvalidOperationException">A file has problems; tests see to it that this does not happen.</exception>
    public static IReadOnlyList<Questionnaire> ReadQuestionnaires(IReadOnlyList<Framework> frameworks)
    {
        var items = LinkableItems(frameworks);
        return [.. FilesIn("Templates").Select(file =>
        {
            var (questionnaire, problems) = QuestionnaireFile.Read(File.ReadAllBytes(file), items);
            return questionnaire ?? throw new InvalidOperationException($"{Path.GetFileName(file)}: {string.Join("; ", problems)}");
        })];
    }

    /// <summary>The shipped coherence rules, through the importer that everybody's files take.</summary>
    /// <exception cref="InvalidOperationException">A file has problems; tests see to it that this does not happen.</exception>
    public static IReadOnlyList<RuleSet> ReadRules(IReadOnlyList<Framework> frameworks, IReadOnlyList<Questionnaire> questionnaires)
    {
        var (items, sectors) = (LinkableItems(frameworks), questionnaires.ToDictionary(questionnaire => questionnaire.Key, StringComparer.Ordinal));
        return [.. FilesIn("Rules").Select(file =>
        {
            var (rules, problems) = RuleSetFile.Read(File.ReadAllBytes(file), sectors, items);
            return rules ?? throw new InvalidOperationException($"{Path.GetFileName(file)}: {string.Join("; ", problems)}");
        })];
    }

    private static IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(Path.Combine(Folder, folder), "*.json").Order(StringComparer.Ordinal);

    private static async Task PutFrameworksAsync(MainstreamingDbContext db, IReadOnlyList<Framework> frameworks, CancellationToken cancellation)
    {
        var kept = await db.Frameworks.ToDictionaryAsync(framework => framework.Code, cancellation);
        foreach (var framework in frameworks)
        {
            if (!kept.TryGetValue(framework.Code, out var record))
            {
                db.Frameworks.Add(new FrameworkRecord(framework.Code, framework));
            }
            else if (JsonSerializer.Serialize(record.Content, QuestionnaireJson.Options) != JsonSerializer.Serialize(framework, QuestionnaireJson.Options))
            {
                record.Change(framework);
            }
        }
    }

    private static async Task PutRulesAsync(MainstreamingDbContext db, RuleSet rules, DateTimeOffset now, CancellationToken cancellation)
    {
        var version = await db.RuleSetVersions.SingleOrDefaultAsync(version => version.Number == rules.Version, cancellation);
        if (version is null)
        {
            version = RuleSetVersion.NewDraft(rules, now);
            version.Publish([], "First edition, as it comes with the portal.", "Policy mainstreaming", now);
            db.RuleSetVersions.Add(version);
        }
        else if (version.Hash == rules.Hash())
        {
            // What was mended here stays; languages that the file has in addition are added.
            var kept = new Dictionary<string, LocalText>(StringComparer.Ordinal);
            version.Content.MapTexts((path, text) => kept[path] = text);
            var joined = rules.MapTexts((path, text) => new LocalText(text.Languages.Select(language => KeyValuePair.Create(language, kept[path][language] ?? text[language]!))
                .Concat(kept[path].Languages.Where(language => text[language] is null).Select(language => KeyValuePair.Create(language, kept[path][language]!)))));
            if (!RuleSetFile.Write(joined).AsSpan().SequenceEqual(RuleSetFile.Write(version.Content)))
            {
                version.Change(joined, now);
            }
        }
    }

    private static async Task PutQuestionnaireAsync(MainstreamingDbContext db, Questionnaire questionnaire, DateTimeOffset now, CancellationToken cancellation)
    {
        var (source, others) = Domain.Templates.TemplateTexts.Split(questionnaire);
        var version = await db.TemplateVersions.SingleOrDefaultAsync(version => version.Key == source.Key && version.Number == source.Version, cancellation);
        if (version is null)
        {
            version = TemplateVersion.NewDraft(source, now);
            version.Publish([], "First edition, as it comes with the portal.", "Policy mainstreaming", now);
            db.TemplateVersions.Add(version);
        }
        else if (version.Hash != QuestionnaireJson.HashOf(source))
        {
            // A published version never changes, and its translations belong to it. A new number brings the new file in.
            return;
        }

        var kept = await db.TemplateTexts.Where(texts => texts.TemplateVersionId == version.Id).ToDictionaryAsync(texts => texts.Language, cancellation);
        foreach (var (language, texts) in others)
        {
            if (!kept.TryGetValue(language, out var set))
            {
                db.TemplateTexts.Add(Domain.Templates.TemplateTexts.Of(version.Id, language, texts, now));
            }
            else if (texts.Any(text => !set.Texts.ContainsKey(text.Key)))
            {
                // What was mended here stays; what the files have in addition is added.
                set.Change(new Dictionary<string, string>(texts.Concat(set.Texts).GroupBy(text => text.Key).Select(group => group.Last())), now);
            }
        }
    }
}
