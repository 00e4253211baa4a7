using System.Globalization;
using Microsoft.EntityFrameworkCore;
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
        var problems = new List<string>();
        if (await FileCommands.ReadBytesAsync(file, problems) is not { } bytes)
        {
            return Commands.Commands.Refuse(problems);
        }

        return await WithContextAsync(async db =>
        {
            // Two drafts at once would want the same number; the lock ends with the transaction.
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('template-versions'))");
            var outcome = await TemplateService.ImportAsync(db, bytes, await db.NowAsync());
            if (outcome.Key is null)
            {
                return Commands.Commands.Refuse(outcome.Problems.Select(problem => $"{file}: {problem.Path}: {problem.Message}"));
            }

            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{outcome.Key} {outcome.Number}"));
            return Commands.Commands.Done;
        });
    }

    /// <summary><c>export-template KEY [VERSION]</c>: the latest published version, or that one.</summary>
    public static async Task<int?> Export(CommandArguments arguments)
    {
        const string Usage = "name a key, and a version number if it is not the latest published one";
        if (arguments.Misuse([], 1, 2, Usage) is { Count: > 0 } misuse)
        {
            return Commands.Commands.Refuse(misuse);
        }

        var number = 0;
        if (arguments.Plain.Count == 2 && !(int.TryParse(arguments.Plain[1], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0))
        {
            return Commands.Commands.Refuse([$"export-template: {arguments.Plain[1]}: {Usage}"]);
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
            if (database.Serving.Length == 0)
            {
                throw new StartupException(["ConnectionStrings:Portal is missing: say how the restricted role connects to PostgreSQL."]);
            }

            await using var services = new ServiceCollection().AddLogging().AddData(database.Serving).BuildServiceProvider();
            await using var db = services.GetRequiredService<ContextSource>().CreateFor(DataAccess.None);
            return await act(db);
        });
}
