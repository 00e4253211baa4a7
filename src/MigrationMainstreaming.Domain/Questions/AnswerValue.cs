using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MigrationMainstreaming.Domain.Questions;

/// <summary>What was said in answer to a question. Which kinds a question takes is its type's to say.</summary>
/// <remarks>The JSON shapes are a stable contract of the API, the commands and the package (<c>docs/template-files.md</c>).</remarks>
[JsonConverter(typeof(AnswerValueConverter))]
public abstract record AnswerValue
{
    private AnswerValue()
    {
    }

    /// <summary>Whether it says something about the matter: neither not known nor not applicable.</summary>
    public virtual bool SaysSomething => true;

    /// <summary>One option: <c>{"chosen": "partial"}</c>.</summary>
    public sealed record Chosen(string Code) : AnswerValue;

    /// <summary>Several options: <c>{"chosen": ["a", "b"]}</c>.</summary>
    public sealed record ChosenMany(IReadOnlyList<string> Codes) : AnswerValue
    {
        public bool Equals(ChosenMany? other) => other is not null && Codes.ToHashSet().SetEquals(other.Codes);

        public override int GetHashCode() => Codes.Aggregate(0, (hash, code) => hash ^ code.GetHashCode(StringComparison.Ordinal));
    }

    /// <summary>Law and practice, each an option's code or <see langword="null"/> for not known:
    /// <c>{"law": "complete", "practice": "notKnown"}</c>.</summary>
    public sealed record LawAndPractice(string? Law, string? Practice) : AnswerValue
    {
        public override bool SaysSomething => Law is not null || Practice is not null;
    }

    /// <summary>A number: <c>{"measured": 41250}</c>.</summary>
    public sealed record Measured(decimal Number) : AnswerValue;

    /// <summary>A day: <c>{"date": "2026-01-31"}</c>.</summary>
    public sealed record Dated(DateOnly Day) : AnswerValue;

    /// <summary>A text: <c>{"written": "…"}</c>.</summary>
    public sealed record Written(string Text) : AnswerValue;

    /// <summary>A law or document: <c>{"citation": {…}}</c>.</summary>
    public sealed record Cited(Citation Citation) : AnswerValue;

    /// <summary>Counts as unanswered and widens the bounds: <c>{"notKnown": true}</c>.</summary>
    public sealed record NotKnown : AnswerValue
    {
        public override bool SaysSomething => false;
    }

    /// <summary>Leaves the score once the coordinator has confirmed it: <c>{"notApplicable": "reason"}</c>.</summary>
    public sealed record NotApplicable(string Reason) : AnswerValue
    {
        public override bool SaysSomething => false;
    }
}

/// <summary>A law or document, cited in the words of the state.</summary>
/// <param name="Title">Title; the only part that is required.</param>
/// <param name="Number">Official number.</param>
/// <param name="Article">Article or section.</param>
/// <param name="Year">Year.</param>
/// <param name="Url">Address, http or https.</param>
public sealed record Citation(string Title, string? Number = null, string? Article = null, int? Year = null, string? Url = null);

internal sealed class AnswerValueConverter : JsonConverter<AnswerValue>
{
    private const string NotKnownHalf = "notKnown";

    public override AnswerValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var value = document.RootElement;
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("An answer is an object such as {\"chosen\": \"yes\"}.");
        }

        var names = value.EnumerateObject().Select(property => property.Name).ToArray();
        return names switch
        {
            ["chosen"] => ReadChosen(value.GetProperty("chosen")),
            ["law", "practice"] or ["practice", "law"] => new AnswerValue.LawAndPractice(ReadHalf(value, "law"), ReadHalf(value, "practice")),
            ["measured"] => ReadMeasured(value.GetProperty("measured")),
            ["date"] => ReadDate(value.GetProperty("date")),
            ["written"] => new AnswerValue.Written(ReadText(value.GetProperty("written"), "written")),
            ["citation"] => new AnswerValue.Cited(ReadCitation(value.GetProperty("citation"))),
            ["notKnown"] when value.GetProperty("notKnown").ValueKind == JsonValueKind.True => new AnswerValue.NotKnown(),
            ["notApplicable"] => new AnswerValue.NotApplicable(ReadText(value.GetProperty("notApplicable"), "notApplicable")),
            _ => throw new JsonException("An answer has one of: chosen, law and practice, measured, date, written, citation, notKnown (true), notApplicable (reason)."),
        };
    }

    public override void Write(Utf8JsonWriter writer, AnswerValue value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case AnswerValue.Chosen(var code):
                writer.WriteString("chosen", code);
                break;
            case AnswerValue.ChosenMany(var codes):
                writer.WriteStartArray("chosen");
                foreach (var code in codes)
                {
                    writer.WriteStringValue(code);
                }

                writer.WriteEndArray();
                break;
            case AnswerValue.LawAndPractice(var law, var practice):
                writer.WriteString("law", law ?? NotKnownHalf);
                writer.WriteString("practice", practice ?? NotKnownHalf);
                break;
            case AnswerValue.Measured(var number):
                writer.WriteNumber("measured", number);
                break;
            case AnswerValue.Dated(var day):
                writer.WriteString("date", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case AnswerValue.Written(var text):
                writer.WriteString("written", text);
                break;
            case AnswerValue.Cited(var citation):
                writer.WriteStartObject("citation");
                writer.WriteString("title", citation.Title);
                WriteIfThere(writer, "number", citation.Number);
                WriteIfThere(writer, "article", citation.Article);
                if (citation.Year is { } year)
                {
                    writer.WriteNumber("year", year);
                }

                WriteIfThere(writer, "url", citation.Url);
                writer.WriteEndObject();
                break;
            case AnswerValue.NotKnown:
                writer.WriteBoolean("notKnown", true);
                break;
            case AnswerValue.NotApplicable(var reason):
                writer.WriteString("notApplicable", reason);
                break;
            default:
                throw new JsonException($"No JSON shape for {value.GetType().Name}.");
        }

        writer.WriteEndObject();
    }

    private static void WriteIfThere(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static AnswerValue ReadChosen(JsonElement chosen) => chosen.ValueKind switch
    {
        JsonValueKind.String => new AnswerValue.Chosen(chosen.GetString()!),
        JsonValueKind.Array => new AnswerValue.ChosenMany([.. chosen.EnumerateArray().Select(code => ReadText(code, "chosen"))]),
        _ => throw new JsonException("\"chosen\" is an option's code, or a list of codes."),
    };

    private static string? ReadHalf(JsonElement value, string half)
    {
        var code = ReadText(value.GetProperty(half), half);
        return code == NotKnownHalf ? null : code;
    }

    private static AnswerValue.Measured ReadMeasured(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetDecimal(out var value)
            ? new AnswerValue.Measured(value)
            : throw new JsonException("\"measured\" is a number.");

    private static AnswerValue.Dated ReadDate(JsonElement date) =>
        date.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(date.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new AnswerValue.Dated(day)
            : throw new JsonException("\"date\" is a day written as 2026-01-31.");

    private static Citation ReadCitation(JsonElement citation)
    {
        if (citation.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("\"citation\" is an object with a title.");
        }

        int? year = null;
        if (citation.TryGetProperty("year", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            year = given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var number) ? number : throw new JsonException("\"year\" is a whole number.");
        }

        return new Citation(TextOf("title") ?? throw new JsonException("A citation has a title."), TextOf("number"), TextOf("article"), year, TextOf("url"));

        string? TextOf(string name) => citation.TryGetProperty(name, out var text) && text.ValueKind != JsonValueKind.Null ? ReadText(text, name) : null;
    }

    private static string ReadText(JsonElement text, string name) =>
        text.ValueKind == JsonValueKind.String ? text.GetString()! : throw new JsonException($"\"{name}\" is a text.");
}
