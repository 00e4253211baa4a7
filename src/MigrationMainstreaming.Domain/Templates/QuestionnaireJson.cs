using System.Collections;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MigrationMainstreaming.Domain.Templates;

/// <summary>The one way in which questionnaires, answers and results are written as JSON.</summary>
public static class QuestionnaireJson
{
    /// <summary>Compact; members in the order of declaration, nulls and empty lists left out.</summary>
    public static readonly JsonSerializerOptions Options = NewOptions(indented: false);

    /// <summary>The same with line breaks, for files that people read.</summary>
    public static readonly JsonSerializerOptions Indented = NewOptions(indented: true);

    /// <summary>SHA-256, in lower-case hexadecimal, over structure and source-language texts. Translations do not change it.</summary>
    public static string HashOf(Questionnaire questionnaire)
    {
        var source = questionnaire.MapTexts((_, text) => text.Only(questionnaire.SourceLanguage));
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(source, Options)));
    }

    private static JsonSerializerOptions NewOptions(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            // jsonb stores shorter keys first, so the discriminator may come late.
            AllowOutOfOrderMetadataProperties = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            ReadCommentHandling = JsonCommentHandling.Disallow,
            MaxDepth = 64,
            // Texts of every script stay readable in files; nothing here is ever written into markup.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatIsDerived, LeaveOutEmptyLists } },
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Leaves out what is worked out from the rest (a link's share, the option lists of a type): it is no member of a file, and
    /// <c>JsonIgnore</c> on a base member does not reach its overrides.</summary>
    private static void LeaveOutWhatIsDerived(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Namespace?.StartsWith("MigrationMainstreaming.Domain.Questions", StringComparison.Ordinal) != true)
        {
            return;
        }

        foreach (var property in type.Properties.Where(property => property.Set is null && property.AssociatedParameter is null).ToList())
        {
            type.Properties.Remove(property);
        }
    }

    private static void LeaveOutEmptyLists(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(property.PropertyType) && !property.IsRequired))
        {
            property.ShouldSerialize = (_, value) => value is not null && (value is not ICollection { Count: 0 }) && (value is not IEnumerable list || list.GetEnumerator().MoveNext());
        }
    }
}
