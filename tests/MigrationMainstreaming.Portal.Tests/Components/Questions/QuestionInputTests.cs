using System.Text.Json;
using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Tests.Components.Questions;

public sealed class QuestionInputTests : BunitContext
{
    private static readonly AnswerOption[] Steps =
    [
        Option("absent"),
        Option("partial"),
        Option("complete") with { Evidence = true },
    ];

    private static readonly Reading English = new("en", "en", CountryProfile.Empty, "not yet translated");

    public QuestionInputTests() => Services.AddLocalization();

    public static TheoryData<string> Kinds => [.. Types.Keys];

    internal static Dictionary<string, (QuestionType Type, AnswerValue Value, string Control)> Types { get; } = new()
    {
        ["yes-no"] = (new YesNo([Option("yes"), Option("no")]), new AnswerValue.Chosen("yes"), "input[type=radio]"),
        ["single-choice"] = (new SingleChoice(Steps), new AnswerValue.Chosen("partial"), "input[type=radio]"),
        ["scale"] = (new Scale(Steps), new AnswerValue.Chosen("partial"), "input[type=radio]"),
        ["multiple-choice"] = (new MultipleChoice([Option("a"), Option("b"), Option("none") with { Exclusive = true }]), new AnswerValue.ChosenMany(["a", "b"]), "input[type=checkbox]"),
        ["law-and-practice"] = (new LawAndPractice(Steps, Steps), new AnswerValue.LawAndPractice("complete", null), "input[type=radio]"),
        ["number"] = (new Number { Unit = new LocalText("en", "people"), Decimals = 2 }, new AnswerValue.Measured(41250.5m), "input[type=number]"),
        ["date"] = (new Day(), new AnswerValue.Dated(new DateOnly(2026, 1, 31)), "input[type=date]"),
        ["free-text"] = (new FreeText(100), new AnswerValue.Written("Visits twice a year."), "textarea[data-longest]"),
        ["legal-reference"] = (new LegalReference(), new AnswerValue.Cited(new Citation("Health Act", Year: 2019)), "input[data-cite=title]"),
    };

    [Fact]
    public void Types_AreAllThatThereAre() =>
        Assert.Equal(
            typeof(QuestionType).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false).Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(type => (string)type.TypeDiscriminator!).Order(),
            Types.Keys.Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryType_HasNativeControls_EachWithANameAndAnIdOfItsOwn(string kind)
    {
        var input = Draw(kind, AnswerView.None);

        Assert.NotEmpty(input.FindAll(Types[kind].Control));
        var ids = input.FindAll("[id]").Select(element => element.Id!).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(input.FindAll("input, textarea"), control => Assert.NotEmpty(NameOf(input, control)));
        Assert.All(input.FindAll("fieldset"), group => Assert.True(group.QuerySelector("legend") is not null || ids.Contains(group.GetAttribute("aria-labelledby")!)));
        Assert.All(input.FindAll("[aria-describedby]"), element => Assert.All(element.GetAttribute("aria-describedby")!.Split(' '), id => Assert.Contains(id, ids)));
        Assert.All(input.FindAll("[aria-controls]"), element => Assert.Contains(element.GetAttribute("aria-controls")!, ids));
        Assert.All(input.FindAll("input, textarea"), control => Assert.Equal("off", control.GetAttribute("autocomplete")));
        Assert.Equal("h3", input.Find("#HEA-1-asks").LocalName);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryType_ShowsItsAnswer_AndKeepsTheControlsWhenALaterOneArrives(string kind)
    {
        var given = Types[kind].Value;
        var input = Draw(kind, new AnswerView(new AnswerContent(given, "Why", "Act 3"), 2));
        var drawn = input.Find(".body").QuerySelectorAll("input, textarea").Select(State).ToList();

        input.Render(with => with.Add(it => it.Answer, new AnswerView(new AnswerContent(new AnswerValue.NotKnown(), null, null), 3)));

        Assert.Equal(drawn, input.Find(".body").QuerySelectorAll("input, textarea").Select(State));
        var section = input.Find("section");
        Assert.Equal("3", section.GetAttribute("data-version"));
        Assert.True(JsonDocument.Parse(section.GetAttribute("data-answer")!).RootElement.GetProperty("value").GetProperty("notKnown").GetBoolean());
    }

    [Fact]
    public void PageThatIsDrawnAgain_DrawsAQuestionAgain_OnlyIfSomethingOfItHasChanged()
    {
        var answer = new AnswerView(new AnswerContent(new AnswerValue.ChosenMany(["a", "b"]), null, "Act 3"), 2);
        var input = Draw("multiple-choice", answer);

        input.Render(with => with.Add(it => it.Answer, answer with { Content = new AnswerContent(new AnswerValue.ChosenMany(["a", "b"]), null, "Act 3") }));
        Assert.Equal(1, input.RenderCount);

        input.Render(with => with.Add(it => it.Answer, answer with { Version = 3 }));
        Assert.Equal(2, input.RenderCount);

        input.Render(with => with.Add(it => it.Notices, builder => builder.AddContent(0, "The adviser asks")));
        input.Render(with => with.Add(it => it.Notices, builder => builder.AddContent(0, "The adviser asks again")));
        Assert.Contains("asks again", input.Markup, StringComparison.Ordinal);
        input.Render(with => with.Add(it => it.Notices, (Microsoft.AspNetCore.Components.RenderFragment?)null));
        Assert.DoesNotContain("The adviser asks", input.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Warning_StandsAtTheQuestion_AndGoesWithItsReason()
    {
        var input = Draw("yes-no", AnswerView.None);

        input.Render(with => with.Add(it => it.Warnings, [new LocalText("en", "Look at HEA-0 again.")]));
        Assert.Contains("Look at HEA-0 again.", input.Find(".notice.conflict").TextContent, StringComparison.Ordinal);

        input.Render(with => with.Add(it => it.Warnings, []));
        Assert.Empty(input.FindAll(".notice"));
    }

    [Fact]
    public void LawAndPractice_HasTwoNamedHalves_AndAnUnknownForEach()
    {
        var input = Draw("law-and-practice", new AnswerView(new AnswerContent(new AnswerValue.LawAndPractice("complete", null), null, null), 1));

        Assert.Equal(["In law or plan", "In practice"], input.FindAll("legend").Select(legend => legend.TextContent));
        Assert.Equal("false", input.Find("[data-unknown=law]").GetAttribute("aria-pressed"));
        Assert.Equal("true", input.Find("[data-unknown=practice]").GetAttribute("aria-pressed"));
        Assert.Equal("HEA-1-law-complete", Assert.Single(input.FindAll("input[checked]")).Id);
    }

    [Fact]
    public void NotApplicable_ShowsItsReasonAndForWhomItWaits()
    {
        var input = Draw("yes-no", new AnswerView(new AnswerContent(new AnswerValue.NotApplicable("There are no fees."), null, null), 1));

        Assert.Equal("There are no fees.", input.Find("[data-reason]").GetAttribute("value"));
        Assert.False(input.Find("[data-why]").HasAttribute("hidden"));
        Assert.Contains("Waits for the coordinator", input.Find(".marginalia").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void TextWithoutTranslation_SaysItsLanguage_AndIsMarkedOnce()
    {
        var input = Draw("yes-no", AnswerView.None, English with { Language = "ar" });

        Assert.Equal("en", input.Find("#HEA-1-asks span[lang]").GetAttribute("lang"));
        Assert.Equal("ltr", input.Find("#HEA-1-asks span[lang]").GetAttribute("dir"));
        Assert.Equal("not yet translated", Assert.Single(input.FindAll(".not-translated")).TextContent);
    }

    [Fact]
    public void OptionOutsideTheProfile_IsNotOffered_UnlessItWasChosen()
    {
        var types = new SingleChoice([Option("absent"), Option("sea") with { When = new Condition.Profile(["coastal"]) }]);

        Assert.Single(Draw(types, AnswerView.None, English).FindAll("input[type=radio]"));
        Assert.Equal(2, Draw(types, new AnswerView(new AnswerContent(new AnswerValue.Chosen("sea"), null, null), 1), English).FindAll("input[type=radio]").Count);
    }

    private static AnswerOption Option(string code) => new() { Code = code, Text = new LocalText("en", $"The option {code}"), Marks = 0.5m };

    private static string State(IElement control) => $"{control.Id} {control.GetAttribute("value")} {control.HasAttribute("checked")}";

    private static string NameOf(IRenderedComponent<QuestionInput> input, IElement control) =>
        control.GetAttribute("aria-labelledby") is { } id ? input.Find($"#{id}").TextContent
        : control.Closest("label")?.TextContent ?? input.Find($"label[for={control.Id}]").TextContent;

    private IRenderedComponent<QuestionInput> Draw(string kind, AnswerView answer, Reading? reading = null) => Draw(Types[kind].Type, answer, reading ?? English);

    private IRenderedComponent<QuestionInput> Draw(QuestionType type, AnswerView answer, Reading reading) => Render<QuestionInput>(with => with
        .Add(it => it.Question, new Question { Code = "HEA-1", Text = new LocalText("en", "Who may use care?"), Hint = new LocalText("en", "Choose one."), Type = type })
        .Add(it => it.Answer, answer)
        .Add(it => it.Reading, reading));
}
