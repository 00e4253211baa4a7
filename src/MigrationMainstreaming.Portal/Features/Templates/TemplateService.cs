using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>What administrators do with questionnaires, and what everybody else may read of them. Each method is one unit of work.</summary>
public sealed class TemplateService(IDbContextFactory<MainstreamingDbContext> contexts, ContextSource source, CurrentUser user, ActRunner acts, ILogger<TemplateService> log)
{
    private const string OnlyAdministrators = /* RefusalText */ "Only administrators change questionnaires.";
    private const string Gone = /* RefusalText */ "There is no such questionnaire any more. Load the page again.";

    /// <summary>All questionnaires; drafts and figures of use for administrators alone.</summary>
    public async Task<IReadOnlyList<TemplateRow>> ListAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        var person = await user.RequiredPersonAsync();
        var versions = await db.TemplateVersions.AsNoTracking().Where(version => person.IsAdministrator || version.Status != TemplateStatus.Draft).ToListAsync();
        var texts = (await db.TemplateTexts.AsNoTracking().ToListAsync()).ToLookup(set => set.TemplateVersionId);
        var use = person.IsAdministrator ? await CountUseAsync(db) : null;
        return
        [
            .. versions.GroupBy(version => version.Key).Select(group => RowOf([.. group.OrderByDescending(version => version.Number)]))
                .OrderBy(row => row.Kind).ThenBy(row => row.Title.In(CultureInfo.CurrentUICulture.Name).Text, StringComparer.CurrentCulture),
        ];

        TemplateRow RowOf(IReadOnlyList<TemplateVersion> all)
        {
            var rows = all.Select(version =>
            {
                var joined = TemplateTexts.Join(version.Content, texts[version.Id]);
                return (Joined: joined, Row: new VersionRow(version.Id, version.Number, version.Status, Coverage.In(joined), joined.Questions.Count, use?.GetValueOrDefault(version.Id), PublicationOf(version)));
            }).ToList();
            var newest = rows[0].Joined;
            return new TemplateRow(newest.Key, newest.Title, newest.SourceLanguage, newest.Kind, [.. rows.Select(row => row.Row)]);
        }
    }

    /// <returns>The version in all languages; <see langword="null"/> when there is none, or it is a draft and the reader no administrator.</returns>
    public async Task<TemplateVersionView?> FindAsync(string key, int number)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var person = await user.RequiredPersonAsync();
        var version = await db.TemplateVersions.AsNoTracking().SingleOrDefaultAsync(version => version.Key == key && version.Number == number);
        if (version is null || (version.Status == TemplateStatus.Draft && !person.IsAdministrator))
        {
            return null;
        }

        var texts = await TextsOfAsync(db.TemplateTexts.AsNoTracking(), version);
        var use = person.IsAdministrator ? (int?)(await CountUseAsync(db)).GetValueOrDefault(version.Id) : null;
        return new TemplateVersionView(version, TemplateTexts.Join(version.Content, texts), StampOf(version, texts), use, person.IsAdministrator, await ItemsAsync(db));
    }

    /// <summary>Makes a draft with the next number from a version, in all its languages.</summary>
    /// <param name="operationId">The form's own id: posted twice, it makes one draft.</param>
    /// <param name="key">The questionnaire.</param>
    /// <param name="number">The version to begin from.</param>
    /// <returns>The draft's number.</returns>
    public Task<(string Key, int Number)> DraftFromAsync(Guid operationId, string key, int number) =>
        MakeAsync(operationId, "template-draft", new { key, number }, async scope =>
        {
            var version = await scope.Db.TemplateVersions.AsNoTracking().SingleOrDefaultAsync(version => version.Key == key && version.Number == number);
            DomainRule.Require(version is not null, Gone);
            var joined = TemplateTexts.Join(version.Content, await TextsOfAsync(scope.Db.TemplateTexts.AsNoTracking(), version));
            return AddDraft(scope.Db, joined with { Version = await NextNumberAsync(scope.Db, key) }, scope.At);
        });

    /// <summary>Makes the first draft of a new questionnaire, or one more version from what somebody holds in their hands.</summary>
    public Task<(string Key, int Number)> DraftOfAsync(Guid operationId, Questionnaire content, bool isNew)
    {
        ArgumentNullException.ThrowIfNull(content);
        RequireTexts(content);
        return MakeAsync(operationId, "template-new", new { isNew, content = HashOf(content) }, async scope =>
        {
            if (isNew)
            {
                DomainRule.Require(Domain.Questions.Codes.IsKey(content.Key), "A key has lower-case letters, digits and hyphens, at most 60.");
                DomainRule.Require(!QuestionnaireCheck.ReservedKeys.Contains(content.Key), "Addresses use this word themselves. Choose another key.");
                DomainRule.Require(!await scope.Db.TemplateVersions.AnyAsync(version => version.Key == content.Key), "There is a questionnaire with this key already. Choose another key, or make a draft from it.");
            }

            return AddDraft(scope.Db, content with { Version = await NextNumberAsync(scope.Db, content.Key) }, scope.At);
        });
    }

    /// <summary>Saves a change: all of a draft; of a published version its translations alone, which change no version.</summary>
    /// <param name="operationId">The change's own id: sent twice, it is saved once.</param>
    /// <param name="versionId">The version.</param>
    /// <param name="stamp">What the editor was shown; another one means that somebody else was faster, and nothing is saved.</param>
    /// <param name="content">The questionnaire in all its languages.</param>
    public Task<SaveOutcome> SaveAsync(Guid operationId, Guid versionId, string stamp, Questionnaire content)
    {
        ArgumentNullException.ThrowIfNull(content);
        RequireTexts(content);
        return ChangeAsync(operationId, "template-save", versionId, stamp, HashOf(content), (scope, version, texts) =>
        {
            var (sourceOnly, others) = TemplateTexts.Split(content);
            if (version.Status == TemplateStatus.Draft)
            {
                version.Change(sourceOnly, scope.At);
            }
            else
            {
                DomainRule.Require(QuestionnaireJson.HashOf(sourceOnly) == QuestionnaireJson.HashOf(version.Content), "A published version never changes. Make a new draft from it.");
            }

            var kept = Put(scope.Db, version, texts, others, scope.At);
            return Task.FromResult(new SaveOutcome(StampOf(version, kept), LastChange(version, kept)));
        });
    }

    /// <summary>What stands in the way of publishing this content.</summary>
    public static IReadOnlyList<QuestionnaireProblem> ProblemsOf(Questionnaire content, ItemList items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return QuestionnaireCheck.ProblemsOf(content, items.Codes);
    }

    /// <summary>Publishes a draft: new assessments take it, running ones stay on their version.</summary>
    /// <param name="operationId">The act's own id.</param>
    /// <param name="versionId">The draft.</param>
    /// <param name="stamp">What the editor was shown.</param>
    /// <param name="note">What changed, for everybody who reads the list of versions.</param>
    public Task<SaveOutcome> PublishAsync(Guid operationId, Guid versionId, string stamp, string note) =>
        ChangeAsync(operationId, "template-publish", versionId, stamp, note, async (scope, version, texts) =>
        {
            var problems = QuestionnaireCheck.ProblemsOf(TemplateTexts.Join(version.Content, texts), (await ItemsAsync(scope.Db)).Codes);
            version.Publish(problems, note, scope.Person.Name, scope.At);
            return new SaveOutcome(StampOf(version, texts), version.PublishedAt!.Value);
        });

    /// <summary>Takes a published version out of use for new assessments.</summary>
    public Task<SaveOutcome> RetireAsync(Guid operationId, Guid versionId, string stamp) =>
        ChangeAsync(operationId, "template-retire", versionId, stamp, "", (scope, version, texts) =>
        {
            version.Retire();
            return Task.FromResult(new SaveOutcome(StampOf(version, texts), scope.At));
        });

    /// <summary>Deletes a draft that nobody needs; published versions stay for good.</summary>
    public Task<SaveOutcome> DiscardAsync(Guid operationId, Guid versionId, string stamp) =>
        ChangeAsync(operationId, "template-discard", versionId, stamp, "", (scope, version, texts) =>
        {
            DomainRule.Require(version.Status == TemplateStatus.Draft, "Only a draft can be deleted. A published version can be retired.");
            scope.Db.RemoveRange(texts);
            scope.Db.Remove(version);
            return Task.FromResult(new SaveOutcome("", scope.At));
        });

    /// <summary>Reads a questionnaire file: a good one becomes a draft, of a bad one every problem is named and nothing is kept.</summary>
    public Task<ImportOutcome> ImportAsync(Guid operationId, byte[] file) =>
        acts.RunAsync(operationId, "template-import", Convert.ToHexStringLower(SHA256.HashData(file)), async scope =>
        {
            await RequireAloneAsync(scope);
            return await ImportAsync(scope.Db, file, scope.At);
        }, outcome => outcome.Key is not null);

    /// <summary>The part of importing that needs no person, for the command line too; saving is the caller's.</summary>
    public static async Task<ImportOutcome> ImportAsync(MainstreamingDbContext db, byte[] file, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (content, problems) = QuestionnaireFile.Read(file, (await ItemsAsync(db)).Codes);
        if (content is null)
        {
            return new ImportOutcome(null, 0, problems);
        }

        // The file's own number where it is free, so that a file that comes back is the same file.
        var isTaken = await db.TemplateVersions.AnyAsync(version => version.Key == content.Key && version.Number == content.Version);
        var (key, number) = AddDraft(db, isTaken ? content with { Version = await NextNumberAsync(db, content.Key) } : content, at);
        return new ImportOutcome(key, number, []);
    }

    /// <returns>The version as a file, in all its languages; <see langword="null"/> when the reader may not see it.</returns>
    public async Task<ExportedFile?> ExportAsync(string key, int number) =>
        await FindAsync(key, number) is { } found ? FileOf(found.Content) : null;

    /// <summary>The part of exporting that needs no person: this version, or the latest published one.</summary>
    public static async Task<ExportedFile?> ExportAsync(MainstreamingDbContext db, string key, int? number)
    {
        ArgumentNullException.ThrowIfNull(db);
        var version = await db.TemplateVersions.AsNoTracking()
            .Where(version => version.Key == key && (number == null ? version.Status == TemplateStatus.Published : version.Number == number))
            .OrderByDescending(version => version.Number).FirstOrDefaultAsync();
        return version is null ? null : FileOf(TemplateTexts.Join(version.Content, await TextsOfAsync(db.TemplateTexts.AsNoTracking(), version)));
    }

    private static ExportedFile FileOf(Questionnaire content) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{content.Key}.v{content.Version}.json"), QuestionnaireFile.Write(content));

    /// <summary>Makes a draft, once for each operation.</summary>
    private async Task<(string Key, int Number)> MakeAsync(Guid operationId, string kind, object request, Func<ActScope, Task<(string Key, int Number)>> make)
    {
        var made = await acts.RunAsync(operationId, kind, request, async scope =>
        {
            await RequireAloneAsync(scope);
            var (key, number) = await make(scope);
            return new Made(key, number);
        });
        log.LogInformation("The draft {Key} version {Number} was made", made.Key, made.Number);
        return (made.Key, made.Number);
    }

    /// <summary>Changes a version on top of what its author was shown, once for each operation.</summary>
    private async Task<SaveOutcome> ChangeAsync(Guid operationId, string kind, Guid versionId, string stamp, string said, Func<ActScope, TemplateVersion, List<TemplateTexts>, Task<SaveOutcome>> change)
    {
        var outcome = await acts.RunAsync(operationId, kind, new { versionId, stamp, said }, async scope =>
        {
            DomainRule.Require(scope.Person.IsAdministrator, OnlyAdministrators);
            var (version, texts) = await LockedAsync(scope.Db, versionId);
            return StampOf(version, texts) == stamp
                ? await change(scope, version, texts)
                : new SaveOutcome(StampOf(version, texts), LastChange(version, texts), IsStale: true);
        }, outcome => !outcome.IsStale);
        if (!outcome.IsStale && kind != "template-save")
        {
            log.LogInformation("{Act} of the questionnaire version {VersionId}", kind, versionId);
        }

        return outcome;
    }

    private static async Task RequireAloneAsync(ActScope scope)
    {
        DomainRule.Require(scope.Person.IsAdministrator, OnlyAdministrators);

        // Two drafts at once would want the same number; the lock ends with the transaction.
        await scope.Db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('template-versions'))");
    }

    /// <summary>Refuses texts that could not be kept as they are; what else is wrong with a draft only keeps it from being published.</summary>
    private static void RequireTexts(Questionnaire content) => content.MapTexts((_, text) =>
    {
        foreach (var language in text.Languages)
        {
            DomainRule.RequireNo(TextRules.ProblemWith(text[language]!, FreeText.Longest));
        }

        return text;
    });

    /// <summary>What tells this content, in all its languages, from any other.</summary>
    private static string HashOf(Questionnaire content) => Convert.ToHexStringLower(SHA256.HashData(QuestionnaireFile.Write(content)));

    private static Publication? PublicationOf(TemplateVersion version) =>
        version.PublishedAt is { } at ? new Publication(at, version.PublishedByName!, version.Note!) : null;

    /// <summary>In how many assessments each version is used. Administrators see no country's work, so each country is counted behind its own
    /// wall and the numbers alone come out.</summary>
    private async Task<IReadOnlyDictionary<Guid, int>> CountUseAsync(MainstreamingDbContext db)
    {
        var countries = await db.Jurisdictions.AsNoTracking().Where(jurisdiction => jurisdiction.Level == JurisdictionLevel.Country).Select(jurisdiction => jurisdiction.Id).ToListAsync();
        var counts = new Dictionary<Guid, int>();
        foreach (var country in countries)
        {
            await using var behind = source.CreateFor(DataAccess.OfCountry(country));
            var used = await behind.SectorAssessments.AsNoTracking().GroupBy(sector => sector.TemplateVersionId)
                .Select(group => new { group.Key, Count = group.Select(sector => sector.AssessmentId).Distinct().Count() }).ToListAsync();
            foreach (var version in used)
            {
                counts[version.Key] = counts.GetValueOrDefault(version.Key) + version.Count;
            }
        }

        return counts;
    }

    private static (string Key, int Number) AddDraft(MainstreamingDbContext db, Questionnaire joined, DateTimeOffset at)
    {
        var (sourceOnly, others) = TemplateTexts.Split(joined);
        var version = TemplateVersion.NewDraft(sourceOnly, at);
        db.Add(version);
        foreach (var (language, texts) in others)
        {
            db.Add(TemplateTexts.Of(version.Id, language, texts, at));
        }

        return (version.Key, version.Number);
    }

    private static async Task<int> NextNumberAsync(MainstreamingDbContext db, string key) =>
        (await db.TemplateVersions.Where(version => version.Key == key).MaxAsync(version => (int?)version.Number) ?? 0) + 1;

    private static async Task<(TemplateVersion Version, List<TemplateTexts> Texts)> LockedAsync(MainstreamingDbContext db, Guid versionId)
    {
        await db.Database.ExecuteSqlAsync($"select 1 from template_versions where id = {versionId} for update");
        var version = await db.TemplateVersions.SingleOrDefaultAsync(version => version.Id == versionId);
        DomainRule.Require(version is not null, Gone);
        return (version, await TextsOfAsync(db.TemplateTexts, version));
    }

    private static Task<List<TemplateTexts>> TextsOfAsync(IQueryable<TemplateTexts> texts, TemplateVersion version) =>
        texts.Where(set => set.TemplateVersionId == version.Id).OrderBy(set => set.Language).ToListAsync();

    private static List<TemplateTexts> Put(MainstreamingDbContext db, TemplateVersion version, List<TemplateTexts> kept, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> others, DateTimeOffset at)
    {
        var result = new List<TemplateTexts>();
        foreach (var (language, texts) in others)
        {
            var set = kept.Find(set => string.Equals(set.Language, language, StringComparison.OrdinalIgnoreCase));
            if (set is null)
            {
                db.Add(set = TemplateTexts.Of(version.Id, language, texts, at));
            }
            else if (set.Texts.Count != texts.Count || texts.Any(text => set.Texts.GetValueOrDefault(text.Key) != text.Value))
            {
                set.Change(texts, at);
            }

            result.Add(set);
        }

        db.RemoveRange(kept.Except(result));
        return result;
    }

    /// <summary>The draft's revision and the state of its translations.</summary>
    private static string StampOf(TemplateVersion version, IEnumerable<TemplateTexts> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (language, path, text) in texts.SelectMany(set => set.Texts.Select(text => (set.Language, text.Key, text.Value))).Order())
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{language}\n{path}\n{text}\n"));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{version.Status}:{version.Revision}:{Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }

    private static DateTimeOffset LastChange(TemplateVersion version, IEnumerable<TemplateTexts> texts) =>
        texts.Select(set => set.ChangedAt).Append(version.PublishedAt ?? version.ChangedAt).Max();

    private static async Task<ItemList> ItemsAsync(MainstreamingDbContext db) =>
        new(await db.Frameworks.AsNoTracking().OrderBy(framework => framework.Code).Select(framework => framework.Content).ToListAsync());

    private sealed record Made(string Key, int Number);
}
