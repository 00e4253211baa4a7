using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Templates;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Assessments;

public sealed class SectorProgressTests
{
    private static readonly Questionnaire Questionnaire = TestTemplates.Of(
        Steps("A"),
        Steps("B", when: new Condition.Choice("A", ["all"])),
        Steps("C", when: new Condition.Answered("B")),
        Steps("D", when: new Condition.Profile(["coastal"])),
        Steps("E") with { Required = false },
        Steps("F") with { Type = new SingleChoice([Option("none", 0m), Option("all", 1m) with { Evidence = true }]) });

    [Fact]
    public void Asked_FollowsAnswersAndProfile()
    {
        Assert.Equal("A E F", Asked("landlocked"));
        Assert.Equal("A D E F", Asked("island"));
        Assert.Equal("A B E F", Asked("landlocked", ("A", Is("all"))));
        Assert.Equal("A B C E F", Asked("landlocked", ("A", Is("all")), ("B", Is("none"))));
    }

    [Fact]
    public void Asked_HiddenQuestion_CountsAsUnansweredInConditions() => Assert.Equal("A E F", Asked("landlocked", ("A", Is("none")), ("B", Is("all"))));

    [Fact]
    public void Counts_TakeNotKnownAndNotApplicableAsAnswered()
    {
        var progress = Progress("landlocked", ("A", NotKnown), ("E", NotApplicable), ("B", Is("all")));
        Assert.Equal((2, 3), (progress.AnsweredCount, progress.AskedCount));
    }

    [Fact]
    public void Missing_ListsRequiredAnswersAndDemandedSources()
    {
        Assert.Equal(["A Answer", "F Source"], Missing(("F", Is("all"))));
        Assert.Equal(["F Answer"], Missing(("A", NotKnown)));
        Assert.Empty(Missing(("A", Is("none")), ("F", Is("none"))));
    }

    [Fact]
    public void Missing_WithTheSourceNamed_IsNothing()
    {
        var progress = SectorProgress.Of(Questionnaire, CountryProfile.Empty,
        [
            new("A", new AnswerContent(Is("none"), null, null)),
            new("F", new AnswerContent(Is("all"), null, "Health Act 12/2019")),
        ]);
        Assert.Empty(progress.Missing);
    }

    [Fact]
    public void With_OtherAnswers_AsksWhatTheyAskFor()
    {
        var before = Progress("landlocked", ("A", Is("all")), ("B", Is("none")));
        var (same, fewer) = (before.With(Given(("A", Is("all")), ("B", Is("all")))), before.With(Given(("A", Is("none")), ("B", Is("none")))));

        Assert.Same(before.Asked, same.Asked);
        Assert.Equal(Is("all"), same.ContentOf(Questionnaire.Find("B")!).Value);
        Assert.Equal(["A", "E", "F"], fewer.Asked.Select(question => question.Code));
        Assert.Equal(["A", "E", "F"], fewer.Sections.SelectMany(section => section.Asked).Select(question => question.Code));
        Assert.False(fewer.IsAsked("B"));
        Assert.False(fewer.IsAsked("no such question"));

        static Func<string, AnswerContent?> Given(params (string Code, AnswerValue Value)[] answers) =>
            code => answers.Where(answer => answer.Code == code).Select(answer => new AnswerContent(answer.Value, null, null)).FirstOrDefault();
    }

    [Fact]
    public void Deciders_OfAQuestion_AreAllOnWhichItHangs()
    {
        Assert.Equal(["A", "B"], Questionnaire.DecidersOf(Questionnaire.Find("C")!).Order());
        Assert.Empty(Questionnaire.DecidersOf(Questionnaire.Find("D")!));
    }

    private static string Asked(string tick, params (string Code, AnswerValue Value)[] answers) => string.Join(' ', Progress(tick, answers).Asked.Select(question => question.Code));

    private static IEnumerable<string> Missing(params (string Code, AnswerValue Value)[] answers) => Progress("landlocked", answers).Missing.Select(part => $"{part.Question.Code} {part.Kind}");

    private static SectorProgress Progress(string tick, params (string Code, AnswerValue Value)[] answers) =>
        SectorProgress.Of(Questionnaire, CountryProfile.Of(tick), answers.Select(answer => KeyValuePair.Create(answer.Code, new AnswerContent(answer.Value, null, null))));
}
