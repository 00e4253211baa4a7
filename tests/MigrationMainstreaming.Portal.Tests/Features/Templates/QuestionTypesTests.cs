using System.Reflection;
using System.Text.Json.Serialization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Features.Templates;
using MigrationMainstreaming.Portal.Features.Templates.Editors;

namespace MigrationMainstreaming.Portal.Tests.Features.Templates;

/// <summary>Every question type can be written by an administrator and answered by an official.</summary>
public sealed class QuestionTypesTests : BunitContext
{
    public QuestionTypesTests() => Services.AddLocalization();

    public static TheoryData<string> Kinds =>
        [.. typeof(QuestionType).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(type => (string)type.TypeDiscriminator!)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryType_HasAnEditorAPreviewAndAName(string kind)
    {
        var type = typeof(QuestionType).GetCustomAttributes<JsonDerivedTypeAttribute>().Single(derived => (string)derived.TypeDiscriminator! == kind).DerivedType;
        var question = new Question { Code = "Q-1", Text = new LocalText("en", "What?"), Type = Drafting.OfKind(kind) };
        var desk = DeskWith(question);

        var form = Render<QuestionForm>(with => with.Add(it => it.Desk, desk).Add(it => it.Question, question));
        var preview = Render<QuestionPreview>(with => with.Add(it => it.Desk, desk).Add(it => it.Question, question));

        Assert.Equal(type, question.Type.GetType());
        Assert.NotNull(typeof(QuestionTypeEditor).Assembly.GetType($"{typeof(QuestionTypeEditor).Namespace}.{type.Name}Editor"));
        Assert.Contains(form.FindAll("#f-type option"), option => option.GetAttribute("value") == kind);
        Assert.Contains("What?", preview.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionText_Changed_ComesOutInTheLanguageOfTheDesk()
    {
        var question = new Question { Code = "Q-1", Text = new LocalText("en", "What?"), Type = Drafting.OfKind("single-choice") };
        Question? changed = null;
        var form = Render<QuestionForm>(with => with
            .Add(it => it.Desk, DeskWith(question) with { Language = "fr" }).Add(it => it.Question, question)
            .Add(it => it.OnChange, EventCallback.Factory.Create<Question>(this, question => changed = question)));

        form.Find("#f-type-of-1-text").Change("En partie");

        Assert.Equal("En partie", changed!.Type.OptionLists[0].Options[1].Text["fr"]);
        Assert.Null(changed.Type.OptionLists[0].Options[1].Text["en"]);
    }

    [Fact]
    public void Condition_Built_SaysItselfAsASentence()
    {
        var earlier = new Question { Code = "Q-1", Text = new LocalText("en", "First?"), Type = Drafting.OfKind("yes-no") };
        var question = new Question { Code = "Q-2", Text = new LocalText("en", "Second?"), Type = Drafting.OfKind("number") };
        Question? changed = null;
        var form = Render<QuestionForm>(with => with
            .Add(it => it.Desk, DeskWith(earlier, question)).Add(it => it.Question, question)
            .Add(it => it.OnChange, EventCallback.Factory.Create<Question>(this, question => changed = question)));

        form.Find("section[aria-labelledby=e-when] button").Click();
        form.Render(with => with.Add(it => it.Desk, DeskWith(earlier, changed!)).Add(it => it.Question, changed!));
        form.Find("#f-when-what").Change("Q-1");
        form.Render(with => with.Add(it => it.Desk, DeskWith(earlier, changed!)).Add(it => it.Question, changed!));

        Assert.Equal(["yes"], Assert.IsType<Condition.Choice>(changed!.When).Codes);
        Assert.Contains("Q-1", form.Find("section[aria-labelledby=e-when] p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void PublishedVersion_InItsSourceLanguage_OffersNothingToWrite()
    {
        var question = new Question { Code = "Q-1", Text = new LocalText("en", "What?"), Type = Drafting.OfKind("law-and-practice") };
        var desk = DeskWith(question) with { IsDraft = false };

        var source = Render<QuestionForm>(with => with.Add(it => it.Desk, desk).Add(it => it.Question, question));
        var french = Render<QuestionForm>(with => with.Add(it => it.Desk, desk with { Language = "fr" }).Add(it => it.Question, question));

        Assert.DoesNotContain(source.FindAll("input, select, textarea, button"), control => !control.HasAttribute("disabled"));
        Assert.NotEmpty(french.FindAll("textarea"));
        Assert.DoesNotContain(french.FindAll("select, button, input[type=number], input[type=checkbox]"), control => !control.HasAttribute("disabled"));
    }

    [Fact]
    public void Code_ThatIsTaken_IsRefusedAtTheField()
    {
        var (one, two) = (new Question { Code = "Q-1", Text = new LocalText("en", "One?"), Type = Drafting.OfKind("date") }, new Question { Code = "Q-2", Text = new LocalText("en", "Two?"), Type = Drafting.OfKind("date") });
        var calls = 0;
        var form = Render<QuestionForm>(with => with
            .Add(it => it.Desk, DeskWith(one, two)).Add(it => it.Question, two)
            .Add(it => it.OnChange, EventCallback.Factory.Create<Question>(this, _ => calls++)));

        form.Find("#f-code").Change("q-1");

        Assert.Equal(0, calls);
        Assert.Contains("stands elsewhere", form.Find("#f-code-problem").TextContent, StringComparison.Ordinal);
    }

    private static Desk DeskWith(params Question[] questions)
    {
        var head = Drafting.NewQuestionnaire("test", "en", "Test", "Q", QuestionnaireKind.Sector, "First");
        return new Desk(head.With("A", section => section with { Questions = questions }), "en", IsDraft: true, MayEdit: true, ItemList.Empty);
    }
}
