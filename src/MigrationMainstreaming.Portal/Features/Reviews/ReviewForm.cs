using System.Globalization;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>What somebody sends from the review page: which act, on what, and what was written or chosen.</summary>
public sealed class ReviewForm : PlainAnswerForm
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
    public Guid OperationId => Guid.TryParse(Operation, out var id) ? id : Guid.Empty;
    public Guid ItemId => Guid.TryParse(Item, out var id) ? id : Guid.Empty;
    public int RevisionNumber => Whole(Revision);
    public int AnswerVersionNumber => Whole(AnswerVersion);

    private static int Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
