using System.Globalization;
using System.Numerics;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>An exact fraction.</summary>
internal readonly record struct Fraction
{
    public Fraction(BigInteger above, BigInteger below)
    {
        var common = BigInteger.GreatestCommonDivisor(above, below) * below.Sign;
        (Above, Below) = (above / common, below / common);
    }

    public BigInteger Above { get; }
    public BigInteger Below { get; }

    public static readonly Fraction Zero = new(0, 1);
    public static readonly Fraction One = new(1, 1);

    public static implicit operator Fraction(decimal number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture).Split('.');
        return digits.Length == 1
            ? new Fraction(BigInteger.Parse(digits[0], CultureInfo.InvariantCulture), 1)
            : new Fraction(BigInteger.Parse(digits[0] + digits[1], CultureInfo.InvariantCulture), BigInteger.Pow(10, digits[1].Length));
    }

    public static Fraction operator +(Fraction one, Fraction other) => new((one.Above * other.Below) + (other.Above * one.Below), one.Below * other.Below);

    public static Fraction operator -(Fraction one, Fraction other) => new((one.Above * other.Below) - (other.Above * one.Below), one.Below * other.Below);

    public static Fraction operator *(Fraction one, Fraction other) => new(one.Above * other.Above, one.Below * other.Below);

    public static Fraction operator /(Fraction one, Fraction other) => new(one.Above * other.Below, one.Below * other.Above);

    public static bool operator <(Fraction one, Fraction other) => one.Above * other.Below < other.Above * one.Below;

    public static bool operator >(Fraction one, Fraction other) => other < one;

    public static Fraction Least(Fraction one, Fraction other) => other < one ? other : one;

    /// <summary>The n-th root to sixty places, by halving the interval.</summary>
    public Fraction Root(int degree)
    {
        if (degree == 1)
        {
            return this;
        }

        var scale = BigInteger.Pow(10, 60);
        var (low, high) = (BigInteger.Zero, scale);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            // (middle / scale)^n against the number, without a division.
            (low, high) = BigInteger.Pow(middle, degree) * Below <= Above * BigInteger.Pow(scale, degree) ? (middle, high) : (low, middle);
        }

        return BigInteger.Pow(high, degree) * Below == Above * BigInteger.Pow(scale, degree) ? new Fraction(high, scale) : new Fraction(low, scale);
    }
}

/// <summary>What a figure comes to after the formulas of <c>docs/scoring.md</c>.</summary>
internal sealed record ReferenceFigure(Fraction? Value, int Answered, int Asked);

/// <summary>The formulas of <c>docs/scoring.md</c> a second time, written from the page and not from the engine: by recursion over the
/// questionnaire as it stands, in exact fractions, one question at a time. Slow, and readable beside the page.</summary>
internal sealed class ReferenceScore(Questionnaire questionnaire, CountryProfile profile, IReadOnlyDictionary<string, ScoredAnswer> answers)
{
    /// <summary>The whole.</summary>
    public ReferenceFigure Overall(Missing? missing = null) => questionnaire.Aggregation.Over == Over.Questions
        ? Joined(questionnaire.Aggregation, missing, questionnaire.Questions.Select(question => (question.Weight, Figure(question, missing ?? questionnaire.Aggregation.Missing))))
        : Joined(questionnaire.Aggregation, missing, questionnaire.Sections.Select(section => (section.Weight, Of(section, missing))));

    /// <summary>A section.</summary>
    public ReferenceFigure Of(Section section, Missing? missing = null) => Part(section, null, section.Aggregation, missing);

    /// <summary>A framework item: question weight × link strength × marks over the linked questions that were answered.</summary>
    public ReferenceFigure Item(string item)
    {
        var (earned, weight, answered, asked) = (Fraction.Zero, Fraction.Zero, 0, 0);
        foreach (var (section, question) in questionnaire.Sections.SelectMany(section => section.Questions.Select(question => (section, question))))
        {
            var missing = questionnaire.Aggregation.Over == Over.Questions ? questionnaire.Aggregation.Missing : AggregationAround(section, question).Missing;
            var figure = Figure(question, missing, item);
            if (Strength(question, item) is not { } strength || figure.Asked == 0)
            {
                continue;
            }

            asked++;
            if (figure.Answered == 1)
            {
                answered++;
                earned += (Fraction)question.Weight * strength * figure.Value!.Value;
                weight += (Fraction)question.Weight * strength;
            }
        }

        return new ReferenceFigure(answered == 0 ? null : earned / weight, answered, asked);
    }

    private ReferenceFigure Part(Section section, string? part, Aggregation aggregation, Missing? missing) => Joined(
        aggregation,
        missing,
        section.Questions.Where(question => question.Part == part).Select(question => (question.Weight, Figure(question, missing ?? aggregation.Missing)))
            .Concat(section.Parts.Where(inner => inner.Within == part).Select(inner => (inner.Weight, Part(section, inner.Code, inner.Aggregation, missing)))));

    private static Aggregation AggregationAround(Section section, Question question) =>
        question.Part is null ? section.Aggregation : section.Parts.Single(part => part.Code == question.Part).Aggregation;

    private static ReferenceFigure Joined(Aggregation aggregation, Missing? missing, IEnumerable<(decimal Weight, ReferenceFigure Figure)> children)
    {
        var all = children.ToList();
        var zero = (missing ?? aggregation.Missing) == Missing.Zero;
        var counted = all.Where(child => child.Figure.Asked > 0 && (zero || child.Figure.Value is not null)).Select(child => (Weight: (Fraction)child.Weight, Value: child.Figure.Value ?? Fraction.Zero)).ToList();
        var (answered, asked) = (all.Sum(child => child.Figure.Answered), all.Sum(child => child.Figure.Asked));
        if (counted.Count == 0)
        {
            return new ReferenceFigure(null, answered, asked);
        }

        var number = new Fraction(counted.Count, 1);
        var points = counted.Aggregate(Fraction.Zero, (sum, child) => sum + (child.Weight * child.Value));
        var greatest = counted.Aggregate(Fraction.Zero, (sum, child) => sum + child.Weight);
        var value = aggregation.Join switch
        {
            Join.Mean => counted.Aggregate(Fraction.Zero, (sum, child) => sum + child.Value) / number,
            Join.Minimum => counted.Select(child => child.Value).Aggregate(Fraction.Least),
            Join.GeometricMean => counted.Aggregate(Fraction.One, (product, child) => product * child.Value).Root(counted.Count),
            Join.CappedSum => Fraction.Least(points, Fraction.Least(aggregation.Cap!.Value, greatest)) / Fraction.Least(aggregation.Cap!.Value, greatest),
            _ => points / greatest,
        };
        return new ReferenceFigure(value, answered, asked);
    }

    /// <summary>One question, for the score or for an item; asked 0 where it does not count.</summary>
    private ReferenceFigure Figure(Question question, Missing missing, string? item = null)
    {
        var nothing = new ReferenceFigure(null, 0, 0);
        if (!question.EarnsMarks || !IsAsked(question))
        {
            return nothing;
        }

        var answer = answers.GetValueOrDefault(question.Code);
        var said = answer.Value;
        if (question.Type is MultipleChoice(var options))
        {
            var own = question.Links.Select(link => link.Item).ToList();
            var bearing = options.Where(option => !option.Exclusive && (option.When?.Holds(_ => null, profile) ?? true)
                && (item is null || (option.Links.Count == 0 ? own.Contains(item) || options.All(other => other.Links.Count == 0) : option.Links.Any(link => link.Item == item)))).ToList();
            if (bearing.Count == 0)
            {
                return nothing;
            }

            if (said is AnswerValue.ChosenMany(var ticked))
            {
                var marks = Sum(bearing.Where(option => ticked.Contains(option.Code))) / Sum(bearing);
                return new ReferenceFigure(question.Reversed ? Fraction.One - marks : marks, 1, 1);
            }
        }

        Fraction? earned = (question.Type, said) switch
        {
            (SingleChoice(var steps), AnswerValue.Chosen(var code)) => steps.Single(step => step.Code == code).Marks!.Value,
            (LawAndPractice(var laws, var practices), AnswerValue.LawAndPractice({ } law, { } practice)) =>
                ((Fraction)laws.Single(step => step.Code == law).Marks!.Value + practices.Single(step => step.Code == practice).Marks!.Value) / 2m,
            (Number { Marks: { } anchors }, AnswerValue.Measured(var number)) =>
                ((Fraction)number - anchors.Zero) / ((Fraction)anchors.Full - anchors.Zero) is var share && share < Fraction.Zero ? Fraction.Zero : Fraction.Least(share, Fraction.One),
            _ => null,
        };
        if (earned is { } known)
        {
            return new ReferenceFigure(question.Reversed ? Fraction.One - known : known, 1, 1);
        }

        return said is AnswerValue.NotApplicable && answer.Confirmed && missing == Missing.Excluded ? nothing : new ReferenceFigure(null, 0, 1);

        static Fraction Sum(IEnumerable<AnswerOption> options) => options.Aggregate(Fraction.Zero, (sum, option) => sum + (option.Marks ?? 1m));
    }

    private static Fraction? Strength(Question question, string item)
    {
        var links = question.AllLinks.Where(link => link.Item == item).ToList();
        return links.Count == 0 ? null : links[0].Strength == LinkStrength.Direct ? 1m : 0.5m;
    }

    private bool IsAsked(Question question) => question.When is null || Holds(question.When);

    private bool Holds(Condition condition) => condition switch
    {
        Condition.Unless(var inner) => !Holds(inner),
        Condition.Choice(var code, var codes, var half) => Said(code) switch
        {
            AnswerValue.Chosen(var chosen) => codes.Contains(chosen),
            AnswerValue.ChosenMany(var chosen) => chosen.Intersect(codes).Any(),
            AnswerValue.LawAndPractice answer => codes.Contains(half == AnswerHalf.Law ? answer.Law : answer.Practice),
            _ => false,
        },
        Condition.Answered(var code, var yes) => yes == (Said(code) is not (null or AnswerValue.NotKnown or AnswerValue.NotApplicable)),
        _ => throw new NotSupportedException(condition.ToString()),
    };

    private AnswerValue? Said(string code) => IsAsked(questionnaire.Find(code)!) ? answers.GetValueOrDefault(code).Value : null;
}
