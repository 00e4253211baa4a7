using System.Globalization;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Questions.Types;

/// <summary>A day.</summary>
public sealed record Day(DateOnly? Earliest = null, DateOnly? Latest = null) : Unscored
{
    public override string? ProblemWith(AnswerValue value) => value switch
    {
        AnswerValue.Dated(var day) when day < Earliest => $"Give a day from {Written(Earliest)} on.",
        AnswerValue.Dated(var day) when day > Latest => $"Give a day up to {Written(Latest)}.",
        AnswerValue.Dated => null,
        _ => "Give a day.",
    };

    public override IEnumerable<(string Path, string Problem)> Problems(bool scored) =>
        Earliest > Latest ? [("latest", "The latest day is before the earliest.")] : [];

    private static string Written(DateOnly? day) => day!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A text in the reader's own words, at most <paramref name="MaxLength"/> characters as readers count them.</summary>
public sealed record FreeText(int MaxLength = 2000) : Unscored
{
    /// <summary>No answer is longer than this.</summary>
    public const int Longest = 20_000;

    public override string? ProblemWith(AnswerValue value)
    {
        if (value is not AnswerValue.Written(var text) || string.IsNullOrWhiteSpace(text))
        {
            return "Write an answer.";
        }

        return TextRules.ProblemWith(text, MaxLength);
    }

    public override IEnumerable<(string Path, string Problem)> Problems(bool scored) =>
        MaxLength is < 1 or > Longest ? [("maxLength", $"Between 1 and {Longest} characters.")] : [];
}

/// <summary>A law or document, cited.</summary>
public sealed record LegalReference : Unscored
{
    public override string? ProblemWith(AnswerValue value) => value switch
    {
        AnswerValue.Cited(var citation) when string.IsNullOrWhiteSpace(citation.Title) => "Give the title of the law or document.",
        AnswerValue.Cited(var citation) when citation.Year is < 1000 or > 2200 => "Give the year in four digits.",
        AnswerValue.Cited(var citation) when citation.Url is { Length: > 0 } url && !IsWebAddress(url) => "Give an address that begins with http:// or https://.",
        AnswerValue.Cited(var citation) => new[] { citation.Title, citation.Number, citation.Article, citation.Url }
            .Select(text => text is null ? null : TextRules.ProblemWith(text, 1000)).FirstOrDefault(problem => problem is not null),
        _ => "Cite the law or document.",
    };

    public override IEnumerable<(string Path, string Problem)> Problems(bool scored) => [];

    private static bool IsWebAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}

/// <summary>What the types have in common that earn no marks.</summary>
public abstract record Unscored : QuestionType
{
    public override bool EarnsMarks => false;

    public override decimal? MarksFor(AnswerValue value, CountryProfile profile, Func<AnswerOption, bool>? counts = null) => null;

    public override QuestionType MapTexts(Func<string, LocalText, LocalText> map) => this;
}

/// <summary>What a stored text may be.</summary>
public static class TextRules
{
    /// <summary>The signs that join two consonants into one, and the consonants that they join (UAX #29, rule GB9c): Devanagari, Bengali, Gujarati,
    /// Odia, Telugu, Malayalam.</summary>
    private const string Linkers = "\u094D\u09CD\u0ACD\u0B4D\u0C4D\u0D4D";

    private static readonly (char First, char Last)[] Joined =
    [
        ('\u0915', '\u0939'), ('\u0958', '\u095F'), ('\u0978', '\u097F'), ('\u0995', '\u09B9'), ('\u09DC', '\u09DF'), ('\u09F0', '\u09F1'), ('\u0A95', '\u0AB9'), ('\u0AF9', '\u0AF9'),
        ('\u0B15', '\u0B39'), ('\u0B5C', '\u0B5F'), ('\u0B71', '\u0B71'), ('\u0C15', '\u0C39'), ('\u0C58', '\u0C5A'), ('\u0D15', '\u0D3A'),
    ];

    /// <summary>How many characters a reader counts (grapheme clusters), as browsers do.</summary>
    /// <remarks>The base library parts the conjuncts of Indic scripts, which readers and browsers see as one.</remarks>
    public static int LengthOf(string text)
    {
        var rest = text.AsSpan();
        var (length, isLinked) = (0, false);
        while (!rest.IsEmpty)
        {
            var next = rest[..StringInfo.GetNextTextElementLength(rest)];
            rest = rest[next.Length..];
            var isConsonant = IsJoined(next[0]);
            if (!(isLinked && isConsonant))
            {
                length++;
            }

            isLinked = isConsonant && EndsLinked(next[1..]);
        }

        return length;
    }

    private static bool IsJoined(char sign) => sign is >= '\u0915' and <= '\u0D3A' && Array.Exists(Joined, range => sign >= range.First && sign <= range.Last);

    private static bool EndsLinked(ReadOnlySpan<char> signs)
    {
        var isLinked = false;
        foreach (var sign in signs)
        {
            if (Linkers.Contains(sign))
            {
                isLinked = true;
            }
            else if (sign != '\u200D' && CharUnicodeInfo.GetUnicodeCategory(sign) != UnicodeCategory.NonSpacingMark)
            {
                // A vowel that takes its own room, or a sign that keeps them apart.
                return false;
            }
        }

        return isLinked;
    }

    /// <summary>Names of people, offices and titles are no longer than this.</summary>
    public const int LongestName = 200;

    /// <summary>Why this text cannot be kept exactly; <see langword="null"/> when it can.</summary>
    /// <param name="text">Any script; line breaks, joiners and direction marks are kept as they are.</param>
    /// <param name="maxLength">In characters as readers count them (grapheme clusters).</param>
    public static string? ProblemWith(string text, int maxLength)
    {
        if (text.Contains('\0'))
        {
            return "The text holds a NUL character, which cannot be kept. Remove it and try again.";
        }

        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]))
            {
                if (index + 1 >= text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                {
                    return "The text holds half of a character, which cannot be kept. Remove it and try again.";
                }

                index++;
            }
        }

        // A grapheme is at least one char: shorter texts need no counting.
        if (text.Length <= maxLength)
        {
            return null;
        }

        var length = LengthOf(text);
        return length <= maxLength ? null : string.Create(CultureInfo.InvariantCulture, $"The text has {length} characters; at most {maxLength} can be kept.");
    }
}
