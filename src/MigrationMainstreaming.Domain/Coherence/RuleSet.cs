using System.Security.Cryptography;
using System.Text.Json;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>The coherence rules of one edition, as their file has them (<c>docs/coherence.md</c>).</summary>
public sealed record RuleSet
{
    /// <summary>The key of the portal's one set of rules.</summary>
    public const string OnlyKey = "coherence";

    /// <summary>The edition of the file format.</summary>
    public int Format { get; init; } = 1;

    public required string Key { get; init; }

    public required int Version { get; init; }

    /// <summary>The language in which every text stands, and which the hash covers.</summary>
    public string SourceLanguage { get; init; } = "en";

    public required LocalText Title { get; init; }

    public IReadOnlyList<CoherenceRule> Rules { get; init; } = [];

    /// <summary>The rule with this code, or <see langword="null"/>.</summary>
    public CoherenceRule? Find(string code) => Rules.FirstOrDefault(rule => rule.Code == code);

    /// <summary>SHA-256, in lower-case hexadecimal, over conditions and source-language texts. Translations do not change it.</summary>
    public string Hash() =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(MapTexts((_, text) => text.Only(SourceLanguage)), QuestionnaireJson.Options)));

    /// <summary>The same set with each text that a person reads replaced.</summary>
    /// <param name="map">Gets the text's path (<c>title</c>, <c>R01.sentence</c>, <c>R01.wayOut</c>) and the text.</param>
    public RuleSet MapTexts(Func<string, LocalText, LocalText> map) => this with
    {
        Title = map("title", Title),
        Rules = [.. Rules.Select(rule => rule with { Sentence = map($"{rule.Code}.sentence", rule.Sentence), WayOut = map($"{rule.Code}.wayOut", rule.WayOut) })],
    };
}
