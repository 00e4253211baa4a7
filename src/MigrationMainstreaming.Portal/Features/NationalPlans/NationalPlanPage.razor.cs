using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.App;

namespace MigrationMainstreaming.Portal.Features.NationalPlans;

/// <summary>A coordinator enters the country's own development plan.</summary>
public sealed partial class NationalPlanPage
{
    private PlanView? _view;
    private IReadOnlyList<QuestionnaireProblem> _refused = [];

    /// <summary>Of which country; the first that the person leads when it is not named.</summary>
    [SupplyParameterFromQuery]
    public Guid? Country { get; set; }

    /// <summary>The item that is open for a change.</summary>
    [SupplyParameterFromQuery]
    public string? Item { get; set; }

    private PlanItem? Chosen => Item is null ? null : _view!.Content.Items.FirstOrDefault(item => item.Code == Item) ?? (IsPost ? new PlanItem(Item, new LocalText([])) : null);

    private string Here => Links.NationalPlan(_view!.Country.Id);

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _view = await Plans.FindAsync(Country);
        if (_view is null)
        {
            Navigation.NotFound();
        }
    }

    private bool Was(string form) => Sent("_handler") == form;

    private string Typed(string form, string field, string? kept) => Was(form) ? Value(field, kept) : kept ?? "";

    private string LinkCount(PlanItem item) => _view!.Content.Links.Count(link => link.Item == item.Code) switch
    {
        0 => "",
        1 => Text["1 link"],
        var several => Text["{0} links", several],
    };

    private LocalText SentTitle => new(_view!.Languages.Select(language => KeyValuePair.Create(language, Sent($"title-{language}")?.Trim() ?? "")));

    private string? SentOf(string field) => string.IsNullOrWhiteSpace(Sent(field)) ? null : Sent(field)!.Trim();

    private RenderFragment ParentField(string form, string id, string? kept, string? own) => builder =>
    {
        builder.OpenComponent<ParentField>(0);
        builder.AddComponentParameter(1, nameof(NationalPlans.ParentField.Id), id);
        builder.AddComponentParameter(2, nameof(NationalPlans.ParentField.Content), _view!.Content);
        builder.AddComponentParameter(3, nameof(NationalPlans.ParentField.Chosen), Typed(form, "parent", kept));
        builder.AddComponentParameter(4, nameof(NationalPlans.ParentField.Except), own);
        builder.CloseComponent();
    };

    private async Task DescribeAsync()
    {
        Check(SentTitle.Languages.Any(), $"plan-{_view!.Languages[0]}", Text["Give the plan a title"]);
        if (Problems.Count == 0)
        {
            await RunAsync(() => Plans.DescribeAsync(SentOperation, _view.Country.Id, SentNumber("revision"), SentTitle, SentOf("source")), Text["The plan is saved."], Here, LoadAsync);
        }
    }

    private async Task AddItemAsync()
    {
        var code = SentOf("code") ?? "";
        Check(Domain.Questions.Codes.IsQuestionCode(code), "code", Text["Give a code of letters, digits, hyphens and dots"]);
        Check(SentTitle.Languages.Any(), $"new-{_view!.Languages[0]}", Text["Give the item a title"]);
        if (Problems.Count == 0)
        {
            await RunAsync(() => Plans.AddItemAsync(SentOperation, _view.Country.Id, SentNumber("revision"), new PlanItem(code, SentTitle, SentOf("parent"))), Text["{0} is added.", code], $"{Here}#items", LoadAsync);
        }
    }

    private async Task ChangeItemAsync()
    {
        Check(SentTitle.Languages.Any(), $"item-{_view!.Languages[0]}", Text["Give the item a title"]);
        if (Problems.Count == 0)
        {
            await RunAsync(() => Plans.ChangeItemAsync(SentOperation, _view.Country.Id, SentNumber("revision"), new PlanItem(Item!, SentTitle, SentOf("parent"))), Text["{0} is changed.", Item!], $"{Here}#items", LoadAsync);
        }
    }

    private Task RemoveItemAsync() =>
        RunAsync(() => Plans.RemoveItemAsync(SentOperation, _view!.Country.Id, SentNumber("revision"), Item!), Text["{0} is taken out.", Item!], $"{Here}#items", LoadAsync);

    private async Task ImportAsync()
    {
        if (SentFile("file") is not { Length: > 0 } file)
        {
            Problems.Add(("file", Text["Choose a file"]));
            return;
        }

        if (file.Length > PlanFile.MaxBytes)
        {
            Problems.Add(("file", Text["The file is larger than {0} MB", PlanFile.MaxBytes / 1024 / 1024]));
            return;
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        (var items, _refused) = PlanFile.Read(bytes.ToArray());
        if (_refused.Count > 0)
        {
            return;
        }

        // What is said depends on what came of it, so the act comes first and the leading away afterwards.
        var fell = 0;
        if (await RunAsync(async () => fell = await Plans.ImportAsync(SentOperation, _view!.Country.Id, SentNumber("revision"), items), ""))
        {
            await RunAsync(() => Task.CompletedTask, fell == 0 ? Text["{0} items are imported.", items.Count] : Text["{0} items are imported. Links that fell away, since their code is gone: {1}.", items.Count, fell], $"{Here}#items");
        }
        else if (!IsUnknown)
        {
            await LoadAsync();
        }
    }
}
