using System.Globalization;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Yardsticks;

/// <summary>What the United Nations have published of an indicator for the country, as a coordinator copied it.</summary>
/// <param name="Year">The year of the data.</param>
/// <param name="Round">The round of collection, where there are rounds.</param>
/// <param name="Value">Value or category, word for word as it was published.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Url">Its address, http or https.</param>
public sealed record PublishedFigure(int Year, string? Round, string Value, string Source, string? Url)
{
    private const int FirstYear = 2000, LongestValue = 100, LongestSource = 500, LongestUrl = 2000;

    /// <summary>Why this cannot be kept; <see langword="null"/> when it can.</summary>
    /// <param name="thisYear">Nothing is published of years to come.</param>
    public string? ProblemWith(int thisYear)
    {
        if (Year < FirstYear || Year > thisYear)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Give the year of the data, from {FirstYear} to {thisYear}.");
        }

        if (string.IsNullOrWhiteSpace(Value))
        {
            return "Give the value or category as it was published.";
        }

        if (string.IsNullOrWhiteSpace(Source))
        {
            return "Say where it was published.";
        }

        if (Url is not null && !(Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            return "A link begins with http:// or https://.";
        }

        return TextRules.ProblemWith(Value, LongestValue) ?? TextRules.ProblemWith(Source, LongestSource)
            ?? (Round is null ? null : TextRules.ProblemWith(Round, LongestValue)) ?? (Url is null ? null : TextRules.ProblemWith(Url, LongestUrl));
    }
}

/// <summary>One entry in the history of a country's published values; what was corrected or removed stays on record.</summary>
public sealed class PublishedValue : ICountryOwned
{
    private PublishedValue(Guid id, Guid countryId, string indicator, PublishedFigure figure, Guid? correctsId, Guid enteredById, string enteredByName, DateTimeOffset enteredAt)
    {
        (Id, CountryId, Indicator, Figure, CorrectsId) = (id, countryId, indicator, figure, correctsId);
        (EnteredById, EnteredByName, EnteredAt) = (enteredById, enteredByName, enteredAt);
    }

    public Guid Id { get; }
    public Guid CountryId { get; }

    /// <summary>The key of the indicator's questionnaire.</summary>
    public string Indicator { get; }

    public PublishedFigure Figure { get; }

    /// <summary>The entry in whose place this one stands.</summary>
    public Guid? CorrectsId { get; }

    public Guid EnteredById { get; }
    public string EnteredByName { get; }
    public DateTimeOffset EnteredAt { get; }

    /// <summary>When it was corrected or removed.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndedByName { get; private set; }

    /// <summary>Why it was removed; none where a correction stands in its place.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Whether it counts: neither corrected nor removed.</summary>
    public bool Stands => EndedAt is null;

    public static PublishedValue Enter(Guid countryId, string indicator, PublishedFigure figure, Author by, DateTimeOffset at) => New(countryId, indicator, figure, null, by, at);

    /// <summary>Another entry takes the place of this one.</summary>
    public PublishedValue Correct(PublishedFigure figure, Author by, DateTimeOffset at)
    {
        var corrected = New(CountryId, Indicator, figure, Id, by, at);
        End(null, by, at);
        return corrected;
    }

    /// <summary>It is taken out, with the reason.</summary>
    public void Remove(string? reason, Author by, DateTimeOffset at)
    {
        DomainRule.Require(!string.IsNullOrWhiteSpace(reason), "Say why the value is taken out.");
        DomainRule.RequireNo(TextRules.ProblemWith(reason, FreeText.Longest));
        End(reason.Trim(), by, at);
    }

    private static PublishedValue New(Guid countryId, string indicator, PublishedFigure figure, Guid? corrects, Author by, DateTimeOffset at)
    {
        DomainRule.RequireNo(figure.ProblemWith(at.Year));
        return new PublishedValue(Guid.CreateVersion7(), countryId, indicator, figure, corrects, by.Id, by.Name, at);
    }

    private void End(string? reason, Author by, DateTimeOffset at)
    {
        DomainRule.Require(Stands, "This value was corrected or taken out already.");
        (EndedAt, EndedByName, EndReason) = (at, by.Name, reason);
    }
}
