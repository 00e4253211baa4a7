using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Home;

/// <summary>What waits for the person who is signed in, over all assessments, each with its reason.</summary>
public sealed partial class HomePage
{
    private HomeView? _view;

    [Inject]
    public required HomeService Home { get; init; }

    protected override async Task OnInitializedAsync() => _view = await Home.FindAsync();

    private string Lead()
    {
        var tasks = _view!.Tasks;
        if (tasks.Count == 0)
        {
            return Text["Nothing waits for you."];
        }

        string count = tasks.Count == 1 ? Text["One task is open."] : Text["{0} tasks are open.", tasks.Count];
        return tasks.Min(task => task.DueOn) is { } first ? $"{count} {Text["The first is due on {0}.", Days.Written(first)]}" : count;
    }

    private string EmptyReason() =>
        _view!.Others.Count > 0 ? Text["No task is open: everything lies with others."]
        : _view.Person.Scopes.Count == 0 ? Text["You were not given a role yet. The coordinator of your country or an administrator does that."]
        : Text["No task is open."];

    private bool IsUrgent(HomeTask task) => task.Kind switch
    {
        TaskKind.Release or TaskKind.Confirm or TaskKind.Returned or TaskKind.Reply or TaskKind.TwoAnswers or TaskKind.Silent => true,
        TaskKind.GoOn or TaskKind.Begin => task.DueOn <= _view!.Today.AddDays(7),
        _ => false,
    };

    private static StatusLook LookOf(HomeTask task) => task.Kind switch
    {
        TaskKind.TwoAnswers => StatusWords.TwoAnswers,
        TaskKind.Silent => StatusWords.Silent,
        TaskKind.SignOff => StatusWords.Of(task.Assessment!.Status),
        TaskKind.Draft => StatusWords.Of(TemplateStatus.Draft),
        TaskKind.Invitation => new StatusLook("person", /* StatusText */ "Invited"),
        _ => StatusWords.Of(task.Sector!.Status),
    };

    private static string AddressOf(HomeTask task) => task.Kind switch
    {
        TaskKind.Release => Links.SectorAct(task.Assessment!.Id, task.Sector!.TemplateKey, "release"),
        TaskKind.SignOff => Links.SignOff(task.Assessment!.Id),
        TaskKind.Review or TaskKind.Reply => Links.Review(task.Assessment!.Id, task.Sector!.TemplateKey),
        TaskKind.Silent => Links.Assessment(task.Assessment!.Id),
        TaskKind.Draft => Links.Template(task.Name!, task.Version),
        TaskKind.Invitation => Links.Invitations(),
        TaskKind.GoOn when task.Count == task.Asked => Links.Check(task.Assessment!.Id, task.Sector!.TemplateKey),
        _ => Links.Sector(task.Assessment!.Id, task.Sector!.TemplateKey),
    };

    private string TitleOf(HomeTask task) => task.Kind switch
    {
        TaskKind.Release => Text["Release {0} to the adviser, or return it", In(task.Title!)],
        TaskKind.Confirm => Text["Confirm what does not apply: {0}", In(task.Title!)],
        TaskKind.SignOff => Text["Have {0} signed off", task.Assessment!.Title],
        TaskKind.Review => Text["Read the answers on {0}", In(task.Title!)],
        TaskKind.Reply => Text["Reply to the adviser: {0}", In(task.Title!)],
        TaskKind.Returned => Text["Answer again where it is asked: {0}", In(task.Title!)],
        TaskKind.TwoAnswers => Text["Choose between two answers: {0}", In(task.Title!)],
        TaskKind.Silent => Text["{0} has been silent for {1} days", In(task.Ministry!), task.SilentDays],
        TaskKind.GoOn when task.Count == task.Asked => Text["Check and submit {0}", In(task.Title!)],
        TaskKind.GoOn => Text["Go on with {0}", In(task.Title!)],
        TaskKind.Begin => Text["Begin {0}", In(task.Title!)],
        TaskKind.Draft => Text["Finish the draft of {0}", In(task.Title!)],
        TaskKind.Invitation => Text["{0} has not accepted the invitation yet", task.Name!],
        _ => "",
    };

    private string WhyOf(HomeTask task) => task.Kind switch
    {
        TaskKind.Release => Text["{0} submitted its answers. The adviser cannot read them before you release them.", In(task.Ministry!)],
        TaskKind.Confirm when task.Count == 1 => Text["One question is said not to apply. It counts as unanswered until you confirm it."],
        TaskKind.Confirm => Text["{0} questions are said not to apply. They count as unanswered until you confirm them.", task.Count],
        TaskKind.SignOff => Text["Every sector is reviewed or closed. Record who signed, and the results are open to the whole country."],
        TaskKind.Review => Text["Submission {0} was released to you. The ministry waits for your questions, or for the end of the review.", task.Sector!.SubmissionCount],
        TaskKind.Reply when task.Count == 1 => Text["The adviser asks or proposes something about one answer and waits for your reply."],
        TaskKind.Reply => Text["The adviser asks or proposes something about {0} answers and waits for your reply.", task.Count],
        TaskKind.Returned => Text["{0} returned it and says:", task.Sector!.ReasonByName ?? ""],
        TaskKind.TwoAnswers => Text["Two people answered the same question. Both answers are kept; one has to stand."],
        TaskKind.Silent => Text["{0} of {1} questions are answered for {2}. Ask the ministry, name another lead, or close the sector without a contribution.", task.Count, task.Asked, In(task.Title!)],
        TaskKind.GoOn when task.Count == task.Asked => Text["All {0} questions are answered. Check the answers, have them cleared, and submit.", task.Asked],
        TaskKind.GoOn => Text["{0} of {1} questions have no answer yet.", task.Asked - task.Count, task.Asked],
        TaskKind.Begin => Text["{0} questions wait for the first answer. What you type is saved at once; you can stop at any time.", task.Asked],
        TaskKind.Draft when task.Count == 0 => Text["It has no problems and can be published."],
        TaskKind.Draft when task.Count == 1 => Text["One problem stands in the way of publishing it."],
        TaskKind.Draft => Text["{0} problems stand in the way of publishing it.", task.Count],
        TaskKind.Invitation => Text["An invitation holds for seven days."],
        _ => "",
    };

    private string? WhereOf(HomeTask task) => task.Kind switch
    {
        TaskKind.Draft => Text["Version {0}", task.Version],
        TaskKind.Invitation => null,
        TaskKind.SignOff => In(task.Jurisdiction!),
        _ => $"{In(task.Ministry!)} · {task.Assessment!.Title}",
    };

    private string InDays(DateOnly due) => (due.DayNumber - _view!.Today.DayNumber) switch
    {
        < -1 and var days => Text["{0} days ago", -days],
        -1 => Text["yesterday"],
        0 => Text["today"],
        1 => Text["tomorrow"],
        var days => Text["in {0} days", days],
    };

    private string WhoHas(WithOthers other) => other.Sector.Status switch
    {
        SectorStatus.Submitted => Text["Coordinator"],
        SectorStatus.InReview => Text["Adviser"],
        _ => In(other.Ministry),
    };

    private string NextOf(WithOthers other) => other.Sector.Status switch
    {
        SectorStatus.Submitted => Text["The coordinator releases it to the adviser, or returns it"],
        SectorStatus.InReview => Text["The adviser asks about answers, or concludes the review"],
        _ => Text["The ministry answers again and submits"],
    };

    private string Line(DoneLately line, bool withName)
    {
        var act = ActivityWords.Of(line.Activity.Kind, line.Activity.Args, Acts);
        var where = line.Sector is null ? line.AssessmentTitle : Listed.Of(In(line.Sector), line.AssessmentTitle);
        return withName
            ? Text["{0} {1}: {2}", line.Activity.ByName, act, where]
            : Text["You {0}: {1}", act, where];
    }
}
