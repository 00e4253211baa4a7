using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Reads published questionnaires with all their languages, and keeps them: a version never changes, its translations seldom do.</summary>
public sealed class QuestionnaireReader
{
    private readonly ConcurrentDictionary<Guid, KeptQuestionnaire> _kept = new();

    /// <summary>One version, in all its languages.</summary>
    public async Task<KeptQuestionnaire> ReadAsync(MainstreamingDbContext db, Guid versionId) =>
        (await ReadAsync(db, [versionId]))[versionId];

    /// <summary>What a version asks and how it counts, for writers: that never changes, so nobody asks whether its translations did.</summary>
    public async Task<Questionnaire> StructureAsync(MainstreamingDbContext db, Guid versionId) =>
        (_kept.TryGetValue(versionId, out var kept) ? kept : await ReadAsync(db, versionId)).Content;

    /// <summary>The newest published version of each questionnaire, of sectors and of indicators: what an assessment that is opened now is asked by.</summary>
    public async Task<IReadOnlyList<KeptQuestionnaire>> InUseAsync(MainstreamingDbContext db)
    {
        var published = await db.TemplateVersions.AsNoTracking().Where(version => version.Status == TemplateStatus.Published)
            .Select(version => new { version.Id, version.Key, version.Number }).ToListAsync();
        return [.. (await ReadAsync(db, [.. published.GroupBy(version => version.Key).Select(group => group.MaxBy(version => version.Number)!.Id)])).Values];
    }

    /// <summary>Several versions, in all their languages.</summary>
    public async Task<IReadOnlyDictionary<Guid, KeptQuestionnaire>> ReadAsync(MainstreamingDbContext db, IReadOnlyCollection<Guid> versionIds)
    {
        var changes = await db.TemplateTexts.AsNoTracking().Where(texts => versionIds.Contains(texts.TemplateVersionId))
            .Select(texts => new { texts.TemplateVersionId, texts.Language, texts.ChangedAt }).ToListAsync();
        var stamps = versionIds.Distinct().ToDictionary(id => id, id => string.Join(' ', changes.Where(change => change.TemplateVersionId == id)
            .OrderBy(change => change.Language, StringComparer.Ordinal).Select(change => FormattableString.Invariant($"{change.Language}:{change.ChangedAt.UtcTicks}"))));
        var missing = stamps.Keys.Where(id => !_kept.TryGetValue(id, out var kept) || kept.Stamp != stamps[id]).ToList();
        if (missing.Count > 0)
        {
            var versions = await db.TemplateVersions.AsNoTracking().Where(version => missing.Contains(version.Id)).ToListAsync();
            var texts = await db.TemplateTexts.AsNoTracking().Where(texts => missing.Contains(texts.TemplateVersionId)).ToListAsync();
            foreach (var version in versions)
            {
                var whole = TemplateTexts.Join(version.Content, texts.Where(set => set.TemplateVersionId == version.Id));
                _kept[version.Id] = new KeptQuestionnaire(version.Id, whole, stamps[version.Id]);
            }
        }

        return stamps.Keys.ToDictionary(id => id, id => _kept[id]);
    }
}

/// <summary>A questionnaire as it is kept in memory.</summary>
/// <param name="VersionId">The version.</param>
/// <param name="Content">All of it, in all languages.</param>
/// <param name="Stamp">Changes when a translation was mended.</param>
public sealed record KeptQuestionnaire(Guid VersionId, Questionnaire Content, string Stamp);
