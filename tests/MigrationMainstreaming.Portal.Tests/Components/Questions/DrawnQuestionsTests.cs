using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Tests.Components.Questions;

public sealed class DrawnQuestionsTests : BunitContext
{
    private static readonly AnswerOption[] Options = [Option("absent"), Option("sea") with { When = new Condition.Profile(["coastal"]) }];
    private static readonly Reading English = new("en", "en", CountryProfile.Empty, "not yet translated");

    private readonly DrawnQuestions _drawings;

    public DrawnQuestionsTests()
    {
        Services.AddLocalization();
        _drawings = new DrawnQuestions(Services.GetRequiredService<IServiceScopeFactory>(), NullLoggerFactory.Instance);
    }

    public static TheoryData<string> Kinds => QuestionInputTests.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task EveryType_IsDrawnAsItIsWithoutAnAnswer_WhateverWasAnswered(string kind)
    {
        var (type, value, _) = QuestionInputTests.Types[kind];
        var question = Asking(type);
        var answer = new AnswerView(new AnswerContent(value, "Why", "Act 3"), 2);

        var drawn = await _drawings.OfAsync(question, English, value);
        var live = Draw(question, answer, drawn);

        Assert.Equal(Body(Draw(question, AnswerView.None, null)), Body(live));
        Assert.Equal("2", live.Find("section").GetAttribute("data-version"));
    }

    [Fact]
    public async Task Question_IsDrawnOnce_ForAllWhoReadItAlike()
    {
        var question = Asking(new SingleChoice(Options));

        var drawn = await _drawings.OfAsync(question, English, null);
        Assert.Same(drawn, await _drawings.OfAsync(question, English with { }, new AnswerValue.Chosen("absent")));
        Assert.NotEqual(drawn, await _drawings.OfAsync(question, English with { Profile = CountryProfile.Of("coastal") }, null));
        CultureInfo.CurrentUICulture = new CultureInfo("fr");
        Assert.NotEqual(drawn, await _drawings.OfAsync(question, English with { Language = "fr" }, null));
    }

    [Fact]
    public async Task OptionThatIsNoLongerOnOffer_ButWasChosen_IsDrawnForThatAnswerAlone()
    {
        var question = Asking(new SingleChoice(Options));
        var chosen = new AnswerView(new AnswerContent(new AnswerValue.Chosen("sea"), null, null), 1);

        var drawn = await _drawings.OfAsync(question, English, chosen.Content.Value);
        Assert.Null(drawn);
        var live = Draw(question, chosen, drawn);
        Assert.Equal("HEA-1-sea", Assert.Single(live.FindAll("input[checked]")).Id);

        // Another answer arrives: what the person looks at stays.
        var later = new AnswerView(new AnswerContent(new AnswerValue.Chosen("absent"), null, null), 2);
        drawn = await _drawings.OfAsync(question, English, later.Content.Value);
        Assert.NotNull(drawn);
        live.Render(with => with.Add(it => it.Answer, later).Add(it => it.Drawn, drawn));
        Assert.Equal(2, live.FindAll("input[type=radio]").Count);
    }

    private static AnswerOption Option(string code) => new() { Code = code, Text = new LocalText("en", $"The option {code}"), Marks = 0.5m };

    private static Question Asking(QuestionType type) => new()
    {
        Code = "HEA-1",
        Text = new LocalText("en", "Who may use care?"),
        Hint = new LocalText("en", "Choose one."),
        Guidance = new LocalText("en", "A law in force."),
        Type = type,
    };

    // A text area has its text between its tags or as an attribute: empty is the same in both.
    private static string Body(IRenderedComponent<QuestionInput> input) => input.Find(".body").OuterHtml.Replace(" value=\"\"", "", StringComparison.Ordinal);

    private IRenderedComponent<QuestionInput> Draw(Question question, AnswerView answer, DrawnQuestion? drawn) => Render<QuestionInput>(with => with
        .Add(it => it.Question, question)
        .Add(it => it.Answer, answer)
        .Add(it => it.Reading, English)
        .Add(it => it.Drawn, drawn));
}
