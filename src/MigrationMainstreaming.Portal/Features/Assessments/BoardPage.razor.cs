using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>One assessment: how far each sector is, who has it, and what holds the whole up.</summary>
public sealed partial class BoardPage
{
    private BoardView? _board;
    private IReadOnlyList<Waiting> _waits = [];

    [Parameter]
    public Guid AssessmentId { get; set; }

    [Inject]
    public required BoardReader Boards { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _board = await Boards.FindAsync(AssessmentId);
        if (_board is null)
        {
            Navigation.NotFound();
            return;
        }

        _waits = _board.IsCoordinator ? [.. WaitsOfCoordinator()] : [];
    }

    private string Lead()
    {
        var (answered, asked) = (_board!.Rows.Sum(row => row.Count.Answered), _board.Rows.Sum(row => row.Count.Asked));
        return $"{Text["{0} of {1} questions answered.", answered, asked]} {HeldUpBy()}";
    }

    /// <summary>One sentence that says what holds the assessment up.</summary>
    private string HeldUpBy()
    {
        var (assessment, rows) = (_board!.Assessment, _board.Rows);
        var (ministries, coordinator, adviser) = (rows.Count(row => row.Sector.IsOpen), rows.Count(row => row.Sector.Status == SectorStatus.Submitted), rows.Count(row => row.Sector.Status == SectorStatus.InReview));
        return assessment.Status switch
        {
            AssessmentStatus.SignedOff or AssessmentStatus.Published => Text["The assessment is signed off."],
            AssessmentStatus.Reviewed => Text["Every sector is reviewed or closed: the assessment can be signed off."],
            _ when _board.IsCoordinator && _waits.Count == 1 => Text["One thing holds the assessment up and is yours to move."],
            _ when _waits.Count > 1 => Text["{0} things hold the assessment up and are yours to move.", _waits.Count],
            _ when ministries + coordinator + adviser == 0 => Text["No sector waits for anybody."],
            _ => Text["Sectors with their ministries: {0}; with the coordinator: {1}; with the adviser: {2}.", ministries, coordinator, adviser],
        };
    }

    private IEnumerable<Waiting> WaitsOfCoordinator()
    {
        var id = AssessmentId;
        if (_board!.Assessment.Status == AssessmentStatus.Reviewed)
        {
            yield return new Waiting(StatusWords.Of(AssessmentStatus.Reviewed), Text["The assessment is ready to be signed off"], Text["Record the signatory, the office and the day, and attach the letter."], [(Text["Record the sign-off"], Links.SignOff(id))]);
        }

        if (!_board.Assessment.IsOpen)
        {
            yield break;
        }

        foreach (var row in ByTitle(_board.Rows.Where(row => row.Sector.Status == SectorStatus.Submitted)))
        {
            yield return new Waiting(StatusWords.Of(SectorStatus.Submitted), Text["{0} waits for release", In(row.Count.Title)], Text["{0} submitted it. The adviser cannot read it before you release it.", In(row.Ministry.Name)],
                [(Text["Release"], Links.SectorAct(id, row.Sector.TemplateKey, "release")), (Text["Return"], Links.SectorAct(id, row.Sector.TemplateKey, "return"))]);
        }

        foreach (var row in _board.Rows.Where(row => row.Count.Unconfirmed > 0 && row.Sector.Status is not (SectorStatus.Reviewed or SectorStatus.Closed)))
        {
            yield return new Waiting(StatusWords.Of(row.Sector.Status), Text["{0}: questions said not to apply wait for you ({1})", In(row.Count.Title), row.Count.Unconfirmed], Text["They count as unanswered until you confirm them."],
                [(Text["Look at them"], Links.Sector(id, row.Sector.TemplateKey))]);
        }

        foreach (var row in _board.Rows.Where(row => row.IsSilent).OrderByDescending(row => row.SilentDays))
        {
            yield return new Waiting(StatusWords.Silent, Text["{0} has been silent for {1} days", In(row.Ministry.Name), row.SilentDays!], Text["{0} of {1} questions are answered for {2}. Ask the ministry, name another lead, or close the sector.", row.Count.Answered, row.Count.Asked, In(row.Count.Title)],
                [(Text["Name another lead"], Links.Settings(id)), (Text["Close without contribution"], Links.SectorAct(id, row.Sector.TemplateKey, "close"))]);
        }
    }

    /// <summary>In the order in which the reader looks for them.</summary>
    private static IEnumerable<BoardRow> ByTitle(IEnumerable<BoardRow> rows) => rows.OrderBy(row => In(row.Count.Title), StringComparer.CurrentCulture);

    private string? TitleOf(Guid? sectorId) => _board!.Rows.FirstOrDefault(row => row.Sector.Id == sectorId) is { } row ? In(row.Count.Title) : null;

    private string Done(Activity activity)
    {
        string done = Text["{0} {1}", activity.ByName, ActivityWords.Of(activity.Kind, activity.Args, Acts)];
        return TitleOf(activity.SectorAssessmentId) is { } title ? Listed.Label(done) + Listed.Isolated(title) : done;
    }

    private string RoleOf(BoardPerson person) => person.Role switch
    {
        Role.Coordinator => Text["coordinator"],
        Role.Adviser => Text["adviser"],
        _ => person.Ministry is null ? "" : In(person.Ministry),
    };

    private string InDays(DateOnly due) => (due.DayNumber - Days.Of(Clock.GetUtcNow()).DayNumber) switch
    {
        < 0 and var days => Text["{0} days ago", -days],
        0 => Text["today"],
        1 => Text["tomorrow"],
        var days => Text["in {0} days", days],
    };

    /// <summary>Something that holds the assessment up, with its acts.</summary>
    private sealed record Waiting(StatusLook Look, string Title, string Why, IReadOnlyList<(string Name, string Href)> Acts);
}
