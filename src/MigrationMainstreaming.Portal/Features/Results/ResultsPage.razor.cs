using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>What the answers come to: sectors first, then targets and objectives, official self-estimates apart.</summary>
public sealed partial class ResultsPage
{
    private ResultsView? _view;

    [Parameter]
    public Guid AssessmentId { get; set; }

    /// <summary>The figure that is opened to its parts.</summary>
    [SupplyParameterFromQuery]
    public string? Figure { get; set; }

    /// <summary><c>proposals</c>: as if the adviser's open proposals had been taken.</summary>
    [SupplyParameterFromQuery]
    public string? With { get; set; }

    [Inject]
    public required ResultsService Results { get; init; }

    private Proof? Proof => ResultsService.ProofOf(_view!, Figure);

    private string FigureName
    {
        get
        {
            if (Figure!.Split(':') is [var framework, var item])
            {
                var found = _view!.Frameworks.FirstOrDefault(known => known.Code == framework);
                return Text["Migration in policies linked to {0} {1}", found is null ? framework : Read(found.ShortTitle), item];
            }

            return Figure == "overall" ? Text["All sectors together"] : Read(_view!.Find(Figure).Questionnaire.Title);
        }
    }

    /// <summary>The profile in one sentence: which sectors stand in which band, the highest first.</summary>
    private string Lead
    {
        get
        {
            var scored = _view!.Scored.ToList();
            if (scored.TrueForAll(sector => sector.Scorecard!.Overall.Value is null))
            {
                return Text["No answer counts yet. The profile appears here as ministries answer."];
            }

            var groups = scored.Where(sector => sector.Scorecard!.Overall.Level is not null).GroupBy(sector => sector.Scorecard!.Overall.Level!.Value).OrderByDescending(group => group.Key)
                .Select(group => (Name: _view.BandOf(group.First(), group.Key), Sectors: group.ToList())).ToList();
            var open = scored.Where(sector => sector.Scorecard!.Overall.Level is null).ToList();
            if (open.Count > 0)
            {
                groups.Add((Text["No band yet"], open));
            }

            return string.Join(" ", groups.Select(group => Text["{0}: {1}.", group.Name, Names(group.Sectors)].Value));
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        _view = await Results.FindAsync(AssessmentId, With == "proposals");
        if (_view is null)
        {
            Navigation.NotFound();
        }
    }

    private string Names(List<SectorResult> sectors) =>
        sectors.Count <= 3 ? Listed.Of(sectors.Select(sector => Read(sector.Questionnaire.Title))) : Text["{0} sectors", sectors.Count];

    /// <summary>Who else reads this page, in words.</summary>
    private string Readers => _view!.Assessment.Status switch
    {
        AssessmentStatus.Open => Text["Each ministry sees its own sectors, the coordinator all, the adviser those that were released"],
        AssessmentStatus.Reviewed => Text["Each ministry sees its own sectors, the coordinator and the adviser all"],
        _ => Text["Seen by every ministry of the country, its observers and its advisers"],
    };

    private string Read(LocalText text) => _view!.Reading.Of(text).Text;
}
