using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Templates;

/// <summary>Every shipped questionnaire can be read and published, and asks what its plan says.</summary>
public sealed class TemplateFilesTests
{
    public static TheoryData<string> Files => [.. RepositoryFiles.TemplateFiles.Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_ReadsWithoutProblems_RoundTrips_AndIsNamedAfterItsKey(string name)
    {
        var bytes = File.ReadAllBytes(RepositoryFiles.TemplateFiles.Single(file => Path.GetFileName(file) == name));
        var (questionnaire, problems) = QuestionnaireFile.Read(bytes, RepositoryFiles.KnownItems);

        Assert.Empty(problems);
        Assert.Equal(name, $"{questionnaire!.Key}.v{questionnaire.Version}.json");
        var written = QuestionnaireFile.Write(questionnaire);
        var (again, none) = QuestionnaireFile.Read(written, RepositoryFiles.KnownItems);
        Assert.Empty(none);
        Assert.Equal(written, QuestionnaireFile.Write(again!));
        Assert.Equal(QuestionnaireJson.HashOf(questionnaire), QuestionnaireJson.HashOf(again!));
    }

    [Fact]
    public void Shipped_AreTheSeventeenSectorsAndTwoIndicators()
    {
        string[] sectors = ["cohesion", "education", "employment", "environment", "finance", "foreign-affairs", "gender", "governance", "health", "immigration", "private-sector", "return", "rural", "security", "social-protection", "statistics", "urban"];
        var templates = RepositoryFiles.Templates.Value;

        Assert.Equal(sectors, templates.Values.Where(template => template.Kind == QuestionnaireKind.Sector).Select(template => template.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["sdg-10-7-2", "sdg-17-14-1"], templates.Values.Where(template => template.Kind == QuestionnaireKind.Indicator).Select(template => template.Key).Order(StringComparer.Ordinal));
    }

    /// <summary>Per sector: scored questions; of law and practice, of steps, tick lists; those that are always asked.</summary>
    [Theory]
    [InlineData("health", 9, 3, 5, 1, 6)]
    [InlineData("education", 9, 4, 5, 0, 4)]
    [InlineData("employment", 8, 5, 3, 0, 6)]
    [InlineData("social-protection", 9, 6, 3, 0, 4)]
    [InlineData("governance", 9, 4, 3, 2, 9)]
    [InlineData("security", 9, 5, 3, 1, 6)]
    [InlineData("rural", 8, 4, 4, 0, 1)]
    [InlineData("urban", 9, 5, 3, 1, 1)]
    [InlineData("private-sector", 9, 5, 4, 0, 4)]
    [InlineData("environment", 8, 4, 3, 1, 6)]
    [InlineData("finance", 8, 4, 4, 0, 6)]
    [InlineData("gender", 9, 9, 0, 0, 8)]
    [InlineData("foreign-affairs", 9, 5, 4, 0, 6)]
    [InlineData("statistics", 9, 2, 7, 0, 9)]
    [InlineData("cohesion", 9, 6, 2, 1, 5)]
    [InlineData("return", 9, 5, 3, 1, 1)]
    [InlineData("immigration", 9, 7, 2, 0, 6)]
    public void Sector_HasTheQuestionsOfItsPlan(string key, int scored, int lawAndPractice, int steps, int groups, int always)
    {
        var questions = RepositoryFiles.Templates.Value[key].Questions.Where(question => question.EarnsMarks).ToList();

        Assert.Equal(
            (scored, lawAndPractice, steps, groups, always),
            (questions.Count, questions.Count(question => question.Type is LawAndPractice), questions.Count(question => question.Type is SingleChoice),
                questions.Count(question => question.Type is MultipleChoice), questions.Count(question => question.When is null)));
        Assert.All(questions, question => Assert.NotEmpty(question.AllLinks));
        Assert.IsType<Day>(RepositoryFiles.Templates.Value[key].Questions[0].Type);
    }

    [Theory]
    [InlineData("origin,landlocked", 108)]
    [InlineData("origin,island,hazard", 111)]
    [InlineData("destination,landlocked", 126)]
    [InlineData("transit,destination,coastal", 126)]
    [InlineData("origin,destination,transit,federal,coastal,landlocked,island,hazard", 149)]
    public void Profile_DecidesHowManyScoredQuestionsAreAsked(string ticks, int asked)
    {
        var profile = CountryProfile.Of(ticks.Split(','));
        var none = new Dictionary<string, ScoredAnswer>();

        Assert.Equal(asked, Sectors.Sum(sector => ScoreCalculator.Score(sector, profile, none).Overall.Asked));
    }

    /// <summary>Questions that bear on each objective of the Global Compact, directly and only indirectly.</summary>
    [Fact]
    public void Links_CoverTheGlobalCompactAsPlanned()
    {
        (int Direct, int Indirect)[] planned = [(9, 4), (11, 3), (3, 3), (6, 4), (12, 3), (10, 2), (14, 8), (3, 1), (3, 1), (4, 0), (3, 5), (6, 2), (3, 0), (3, 0), (18, 3), (8, 5), (5, 3), (5, 3), (10, 6), (9, 1), (11, 2), (5, 0), (3, 4)];

        for (var objective = 1; objective <= 23; objective++)
        {
            var links = LinksTo($"gcm:{objective}").ToList();
            Assert.Equal((objective, planned[objective - 1].Direct, planned[objective - 1].Indirect), (objective, links.Count(link => link.Strength == LinkStrength.Direct), links.Count(link => link.Strength == LinkStrength.Indirect)));
        }
    }

    [Fact]
    public void Links_CoverTheTargetsOfThe2030AgendaAsPlanned()
    {
        int[] targets = [5, 3, 7, 10, 6, 2, 1, 6, 4, 5, 6, 0, 3, 0, 1, 11, 8];
        var linked = Sectors.SelectMany(sector => sector.Questions).Where(question => question.EarnsMarks).SelectMany(question => question.AllLinks)
            .Where(link => link.FrameworkCode == "sdg").ToLookup(link => link.ItemCode);

        Assert.Equal(targets, Enumerable.Range(1, 17).Select(goal => linked.Count(item => item.Key.StartsWith($"{goal}.", StringComparison.Ordinal))));
        Assert.Equal(67, linked.Count(item => item.Any(link => link.Strength == LinkStrength.Direct)));
    }

    [Theory]
    [InlineData("health")]
    [InlineData("education")]
    [InlineData("immigration")]
    [InlineData("sdg-10-7-2")]
    [InlineData("sdg-17-14-1")]
    public void Texts_StandInThreeLanguages(string key)
    {
        var incomplete = RepositoryFiles.Templates.Value[key].AllTexts().Where(text => text.Value["fr"] is null || text.Value["ar"] is null).Select(text => text.Key);

        Assert.Empty(incomplete);
    }

    [Fact]
    public void Framework_OfThe2030Agenda_HasItsTargets()
    {
        int[] counts = [7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19];
        var sdg = RepositoryFiles.Frameworks.Single(framework => framework.Code == "sdg");

        Assert.Equal(counts, Enumerable.Range(1, 17).Select(goal => sdg.Items.Count(item => item.Kind == "target" && item.Parent == $"{goal}")));
        Assert.Equal((17, 169), (sdg.Items.Count(item => item.Kind == "goal"), sdg.Items.Count(item => item.Kind == "target")));
    }

    [Fact]
    public void Framework_OfTheGlobalCompact_HasItsObjectivesAndPrinciples()
    {
        var gcm = RepositoryFiles.Frameworks.Single(framework => framework.Code == "gcm");

        Assert.Equal(Enumerable.Range(1, 23).Select(number => $"{number}"), gcm.Items.Where(item => item.Kind == "objective").Select(item => item.Code));
        Assert.Equal(10, gcm.Items.Count(item => item.Kind == "principle"));
    }

    [Theory]
    [InlineData("iom-2019", "2019", "pillar pillar pillar")]
    [InlineData("iom-2024", "2024", "objective objective objective")]
    [InlineData("migof", "C/106/RES/1310", "principle principle principle objective objective objective")]
    [InlineData("gcr", "A/RES/73/151", "objective objective objective objective")]
    public void Framework_BesideTheTwo_NamesItsDateOrDocument_AndItsItems(string code, string dated, string kinds)
    {
        var framework = RepositoryFiles.Frameworks.Single(framework => framework.Code == code);

        Assert.Contains(dated, framework.Title["en"] + framework.Source["en"], StringComparison.Ordinal);
        Assert.Equal(kinds, string.Join(' ', framework.Items.Select(item => item.Kind)));
        Assert.All(new[] { framework.Title, framework.ShortTitle, framework.Source }, text => Assert.Equal(["ar", "en", "fr"], text.Languages));
    }

    /// <summary>Refugee and displacement frameworks are there, and questions link to them.</summary>
    [Theory]
    [InlineData("gcr")]
    [InlineData("gpid")]
    [InlineData("cst")]
    [InlineData("sendai")]
    public void Framework_OfRefugeesAndDisplacement_IsLinkedTo(string code) =>
        Assert.Contains(Sectors.SelectMany(sector => sector.Questions).SelectMany(question => question.AllLinks), link => link.FrameworkCode == code);

    [Fact]
    public void Frameworks_AreTrees_WithTextsInThreeLanguages() => Assert.All(
        RepositoryFiles.Frameworks.SelectMany(framework => framework.Items.Select(item => (framework, item))),
        pair =>
        {
            Assert.Single(pair.framework.Items, other => other.Code == pair.item.Code);
            Assert.True(pair.item.Parent is null || pair.framework.Find(pair.item.Parent) is not null);
            Assert.Equal(["ar", "en", "fr"], pair.item.Title.Languages.Intersect(["ar", "en", "fr"]));
        });

    private static IEnumerable<Questionnaire> Sectors => RepositoryFiles.Templates.Value.Values.Where(template => template.Kind == QuestionnaireKind.Sector);

    private static IEnumerable<Link> LinksTo(string item) =>
        Sectors.SelectMany(sector => sector.Questions).Where(question => question.EarnsMarks).SelectMany(question => question.AllLinks).Where(link => link.Item == item);
}
