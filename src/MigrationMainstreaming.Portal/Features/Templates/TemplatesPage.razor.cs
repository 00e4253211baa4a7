using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>All questionnaires with their versions.</summary>
public sealed partial class TemplatesPage
{
    private IReadOnlyList<TemplateRow> _rows = [];
    private bool _mayEdit;

    [Inject]
    public required TemplateService Templates { get; init; }

    [Inject]
    public required CurrentUser CurrentUser { get; init; }

    [SupplyParameterFromForm]
    private DraftForm? Draft { get; set; }

    private string Lead
    {
        get
        {
            var published = _rows.Count(row => row.Published is not null);
            var drafts = _rows.Sum(row => row.Versions.Count(version => version.Status == TemplateStatus.Draft));
            return drafts == 0 || !_mayEdit
                ? Text["{0} questionnaires are published. A published version never changes; running assessments stay on theirs.", published]
                : drafts == 1 ? Text["{0} questionnaires are published, 1 draft is being written. A published version never changes; running assessments stay on theirs.", published]
                : Text["{0} questionnaires are published, {1} drafts are being written. A published version never changes; running assessments stay on theirs.", published, drafts];
        }
    }

    protected override async Task OnInitializedAsync()
    {
        _mayEdit = (await CurrentUser.PersonAsync())?.IsAdministrator == true;
        _rows = await Templates.ListAsync();
    }

    private async Task DraftAsync()
    {
        if (Draft is not { Key: { } key } form)
        {
            return;
        }

        var number = 0;
        if (await RunAsync(async () => (_, number) = await Templates.DraftFromAsync(form.Operation, key, form.Number), Text["The draft is ready."]))
        {
            FlashMessages.Keep(HttpContext!, Message!);
            Navigation.NavigateTo(Links.Template(key, number));
        }
    }

    /// <summary>From which version a draft is made.</summary>
    public sealed class DraftForm
    {
        public Guid Operation { get; set; }
        public string? Key { get; set; }
        public int Number { get; set; }
    }
}
