using System.Text.Json;
using System.Text.Unicode;

namespace MigrationMainstreaming.Domain.Templates;

/// <summary>Opens a JSON file of anybody's making. What cannot be read, or could be read in two ways, is refused with its place in the file.</summary>
public static class JsonFile
{
    // Members that stand twice are looked for here, because the parser does not say where they stand.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Opens a file; a byte order mark, which editors on some systems put first, is passed over.</summary>
    /// <returns>The document, which the caller disposes of; or <see langword="null"/> and what is wrong.</returns>
    public static (JsonDocument? Document, IReadOnlyList<QuestionnaireProblem> Problems) Open(ReadOnlyMemory<byte> utf8)
    {
        var bytes = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (bytes.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return Refused("The file is empty.");
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            return Refused("The file is not written in UTF-8. Save it in this encoding.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException problem)
        {
            return Refused($"Not readable as JSON: {Plain(problem).TrimEnd('.')} (line {problem.LineNumber + 1}, column {problem.BytePositionInLine + 1}).");
        }

        var problems = new List<QuestionnaireProblem>();
        Look(document.RootElement, "$", problems);
        if (problems.Count == 0)
        {
            return (document, problems);
        }

        document.Dispose();
        return (null, problems);
    }

    /// <summary>The reader's message without its own bookkeeping of path and line.</summary>
    internal static string Plain(JsonException failure)
    {
        var message = failure.Message;
        foreach (var mark in new[] { " Path: $", " LineNumber: " })
        {
            var cut = message.IndexOf(mark, StringComparison.Ordinal);
            message = cut < 0 ? message : message[..cut];
        }

        return message.TrimEnd('.', ' ') + ".";
    }

    /// <summary>The place of a member, as every problem names it: <c>sections[0].questions[1].code</c>.</summary>
    internal static string Place(string parent, string member) => parent == "$" ? member : $"{parent}.{member}";

    private static (JsonDocument?, IReadOnlyList<QuestionnaireProblem>) Refused(string message) => (null, [new QuestionnaireProblem("$", message)]);

    private static void Look(JsonElement element, string path, List<QuestionnaireProblem> problems)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    if (!IsText(() => member.Name))
                    {
                        problems.Add(new QuestionnaireProblem(path, "The name of a member here holds half a character (\\ud800 to \\udfff stand in pairs)."));
                        continue;
                    }

                    var place = Place(path, member.Name);
                    if (!names.Add(member.Name))
                    {
                        problems.Add(new QuestionnaireProblem(place, "This member stands here twice; keep one."));
                    }

                    Look(member.Value, place, problems);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Look(item, $"{path}[{index++}]", problems);
                }

                break;
            case JsonValueKind.String when !IsText(() => element.GetString()!):
                problems.Add(new QuestionnaireProblem(path, "The text holds half a character (\\ud800 to \\udfff stand in pairs)."));
                break;
            default:
                break;
        }
    }

    /// <summary>JSON can escape what is no text: one half of a pair of surrogates. The reader tells by throwing.</summary>
    private static bool IsText(Func<string> read)
    {
        try
        {
            _ = read();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
