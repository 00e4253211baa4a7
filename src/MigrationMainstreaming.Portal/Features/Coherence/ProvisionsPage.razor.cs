using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Coherence;

namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>What the coherence rules find, with what ministries and coordinator say about it.</summary>
public sealed partial class ProvisionsPage
{
    private ProvisionsView? _view;
    private ProvisionsForm _typed = new();
    private string? _problem;

    [Parameter]
    public Guid AssessmentId { get; set; }

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery]
    public string? Sector { get; set; }

    [SupplyParameterFromForm]
    public ProvisionsForm? Form { get; set; }

    [Inject]
    public required ProvisionsService Provisions { get; init; }

    private ProvisionsFilter Filter => new(Show, Kind, Sector);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _view = await Provisions.FindAsync(AssessmentId);
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

        _typed = form;
        var act = new HitAct(AssessmentId, form.OperationId, form.Rule ?? "", form.Stamp ?? "");
        var (run, done) = form.Do switch
        {
            "comment" => ((Func<Task>)(() => Provisions.CommentAsync(act, form.Text)), Text["Your comment stands below the two answers."].Value),
            "settle" => (() => Provisions.SettleAsync(act, KindOf(form), form.Text), Text["The settlement is on record. It holds until an answer under it changes."].Value),
            _ => (() => throw new Domain.DomainRuleException("This form is not known. Load the page again."), ""),
        };
        if (!await RunAsync(run, done, Filter.Address(AssessmentId, form.Rule), LoadAsync) && _view?.Find(form.Rule) is not null)
        {
            (_problem, Message) = (Message?.Text, null);
        }
    }

    private static SettlementKind KindOf(ProvisionsForm form) => Enum.TryParse<SettlementKind>(form.Kind, out var kind) ? kind : (SettlementKind)(-1);
}
