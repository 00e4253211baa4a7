using System.Text;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Templates;

/// <summary>Files that no reader can take as they were meant.</summary>
public sealed class JsonFileTests
{
    [Theory]
    [InlineData("", "$", "empty")]
    [InlineData("\uFEFF \n", "$", "empty")]
    [InlineData("{", "$", "line 1, column 2")]
    [InlineData("{} {}", "$", "Not readable")]
    [InlineData("""{ "a": [ { "b": 1, "b": 2 } ] }""", "a[0].b", "twice")]
    [InlineData("""{ "a": 1, "\u0061": 2 }""", "a", "twice")]
    [InlineData("""{ "a": { "b": [ "fine", "\udc00" ] } }""", "a.b[1]", "half a character")]
    [InlineData("""{ "a": { "\ud800": 1 } }""", "a", "half a character")]
    public void Open_WhatCannotBeReadInOneWay_IsRefusedWithItsPlace(string text, string place, string words)
    {
        var (document, problems) = JsonFile.Open(Encoding.UTF8.GetBytes(text));

        Assert.Null(document);
        var problem = Assert.Single(problems);
        Assert.Equal(place, problem.Path);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BytesThatAreNotUtf8_AreRefused() => Assert.Contains("UTF-8", Assert.Single(JsonFile.Open(Encoding.Latin1.GetBytes("""{ "é": 1 }""")).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_SameNameInTwoObjects_AndAByteOrderMark_AreFine()
    {
        var (document, problems) = JsonFile.Open(Encoding.UTF8.GetBytes("\uFEFF{ \"a\": { \"n\": \"\\ud83d\\ude00\" }, \"b\": { \"n\": \"الهجرة\" } }"));
        using (document)
        {
            Assert.Empty(problems);
            Assert.Equal("الهجرة", document!.RootElement.GetProperty("b").GetProperty("n").GetString());
        }
    }
}
