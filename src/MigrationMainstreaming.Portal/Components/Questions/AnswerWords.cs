using System.Globalization;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Portal.Components.Questions;

/// <summary>What an answer says, in words: for reading, checking, printing, histories.</summary>
public static class AnswerWords
{
    /// <summary>The value, line by line; each with the label of its half where there are two.</summary>
    public static IReadOnlyList<AnswerLine> Of(Question question, AnswerValue? value, Reading reading, IStringLocalizer<QuestionText> text)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return value switch
        {
            null => [Plain(text["No answer"])],
            AnswerValue.NotKnown => [Plain(text["Not known"])],
            AnswerValue.NotApplicable(var reason) => [Plain(text["Not applicable"]), new AnswerLine(null, Written(reason), IsQuoted: true)],
            AnswerValue.LawAndPractice(var law, var practice) =>
            [
                new AnswerLine(text["In law or plan"], Step("law", law)),
                new AnswerLine(text["In practice"], Step("practice", practice)),
            ],
            AnswerValue.Chosen(var code) => [new AnswerLine(null, Option(question.Type.OptionLists.SelectMany(list => list.Options).FirstOrDefault(option => option.Code == code), code))],
            AnswerValue.ChosenMany(var codes) =>
                [.. question.Type.OptionLists.SelectMany(list => list.Options).Where(option => codes.Contains(option.Code)).Select(option => new AnswerLine(null, Option(option, option.Code)))],
            AnswerValue.Measured(var number) => [new AnswerLine(null, Figure(number))],
            AnswerValue.Dated(var day) => [Plain(day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture))],
            AnswerValue.Written(var words) => [new AnswerLine(null, Written(words), IsQuoted: true)],
            AnswerValue.Cited(var citation) => [new AnswerLine(null, Written(Citation(citation)), IsQuoted: true)],
            _ => [],
        };

        AnswerLine Plain(string words) => new(null, new ReadText(words, language, IsFallback: false));

        // Nobody knows in which language an official wrote: the text decides its own direction.
        ReadText Written(string words) => new(words, "", IsFallback: true);

        ReadText Step(string list, string? code) => code is null
            ? new ReadText(text["Not known"], language, IsFallback: false)
            : Option(question.Type.OptionLists.FirstOrDefault(options => options.Name == list)?.Find(code), code);

        ReadText Option(AnswerOption? option, string code) =>
            option is null ? new ReadText(code, language, IsFallback: false) : reading.Of(option.Text);

        ReadText Figure(decimal number)
        {
            var figure = number.ToString(number == decimal.Truncate(number) ? "N0" : "#,##0.##########", CultureInfo.CurrentCulture);
            return question.Type is Number type ? reading.Of(type.Unit) is var unit ? unit with { Text = $"{figure} {unit.Text}" } : unit : new ReadText(figure, language, false);
        }
    }

    /// <summary>The value in one line of plain text.</summary>
    public static string InOneLine(Question question, AnswerValue? value, Reading reading, IStringLocalizer<QuestionText> text) =>
        string.Join("; ", Of(question, value, reading, text).Select(line => line.Label is null ? line.Words.Text : $"{line.Label}: {line.Words.Text}"));

    /// <summary>A law or document as it is cited.</summary>
    public static string Citation(Citation citation) =>
        string.Join(", ", new[] { citation.Title, citation.Number, citation.Year?.ToString(CultureInfo.InvariantCulture), citation.Article, citation.Url }.Where(part => !string.IsNullOrWhiteSpace(part)));
}

/// <summary>One line of an answer in words.</summary>
/// <param name="Label">Law or practice, where an answer has two halves.</param>
/// <param name="Words">The words; without a language where an official wrote them.</param>
/// <param name="IsQuoted">Whether an official wrote them, line breaks and all.</param>
public sealed record AnswerLine(string? Label, ReadText Words, bool IsQuoted = false);
