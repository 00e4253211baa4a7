using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Yardsticks;

namespace MigrationMainstreaming.Domain.Tests.Yardsticks;

public sealed class PublishedValueTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Author Coordinator = new(Guid.NewGuid(), "Coordinator");
    private static readonly PublishedFigure Figure = new(2021, "13th Inquiry", "Meets", "UN SDG database, SG_CPA_MIGRS", "https://unstats.example/sdgs");

    [Theory]
    [InlineData(1999, "Meets", "Source", null)]
    [InlineData(2027, "Meets", "Source", null)]
    [InlineData(2021, " ", "Source", null)]
    [InlineData(2021, "Meets", "", null)]
    [InlineData(2021, "Meets", "Source", "javascript:alert(1)")]
    [InlineData(2021, "Meets", "Source", "unstats.example")]
    public void Enter_OfWhatNobodyCouldFindAgain_IsRefused(int year, string value, string source, string? url) =>
        Assert.Throws<DomainRuleException>(() => PublishedValue.Enter(Guid.NewGuid(), "sdg-10-7-2", new PublishedFigure(year, null, value, source, url), Coordinator, Noon));

    [Fact]
    public void Correction_TakesThePlace_AndBothStayOnRecord()
    {
        var first = PublishedValue.Enter(Guid.NewGuid(), "sdg-10-7-2", Figure, Coordinator, Noon);

        var second = first.Correct(Figure with { Value = "Partially meets" }, Coordinator, Noon.AddDays(1));

        Assert.Equal((false, true, first.Id, "Meets"), (first.Stands, second.Stands, second.CorrectsId, first.Figure.Value));
        Assert.Null(first.EndReason);
        Assert.Throws<DomainRuleException>(() => first.Correct(Figure, Coordinator, Noon));
    }

    [Fact]
    public void Correction_ThatIsRefused_LeavesTheEarlierOneStanding()
    {
        var first = PublishedValue.Enter(Guid.NewGuid(), "sdg-10-7-2", Figure, Coordinator, Noon);

        Assert.Throws<DomainRuleException>(() => first.Correct(Figure with { Value = "" }, Coordinator, Noon));

        Assert.True(first.Stands);
    }

    [Fact]
    public void Removal_NeedsAReason_AndStaysOnRecord()
    {
        var value = PublishedValue.Enter(Guid.NewGuid(), "sdg-10-7-2", Figure, Coordinator, Noon);
        Assert.Throws<DomainRuleException>(() => value.Remove(" ", Coordinator, Noon));

        value.Remove("It was another country's.", Coordinator, Noon);

        Assert.Equal((false, "It was another country's."), (value.Stands, value.EndReason));
        Assert.Throws<DomainRuleException>(() => value.Remove("Again.", Coordinator, Noon));
    }
}
