using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>The adviser's desk for one sector, and the ministry's side of the same talk.</summary>
public sealed partial class ReviewPage
{
    private ReviewView? _view;
    private ReviewForm _typed = new();
    private IReadOnlyList<string> _ticked = [];
    private string? _problem;
    private string _problemField = "content";

    [Parameter]
    public Guid AssessmentId { get; set; }

    [Parameter]
    public string Sector { get; set; } = "";

    /// <summary>The question whose desk is open.</summary>
    [SupplyParameterFromQuery(Name = "question")]
    public string? QuestionCode { get; set; }

    /// <summary><c>return</c> or <c>conclude</c>, while the person is asked once more.</summary>
    [SupplyParameterFromQuery]
    public string? Step { get; set; }

    [SupplyParameterFromForm]
    public ReviewForm? Form { get; set; }

    [Inject]
    public required ReviewService Reviews { get; init; }

    private string Address => Links.Review(AssessmentId, Sector);

    private string Title => _view!.Reading.Of(_view.Questionnaire.Title).Text;

    /// <summary>The desk of one question.</summary>
    internal static string Desk(ReviewView view, string questionCode) =>
        $"{Links.Review(view.Assessment.Id, view.Sector.TemplateKey)}?question={Uri.EscapeDataString(questionCode)}#desk";

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _view = await Reviews.FindAsync(AssessmentId, Sector);
        if (_view is null)
        {
            Navigation.NotFound();
        }
    }

    private async Task ActAsync()
    {
        if (_view is null || Form is not { } form)
        {
            return;
        }

        (_typed, _ticked) = (form, [.. HttpContext?.Request.Form["Form.Ticked"].OfType<string>() ?? []]);
        var act = new ReviewAct(AssessmentId, Sector, form.OperationId, form.RevisionNumber, form.Talk ?? "", form.AnswerVersionNumber);
        var (run, done) = ActOf(form, act);
        var ends = form.Do is "return" or "conclude";
        var then = ends || form.Question is null ? Address : $"{Address}?question={Uri.EscapeDataString(form.Question)}";
        if (!await RunAsync(run, done, then, LoadAsync))
        {
            (_problem, Message) = (Message?.Text, null);
            _problemField = form.Do is "take" or "decline" ? WriteForm.FieldOf(form.Do, form.ItemId) : form.Do ?? "content";
        }
    }

    private (Func<Task> Run, string Done) ActOf(ReviewForm form, ReviewAct act) => form.Do switch
    {
        "ask" => (() => Reviews.AskAsync(act, form.Question ?? "", form.Text), Text["Your question stands in the thread."]),
        "reply" => (() => Reviews.ReplyAsync(act, form.Question ?? "", form.Text), Text["Your reply stands in the thread."]),
        "observe" => (() => Reviews.ObserveAsync(act, form.Question, form.Text), Text["The observation is on record."]),
        "resolve" => (() => Reviews.ResolveAsync(act, form.ItemId), Text["The question is marked as resolved."]),
        "propose" => (() => Reviews.ProposeAsync(act, form.Question ?? "", ProposedBy(form), form.Text), Text["Your proposal stands beside the ministry’s value, which counts."]),
        "take" => (() => Reviews.TakeAsync(act, form.ItemId, form.Source), Text["The proposed value is now your answer."]),
        "decline" => (() => Reviews.DeclineAsync(act, form.ItemId, form.Text), Text["The proposal is declined and stays on record with your reason."]),
        "return" => (() => Reviews.ReturnAsync(act, form.Text), Text["The sector is returned to its ministry."]),
        "conclude" => (() => Reviews.ConcludeAsync(act, form.Text), Text["The review is concluded."]),
        _ => (() => throw new Domain.DomainRuleException("This form is not known. Load the page again."), ""),
    };

    private AnswerValue? ProposedBy(ReviewForm form) =>
        _view!.Find(form.Question) is { } reviewed ? form.ValueFor(reviewed.Question, _ticked) : null;

    private string Lead
    {
        get
        {
            var view = _view!;
            if (view.Submission is not { } submission)
            {
                return Text["Nothing has been released yet: {0} of {1} questions are answered. The answers can be read here once the coordinator has released a submission.", view.Answered, view.Asked];
            }

            var changes = view.Previous is { } previous
                ? view.Changes.Count switch
                {
                    0 => Text["Nothing changed since submission {0}.", previous.Number],
                    1 => Text["One answer changed since submission {0}.", previous.Number],
                    var count => Text["{0} answers changed since submission {1}.", count, previous.Number],
                }
                : Text["This is the first submission: {0} of {1} questions are answered.", view.Answered, view.Asked];
            var open = (view.OpenQuestionCount, view.OpenProposalCount) switch
            {
                (0, 0) => Text["No question and no proposal is open."],
                (1, 0) => Text["One question is open."],
                (0, 1) => Text["One proposal is open."],
                var (questions, proposals) => Text["Open questions: {0}; open proposals: {1}.", questions, proposals],
            };
            var with = view.Sector.Status is SectorStatus.InProgress or SectorStatus.Returned or SectorStatus.Submitted
                ? Text["The ministry is working on the next one; shown is submission {0}.", submission.Number].Value
                : "";
            return $"{changes} {open} {with}".TrimEnd();
        }
    }

    private string Says(ReviewedQuestion reviewed) =>
        reviewed.HasOpenProposal ? Text["Proposal open"]
        : reviewed.HasOpenQuestion && reviewed.Change is not null ? Text["Asked; changed since"]
        : reviewed.HasOpenQuestion ? Text["Question open"]
        : reviewed.Change switch
        {
            { Value: true } => Text["Answer changed"],
            { Source: true } => Text["Source changed"],
            _ => Text["Comment changed"],
        };

    private ReviewedQuestion? Next(ReviewedQuestion reviewed)
    {
        var list = reviewed.Change is not null ? _view!.Changes : [.. _view!.Questions];
        return list.SkipWhile(other => other.Question.Code != reviewed.Question.Code).Skip(1).FirstOrDefault();
    }
}
