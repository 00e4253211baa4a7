using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Yardsticks;

/// <summary>A goal, programme or measure of a national development plan.</summary>
/// <param name="Code">Its code in the plan: <c>2.1</c>.</param>
/// <param name="Title">Its title, in the country's languages.</param>
/// <param name="Parent">The code of what stands above it.</param>
public sealed record PlanItem(string Code, LocalText Title, string? Parent = null);

/// <summary>A question of a sector bears on an item of the plan.</summary>
/// <param name="Sector">The key of the sector's questionnaire.</param>
/// <param name="Question">The code of the question.</param>
/// <param name="Item">The code of the item.</param>
/// <param name="Strength">How strongly.</param>
public sealed record PlanLink(string Sector, string Question, string Item, LinkStrength Strength = LinkStrength.Direct);

/// <summary>What a national plan says at one time.</summary>
public sealed record PlanContent
{
    /// <summary>The most items that a plan can have.</summary>
    public const int MostItems = 1000;

    /// <summary>How deep its tree may be.</summary>
    public const int MostLevels = 10;

    private const int LongestTitle = 300;

    public required LocalText Title { get; init; }

    /// <summary>Where the plan was published.</summary>
    public string? Source { get; init; }

    public IReadOnlyList<PlanItem> Items { get; init; } = [];
    public IReadOnlyList<PlanLink> Links { get; init; } = [];

    /// <summary>What is wrong with it, each with its place.</summary>
    public IReadOnlyList<QuestionnaireProblem> Problems()
    {
        var problems = new List<QuestionnaireProblem>();
        Require(Title.Languages.Any(), "title", "Give the plan a title.");
        foreach (var text in Title.Languages.Select(language => Title[language]!))
        {
            RequireNo("title", TextRules.ProblemWith(text, LongestTitle));
        }

        RequireNo("source", Source is null ? null : TextRules.ProblemWith(Source, FreeText.Longest));
        Require(Items.Count <= MostItems, "items", $"A plan has at most {MostItems} items.");
        var codes = Items.Select(item => item.Code).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (item, index) in Items.Take(MostItems).Select((item, index) => (item, index)))
        {
            var place = $"items[{index}]";
            Require(Codes.IsQuestionCode(item.Code), place, $"\"{item.Code}\" is not a code: letters, digits, hyphens and dots, at most 40.");
            Require(seen.Add(item.Code), place, $"The code \"{item.Code}\" stands twice.");
            Require(item.Title.Languages.Any(), place, $"\"{item.Code}\" has no title.");
            foreach (var text in item.Title.Languages.Select(language => item.Title[language]!))
            {
                RequireNo(place, TextRules.ProblemWith(text, LongestTitle));
            }

            Require(item.Parent is null || codes.Contains(item.Parent), place, $"There is no item \"{item.Parent}\" for \"{item.Code}\" to stand under.");
            Require(LevelOf(item) <= MostLevels, place, $"\"{item.Code}\" stands under itself, or deeper than {MostLevels} levels.");
        }

        foreach (var (link, index) in Links.Select((link, index) => (link, index)))
        {
            Require(codes.Contains(link.Item), $"links[{index}]", $"There is no item \"{link.Item}\".");
            Require(Links.Take(index).All(other => (other.Sector, other.Question, other.Item) != (link.Sector, link.Question, link.Item)), $"links[{index}]", $"\"{link.Question}\" is linked to \"{link.Item}\" twice.");
        }

        return problems;

        void Require(bool holds, string place, string otherwise)
        {
            if (!holds)
            {
                problems.Add(new QuestionnaireProblem(place, otherwise));
            }
        }

        void RequireNo(string place, string? problem)
        {
            if (problem is not null)
            {
                problems.Add(new QuestionnaireProblem(place, problem));
            }
        }
    }

    /// <summary>Which items questions can be linked to: those that carry a figure. What has parts, at the top, only lists them.</summary>
    public bool IsLinkable(PlanItem item) => item.Parent is not null || Items.All(other => other.Parent != item.Code);

    /// <summary>The items as a tree is read: each followed by what stands under it, with its level from 1.</summary>
    public IReadOnlyList<(PlanItem Item, int Level)> InOrder()
    {
        var under = Items.ToLookup(item => item.Parent);
        return [.. Under(null, 1)];

        IEnumerable<(PlanItem, int)> Under(string? parent, int level) =>
            level > MostLevels ? [] : under[parent].SelectMany(item => Under(item.Code, level + 1).Prepend((item, level)));
    }

    private int LevelOf(PlanItem item)
    {
        var (level, parent) = (1, item.Parent);
        while (parent is not null && level <= MostLevels)
        {
            (level, parent) = (level + 1, Items.FirstOrDefault(other => other.Code == parent)?.Parent);
        }

        return level;
    }
}

/// <summary>A country's own development plan, as a framework that results roll up to like the SDGs and the Global Compact.</summary>
/// <remarks>It is the country's, and nobody else sees it. Links stand here and not in questionnaires, which all countries share.</remarks>
public sealed class NationalPlan : ICountryOwned
{
    /// <summary>The framework's code in links: <c>ndp:2.1</c>.</summary>
    public const string Framework = "ndp";

    private NationalPlan(Guid id, Guid countryId, Guid jurisdictionId) => (Id, CountryId, JurisdictionId) = (id, countryId, jurisdictionId);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid JurisdictionId { get; }
    public PlanContent Content { get; private set; } = null!;

    /// <summary>Counts the changes; 1 when it is entered.</summary>
    public int Version { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }
    public string ChangedByName { get; private set; } = "";

    /// <summary>A plan that says nothing yet.</summary>
    public static NationalPlan Of(Jurisdiction jurisdiction) => new(Guid.CreateVersion7(), jurisdiction.CountryId, jurisdiction.Id);

    /// <summary>Replaces what it says, and gives the revision to keep.</summary>
    public NationalPlanRevision Change(PlanContent content, Author by, DateTimeOffset at)
    {
        DomainRule.RequireNo(content.Problems() is [var first, ..] ? first.Message : null);
        (Content, Version, ChangedAt, ChangedByName) = (content, Version + 1, at, by.Name);
        return new NationalPlanRevision(Guid.CreateVersion7(), CountryId, Id, Version, content, by.Id, by.Name, at);
    }

    /// <summary>The plan as results show frameworks. What stands at the top and has parts lists them, as goals do, and carries no figure.</summary>
    public Framework AsFramework() => new(
        Framework, Content.Title, Content.Title, new LocalText(Content.Title.Languages.FirstOrDefault() ?? "en", Content.Source ?? ""), EnabledByDefault: false,
        [.. Content.InOrder().Select(pair => new FrameworkItem(pair.Item.Code, Content.IsLinkable(pair.Item) ? "item" : "goal", pair.Item.Title, pair.Item.Parent))]);

    /// <summary>The questionnaire with the country's links added to its questions, so that one engine rolls up to all frameworks.</summary>
    public Questionnaire Over(Questionnaire questionnaire)
    {
        var links = Content.Links.Where(link => link.Sector == questionnaire.Key)
            .ToLookup(link => link.Question, link => new Link($"{Framework}:{link.Item}", link.Strength), StringComparer.Ordinal);
        return links.Count == 0 ? questionnaire : questionnaire with
        {
            Sections = [.. questionnaire.Sections.Select(section => section with
            {
                Questions = [.. section.Questions.Select(question => links.Contains(question.Code) ? question with { Links = [.. question.Links, .. links[question.Code]] } : question)],
            })],
        };
    }
}

/// <summary>One version of a national plan; append-only.</summary>
public sealed class NationalPlanRevision : ICountryOwned
{
    internal NationalPlanRevision(Guid id, Guid countryId, Guid planId, int version, PlanContent content, Guid byId, string byName, DateTimeOffset at) =>
        (Id, CountryId, PlanId, Version, Content, ById, ByName, At) = (id, countryId, planId, version, content, byId, byName, at);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid PlanId { get; }
    public int Version { get; }
    public PlanContent Content { get; }
    public Guid ById { get; }
    public string ByName { get; }
    public DateTimeOffset At { get; }
}
