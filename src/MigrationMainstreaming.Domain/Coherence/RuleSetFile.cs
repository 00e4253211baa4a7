using System.Globalization;
using System.Text.Json;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>Reads files of coherence rules: the shipped one and an administrator's upload take this one way.</summary>
/// <remarks>A file is refused whole, with every problem named by its place in the file.</remarks>
public static class RuleSetFile
{
    /// <summary>The greatest size of a file, in bytes.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="utf8">The file's bytes, JSON in UTF-8.</param>
    /// <param name="sectors">The questionnaires whose questions may be compared, by key.</param>
    /// <param name="knownItems">All framework items that may be named (<c>gcm:15</c>).</param>
    /// <returns>The rules, or <see langword="null"/> and what is wrong.</returns>
    public static (RuleSet? Rules, IReadOnlyList<QuestionnaireProblem> Problems) Read(ReadOnlyMemory<byte> utf8, IReadOnlyDictionary<string, Questionnaire> sectors, IReadOnlySet<string> knownItems)
    {
        if (utf8.Length > MaxBytes)
        {
            return (null, [new QuestionnaireProblem("$", string.Create(CultureInfo.InvariantCulture, $"The file has {utf8.Length:N0} bytes; rules have at most {MaxBytes:N0}."))]);
        }

        var (document, unreadable) = JsonFile.Open(utf8);
        if (document is null)
        {
            return (null, unreadable);
        }

        using (document)
        {
            var problems = new List<QuestionnaireProblem>();
            var rules = QuestionnaireFile.Diagnose(document.RootElement, typeof(RuleSet), "$", problems) as RuleSet;
            if (rules is not null && problems.Count == 0)
            {
                problems.AddRange(RuleSetCheck.ProblemsOf(rules, sectors, knownItems));
            }

            return problems.Count == 0 ? (rules, problems) : (null, problems);
        }
    }

    /// <summary>The file of a set of rules, as it is exported: indented JSON in UTF-8 with a line break at the end.</summary>
    public static byte[] Write(RuleSet rules) => [.. JsonSerializer.SerializeToUtf8Bytes(rules, QuestionnaireJson.Indented), (byte)'\n'];
}
