using System.Text.Json;
using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Jurisdictions;

namespace MigrationMainstreaming.Domain.Questions;

/// <summary>Which half of a law-and-practice answer a condition looks at.</summary>
public enum AnswerHalf
{
    Law,
    Practice,
}

/// <summary>When something is asked: over answers given earlier and the country profile.</summary>
[JsonConverter(typeof(ConditionConverter))]
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>Whether it holds for these answers and this profile. A question without an answer makes every comparison false.</summary>
    /// <param name="answerTo">The answer to a question that is asked now; <see langword="null"/> when there is none or it is hidden.</param>
    /// <param name="profile">The country profile.</param>
    public abstract bool Holds(Func<string, AnswerValue?> answerTo, CountryProfile profile);

    /// <summary>The codes of the questions that it looks at.</summary>
    public abstract IEnumerable<string> QuestionCodes { get; }

    /// <summary>At least one of the ticks is set.</summary>
    public sealed record Profile(IReadOnlyList<string> Ticks) : Condition
    {
        public override IEnumerable<string> QuestionCodes => [];

        public override bool Holds(Func<string, AnswerValue?> answerTo, CountryProfile profile) => Ticks.Any(profile.Has);
    }

    /// <summary>The answer is one of these codes.</summary>
    public sealed record Choice(string Question, IReadOnlyList<string> Codes, AnswerHalf Half = AnswerHalf.Law) : Condition
    {
        public override IEnumerable<string> QuestionCodes => [Question];

        public override bool Holds(Func<string, AnswerValue?> answerTo, CountryProfile profile) => answerTo(Question) switch
        {
            AnswerValue.Chosen(var code) => Codes.Contains(code),
            AnswerValue.ChosenMany(var codes) => codes.Any(Codes.Contains),
            AnswerValue.LawAndPractice(var law, var practice) => (Half == AnswerHalf.Law ? law : practice) is { } code && Codes.Contains(code),
            _ => false,
        };
    }

    /// <summary>The answer is a number within these limits, both included.</summary>
    public sealed record Within(string Question, decimal? AtLeast, decimal? AtMost) : Condition
    {
        public override IEnumerable<string> QuestionCodes => [Question];

        public override bool Holds(Func<string, AnswerValue?> answerTo, CountryProfile profile) =>
            answerTo(Question) is AnswerValue.Measured(var number) && (AtLeast is null || number >= AtLeast) && (AtMost is null || number <= AtMost);
    }

    /// <summary>There is an answer that says something (or there is none).</summary>
    public sealed record Answered(string Question, bool Yes = true) : Condition
    {
        public override IEnumerable<string> QuestionCodes => [Question];

        public override bool Holds(Func<string, AnswerValue?> answerTo, CountryProfile profile) => (answerTo(Question)?.SaysSomething ?? false) == Yes;
    }

    /// <summary>All hold.</summary>
    public sealed record All(IReadOnlyList<Condition> Conditions) : Condition
    {
        public override IEnumerable<string> QuestionCodes => Conditions.SelectMany(condition => condition.QuestionCodes);

        public override bool Holds(Func<string, AnswerValue?> answerTo, CountryProfile profile) => Conditions.All(condition => condition.Holds(answerTo, profile));
    }

    /// <summary>At least one holds.</summary>
    public sealed record Any(IReadOnlyList<Condition> Conditions) : Condition
    {
        public override IEnumerable<string> QuestionCodes => Conditions.SelectMany(condition => condition.QuestionCodes);

        public override bool Holds(Func<string, AnswerValue?> answerTo, CountryProfile profile) => Conditions.Any(condition => condition.Holds(answerTo, profile));
    }

    /// <summary>It does not hold.</summary>
    public sealed record Unless(Condition Condition) : Condition
    {
        public override IEnumerable<string> QuestionCodes => Condition.QuestionCodes;

        public override bool Holds(Func<string, AnswerValue?> answerTo, CountryProfile profile) => !Condition.Holds(answerTo, profile);
    }
}

internal sealed class ConditionConverter : JsonConverter<Condition>
{
    private const string Forms = "A condition is one of {\"profile\": […]}, {\"question\": …, \"is\": […]}, {\"question\": …, \"atLeast\" or \"atMost\": …}, {\"question\": …, \"answered\": true}, {\"all\": […]}, {\"any\": […]}, {\"not\": …}.";

    public override Condition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Read(document.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, Condition value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case Condition.Profile(var ticks):
                WriteList(writer, "profile", ticks);
                break;
            case Condition.Choice(var question, var codes, var half):
                writer.WriteString("question", question);
                WriteList(writer, "is", codes);
                if (half == AnswerHalf.Practice)
                {
                    writer.WriteString("half", "practice");
                }

                break;
            case Condition.Within(var question, var atLeast, var atMost):
                writer.WriteString("question", question);
                if (atLeast is { } least)
                {
                    writer.WriteNumber("atLeast", least);
                }

                if (atMost is { } most)
                {
                    writer.WriteNumber("atMost", most);
                }

                break;
            case Condition.Answered(var question, var yes):
                writer.WriteString("question", question);
                writer.WriteBoolean("answered", yes);
                break;
            case Condition.All(var all):
                WriteParts(writer, "all", all, options);
                break;
            case Condition.Any(var any):
                WriteParts(writer, "any", any, options);
                break;
            case Condition.Unless(var inner):
                writer.WritePropertyName("not");
                Write(writer, inner, options);
                break;
            default:
                throw new JsonException($"No JSON shape for {value.GetType().Name}.");
        }

        writer.WriteEndObject();
    }

    private static Condition Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException(Forms);
        }

        var names = element.EnumerateObject().Select(property => property.Name).ToHashSet();
        return names.Count switch
        {
            1 when names.Contains("profile") => new Condition.Profile(Texts(element.GetProperty("profile"))),
            1 when names.Contains("all") => new Condition.All(Parts(element.GetProperty("all"))),
            1 when names.Contains("any") => new Condition.Any(Parts(element.GetProperty("any"))),
            1 when names.Contains("not") => new Condition.Unless(Read(element.GetProperty("not"))),
            > 1 when names.Remove("question") => ReadComparison(element, Text(element.GetProperty("question")), names),
            _ => throw new JsonException(Forms),
        };
    }

    private static Condition ReadComparison(JsonElement element, string question, HashSet<string> names)
    {
        if (names.Contains("is") && names.IsSubsetOf(["is", "half"]))
        {
            var half = !names.Contains("half") ? AnswerHalf.Law : Text(element.GetProperty("half")) switch
            {
                "law" => AnswerHalf.Law,
                "practice" => AnswerHalf.Practice,
                _ => throw new JsonException("\"half\" is \"law\" or \"practice\"."),
            };
            return new Condition.Choice(question, Texts(element.GetProperty("is")), half);
        }

        if (names.SetEquals(["answered"]) && element.GetProperty("answered").ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return new Condition.Answered(question, element.GetProperty("answered").GetBoolean());
        }

        return names.IsSubsetOf(["atLeast", "atMost"])
            ? new Condition.Within(question, Number(element, "atLeast"), Number(element, "atMost"))
            : throw new JsonException(Forms);
    }

    private static decimal? Number(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var number) ? null
        : number.ValueKind == JsonValueKind.Number && number.TryGetDecimal(out var value) ? value
        : throw new JsonException($"\"{name}\" is a number.");

    private static List<Condition> Parts(JsonElement parts) =>
        parts.ValueKind == JsonValueKind.Array && parts.GetArrayLength() > 0 ? [.. parts.EnumerateArray().Select(Read)] : throw new JsonException(Forms);

    private static List<string> Texts(JsonElement texts) =>
        texts.ValueKind == JsonValueKind.Array && texts.GetArrayLength() > 0 ? [.. texts.EnumerateArray().Select(Text)] : throw new JsonException(Forms);

    private static string Text(JsonElement text) => text.ValueKind == JsonValueKind.String ? text.GetString()! : throw new JsonException(Forms);

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private void WriteParts(Utf8JsonWriter writer, string name, IReadOnlyList<Condition> parts, JsonSerializerOptions options)
    {
        writer.WriteStartArray(name);
        foreach (var part in parts)
        {
            Write(writer, part, options);
        }

        writer.WriteEndArray();
    }
}
