using MigrationMainstreaming.Portal.App;
using MudBlazor;

namespace MigrationMainstreaming.Portal.Tests.App;

public sealed class ThemeTests
{
    private static readonly (string Foreground, string[] Grounds)[] Text =
    [
        ("text", ["surface", "surface-sunken", "surface-selected", "accent-soft", "success-soft", "warning-soft", "error-soft", "info-soft", "surface-raised", "gcm-soft"]),
        ("text-muted", ["surface", "surface-sunken", "surface-selected", "accent-soft", "success-soft", "warning-soft", "error-soft", "info-soft", "surface-raised"]),
        ("bar-text", ["bar"]),
        ("bar-muted", ["bar"]),
        ("text-on-primary", ["primary", "primary-hover"]),
        ("link", ["surface", "surface-sunken", "surface-selected", "accent-soft", "error-soft", "info-soft", "warning-soft", "success-soft", "surface-raised"]),
        ("primary", ["surface"]),
        ("accent-text", ["surface", "accent-soft", "surface-sunken"]),
        ("success-text", ["surface", "success-soft", "surface-raised"]),
        ("warning-text", ["surface", "warning-soft", "surface-raised"]),
        ("error-text", ["surface", "error-soft", "surface-raised"]),
        ("info-text", ["surface", "info-soft", "surface-raised"]),
        ("gcm", ["surface", "gcm-soft"]),
        ("int-n3-text", ["int-n3"]),
        ("int-n2-text", ["int-n2"]),
        ("int-n1-text", ["int-n1"]),
        ("int-0-text", ["int-0"]),
        ("int-p1-text", ["int-p1"]),
        ("int-p2-text", ["int-p2"]),
        ("int-p3-text", ["int-p3"]),
    ];

    private static readonly (string Foreground, string[] Grounds)[] Marks =
    [
        ("control", ["surface", "surface-sunken"]),
        ("primary", ["surface-sunken"]),
        ("accent", ["surface", "accent-soft", "surface-sunken"]),
        ("bar-mark", ["bar"]),
        ("success", ["surface", "success-soft"]),
        ("warning", ["surface", "warning-soft"]),
        ("error", ["surface", "error-soft"]),
        ("info", ["surface", "info-soft"]),
        ("band-1-ink", ["surface", "band-1-fill", "track"]),
        ("band-2-ink", ["surface", "band-2-fill", "track"]),
        ("band-3-ink", ["surface", "band-3-fill", "track"]),
        ("band-4-ink", ["surface", "track"]),
        ("band-none", ["surface"]),
        ("bounds", ["band-1-fill", "band-2-fill", "band-3-fill", "surface", "track"]),
        ("focus", ["surface", "surface-sunken", "surface-selected"]),
        ("gcm", ["track"]),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_OnEachGround_CanBeRead(bool dark) => Assert.Empty(Below(4.5, Text, dark));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Marks_OnEachGround_CanBeSeen(bool dark) => Assert.Empty(Below(3, Marks, dark));

    [Fact]
    public void Dark_ChosenOrOfTheSystem_IsTheSame() => Assert.Equal(StyleSheets.SystemDark(), StyleSheets.ChosenDark());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MudTheme_RepeatsTheTokens(bool dark)
    {
        var palette = dark ? (Palette)Theme.Portal.PaletteDark : Theme.Portal.PaletteLight;
        var tokens = StyleSheets.Tokens(dark);
        (MudBlazor.Utilities.MudColor Colour, string Token)[] pairs =
        [
            (palette.Primary, "primary"), (palette.PrimaryContrastText, "text-on-primary"), (palette.Secondary, "accent-text"),
            (palette.Tertiary, "gcm"), (palette.Success, "success-text"), (palette.Warning, "warning-text"), (palette.Error, "error-text"),
            (palette.Info, "info-text"), (palette.AppbarBackground, "bar"), (palette.AppbarText, "bar-text"), (palette.Background, "surface"),
            (palette.BackgroundGray, "surface-sunken"), (palette.Surface, "surface-raised"), (palette.TextPrimary, "text"),
            (palette.TextSecondary, "text-muted"), (palette.LinesInputs, "control"), (palette.LinesDefault, "line"),
            (palette.TableLines, "hairline"), (palette.TableHover, "surface-selected"),
        ];

        Assert.All(pairs, pair => Assert.Equal(tokens[pair.Token], pair.Colour.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex)));
    }

    [Theory]
    [InlineData("tokens.css")]
    [InlineData("portal.css")]
    public void StyleSheet_ServesBothDirections(string name) =>
        Assert.DoesNotMatch(@"\b(left|right)\b", StyleSheets.Comment().Replace(StyleSheets.Read(name), ""));

    [Fact]
    public void StyleSheet_TakesItsColoursFromTheTokens() =>
        Assert.DoesNotMatch(@"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|rgba?\(", StyleSheets.Comment().Replace(StyleSheets.Read("portal.css"), ""));

    private static IEnumerable<string> Below(double bound, (string Foreground, string[] Grounds)[] pairs, bool dark)
    {
        var tokens = StyleSheets.Tokens(dark);
        return from pair in pairs
               from ground in pair.Grounds
               let contrast = StyleSheets.Contrast(tokens[pair.Foreground], tokens[ground])
               where contrast < bound
               select $"{pair.Foreground} on {ground}: {contrast:0.0}";
    }
}
