using System.Globalization;
using MigrationMainstreaming.Domain.Packages;

namespace MigrationMainstreaming.Portal.Commands;

/// <summary>The command that checks an exported assessment. It needs no database and no portal.</summary>
internal static class PackageCommands
{
    private const string File = "--package";

    /// <summary><c>verify --package FILE</c></summary>
    public static async Task<int?> Verify(CommandArguments arguments)
    {
        var usage = arguments.Misuse([File], 0, 0).ToList();
        if (string.IsNullOrEmpty(arguments.Option(File)))
        {
            usage.Add($"verify: {File}: name a file");
        }

        if (usage.Count > 0)
        {
            return Commands.Refuse(usage);
        }

        var file = arguments.Option(File)!;
        if (Directory.Exists(file))
        {
            return Commands.Refuse([$"{file}: This is a folder; name a file."]);
        }

        try
        {
            await using var stream = await OpenAsync(file);
            return Tell(file, PackageVerifier.Verify(stream));
        }
        catch (Exception wrong) when (wrong is FileNotFoundException or DirectoryNotFoundException)
        {
            return Commands.Refuse([$"{file}: There is no such file."]);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Commands.Refuse([$"{file}: {wrong.Message}"]);
        }
    }

    private static int Tell(string file, PackageReport report)
    {
        if (report.Problems.Count > 0)
        {
            return Commands.Refuse(report.Problems.Select(problem => $"{file}: {problem}"));
        }

        var (manifest, counts) = (report.Manifest!, report.Counts);
        Console.WriteLine(Printable($"{file}: {manifest.Title}, made {manifest.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, formula version {manifest.FormulaVersion}"));
        Console.WriteLine(Printable($"{counts.Files} files have their length and SHA-256; {(report.IsSealed ? "the seal holds: byte for byte as the portal wrote it" : "there is no seal: another program packed these files anew")}"));
        Console.WriteLine(Printable($"{counts.Questionnaires} questionnaires, {counts.Answers} answers with {counts.Revisions} revisions and {counts.Submissions} submissions fit together"));
        Console.WriteLine(Printable($"{counts.Figures} figures of the results and of {counts.Snapshots} stored results were worked out again, and none differs"));
        Console.WriteLine(Printable($"SHA-256 of the manifest: {manifest.Sha256}"));
        return Commands.Done;
    }

    private static string Printable(FormattableString line) =>
        string.Concat(line.ToString(CultureInfo.InvariantCulture).Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character));

    /// <summary>A file as it is; what is piped in (<c>/dev/stdin</c>) is kept first, since a ZIP is read from its end.</summary>
    private static async Task<Stream> OpenAsync(string file)
    {
        var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.CanSeek)
        {
            return stream;
        }

        await using (stream)
        {
            var kept = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                kept.Write(buffer, 0, count);
                if (kept.Length > PackageFiles.LargestTotal)
                {
                    throw new IOException("The file is too large for a package.");
                }
            }

            return kept;
        }
    }
}
