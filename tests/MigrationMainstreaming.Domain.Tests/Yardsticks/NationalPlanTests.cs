using System.Text;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Yardsticks;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Yardsticks;

/// <summary>A country's own plan: read from files, kept with version numbers, rolled up to like any framework.</summary>
public sealed class NationalPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Author Coordinator = new(Guid.NewGuid(), "Coordinator");
    private readonly Jurisdiction _country = Jurisdiction.NewCountry("AA", Text("A"));

    [Theory]
    [InlineData("code,parent,en,fr\n1,,Well-being,Bien-être\n1.1,1,\"Health, for all\",Santé\n")]
    [InlineData("Code;Parent;en;fr\r\n1;;Well-being;Bien-être\r\n\r\n1.1;1;Health, for all;Santé")]
    [InlineData("parent\tcode\ten\tfr\n\t1\tWell-being\tBien-être\n1\t1.1\tHealth, for all\tSanté\n")]
    [InlineData("\uFEFF{\"items\":[{\"code\":\"1\",\"title\":{\"en\":\"Well-being\",\"fr\":\"Bien-être\"}},{\"code\":\"1.1\",\"parent\":\"1\",\"title\":{\"en\":\"Health, for all\",\"fr\":\"Santé\"}}]}")]
    public void Read_TableOrJson_GivesTheSameTree(string file)
    {
        var (items, problems) = PlanFile.Read(Encoding.UTF8.GetBytes(file));

        Assert.Empty(problems);
        Assert.Equal([("1", null, "Bien-être"), ("1.1", "1", "Santé")], items.Select(item => (item.Code, item.Parent, item.Title["fr"])));
        Assert.Equal("Health, for all", items[1].Title["en"]);
    }

    [Theory]
    [InlineData("", "$", "empty")]
    [InlineData("code,en\n", "$", "no item")]
    [InlineData("number,en\n1,One\n", "line 1", "\"code\"")]
    [InlineData("code,title\n1,One\n", "line 1", "\"title\"")]
    [InlineData("code\n1\n", "line 1", "no language")]
    [InlineData("code,en,en\n1,One,Two\n", "line 1", "twice")]
    [InlineData("code,en\n1,One,Two\n2,Two\n", "line 2", "3 columns")]
    [InlineData("code,en\n1,One\n1,Two\n", "line 3", "twice")]
    [InlineData("code,en\n1,\n", "line 2", "no title")]
    [InlineData("code,en\n1 a,One\n", "line 2", "not a code")]
    [InlineData("code,parent,en\n\n\"1\",7,\"One\nand more\"\n2,9,Two\n", "line 5", "no item \"9\"")]
    [InlineData("code,parent,en\n1,2,One\n2,1,Two\n", "line 2", "under itself")]
    [InlineData("{\"items\":[{\"code\":\"1\"}]}", "items[0]", "title")]
    [InlineData("{\"plan\":[]}", "items", "missing")]
    [InlineData("{\"items\":[", "$", "JSON")]
    public void Read_BadFile_IsRefusedWhole_WithThePlaceNamed(string file, string place, string message)
    {
        var (items, problems) = PlanFile.Read(Encoding.UTF8.GetBytes(file));

        Assert.Empty(items);
        Assert.Contains(problems, problem => problem.Path == place && problem.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SeveralProblems_NamesThemAll() =>
        Assert.Equal(3, PlanFile.Read("code,parent,en\n1,9,One\n1,,Two\n2,,\n"u8.ToArray()).Problems.Count);

    [Fact]
    public void Change_CountsVersions_AndKeepsEachOne()
    {
        var plan = NationalPlan.Of(_country);
        var first = plan.Change(Content(), Coordinator, Noon);
        var second = plan.Change(Content() with { Source = "Gazette 12" }, Coordinator, Noon);

        Assert.Equal((1, 2, 2), (first.Version, second.Version, plan.Version));
        Assert.Null(first.Content.Source);
        Assert.Throws<DomainRuleException>(() => plan.Change(Content() with { Links = [new PlanLink("test", "A", "9")] }, Coordinator, Noon));
        Assert.Equal(2, plan.Version);
    }

    [Fact]
    public void Framework_OfThePlan_IsReadInOrder_AndItsGroupsCarryNoFigure()
    {
        var plan = NationalPlan.Of(_country);
        plan.Change(Content(), Coordinator, Noon);

        var items = plan.AsFramework().Items;
        Assert.Equal(["1", "1.1", "1.1.1", "1.2", "2"], items.Select(item => item.Code));
        Assert.Equal(["1"], items.Where(item => !item.CarriesFigure).Select(item => item.Code));
    }

    /// <summary>The example of docs/scoring.md for framework items, with the plan in place of the Global Compact.</summary>
    [Fact]
    public void RollUp_ToThePlan_IsThatOfAnyFramework()
    {
        var questionnaire = Of(Steps("A", 2m), Steps("B"), Steps("C"));
        var plan = NationalPlan.Of(_country);
        plan.Change(
            Content() with { Links = [new PlanLink("test", "A", "1.1"), new PlanLink("test", "B", "1.1", LinkStrength.Indirect), new PlanLink("test", "C", "1.1"), new PlanLink("other", "A", "2")] },
            Coordinator, Noon);

        var merged = plan.Over(questionnaire);
        var item = merged.Score(("A", Is("all")), ("B", Is("half"))).Frameworks["ndp"]["1.1"];

        Assert.Equal((90m, 2, 3, 2), (item.Value, item.Answered, item.Asked, item.Direct));
        Assert.False(item.ShowsFigure);
        Assert.Equal(questionnaire.Score(("A", Is("all"))).Overall, merged.Score(("A", Is("all"))).Overall);
        Assert.DoesNotContain("2", merged.Score().Frameworks["ndp"].Keys);
    }

    [Fact]
    public void Links_OfAPlanWithoutAny_LeaveTheQuestionnaireAsItIs()
    {
        var questionnaire = Of(Steps("A"));
        var plan = NationalPlan.Of(_country);
        plan.Change(Content(), Coordinator, Noon);

        Assert.Same(questionnaire, plan.Over(questionnaire));
    }

    private static PlanContent Content() => new()
    {
        Title = new LocalText("en", "Vision 2040"),
        Items = [new PlanItem("1", Text("One")), new PlanItem("2", Text("Two")), new PlanItem("1.1", Text("One one"), "1"), new PlanItem("1.2", Text("One two"), "1"), new PlanItem("1.1.1", Text("Deeper"), "1.1")],
    };
}
