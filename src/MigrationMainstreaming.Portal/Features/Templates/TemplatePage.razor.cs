using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>The editor of a draft; of a published version its texts to read, and to translate.</summary>
public sealed partial class TemplatePage
{
    private TemplateVersionView? _view;
    private EditingSheet? _sheet;
    private bool _isLoaded;
    private string _language = "en";
    private Place _open;
    private string _stamp = "";
    private (string? Icon, string Words, string? Kind) _receipt = (null, "", null);
    private SaveOutcome? _stale;
    private Asking? _asked;
    private string _note = "";
    private string? _noteProblem;
    private (string? Code, AnswerValue? Value) _tried;
    private bool _isSaving;
    private Sending? _sending;
    private Guid _making = Guid.NewGuid();
    private readonly CancellationTokenSource _leaving = new();
    private bool _isFocusWanted;
    private Questionnaire? _saved;
    private IReadOnlyList<QuestionnaireProblem> _problems = [];
    private IReadOnlyList<Coverage> _languages = [];
    private IJSObjectReference? _script;
    private DotNetObjectReference<TemplatePage>? _self;

    [Parameter]
    public string Key { get; set; } = "";

    [Parameter]
    public int Number { get; set; }

    [Inject]
    public required TemplateService Templates { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [SupplyParameterFromQuery(Name = "question")]
    private string? Question { get; set; }

    [SupplyParameterFromQuery(Name = "section")]
    private string? Section { get; set; }

    private Questionnaire Content => _sheet!.Content;

    private bool IsDraft => _view!.Version.Status == TemplateStatus.Draft;

    private Desk Desk => new(Content, _language, IsDraft, _view!.MayEdit, _view.Items);

    private string Title => Text["{0}, version {1}", Content.Title.In(Languages.Current.Code, Content.SourceLanguage).Text, Number];

    private string Lead => !_view!.MayEdit ? Text["This version is published and never changes."]
        : !IsDraft ? Text["This version never changes, but its translations can be mended. To change a question, make a new draft."]
        : _problems.Count == 0 ? Text["This draft can be published. Every change is saved at once."]
        : Text["This draft has {0} problems to mend before it can be published. Every change is saved at once.", _problems.Count];

    /// <summary>Takes one step back; also called by the keyboard.</summary>
    [JSInvokable]
    public Task UndoAsync() => StepAsync(sheet => sheet.Undo(), Text["There is nothing to undo."]);

    /// <summary>Takes one step forward again; also called by the keyboard.</summary>
    [JSInvokable]
    public Task RedoAsync() => StepAsync(sheet => sheet.Redo(), Text["There is nothing to redo."]);

    /// <summary>Takes what was tried in the preview, as the controls have it; called by the script.</summary>
    /// <param name="code">The question.</param>
    /// <param name="value">The answer as JSON, as it would be sent to be saved.</param>
    [JSInvokable]
    public void Try(string code, string value)
    {
        try
        {
            _tried = (code, JsonSerializer.Deserialize<AnswerValue>(value));
        }
        catch (JsonException)
        {
            _tried = default;
        }

        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        _leaving.Dispose();
        _self?.Dispose();
        if (_script is not null)
        {
            try
            {
                await _script.InvokeVoidAsync("leave");
                await _script.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The page is gone, and its script with it.
            }
        }
    }

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        if (_view is null)
        {
            Navigation.NotFound();
            return;
        }

        _language = Content.SourceLanguage;
        _open = Question is not null && Content.SectionOf(Question) is { } of ? new Place(of.Code, Question)
            : Content.Sections.Any(section => section.Code == Section) ? new Place(Section)
            : default;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The first rendering may come before the questionnaire is there.
        if (_self is null && _view is not null)
        {
            _self = DotNetObjectReference.Create(this);
            _script = await Script.InvokeAsync<IJSObjectReference>("import", $"./{Assets["js/editor.js"]}");
            await _script.InvokeVoidAsync("enter", _self);
        }

        if (_isFocusWanted && _script is not null)
        {
            _isFocusWanted = false;
            await _script.InvokeVoidAsync("moveTo", _asked is null ? "place" : "ask");
        }
    }

    private async Task LoadAsync()
    {
        _view = await Templates.FindAsync(Key, Number);
        _isLoaded = true;
        if (_view is not null)
        {
            (_sheet, _saved, _stamp, _stale) = (new EditingSheet(_view.Content), _view.Content, _view.Stamp, null);
            Look();
        }
    }

    private void Look()
    {
        _problems = IsDraft ? TemplateService.ProblemsOf(Content, _view!.Items) : [];
        var known = Coverage.In(Content);
        _languages = [.. known, .. Languages.All.Select(language => language.Code).Append(_language)
            .Where(code => known.All(coverage => !string.Equals(coverage.Language, code, StringComparison.OrdinalIgnoreCase))).Distinct()
            .Select(code => new Coverage(code, 0, known[0].Of))];
    }

    private Task ChangeAsync(Questionnaire changed)
    {
        if (changed == Content)
        {
            return Task.CompletedTask;
        }

        _sheet!.Change(changed);
        Look();
        return SaveAsync();
    }

    private Task StepAsync(Func<EditingSheet, bool> step, string otherwise)
    {
        if (_sheet is null || !_view!.MayEdit)
        {
            return Task.CompletedTask;
        }

        if (!step(_sheet))
        {
            _receipt = (null, otherwise, null);
            StateHasChanged();
            return Task.CompletedTask;
        }

        Look();
        StateHasChanged();
        return SaveAsync();
    }

    /// <summary>Saves what stands on the page, one save after the other; a change that comes while one runs is saved by the next.</summary>
    private async Task SaveAsync()
    {
        if (_isSaving || _stale is not null)
        {
            return;
        }

        _isSaving = true;
        try
        {
            while (!ReferenceEquals(_saved, Content) && _stale is null)
            {
                // What may have arrived is sent once more as it was, before anything newer: only so is it known on what the newer one stands.
                var sending = _sending ??= new Sending(Guid.NewGuid(), _stamp, Content);
                _receipt = (null, Text["Saving"], null);
                StateHasChanged();
                SaveOutcome? outcome = null;
                if (!await RunAsync(async () => outcome = await Templates.SaveAsync(sending.OperationId, _view!.Version.Id, sending.Stamp, sending.Content), ""))
                {
                    _receipt = ("problem", Text["Not saved"], "failed");
                    if (IsUnknown)
                    {
                        _ = SaveLaterAsync();
                    }
                    else
                    {
                        _sending = null;
                    }

                    return;
                }

                (Message, _sending) = (null, null);
                Take(outcome!, sending.Content);
            }
        }
        finally
        {
            _isSaving = false;
        }
    }

    private async Task SaveLaterAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(3), _leaving.Token);
            await InvokeAsync(async () =>
            {
                await SaveAsync();
                StateHasChanged();
            });
        }
        catch (OperationCanceledException)
        {
            // The page is gone; what it had not saved is gone with it.
        }
    }

    private void Take(SaveOutcome outcome, Questionnaire content)
    {
        if (outcome.IsStale)
        {
            (_stale, _receipt) = (outcome, ("problem", Text["Not saved"], "failed"));
        }
        else
        {
            (_stamp, _saved) = (outcome.Stamp, content);
            _receipt = ("tick", Text["Saved {0}", outcome.At.ToLocalTime().ToString("t", System.Globalization.CultureInfo.CurrentCulture)], "saved");
        }
    }

    private async Task ReloadAsync()
    {
        await LoadAsync();
        _receipt = (null, "", null);
    }

    private async Task KeepMineAsync()
    {
        var mine = Content;
        var made = (Key, Number);
        await RunAsync(async () => made = await Templates.DraftOfAsync(_making, mine, isNew: false), Text["Your questionnaire is kept as a new draft."]);
        if (!IsUnknown)
        {
            _making = Guid.NewGuid();
        }

        if (made.Number != Number)
        {
            Navigation.NavigateTo(Links.Template(made.Key, made.Number), forceLoad: true);
        }
    }

    private async Task DraftAsync()
    {
        var made = (Key, Number);
        await RunAsync(async () => made = await Templates.DraftFromAsync(_making, Key, Number), Text["The draft is ready."]);
        if (!IsUnknown)
        {
            _making = Guid.NewGuid();
        }

        if (made.Number != Number)
        {
            Navigation.NavigateTo(Links.Template(made.Key, made.Number), forceLoad: true);
        }
    }

    private async Task OpenAsync(Place place)
    {
        (_open, _asked) = (place, null);
        _isFocusWanted = true;
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("remember", $"{Links.Template(Key, Number)}{place.Query}");
        }
    }

    private void OpenLanguage(string? tag)
    {
        try
        {
            // The tag in its usual spelling: pt-BR, not PT-br.
            _language = System.Globalization.CultureInfo.GetCultureInfo(tag?.Trim() ?? "", predefinedOnly: true) is { Name.Length: > 0 } culture ? culture.Name : _language;
        }
        catch (System.Globalization.CultureNotFoundException)
        {
            Message = PageMessage.Refused(Text["“{0}” is not a language tag. Write one such as es or pt-BR.", tag ?? ""]);
            return;
        }

        Message = null;
        Look();
    }

    private async Task ChangeQuestionAsync(string code, Question changed)
    {
        await ChangeAsync(Content.With(code, changed));
        if (changed.Code != code)
        {
            await OpenAsync(_open with { Question = changed.Code });
        }
    }

    private async Task ChangeSectionAsync(string code, Section changed)
    {
        await ChangeAsync(Content.With(code, _ => changed));
        if (changed.Code != code)
        {
            await OpenAsync(new Place(changed.Code));
        }
    }

    private async Task MoveAsync(int by)
    {
        await ChangeAsync(_open.Question is { } code ? Content.Moving(code, by) : Content.MovingSection(_open.Section!, by));
        if (_open.Question is { } moved)
        {
            _open = new Place(Content.SectionOf(moved)?.Code, moved);
        }
    }

    private async Task MoveToAsync(string section)
    {
        await ChangeAsync(Content.MovingTo(_open.Question!, section));
        await OpenAsync(new Place(section, _open.Question));
    }

    private async Task DuplicateAsync()
    {
        if (Content.Find(_open.Question ?? "") is { } question)
        {
            var copy = question with { Code = Drafting.NextCode(Content) };
            await ChangeAsync(Content.Adding(copy, _open.Section!, question.Code));
            await OpenAsync(_open with { Question = copy.Code });
        }
    }

    private async Task DeleteAsync()
    {
        if (_open.Question is { } code)
        {
            await ChangeAsync(Content.Without(code));
            await OpenAsync(new Place(_open.Section));
        }
        else
        {
            await ChangeAsync(Content with { Sections = [.. Content.Sections.Where(section => section.Code != _open.Section)] });
            await OpenAsync(default);
        }
    }

    private async Task AddQuestionAsync()
    {
        if ((_open.Section ?? (Content.Sections.Count == 0 ? null : Content.Sections[^1].Code)) is not { } section)
        {
            await AddSectionAsync();
            section = _open.Section!;
        }

        var question = Drafting.NewQuestion(Content);
        await ChangeAsync(Content.Adding(question, section, _open.Question));
        await OpenAsync(new Place(section, question.Code));
    }

    private async Task AddSectionAsync()
    {
        var section = new Section { Code = Drafting.NextSectionCode(Content), Title = new LocalText([]) };
        await ChangeAsync(Content with { Sections = [.. Content.Sections, section] });
        await OpenAsync(new Place(section.Code));
    }

    private void AskToPublish()
    {
        if (_problems.Count > 0)
        {
            Message = PageMessage.Refused(Text["Mend the problems of the draft before publishing it."]);
            return;
        }

        Ask(new Asking(Text["Publish version {0}?", Number],
            Text["From then on this version never changes. New assessments take it; running ones stay on their version. Everybody with a role can read it."],
            Text["Publish"], id => Templates.PublishAsync(id, _view!.Version.Id, _stamp, _note), Text["Version {0} is published.", Number], AsksNote: true));
    }

    private void AskToRetire() =>
        Ask(new Asking(Text["Retire version {0}?", Number], Text["New assessments no longer take it. Running ones stay on it. This cannot be undone."],
            Text["Retire"], id => Templates.RetireAsync(id, _view!.Version.Id, _stamp), Text["Version {0} is retired.", Number]));

    private void AskToDiscard() =>
        Ask(new Asking(Text["Delete this draft?"], Text["The draft and its translations are gone for good. Published versions stay."],
            Text["Delete the draft"], id => Templates.DiscardAsync(id, _view!.Version.Id, _stamp), Text["The draft is deleted."], Links.Templates()));

    private void Ask(Asking asking) => (_asked, _noteProblem, _isFocusWanted, Message) = (asking, null, true, null);

    private async Task ConfirmAsync()
    {
        if (_asked!.AsksNote && string.IsNullOrWhiteSpace(_note))
        {
            _noteProblem = Text["Say what changed in this version."];
            return;
        }

        var (asking, outcome) = (_asked, (SaveOutcome?)null);
        _asked = null;
        if (!await RunAsync(async () => outcome = await asking.Act(asking.OperationId), asking.Done))
        {
            // Nobody knows whether it was done: asked again, it is sent under the same id.
            _asked = IsUnknown ? asking : null;
        }
        else if (outcome!.IsStale)
        {
            (_stale, Message) = (outcome, null);
        }
        else if (asking.Then is not null)
        {
            await RunAsync(() => Task.CompletedTask, asking.Done, asking.Then);
        }
        else
        {
            await LoadAsync();
        }
    }

    /// <summary>What is asked before it is done.</summary>
    private sealed record Asking(string Question, string What, string Verb, Func<Guid, Task<SaveOutcome>> Act, string Done, string? Then = null, bool AsksNote = false)
    {
        public Guid OperationId { get; } = Guid.NewGuid();
    }

    /// <summary>A change on its way: sent under the same id until it is known what became of it.</summary>
    private sealed record Sending(Guid OperationId, string Stamp, Questionnaire Content);
}
