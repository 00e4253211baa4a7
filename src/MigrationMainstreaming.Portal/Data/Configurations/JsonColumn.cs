using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Data.Configurations;

/// <summary>An unchanging document in one <c>jsonb</c> column, written as <see cref="QuestionnaireJson"/> writes it.</summary>
/// <remarks>A converter instead of EF's own JSON mapping: rows written before a member was added can still be read and saved.</remarks>
public static class JsonColumn
{
    /// <summary>As in files, but lenient in reading: what older rows lack or carry too much does no harm.</summary>
    internal static readonly JsonSerializerOptions Options = new(QuestionnaireJson.Options)
    {
        RespectRequiredConstructorParameters = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Keeps the property as <c>jsonb</c>. The document is compared by its own equality.</summary>
    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property) =>
        property.HasColumnType("jsonb").HasConversion(
            new ValueConverter<T, string>(value => JsonSerializer.Serialize(value, Options), json => JsonSerializer.Deserialize<T>(json, Options)!),
            new ValueComparer<T>((one, other) => Equals(one, other), value => value == null ? 0 : value.GetHashCode(), value => value));

    /// <summary>Keeps a list of words as <c>text[]</c>.</summary>
    public static PropertyBuilder<IReadOnlyList<string>> IsWords(this PropertyBuilder<IReadOnlyList<string>> property) =>
        property.HasColumnType("text[]").HasConversion(
            new ValueConverter<IReadOnlyList<string>, string[]>(words => words.ToArray(), words => words),
            new ValueComparer<IReadOnlyList<string>>((one, other) => one!.SequenceEqual(other!), words => words.Count, words => words));
}
