using Microsoft.Playwright;
using MigrationMainstreaming.Browser.Tests.Assessments;

namespace MigrationMainstreaming.Browser.Tests.Account;

/// <summary>An account is switched off while its person has a questionnaire open.</summary>
[Collection(PortalTests.Name)]
public sealed class SwitchedOffTests(PortalUnderTest portal)
{
    private const string Password = "lantern orchard gravel umbrella";

    private static readonly int[] Refused = [401, 403];

    [Fact]
    public async Task AccountIsSwitchedOff_WritesAreRefusedAtOnce_AndTheOpenTabLeadsToSignIn()
    {
        var board = await NewAssessment.OpenAsync(portal, "Switched off", "health");
        await portal.OnPageAsync(
            administrator => portal.OnPageAsync(
                async page =>
                {
                    await PortalUnderTest.SignInAsync(administrator, "admin");
                    var email = $"{Guid.NewGuid():N}@demo.example";
                    await InviteAsync(administrator, page, email);
                    await page.GotoAsync($"{board}/health?section=data-workforce");
                    await page.WaitForInteractiveAsync();
                    var tab = new Questionnaire(page, board, "health");
                    await tab.ChooseAsync("HEA-7", 1);
                    await tab.SavedAsync("HEA-7");

                    await KeepTokenAsync(page);
                    await SwitchOffAsync(administrator, email);

                    // At once, with all that the open tab holds: cookie, token, version.
                    Assert.Contains(await WriteAsync(page, $"/api/v1{board}/health/answers/HEA-8"), Refused);
                    await tab.ChooseAsync("HEA-9", 1);
                    await Assertions.Expect(tab.Receipt("HEA-9")).ToContainTextAsync("Not saved, sign in again");

                    // Within five seconds it acts no more: the next act leads to the door.
                    await page.Locator(".onward a", new() { HasText = "Back to" }).ClickAsync();
                    await page.WaitForURLAsync(address => address.Contains("/account/sign-in", StringComparison.Ordinal), new() { Timeout = 5_000 });
                    await NothingElseIsStoredAsync(board);
                },
                name: "SwitchedOff-tab"),
            name: "SwitchedOff-administrator");
    }

    /// <summary>The administrator invites an official of a ministry, who takes the invitation up.</summary>
    private static async Task InviteAsync(IPage administrator, IPage page, string email)
    {
        await administrator.GotoAsync("/administration/people/invitations");
        await administrator.Locator("#name").FillAsync("Teo Brandt");
        await administrator.Locator("#email").FillAsync(email);
        await administrator.Locator("#country").SelectOptionAsync(new SelectOptionValue { Label = "Demo Republic" });
        var ministry = administrator.Locator("#ministry optgroup[label='Demo Republic'] option", new() { HasText = "Ministry of Health" });
        await administrator.Locator("#ministry").SelectOptionAsync(await ministry.GetAttributeAsync("value") ?? "");
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Make the invitation" }).ClickAsync();

        await page.GotoAsync(await administrator.Locator("#link").InputValueAsync());
        await page.Locator("#password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("What waits for you");
    }

    private static async Task SwitchOffAsync(IPage administrator, string email)
    {
        await administrator.GotoAsync("/administration/people?q=" + email);
        await administrator.Locator("tr", new() { HasText = email }).GetByRole(AriaRole.Link).ClickAsync();
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Switch the account off" }).ClickAsync();
        await Assertions.Expect(administrator.Locator(".said")).ToHaveTextAsync("The account is switched off.");
    }

    private static Task KeepTokenAsync(IPage page) =>
        page.EvaluateAsync("async () => { window.kept = (await (await fetch('/api/v1/session')).json()).antiforgery; }");

    private static Task<int> WriteAsync(IPage page, string address) => page.EvaluateAsync<int>(
        """
        async address => (await fetch(address, {
          method: 'PUT',
          headers: { 'Content-Type': 'application/json', 'If-Match': '"0"', 'Idempotency-Key': crypto.randomUUID(), [window.kept.header]: window.kept.token },
          body: JSON.stringify({ value: { notKnown: true } }),
        })).status
        """,
        address);

    private Task NothingElseIsStoredAsync(string board) => portal.OnPageAsync(async page =>
    {
        await PortalUnderTest.SignInAsync(page, "coordinator");
        var stored = new Questionnaire(page, board, "health");
        Assert.Equal(1, (await stored.OnServerAsync("HEA-7")).Version);
        Assert.Equal(0, (await stored.OnServerAsync("HEA-8")).Version);
        Assert.Equal(0, (await stored.OnServerAsync("HEA-9")).Version);
    });
}
