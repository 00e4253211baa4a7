using System.Globalization;
using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>A ministry reads all it says on one page, records who cleared it, and submits.</summary>
public sealed partial class CheckPage
{
    private CheckView? _view;
    private Reading _reading = null!;
    private IReadOnlyList<string> _changed = [];

    [Parameter]
    public Guid AssessmentId { get; set; }

    [Parameter]
    public string Sector { get; set; } = "";

    private string Title => In(_view!.Questionnaire.Title);

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _view = await Submissions.CheckAsync(AssessmentId, Sector);
        if (_view is null)
        {
            Navigation.NotFound();
            return;
        }

        _reading = new Reading(Languages.Current.Code, _view.Questionnaire.SourceLanguage, _view.Progress.Profile, Text["not translated yet"]);
    }

    private string Lead()
    {
        var (answered, asked) = (_view!.Progress.AnsweredCount, _view.Progress.AskedCount);
        string count = Text["{0} of {1} questions answered.", answered, asked];
        return _view.Sector.Status switch
        {
            SectorStatus.Submitted or SectorStatus.InReview or SectorStatus.Reviewed when _view.Latest is { } latest =>
                $"{count} {Text["Submission {0} was cleared by {1}, {2}, on {3}.", latest.Number, latest.Clearance.Name, latest.Clearance.Office, Days.Written(latest.Clearance.ClearedOn)]}",
            _ when _view.Missing.Count == 0 => $"{count} {Text["Nothing is missing: the sector can be submitted."]}",
            _ when _view.Missing.Count == 1 => $"{count} {Text["One thing is missing before it can be submitted."]}",
            _ => $"{count} {Text["{0} things are missing before it can be submitted.", _view.Missing.Count]}",
        };
    }

    private string AddressOf(string code) => Links.Question(AssessmentId, Sector, _view!.Questionnaire.SectionOf(code)?.Code ?? "", code);

    private async Task SubmitAsync()
    {
        var (name, office, cleared) = (Sent("name") ?? "", Sent("office") ?? "", Days.Parse(Sent("cleared")));
        Check(_view!.Missing.Count == 0, "missing", _view.Missing.Count == 1 ? Text["One thing is missing before it can be submitted."] : Text["{0} things are missing before it can be submitted.", _view.Missing.Count]);
        Check(!string.IsNullOrWhiteSpace(name), "name", Text["Name the person who cleared the answers"]);
        Check(!string.IsNullOrWhiteSpace(office), "office", Text["Name the office"]);
        Check(cleared is not null, "cleared", Text["Give the day of the clearance"]);
        var (scan, problem) = await UploadedFile.TryReadAsync(SentFile("scan"));
        Check(problem is null, "scan", problem is null ? "" : Refused[problem]);
        if (Problems.Count > 0)
        {
            return;
        }

        SubmissionOutcome? outcome = null;
        var ran = await RunAsync(
            async () => outcome = await Submissions.SubmitAsync(SentOperation, AssessmentId, Sector, SentNumber("revision"), Sent("shown") ?? "", name, office, cleared!.Value, scan), "");
        Message = ran ? null : Message;
        if (ran && outcome!.Number is { } number)
        {
            string said = outcome.IsReleased ? Text["{0} is submitted (submission {1}) and lies with the adviser now.", Title, number] : Text["{0} is submitted (submission {1}) and lies with the coordinator now.", Title, number];
            await RunAsync(() => Task.CompletedTask, said, Links.Home());
            return;
        }

        await LoadAsync();
        _changed = outcome?.Changed ?? [];
        WasOvertaken |= _changed.Count > 0;
        foreach (var code in outcome?.Missing ?? [])
        {
            Problems.Add((code, string.Format(CultureInfo.CurrentCulture, Text["{0} is not complete"], code)));
        }
    }
}
