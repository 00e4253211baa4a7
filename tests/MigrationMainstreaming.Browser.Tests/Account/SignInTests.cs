namespace MigrationMainstreaming.Browser.Tests.Account;

/// <summary>The first page that anybody sees.</summary>
[Collection(PortalTests.Name)]
public sealed class SignInTests(PortalUnderTest portal)
{
    public static TheoryData<int, bool, string> Looks()
    {
        var looks = new TheoryData<int, bool, string>();
        foreach (var width in new[] { 320, 1280 })
        {
            foreach (var dark in new[] { false, true })
            {
                foreach (var language in new[] { "en", "ar" })
                {
                    looks.Add(width, dark, language);
                }
            }
        }

        return looks;
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public Task SignInPage_AnyLook_FitsAndHasNoBarrier(int width, bool dark, string language) => portal.OnPageAsync(
        async page =>
        {
            await page.GotoAsync("/account/sign-in");

            Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
            Assert.Equal(language == "ar" ? "rtl" : "ltr", await page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).direction"));
            Assert.Equal(1, await page.Locator("input[type=email]").CountAsync());
            Assert.Equal(1, await page.Locator("input[type=password]").CountAsync());
            await page.AxeAsync();
            await page.NoSidewaysScrollAsync();
        },
        width,
        dark,
        language);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task SignIn_WithOrWithoutScript_LeadsHome(bool script) => portal.OnPageAsync(
        async page =>
        {
            await PortalUnderTest.SignInAsync(page, "coordinator");

            Assert.Equal("/", new Uri(page.Url).AbsolutePath);
        },
        script: script);
}
