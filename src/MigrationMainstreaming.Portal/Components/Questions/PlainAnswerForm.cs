using System.Globalization;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Portal.Components.Questions;

/// <summary>A value as <see cref="PlainAnswer"/> sends it: for one question alone, in a plain form, saved by nobody until somebody presses a button.</summary>
public class PlainAnswerForm
{
    public string? Chosen { get; set; }
    public string? Law { get; set; }
    public string? Practice { get; set; }
    public string? Written { get; set; }
    public string? Title { get; set; }
    public string? Number { get; set; }
    public string? Article { get; set; }
    public string? Year { get; set; }
    public string? Url { get; set; }

    /// <summary>The value; <see langword="null"/> when nothing, or nothing readable, was given.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="ticked">The ticked options of a tick list, which come under one name.</param>
    public AnswerValue? ValueFor(Question question, IReadOnlyList<string> ticked)
    {
        const string NotKnown = "notKnown";
        switch (question.Type)
        {
            case OneOf:
                return string.IsNullOrEmpty(Chosen) ? null : Chosen == NotKnown ? new AnswerValue.NotKnown() : new AnswerValue.Chosen(Chosen);
            case MultipleChoice:
                return ticked.Count == 0 ? null : new AnswerValue.ChosenMany(ticked);
            case LawAndPractice:
                return string.IsNullOrEmpty(Law) || string.IsNullOrEmpty(Practice) ? null
                    : new AnswerValue.LawAndPractice(Law == NotKnown ? null : Law, Practice == NotKnown ? null : Practice);
            case Domain.Questions.Types.Number:
                return decimal.TryParse(Written, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? new AnswerValue.Measured(number) : null;
            case Day:
                return DateOnly.TryParseExact(Written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new AnswerValue.Dated(day) : null;
            case LegalReference:
                return string.IsNullOrWhiteSpace(Title) ? null
                    : new AnswerValue.Cited(new Citation(Title.Trim(), Part(Number), Part(Article), int.TryParse(Year, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null, Part(Url)));
            default:
                return string.IsNullOrWhiteSpace(Written) ? null : new AnswerValue.Written(Written);
        }
    }

    /// <summary>The form as it was sent.</summary>
    /// <param name="sent">What came under a name.</param>
    public static PlainAnswerForm Of(Func<string, string?> sent) => new()
    {
        Chosen = sent("Form.Chosen"),
        Law = sent("Form.Law"),
        Practice = sent("Form.Practice"),
        Written = sent("Form.Written"),
        Title = sent("Form.Title"),
        Number = sent("Form.Number"),
        Article = sent("Form.Article"),
        Year = sent("Form.Year"),
        Url = sent("Form.Url"),
    };

    private static string? Part(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
