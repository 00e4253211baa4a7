using System.Text.RegularExpressions;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Tests.Coherence;

/// <summary>The shipped rules say what their plan says; each can hit and can miss; none always or never does.</summary>
public sealed partial class ShippedRulesTests
{
    /// <summary>Code, direction (a sector on migration, migration on a sector) and kind; sides; profile; framework items. Written from the plan, not from the file.</summary>
    private static readonly string[] Plan =
    [
        "R01 S contradiction: EMP-4 partial/complete, HEA-3 absent; profile destination; gcm:15 gcm:5 sdg:3.8 sdg:8.8",
        "R02 S contradiction: IMM-1 partial/complete, SOC-7 absent; gcm:22 gcm:5 sdg:1.3 sdg:10.7",
        "R03 S gap: EMP-5 complete, EDU-5 absent; gcm:18 gcm:5 sdg:4.4 sdg:8.5",
        "R04 M gap: EMP-5 partial/complete, IMM-1 absent; gcm:5 sdg:10.7 sdg:8.5",
        "R05 M gap: HEA-8 complete, EMP-4 absent; gcm:2 gcm:5 gcm:18 sdg:3.c sdg:10.7",
        "R06 S contradiction: HEA-9 absent, IMM-1 complete; gcm:18 gcm:5 sdg:3.c sdg:4.4",
        "R07 M gap: HEA-5 absent, SEC-6 absent; gcm:15 gcm:11 sdg:3.8 sdg:16.10",
        "R08 S gap: HEA-5 complete, GEN-6 absent/partial; gcm:15 gcm:7 sdg:5.2 sdg:3.8",
        "R09 S gap: GOV-3 absent, EDU-1 complete; gcm:4 gcm:15 sdg:16.9 sdg:4.1",
        "R10 S gap: GOV-3 absent/partial, HEA-4 complete; gcm:4 gcm:15 sdg:16.9 sdg:3.3",
        "R11 S contradiction: URB-9 absent, FIN-5 complete; gcm:4 gcm:20 sdg:1.4 sdg:8.10",
        "R12 S unused-synergy: URB-5 complete, FIN-5 absent; gcm:4 gcm:20 sdg:8.10 sdg:16.9",
        "R13 S contradiction: FIN-1 complete, FIN-2 absent, PRI-3 complete; gcm:20 gcm:19 sdg:10.c sdg:17.3",
        "R14 S unused-synergy: FOR-1 complete, PRI-3 absent; gcm:19 gcm:20 sdg:17.3 sdg:8.3",
        "R15 S unused-synergy: FIN-7 complete, RUR-5 absent; gcm:20 sdg:2.3 sdg:10.c",
        "R16 S contradiction: FIN-6 complete, RUR-3 absent; gcm:20 sdg:5.a sdg:1.4",
        "R17 M unused-synergy: RUR-4 absent, EDU-6 complete; gcm:2 gcm:18 sdg:8.6 sdg:4.4",
        "R18 M gap: RUR-1 complete, STA-6 absent; gcm:19 gcm:2 sdg:17.14 sdg:11.a",
        "R19 S gap: RUR-6 absent, EMP-6 complete; gcm:5 gcm:6 sdg:8.8",
        "R20 S contradiction: RUR-6 complete, SOC-7 absent; gcm:6 gcm:22 sdg:8.8 sdg:1.3",
        "R21 M gap: ENV-1 complete, IMM-6 absent; gcm:2 gcm:5 sdg:13.2 sdg:10.7",
        "R22 M gap: ENV-2 complete, URB-7 absent; gcm:2 sdg:11.b sdg:11.5",
        "R23 S unused-synergy: ENV-3 absent, COH-3 complete; gcm:2 gcm:3 sdg:13.3 sdg:11.5",
        "R24 S contradiction: ENV-7 complete, SOC-6 absent; gcm:2 gcm:7 sdg:1.5",
        "R25 S contradiction: ENV-4 partial/complete with medical-care, HEA-2 absent; gcm:15 gcm:2 sdg:3.8 sdg:11.5",
        "R26 M unused-synergy: ENV-8 complete, STA-5 absent; gcm:1 gcm:2 sdg:17.18 sdg:11.5",
        "R27 M unused-synergy: RUR-7 complete, ENV-1 absent; gcm:2 sdg:2.4 sdg:13.2",
        "R28 M gap: URB-1 absent, COH-1 complete; gcm:16 gcm:19 sdg:11.3 sdg:10.2",
        "R29 S contradiction: URB-2 absent, IMM-2 complete; gcm:15 gcm:5 sdg:11.1 sdg:10.7",
        "R30 M unused-synergy: URB-4 complete, FOR-6 absent; gcm:3 gcm:15 sdg:16.10",
        "R31 M gap: GOV-2 complete, URB-6 absent; gcm:P9 sdg:17.14 sdg:16.7",
        "R32 M gap: GOV-9 partial/complete, PRI-6 absent; gcm:5 gcm:18 sdg:17.17 sdg:8.5",
        "R33 M gap: GOV-7 absent, SEC-8 partial/complete; gcm:7 gcm:13 sdg:17.14 sdg:16.3",
        "R34 M gap: SEC-1 complete, GEN-9 absent; gcm:10 sdg:16.2 sdg:5.2",
        "R35 M contradiction: EMP-8 absent, SEC-2 partial/complete with trafficking; gcm:6 gcm:10 sdg:8.7 sdg:8.8",
        "R36 S gap: EMP-6 absent, PRI-7 complete; gcm:6 sdg:8.7 sdg:8.8",
        "R37 M contradiction: EMP-7 absent, IMM-3 complete; gcm:6 gcm:7 sdg:8.8",
        "R38 M contradiction: IMM-3 absent, EDU-7 partial/complete; gcm:5 gcm:18 sdg:4.b sdg:10.7",
        "R39 M gap: IMM-4 absent, EMP-8 complete; gcm:7 gcm:6 sdg:8.8 sdg:10.7",
        "R40 S gap: RET-6 absent, FOR-4 complete; gcm:21 gcm:14 sdg:8.5 sdg:10.2",
        "R41 S unused-synergy: RET-7 complete, RUR-8 absent; gcm:21 sdg:2.3 sdg:4.4",
        "R42 M gap: RET-8 absent, RUR-1 complete; gcm:21 sdg:11.a",
        "R43 S contradiction: GEN-5 absent, EMP-4 partial/complete; gcm:6 gcm:5 sdg:8.8",
        "R44 S gap: FOR-3 complete, SOC-5 absent; gcm:14 gcm:21 sdg:1.3 sdg:1.5",
        "R45 M gap: STA-4 absent, GOV-1 complete; gcm:1 sdg:17.18 sdg:16.6",
    ];

    private static readonly Lazy<RuleSet> Shipped = new(() =>
    {
        var (rules, problems) = RuleSetFile.Read(File.ReadAllBytes(RepositoryFiles.RulesFile), RepositoryFiles.Templates.Value, RepositoryFiles.KnownItems);
        Assert.Empty(problems);
        return rules!;
    });

    public static TheoryData<string> Rules => [.. Plan.Select(line => line[..3])];

    private static RuleSet Set => Shipped.Value;

    [Fact]
    public void File_HasTheRulesOfThePlan() => Assert.Equal(Plan, Set.Rules.Select(Described));

    [Fact]
    public void File_RoundTrips_AndIsNamedAfterItsKey()
    {
        var written = RuleSetFile.Write(Set);
        var (again, problems) = RuleSetFile.Read(written, RepositoryFiles.Templates.Value, RepositoryFiles.KnownItems);

        Assert.Empty(problems);
        Assert.Equal($"{Set.Key}.v{Set.Version}.json", Path.GetFileName(RepositoryFiles.RulesFile));
        Assert.Equal(written, RuleSetFile.Write(again!));
        Assert.Equal(Set.Hash(), again!.Hash());
    }

    [Fact]
    public void EveryText_StandsInThreeLanguages_EachItsOwn() => Set.MapTexts((path, text) =>
    {
        Assert.Equal(["ar", "en", "fr"], text.Languages);
        Assert.Equal(3, text.Languages.Select(language => text[language]).Distinct().Count());
        Assert.Matches("[\u0600-\u06FF]", text["ar"]!);
        return text;
    });

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_WithEverySideInTheNamedState_Hits(string code)
    {
        foreach (var choice in ChoicesOf(PlannedSides(code)))
        {
            Assert.Equal(RuleOutcome.InTension, Outcome(code, TestTemplates.Everything, choice));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_WithOneSideInAnotherState_Misses(string code)
    {
        var sides = PlannedSides(code);
        for (var index = 0; index < sides.Count; index++)
        {
            foreach (var other in RuleSide.TickListStates.Except(sides[index].States))
            {
                var choice = sides.Select((side, place) => (side.Question, place == index ? other : side.States[0])).ToList();
                Assert.Equal(RuleOutcome.NoTension, Outcome(code, TestTemplates.Everything, choice));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_WithOneSideSilent_ComparesNothing(string code)
    {
        var sides = PlannedSides(code);
        foreach (var silent in sides)
        {
            foreach (var value in new AnswerValue?[] { null, new AnswerValue.NotKnown(), new AnswerValue.NotApplicable("No such thing.") })
            {
                var answers = AnswersOf(sides.Select(side => (side.Question, side.States[0])));
                answers[silent.Question] = value;
                Assert.Equal(RuleOutcome.NotCompared, Outcome(code, TestTemplates.Everything, answers));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_ReadsTheLaw_WhateverHappensInPractice(string code)
    {
        var answers = AnswersOf(PlannedSides(code).Select(side => (side.Question, side.States[0])));
        foreach (var practice in new[] { "absent", "partial", "complete", null })
        {
            var turned = answers.ToDictionary(pair => pair.Key, pair => pair.Value is AnswerValue.LawAndPractice(var law, _) ? new AnswerValue.LawAndPractice(law, practice) : pair.Value);
            Assert.Equal(RuleOutcome.InTension, Outcome(code, TestTemplates.Everything, turned));
        }
    }

    [Fact]
    public void Rules_ThatNameAPartOfAList_MissWhereThatPartIsNotTicked()
    {
        Assert.Equal(RuleOutcome.NoTension, Outcome("R25", TestTemplates.Everything, Answers(("ENV-4", Ticked("food")), ("HEA-2", Law("absent")))));
        Assert.Equal(RuleOutcome.InTension, Outcome("R25", TestTemplates.Everything, Answers(("ENV-4", Ticked("medical-care")), ("HEA-2", Law("absent")))));
        Assert.Equal(RuleOutcome.NoTension, Outcome("R35", TestTemplates.Everything, Answers(("SEC-2", Ticked("smuggling")), ("EMP-8", Law("absent")))));
        Assert.Equal(RuleOutcome.InTension, Outcome("R35", TestTemplates.Everything, Answers(("SEC-2", Ticked("trafficking")), ("EMP-8", Law("absent")))));
    }

    [Fact]
    public void Rule_OfOneProfile_ComparesNothingElsewhere()
    {
        var answers = Answers(("EMP-4", new AnswerValue.Chosen("complete")), ("HEA-3", Law("absent")));

        Assert.Equal(RuleOutcome.InTension, Outcome("R01", CountryProfile.Of("destination"), answers));
        Assert.Equal(RuleOutcome.NotCompared, Outcome("R01", CountryProfile.Of("origin"), answers));
    }

    [Fact]
    public void Rule_OverAHiddenQuestion_ComparesNothing()
    {
        var answers = Answers(("IMM-1", new AnswerValue.Chosen("complete")), ("SOC-7", Law("absent")));

        Assert.Equal(RuleOutcome.InTension, Outcome("R02", CountryProfile.Of("destination"), answers));
        Assert.Equal(RuleOutcome.NotCompared, Outcome("R02", CountryProfile.Of("origin"), answers));
    }

    [Fact]
    public void TenThousandCountries_NoRuleAlwaysOrNeverHits()
    {
        var random = new Random(20260101);
        var (compared, hits) = (Set.Rules.ToDictionary(rule => rule.Code, _ => 0), Set.Rules.ToDictionary(rule => rule.Code, _ => 0));
        var asked = Set.Rules.SelectMany(rule => rule.Sides).Select(side => (side.Sector, side.Question)).Distinct().ToList();
        for (var country = 0; country < 10_000; country++)
        {
            var profile = CountryProfile.Of(CountryProfile.AllTicks.Where(_ => random.Next(2) == 0));
            var answers = asked.ToDictionary(side => side.Question, side => Any(random, side.Sector, side.Question));
            var sectors = SectorsOf(profile, answers);
            foreach (var rule in Set.Rules)
            {
                var outcome = rule.OutcomeFor(profile, sectors);
                compared[rule.Code] += outcome == RuleOutcome.NotCompared ? 0 : 1;
                hits[rule.Code] += outcome == RuleOutcome.InTension ? 1 : 0;
            }
        }

        Assert.All(Set.Rules, rule => Assert.InRange(hits[rule.Code], 10, compared[rule.Code] - 10));
    }

    private static AnswerValue? Any(Random random, string sector, string question) => random.Next(10) switch
    {
        0 => null,
        1 => new AnswerValue.NotKnown(),
        _ => Answered(sector, question, RuleSide.TickListStates[random.Next(3)]),
    };

    private static RuleOutcome Outcome(string code, CountryProfile profile, IEnumerable<(string Question, string State)> choice) => Outcome(code, profile, AnswersOf(choice));

    private static RuleOutcome Outcome(string code, CountryProfile profile, Dictionary<string, AnswerValue?> answers) =>
        Set.Find(code)!.OutcomeFor(profile, SectorsOf(profile, answers));

    private static Func<string, SectorProgress?> SectorsOf(CountryProfile profile, IReadOnlyDictionary<string, AnswerValue?> answers)
    {
        var read = new Dictionary<string, SectorProgress>(StringComparer.Ordinal);
        return sector => read.TryGetValue(sector, out var progress) ? progress
            : read[sector] = SectorProgress.Of(RepositoryFiles.Templates.Value[sector], profile, code => answers.GetValueOrDefault(code) is { } value ? new AnswerContent(value, null, null) : null);
    }

    private static Dictionary<string, AnswerValue?> Answers(params (string Question, AnswerValue Value)[] answers) =>
        answers.ToDictionary(answer => answer.Question, answer => (AnswerValue?)answer.Value);

    private static AnswerValue.ChosenMany Ticked(params string[] codes) => new(codes);

    private static AnswerValue.LawAndPractice Law(string step) => new(step, "partial");

    private static Dictionary<string, AnswerValue?> AnswersOf(IEnumerable<(string Question, string State)> choice) =>
        choice.ToDictionary(side => side.Question, side => (AnswerValue?)Answered(SectorOf(side.Question), side.Question, side.State));

    /// <summary>An answer of this state. What the plan wants ticked comes first in a list that is answered in part.</summary>
    private static AnswerValue Answered(string sector, string code, string state)
    {
        var wanted = Ticks().Match(string.Join(' ', Plan.Where(line => line.Contains($"{code} ", StringComparison.Ordinal) && line.Contains(" with ", StringComparison.Ordinal)))).Groups[1].Value;
        return RepositoryFiles.Templates.Value[sector].Find(code)!.Type switch
        {
            MultipleChoice { Options: var options } => new AnswerValue.ChosenMany(state switch
            {
                "absent" => [options.Single(option => option.Exclusive).Code],
                "complete" => [.. options.Where(option => !option.Exclusive).Select(option => option.Code)],
                _ => [.. options.Where(option => !option.Exclusive).OrderByDescending(option => option.Code == wanted).Take(1).Select(option => option.Code)],
            }),
            LawAndPractice => new AnswerValue.LawAndPractice(state, "partial"),
            _ => new AnswerValue.Chosen(state),
        };
    }

    private static string SectorOf(string question) => RepositoryFiles.Templates.Value.Values.Single(template => template.Find(question) is not null).Key;

    /// <summary>Each way to put every side into one of its named states.</summary>
    private static IEnumerable<IReadOnlyList<(string Question, string State)>> ChoicesOf(List<(string Question, string[] States)> sides) =>
        sides.Aggregate<(string Question, string[] States), IEnumerable<IReadOnlyList<(string, string)>>>([[]], (all, side) => all.SelectMany(choice => side.States.Select(state => (IReadOnlyList<(string, string)>)[.. choice, (side.Question, state)])));

    private static List<(string Question, string[] States)> PlannedSides(string code) =>
        [.. Sides().Matches(Plan.Single(line => line.StartsWith(code, StringComparison.Ordinal))).Select(match => (match.Groups[1].Value, match.Groups[2].Value.Split('/')))];

    private static string Described(CoherenceRule rule)
    {
        var sides = rule.Sides.Select(side =>
        {
            Assert.Equal(SectorOf(side.Question), side.Sector);
            Assert.Equal(AnswerHalf.Law, side.Half);
            return $"{side.Question} {string.Join('/', side.States)}{(side.Ticked.Count == 0 ? "" : $" with {string.Join(" or ", side.Ticked)}")}";
        });
        var kind = rule.Kind switch { RuleKind.Contradiction => "contradiction", RuleKind.Gap => "gap", _ => "unused-synergy" };
        return $"{rule.Code} {(rule.Direction == RuleDirection.SectorOnMigration ? "S" : "M")} {kind}: {string.Join(", ", sides)}{(rule.Profile.Count == 0 ? "" : $"; profile {string.Join(' ', rule.Profile)}")}; {string.Join(' ', rule.Items)}";
    }

    [GeneratedRegex(@"([A-Z]{3}-\d+) ([a-z/]+)")]
    private static partial Regex Sides();

    [GeneratedRegex(@" with ([a-z-]+)")]
    private static partial Regex Ticks();
}
