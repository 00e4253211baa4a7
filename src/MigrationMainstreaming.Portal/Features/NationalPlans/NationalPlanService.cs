using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.NationalPlans;

/// <summary>How a coordinator enters the country's own development plan and links questions to it. Each change makes a version.</summary>
public sealed class NationalPlanService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires, ActRunner acts)
{
    /// <returns>The plan; <see langword="null"/> when the person leads no country, or not this one.</returns>
    public async Task<PlanView?> FindAsync(Guid? countryId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return await FindAsync(db, countryId);
    }

    /// <returns>The links of a sector's questions, the first sector when none is named; <see langword="null"/> as for the plan, or when there is no such sector.</returns>
    public async Task<PlanLinksView?> LinksAsync(Guid? countryId, string? sector)
    {
        await using var db = await contexts.CreateDbContextAsync();
        if (await FindAsync(db, countryId) is not { Plan: not null } plan)
        {
            return null;
        }

        var sectors = (await SectorsAsync(db)).Values.OrderBy(questionnaire => questionnaire.Key, StringComparer.Ordinal).ToList();
        var open = sector is null ? sectors.FirstOrDefault() : sectors.Find(questionnaire => questionnaire.Key == sector);
        return open is null ? null : new PlanLinksView(plan, sectors.ConvertAll(questionnaire => (questionnaire.Key, questionnaire.Title)), open);
    }

    /// <summary>Says what the plan is called and where it was published.</summary>
    public Task<int> DescribeAsync(Guid operationId, Guid countryId, int version, LocalText title, string? source) =>
        ChangeAsync(operationId, countryId, version, "described", new { title, source }, content => content with { Title = title, Source = source });

    /// <summary>Puts the items of a file in the place of those that are there. Links stay where their item is still there.</summary>
    /// <returns>How many links fell away.</returns>
    public Task<int> ImportAsync(Guid operationId, Guid countryId, int version, IReadOnlyList<PlanItem> items) =>
        ChangeAsync(operationId, countryId, version, "imported", items, content => WithItems(content, items));

    /// <summary>Adds an item after the others.</summary>
    public Task<int> AddItemAsync(Guid operationId, Guid countryId, int version, PlanItem item) =>
        ChangeAsync(operationId, countryId, version, "item-added", item, content =>
        {
            DomainRule.Require(Codes.IsQuestionCode(item.Code), "A code has letters, digits, hyphens and dots, at most 40.");
            DomainRule.Require(content.Items.All(other => !string.Equals(other.Code, item.Code, StringComparison.OrdinalIgnoreCase)), "This code is in the plan already.");
            DomainRule.Require(content.Items.Count < PlanContent.MostItems, "The plan cannot take more items.");
            return WithItems(content, [.. content.Items, Checked(content, item)]);
        });

    /// <summary>Changes the title of an item, or where it stands. Its code stays.</summary>
    public Task<int> ChangeItemAsync(Guid operationId, Guid countryId, int version, PlanItem item) =>
        ChangeAsync(operationId, countryId, version, "item-changed", item, content =>
        {
            DomainRule.Require(content.Items.Any(other => other.Code == item.Code), "This item is no longer there.");
            return WithItems(content, [.. content.Items.Select(other => other.Code == item.Code ? Checked(content, item) : other)]);
        });

    /// <summary>Takes an item out, and its links with it.</summary>
    public Task<int> RemoveItemAsync(Guid operationId, Guid countryId, int version, string code) =>
        ChangeAsync(operationId, countryId, version, "item-removed", code, content =>
        {
            DomainRule.Require(content.Items.Any(item => item.Code == code), "This item is no longer there.");
            DomainRule.Require(content.Items.All(item => item.Parent != code), "Other items stand under this one. Move or take them out first.");
            return WithItems(content, [.. content.Items.Where(item => item.Code != code)]);
        });

    /// <summary>Puts these links in the place of those that the sector's questions have.</summary>
    public Task<int> SetLinksAsync(Guid operationId, Guid countryId, int version, string sector, IReadOnlyList<PlanLink> links) =>
        ChangeAsync(operationId, countryId, version, "linked", new { sector, links }, (content, questionnaire) =>
        {
            DomainRule.Require(links.All(link => link.Sector == sector && questionnaire(sector)?.Find(link.Question) is { EarnsMarks: true }), "There is no such question.");
            DomainRule.Require(links.All(link => content.Items.FirstOrDefault(item => item.Code == link.Item) is { } item && content.IsLinkable(item)), "Questions are linked to items that have no parts of their own, or stand under another one.");
            DomainRule.Require(links.Select(link => (link.Question, link.Item)).Distinct().Count() == links.Count, "A question is linked to an item once.");
            return content with { Links = [.. content.Links.Where(link => link.Sector != sector), .. links] };
        });

    /// <summary>The items, and the links whose item is still there and can still be linked to.</summary>
    private static PlanContent WithItems(PlanContent content, IReadOnlyList<PlanItem> items)
    {
        var changed = content with { Items = items, Links = [] };
        return changed with { Links = [.. content.Links.Where(link => items.FirstOrDefault(item => item.Code == link.Item) is { } item && changed.IsLinkable(item))] };
    }

    private static PlanItem Checked(PlanContent content, PlanItem item)
    {
        DomainRule.Require(item.Title.Languages.Any(), "Give the item a title.");
        DomainRule.Require(item.Parent is null || content.Items.Any(other => other.Code == item.Parent), "The item above is no longer there.");
        var above = item.Parent;
        for (var level = 1; above is not null; level++)
        {
            DomainRule.Require(above != item.Code && level < PlanContent.MostLevels, "An item cannot stand under itself, nor deeper than 10 levels.");
            above = content.Items.FirstOrDefault(other => other.Code == above)?.Parent;
        }

        return item;
    }

    private Task<int> ChangeAsync(Guid operationId, Guid countryId, int version, string kind, object said, Func<PlanContent, PlanContent> change) =>
        ChangeAsync(operationId, countryId, version, kind, said, (content, _) => change(content));

    private Task<int> ChangeAsync(Guid operationId, Guid countryId, int version, string kind, object said, Func<PlanContent, Func<string, Questionnaire?>, PlanContent> change) =>
        acts.RunAsync(operationId, $"national-plan-{kind}", new { countryId, version, said }, async scope =>
        {
            // One change of a country's plan after the other.
            await scope.Db.Database.ExecuteSqlAsync($"select 1 from jurisdictions where id = {countryId} for update");
            var country = await scope.Db.Jurisdictions.SingleOrDefaultAsync(found => found.Id == countryId && found.Level == JurisdictionLevel.Country);
            DomainRule.Require(country is not null && Rights.Allows(scope.Person, Act.ChangeNationalPlan, countryId), "You may not do this here now.");
            var plan = await scope.Db.NationalPlans.SingleOrDefaultAsync(found => found.JurisdictionId == countryId);
            if ((plan?.Version ?? 0) != version)
            {
                throw ActScope.Overtaken(plan?.ChangedByName, plan?.ChangedAt, "national-plan-changed");
            }

            var isTitle = kind == "described";
            DomainRule.Require(plan is not null || isTitle, "Say first what the plan is called.");
            var sectors = await SectorsAsync(scope.Db);
            plan ??= scope.Db.NationalPlans.Add(NationalPlan.Of(country)).Entity;
            var before = plan.Content ?? new PlanContent { Title = new LocalText([]) };
            var after = change(before, sectors.GetValueOrDefault);
            scope.Db.NationalPlanRevisions.Add(plan.Change(after, scope.Person.Author, scope.At));
            var running = await scope.Db.Assessments.Where(assessment => assessment.CountryId == countryId && (assessment.Status == AssessmentStatus.Open || assessment.Status == AssessmentStatus.Reviewed)).ToListAsync();
            scope.Db.Activities.AddRange(running.Select(assessment => Activity.In(assessment, "national-plan-changed", scope.Person.Author, scope.At)));
            return kind == "linked" ? 0 : before.Links.Count - after.Links.Count;
        });

    private async Task<PlanView?> FindAsync(MainstreamingDbContext db, Guid? countryId)
    {
        if (await user.PersonAsync() is not { } person)
        {
            return null;
        }

        var led = (await db.Jurisdictions.AsNoTracking().Where(found => found.Level == JurisdictionLevel.Country).OrderBy(found => found.Code).ToListAsync())
            .FindAll(found => Rights.Allows(person, Act.ChangeNationalPlan, found.CountryId));
        var country = countryId is null ? led.FirstOrDefault() : led.Find(found => found.Id == countryId);
        if (country is null)
        {
            return null;
        }

        var plan = await db.NationalPlans.AsNoTracking().SingleOrDefaultAsync(found => found.JurisdictionId == country.Id);
        var versions = plan is null ? [] : await db.NationalPlanRevisions.AsNoTracking().Where(revision => revision.PlanId == plan.Id).OrderByDescending(revision => revision.Version)
            .Select(revision => new PlanVersion(revision.Version, revision.ByName, revision.At)).ToListAsync();
        return new PlanView(country, plan, [.. led.Where(found => found.Id != country.Id)], versions);
    }

    /// <summary>The sectors' questionnaires by key, each in its latest published version.</summary>
    private async Task<IReadOnlyDictionary<string, Questionnaire>> SectorsAsync(MainstreamingDbContext db) =>
        (await questionnaires.InUseAsync(db)).Select(found => found.Content).Where(questionnaire => questionnaire.Kind == QuestionnaireKind.Sector)
            .ToDictionary(questionnaire => questionnaire.Key, StringComparer.Ordinal);
}
