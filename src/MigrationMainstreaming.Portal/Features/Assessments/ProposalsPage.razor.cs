using System.Globalization;
using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>The coordinator settles what sectors propose for an official indicator, item by item.</summary>
public sealed partial class ProposalsPage
{
    private CrosswalkView? _view;

    [Parameter]
    public Guid AssessmentId { get; set; }

    /// <summary>The key of the indicator's questionnaire.</summary>
    [Parameter]
    public string Sector { get; set; } = "";

    private string Title => In(_view!.Questionnaire.Title);

    private string Heading => Text["Proposed values: {0}", Title];

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _view = await Crosswalks.FindAsync(AssessmentId, Sector);
        if (_view is null)
        {
            Navigation.NotFound();
        }
    }

    private string Name(ProposedItem item, string value) =>
        item.Question.Type.OptionLists[0].Find(value) is { } option ? _view!.Reading.Of(option.Text).Text : value;

    private string Values(ProposedItem item, CrosswalkCase proposed) =>
        string.Join(Text[" or "], proposed.Values.Select(value => Text["“{0}”", Name(item, value)].Value));

    private string WhyNothing(SourceAnswer source) => source switch
    {
        { Sector: null } => Text["Nothing: the sector of {0} takes no part.", source.Of.Question],
        { Answer.Value: null } or { Answer: null } => Text["Nothing yet: {0} is not answered.", source.Of.Question],
        _ => Text["Nothing: the answer to {0} does not say it.", source.Of.Question],
    };

    private string Said(ProposedItem item, CrosswalkDecision decision)
    {
        var what = decision.Outcome switch
        {
            CrosswalkOutcome.Taken => Text["Taken: “{0}”", Name(item, decision.Value!)],
            CrosswalkOutcome.Adjusted => Text["Adjusted to “{0}”", Name(item, decision.Value!)],
            _ => Text["Refused"],
        };
        return Listed.Of(what, decision.ByName, Days.Written(decision.At));
    }

    private static string Shown(ProposedItem item) => (item.Source.Answer?.Version ?? 0).ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the form about this item was sent and came back.</summary>
    private bool WasSent(string code) => Sent("_handler") is { } form && form == $"other-{code}";

    /// <summary>Whether any form about this item was sent: it is drawn once more, whatever has changed, so that it can say what became of it.</summary>
    private bool IsAbout(string code) => WasSent(code) || Sent("_handler")?.StartsWith($"take-{code}-", StringComparison.Ordinal) == true;

    /// <summary>The values that can be taken with one press: those proposed, unless the answer says so already.</summary>
    private IEnumerable<string> Offered(ProposedItem item)
    {
        var stands = (item.Standing?.Value as AnswerValue.Chosen)?.Code;
        var begin = $"take-{item.Question.Code}-";
        var sent = Sent("_handler") is { } form && form.StartsWith(begin, StringComparison.Ordinal) ? form[begin.Length..] : null;
        return (_view!.MaySettle ? item.Proposed?.Values ?? [] : []).Where(value => item.IsOpen || value != stands).Append(sent).OfType<string>().Distinct();
    }

    private string? SentIn(string code, string field) => WasSent(code) ? Sent(field) : null;

    private CrosswalkAct ActOn(ProposedItem item) =>
        new(SentOperation, AssessmentId, Sector, item.Question.Code, SentNumber("shown"), SentNumber("revision"));

    private Task TakeAsync(ProposedItem item, string value, string? reason) => RunAsync(
        () => Crosswalks.TakeAsync(ActOn(item), value, reason), Text["{0} is answered: “{1}”.", item.Question.Code, Name(item, value)],
        $"{Links.Proposals(AssessmentId, Sector)}#{Uri.EscapeDataString(item.Question.Code)}", LoadAsync);

    private async Task OtherAsync(ProposedItem item)
    {
        var (code, other, reason) = (item.Question.Code, Sent("other"), Sent("reason"));
        Check(other is not null, $"{code}-refuse", Text["Choose what is right instead"]);
        Check(!string.IsNullOrWhiteSpace(reason), $"{code}-why", Text["Say why"]);
        if (Problems.Count > 0)
        {
            return;
        }

        if (other!.Length > 0)
        {
            await TakeAsync(item, other, reason);
            return;
        }

        await RunAsync(() => Crosswalks.RefuseAsync(ActOn(item), reason), Text["The proposal for {0} is refused.", code],
            $"{Links.Proposals(AssessmentId, Sector)}#{Uri.EscapeDataString(code)}", LoadAsync);
    }

    private RenderFragment Behind(SourceAnswer source) => builder =>
    {
        builder.OpenComponent<SourceAnswerText>(0);
        builder.AddComponentParameter(1, nameof(SourceAnswerText.Source), source);
        builder.AddComponentParameter(2, nameof(SourceAnswerText.Reading), _view!.Reading);
        builder.AddComponentParameter(3, nameof(SourceAnswerText.AssessmentId), AssessmentId);
        builder.CloseComponent();
    };
}
