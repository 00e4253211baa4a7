using System.Globalization;
using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>An administrator brings a questionnaire file; it is taken whole, as a draft, or refused whole.</summary>
public sealed partial class ImportPage
{
    private IReadOnlyList<QuestionnaireProblem> _problems = [];
    private string? _missing;

    [Inject]
    public required TemplateService Templates { get; init; }

    [SupplyParameterFromForm]
    private UploadForm? Upload { get; set; }

    private async Task ImportAsync()
    {
        if (Upload?.File is not { Length: > 0 } file)
        {
            _missing = Text["Choose a file."];
            return;
        }

        if (file.Length > QuestionnaireFile.MaxBytes)
        {
            _problems = [new QuestionnaireProblem("$", string.Create(CultureInfo.InvariantCulture, $"The file has {file.Length:N0} bytes; a questionnaire has at most {QuestionnaireFile.MaxBytes:N0}."))];
            return;
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        ImportOutcome? outcome = null;
        if (!await RunAsync(async () => outcome = await Templates.ImportAsync(Upload.Operation, bytes.ToArray()), Text["The file was imported as a draft."]))
        {
            return;
        }

        if (outcome!.Key is { } key)
        {
            FlashMessages.Keep(HttpContext!, Message!);
            Navigation.NavigateTo(Links.Template(key, outcome.Number));
        }
        else
        {
            (_problems, Message) = (outcome.Problems, null);
        }
    }

    /// <summary>What is uploaded.</summary>
    public sealed class UploadForm
    {
        public Guid Operation { get; set; }
        public IFormFile? File { get; set; }
    }
}
