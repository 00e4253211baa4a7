using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Features.Templates;
using MigrationMainstreaming.Portal.Features.Templates.Editors;

namespace MigrationMainstreaming.Portal.Tests.Features.Templates;

/// <summary>Who writes a question sees what a tried answer earns; what officials see shows no marks.</summary>
public sealed class QuestionPreviewTests : BunitContext
{
    public QuestionPreviewTests()
    {
        Services.AddLocalization();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
    }

    [Theory]
    [InlineData("yes-no", """{"chosen": "yes"}""", "This answer earns 100 per cent of the marks.")]
    [InlineData("yes-no", """{"chosen": "no"}""", "This answer earns 0 per cent of the marks.")]
    [InlineData("yes-no", """{"chosen": "perhaps"}""", "This would not be taken as an answer.")]
    [InlineData("yes-no", """{"notKnown": true}""", "Not known counts as unanswered.")]
    [InlineData("yes-no", """{"notApplicable": "No coast"}""", "Not applicable leaves the score once the coordinator has confirmed it.")]
    [InlineData("yes-no", "null", "Choose an answer to see the marks that it earns.")]
    [InlineData("law-and-practice", """{"law": "complete", "practice": "absent"}""", "This answer earns 50 per cent of the marks.")]
    [InlineData("law-and-practice", """{"law": "complete", "practice": "notKnown"}""", "With one half not known, the question counts as unanswered.")]
    [InlineData("free-text", """{"written": "Much"}""", "Answers to this question earn no marks.")]
    public void Tried_AnAnswer_SaysWhatItEarnsBelowWhatTheOfficialSees(string kind, string answer, string words)
    {
        var preview = Preview(new Question { Code = "Q-1", Text = new LocalText("en", "What?"), Type = Drafting.OfKind(kind) }, answer);

        Assert.Equal(words, preview.Find("[role=status]").TextContent);
        Assert.Null(preview.Find(".preview-in").QuerySelector("[role=status]"));
        Assert.DoesNotContain("per cent", preview.Find(".preview-in").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("marks", preview.Find(".preview-in").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Tried_ForAReversedQuestion_EarnsTheOtherWayRound()
    {
        var preview = Preview(new Question { Code = "Q-1", Text = new LocalText("en", "Barriers?"), Type = Drafting.OfKind("yes-no"), Reversed = true }, """{"chosen": "yes"}""");

        Assert.Equal("This answer earns 0 per cent of the marks.", preview.Find("[role=status]").TextContent);
    }

    [Fact]
    public void Note_ThatIsLong_ShowsItsBeginningAndOpens()
    {
        var note = string.Join(' ', Enumerable.Repeat("sentence", 40));

        Assert.Equal(note, Render<PublishingNote>(with => with.Add(it => it.Text, note)).Find("details .written").TextContent);
        Assert.Equal("Short.", Render<PublishingNote>(with => with.Add(it => it.Text, "Short.")).Find("p").TextContent);
    }

    private IRenderedComponent<QuestionPreview> Preview(Question question, string answer)
    {
        var questionnaire = Drafting.NewQuestionnaire("sample", "en", "Sample", "Q", QuestionnaireKind.Sector, "First");
        var desk = new Desk(questionnaire, "en", IsDraft: true, MayEdit: true, ItemList.Empty);
        return Render<QuestionPreview>(with => with.Add(it => it.Desk, desk).Add(it => it.Question, question)
            .Add(it => it.Tried, System.Text.Json.JsonSerializer.Deserialize<AnswerValue>(answer)));
    }
}
