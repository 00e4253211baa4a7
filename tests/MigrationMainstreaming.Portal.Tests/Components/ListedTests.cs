using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Features.Home;

namespace MigrationMainstreaming.Portal.Tests.Components;

/// <summary>Names inside sentences that run from right to left.</summary>
public sealed class ListedTests
{
    [Fact]
    public void List_InArabic_TakesTheArabicComma_AndKeepsEachPartApart()
    {
        Assert.Equal("\u2068Noor Hadley\u2069، \u206817 نوفمبر\u2069", Read("ar", () => Listed.Of("Noor Hadley", null, "17 نوفمبر")));
        Assert.Equal("Noor Hadley, 17 November", Read("en", () => Listed.Of("Noor Hadley", null, "17 November")));
        Assert.Equal("a\u00a0; b", Read("fr", () => Listed.Apart("a", "b")));
    }

    [Fact]
    public void List_InsideAnotherSentence_IsNotWrappedOnceMore() =>
        Assert.Equal("\u2068a\u2069، \u2068b\u2069", Read("ar", () => Listed.Isolated(Listed.Of("a", "b"))));

    [Fact]
    public void Name_InASentence_IsKeptApartWhereEitherRunsFromRightToLeft_AndAnAddressStaysBare()
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().AddTransient(typeof(IStringLocalizer<>), typeof(IsolatingLocalizer<>)).BuildServiceProvider();
        var texts = services.GetRequiredService<IStringLocalizer<HomeText>>();

        Assert.Contains("\u2068Health\u2069", Read("ar", () => texts["Begin {0}", "Health"].Value), StringComparison.Ordinal);
        Assert.Equal("Begin Health", Read("en", () => texts["Begin {0}", "Health"].Value));
        Assert.Equal("Begin \u2068الصحة\u2069", Read("en", () => texts["Begin {0}", "الصحة"].Value));
        Assert.DoesNotContain('\u2069', Read("ar", () => texts["Begin {0}", "https://portal.example/account/invitation/1"].Value));
        Assert.DoesNotContain('\u2069', Read("ar", () => texts["in {0} days", 3].Value));
    }

    private static string Read(string language, Func<string> words)
    {
        var culture = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            return words();
        }
        finally
        {
            CultureInfo.CurrentUICulture = culture;
        }
    }
}
