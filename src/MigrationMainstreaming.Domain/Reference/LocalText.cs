using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MigrationMainstreaming.Domain.Reference;

/// <summary>One text in several languages: what a person reads in a questionnaire, a framework or a list.</summary>
/// <remarks>In JSON an object of language tag → text, in the order in which the languages were given.</remarks>
[JsonConverter(typeof(LocalTextConverter))]
public sealed class LocalText : IEquatable<LocalText>
{
    private readonly ImmutableSortedDictionary<string, string> _texts;

    /// <param name="texts">Language tag (<c>en</c>, <c>pt-BR</c>) → text. Empty texts are left out.</param>
    public LocalText(IEnumerable<KeyValuePair<string, string>> texts) =>
        _texts = texts.Where(text => !string.IsNullOrWhiteSpace(text.Value)).ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>A text that stands in one language so far.</summary>
    public LocalText(string language, string text)
        : this([new KeyValuePair<string, string>(language, text)])
    {
    }

    /// <summary>The languages in which this text stands, in alphabetical order.</summary>
    public IEnumerable<string> Languages => _texts.Keys;

    /// <summary>The text in exactly this language, or <see langword="null"/>.</summary>
    public string? this[string language] => _texts.GetValueOrDefault(language);

    /// <summary>The text for a reader: in the language asked for, else in its parent language (<c>pt</c> for
    /// <c>pt-BR</c>), else in the source language, else in English, else in any. Never blank while there is any text.</summary>
    public ReadText In(string language, string sourceLanguage = "en")
    {
        string[] chain = [language, language.Split('-')[0], sourceLanguage, "en"];
        foreach (var candidate in chain)
        {
            if (_texts.TryGetValue(candidate, out var text))
            {
                return new ReadText(text, candidate, IsFallback: !SameLanguage(candidate, language));
            }
        }

        return _texts.IsEmpty ? new ReadText("", language, IsFallback: true) : new ReadText(_texts.First().Value, _texts.First().Key, IsFallback: true);
    }

    /// <summary>This text with one language replaced; an empty text takes the language out.</summary>
    public LocalText With(string language, string? text) =>
        new(string.IsNullOrWhiteSpace(text) ? _texts.Remove(language) : _texts.SetItem(language, text));

    /// <summary>Only the given language, as published versions keep their source.</summary>
    public LocalText Only(string language) => new(_texts.Where(text => SameLanguage(text.Key, language)));

    public bool Equals(LocalText? other) => other is not null && _texts.Count == other._texts.Count && _texts.All(text => other[text.Key] == text.Value);

    public override bool Equals(object? obj) => Equals(obj as LocalText);

    public override int GetHashCode() => _texts.Aggregate(_texts.Count, (hash, text) => HashCode.Combine(hash, text.Value));

    public override string ToString() => In("en").Text;

    private static bool SameLanguage(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A text as one reader sees it.</summary>
/// <param name="Text">The words.</param>
/// <param name="Language">The language in which they stand; for the <c>lang</c> attribute.</param>
/// <param name="IsFallback">Whether another language was asked for: shown with "not yet translated".</param>
public readonly record struct ReadText(string Text, string Language, bool IsFallback)
{
    /// <summary><c>rtl</c> or <c>ltr</c>.</summary>
    public string Direction => LanguageDirection.Of(Language);
}

/// <summary>In which direction a language is written.</summary>
/// <remarks>A table of our own: the ICU data of some systems say nothing of Divehi and others.</remarks>
public static class LanguageDirection
{
    private static readonly HashSet<string> RightToLeft = new(["ar", "dv", "fa", "he", "ps", "ur", "ckb", "yi"], StringComparer.OrdinalIgnoreCase);

    /// <summary><c>rtl</c> or <c>ltr</c>.</summary>
    public static string Of(string language) => RightToLeft.Contains(language.Split('-')[0]) ? "rtl" : "ltr";
}

internal sealed class LocalTextConverter : JsonConverter<LocalText>
{
    public override LocalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A text is an object of language and text, such as {\"en\": \"…\"}.");
        }

        var texts = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var language = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException($"The text in \"{language}\" must be a string.");
            }

            if (texts.Exists(text => string.Equals(text.Key, language, StringComparison.OrdinalIgnoreCase)))
            {
                throw new JsonException($"The language \"{language}\" stands twice in one text.");
            }

            texts.Add(new KeyValuePair<string, string>(language, reader.GetString()!));
        }

        return new LocalText(texts);
    }

    public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var language in value.Languages)
        {
            writer.WriteString(language, value[language]);
        }

        writer.WriteEndObject();
    }
}
