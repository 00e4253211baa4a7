using MudBlazor;

namespace MigrationMainstreaming.Portal.App;

/// <summary>MudBlazor's theme: repeats the tokens of <c>wwwroot/css/tokens.css</c>; a test compares both.</summary>
public static class Theme
{
    private static readonly string[] Family = ["Noto Sans", "Noto Sans Arabic", "system-ui", "sans-serif"];

    /// <summary>The theme of the pages that use MudBlazor.</summary>
    public static readonly MudTheme Portal = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#12396f", PrimaryDarken = "#0b2850", PrimaryLighten = "#174a91", PrimaryContrastText = "#ffffff",
            Secondary = "#98480a", SecondaryContrastText = "#ffffff", Tertiary = "#00707a", TertiaryContrastText = "#ffffff",
            Success = "#17643a", Warning = "#7a4f00", Error = "#a81d15", Info = "#17558f", Dark = "#17202b",
            SuccessContrastText = "#ffffff", WarningContrastText = "#ffffff", ErrorContrastText = "#ffffff", InfoContrastText = "#ffffff",
            AppbarBackground = "#12335f", AppbarText = "#ffffff", Background = "#ffffff", BackgroundGray = "#f4f6f8", Surface = "#ffffff",
            DrawerBackground = "#f4f6f8", DrawerText = "#17202b", DrawerIcon = "#4f5b69",
            TextPrimary = "#17202b", TextSecondary = "#4f5b69", TextDisabled = "#6b7785", ActionDefault = "#4f5b69", ActionDisabled = "#6b7785", ActionDisabledBackground = "#e3e7ec",
            LinesDefault = "#c5cdd7", LinesInputs = "#6b7785", Divider = "#c5cdd7", DividerLight = "#e3e7ec", TableLines = "#e3e7ec", TableStriped = "#ffffff", TableHover = "#edf2fa",
            OverlayDark = "rgba(16,27,43,.45)", HoverOpacity = .06, RippleOpacity = 0, RippleOpacitySecondary = 0,
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#a5c6f5", PrimaryDarken = "#c8ddfb", PrimaryLighten = "#d3e4fc", PrimaryContrastText = "#0a1a30",
            Secondary = "#f3b074", SecondaryContrastText = "#10161e", Tertiary = "#4fb9c2", TertiaryContrastText = "#10161e",
            Success = "#7fd0a2", Warning = "#ecc264", Error = "#f79d95", Info = "#93c2f0", Dark = "#e7ebf0", DarkContrastText = "#10161e",
            SuccessContrastText = "#10161e", WarningContrastText = "#10161e", ErrorContrastText = "#10161e", InfoContrastText = "#10161e",
            AppbarBackground = "#0b2040", AppbarText = "#ffffff", Background = "#10161e", BackgroundGray = "#171f29", Surface = "#1c2531",
            DrawerBackground = "#171f29", DrawerText = "#e7ebf0", DrawerIcon = "#a9b4c1",
            TextPrimary = "#e7ebf0", TextSecondary = "#a9b4c1", TextDisabled = "#7c8999", ActionDefault = "#a9b4c1", ActionDisabled = "#7c8999", ActionDisabledBackground = "#232d39",
            LinesDefault = "#384554", LinesInputs = "#7c8999", Divider = "#384554", DividerLight = "#232d39", TableLines = "#232d39", TableStriped = "#10161e", TableHover = "#1b2f4b",
            OverlayDark = "rgba(0,0,0,.6)", HoverOpacity = .08, RippleOpacity = 0, RippleOpacitySecondary = 0,
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Family, FontSize = "1rem", FontWeight = "400", LineHeight = "1.5", LetterSpacing = "normal" },
            H4 = new H4Typography { FontSize = "1.875rem", FontWeight = "600", LineHeight = "1.25", LetterSpacing = "-.01em" },
            H5 = new H5Typography { FontSize = "1.375rem", FontWeight = "600", LineHeight = "1.25", LetterSpacing = "normal" },
            H6 = new H6Typography { FontSize = "1.125rem", FontWeight = "600", LineHeight = "1.25", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontSize = "1rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontSize = ".875rem", LineHeight = "1.4", LetterSpacing = "normal" },
            Caption = new CaptionTypography { FontSize = ".8125rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontSize = "1rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "normal", TextTransform = "none" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "3px", AppbarHeight = "3.5rem", DrawerWidthLeft = "15rem", DrawerWidthRight = "15rem" },
        Shadows = new Shadow { Elevation = [.. Enumerable.Range(0, 26).Select(level => level < 8 ? "none" : "0 8px 32px rgba(16,27,43,.18)")] },
    };
}
