using System.Text.Json;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Reference;

public sealed class LocalTextTests
{
    private static readonly LocalText Health = new([new("en", "Health"), new("fr", "Santé"), new("ar", "الصحة"), new("pt", "Saúde")]);

    [Theory]
    [InlineData("fr", "Santé", "fr", false, "ltr")]
    [InlineData("ar", "الصحة", "ar", false, "rtl")]
    [InlineData("pt-BR", "Saúde", "pt", true, "ltr")]
    [InlineData("sw", "Health", "en", true, "ltr")]
    [InlineData("FR", "Santé", "FR", false, "ltr")]
    public void In_GivesTheNearestLanguage_AndSaysWhetherItIsAnother(string language, string text, string shown, bool fallback, string direction)
    {
        var read = Health.In(language);
        Assert.Equal((text, shown, fallback, direction), (read.Text, read.Language, read.IsFallback, read.Direction));
    }

    [Fact]
    public void In_WithoutEnglish_TakesTheSourceLanguage_ThenAny()
    {
        var text = new LocalText([new("fr", "Santé"), new("es", "Salud")]);
        Assert.Equal("Santé", text.In("de", "fr").Text);
        Assert.Equal("Salud", text.In("de").Text);
        Assert.Equal("", new LocalText([]).In("de").Text);
    }

    [Fact]
    public void With_EmptyText_TakesTheLanguageOut()
    {
        Assert.Null(Health.With("fr", " ")["fr"]);
        Assert.Equal("Salud", Health.With("es", "Salud")["es"]);
        Assert.Equal(["en"], Health.Only("en").Languages);
    }

    [Theory]
    [InlineData("dv", "rtl")]
    [InlineData("fa-IR", "rtl")]
    [InlineData("ckb", "rtl")]
    [InlineData("en", "ltr")]
    public void Direction_IsKnownOfEveryLanguage(string language, string direction) => Assert.Equal(direction, LanguageDirection.Of(language));

    [Fact]
    public void Json_RoundTrips_AndEqualTextsAreEqual()
    {
        var json = JsonSerializer.Serialize(Health, QuestionnaireJson.Options);
        Assert.Equal(Health, JsonSerializer.Deserialize<LocalText>(json, QuestionnaireJson.Options));
        Assert.Contains("الصحة", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Health\"")]
    [InlineData("{\"en\": 1}")]
    [InlineData("{\"en\": \"a\", \"EN\": \"b\"}")]
    public void Json_ThatIsNoText_IsRefused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LocalText>(json, QuestionnaireJson.Options));
}
