using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Features.Templates;

namespace MigrationMainstreaming.Portal.Tests.Features.Templates;

public sealed class DraftingTests
{
    private static readonly Questionnaire Two = Drafting.NewQuestionnaire("test", "en", "Test", "Q", QuestionnaireKind.Sector, "First") with
    {
        Sections = [SectionOf("A", Asked("Q-1"), Asked("Q-2", new Condition.Answered("Q-1"))), SectionOf("B", Asked("Q-3"))],
    };

    [Fact]
    public void Moving_OverTheEndOfASection_EntersTheNext()
    {
        var moved = Two.Moving("Q-2", 1);

        Assert.Equal(["Q-1"], moved.Sections[0].Questions.Select(question => question.Code));
        Assert.Equal(["Q-2", "Q-3"], moved.Sections[1].Questions.Select(question => question.Code));
        Assert.Equal(["Q-1", "Q-2", "Q-3"], moved.Moving("Q-2", -1).Moving("Q-2", -1).Moving("Q-2", 1).Questions.Select(question => question.Code));
        Assert.Equal(Two, Two.Moving("Q-3", 1));
    }

    [Fact]
    public void Renaming_AQuestion_IsFollowedByConditions() =>
        Assert.Equal(new Condition.Answered("Q-9"), Two.With("Q-1", Asked("Q-9")).Find("Q-2")!.When);

    [Fact]
    public void NextCode_TakesThePrefixAndTheNextNumber() => Assert.Equal("Q-4", Drafting.NextCode(Two));

    [Fact]
    public void Shares_OfAllQuestions_AddUpToTheWhole() =>
        Assert.Equal(1m, Math.Round(Two.Questions.Sum(question => Drafting.ShareOf(Two, question)!.Value), 10));

    [Fact]
    public void Sheet_UndoneAndRedone_IsAsItWas()
    {
        var sheet = new EditingSheet(Two);
        sheet.Change(Two.Without("Q-3"));

        Assert.True(sheet.Undo());
        Assert.Same(Two, sheet.Content);
        Assert.True(sheet.Redo());
        Assert.Null(sheet.Content.Find("Q-3"));
        Assert.False(sheet.Redo());
    }

    [Fact]
    public void Place_OfAProblem_LeadsToItsQuestionOrSection()
    {
        Assert.Equal(new Place("A", "Q-2"), Place.Of("sections[0].questions[1].type.options[0].marks", Two));
        Assert.Equal(new Place("B"), Place.Of("sections[1].weight", Two));
        Assert.Equal(new Place("B"), Place.Of("sections.B.title", Two));
        Assert.Equal(default, Place.Of("bands.levels[1].from", Two));
    }

    private static Section SectionOf(string code, params Question[] questions) => new() { Code = code, Title = new LocalText("en", code), Questions = questions };

    private static Question Asked(string code, Condition? when = null) => new() { Code = code, Text = new LocalText("en", code), When = when, Type = Drafting.OfKind("single-choice") };
}
