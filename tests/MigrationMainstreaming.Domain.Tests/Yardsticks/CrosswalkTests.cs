using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Domain.Yardsticks;

namespace MigrationMainstreaming.Domain.Tests.Yardsticks;

/// <summary>What answers of sectors propose for the thirty items of 10.7.2, through the shipped file.</summary>
public sealed class CrosswalkTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Author Coordinator = new(Guid.NewGuid(), "Coordinator");
    private static readonly IReadOnlyDictionary<string, Questionnaire> Templates = RepositoryFiles.Templates.Value;
    private static readonly Crosswalk Shipped = Crosswalk.Read(File.ReadAllBytes(Assert.Single(RepositoryFiles.CrosswalkFiles)));

    /// <summary>Item, the question that answers it, those that inform it; as planned.</summary>
    public static TheoryData<string, string, string> Plan => new()
    {
        { "D1a", "HEA-2", "HEA-3 GEN-7" }, { "D1b", "EDU-1", "EDU-2" }, { "D1c", "EMP-1", "GEN-5" }, { "D1d", "SOC-1", "SOC-7" }, { "D1e", "GOV-4", "GOV-5" },
        { "D2a", "GOV-1", "" }, { "D2b", "IMM-1", "PRI-5 IMM-2" }, { "D2c", "COH-1", "COH-2" }, { "D2d", "GEN-1", "" }, { "D2e", "STA-4", "HEA-7 STA-1 STA-2" },
        { "D3a", "GOV-2", "" }, { "D3b", "EMP-4", "" }, { "D3c", "FOR-8", "" }, { "D3d", "RET-1", "RET-9" }, { "D3e", "GOV-9", "" },
        { "D4a", "EMP-5", "PRI-6" }, { "D4b", "SOC-2", "SOC-3" }, { "D4c", "EDU-5", "HEA-9 PRI-4 RET-7" }, { "D4d", "FIN-1", "RUR-5 FIN-2 FIN-4" }, { "D4e", "EMP-2", "PRI-7" },
        { "D5a", "IMM-5", "SEC-7" }, { "D5b", "ENV-4", "ENV-7" }, { "D5c", "FOR-3", "FOR-2" }, { "D5d", "ENV-2", "" }, { "D5e", "IMM-6", "ENV-5" },
        { "D6a", "SEC-5", "" }, { "D6b", "SEC-4", "" }, { "D6c", "GEN-3", "" }, { "D6d", "FOR-7", "GOV-6 FOR-6 COH-3" }, { "D6e", "SEC-2", "SEC-1 GEN-9" },
    };

    [Fact]
    public void File_FitsTheQuestionnairesAndHasEveryItemOnce()
    {
        var indicator = Templates[Shipped.Indicator];

        Assert.Empty(Shipped.ProblemsWith(indicator, Templates));
        Assert.Equal(indicator.Questions.Select(question => question.Code), Shipped.Items.Select(item => item.Item));
        Assert.Equal("sdg-10-7-2.v1.json", Path.GetFileName(RepositoryFiles.CrosswalkFiles[0]));
        Assert.All(Shipped.Items.SelectMany(item => item.Cases).Select(one => one.Note).OfType<LocalText>().Append(Shipped.Source), text => Assert.Equal(["ar", "en", "fr"], text.Languages));
    }

    [Fact]
    public void Indicator17141_HasNone_SinceItIsNotAboutMigration() =>
        Assert.DoesNotContain(RepositoryFiles.CrosswalkFiles, file => Path.GetFileName(file).StartsWith("sdg-17-14-1", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Plan))]
    public void Item_IsReadAsPlanned(string code, string answers, string informs)
    {
        var item = Item(code);

        Assert.Equal((answers, informs), (item.Answers.Question, string.Join(' ', item.Informs.Select(question => question.Question))));
        foreach (var (said, values) in Expected(code))
        {
            Assert.Equal(values, item.ProposedBy(said)?.Values ?? []);
        }
    }

    /// <summary>The reading rules, written down a second time.</summary>
    private static IEnumerable<(AnswerValue? Said, string[] Values)> Expected(string code)
    {
        yield return (null, []);
        yield return (new AnswerValue.NotKnown(), []);
        yield return (new AnswerValue.NotApplicable("Nobody comes."), []);
        if (code is "D3e" or "D5b" or "D6e")
        {
            var every = Source(code).Type.OptionLists[0].Options.Where(option => !option.Exclusive).Select(option => option.Code).ToArray();
            var needed = code switch { "D3e" => new[] { "civil-society", "private-sector" }, "D6e" => ["trafficking", "smuggling"], _ => every };
            yield return (new AnswerValue.ChosenMany(["none"]), ["no"]);
            yield return (new AnswerValue.ChosenMany(every), ["yes"]);
            yield return (new AnswerValue.ChosenMany(needed), ["yes"]);
            foreach (var one in needed)
            {
                yield return (new AnswerValue.ChosenMany([one]), [code == "D5b" ? "yes" : "no"]);
            }

            yield break;
        }

        var partial = (code switch { "D1b" => "yes-legal yes-all", "D1d" => "yes-legal no", ['D', '1', _] => "yes-legal", _ => "yes" }).Split(' ');
        foreach (var (step, values) in new[] { ("absent", new[] { "no" }), ("partial", partial), ("complete", [code[1] == '1' ? "yes-all" : "yes"]) })
        {
            if (Source(code).Type is not LawAndPractice)
            {
                yield return (new AnswerValue.Chosen(step), values);
                continue;
            }

            // The law half proposes, whatever is done in practice; practice alone proposes nothing.
            yield return (new AnswerValue.LawAndPractice(step, "absent"), values);
            yield return (new AnswerValue.LawAndPractice(step, "complete"), values);
            yield return (new AnswerValue.LawAndPractice(step, null), values);
            yield return (new AnswerValue.LawAndPractice(null, step), []);
        }
    }

    [Fact]
    public void Case_WithTwoReadings_SaysHowTheyDiffer() =>
        Assert.All(Shipped.Items.SelectMany(item => item.Cases), one => Assert.Equal(one.Values.Count > 1, one.Note is not null));

    [Theory]
    [InlineData("D9x", "HEA-2", "yes-all", "absent")]
    [InlineData("D1a", "HEA-99", "yes-all", "absent")]
    [InlineData("D1a", "HEA-2", "perhaps", "absent")]
    [InlineData("D1a", "HEA-2", "yes-all", "nowhere")]
    [InlineData("D1a", "HEA-5", "yes-all", "absent")]
    public void Problem_OfAFileThatDoesNotFit_IsNamed(string item, string question, string value, string option)
    {
        var crosswalk = Shipped with
        {
            Items = [new CrosswalkItem { Item = item, Answers = new CrosswalkQuestion("health", question), Cases = [new CrosswalkCase(new Condition.Choice(question, [option]), [value])] }],
        };

        Assert.NotEmpty(crosswalk.ProblemsWith(Templates[Shipped.Indicator], Templates));
    }

    [Fact]
    public void Take_OfTheProposedValue_NeedsNoReason_AndOfAnotherOneDoes()
    {
        var (indicator, source) = Answered("partial");

        var taken = CrosswalkDecision.Take(indicator, Shipped, Item("D1a"), source, "yes-legal", null, Coordinator, Noon);
        var adjusted = CrosswalkDecision.Take(indicator, Shipped, Item("D1a"), source, "no", "Emergency care is charged in full.", Coordinator, Noon);

        Assert.Equal((CrosswalkOutcome.Taken, "yes-legal", 1), (taken.Outcome, taken.Value, taken.CrosswalkVersion));
        Assert.Equal((CrosswalkOutcome.Adjusted, "no", "Emergency care is charged in full."), (adjusted.Outcome, adjusted.Value, adjusted.Reason));
        Assert.Throws<DomainRuleException>(() => CrosswalkDecision.Take(indicator, Shipped, Item("D1a"), source, "no", " ", Coordinator, Noon));
    }

    [Fact]
    public void Refusal_NeedsAReason_AndHoldsUntilTheAnswerBehindChanges()
    {
        var (indicator, source) = Answered("partial");
        Assert.Throws<DomainRuleException>(() => CrosswalkDecision.Refuse(indicator, Shipped, Item("D1a"), source, null, Coordinator, Noon));

        var refused = CrosswalkDecision.Refuse(indicator, Shipped, Item("D1a"), source, "The law is being amended.", Coordinator, Noon);
        Assert.True(refused.HoldsFor(source));

        source.Record(Source("D1a"), source.Content with { Value = new AnswerValue.LawAndPractice("complete", "partial") }, source.Version, Coordinator, AnswerOrigin.Typed, Guid.NewGuid(), Noon);
        Assert.False(refused.HoldsFor(source));
    }

    [Fact]
    public void Decision_WhereNothingIsProposed_IsRefused()
    {
        var (indicator, source) = Answered(null);

        Assert.Throws<DomainRuleException>(() => CrosswalkDecision.Take(indicator, Shipped, Item("D1a"), source, "no", "No rule.", Coordinator, Noon));
        Assert.Throws<DomainRuleException>(() => CrosswalkDecision.Refuse(indicator, Shipped, Item("D1a"), source, "No rule.", Coordinator, Noon));
    }

    private static CrosswalkItem Item(string code) => Shipped.Items.Single(item => item.Item == code);

    private static Question Source(string code) => Templates[Item(code).Answers.Sector].Find(Item(code).Answers.Question)!;

    private static (SectorAssessment Indicator, Answer Source) Answered(string? law)
    {
        var country = Jurisdiction.NewCountry("AA", new LocalText("en", "A"));
        var ministry = Ministry.Of(country, "health", new LocalText("en", "Health"));
        var assessment = Assessment.Open(country, new AssessmentTerms("One", "2026", new DateOnly(2026, 10, 1), null, "en", ReleaseMode.ByHand), Noon);
        var answer = Answer.To(assessment.Add("health", Guid.NewGuid(), ministry.Id), Source("D1a"));
        answer.Record(Source("D1a"), AnswerContent.Empty with { Value = law is null ? new AnswerValue.NotKnown() : new AnswerValue.LawAndPractice(law, null) }, 0, Coordinator, AnswerOrigin.Typed, Guid.NewGuid(), Noon);
        return (assessment.Add(Shipped.Indicator, Guid.NewGuid(), ministry.Id), answer);
    }
}
