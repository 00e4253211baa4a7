using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Tests.Questions;

/// <summary>What counts as one character, and what cannot be kept.</summary>
public sealed class TextRulesTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("ab", 2)]
    [InlineData("e\u0301", 1)]
    [InlineData("\u0628\u064E", 1)]
    [InlineData("\u0E01\u0E35\u0E48", 1)]
    [InlineData("\u1000\u103B\u102D\u102F", 1)]
    [InlineData("\u1112\u1161\u11AB", 1)]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467", 1)]
    [InlineData("\r\n", 1)]
    [InlineData("\u0915\u094D\u0937\u093F", 1)]
    [InlineData("\u0938\u094D\u0924\u094D\u0930\u0940", 1)]
    [InlineData("\u0915\u094D\u200D\u0937", 1)]
    [InlineData("\u0915\u094D\u200C\u0937", 2)]
    [InlineData("\u0915\u0937", 2)]
    [InlineData("\u0995\u09CD\u09B7", 1)]
    [InlineData("\u0C15\u0C4D\u0C37", 1)]
    [InlineData("\u0915\u094D \u0937", 3)]
    public void Length_IsWhatAReaderCounts(string text, int characters) => Assert.Equal(characters, TextRules.LengthOf(text));

    [Theory]
    [InlineData('n', '\0')]
    [InlineData('h', '\ud800')]
    [InlineData('\udc00', 'h')]
    [InlineData('\ud800', '\ud800')]
    public void Text_ThatCannotBeKeptExactly_IsRefusedInASentence(char first, char second) => Assert.EndsWith(".", TextRules.ProblemWith($"{first}{second}", 100), StringComparison.Ordinal);

    [Theory]
    [InlineData("right \u202Eto left\u202C")]
    [InlineData("joined \u200D or \u200C not")]
    [InlineData("one\r\ntwo\n\nthree\t")]
    [InlineData(" \u00A0 around \u2028")]
    public void Text_OfAnyOtherSigns_IsKept(string text) => Assert.Null(TextRules.ProblemWith(text, 100));
}
