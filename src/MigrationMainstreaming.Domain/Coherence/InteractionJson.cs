using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>The file of a matrix, and the figures that the command <c>interactions</c> writes.</summary>
public static class InteractionJson
{
    private const string Shape = "Expected an object such as {\"order\": [\"health\", \"education\"], \"matrix\": [[0, 2], [-1, 0]]}.";
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads <c>{"order": […], "matrix": [[…], …]}</c>, rows influence columns.</summary>
    /// <returns>The table; or <see langword="null"/> and everything that is wrong, each with its place in the file.</returns>
    /// <remarks>The diagonal takes a rating or <c>null</c>, and is not looked at afterwards. Other members than these two are passed over.</remarks>
    public static (InteractionTable? Table, IReadOnlyList<QuestionnaireProblem> Problems) Read(ReadOnlyMemory<byte> utf8)
    {
        var (document, unreadable) = JsonFile.Open(utf8);
        if (document is null)
        {
            return (null, unreadable);
        }

        using (document)
        {
            var problems = new List<QuestionnaireProblem>();
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, [new QuestionnaireProblem("$", Shape)]);
            }

            var order = List(root, "order", problems) is { } codes ? Order(codes, problems) : null;
            var values = List(root, "matrix", problems) is { } rows ? Values(rows, order, problems) : null;
            return problems.Count > 0 ? (null, problems) : (new InteractionTable(order!, values!), problems);
        }
    }

    /// <summary>The table in the shape that <see cref="Read"/> takes: <c>null</c> where nobody has rated, 0 on the diagonal.</summary>
    public static byte[] Of(InteractionTable table) => Written(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("order");
        foreach (var code in table.Order)
        {
            writer.WriteStringValue(code);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("matrix");
        for (var from = 0; from < table.Order.Count; from++)
        {
            writer.WriteStartArray();
            for (var to = 0; to < table.Order.Count; to++)
            {
                if ((from == to ? 0m : table[from, to]) is { } value)
                {
                    writer.WriteNumberValue(Plain(value));
                }
                else
                {
                    writer.WriteNullValue();
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }, Compact);

    /// <summary>The figures as a contract has them: exact, in the file's order.</summary>
    public static byte[] Of(IReadOnlyList<InteractionFigures> figures) => Written(writer =>
    {
        writer.WriteStartArray();
        foreach (var of in figures)
        {
            writer.WriteStartObject();
            writer.WriteString("code", of.Code);
            writer.WriteNumber("positive", Plain(of.Positive));
            writer.WriteNumber("negative", Plain(of.Negative));
            writer.WriteNumber("influence", Plain(of.Influence));
            writer.WriteNumber("dependence", Plain(of.Dependence));
            writer.WriteNumber("secondOrder", Plain(of.SecondOrder));
            writer.WriteNumber("total", Plain(of.Total));
            writer.WriteNumber("rank", of.Rank);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }, Indented);

    private static JsonElement? List(JsonElement root, string name, List<QuestionnaireProblem> problems)
    {
        if (!root.TryGetProperty(name, out var list))
        {
            problems.Add(new QuestionnaireProblem(name, $"This member is missing. {Shape}"));
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            problems.Add(new QuestionnaireProblem(name, $"This is not a list. {Shape}"));
            return null;
        }

        return list;
    }

    private static List<string>? Order(JsonElement codes, List<QuestionnaireProblem> problems)
    {
        var before = problems.Count;
        var count = codes.GetArrayLength();
        if (count is 0 or > InteractionTable.MostCodes)
        {
            problems.Add(new QuestionnaireProblem("order", count == 0
                ? "Name at least one code."
                : string.Create(CultureInfo.InvariantCulture, $"There are {count:N0} codes; at most {InteractionTable.MostCodes} are analysed at once.")));
            return null;
        }

        var order = new List<string>(count);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var code in codes.EnumerateArray())
        {
            var index = order.Count;
            var text = code.ValueKind == JsonValueKind.String ? code.GetString()! : "";
            order.Add(text);
            if (code.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(text))
            {
                problems.Add(new QuestionnaireProblem($"order[{index}]", code.ValueKind == JsonValueKind.String ? "The code is empty." : "A code is a text such as \"health\"."));
            }
            else if (!places.TryAdd(text, index))
            {
                problems.Add(new QuestionnaireProblem($"order[{index}]", $"\"{text}\" stands here twice, first as order[{places[text]}]; each code stands once."));
            }
        }

        return problems.Count == before ? order : null;
    }

    /// <summary>The values, as far as they can be told; as many rows and columns as the list of codes says, or as there are rows where that list is wrong itself.</summary>
    private static decimal?[,]? Values(JsonElement rows, List<string>? order, List<QuestionnaireProblem> problems)
    {
        var count = order?.Count ?? rows.GetArrayLength();
        if (rows.GetArrayLength() is var given && (given != count || given > InteractionTable.MostCodes))
        {
            problems.Add(new QuestionnaireProblem("matrix", given > InteractionTable.MostCodes
                ? string.Create(CultureInfo.InvariantCulture, $"There are {given:N0} rows; at most {InteractionTable.MostCodes} are analysed at once.")
                : $"There are {given} rows for {count} codes; each code has one row."));
            return null;
        }

        var values = new decimal?[count, count];
        var from = 0;
        foreach (var row in rows.EnumerateArray())
        {
            var place = $"matrix[{from}]";
            if (row.ValueKind != JsonValueKind.Array)
            {
                problems.Add(new QuestionnaireProblem(place, "A row is a list of numbers."));
            }
            else if (row.GetArrayLength() != count)
            {
                problems.Add(new QuestionnaireProblem(place, $"There are {row.GetArrayLength()} values for {count} codes; each code has one column."));
            }
            else
            {
                var to = 0;
                foreach (var value in row.EnumerateArray())
                {
                    values[from, to] = Value(value, from == to, out var problem);
                    if (problem is not null)
                    {
                        problems.Add(new QuestionnaireProblem($"{place}[{to}]", problem));
                    }

                    to++;
                }
            }

            from++;
        }

        return values;
    }

    private static decimal? Value(JsonElement element, bool isDiagonal, out string? problem)
    {
        problem = null;
        if (element.ValueKind == JsonValueKind.Null)
        {
            problem = isDiagonal ? null : "This pair is not rated (null); the analysis needs every pair.";
            return null;
        }

        if (element.ValueKind != JsonValueKind.Number)
        {
            problem = "This is not a number; ratings are numbers from -3 to 3.";
            return null;
        }

        if (!element.TryGetDecimal(out var value) || value is < InteractionTable.Lowest or > InteractionTable.Highest)
        {
            problem = "Ratings are numbers from -3 to 3.";
            return null;
        }

        problem = IsExact(element, value) ? null : $"Give at most {InteractionTable.MostPlaces} places after the decimal point, so that every figure is exact.";
        return value;
    }

    /// <summary>Whether the number is taken digit for digit: a decimal keeps 28 places and would drop the rest without a word.</summary>
    private static bool IsExact(JsonElement element, decimal value)
    {
        var text = element.GetRawText();
        var mantissa = text.Split('e', 'E')[0];
        return decimal.Round(value, InteractionTable.MostPlaces) == value && text.Length <= 28 && (value != 0 || !mantissa.Any(digit => digit is >= '1' and <= '9'));
    }

    /// <summary>Without trailing zeros and without a minus before 0: 2, not 2.0. Dividing by one with many zeros takes them off.</summary>
    private static decimal Plain(decimal value) => value == 0 ? 0 : value / 1.0000000000000000000000000000m;

    private static byte[] Written(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            write(writer);
        }

        return stream.ToArray();
    }
}
