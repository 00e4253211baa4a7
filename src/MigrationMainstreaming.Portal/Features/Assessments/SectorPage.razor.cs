using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Components.Questions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>The questionnaire of a sector, one section at a time. Answers are saved by answers.js; the live page adds progress, conditions and
/// what colleagues answer meanwhile.</summary>
public sealed partial class SectorPage
{
    /// <summary>How long the page waits before it reads once more what it could not read.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private bool _changedAsAWhole;
    private bool _isReading;

    private SectorView? _view;
    private Reading? _reading;
    private string? _texts;
    private IReadOnlyList<(Section Section, IReadOnlyList<Question> Asked)> _sections = [];
    private int _index;
    private Dictionary<string, Lasting> _lasting = [];
    private IReadOnlyDictionary<string, LocalText>? _lastingFrameworks;
    private IDisposable? _listening;
    private CultureInfo _culture = CultureInfo.CurrentCulture;
    private CultureInfo _language = CultureInfo.CurrentUICulture;
    private bool _isRead;
    private bool _gone;
    private string? _path;
    private string? _sectionCode;
    private Guid _reader;

    /// <summary>Question code → who else is there, as JSON for presence.js.</summary>
    private string? _people;

    [Parameter]
    public Guid Id { get; set; }

    [Parameter]
    public string Sector { get; set; } = "";

    [SupplyParameterFromQuery(Name = "section")]
    public string? SectionCode { get; set; }

    /// <summary>The question whose section is to be open, where the address names no section.</summary>
    [SupplyParameterFromQuery(Name = "question")]
    public string? QuestionCode { get; set; }

    /// <summary>Under which key the first drawing left what it had read.</summary>
    [PersistentState]
    public Guid? HandoverKey { get; set; }

    [Inject]
    public required SectorHandover Handover { get; init; }

    [Inject]
    public required ILogger<SectorPage> Log { get; init; }

    [Inject]
    public required SectorService Sectors { get; init; }

    [Inject]
    public required DrawnQuestions Drawings { get; init; }

    [Inject]
    public required ChangeFeed Changes { get; init; }

    [Inject]
    public required Presence Presence { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    private Reading Reading => _reading!;

    private (Section Section, IReadOnlyList<Question> Asked) Current => _sections[_index];

    private string Lead
    {
        get
        {
            var progress = _view!.Progress;
            var count = Text["{0} of {1} questions answered.", progress.AnsweredCount, progress.AskedCount].Value;
            var asked = _view.Notes.Count switch
            {
                0 => "",
                1 => " " + Text["The adviser asks about one answer."].Value,
                var several => " " + Text["The adviser asks about {0} answers.", several].Value,
            };
            return count + asked + _view.TwoAnswersCount switch
            {
                0 => "",
                1 => " " + Text["One has two versions."].Value,
                var several => " " + Text["{0} have two versions.", several].Value,
            };
        }
    }

    private IReadOnlyList<Station> Stations => [.. _sections.Select((part, index) =>
    {
        var answered = part.Asked.Count(_view!.Progress.IsAnswered);
        var two = part.Asked.Count(question => _view.AnswerTo(question).SetAside is not null);
        var notes = part.Asked.Count(question => _view.Notes.ContainsKey(question.Code));
        string?[] waits =
        [
            notes == 0 ? null : notes == 1 ? Text["1 with a question"].Value : Text["{0} with a question", notes].Value,
            two == 0 ? null : two == 1 ? Text["1 with two answers"].Value : Text["{0} with two answers", two].Value,
        ];
        return new Station(Reading.Of(part.Section.Title).Text, AddressOf(part),
            answered == 0 ? Text["Not started"] : Text["{0} of {1} answered", answered, part.Asked.Count],
            notes + two > 0 ? "back" : answered == 0 ? "" : answered == part.Asked.Count ? "full" : "part",
            notes + two == 0 ? null : Listed.Of(waits), index == _index);
    })];

    protected override async Task OnParametersSetAsync()
    {
        (_culture, _language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        var path = new Uri(Navigation.Uri).AbsolutePath;
        if (IsHere(_view) && path != _path)
        {
            // On the way to another page: its address names no section of ours, and drawing the first one would flicker and take the focus.
            return;
        }

        (_path, _sectionCode) = (path, SectionCode);
        if (_view is null && RendererInfo.IsInteractive && HandoverKey is { } key && Handover.Take(key) is var (kept, feedAt) && IsHere(kept))
        {
            Take(kept);
            await ListenAsync();
            if (Changes.MayHaveChangedSince(kept.Sector.Id, feedAt))
            {
                // Somebody answered between the two.
                OnChange(new SectorChange(kept.Sector.Id, null));
            }
        }
        else if (!IsHere(_view))
        {
            _listening?.Dispose();
            _listening = null;
            var feedNow = Changes.Now;
            Take(await Sectors.FindAsync(Id, Sector));
            if (_view is null)
            {
                Navigation.NotFound();
            }
            else if (RendererInfo.IsInteractive)
            {
                await ListenAsync();
            }
            else
            {
                HandoverKey = Handover.Keep(_view, feedNow);
            }
        }

        await OpenAsync();
    }

    public void Dispose()
    {
        _gone = true;
        _listening?.Dispose();
    }

    private bool IsHere(SectorView? view) => view is not null && view.Assessment.Id == Id && view.Sector.TemplateKey == Sector;

    private async Task ListenAsync()
    {
        _reader = (await User.RequiredPersonAsync()).Id;
        _listening = Changes.Listen(_view!.Sector.Id, OnChange);
        ReadPeople();
    }

    private void ReadPeople() => _people = JsonSerializer.Serialize(Presence.Others(_view!.Sector.Id, _reader));

    private void Take(SectorView? view)
    {
        (_view, _isRead) = (view, true);
        if (view is not null)
        {
            _reading = new Reading(Languages.Current.Code, view.Questionnaire.SourceLanguage, view.Progress.Profile, Text["not yet translated"]);
            _texts ??= SavingTexts.Json(QuestionTexts);
        }
    }

    private async Task OpenAsync()
    {
        var sections = _view?.Sections ?? [];
        var index = Math.Max(0, sections.ToList().FindIndex(part => part.Section.Code == _sectionCode
            || (_sectionCode is null && part.Asked.Any(question => question.Code == QuestionCode))));

        // Worked out when a question comes onto the page, and not at every change; a whole reading brings everything anew.
        var earlier = ReferenceEquals(_lastingFrameworks, _view?.Frameworks) ? _lasting : [];
        var lasting = new Dictionary<string, Lasting>(StringComparer.Ordinal);
        foreach (var question in sections.Count == 0 ? [] : sections[index].Asked)
        {
            lasting[question.Code] = earlier.GetValueOrDefault(question.Code)
                ?? new Lasting(await DrawnAsync(question), LinkedTo(question), Links.History(Id, Sector, question.Code));
        }

        (_sections, _index, _lasting, _lastingFrameworks) = (sections, index, lasting, _view?.Frameworks);
    }

    // The first drawing of the page has no script that would fill in the answers.
    private async ValueTask<DrawnQuestion?> DrawnAsync(Question question) =>
        _view!.MayAnswer && RendererInfo.IsInteractive ? await Drawings.OfAsync(question, Reading, _view.AnswerTo(question).Content.Value) : null;

    // The first change is shown at once. Many may answer at the same time: what comes while the page reads is taken in one more reading.
    private void OnChange(SectorChange change)
    {
        if (change.IsOfPeople)
        {
            _ = InvokeAsync(ShowPeople);
            return;
        }

        lock (_gate)
        {
            _changedAsAWhole |= change.QuestionCode is null;
            _changed.Add(change.QuestionCode ?? "");
            if (_isReading)
            {
                return;
            }

            _isReading = true;
        }

        _ = InvokeAsync(RefreshAsync);
    }

    private void ShowPeople()
    {
        if (!_gone && _view is not null)
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _language);
            ReadPeople();
            StateHasChanged();
        }
    }

    private async Task RefreshAsync()
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _language);
        try
        {
            while (!_gone && TakeChanged() is var (asAWhole, changed) && changed.Count > 0)
            {
                Take(asAWhole || _view is null ? await Sectors.FindAsync(Id, Sector) : await Sectors.FreshenAsync(_view, changed));
                await OpenAsync();
                StateHasChanged();
            }
        }
        catch (ObjectDisposedException)
        {
            // The tab was closed while the page was read.
        }
        catch (Exception fault) when (DatabaseFault.SentenceOf(fault) is not null)
        {
            // What stands on the page stays; nobody is thrown out of what they write because the database cannot be read for a moment.
            Log.LogWarning(fault, "What has changed could not be read; trying again");
            await Task.Delay(AgainAfter);
            lock (_gate)
            {
                _changedAsAWhole = true;
                _changed.Add("");
            }

            if (!_gone)
            {
                _ = InvokeAsync(RefreshAsync);
            }
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                _isReading = false;
            }

            await DispatchExceptionAsync(exception);
        }
    }

    /// <summary>What has changed since the last reading; nothing more ends the readings.</summary>
    private (bool AsAWhole, IReadOnlySet<string> Changed) TakeChanged()
    {
        lock (_gate)
        {
            var taken = (_changedAsAWhole, Changed: _changed.ToHashSet(StringComparer.Ordinal));
            (_changedAsAWhole, _isReading) = (false, taken.Changed.Count > 0);
            _changed.Clear();
            return taken;
        }
    }

    private string AddressOf((Section Section, IReadOnlyList<Question> Asked) part) => Links.Sector(Id, Sector, part.Section.Code);

    /// <summary>"Linked to GCM objective 15 and SDG target 3.8", of the frameworks that this country uses.</summary>
    private string? LinkedTo(Question question)
    {
        var items = question.AllLinks.Where(link => _view!.Frameworks.ContainsKey(link.FrameworkCode)).Select(Named).ToList();
        return items.Count switch
        {
            0 => null,
            1 => Text["Linked to {0}", items[0]].Value,
            _ => Text["Linked to {0} and {1}", Listed.Of(items[..^1]), items[^1]].Value,
        };

        string Named(Link link) => (link.FrameworkCode, link.ItemCode) switch
        {
            ("gcm", ['P', .. var number]) => Text["GCM principle {0}", number],
            ("gcm", var number) => Text["GCM objective {0}", number],
            ("sdg", var code) when code.Contains('.') => Text["SDG target {0}", code],
            ("sdg", var code) => Text["SDG {0}", code],
            var (framework, code) => $"{Reading.Of(_view!.Frameworks[framework]).Text} {code}",
        };
    }

    private RenderFragment? ConfirmationOf(Question question, AnswerView answer) =>
        _view!.MayConfirm && answer.Content.Value is AnswerValue.NotApplicable && !answer.IsConfirmed
            ? builder =>
            {
                builder.OpenComponent<ConfirmationForm>(0);
                builder.AddComponentParameter(1, nameof(ConfirmationForm.AssessmentId), Id);
                builder.AddComponentParameter(2, nameof(ConfirmationForm.Sector), Sector);
                builder.AddComponentParameter(3, nameof(ConfirmationForm.Question), question.Code);
                builder.AddComponentParameter(4, nameof(ConfirmationForm.Version), answer.Version);
                builder.AddComponentParameter(5, nameof(ConfirmationForm.MayRefuse), _view.Sector.IsOpen);
                builder.CloseComponent();
            }
    : null;

    private RenderFragment? NotesOf(Question question) =>
        _view!.Notes.TryGetValue(question.Code, out var notes)
            ? builder =>
            {
                builder.OpenComponent<QuestionNotes>(0);
                builder.AddComponentParameter(1, nameof(QuestionNotes.Notes), notes);
                builder.AddComponentParameter(2, nameof(QuestionNotes.Question), question);
                builder.AddComponentParameter(3, nameof(QuestionNotes.Reading), Reading);
                builder.AddComponentParameter(4, nameof(QuestionNotes.ReviewAddress), $"{Links.Review(Id, Sector)}?question={Uri.EscapeDataString(question.Code)}#desk");
                builder.CloseComponent();
            }
    : null;

    /// <summary>What of a question lasts while the page stands.</summary>
    private sealed record Lasting(DrawnQuestion? Drawn, string? LinkedTo, string HistoryAddress);
}
