using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>How the policies of sectors help and hinder each other: the matrix, tensions and gaps, strength given and received, and the provisions that
/// coherence rules find in tension. Who may not read the ratings yet reads the provisions alone.</summary>
public sealed partial class CoherencePage
{
    /// <summary>So many pairs are named in the sentence above the matrix; more would be no sentence.</summary>
    private const int MostNamed = 3;

    private CoherenceView? _view;
    private ProvisionsView? _provisions;

    [Parameter]
    public Guid AssessmentId { get; set; }

    /// <summary><c>release</c> asks before the matrix is released.</summary>
    [SupplyParameterFromQuery]
    public string? Confirm { get; set; }

    [Inject]
    public required CoherenceService Coherence { get; init; }

    [Inject]
    public required ProvisionsService Provisions { get; init; }

    private string Here => Links.Coherence(AssessmentId);

    /// <summary>The question, with the pair that weighs most as its example.</summary>
    private string Lead => _view!.Tensions.Concat(_view.Rated).Concat(_view.Pairs).FirstOrDefault() is { } example
        ? Text["“{0}” So each ministry is asked about its own row and column.", CoherenceWords.Question(example, _view, Text)]
        : Text["Each ministry is asked how its laws and plans help or hinder those of others."];

    private string Sentence
    {
        get
        {
            var tensions = _view!.Tensions.ToList();
            var said = tensions.Count == 0
                ? Text["No pair is a tension to reconcile."]
                : Text["Tensions to reconcile: {0}.", Listed.Apart([.. tensions.Take(MostNamed).Select(pair => CoherenceWords.Of(pair, _view, Text)), tensions.Count > MostNamed ? Text["{0} more", tensions.Count - MostNamed].Value : null])];
            return $"{said.Value} {Text["Read across: the row helps or hinders the column. The figure is the settled rating, otherwise the median of the ratings."].Value}";
        }
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _view = await Coherence.FindAsync(AssessmentId);
        _provisions = await Provisions.FindAsync(AssessmentId);
        if (_view is null && _provisions is null)
        {
            Navigation.NotFound();
        }
    }

    private async Task ReleaseAsync()
    {
        var workshop = Days.Parse(Sent("workshop"));
        Check(string.IsNullOrWhiteSpace(Sent("workshop")) || workshop is not null, "workshop", Text["Give the day of the workshop, or leave it empty"]);
        if (Problems.Count == 0)
        {
            await RunAsync(
                () => Coherence.ReleaseAsync(SentOperation, AssessmentId, SentNumber("revision"), workshop),
                _view!.Matrix.IsReleased ? Text["The day of the workshop is saved."] : Text["The matrix is released. The ministries of the assessment and the country's advisers read all of it now."], Here, LoadAsync);
        }
    }
}
