using System.Globalization;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Commands;
using MigrationMainstreaming.Portal.Data;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>Questionnaires on the command line: the same importer and the same files as on the screens.</summary>
internal static class TemplateCommands
{
    /// <summary><c>import-template FILE</c>: makes a draft.</summary>
    public static async Task<int?> Import(CommandArguments arguments)
    {
        var file = arguments.Plain[0];
        byte[] bytes;
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > QuestionnaireFile.MaxBytes })
            {
                return Commands.Commands.Refuse([$"{file}: $: A questionnaire has at most {QuestionnaireFile.MaxBytes} bytes."]);
            }

            bytes = await File.ReadAllBytesAsync(file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Commands.Commands.Refuse([$"{file}: $: {wrong.Message}"]);
        }

        return await WithContextAsync(async db =>
        {
            var outcome = await TemplateService.ImportAsync(db, bytes, TimeProvider.System.GetUtcNow());
            if (outcome.Key is null)
            {
                return Commands.Commands.Refuse(outcome.Problems.Select(problem => $"{file}: {problem.Path}: {problem.Message}"));
            }

            await db.SaveChangesAsync();
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{outcome.Key} {outcome.Number}"));
            return Commands.Commands.Done;
        });
    }

    /// <summary><c>export-template KEY [VERSION]</c>: the latest published version, or that one.</summary>
    public static async Task<int?> Export(CommandArguments arguments)
    {
        var number = 0;
        if (arguments.OptionNames.Any() || arguments.Plain.Count is 0 or > 2 || (arguments.Plain.Count == 2 && !int.TryParse(arguments.Plain[1], CultureInfo.InvariantCulture, out number)))
        {
            return Commands.Commands.Refuse(["export-template: name a key, and a version number if it is not the latest published one"]);
        }

        var key = arguments.Plain[0];
        return await WithContextAsync(async db =>
        {
            if (await TemplateService.ExportAsync(db, key, arguments.Plain.Count == 2 ? number : null) is not { } file)
            {
                return Commands.Commands.Refuse([arguments.Plain.Count == 2 ? $"export-template: {key}: there is no version {number}" : $"export-template: {key}: no version is published"]);
            }

            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(file.Bytes);
            return Commands.Commands.Done;
        });
    }

    private static Task<int?> WithContextAsync(Func<MainstreamingDbContext, Task<int>> act) =>
        DatabaseCommands.WithDatabaseAsync(async (database, _, _, _) =>
        {
            await using var services = new ServiceCollection().AddLogging().AddData(database.Serving).BuildServiceProvider();
            await using var db = services.GetRequiredService<ContextSource>().CreateFor(DataAccess.None);
            return await act(db);
        });
}
