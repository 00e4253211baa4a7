using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Features.Rules;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Rules;

/// <summary>What administrators do with coherence rules, and what others may read of them.</summary>
public sealed class RuleSetServiceTests(PostgresFixture database) : IClassFixture<PostgresFixture>
{
    private static int _count;

    [Fact]
    public async Task Draft_IsChangedRuleByRule_Published_AndNeverChangesThen()
    {
        await using var portal = await AsAdministratorAsync();
        var rules = portal.Get<RuleSetService>();
        var number = await rules.DraftFromAsync(Guid.NewGuid(), 1);
        var rule = (await rules.FindAsync(number))!.Version.Content.Find("R01")!;

        await rules.PutAsync(Guid.NewGuid(), number, 1, "R01", rule with { Kind = RuleKind.Gap });
        await rules.TakeOutAsync(Guid.NewGuid(), number, 2, "R02");
        await rules.PutAsync(Guid.NewGuid(), number, 3, null, rule with { Code = "R46" });
        var view = (await rules.FindAsync(number))!;

        Assert.Equal(["R01 Changed kind", "R46 Added ", "R02 TakenOut "], view.Changes.Select(change => $"{change.Code} {change.Kind} {string.Join(' ', change.Parts)}"));
        Assert.Empty(view.Problems);
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.PublishAsync(Guid.NewGuid(), number, view.Version.Revision, " "));
        await rules.PublishAsync(Guid.NewGuid(), number, view.Version.Revision, "R46 is new.");

        view = (await rules.FindAsync(number))!;
        Assert.Equal((TemplateStatus.Published, view.Version.Content.Hash()), (view.Version.Status, view.Version.Hash));
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.PutAsync(Guid.NewGuid(), number, view.Version.Revision, "R01", rule));
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.DiscardAsync(Guid.NewGuid(), number, view.Version.Revision));
        await rules.RetireAsync(Guid.NewGuid(), number, view.Version.Revision);
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.RetireAsync(Guid.NewGuid(), 1, 2));
    }

    [Fact]
    public async Task Publish_WithProblems_IsRefused_AndNamesThem()
    {
        await using var portal = await AsAdministratorAsync();
        var rules = portal.Get<RuleSetService>();
        var number = await rules.DraftFromAsync(Guid.NewGuid(), 1);
        var rule = (await rules.FindAsync(number))!.Version.Content.Find("R01")!;
        await rules.PutAsync(Guid.NewGuid(), number, 1, "R01", rule with { Sides = [rule.Sides[0] with { Question = "EMP-99" }, rule.Sides[1]] });

        Assert.Equal("rules[0].sides[0].question", Assert.Single((await rules.FindAsync(number))!.Problems).Path);
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.PublishAsync(Guid.NewGuid(), number, 2, "Anyhow."));
        await rules.DiscardAsync(Guid.NewGuid(), number, 2);
        Assert.Null(await rules.FindAsync(number));
    }

    [Fact]
    public async Task Put_OnAnOlderRevisionOrUnderAnotherRulesCode_IsRefused()
    {
        await using var portal = await AsAdministratorAsync();
        var rules = portal.Get<RuleSetService>();
        var number = await rules.DraftFromAsync(Guid.NewGuid(), 1);
        var rule = (await rules.FindAsync(number))!.Version.Content.Find("R01")!;
        await rules.PutAsync(Guid.NewGuid(), number, 1, "R01", rule with { WayOut = new LocalText("en", "Other.") });

        Assert.NotNull((await Assert.ThrowsAsync<DomainRuleException>(() => rules.PutAsync(Guid.NewGuid(), number, 1, "R01", rule))).Overtaken);
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.PutAsync(Guid.NewGuid(), number, 2, "R01", rule with { Code = "r02" }));
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.PutAsync(Guid.NewGuid(), number, 2, null, rule));
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.PutAsync(Guid.NewGuid(), number, 2, "R99", rule with { Code = "R99" }));
    }

    [Fact]
    public async Task Import_OfAGoodFile_IsADraft_OfABadOne_NamesEveryProblem_AndKeepsNothing()
    {
        await using var portal = await AsAdministratorAsync();
        var rules = portal.Get<RuleSetService>();
        var content = (await rules.FindAsync(1))!.Version.Content;
        var before = (await rules.ListAsync()).Count;

        var bad = await rules.ImportAsync(Guid.NewGuid(), RuleSetFile.Write(content with { Version = 7, Rules = [content.Rules[0] with { Items = ["gcm:99"] }, content.Rules[1] with { Sides = [] }] }));
        Assert.Equal(0, bad.Number);
        Assert.Equal(["rules[0].items[0]", "rules[1].sides"], bad.Problems.Select(problem => problem.Path));
        Assert.Equal(before, (await rules.ListAsync()).Count);

        var good = await rules.ImportAsync(Guid.NewGuid(), RuleSetFile.Write(content with { Rules = [.. content.Rules.Skip(1)] }));
        Assert.False(good.IsMended);
        Assert.Equal(TemplateStatus.Draft, (await rules.FindAsync(good.Number))!.Version.Status);
        Assert.NotEqual(1, good.Number);
    }

    [Fact]
    public async Task Import_OfOtherTranslations_MendsThePublishedVersion_AndNothingElse()
    {
        await using var portal = await AsAdministratorAsync();
        var rules = portal.Get<RuleSetService>();
        var version = (await rules.FindAsync(1))!.Version;

        var outcome = await rules.ImportAsync(Guid.NewGuid(), RuleSetFile.Write(version.Content.MapTexts((path, text) => path == "R45.sentence" ? text.With("fr", "Autrement dit.") : text)));

        Assert.Equal((1, true), (outcome.Number, outcome.IsMended));
        var mended = (await rules.FindAsync(1))!.Version;
        Assert.Equal(("Autrement dit.", version.Hash), (mended.Content.Find("R45")!.Sentence["fr"], mended.Hash));
    }

    [Fact]
    public async Task Drafts_AreAdministratorsAlone_AndOthersChangeNothing()
    {
        await using var portal = await AsAdministratorAsync();
        var number = await portal.Get<RuleSetService>().DraftFromAsync(Guid.NewGuid(), 1);
        var country = await portal.AddCountryAsync($"Q{Interlocked.Increment(ref _count)}");
        var coordinator = $"rules-coordinator-{Guid.NewGuid():N}@demo.example";
        await portal.AddPersonAsync(coordinator, Role.Coordinator, country);
        await portal.SignInAsync(coordinator);
        var rules = portal.Get<RuleSetService>();

        Assert.Null(await rules.FindAsync(number));
        Assert.DoesNotContain(await rules.ListAsync(), version => version.Status == TemplateStatus.Draft);
        Assert.False((await rules.FindAsync(1))!.MayEdit);
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.DraftFromAsync(Guid.NewGuid(), 1));
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.ImportAsync(Guid.NewGuid(), []));
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.PublishAsync(Guid.NewGuid(), number, 1, "Mine."));
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.TakeOutAsync(Guid.NewGuid(), number, 1, "R01"));
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.RetireAsync(Guid.NewGuid(), 1, 2));
        await Assert.ThrowsAsync<DomainRuleException>(() => rules.DiscardAsync(Guid.NewGuid(), number, 1));
    }

    private async Task<PortalTestContext> AsAdministratorAsync()
    {
        var portal = new PortalTestContext(database);
        var email = $"rules-{Guid.NewGuid():N}@demo.example";
        await portal.AddPersonAsync(email, Role.Administrator);
        await portal.SignInAsync(email);
        return portal;
    }
}
