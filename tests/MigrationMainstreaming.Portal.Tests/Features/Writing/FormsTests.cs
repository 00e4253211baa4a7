using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MigrationMainstreaming.Portal.Tests.Features.Assessments;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Features.Writing;

/// <summary>Forms as browsers send them: one on top of what somebody has changed is told who did what and keeps what was typed, one that comes
/// twice acts once, and one that a fault of the database met can be sent again.</summary>
public sealed class FormsTests(AnswerEndpointsTests.Host host) : IClassFixture<AnswerEndpointsTests.Host>
{
    private const string Coordinator = "coordinator@demo.example";

    [Fact]
    public async Task Stale_NamesWhoDidWhat_KeepsWhatWasTyped_AndCountsOnceItWasSeen()
    {
        var (browser, board) = await SignInAsync(Coordinator);
        var form = await FormAsync(browser, $"{board}/settings", "change");
        await SavedAsync(browser, $"{board}/settings", form, ("title", "Theirs"));

        // The same page as before, in another tab.
        var page = await PageAsync(await SendAsync(browser, $"{board}/settings", form, ("title", "Mine"), ("operation", $"{Guid.NewGuid()}")));

        var notice = page.QuerySelector(".notice.conflict")!.TextContent;
        Assert.Contains(await NameAsync(Coordinator), notice, StringComparison.Ordinal);
        Assert.Contains("changed the terms of the assessment", notice, StringComparison.Ordinal);
        Assert.Equal("Mine", FieldOf(page, "change", "title"));
        Assert.Equal("Theirs", await ScalarAsync("select title from assessments where status = 'Open' and title = 'Theirs'"));
        await SavedAsync(browser, $"{board}/settings", FieldsOf(page, "change"));
        Assert.NotNull(await ScalarAsync("select title from assessments where title = 'Mine'"));
        await ScalarAsync("update assessments set title = 'Demo Republic 2026' where title = 'Mine'");
    }

    [Fact]
    public async Task Refused_ForWhatWasTyped_StillNamesTheVersionThatItsSenderSaw()
    {
        var (browser, board) = await SignInAsync(Coordinator);
        var form = await FormAsync(browser, $"{board}/settings", "change");
        await SavedAsync(browser, $"{board}/settings", form, ("cycle", "2026–2028"));

        // Refused because of the empty title. What the other tab changed has not been told yet, and must not be overwritten by the next try.
        var page = await PageAsync(await SendAsync(browser, $"{board}/settings", form, ("title", ""), ("operation", $"{Guid.NewGuid()}")));

        Assert.NotNull(page.QuerySelector("#title-problem"));
        Assert.Equal(form["revision"], FieldOf(page, "change", "revision"));
        var second = await PageAsync(await SendAsync(browser, $"{board}/settings", FieldsOf(page, "change"), ("title", "Demo Republic 2026")));
        Assert.NotNull(second.QuerySelector(".notice.conflict"));
        Assert.NotEqual(form["revision"], FieldOf(second, "change", "revision"));
    }

    [Fact]
    public async Task Submission_OfAnswersThatAColleagueChanged_IsRefusedInPlaceWithTheList_AndWorksOnceTheyWereRead()
    {
        var (browser, board) = await SignInAsync("education@demo.example");
        var form = await FormAsync(browser, $"{board}/education/check", "submit");
        var colleague = await host.Portal.SignInAsync(Coordinator, "education");
        await colleague.SavedAsync("EDU-2", await colleague.VersionAsync("EDU-2"), """{ "comment": "Mended by the coordinator" }""");
        (string, string)[] cleared = [("name", "Ada Lum"), ("office", "Director"), ("cleared", "2026-01-31")];

        var page = await PageAsync(await SendAsync(browser, $"{board}/education/check", form, cleared));

        var notice = page.QuerySelector(".notice.conflict")!;
        Assert.EndsWith("#EDU-2", Assert.Single(notice.QuerySelectorAll("li a")).GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains(await NameAsync(Coordinator), notice.TextContent, StringComparison.Ordinal);
        Assert.Equal("Ada Lum", FieldOf(page, "submit", "name"));
        var before = (long)(await ScalarAsync(Submissions))!;
        var second = FieldsOf(page, "submit");
        await SavedAsync(browser, $"{board}/education/check", second);
        await SavedAsync(browser, $"{board}/education/check", second);
        Assert.Equal(before + 1, await ScalarAsync(Submissions));

        // Somebody who had the page open all the while learns who has submitted.
        var late = await PageAsync(await SendAsync(browser, $"{board}/education/check", form, [.. cleared, ("operation", $"{Guid.NewGuid()}")]));
        Assert.Contains("submitted the answers", late.QuerySelector(".notice.conflict")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(before + 1, await ScalarAsync(Submissions));
    }

    [Fact]
    public async Task Stale_InAReview_NamesWhoDidWhat_AndKeepsTheText()
    {
        var (browser, board) = await SignInAsync("adviser@demo.example");
        var address = $"{board}/employment/review?question=EMP-5";
        var form = FieldsOf(await GetAsync(browser, address), "ask", "Form.Do");
        await SavedAsync(browser, address, form, ("Form.Text", "Which year?"));
        await SavedAsync(browser, address, form, ("Form.Text", "Which year?"));

        var page = await PageAsync(await SendAsync(browser, address, form, ("Form.Text", "And which month?"), ("Form.Operation", $"{Guid.NewGuid()}")));

        Assert.Contains("asked a question", page.QuerySelector("#ask-problem")!.TextContent, StringComparison.Ordinal);
        var again = FieldsOf(page, "ask", "Form.Do");
        Assert.Equal("And which month?", again["Form.Text"]);
        await SavedAsync(browser, address, again);
        Assert.Equal(2L, await ScalarAsync("select count(*) from review_comments where text in ('Which year?', 'And which month?')"));
    }

    [Fact]
    public async Task OwnAccount_ChangedInAnotherTab_SaysSo_AndKeepsWhatWasTyped()
    {
        var (browser, _) = await SignInAsync("education@demo.example");
        var form = await FormAsync(browser, "/account", "account");
        await SavedAsync(browser, "/account", form, ("Form.Name", "Of the first tab"));
        await SavedAsync(browser, "/account", form, ("Form.Name", "Of the first tab"));

        var page = await PageAsync(await SendAsync(browser, "/account", form, ("Form.Name", "Of the second tab"), ("operation", $"{Guid.NewGuid()}")));

        Assert.NotNull(page.QuerySelector(".notice.conflict"));
        Assert.Equal("Of the second tab", FieldOf(page, "account", "Form.Name"));
        Assert.Equal("Of the first tab", await NameAsync("education@demo.example"));
        await SavedAsync(browser, "/account", FieldsOf(page, "account"));
        Assert.Equal("Of the second tab", await NameAsync("education@demo.example"));
        await SavedAsync(browser, "/account", await FormAsync(browser, "/account", "account"), ("Form.Name", form["Form.Name"]));
    }

    [Theory]
    [InlineData("ก")]
    [InlineData("\u0001")]
    [InlineData("<")]
    public async Task AskingForAnAnswer_ThatIsRefused_ShowsAllThatWasWritten(string sign)
    {
        var (browser, board) = await SignInAsync(Coordinator);
        var written = string.Concat(Enumerable.Repeat(sign, 999)) + ".";
        var form = await FormAsync(browser, $"{board}/settings", "change");

        var reply = await SendAsync(browser, $"{board}/health/not-applicable", form, ("question", "HEA-8"), ("version", "99"), ("decision", "refuse"), ("reason", written));

        Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        Assert.Contains(written, (await GetAsync(browser, reply.Headers.Location!.ToString())).QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("53100", "storage is full")]
    [InlineData("25006", "takes no changes")]
    [InlineData("53300", "Too many people")]
    [InlineData("57P03", "cannot be reached")]
    [InlineData("55P03", "did not answer in time")]
    public async Task Fault_OfTheDatabase_IsToldInWords_AndTheFormGoesAgainUnderTheSameOperation(string state, string words)
    {
        var (browser, board) = await SignInAsync(Coordinator);
        var form = await FormAsync(browser, $"{board}/settings", "change");
        form["cycle"] = $"Cycle {state}";
        await ScalarAsync($"create or replace function fail() returns trigger language plpgsql as $$ begin raise exception 'injected' using errcode = '{state}'; end $$; create trigger fail before update on assessments for each row execute function fail()");
        IHtmlDocument page;
        try
        {
            page = await PageAsync(await SendAsync(browser, $"{board}/settings", form));
        }
        finally
        {
            await ScalarAsync("drop trigger fail on assessments");
        }

        Assert.Contains(words, page.QuerySelector(".notice.error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("send it again", page.QuerySelector(".notice.error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal((form["operation"], form["cycle"]), (FieldOf(page, "change", "operation"), FieldOf(page, "change", "cycle")));
        await SavedAsync(browser, $"{board}/settings", FieldsOf(page, "change"));
        Assert.NotNull(await ScalarAsync($"select id from assessments where cycle = 'Cycle {state}'"));
    }

    private const string Submissions = "select count(*) from submissions s join sector_assessments a on a.id = s.sector_assessment_id where a.template_key = 'education'";

    private async Task<(HttpClient Browser, string Board)> SignInAsync(string email)
    {
        var signed = await host.Portal.SignInAsync(email);
        return (signed.Client, signed.Answers.Replace("/api/v1", "", StringComparison.Ordinal).Replace("/health/answers", "", StringComparison.Ordinal));
    }

    private static async Task<IHtmlDocument> GetAsync(HttpClient browser, string address) => new HtmlParser().ParseDocument(await browser.GetStringAsync(address));

    private static async Task<Dictionary<string, string>> FormAsync(HttpClient browser, string address, string name) => FieldsOf(await GetAsync(browser, address), name);

    private static string? FieldOf(IHtmlDocument page, string form, string field) => FieldsOf(page, form).GetValueOrDefault(field);

    /// <summary>What a browser would send of a form that was left as it is.</summary>
    private static Dictionary<string, string> FieldsOf(IHtmlDocument page, string name, string by = "_handler")
    {
        var form = page.QuerySelectorAll("form").First(form => form.QuerySelector($"input[name='{by}']")?.GetAttribute("value") == name);
        return form.QuerySelectorAll("input[name], select[name], textarea[name]")
            .Where(field => field is not (IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } or IHtmlInputElement { Type: "file" }))
            .ToDictionary(field => field.GetAttribute("name")!, field => field switch
            {
                IHtmlInputElement input => input.Value,
                IHtmlSelectElement select => select.Value ?? "",
                _ => field.TextContent,
            });
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient browser, string address, Dictionary<string, string> form, params (string Name, string Value)[] typed)
    {
        var all = new Dictionary<string, string>(form);
        foreach (var (name, value) in typed)
        {
            all[name] = value;
        }

        return browser.PostAsync(address, new FormUrlEncodedContent(all));
    }

    private static async Task SavedAsync(HttpClient browser, string address, Dictionary<string, string> form, params (string Name, string Value)[] typed)
    {
        var reply = await SendAsync(browser, address, form, typed);
        Assert.True(reply.StatusCode == HttpStatusCode.Redirect, await reply.Content.ReadAsStringAsync());
    }

    private static async Task<IHtmlDocument> PageAsync(HttpResponseMessage reply)
    {
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        return new HtmlParser().ParseDocument(await reply.Content.ReadAsStringAsync());
    }

    private async Task<string> NameAsync(string email) => (string)(await ScalarAsync($"select name from users where email = '{email}'"))!;

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(host.Database.Superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
