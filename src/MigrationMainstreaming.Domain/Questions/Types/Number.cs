using System.Globalization;
using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Questions.Types;

/// <summary>A figure with a unit. Context unless it has marks: linear between two anchors, or by thresholds.</summary>
public sealed record Number : QuestionType
{
    /// <summary>What is counted, read after the figure: "people, in 2025".</summary>
    public required LocalText Unit { get; init; }

    public decimal? Min { get; init; }
    public decimal? Max { get; init; }

    /// <summary>How many places after the decimal point are allowed, 0 to 10.</summary>
    public int Decimals { get; init; }

    /// <summary>Marks that run in a straight line between the figure that earns none and the one that earns all.</summary>
    public NumberAnchors? Marks { get; init; }

    /// <summary>Marks by steps: the highest step whose start is reached.</summary>
    public IReadOnlyList<NumberThreshold> Thresholds { get; init; } = [];

    public override bool EarnsMarks => Marks is not null || Thresholds.Count > 0;

    public override IEnumerable<(string Name, LocalText Text)> Texts => [("unit", Unit)];

    public override string? ProblemWith(AnswerValue value)
    {
        if (value is not AnswerValue.Measured(var number))
        {
            return "Give a number.";
        }

        if (Min is { } min && number < min)
        {
            return $"Give a number of at least {min.ToString(CultureInfo.InvariantCulture)}.";
        }

        if (Max is { } max && number > max)
        {
            return $"Give a number of at most {max.ToString(CultureInfo.InvariantCulture)}.";
        }

        return decimal.Round(number, Decimals) == number ? null
            : Decimals == 0 ? "Give a whole number."
            : $"Give at most {Decimals} places after the decimal point.";
    }

    public override decimal? MarksFor(AnswerValue value, CountryProfile profile, Func<AnswerOption, bool>? counts = null)
    {
        if (value is not AnswerValue.Measured(var number) || !EarnsMarks)
        {
            return null;
        }

        return Marks is { } anchors ? anchors.MarksFor(number) : Thresholds.LastOrDefault(step => number >= step.From)?.Marks ?? 0m;
    }

    public override IEnumerable<(string Path, string Problem)> Problems(bool scored)
    {
        if (Decimals is < 0 or > 10)
        {
            yield return ("decimals", "Between 0 and 10 places after the decimal point.");
        }

        if (Min > Max)
        {
            yield return ("max", "The greatest number is below the least.");
        }

        if (Marks is { } anchors && anchors.Zero == anchors.Full)
        {
            yield return ("marks", "The figure that earns nothing and the one that earns all must differ.");
        }

        if (Marks is not null && Thresholds.Count > 0)
        {
            yield return ("thresholds", "Give marks between two anchors or by thresholds, not both.");
        }

        for (var index = 0; index < Thresholds.Count; index++)
        {
            if (Thresholds[index].Marks is < 0 or > 1)
            {
                yield return ($"thresholds[{index}].marks", "Marks are a share of full marks, from 0 to 1.");
            }

            if (index > 0 && Thresholds[index].From <= Thresholds[index - 1].From)
            {
                yield return ($"thresholds[{index}].from", "Thresholds rise from one to the next.");
            }
        }
    }

    public override QuestionType MapTexts(Func<string, LocalText, LocalText> map) => this with { Unit = map("unit", Unit) };
}

/// <summary>The figures that earn no and full marks; <paramref name="Zero"/> above <paramref name="Full"/> where less is better.</summary>
public sealed record NumberAnchors(decimal Zero, decimal Full)
{
    private const decimal Ordinary = 1_000_000_000_000_000m;

    /// <summary>Linear between the anchors, 0 and 1 beyond them.</summary>
    public decimal MarksFor(decimal number)
    {
        // Compared before anything is subtracted, so that figures at the edge of decimal cannot overflow.
        var rising = Full > Zero;
        if (rising ? number <= Zero : number >= Zero)
        {
            return 0m;
        }

        if (rising ? number >= Full : number <= Full)
        {
            return 1m;
        }

        if (Math.Abs(Zero) < Ordinary && Math.Abs(Full) < Ordinary)
        {
            return (number - Zero) / (Full - Zero);
        }

        // Quartered, since the distance between two decimals may be greater than any decimal, and halves of odd ones round up.
        return ((number / 4m) - (Zero / 4m)) / ((Full / 4m) - (Zero / 4m));
    }
}

/// <summary>From this figure on, these marks.</summary>
public sealed record NumberThreshold(decimal From, decimal Marks);
