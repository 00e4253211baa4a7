using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Portal.Components.Questions;

/// <summary>One question to be answered: what is asked, controls, and the margin beside it.</summary>
public sealed partial class QuestionInput
{
    // What goes into attributes is escaped there once more, so that readable letters may stay as they are.
    private static readonly JsonSerializerOptions InAttributes = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Drawn once. A later drawing would write over somebody who types.
    private MarkupString? _controls;
    private DateTimeOffset? _savedAt;

    // What stands on the screen. The page draws itself again with each answer in its sector, and most of its questions stay as they are.
    private Shown? _shown;
    private bool _isChanged;

    /// <summary>What is asked.</summary>
    [Parameter, EditorRequired]
    public required Question Question { get; set; }

    /// <summary>What was answered so far.</summary>
    [Parameter, EditorRequired]
    public required AnswerView Answer { get; set; }

    /// <summary>Who reads: language and country profile.</summary>
    [Parameter, EditorRequired]
    public required Reading Reading { get; set; }

    /// <summary>What never changes, where answers.js writes the answer into it; without it the controls are drawn here, with the answer.</summary>
    [Parameter]
    public DrawnQuestion? Drawn { get; set; }

    /// <summary>What the question is linked to, in words; none for an answer that bears on nothing.</summary>
    [Parameter]
    public string? LinkedTo { get; set; }

    /// <summary>Where all versions of the answer are listed.</summary>
    [Parameter]
    public string? HistoryAddress { get; set; }

    /// <summary>What asks for an act of the official: the adviser's open question, a proposal.</summary>
    [Parameter]
    public RenderFragment? Notices { get; set; }

    /// <summary>What to look at again beside other answers; stands in the way of nothing.</summary>
    [Parameter]
    public IReadOnlyList<LocalText> Warnings { get; set; } = [];

    /// <summary>More for the margin.</summary>
    [Parameter]
    public RenderFragment? Margin { get; set; }

    private string? By => Answer.AnsweredBy is { } name ? (Answer.ByReader ? Text["by you"] : Text["by {0}", name]).Value : null;

    private string? SetAsideJson => Answer.SetAside is { } aside ? JsonSerializer.Serialize(aside, InAttributes) : null;

    private string Kind => Question.Type switch
    {
        OneOf => "one",
        MultipleChoice => "many",
        LawAndPractice => "halves",
        Number => "number",
        Day => "day",
        FreeText => "text",
        LegalReference => "citation",
        _ => throw new NotSupportedException($"There is no input for {Question.Type.GetType().Name}."),
    };

    protected override void OnInitialized() => (_controls, _savedAt) = (Drawn?.Controls, Answer.AnsweredAt);

    protected override void OnParametersSet()
    {
        var now = new Shown(Question, Answer, Reading, Drawn, LinkedTo, HistoryAddress, Warnings, Notices is not null, Margin is not null);

        // What stands in a fragment cannot be compared; few questions have any.
        _isChanged = now != _shown || now.HasNotices || now.HasMargin;
        _shown = now;
    }

    protected override bool ShouldRender() => _isChanged;

    private static string Json(AnswerContent content) => JsonSerializer.Serialize(content, InAttributes);

    private readonly record struct Shown(Question Question, AnswerView Answer, Reading Reading, DrawnQuestion? Drawn, string? LinkedTo, string? HistoryAddress, IReadOnlyList<LocalText> Warnings, bool HasNotices, bool HasMargin);
}
