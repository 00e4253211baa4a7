using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>One scenario: what is different in it, and every figure that moves.</summary>
public sealed partial class ScenarioPage
{
    private ScenarioView? _view;
    private (SectorResult Sector, Question Question)? _chosen;

    [Parameter]
    public Guid AssessmentId { get; set; }

    [Parameter]
    public Guid ScenarioId { get; set; }

    /// <summary>The question whose answer is to be changed: <c>health/HEA-2</c>.</summary>
    [SupplyParameterFromQuery]
    public string? Question { get; set; }

    /// <summary><c>remove</c>: asks whether the scenario is to be removed.</summary>
    [SupplyParameterFromQuery]
    public string? Confirm { get; set; }

    [Inject]
    public required ScenarioService Scenarios { get; init; }

    private string Here => Links.Scenario(AssessmentId, ScenarioId);

    /// <summary>The questionnaires in the order in which the reader looks for them.</summary>
    private IEnumerable<ScenarioSector> Sectors => _view!.Sectors.Where(sector => _view.Results.AddressOf(sector.Sector, sector.Sector.Questionnaire.Questions[0].Code) is not null)
        .OrderBy(sector => sector.Sector.Questionnaire.Kind).ThenBy(sector => _view.Results.Reading.Of(sector.Sector.Questionnaire.Title).Text, StringComparer.CurrentCulture);

    private string Lead
    {
        get
        {
            var moved = _view!.Sectors.Count(sector => sector.Moves);
            return _view.Changes.Count == 0 ? Text["No answer is different yet."] : Text["{0} other answers; {1} questionnaires would come to another figure. No answer is touched.", _view.Changes.Count, moved];
        }
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _view = await Scenarios.FindAsync(AssessmentId, ScenarioId);
        if (_view is null)
        {
            Navigation.NotFound();
            return;
        }

        if (Question?.Split('/') is [var key, var code] && _view.Sectors.FirstOrDefault(sector => sector.Sector.Key == key) is { } found && found.Sector.Questionnaire.Find(code) is { EarnsMarks: true } question)
        {
            _chosen = (found.Sector, question);
        }
    }

    private string AddressOf(string key, string code) => $"{Here}?question={Uri.EscapeDataString($"{key}/{code}")}#choose";

    private string Band(SectorResult sector, Score score) =>
        score.Level is { } level ? _view!.Results.BandOf(sector, level) : sector.Questionnaire.Bands is null ? "–" : score.Value is null ? Text["No answer yet"] : Text["No band yet"];

    private Task AnswerAsync()
    {
        if (_chosen is not var (sector, question))
        {
            return Task.CompletedTask;
        }

        var value = PlainAnswerForm.Of(Sent).ValueFor(question, SentAll("Form.Ticked"));
        Check(value is not null, "p-value", Text["Choose what the scenario should say"]);
        return Problems.Count > 0 ? Task.CompletedTask : DoAsync(() => Scenarios.AnswerAsync(SentOperation, ScenarioId, SentNumber("revision"), sector.Key, question.Code, value), Text["{0} is different in the scenario now.", question.Code]);
    }

    private Task UndoAsync(ScenarioAnswer change) =>
        DoAsync(() => Scenarios.UndoAsync(SentOperation, ScenarioId, SentNumber("revision"), change.Sector.Key, change.Question.Code), Text["{0} stands as it is.", change.Question.Code]);

    private Task RenameAsync()
    {
        Check(!string.IsNullOrWhiteSpace(Sent("name")), "name", Text["Give the scenario a name"]);
        return Problems.Count > 0 ? Task.CompletedTask : DoAsync(() => Scenarios.RenameAsync(SentOperation, ScenarioId, SentNumber("revision"), Sent("name")!, Sent("note")), Text["Name and note are saved."]);
    }

    private Task RemoveAsync() =>
        RunAsync(() => Scenarios.RemoveAsync(SentOperation, ScenarioId, SentNumber("revision")), Text["The scenario is removed."], Links.Scenarios(AssessmentId), LoadAsync);

    private Task DoAsync(Func<Task> act, string done) => RunAsync(act, done, Here, LoadAsync);
}
