using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MigrationMainstreaming.Domain.Templates;

/// <summary>Reads questionnaire files: the shipped ones, an administrator's upload and the command line take this one way.</summary>
/// <remarks>A file is refused whole, with every problem named by its place in the file.</remarks>
public static class QuestionnaireFile
{
    /// <summary>The greatest size of a file, in bytes. The largest shipped one is far below it.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="utf8">The file's bytes, JSON in UTF-8.</param>
    /// <param name="knownItems">All framework items that may be linked (<c>gcm:15</c>).</param>
    /// <returns>The questionnaire, or <see langword="null"/> and what is wrong.</returns>
    public static (Questionnaire? Questionnaire, IReadOnlyList<QuestionnaireProblem> Problems) Read(ReadOnlyMemory<byte> utf8, IReadOnlySet<string> knownItems)
    {
        if (utf8.Length > MaxBytes)
        {
            return Refused(new QuestionnaireProblem("$", string.Create(CultureInfo.InvariantCulture, $"The file has {utf8.Length:N0} bytes; a questionnaire has at most {MaxBytes:N0}.")));
        }

        var (document, unreadable) = JsonFile.Open(utf8);
        if (document is null)
        {
            return (null, unreadable);
        }

        using (document)
        {
            var problems = new List<QuestionnaireProblem>();
            var questionnaire = Diagnose(document.RootElement, typeof(Questionnaire), "$", problems) as Questionnaire;
            if (questionnaire is not null && problems.Count == 0)
            {
                problems.AddRange(QuestionnaireCheck.ProblemsOf(questionnaire, knownItems));
            }

            return problems.Count == 0 ? (questionnaire, problems) : (null, problems);
        }
    }

    /// <summary>The file of a questionnaire, as it is exported: indented JSON in UTF-8 with a line break at the end.</summary>
    public static byte[] Write(Questionnaire questionnaire) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(questionnaire, QuestionnaireJson.Indented), (byte)'\n'];

    private static (Questionnaire?, IReadOnlyList<QuestionnaireProblem>) Refused(QuestionnaireProblem problem) => (null, [problem]);

    /// <summary>Reads a value; where that fails, looks into its parts, so that each problem is named and not only the first.</summary>
    internal static object? Diagnose(JsonElement element, Type type, string path, List<QuestionnaireProblem> problems)
    {
        JsonException failure;
        try
        {
            return element.Deserialize(type, QuestionnaireJson.Options)
                ?? throw new JsonException("null is not allowed here; leave the member out instead.");
        }
        catch (JsonException problem)
        {
            failure = problem;
        }
        catch (NotSupportedException)
        {
            failure = new JsonException("\"kind\" is missing.");
        }

        var before = problems.Count;
        if (ItemTypeOf(type) is { } itemType && element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                Diagnose(item, itemType, $"{path}[{index++}]", problems);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object && ObjectTypeOf(element, type) is { } info)
        {
            DiagnoseMembers(element, info, path, problems);
        }

        if (problems.Count == before)
        {
            problems.Add(new QuestionnaireProblem(path, Plain(failure, element, type)));
        }

        return null;
    }

    private static void DiagnoseMembers(JsonElement element, JsonTypeInfo info, string path, List<QuestionnaireProblem> problems)
    {
        var members = info.Properties.Where(property => property.Get is not null || property.Set is not null).ToDictionary(property => property.Name, StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var place = JsonFile.Place(path, member.Name);
            if (members.Remove(member.Name, out var property))
            {
                Diagnose(member.Value, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, place, problems);
            }
            else if (member.Name is not ("kind" or "$schema"))
            {
                problems.Add(new QuestionnaireProblem(place, "There is no such member here; look at its spelling."));
            }
        }

        foreach (var missing in members.Values.Where(property => property.IsRequired))
        {
            problems.Add(new QuestionnaireProblem(path, $"\"{missing.Name}\" is missing."));
        }
    }

    private static Type? ItemTypeOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>The members of a type, or of the derived one that <c>kind</c> names; nothing for types that read themselves.</summary>
    private static JsonTypeInfo? ObjectTypeOf(JsonElement element, Type type)
    {
        var info = QuestionnaireJson.Options.GetTypeInfo(type);
        if (info.PolymorphismOptions is { } polymorphism)
        {
            var kind = element.TryGetProperty(polymorphism.TypeDiscriminatorPropertyName, out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
            var derived = polymorphism.DerivedTypes.FirstOrDefault(candidate => candidate.TypeDiscriminator as string == kind).DerivedType;
            return derived is null ? null : QuestionnaireJson.Options.GetTypeInfo(derived);
        }

        return info.Kind == JsonTypeInfoKind.Object ? info : null;
    }

    private static string Plain(JsonException failure, JsonElement element, Type type)
    {
        if (QuestionnaireJson.Options.GetTypeInfo(type).PolymorphismOptions is { } polymorphism)
        {
            return $"\"kind\" must be one of: {string.Join(", ", polymorphism.DerivedTypes.Select(derived => derived.TypeDiscriminator))}.";
        }

        if (type.IsEnum)
        {
            return $"Must be one of: {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}.";
        }

        var expected = Type.GetTypeCode(type) switch
        {
            TypeCode.String => "a text in quotation marks",
            TypeCode.Boolean => "true or false",
            TypeCode.Int32 => "a whole number",
            TypeCode.Decimal => "a number",
            _ when type == typeof(DateOnly) => "a day such as \"2026-01-31\"",
            _ when ItemTypeOf(type) is not null => "a list in square brackets",
            _ => null,
        };
        return expected is null ? JsonFile.Plain(failure) : $"Expected {expected}, found {element.ValueKind.ToString().ToLowerInvariant()}.";
    }
}
