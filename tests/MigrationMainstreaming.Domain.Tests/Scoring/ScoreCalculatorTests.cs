using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using static MigrationMainstreaming.Domain.Tests.TestTemplates;

namespace MigrationMainstreaming.Domain.Tests.Scoring;

/// <summary>The worked examples of <c>docs/scoring.md</c> and the borders around them.</summary>
public sealed class ScoreCalculatorTests
{
    private static readonly Question[] Three = [Steps("A", weight: 2m), Steps("B"), Steps("C")];

    [Theory]
    [InlineData(Join.Mean, Missing.Excluded, "50")]
    [InlineData(Join.Mean, Missing.Zero, "33.33333333333333333333")]
    [InlineData(Join.WeightedMean, Missing.Excluded, "66.66666666666666666667")]
    [InlineData(Join.WeightedMean, Missing.Zero, "50")]
    [InlineData(Join.Sum, Missing.Excluded, "66.66666666666666666667")]
    [InlineData(Join.Sum, Missing.Zero, "50")]
    [InlineData(Join.CappedSum, Missing.Excluded, "100")]
    [InlineData(Join.CappedSum, Missing.Zero, "100")]
    [InlineData(Join.Minimum, Missing.Excluded, "0")]
    [InlineData(Join.Minimum, Missing.Zero, "0")]
    [InlineData(Join.GeometricMean, Missing.Excluded, "0")]
    public void Score_EveryJoin_OneAnswerMissing(Join join, Missing missing, string expected)
    {
        // A full marks at weight 2, B none, C missing.
        var scorecard = Joined(join, missing, Three).Score(("A", Is("all")), ("B", Is("none")));

        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), scorecard.Overall.Value);
        Assert.Equal((2, 3), (scorecard.Overall.Answered, scorecard.Overall.Asked));
        AssertAddsUp(scorecard.ProofOfOverall());
    }

    [Fact]
    public void Score_MinimumAndGeometricMean_OfHalfAndAll()
    {
        Assert.Equal(50m, Joined(Join.Minimum, Missing.Excluded, Three).Score(("A", Is("all")), ("B", Is("half"))).Overall.Value);
        Assert.Equal(70.71067811865475244008m, Joined(Join.GeometricMean, Missing.Excluded, Three).Score(("A", Is("all")), ("B", Is("half"))).Overall.Value);
        Assert.Equal(50m, Joined(Join.GeometricMean, Missing.Excluded, Three).Score(("A", Is("half")), ("B", Is("half")), ("C", Is("half"))).Overall.Value);
    }

    [Fact]
    public void Score_GeometricMean_OfManySmallMarks_LosesNothing()
    {
        var questions = Enumerable.Range(1, 400).Select(number => PerCent($"Q{number}")).ToArray();
        var scorecard = Joined(Join.GeometricMean, Missing.Excluded, questions).Score([.. questions.Select(question => (question.Code, (AnswerValue?)Is(12.5m)))]);

        Assert.Equal(12.5m, scorecard.Overall.Value);
    }

    [Fact]
    public void Score_CappedSum_StopsAtTheCap()
    {
        // Cap 2: a base of 1 and three extras of 1 each.
        var questions = new[] { Steps("A"), Steps("B"), Steps("C"), Steps("D") };
        var questionnaire = Joined(Join.CappedSum, Missing.Zero, questions);

        Assert.Equal(75m, questionnaire.Score(("A", Is("all")), ("B", Is("half"))).Overall.Value);
        Assert.Equal(100m, questionnaire.Score(("A", Is("all")), ("B", Is("all")), ("C", Is("all")), ("D", Is("all"))).Overall.Value);
        AssertAddsUp(questionnaire.Score(("A", Is("all")), ("B", Is("all")), ("C", Is("half"))).ProofOfOverall());
    }

    /// <summary>A base of five points and, apart from it, six more of which at most five count.</summary>
    private static readonly Questionnaire BaseAndExtras = Of(
        new Aggregation { Join = Join.Mean, Over = Over.Sections, Missing = Missing.Zero },
        Section("one", new Aggregation { Join = Join.CappedSum, Cap = 10m, Missing = Missing.Zero }, 1m,
            Steps("base", 5m), Steps("X1", 2m) with { Part = "extras" }, Steps("X2") with { Part = "extras" }, Steps("X3") with { Part = "extras" }, Steps("X4") with { Part = "extras" }, Steps("X5") with { Part = "extras" }) with
        {
            Parts = [new SectionPart { Code = "extras", Title = Text("Extras"), Weight = 5m, Aggregation = new Aggregation { Join = Join.CappedSum, Cap = 5m, Missing = Missing.Zero } }],
        });

    [Theory]
    [InlineData("base", 50)]
    [InlineData("X1", 20)]
    [InlineData("X1 X2 X3 X4 X5", 50)]
    [InlineData("base X1 X2", 80)]
    [InlineData("base X1 X2 X3 X4 X5", 100)]
    public void Score_PartOfASection_IsJoinedByItself_AndCountsLikeAQuestion(string full, int expected)
    {
        var scorecard = BaseAndExtras.Score([.. full.Split(' ').Select(code => (code, (AnswerValue?)Is("all")))]);

        Assert.Equal(expected, scorecard.Overall.Value);
        Assert.Equal(expected, scorecard.Groups["one"].Value);
        Assert.Equal((full.Split(' ').Length, 6), (scorecard.Overall.Answered, scorecard.Overall.Asked));
        var extras = Assert.Single(scorecard.ProofOfGroup("one").Parts, part => part.Subject == ProofSubject.Part);
        Assert.Equal(("one/extras", 5m), (extras.Code, extras.Weight));
        AssertAddsUp(scorecard.ProofOfOverall());
    }

    [Fact]
    public void Score_PartsTenDeep_PassTheFigureUpwards()
    {
        var parts = Enumerable.Range(0, SectionPart.Deepest).Select(depth => new SectionPart { Code = $"p{depth}", Title = Text("part"), Within = depth == 0 ? null : $"p{depth - 1}", Weight = 3m });
        var deep = Of(new Aggregation { Over = Over.Sections }, Section("one", null, 1m, Steps("top"), Steps("bottom") with { Part = "p9" }));
        var scorecard = (deep with { Sections = [deep.Sections[0] with { Parts = [.. parts] }] }).Score(("top", Is("none")), ("bottom", Is("all")));

        // (1 × 0 + 3 × 1) ÷ 4, and each part below hands its own figure on.
        Assert.Equal(75m, scorecard.Overall.Value);
        var proof = scorecard.ProofOfOverall();
        AssertAddsUp(proof);
        var levels = 0;
        for (var inside = proof.Parts[0].Inside; inside is not null; inside = inside.Parts.Select(part => part.Inside).FirstOrDefault(part => part is not null))
        {
            levels++;
        }

        Assert.Equal(1 + SectionPart.Deepest, levels);
    }

    [Fact]
    public void Score_CapBelowTheBase_StopsThere()
    {
        var capped = Of(new Aggregation { Join = Join.CappedSum, Cap = 5m }, Section("one", null, 1m, Steps("base", 8m), Steps("more")));

        Assert.Equal(80m, capped.Score(("base", Is("half")), ("more", Is("none"))).Overall.Value);
        Assert.Equal(100m, capped.Score(("base", Is("all")), ("more", Is("none"))).Overall.Value);
        Assert.Equal(20m, capped.Score(("base", Is("none")), ("more", Is("all"))).Overall.Value);
    }

    [Fact]
    public void Score_OfAThousandOptions_CountsEachOfThem()
    {
        var options = Enumerable.Range(1, 1_000).Select(number => Option($"o{number}", number == 1 ? 0m : number / 1_000m)).ToArray();
        var questionnaire = Of(TickList("T", [.. options.Select(option => option with { Marks = 1m })]), new Question { Code = "S", Text = Text("S"), Type = new SingleChoice(options) });

        var scorecard = questionnaire.Score(("T", new AnswerValue.ChosenMany([.. options.Take(250).Select(option => option.Code)])), ("S", Is("o750")));

        Assert.Equal([25m, 75m], scorecard.Questions.Select(question => question.Marks!.Value));
        Assert.Equal(50m, scorecard.Overall.Value);
    }

    [Fact]
    public void Score_EverythingNotApplicable_AsksNothing_AndHasNoFigure()
    {
        var scorecard = Joined(Join.WeightedMean, Missing.Excluded, Three).Score(("A", NotApplicable), ("B", NotApplicable), ("C", NotApplicable));

        Assert.Equal((null, 0m, 100m, 0, 0), (scorecard.Overall.Value, scorecard.Overall.Low, scorecard.Overall.High, scorecard.Overall.Answered, scorecard.Overall.Asked));
        Assert.Null(scorecard.Overall.Level);
        Assert.Equal(3, scorecard.ProofOfOverall().LeftOut.Count(left => left.Reason == LeftOutReason.NotApplicable));
    }

    [Fact]
    public void With_AnAnswer_KeepsTheScorecardBefore_AndNamesTheRevisionInTheProof()
    {
        var before = Of(Three).Score(("A", Is("none")));
        var after = before.With("A", new ScoredAnswer(Is("all"), Version: 7));

        Assert.Equal((0m, 100m), (before.Overall.Value, after.Overall.Value));
        Assert.Equal(7, Assert.Single(after.ProofOfOverall().Parts).AnswerVersion);
        Assert.Null(Assert.Single(before.ProofOfOverall().Parts).AnswerVersion);
        Assert.Same(after, after.With("no such question", default));
        Assert.Null(after.With("A", default).Overall.Value);
    }

    [Fact]
    public void Score_OverSections_JoinsSectionsByTheirWeights()
    {
        var questionnaire = Of(
            new Aggregation { Over = Over.Sections },
            Section("one", null, 3m, Steps("A"), Steps("B")),
            Section("two", null, 1m, Steps("C")),
            Section("three", null, 1m, Steps("D")));
        var scorecard = questionnaire.Score(("A", Is("all")), ("B", Is("half")), ("C", Is("none")));

        Assert.Equal(75m, scorecard.Groups["one"].Value);
        Assert.Null(scorecard.Groups["three"].Value);
        Assert.Equal(56.25m, scorecard.Overall.Value);
        Assert.Equal((45m, 65m), (scorecard.Overall.Low, scorecard.Overall.High));
        var proof = scorecard.ProofOfOverall();
        AssertAddsUp(proof);
        Assert.Equal(LeftOutReason.NothingAnswered, Assert.Single(proof.LeftOut).Reason);
    }

    [Fact]
    public void Score_NothingAnswered_HasNoValue_UnlessMissingIsZero()
    {
        var excluded = Joined(Join.WeightedMean, Missing.Excluded, Three).Score().Overall;
        Assert.Equal((null, 0m, 100m, 0, 3, null), (excluded.Value, excluded.Low, excluded.High, excluded.Answered, excluded.Asked, excluded.Level));

        var zero = (Joined(Join.WeightedMean, Missing.Zero, Three) with { Bands = ValueBands }).Score().Overall;
        Assert.Equal((0m, 0m, 100m, 1), (zero.Value, zero.Low, zero.High, zero.Level));
    }

    [Fact]
    public void Score_Bounds_TakeWhatIsMissingAtNothingAndAtFull()
    {
        var score = Of(Three).Score(("A", Is("all")), ("B", NotKnown)).Overall;

        Assert.Equal((100m, 50m, 100m), (score.Value, score.Low, score.High));
        Assert.Equal((1, 3), (score.Answered, score.Asked));
        Assert.Equal((null, 2, 4), (score.Level, score.LowLevel, score.HighLevel));
    }

    [Fact]
    public void Score_LawAndPractice_WithOneHalfNotKnown_IsUnanswered_AndBoundsUseTheOtherHalf()
    {
        var score = Of(Both("A")).Score(("A", new AnswerValue.LawAndPractice("all", null))).Overall;
        Assert.Equal((null, 50m, 100m, 0, 1), (score.Value, score.Low, score.High, score.Answered, score.Asked));

        var both = Of(Both("A")).Score(("A", new AnswerValue.LawAndPractice("all", "half"))).Overall;
        Assert.Equal((75m, 75m, 75m, 1), (both.Value, both.Low, both.High, both.Answered));
    }

    [Fact]
    public void Score_NotApplicable_LeavesOnceConfirmed_AndCountsAsNotKnownBefore()
    {
        var questionnaire = Of(Steps("A"), Steps("B"));

        var before = questionnaire.Score(confirmed: false, ("A", Is("half")), ("B", NotApplicable));
        Assert.Equal((50m, 25m, 75m, 1, 2), (before.Overall.Value, before.Overall.Low, before.Overall.High, before.Overall.Answered, before.Overall.Asked));
        Assert.Equal(LeftOutReason.NotConfirmed, Assert.Single(before.ProofOfOverall().LeftOut).Reason);

        var after = questionnaire.Score(confirmed: true, ("A", Is("half")), ("B", NotApplicable));
        Assert.Equal((50m, 50m, 50m, 1, 1), (after.Overall.Value, after.Overall.Low, after.Overall.High, after.Overall.Answered, after.Overall.Asked));
        Assert.Equal(LeftOutReason.NotApplicable, Assert.Single(after.ProofOfOverall().LeftOut).Reason);
    }

    [Fact]
    public void Score_NotApplicable_WhereMissingIsZero_StaysAskedAndUnanswered()
    {
        var scorecard = Joined(Join.Mean, Missing.Zero, Steps("A"), Steps("B")).Score(confirmed: true, ("A", Is("all")), ("B", NotApplicable));

        Assert.Equal((50m, 1, 2), (scorecard.Overall.Value, scorecard.Overall.Answered, scorecard.Overall.Asked));
        Assert.Equal(100m, scorecard.AnsweredOnly);
        Assert.Equal(LeftOutReason.NotApplicable, scorecard.ProofOfOverall().Parts[1].CountsAsZero);
    }

    [Theory]
    [InlineData("39.999999", 1)]
    [InlineData("40", 2)]
    [InlineData("79.96", 2)]
    [InlineData("79.999999", 2)]
    [InlineData("80", 3)]
    [InlineData("99.999999", 3)]
    [InlineData("100", 4)]
    public void Score_Bands_AreTakenBeforeAnyRounding(string perCent, int level)
    {
        var figure = decimal.Parse(perCent, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(level, Of(PerCent("A")).Score(("A", Is(figure))).Overall.Level);
        Assert.Equal(level, Of(PerCent("A"), PerCent("B"), PerCent("C")).Score(("A", Is(figure)), ("B", Is(figure)), ("C", Is(figure))).Overall.Level);
    }

    [Fact]
    public void Score_Thirds_StillReachATrueForty()
    {
        // Shares of 1/3, 2/3 and 1/5: (1/3 + 2/3 + 1/5) / 3 = 0.4, though no third is exact in decimal.
        var scorecard = Of(
            TickList("A", Option("x", 1m), Option("y", 1m), Option("z", 1m)),
            TickList("B", Option("x", 1m), Option("y", 1m), Option("z", 1m)),
            PerCent("C")).Score(("A", new AnswerValue.ChosenMany(["x"])), ("B", new AnswerValue.ChosenMany(["y", "z"])), ("C", Is(20m)));

        Assert.Equal(40m, scorecard.Overall.Value);
        Assert.Equal(2, scorecard.Overall.Level);
        AssertAddsUp(scorecard.ProofOfOverall());
    }

    [Fact]
    public void Score_Level_IsShownOnlyWhereBothBoundsAgree_UnlessTheRuleIsValue()
    {
        var questions = Enumerable.Range(1, 10).Select(number => Steps($"Q{number}")).ToArray();
        (string, AnswerValue?)[] nineHalves = [.. questions.Take(9).Select(question => (question.Code, (AnswerValue?)Is("half")))];

        Assert.Equal(2, Of(questions).Score(nineHalves).Overall.Level);
        Assert.Equal((45m, 55m), (Of(questions).Score(nineHalves).Overall.Low, Of(questions).Score(nineHalves).Overall.High));
        Assert.Null(Of(questions).Score(nineHalves[..5]).Overall.Level);
        Assert.Equal((25m, 75m), (Of(questions).Score(nineHalves[..5]).Overall.Low, Of(questions).Score(nineHalves[..5]).Overall.High));
        Assert.Equal(2, (Of(questions) with { Bands = ValueBands }).Score(nineHalves[..5]).Overall.Level);
        Assert.Null((Of(questions) with { Bands = null }).Score(nineHalves).Overall.Level);
    }

    [Fact]
    public void Score_ReversedKey_CountsFromFullMarksDown()
    {
        Assert.Equal(100m, Of(Steps("A", reversed: true)).Score(("A", Is("none"))).Overall.Value);
        Assert.Equal(0m, Of(Steps("A", reversed: true)).Score(("A", Is("all"))).Overall.Value);
    }

    [Fact]
    public void Score_HiddenQuestion_KeepsItsAnswer_AndChangesNothing()
    {
        var when = new Condition.Choice("A", ["all"]);
        var questionnaire = Of(Steps("A"), Steps("B", when: when));

        Assert.Equal(0m, questionnaire.Score(("A", Is("none")), ("B", Is("all"))).Overall.Value);
        Assert.Equal(1, questionnaire.Score(("A", Is("none")), ("B", Is("all"))).Overall.Asked);
        Assert.Equal(LeftOutReason.Hidden, Assert.Single(questionnaire.Score(("A", Is("none")), ("B", Is("all"))).ProofOfOverall().LeftOut).Reason);
        Assert.Equal(100m, questionnaire.Score(("A", Is("all")), ("B", Is("all"))).Overall.Value);
    }

    [Fact]
    public void Score_Bounds_CountQuestionsThatAnAnswerMayStillBring()
    {
        // A has full marks; if B comes to "none", C is asked too and may earn nothing.
        var questionnaire = Of(Steps("A"), Steps("B"), Steps("C", when: new Condition.Choice("B", ["none"])));
        var score = questionnaire.Score(("A", Is("all"))).Overall;

        Assert.Equal(2, score.Asked);
        Assert.Equal(33.33333333333333333333m, score.Low);
        Assert.Equal(33.33333333333333333333m, questionnaire.Score(("A", Is("all")), ("B", Is("none")), ("C", Is("none"))).Overall.Value);
    }

    [Fact]
    public void Score_TickList_WithNoOptionUnderTheProfile_DoesNotCount()
    {
        var coast = Option("coast", 1m) with { When = new Condition.Profile(["coastal"]) };
        var river = Option("river", 1m) with { When = new Condition.Profile(["coastal"]) };
        var questionnaire = Of(Steps("A"), TickList("B", coast, river));
        var answers = new Dictionary<string, ScoredAnswer> { ["A"] = new(Is("half")), ["B"] = new(new AnswerValue.ChosenMany(["coast"])) };

        var inland = ScoreCalculator.Score(questionnaire, CountryProfile.Of("landlocked"), answers);
        Assert.Equal((50m, 1), (inland.Overall.Value, inland.Overall.Asked));
        Assert.Equal(LeftOutReason.NoOptionApplies, Assert.Single(inland.ProofOfOverall().LeftOut).Reason);
        Assert.Equal((50m, 2), (ScoreCalculator.Score(questionnaire, CountryProfile.Of("island"), answers).Overall.Value, ScoreCalculator.Score(questionnaire, CountryProfile.Of("island"), answers).Overall.Asked));
    }

    [Fact]
    public void Items_AreTheWeightedMeanOfLinkedMarks_MissingLeftOut()
    {
        // (2 × 1 × 1 + 1 × 0.5 × 0.5) / (2 × 1 + 1 × 0.5) = 0.9; C is missing, even where the score counts it as zero.
        var questionnaire = Joined(Join.WeightedMean, Missing.Zero,
            Steps("A", weight: 2m, links: new Link("gcm:15")),
            Steps("B", links: new Link("gcm:15", LinkStrength.Indirect)),
            Steps("C", links: [new Link("gcm:15"), new Link("sdg:3.8")]));
        var scorecard = questionnaire.Score(("A", Is("all")), ("B", Is("half")));
        var item = scorecard.Frameworks["gcm"]["15"];

        Assert.Equal((90m, 2, 3, 2, 1), (item.Value, item.Answered, item.Asked, item.Direct, item.Indirect));
        Assert.False(item.ShowsFigure);
        Assert.Equal((null, 0, 1), (scorecard.Frameworks["sdg"]["3.8"].Value, scorecard.Frameworks["sdg"]["3.8"].Answered, scorecard.Frameworks["sdg"]["3.8"].Asked));
        var proof = scorecard.ProofOfItem("gcm", "15");
        AssertAddsUp(proof);
        Assert.Equal([80m, 10m], proof.Parts.Select(part => part.Share));
        Assert.Equal("C", Assert.Single(proof.LeftOut).Code);
        Assert.Equal(["A", "B", "C"], scorecard.QuestionsOf("gcm", "15").Select(question => question.Question.Code));
    }

    [Fact]
    public void Items_OptionWithOwnLinks_CountsForThoseAndNotForTheQuestions()
    {
        var groups = TickList("A", Option("workers", 1m), Option("children", 1m), Option("refugees", 1m, new Link("gcr:health"))) with { Links = [new Link("gcm:15")] };
        var scorecard = Of(groups).Score(("A", new AnswerValue.ChosenMany(["workers", "refugees"])));

        Assert.Equal(66.66666666666666666667m, scorecard.Overall.Value);
        Assert.Equal(50m, scorecard.Frameworks["gcm"]["15"].Value);
        Assert.Equal(100m, scorecard.Frameworks["gcr"]["health"].Value);
    }

    [Fact]
    public void Items_OfOneOption_CountOnlyWhereThatOptionIsChosen()
    {
        var question = Steps("A") with { Links = [new Link("gcm:15")], Type = new SingleChoice([Option("none", 0m), Option("camps", 0.5m, new Link("gcr:health")), Option("all", 1m)]) };

        var camps = Of(question).Score(("A", Is("camps")));
        Assert.Equal((50m, null, 0), (camps.Frameworks["gcr"]["health"].Value, camps.Frameworks["gcm"]["15"].Value, camps.Frameworks["gcm"]["15"].Asked));
        Assert.Equal(LeftOutReason.OtherItems, Assert.Single(camps.ProofOfItem("gcm", "15").LeftOut).Reason);

        var all = Of(question).Score(("A", Is("all")));
        Assert.Equal((null, 100m), (all.Frameworks["gcr"]["health"].Value, all.Frameworks["gcm"]["15"].Value));
    }

    [Fact]
    public void Assessment_NeverBlendsSectorsWithIndicators_AndClosedSectorsCountInNothing()
    {
        var health = Of(Steps("A", weight: 2m, links: new Link("gcm:15"))) with { Key = "health" };
        var education = Of(Steps("B", links: new Link("gcm:15")), Steps("C")) with { Key = "education" };
        var silent = Of(Steps("S", links: new Link("gcm:15"))) with { Key = "finance" };
        var indicator = Of(Steps("D", links: new Link("gcm:15"))) with { Key = "sdg-10-7-2", Kind = QuestionnaireKind.Indicator };
        var assessment = AssessmentScorecard.Of(
            [health.Score(("A", Is("all"))), education.Score(("B", Is("half"))), silent.Score(), indicator.Score(("D", Is("none")))], ["rural"]);

        // Sectors 100 and 50; finance has no answers yet and counts in the bounds alone.
        Assert.Equal(75m, assessment.Overall.Value);
        Assert.Equal((41.66666666666666666667m, 91.66666666666666666667m), (assessment.Overall.Low, assessment.Overall.High));
        Assert.Equal((2, 4), (assessment.Overall.Answered, assessment.Overall.Asked));
        // (2 × 1 + 1 × 0.5) / 3
        Assert.Equal((83.33333333333333333333m, 2, 3), (assessment.Frameworks["gcm"]["15"].Value, assessment.Frameworks["gcm"]["15"].Answered, assessment.Frameworks["gcm"]["15"].Asked));
        Assert.Equal("sdg-10-7-2", Assert.Single(assessment.Indicators).Key);
        AssertAddsUp(assessment.ProofOfItem("gcm", "15"));
        var proof = assessment.ProofOfOverall();
        AssertAddsUp(proof);
        Assert.Equal([LeftOutReason.NothingAnswered, LeftOutReason.Closed], proof.LeftOut.Select(left => left.Reason));
    }

    [Fact]
    public void Score_UnscoredQuestions_AreContext()
    {
        var context = Steps("X") with { Scored = false };
        var written = Steps("Y") with { Type = new FreeText() };
        var scorecard = Of(context, written, Steps("A")).Score(("X", Is("all")), ("Y", new AnswerValue.Written("…")), ("A", Is("none")));

        Assert.Equal((0m, 1), (scorecard.Overall.Value, scorecard.Overall.Asked));
        Assert.Equal([LeftOutReason.Unscored, LeftOutReason.Unscored], scorecard.ProofOfOverall().LeftOut.Select(left => left.Reason));
    }

    [Fact]
    public void Score_WeightsThatAreNoWholeThousandths_AreExactToo()
    {
        var scorecard = Of(Steps("A", weight: 0.00001m, links: new Link("gcm:15")), Steps("B", weight: 0.00003m, links: new Link("gcm:15"))).Score(("A", Is("all")), ("B", Is("none")));

        Assert.Equal(25m, scorecard.Overall.Value);
        Assert.Equal(25m, scorecard.Frameworks["gcm"]["15"].Value);
    }

    [Fact]
    public void Json_IsTheContract()
    {
        var questionnaire = Of(Steps("A", links: [new Link("gcm:15"), new Link("sdg:10.7"), new Link("sdg:3.8")]), Steps("B", links: new Link("sdg:3.c"))) with { Key = "health" };
        var json = System.Text.Json.Nodes.JsonNode.Parse(ResultJson.Of(questionnaire.Score(("A", Is("half")))))!;

        Assert.Equal(
            """{"template":"health","version":1,"overall":{"value":50,"level":null,"answered":1,"asked":2,"low":25,"high":75},"groups":{"one":{"value":50,"level":null,"answered":1,"asked":2,"low":25,"high":75}},"frameworks":{"gcm":{"15":{"value":50,"answered":1,"asked":1}},"sdg":{"3.8":{"value":50,"answered":1,"asked":1},"3.c":{"value":null,"answered":0,"asked":1},"10.7":{"value":50,"answered":1,"asked":1}}}}""",
            json.ToJsonString());
    }
}
