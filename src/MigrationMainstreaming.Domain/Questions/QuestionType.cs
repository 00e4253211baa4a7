using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Questions;

/// <summary>How a question is asked, what answers it, and what that earns. One record per type; the name in
/// <c>JsonDerivedType</c> is the <c>kind</c> that questionnaire files write.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(YesNo), "yes-no")]
[JsonDerivedType(typeof(SingleChoice), "single-choice")]
[JsonDerivedType(typeof(MultipleChoice), "multiple-choice")]
[JsonDerivedType(typeof(LawAndPractice), "law-and-practice")]
[JsonDerivedType(typeof(Scale), "scale")]
[JsonDerivedType(typeof(Number), "number")]
[JsonDerivedType(typeof(Day), "date")]
[JsonDerivedType(typeof(FreeText), "free-text")]
[JsonDerivedType(typeof(LegalReference), "legal-reference")]
public abstract record QuestionType
{
    /// <summary>Whether answers of this type can earn marks at all.</summary>
    [JsonIgnore]
    public virtual bool EarnsMarks => true;

    /// <summary>The lists of options on offer: one for choices, two for law and practice, none otherwise.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<OptionList> OptionLists => [];

    /// <summary>The texts of this type besides those of its options, each with its name in the file.</summary>
    [JsonIgnore]
    public virtual IEnumerable<(string Name, LocalText Text)> Texts => [];

    /// <summary>A sentence that says why this value does not answer a question of this type; <see langword="null"/> when it does.</summary>
    public abstract string? ProblemWith(AnswerValue value);

    /// <summary>The share of full marks, 0 to 1, that the value earns; <see langword="null"/> when it earns none at all
    /// (not known, half known, unscored).</summary>
    /// <param name="value">A value that <see cref="ProblemWith"/> lets through.</param>
    /// <param name="profile">Options that do not apply under this profile do not count.</param>
    /// <param name="counts">Which options count, where only some do for a framework item; all when absent.</param>
    public abstract decimal? MarksFor(AnswerValue value, CountryProfile profile, Func<AnswerOption, bool>? counts = null);

    /// <summary>The least and the most that could still come of the value; 0 and 1 when nothing is known.</summary>
    public virtual (decimal Low, decimal High) BoundsFor(AnswerValue? value, CountryProfile profile) =>
        value is not null && MarksFor(value, profile) is { } marks ? (marks, marks) : (0m, 1m);

    /// <summary>The options that the value chooses.</summary>
    public virtual IEnumerable<AnswerOption> ChosenBy(AnswerValue value) => [];

    /// <summary>What should be done about the gaps that the value shows.</summary>
    public virtual IEnumerable<AnswerOption> GapsIn(AnswerValue value, CountryProfile profile) =>
        ChosenBy(value).Where(option => option.Marks < 1m && option.Recommendation is not null);

    /// <summary>What is wrong with the type itself, as a questionnaire file would have it: place inside the type, what is wrong.</summary>
    public abstract IEnumerable<(string Path, string Problem)> Problems(bool scored);

    /// <summary>This type with each of its texts replaced; the path is <c>options.partial.text</c>, <c>unit</c> …</summary>
    public abstract QuestionType MapTexts(Func<string, LocalText, LocalText> map);

    /// <summary>What is wrong with a list of options.</summary>
    private protected static IEnumerable<(string Path, string Problem)> ProblemsOf(OptionList list, bool marked)
    {
        if (list.Options.Count < 2)
        {
            yield return (list.Name, "Offer at least two options.");
        }

        foreach (var twice in list.Options.GroupBy(option => option.Code).Where(group => group.Count() > 1))
        {
            yield return (list.Name, $"The option code \"{twice.Key}\" stands {twice.Count()} times; codes are unique in a list.");
        }

        foreach (var (option, index) in list.Options.Select((option, index) => (option, index)))
        {
            var path = $"{list.Name}[{index}]";
            if (!Codes.IsOptionCode(option.Code))
            {
                yield return ($"{path}.code", $"\"{option.Code}\" is not a code: letters, digits and hyphens, at most 40, and not notKnown.");
            }

            if (marked && option.Marks is null)
            {
                yield return ($"{path}.marks", "Say what this option earns, from 0 to 1.");
            }

            if (option.Marks is < 0 or > 1)
            {
                yield return ($"{path}.marks", "Marks are a share of full marks, from 0 to 1.");
            }

            if (marked && option.Marks is < 1m && option.Recommendation is null)
            {
                yield return ($"{path}.recommendation", "An option that earns less than full marks says what should be done.");
            }

            if (option.When is not null && option.When.QuestionCodes.Any())
            {
                yield return ($"{path}.when", "An option's condition may look at the country profile only.");
            }
        }
    }

    private protected static IReadOnlyList<AnswerOption> MapOptions(OptionList list, Func<string, LocalText, LocalText> map) =>
    [
        .. list.Options.Select(option =>
        {
            var path = $"{list.Name}.{option.Code}";
            return option with
            {
                Text = map($"{path}.text", option.Text),
                Detail = option.Detail is { } detail ? map($"{path}.detail", detail) : null,
                Recommendation = option.Recommendation is { } recommendation ? map($"{path}.recommendation", recommendation) : null,
                Expects = option.Expects is { } expects ? expects with { Text = map($"{path}.expects.text", expects.Text) } : null,
            };
        }),
    ];
}

/// <summary>A list of options and its name in questionnaire files: <c>options</c>, <c>law</c>, <c>practice</c>.</summary>
public sealed record OptionList(string Name, IReadOnlyList<AnswerOption> Options)
{
    /// <summary>The option with this code, or <see langword="null"/>.</summary>
    public AnswerOption? Find(string? code)
    {
        // A loop: this runs for every answer whenever progress is worked out.
        for (var index = 0; index < Options.Count; index++)
        {
            if (Options[index].Code == code)
            {
                return Options[index];
            }
        }

        return null;
    }

    /// <summary>The options that apply under this profile.</summary>
    public IEnumerable<AnswerOption> Under(CountryProfile profile) => Options.Where(option => Applies(option, profile));

    /// <summary>Whether the option applies under this profile.</summary>
    public static bool Applies(AnswerOption option, CountryProfile profile) => option.When?.Holds(_ => null, profile) ?? true;
}

/// <summary>What codes look like.</summary>
public static class Codes
{
    /// <summary>A question's code: letters, digits, hyphens and dots, at most 40; it stands in addresses.</summary>
    public static bool IsQuestionCode(string code) =>
        code.Length is > 0 and <= 40 && char.IsAsciiLetterOrDigit(code[0]) && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');

    /// <summary>An option's code: letters, digits and hyphens, at most 40; never <c>notKnown</c>, which answers use themselves.</summary>
    public static bool IsOptionCode(string code) =>
        code.Length is > 0 and <= 40 && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') && code != "notKnown";

    /// <summary>A template's or section's key: lower-case letters, digits and hyphens, at most 60 (sections also take capitals, as in D1).</summary>
    public static bool IsKey(string key) =>
        key.Length is > 0 and <= 60 && char.IsAsciiLetterOrDigit(key[0]) && key.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
