using System.Globalization;
using System.Numerics;
using CsCheck;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using static MigrationMainstreaming.Domain.Tests.Scoring.RandomQuestionnaires;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>The engine against a second implementation of the same formulas (<see cref="ReferenceScore"/>), written differently and in exact fractions.</summary>
public sealed class ReferenceScoreTests
{
    private static readonly BigInteger Places = BigInteger.Pow(10, Score.Places);

    [Fact]
    public void EveryFigure_OfTenThousandQuestionnaires_AgreesWithTheReference_ToTheLastGuardDigit() => Cases.Sample(
        one =>
        {
            var scorecard = ScoreCalculator.Score(one.Questionnaire, Everything, one.Answers);
            var reference = new ReferenceScore(one.Questionnaire, Everything, one.Answers);
            AssertAgrees("overall", reference.Overall(), scorecard.Overall.Value, scorecard.Overall.Answered, scorecard.Overall.Asked);
            AssertAgrees("answered only", reference.Overall(Missing.Excluded).Value, scorecard.AnsweredOnly);
            Assert.All(one.Questionnaire.Sections, section => AssertAgrees(
                section.Code, reference.Of(section), scorecard.Groups[section.Code].Value, scorecard.Groups[section.Code].Answered, scorecard.Groups[section.Code].Asked));
            Assert.All(scorecard.Items, item => AssertAgrees(item.Item, reference.Item($"{item.Framework}:{item.Item}"), item.Value, item.Answered, item.Asked));
        },
        iter: 10_000);

    [Theory]
    [InlineData("0.5", 1, 2)]
    [InlineData("-12.250", -49, 4)]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335", 1)]
    public void Fraction_OfADecimal_IsExact(string number, object above, int below) =>
        Assert.Equal(new Fraction(BigInteger.Parse(above.ToString()!, CultureInfo.InvariantCulture), below), (Fraction)decimal.Parse(number, CultureInfo.InvariantCulture));

    [Fact]
    public void Root_OfAFraction_IsExactWhereItCanBe_AndCloseOtherwise()
    {
        Assert.Equal(0.5m, new Fraction(1, 8).Root(3));
        Assert.Equal("0.70710678118654752440", Rounded(new Fraction(1, 2).Root(2) * 0.01m).ToString("0.00000000000000000000", CultureInfo.InvariantCulture));
    }

    private static void AssertAgrees(string what, ReferenceFigure expected, decimal? value, int answered, int asked)
    {
        Assert.Equal((what, expected.Answered, expected.Asked), (what, answered, asked));
        AssertAgrees(what, expected.Value, value);
    }

    /// <summary>Equal at every place that is kept; a figure that lies just between two may be rounded to either.</summary>
    private static void AssertAgrees(string what, Fraction? expected, decimal? value)
    {
        Assert.Equal(expected is null, value is null);
        if (expected is { } exact)
        {
            Assert.True(Math.Abs(Rounded(exact) - value!.Value) <= 0.00000000000000000001m, $"{what}: {Rounded(exact)} by the reference, {value} by the engine.");
        }
    }

    /// <summary>A share of 1 in per cent, rounded to the guard digits.</summary>
    private static decimal Rounded(Fraction share)
    {
        var scaled = share.Above * 100 * Places;
        var whole = BigInteger.DivRem((2 * scaled) + share.Below, 2 * share.Below, out _);
        return (decimal)(whole / Places) + ((decimal)(whole % Places) / (decimal)Places);
    }
}
