using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Questions;

/// <summary>One thing asked, with a code that never changes its meaning across versions.</summary>
public sealed record Question
{
    public required string Code { get; init; }

    public required LocalText Text { get; init; }

    /// <summary>One line under the question.</summary>
    public LocalText? Hint { get; init; }

    /// <summary>What counts as an answer.</summary>
    public LocalText? Guidance { get; init; }

    /// <summary>Typical sources.</summary>
    public LocalText? EvidenceHint { get; init; }

    /// <summary>Whether it stands in the way of submission while it has neither a value nor "not known" nor "not applicable".</summary>
    public bool Required { get; init; } = true;

    /// <summary>Whether it counts in the score, where its type earns marks at all.</summary>
    public bool Scored { get; init; } = true;

    /// <summary>How much it counts in a mean; greater than 0.</summary>
    public decimal Weight { get; init; } = 1m;

    /// <summary>The part of the section in which it is joined; the section itself when absent.</summary>
    public string? Part { get; init; }

    /// <summary>Whether full marks of the options mean the worse state.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Reversed { get; init; }

    /// <summary>When it is asked; always when absent.</summary>
    public Condition? When { get; init; }

    public IReadOnlyList<Link> Links { get; init; } = [];

    public required QuestionType Type { get; init; }

    /// <summary>Whether its answers count in a score.</summary>
    [JsonIgnore]
    public bool EarnsMarks => Scored && Type.EarnsMarks;

    /// <summary>Why this value does not answer the question; <see langword="null"/> when it does.</summary>
    public string? ProblemWith(AnswerValue value) => value switch
    {
        AnswerValue.NotKnown => null,
        AnswerValue.NotApplicable(var reason) => string.IsNullOrWhiteSpace(reason) ? "Say why the question does not apply." : TextRules.ProblemWith(reason, FreeText.Longest),
        _ => Type.ProblemWith(value),
    };

    /// <summary>Marks of a value, 0 to 1, reverse keying applied; <see langword="null"/> when it earns none.</summary>
    /// <param name="value">A value that <see cref="ProblemWith"/> lets through.</param>
    /// <param name="profile">The country profile.</param>
    /// <param name="counts">Which options count, for a framework item; all when absent.</param>
    public decimal? MarksFor(AnswerValue value, CountryProfile profile, Func<AnswerOption, bool>? counts = null) =>
        EarnsMarks && Type.MarksFor(value, profile, counts) is { } marks ? (Reversed ? 1m - marks : marks) : null;

    /// <summary>The least and the most marks that could still come of this value, reverse keying applied.</summary>
    public (decimal Low, decimal High) BoundsFor(AnswerValue? value, CountryProfile profile)
    {
        var (low, high) = Type.BoundsFor(value, profile);
        return Reversed ? (1m - high, 1m - low) : (low, high);
    }

    /// <summary>Whether a source must be named with this value before submission.</summary>
    public bool DemandsEvidence(AnswerValue value) => Type.ChosenBy(value).Any(option => option.Evidence);

    /// <summary>The warnings that this value calls for, since other answers do not say what its options expect of them.</summary>
    /// <param name="value">A value that <see cref="ProblemWith"/> lets through.</param>
    /// <param name="answerTo">The answer to a question that is asked now; <see langword="null"/> when there is none or it is hidden.</param>
    /// <param name="profile">The country profile.</param>
    public IEnumerable<LocalText> WarningsFor(AnswerValue value, Func<string, AnswerValue?> answerTo, CountryProfile profile) =>
        Type.ChosenBy(value).Select(option => option.Expects).OfType<Expectation>().Where(expects => !expects.That.Holds(answerTo, profile)).Select(expects => expects.Text);

    /// <summary>The links of the question and of its options, each item once with its strongest link.</summary>
    [JsonIgnore]
    public IEnumerable<Link> AllLinks =>
        Links.Concat(Type.OptionLists.SelectMany(list => list.Options).SelectMany(option => option.Links))
            .GroupBy(link => link.Item).Select(group => group.MaxBy(link => link.Share)!);

    /// <summary>The same question with each text that a person reads replaced; paths begin with its code: <c>HEA-2.law.partial.text</c>.</summary>
    public Question MapTexts(Func<string, LocalText, LocalText> map) => this with
    {
        Text = map($"{Code}.text", Text),
        Hint = Hint is null ? null : map($"{Code}.hint", Hint),
        Guidance = Guidance is null ? null : map($"{Code}.guidance", Guidance),
        EvidenceHint = EvidenceHint is null ? null : map($"{Code}.evidenceHint", EvidenceHint),
        Type = Type.MapTexts((path, text) => map($"{Code}.{path}", text)),
    };
}
