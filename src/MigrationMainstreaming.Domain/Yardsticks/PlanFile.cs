using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Yardsticks;

/// <summary>Reads the items of a national plan from a file: a table (CSV) or JSON. A file is refused whole, with every problem named by its place.</summary>
/// <remarks>The table has a heading line with <c>code</c>, <c>parent</c> (may be left out) and one column for each language, named by its tag:
/// <c>code,parent,en,fr</c>. Commas, semicolons and tabs part its columns. JSON has <c>{"items": [{"code", "parent", "title": {"en": …}}]}</c>.</remarks>
public static class PlanFile
{
    /// <summary>The greatest size of a file, in bytes.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <returns>The items, or none and what is wrong.</returns>
    public static (IReadOnlyList<PlanItem> Items, IReadOnlyList<QuestionnaireProblem> Problems) Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return ([], [new QuestionnaireProblem("$", $"The file is larger than {MaxBytes / 1024 / 1024} MB.")]);
        }

        var bytes = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(bytes.Span))
        {
            return ([], [new QuestionnaireProblem("$", "The file is not written in UTF-8. Save it in this encoding.")]);
        }

        var (items, problems, places) = bytes.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? ReadJson(bytes) : ReadTable(Encoding.UTF8.GetString(bytes.Span));
        if (problems.Count == 0)
        {
            // What is wrong with the tree is told by the places in the list, and read by the places in the file.
            problems = [.. new PlanContent { Title = new LocalText("en", "Plan"), Items = items }.Problems().Select(problem => places.TryGetValue(problem.Path, out var place) ? problem with { Path = place } : problem)];
        }

        return problems.Count == 0 && items.Count == 0 ? ([], [new QuestionnaireProblem("$", "The file holds no item.")])
            : problems.Count == 0 ? (items, problems) : ([], problems);
    }

    private static (List<PlanItem>, List<QuestionnaireProblem>, Dictionary<string, string> Places) ReadJson(ReadOnlyMemory<byte> bytes)
    {
        var (document, unreadable) = JsonFile.Open(bytes);
        if (document is null)
        {
            return ([], [.. unreadable], []);
        }

        using (document)
        {
            if (!document.RootElement.TryGetProperty("items", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return ([], [new QuestionnaireProblem("items", "The list of items is missing.")], []);
            }

            var (items, problems) = (new List<PlanItem>(), new List<QuestionnaireProblem>());
            foreach (var (element, index) in list.EnumerateArray().Select((element, index) => (element, index)))
            {
                try
                {
                    items.Add(element.Deserialize<PlanItem>(QuestionnaireJson.Options) ?? throw new JsonException("An item is an object with code and title."));
                }
                catch (JsonException problem)
                {
                    problems.Add(new QuestionnaireProblem($"items[{index}]", JsonFile.Plain(problem)));
                }
            }

            return (items, problems, []);
        }
    }

    private static (List<PlanItem>, List<QuestionnaireProblem>, Dictionary<string, string> Places) ReadTable(string text)
    {
        var rows = RowsOf(text, text.Split('\n')[0] is var first && first.Contains('\t') ? '\t' : first.Count(sign => sign == ';') > first.Count(sign => sign == ',') ? ';' : ',');
        if (rows.Count == 0)
        {
            return ([], [new QuestionnaireProblem("$", "The file is empty.")], []);
        }

        var (items, problems, places) = (new List<PlanItem>(), new List<QuestionnaireProblem>(), new Dictionary<string, string>(StringComparer.Ordinal));
        var heads = rows[0].Cells.Select(cell => cell.Trim()).ToList();
        var (code, parent) = (heads.FindIndex(IsCalled("code")), heads.FindIndex(IsCalled("parent")));
        var languages = heads.Select((head, index) => (head, index)).Where(pair => pair.index != code && pair.index != parent).ToList();
        if (code < 0)
        {
            problems.Add(new QuestionnaireProblem("line 1", "The heading line names no column \"code\"."));
        }

        foreach (var (head, _) in languages.Where(pair => !IsLanguage(pair.head)))
        {
            problems.Add(new QuestionnaireProblem("line 1", $"The column \"{head}\" is neither code nor parent nor the tag of a language, such as en or fr."));
        }

        if (languages.Count == 0)
        {
            problems.Add(new QuestionnaireProblem("line 1", "The heading line names no language for titles, such as en."));
        }

        foreach (var twice in heads.GroupBy(head => head, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            problems.Add(new QuestionnaireProblem("line 1", $"The column \"{twice.Key}\" stands twice."));
        }

        foreach (var (cells, line) in problems.Count > 0 ? [] : rows.Skip(1))
        {
            if (cells.Count != heads.Count)
            {
                problems.Add(new QuestionnaireProblem($"line {line}", $"The line has {cells.Count} columns; the heading line has {heads.Count}."));
                continue;
            }

            places[$"items[{items.Count}]"] = $"line {line}";
            var title = new LocalText(languages.Select(pair => KeyValuePair.Create(pair.head, cells[pair.index].Trim())));
            items.Add(new PlanItem(cells[code].Trim(), title, parent < 0 || string.IsNullOrWhiteSpace(cells[parent]) ? null : cells[parent].Trim()));
        }

        return (items, problems, places);

        static Predicate<string> IsCalled(string name) => head => string.Equals(head, name, StringComparison.OrdinalIgnoreCase);

        static bool IsLanguage(string head) => head.Length is >= 2 and <= 20 && head.Split('-') is [{ Length: 2 or 3 } tag, ..] && tag.All(char.IsAsciiLetter) && head.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-');
    }

    /// <summary>The rows of a table that hold anything, each with the number of its first line. Cells may stand in quotes, with doubled quotes and line breaks inside.</summary>
    private static List<(List<string> Cells, int Line)> RowsOf(string text, char separator)
    {
        var (rows, cells, cell) = (new List<(List<string>, int)>(), new List<string>(), new StringBuilder());
        var (quoted, line, begun) = (false, 1, 1);
        for (var index = 0; index < text.Length; index++)
        {
            var sign = text[index];
            if (sign == '\n')
            {
                line++;
            }

            if (quoted)
            {
                if (sign == '"' && index + 1 < text.Length && text[index + 1] == '"')
                {
                    cell.Append('"');
                    index++;
                }
                else if (sign == '"')
                {
                    quoted = false;
                }
                else
                {
                    cell.Append(sign);
                }
            }
            else if (sign == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (sign == separator)
            {
                EndCell();
            }
            else if (sign == '\n')
            {
                EndRow();
            }
            else if (sign != '\r')
            {
                cell.Append(sign);
            }
        }

        EndRow();
        return rows;

        void EndCell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (cells.Exists(one => !string.IsNullOrWhiteSpace(one)))
            {
                rows.Add((cells, begun));
            }

            (cells, begun) = ([], line);
        }
    }
}
