using System.Globalization;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>What somebody sends from the review page: which act, on what, and what was written or chosen.</summary>
public sealed class ReviewForm
{
    /// <summary>The name of the one form that all forms of the page are handled by.</summary>
    public const string Name = "review";

    /// <summary>Which act: <c>ask</c>, <c>reply</c>, <c>propose</c> …</summary>
    public string? Do { get; set; }

    public string? Operation { get; set; }
    public string? Revision { get; set; }
    public string? Question { get; set; }

    /// <summary>The comment or proposal that it is about.</summary>
    public string? Item { get; set; }

    public string? AnswerVersion { get; set; }

    /// <summary><see cref="TalkState"/> of what the sender was shown.</summary>
    public string? Talk { get; set; }

    public string? Text { get; set; }
    public string? Source { get; set; }
    public string? Chosen { get; set; }
    public string? Law { get; set; }
    public string? Practice { get; set; }
    public string? Written { get; set; }
    public string? Title { get; set; }
    public string? Number { get; set; }
    public string? Article { get; set; }
    public string? Year { get; set; }
    public string? Url { get; set; }

    public Guid OperationId => Guid.TryParse(Operation, out var id) ? id : Guid.Empty;
    public Guid ItemId => Guid.TryParse(Item, out var id) ? id : Guid.Empty;
    public int RevisionNumber => Whole(Revision);
    public int AnswerVersionNumber => Whole(AnswerVersion);

    /// <summary>The proposed value; <see langword="null"/> when nothing, or nothing readable, was given.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="ticked">The ticked options of a tick list, which come under one name.</param>
    public AnswerValue? ValueFor(Question question, IReadOnlyList<string> ticked)
    {
        const string NotKnown = "notKnown";
        switch (question.Type)
        {
            case OneOf:
                return string.IsNullOrEmpty(Chosen) ? null : new AnswerValue.Chosen(Chosen);
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

    private static string? Part(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static int Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
