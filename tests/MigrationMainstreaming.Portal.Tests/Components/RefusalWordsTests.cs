using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Tests.Components;

public sealed class RefusalWordsTests
{
    private readonly IStringLocalizer<RefusalText> _words =
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizer<RefusalText>>();

    [Theory]
    [InlineData("en", "Choose one of the options.", "Choose one of the options.")]
    [InlineData("fr", "Choose one of the options.", "Choisissez l'une des options.")]
    [InlineData("fr", "Give a number of at least -2.5.", "Indiquez un nombre d'au moins -2.5.")]
    [InlineData("fr", "Give a day from 2026-01-31 on.", "Indiquez un jour à partir du 2026-01-31.")]
    [InlineData("fr", "The text has 2001 characters; at most 2000 can be kept.", "Le texte compte 2001 caractères ; 2000 au plus peuvent être conservés.")]
    [InlineData("fr", "The file is larger than 10 MB. Attach a smaller one.", "Le fichier dépasse 10 Mo. Joignez-en un plus petit.")]
    [InlineData("fr", "Nobody translated {0} and 7 of these.", "Nobody translated {0} and 7 of these.")]
    public void Of_Refusal_IsInTheLanguageOfTheReader(string language, string refusal, string said)
    {
        var culture = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            Assert.Equal(said, _words.Of(refusal).Replace('\u00a0', ' '));
        }
        finally
        {
            CultureInfo.CurrentUICulture = culture;
        }
    }
}
