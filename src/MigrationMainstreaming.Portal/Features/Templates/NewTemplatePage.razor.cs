using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>An administrator begins a questionnaire from nothing.</summary>
public sealed partial class NewTemplatePage
{
    private readonly List<(string Field, string Problem)> _problems = [];

    [Inject]
    public required TemplateService Templates { get; init; }

    [SupplyParameterFromForm]
    private NewForm? Form { get; set; }

    private string? Of(string field) => _problems.Find(problem => problem.Field == field).Problem;

    private string? Invalid(string field) => Of(field) is null ? null : "invalid";

    private async Task CreateAsync()
    {
        if (string.IsNullOrWhiteSpace(Form?.Title))
        {
            _problems.Add(("title", Text["Give a title."]));
        }

        var key = Form?.Key?.Trim() ?? "";
        if (!Codes.IsKey(key))
        {
            _problems.Add(("key", Text["Give a key of lower-case letters, digits and hyphens."]));
        }

        if (_problems.Count > 0)
        {
            return;
        }

        var draft = Drafting.NewQuestionnaire(key, Form!.Language ?? "en", Form.Title!.Trim(), Form.Prefix?.Trim(), Form.Kind, Text["First section"]);
        var number = 0;
        if (await RunAsync(async () => (_, number) = await Templates.DraftOfAsync(Form.Operation, draft, isNew: true), Text["The draft is ready."]))
        {
            FlashMessages.Keep(HttpContext!, Message!);
            Navigation.NavigateTo(Links.Template(key, number));
        }
    }

    /// <summary>What a questionnaire begins with.</summary>
    public sealed class NewForm
    {
        public Guid Operation { get; set; }
        public string? Title { get; set; }
        public string? Key { get; set; }
        public string? Prefix { get; set; }
        public string? Language { get; set; }
        public QuestionnaireKind Kind { get; set; }
    }
}
