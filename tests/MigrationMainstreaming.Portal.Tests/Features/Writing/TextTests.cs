using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Features.Reviews;
using MigrationMainstreaming.Portal.Features.Templates;
using MigrationMainstreaming.Portal.Tests.Features.Assessments;
using AnswerChange = MigrationMainstreaming.Portal.Features.Assessments.AnswerChange;

namespace MigrationMainstreaming.Portal.Tests.Features.Writing;

/// <summary>Twenty thousand characters of any script through every path that a text takes: stored as they came, byte for byte, and one more is
/// refused in a sentence.</summary>
public sealed class TextTests(AnswerEndpointsTests.Host host) : IClassFixture<AnswerEndpointsTests.Host>
{
    private const string Adviser = "adviser@demo.example";
    private const string Coordinator = "coordinator@demo.example";
    private const string Administrator = "admin@demo.example";

    public static TheoryData<string, string> Scripts => new()
    {
        { "Latin", "e\u0301" },
        { "Arabic", "\u0628\u064E" },
        { "Thai", "\u0E01\u0E35\u0E48" },
        { "Burmese", "\u1000\u103B\u102D\u102F" },
        { "Devanagari", "\u0915\u094D\u0937\u093F" },
        { "Chinese", "\u6C49" },
        { "Emoji", "\U0001F468\u200D\U0001F469\u200D\U0001F467" },
        { "Hangul jamo", "\u1112\u1161\u11AB" },
        { "Line breaks", "\r\n" },
        { "Right to left", "\u202E" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task TwentyThousand_ThroughEveryPath_AreStoredExactly_AndOneMoreIsRefused(string script, string cluster)
    {
        // A text of blank space alone says nothing; a word at its beginning says enough.
        var text = "x" + string.Concat(Enumerable.Repeat(cluster, FreeText.Longest - 1));
        await using var portal = new PortalTestContext(host.Database);
        var (round, sector) = await RoundAsync(portal, script.Replace(' ', '-').ToLowerInvariant());
        var atWork = await AtWorkAsync(portal);

        foreach (var (path, store, stored) in Paths(portal, round, sector, atWork))
        {
            await store(text);
            var kept = await stored();
            Assert.True(kept == text, $"{path}: {kept?.Length} of {text.Length} were kept, or others.");
            var refusal = await Record.ExceptionAsync(() => store(text + "y"));
            Assert.True(refusal is DomainRuleException && refusal.Message.Contains("20001 characters; at most 20000", StringComparison.Ordinal), $"{path}: {refusal}");
            Assert.Equal(text, await stored());
        }
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("half")]
    public async Task WhatCannotBeKept_IsRefusedInWordsOnEveryPath(string what)
    {
        var text = what == "nul" ? "nul \0" : "half \ud800";
        await using var portal = new PortalTestContext(host.Database);
        var (round, sector) = await RoundAsync(portal, what);
        var atWork = await AtWorkAsync(portal);

        foreach (var (path, store, _) in Paths(portal, round, sector, atWork))
        {
            if (path is "question of the adviser" or "reason of a proposal")
            {
                await store("So that there is something to reply to, or to decline.");
            }

            var refusal = await Record.ExceptionAsync(() => store(text));
            Assert.True(refusal is DomainRuleException && refusal.Message.Contains("cannot be kept", StringComparison.Ordinal), $"{path}: {refusal}");
        }
    }

    [Fact]
    public async Task ThreeLongestTextsAtOnce_OverHttp_AreStored()
    {
        await using var portal = new PortalTestContext(host.Database);
        var (round, sector) = await RoundAsync(portal, "http");
        var text = string.Concat(Enumerable.Repeat("\U0001F468\u200D\U0001F469\u200D\U0001F467", FreeText.Longest));
        var person = await host.Portal.SignInAsync(Coordinator);

        var reply = await person.PutAsync("Q1", 0, Json(new { value = new { written = text }, comment = text, source = text }), at: $"/api/v1/assessments/{round}/{sector}/answers");

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await using var db = portal.Everything();
        var kept = await db.AnswerRevisions.SingleAsync(revision => revision.QuestionCode == "Q1" && db.SectorAssessments.Any(found => found.Id == revision.SectorAssessmentId && found.AssessmentId == round));
        Assert.Equal((new AnswerValue.Written(text), text, text), ((AnswerValue.Written)kept.Value!, kept.Comment, kept.Source));
    }

    [Theory]
    [InlineData("/gender/act/close", "act", "reason")]
    [InlineData("/employment/review?question=EMP-7", "ask", "Form.Text")]
    public async Task OneTooMany_InAForm_IsToldAtTheField_WhichStillHoldsTheText(string place, string form, string field)
    {
        await using var portal = new PortalTestContext(host.Database);
        var person = await host.Portal.SignInAsync(form == "ask" ? Adviser : Coordinator);
        var address = $"/assessments/{await AtWorkAsync(portal)}{place}";
        var text = string.Concat(Enumerable.Repeat("\u0E01\u0E35\u0E48", FreeText.Longest + 1));
        var page = new HtmlParser().ParseDocument(await person.Client.GetStringAsync(address));
        var sent = page.QuerySelectorAll("form").First(found => found.QuerySelector(form == "ask" ? "input[name='Form.Do'][value=ask]" : $"input[name=_handler][value={form}]") is not null);
        var fields = sent.QuerySelectorAll("input[type=hidden]").ToDictionary(hidden => hidden.GetAttribute("name")!, hidden => hidden.GetAttribute("value") ?? "");
        fields[field] = text;

        var reply = await person.Client.PostAsync(address, new FormUrlEncodedContent(fields));

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var again = new HtmlParser().ParseDocument(await reply.Content.ReadAsStringAsync());
        Assert.Contains("20001", again.DocumentElement.TextContent, StringComparison.Ordinal);
        Assert.Equal(text, again.QuerySelectorAll($"textarea[name='{field}']").First(area => area.TextContent.Length > 0).TextContent);
    }

    /// <summary>Each way that a text takes into the database, and how it is found there.</summary>
    private static List<(string Name, Func<string, Task> Store, Func<Task<string?>> Stored)> Paths(PortalTestContext portal, Guid round, string sector, Guid atWork)
    {
        return
        [
            ("answer", text => AnswerAsync("Q1", new { value = new { written = text } }), async () => ((await KeptAsync("Q1")).Value as AnswerValue.Written)?.Text),
            ("comment", text => AnswerAsync("Q2", new { comment = text }), async () => (await KeptAsync("Q2")).Comment),
            ("source", text => AnswerAsync("Q2", new { source = text }), async () => (await KeptAsync("Q2")).Source),
            ("not applicable", text => AnswerAsync("Q3", new { value = new { notApplicable = text } }), async () => ((await KeptAsync("Q3")).Value as AnswerValue.NotApplicable)?.Reason),
            ("why it does apply", WhyItAppliesAsync, () => OfActivityAsync("not-applicable-refused")),
            ("why a sector is closed", CloseAsync, () => OfActivityAsync("closed")),
            ("question of the adviser", text => ReviewAsync(Adviser, "EMP-1", (reviews, act) => reviews.AskAsync(act, "EMP-1", text)), () => LastLineAsync("EMP-1", CommentKind.Question)),
            ("observation", text => ReviewAsync(Adviser, "EMP-1", (reviews, act) => reviews.ObserveAsync(act, "EMP-1", text)), () => LastLineAsync("EMP-1", CommentKind.Observation)),
            ("reply", text => ReviewAsync("labour@demo.example", "EMP-1", (reviews, act) => reviews.ReplyAsync(act, "EMP-1", text)), () => LastLineAsync("EMP-1", CommentKind.Reply)),
            ("reason of a proposal", text => ReviewAsync(Adviser, "EMP-4", (reviews, act) => reviews.ProposeAsync(act, "EMP-4", new AnswerValue.NotKnown(), text)), async () => (await LastProposalAsync()).Reason),
            ("why a proposal is declined", DeclineAsync, async () => (await LastProposalAsync()).Reply),
            ("text of a questionnaire", TitleAsync, async () => (await DraftAsync()).Content.Title["en"]),
            ("translation of a questionnaire", TranslationAsync, async () => (await DraftAsync()).Content.Title["fr"]),
        ];

        async Task AnswerAsync(string question, object body)
        {
            await portal.SignInAsync(Coordinator);
            AnswerChange change;
            try
            {
                change = AnswerChange.Read(Encoding.UTF8.GetBytes(Json(body)));
            }
            catch (InvalidOperationException)
            {
                // As the endpoint says it.
                throw new DomainRuleException("The text holds half of a character, which cannot be kept. Remove it and try again.");
            }

            var version = (await KeptOrNoneAsync(question))?.Version ?? 0;
            if (await portal.Get<AnswerService>().RecordAsync(new AnswerPlace(round, sector, question), change, version, Guid.NewGuid()) is AnswerOutcome.Refused(var problem))
            {
                throw new DomainRuleException(problem);
            }
        }

        async Task WhyItAppliesAsync(string text)
        {
            if ((await KeptOrNoneAsync("Q3"))?.Value is not AnswerValue.NotApplicable)
            {
                await AnswerAsync("Q3", new { value = new { notApplicable = "Nobody asks." } });
            }

            await portal.SignInAsync(Coordinator);
            await portal.Get<AnswerService>().RefuseNotApplicableAsync(new AnswerPlace(round, sector, "Q3"), (await KeptAsync("Q3")).Version, text, Guid.NewGuid());
        }

        async Task CloseAsync(string text)
        {
            await portal.SignInAsync(Coordinator);
            await using var db = portal.Everything();
            var now = await db.SectorAssessments.AsNoTracking().SingleAsync(found => found.AssessmentId == round);
            if (now.Status == SectorStatus.Closed)
            {
                await portal.Get<SectorActService>().ReopenAsync(Guid.NewGuid(), round, sector, now.Revision);
            }

            await portal.Get<SectorActService>().CloseAsync(Guid.NewGuid(), round, sector, now.Revision + (now.Status == SectorStatus.Closed ? 1 : 0), text);
        }

        async Task ReviewAsync(string email, string question, Func<ReviewService, ReviewAct, Task> write)
        {
            await portal.SignInAsync(email);
            var reviews = portal.Get<ReviewService>();
            var shown = (await reviews.FindAsync(atWork, "employment"))!;
            await write(reviews, new ReviewAct(atWork, "employment", Guid.NewGuid(), shown.Sector.Revision, shown.TalkOf(question), shown.Find(question)?.CurrentVersion ?? 0));
        }

        async Task DeclineAsync(string text)
        {
            if ((await LastProposalAsync()).Status != ProposalStatus.Proposed)
            {
                await ReviewAsync(Adviser, "EMP-4", (reviews, act) => reviews.ProposeAsync(act, "EMP-4", new AnswerValue.NotKnown(), "Once more."));
            }

            var id = (await LastProposalAsync()).Id;
            try
            {
                await ReviewAsync(Coordinator, "EMP-4", (reviews, act) => reviews.DeclineAsync(act, id, text));
            }
            catch (DomainRuleException)
            {
                // The one that was declined before stands last again.
                await using var db = portal.Everything();
                await db.Proposals.Where(proposal => proposal.Id == id).ExecuteDeleteAsync();
                throw;
            }
        }

        async Task TitleAsync(string text) => await SaveAsync(content => content with { Title = content.Title.With("en", text) });

        async Task TranslationAsync(string text) => await SaveAsync(content => content with { Title = content.Title.With("fr", text) });

        async Task SaveAsync(Func<Questionnaire, Questionnaire> change)
        {
            var draft = await DraftAsync();
            Assert.False((await portal.Get<TemplateService>().SaveAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, change(draft.Content))).IsStale);
        }

        async Task<TemplateVersionView> DraftAsync()
        {
            await portal.SignInAsync(Administrator);
            return (await portal.Get<TemplateService>().FindAsync(sector, 2))!;
        }

        async Task<Answer> KeptAsync(string question) => (await KeptOrNoneAsync(question))!;

        async Task<Answer?> KeptOrNoneAsync(string question)
        {
            await using var db = portal.Everything();
            return await db.Answers.AsNoTracking().SingleOrDefaultAsync(answer => answer.QuestionCode == question && db.SectorAssessments.Any(found => found.Id == answer.SectorAssessmentId && found.AssessmentId == round));
        }

        async Task<string?> OfActivityAsync(string kind)
        {
            await using var db = portal.Everything();
            return (await db.Activities.AsNoTracking().Where(activity => activity.AssessmentId == round && activity.Kind == kind).OrderByDescending(activity => activity.At).FirstAsync()).Args["reason"];
        }

        async Task<string?> LastLineAsync(string question, CommentKind kind)
        {
            await using var db = portal.Everything();
            return await db.ReviewComments.Where(line => line.QuestionCode == question && line.Kind == kind).OrderByDescending(line => line.At).Select(line => line.Text).FirstAsync();
        }

        async Task<Proposal> LastProposalAsync()
        {
            await using var db = portal.Everything();
            return await db.Proposals.AsNoTracking().Where(proposal => proposal.QuestionCode == "EMP-4").OrderByDescending(proposal => proposal.At).FirstAsync();
        }
    }

    /// <summary>A round of the demo country with a questionnaire of three open questions, and a draft of its next version.</summary>
    private static async Task<(Guid Round, string Sector)> RoundAsync(PortalTestContext portal, string name)
    {
        var key = $"texts-{name}";
        await portal.SignInAsync(Administrator);
        var templates = portal.Get<TemplateService>();
        var content = Drafting.NewQuestionnaire(key, "en", "Texts", null, QuestionnaireKind.Sector, "Texts") with
        {
            Sections =
            [
                new Section
                {
                    Code = "A",
                    Title = new LocalText("en", "Texts"),
                    Questions =
                    [
                        new Question { Code = "Q1", Text = new LocalText("en", "What?"), Type = new FreeText(FreeText.Longest) },
                        new Question { Code = "Q2", Text = new LocalText("en", "Is it so?"), Type = new FreeText() },
                        new Question { Code = "Q3", Text = new LocalText("en", "And that?"), Type = new FreeText() },
                    ],
                },
            ],
        };
        await templates.DraftOfAsync(Guid.NewGuid(), content, isNew: true);
        var draft = (await templates.FindAsync(key, 1))!;
        Assert.Empty(TemplateService.ProblemsOf(draft.Content, draft.Items));
        await templates.PublishAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, "First.");
        await templates.DraftFromAsync(Guid.NewGuid(), key, 1);
        await portal.SignInAsync(Coordinator);
        await using var db = portal.Everything();
        var before = await db.SectorAssessments.AsNoTracking().FirstAsync(sector => sector.TemplateKey == "health" && db.Assessments.Any(assessment => assessment.Id == sector.AssessmentId && assessment.Title == "Demo Republic 2026"));
        var jurisdiction = await db.Assessments.Where(assessment => assessment.Id == before.AssessmentId).Select(assessment => assessment.JurisdictionId).SingleAsync();
        var round = await portal.Get<AssessmentService>().OpenAsync(Guid.NewGuid(), jurisdiction, new AssessmentTerms(key, "2027", new DateOnly(2026, 11, 1), null, "en", ReleaseMode.ByHand), [new ChosenQuestionnaire(key, before.MinistryId)]);
        return (round, key);
    }

    private static async Task<Guid> AtWorkAsync(PortalTestContext portal)
    {
        await using var db = portal.Everything();
        return await db.Assessments.Where(assessment => assessment.Title == "Demo Republic 2026").Select(assessment => assessment.Id).SingleAsync();
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As browsers write it; half of a character they write as an escape.</summary>
    private static string Json(object body) => JsonSerializer.Serialize(body, Relaxed).Replace("\\uFFFD", "\\ud800", StringComparison.Ordinal);
}
