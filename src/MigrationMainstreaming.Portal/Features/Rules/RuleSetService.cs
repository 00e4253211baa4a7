using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Seed;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Rules;

/// <summary>What administrators do with the coherence rules, and what everybody else may read of them. Each method is one unit of work.</summary>
public sealed class RuleSetService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires, ActRunner acts)
{
    private const string OnlyAdministrators = /* RefusalText */ "Only administrators change coherence rules.";
    private const string Gone = /* RefusalText */ "There is no such version of the rules any more. Load the page again.";

    /// <summary>All versions, the newest first; drafts for administrators alone.</summary>
    public async Task<IReadOnlyList<RuleSetVersion>> ListAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        var person = await user.RequiredPersonAsync();
        return await db.RuleSetVersions.AsNoTracking().Where(version => person.IsAdministrator || version.Status != TemplateStatus.Draft).OrderByDescending(version => version.Number).ToListAsync();
    }

    /// <returns>The version; <see langword="null"/> when there is none, or it is a draft and the reader no administrator.</returns>
    public async Task<RuleSetView?> FindAsync(int number)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var person = await user.RequiredPersonAsync();
        var version = await db.RuleSetVersions.AsNoTracking().SingleOrDefaultAsync(version => version.Number == number);
        if (version is null || (version.Status == TemplateStatus.Draft && !person.IsAdministrator))
        {
            return null;
        }

        var before = await db.RuleSetVersions.AsNoTracking().Where(other => other.Number < number && other.Status != TemplateStatus.Draft).OrderByDescending(other => other.Number).FirstOrDefaultAsync();
        var sectors = await QuestionnairesAsync(db);
        var problems = version.Status == TemplateStatus.Draft ? RuleSetCheck.ProblemsOf(version.Content, sectors, await ItemsAsync(db)) : [];
        return new RuleSetView(version, before, problems, sectors, person.IsAdministrator);
    }

    /// <summary>Makes a draft with the next number from a version.</summary>
    /// <returns>The draft's number.</returns>
    public Task<int> DraftFromAsync(Guid operationId, int number) => acts.RunAsync(operationId, "rules-draft", new { number }, async scope =>
    {
        await RequireAloneAsync(scope);
        var version = await scope.Db.RuleSetVersions.AsNoTracking().SingleOrDefaultAsync(version => version.Number == number);
        DomainRule.Require(version is not null, Gone);
        return Add(scope, version.Content with { Version = await NextNumberAsync(scope.Db) });
    });

    /// <summary>Reads a file of rules: a good one becomes a draft; one that has the rules of a published version and other translations mends these;
    /// of a bad one every problem is named and nothing is kept.</summary>
    public Task<RulesImport> ImportAsync(Guid operationId, byte[] file) => acts.RunAsync(operationId, "rules-import", Convert.ToHexStringLower(SHA256.HashData(file)), async scope =>
    {
        await RequireAloneAsync(scope);
        var (content, problems) = RuleSetFile.Read(file, await QuestionnairesAsync(scope.Db), await ItemsAsync(scope.Db));
        if (content is null)
        {
            return new RulesImport(0, false, problems);
        }

        var taken = await scope.Db.RuleSetVersions.SingleOrDefaultAsync(version => version.Number == content.Version);
        if (taken is { PublishedAt: not null } && taken.Hash == content.Hash())
        {
            taken.Change(content, scope.At);
            return new RulesImport(taken.Number, true, []);
        }

        // The file's own number where it is free, so that a file that comes back is the same file.
        return new RulesImport(Add(scope, taken is null ? content : content with { Version = await NextNumberAsync(scope.Db) }), false, []);
    }, outcome => outcome.Number > 0);

    /// <summary>Puts a rule into a draft: in the place of the one with its code, or at the end.</summary>
    /// <param name="operationId">The form's own id.</param>
    /// <param name="number">The draft.</param>
    /// <param name="revision">The revision that the writer was shown.</param>
    /// <param name="code">The code of the rule that was opened; <see langword="null"/> for a new one.</param>
    /// <param name="rule">The rule as it is to be.</param>
    public Task PutAsync(Guid operationId, int number, int revision, string? code, CoherenceRule rule) => ChangeAsync(operationId, "rules-put", number, revision, new { code, rule }, (version, scope) =>
    {
        foreach (var text in new[] { rule.Sentence, rule.WayOut }.SelectMany(text => text.Languages.Select(language => text[language]!)))
        {
            DomainRule.RequireNo(TextRules.ProblemWith(text, RuleSetCheck.LongestText));
        }

        var rules = version.Content.Rules.ToList();
        var place = rules.FindIndex(other => other.Code == code);
        DomainRule.Require(code is null || place >= 0, "This rule is no longer there.");
        DomainRule.Require(!rules.Exists(other => other.Code != code && string.Equals(other.Code, rule.Code, StringComparison.OrdinalIgnoreCase)), "Another rule has this code already.");
        if (place < 0)
        {
            rules.Add(rule);
        }
        else
        {
            rules[place] = rule;
        }

        version.Change(version.Content with { Rules = rules }, scope.At);
        return Task.CompletedTask;
    });

    /// <summary>Takes a rule out of a draft.</summary>
    public Task TakeOutAsync(Guid operationId, int number, int revision, string code) => ChangeAsync(operationId, "rules-take-out", number, revision, new { code }, (version, scope) =>
    {
        version.Change(version.Content with { Rules = [.. version.Content.Rules.Where(rule => rule.Code != code)] }, scope.At);
        return Task.CompletedTask;
    });

    /// <summary>Publishes a draft without problems: assessments that are opened from now on are read by it, the others stay on theirs.</summary>
    public Task PublishAsync(Guid operationId, int number, int revision, string note) => ChangeAsync(operationId, "rules-publish", number, revision, new { note }, async (version, scope) =>
        version.Publish(RuleSetCheck.ProblemsOf(version.Content, await QuestionnairesAsync(scope.Db), await ItemsAsync(scope.Db)), note, scope.Person.Name, scope.At));

    /// <summary>Takes a published version out of use for new assessments; one stays in use.</summary>
    public Task RetireAsync(Guid operationId, int number, int revision) => ChangeAsync(operationId, "rules-retire", number, revision, new { }, async (version, scope) =>
    {
        DomainRule.Require(await scope.Db.RuleSetVersions.AnyAsync(other => other.Number != number && other.Status == TemplateStatus.Published), "This is the only version in use. Publish another one first.");
        version.Retire(scope.At);
    });

    /// <summary>Deletes a draft that nobody needs; published versions stay for good.</summary>
    public Task DiscardAsync(Guid operationId, int number, int revision) => ChangeAsync(operationId, "rules-discard", number, revision, new { }, (version, scope) =>
    {
        DomainRule.Require(version.Status == TemplateStatus.Draft, "Only a draft can be deleted. A published version can be retired.");
        scope.Db.Remove(version);
        return Task.CompletedTask;
    });

    private Task ChangeAsync(Guid operationId, string kind, int number, int revision, object said, Func<RuleSetVersion, ActScope, Task> change) => acts.RunAsync(operationId, kind, new { number, revision, said }, async scope =>
    {
        await RequireAloneAsync(scope);
        var version = await scope.Db.RuleSetVersions.SingleOrDefaultAsync(version => version.Number == number);
        DomainRule.Require(version is not null, Gone);
        ActScope.RequireShown(version.Revision == revision);
        await change(version, scope);
        return true;
    });

    private static async Task RequireAloneAsync(ActScope scope)
    {
        DomainRule.Require(scope.Person.IsAdministrator, OnlyAdministrators);

        // Two drafts at once would want the same number; the lock ends with the transaction.
        await scope.Db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('rule-set-versions'))");
    }

    private static int Add(ActScope scope, RuleSet content)
    {
        scope.Db.RuleSetVersions.Add(RuleSetVersion.NewDraft(content, scope.At));
        return content.Version;
    }

    private static async Task<int> NextNumberAsync(MainstreamingDbContext db) => (await db.RuleSetVersions.MaxAsync(version => (int?)version.Number) ?? 0) + 1;

    /// <summary>The questionnaires that a rule may speak of, by key.</summary>
    private async Task<IReadOnlyDictionary<string, Questionnaire>> QuestionnairesAsync(MainstreamingDbContext db) =>
        (await questionnaires.InUseAsync(db)).ToDictionary(found => found.Content.Key, found => found.Content, StringComparer.Ordinal);

    private static async Task<IReadOnlySet<string>> ItemsAsync(MainstreamingDbContext db) =>
        ShippedContent.LinkableItems(await db.Frameworks.AsNoTracking().Select(framework => framework.Content).ToListAsync());
}
