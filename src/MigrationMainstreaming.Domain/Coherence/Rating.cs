using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>From which side of a pair a rating comes.</summary>
public enum PairSide
{
    /// <summary>The ministry of the row: whose policies help or hinder.</summary>
    Giving,

    /// <summary>The ministry of the column: what they help or hinder.</summary>
    Receiving,
}

/// <summary>What one person of a ministry says about one pair: how policies of <c>From</c> affect <c>To</c>. Several raters are kept apart.</summary>
/// <remarks>Without policies and a reason there is no rating. A withdrawn one counts in nothing and can be put back.</remarks>
public sealed class Rating : ICountryOwned
{
    private Rating(Guid id, Guid countryId, Guid matrixId, string from, string to, Guid raterId, DateTimeOffset at) =>
        (Id, CountryId, MatrixId, From, To, RaterId, At) = (id, countryId, matrixId, from, to, raterId, at);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid MatrixId { get; }

    /// <summary>The row: code of the sector or target whose policies are meant.</summary>
    public string From { get; }

    /// <summary>The column: code of the one on which they act.</summary>
    public string To { get; }

    public Guid RaterId { get; }
    public string RaterName { get; private set; } = "";

    /// <summary>The ministry for which the rater spoke.</summary>
    public Guid MinistryId { get; private set; }

    /// <summary>The side of that ministry when it was said; another lead later changes nothing about it.</summary>
    public PairSide Side { get; private set; }

    /// <summary>From −3, cancelling, to +3, indivisible.</summary>
    public int Value { get; private set; }

    /// <summary>The laws and plans that are meant.</summary>
    public string Policies { get; private set; } = "";

    public string Reason { get; private set; } = "";

    /// <summary>When it was last said, withdrawn or put back.</summary>
    public DateTimeOffset At { get; private set; }

    public bool IsWithdrawn { get; private set; }

    /// <summary>1, 2, 3 with each change; a writer names the version it was shown, 0 for none.</summary>
    public int Version { get; private set; }

    /// <summary>The rating of a person about a pair, still to be said.</summary>
    public static Rating About(InteractionMatrix matrix, string from, string to, Author rater, DateTimeOffset at) =>
        new(Guid.CreateVersion7(), matrix.CountryId, matrix.Id, from, to, rater.Id, at);

    /// <summary>Says it, in place of what the same person said before.</summary>
    public void Say(RatingContent content, Guid ministryId, PairSide side, Author rater, DateTimeOffset at)
    {
        DomainRule.Require(content.Value is >= -3 and <= 3, "Choose one of the seven steps.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(content.Policies), "Name the laws and plans that you mean.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(content.Reason), "Give a reason for the rating.");
        DomainRule.RequireNo(TextRules.ProblemWith(content.Policies, FreeText.Longest) ?? TextRules.ProblemWith(content.Reason, FreeText.Longest));
        (Value, Policies, Reason) = (content.Value, content.Policies.Trim(), content.Reason.Trim());
        (MinistryId, Side, RaterName, At, IsWithdrawn) = (ministryId, side, rater.Name, at, false);
        Version++;
    }

    /// <summary>It counts no more.</summary>
    public void Withdraw(DateTimeOffset at)
    {
        DomainRule.Require(!IsWithdrawn, "The rating is withdrawn already.");
        (IsWithdrawn, At) = (true, at);
        Version++;
    }

    /// <summary>A withdrawn rating counts again, as it was.</summary>
    public void PutBack(DateTimeOffset at)
    {
        DomainRule.Require(IsWithdrawn, "The rating stands already.");
        (IsWithdrawn, At) = (false, at);
        Version++;
    }
}

/// <summary>What a rater says.</summary>
/// <param name="Value">From −3 to +3.</param>
/// <param name="Policies">The laws and plans that are meant.</param>
/// <param name="Reason">Why.</param>
public sealed record RatingContent(int Value, string Policies, string Reason);

/// <summary>What was agreed on a pair, as the coordinator recorded it; it counts in place of the median. A later one takes its place, and all are kept.</summary>
public sealed class SettledRating : ICountryOwned
{
    private SettledRating(Guid id, Guid countryId, Guid matrixId, string from, string to, int number, int value, string reason, string? dissent, Guid byId, string byName, DateTimeOffset at)
    {
        (Id, CountryId, MatrixId, From, To, Number) = (id, countryId, matrixId, from, to, number);
        (Value, Reason, Dissent, ById, ByName, At) = (value, reason, dissent, byId, byName, at);
    }

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid MatrixId { get; }
    public string From { get; }
    public string To { get; }

    /// <summary>1 for the first of the pair; the highest stands.</summary>
    public int Number { get; }

    /// <summary>From −3 to +3.</summary>
    public int Value { get; }

    public string Reason { get; }

    /// <summary>Who did not agree, and why; <see langword="null"/> where nobody objected.</summary>
    public string? Dissent { get; }

    public Guid ById { get; }
    public string ByName { get; }
    public DateTimeOffset At { get; }

    /// <summary>Records what was agreed.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="from">The row.</param>
    /// <param name="to">The column.</param>
    /// <param name="before">How often the pair was settled before.</param>
    /// <param name="value">From −3 to +3.</param>
    /// <param name="reason">Why it came out so.</param>
    /// <param name="dissent">Who did not agree, and why.</param>
    /// <param name="by">Who recorded it.</param>
    /// <param name="at">When.</param>
    public static SettledRating On(InteractionMatrix matrix, string from, string to, int before, int value, string reason, string? dissent, Author by, DateTimeOffset at)
    {
        DomainRule.Require(value is >= -3 and <= 3, "Choose one of the seven steps.");
        DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Say why this is the settled rating.");
        DomainRule.RequireNo(TextRules.ProblemWith(reason, FreeText.Longest) ?? (dissent is null ? null : TextRules.ProblemWith(dissent, FreeText.Longest)));
        return new SettledRating(
            Guid.CreateVersion7(), matrix.CountryId, matrix.Id, from, to, before + 1, value, reason.Trim(), string.IsNullOrWhiteSpace(dissent) ? null : dissent.Trim(), by.Id, by.Name, at);
    }
}
