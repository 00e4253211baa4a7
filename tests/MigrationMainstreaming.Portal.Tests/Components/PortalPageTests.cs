using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Tests.Components;

public sealed class PortalPageTests : BunitContext
{
    public PortalPageTests()
    {
        Services.AddLocalization();
        Services.AddDataProtection();
        Services.AddHttpContextAccessor();
        Services.AddScoped<FlashMessages>();
    }

    [Fact]
    public async Task Run_Done_SaysSo()
    {
        var page = Render<Page>().Instance;

        Assert.True(await page.ActAsync(() => Task.CompletedTask));
        Assert.Equal(PageMessage.Done("Done."), page.Said);
    }

    [Fact]
    public async Task Run_RefusedByTheDomain_SaysWhy()
    {
        var page = Render<Page>().Instance;

        Assert.False(await page.ActAsync(() => throw new DomainRuleException("The sector is already submitted.")));
        Assert.Equal(PageMessage.Refused("The sector is already submitted."), page.Said);
    }

    [Fact]
    public async Task Run_SomebodyElseWasFaster_SaysSo()
    {
        var page = Render<Page>().Instance;

        Assert.False(await page.ActAsync(() => throw new DbUpdateConcurrencyException("for the test")));
        Assert.Equal("conflict", page.Said!.Kind);
        Assert.DoesNotContain("for the test", page.Said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Fault_IsNotHidden()
    {
        var page = Render<Page>().Instance;

        await Assert.ThrowsAsync<InvalidOperationException>(() => page.ActAsync(() => throw new InvalidOperationException("for the test")));
    }

    [Fact]
    public async Task Run_WithANextPage_LeadsThereWithASealedMessage()
    {
        var page = Render<Page>().Instance;

        await page.ActAsync(() => Task.CompletedTask, "/assessments");

        var address = Services.GetRequiredService<NavigationManager>().Uri;
        Assert.Contains("/assessments?said=", address, StringComparison.Ordinal);
        Assert.DoesNotContain("Done", address, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_WithoutATranslation_IsEnglish()
    {
        var culture = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr");
            Assert.Equal("No such key", Services.GetRequiredService<IStringLocalizer<AppText>>()["No such key"]);
        }
        finally
        {
            CultureInfo.CurrentUICulture = culture;
        }
    }

    [Fact]
    public void Text_WithATranslationBesideItsMarker_IsFound()
    {
        var culture = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr");
            var text = Services.GetRequiredService<IStringLocalizer<SampleText>>();
            Assert.Equal("Bonjour", text["Good day"]);
            Assert.Equal("Not translated", text["Not translated"]);
        }
        finally
        {
            CultureInfo.CurrentUICulture = culture;
        }
    }

    private sealed class Page : PortalPage
    {
        public PageMessage? Said => Message;

        public Task<bool> ActAsync(Func<Task> act, string? then = null) => RunAsync(act, "Done.", then);
    }
}

/// <summary>Marks texts that have a translation beside them, as features do.</summary>
public sealed class SampleText;
