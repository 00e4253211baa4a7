using MigrationMainstreaming.Domain.Questions;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>One questionnaire as it was answered at one time.</summary>
/// <param name="Questionnaire">The questionnaire of that time, under the profile.</param>
/// <param name="Answers">The answers of that time, by question.</param>
public sealed record AnsweredRound(CompiledQuestionnaire Questionnaire, IReadOnlyDictionary<string, ScoredAnswer> Answers)
{
    /// <summary>The questions whose answer is the adviser's proposal that the ministry took.</summary>
    public IReadOnlySet<string> FromReview { get; init; } = new HashSet<string>();

    /// <summary>The figure that was stored at that time, where there is one; it may have been worked out by an earlier edition of the formulas.</summary>
    public decimal? Stored { get; init; }
}

/// <summary>An answer that is another now.</summary>
/// <param name="QuestionCode">The question.</param>
/// <param name="Before">What was said then.</param>
/// <param name="After">What is said now.</param>
/// <param name="ByReview">Whether the ministry took the adviser's proposal.</param>
public sealed record AnswerChanged(string QuestionCode, AnswerValue? Before, AnswerValue? After, bool ByReview);

/// <summary>How the figure of a questionnaire changed from one time to another, and how much of that comes from where. The parts add up to the difference,
/// to the last digit.</summary>
/// <remarks>
/// <para>One thing is changed after the other, in this order: the formula (the earlier answers by the formulas of today), policy (the ministry's new answers to the
/// earlier questionnaire), review (proposals that were taken, "not applicable" that was confirmed), questionnaire (the later one, with whatever it asks besides). Each part is the
/// step that its change makes. Another order would share a joint effect out differently, but every order adds up.</para>
/// <para>Where a step leaves no figure, because nothing counts in it, its effect passes to the next one.</para>
/// </remarks>
public sealed record ScoreChange
{
    private ScoreChange(decimal? before, decimal? after) => (Before, After) = (before, after);

    /// <summary>The figure then, in per cent; none where nothing counted.</summary>
    public decimal? Before { get; }

    /// <summary>The figure now.</summary>
    public decimal? After { get; }

    /// <summary>The difference in points; none where one of the two figures is missing, and then there are no parts either.</summary>
    public decimal? Difference => After - Before;

    /// <summary>From other formulas.</summary>
    public decimal Formula { get; private init; }

    /// <summary>From other answers of the ministry.</summary>
    public decimal Policy { get; private init; }

    /// <summary>From proposals taken and from "not applicable" confirmed.</summary>
    public decimal Review { get; private init; }

    /// <summary>From another version of the questionnaire.</summary>
    public decimal Questionnaire { get; private init; }

    /// <summary>Questions that count now and counted then.</summary>
    public int Comparable { get; private init; }

    /// <summary>Questions that count now.</summary>
    public int Asked { get; private init; }

    /// <summary>Whether the two were answered on the same version of the questionnaire.</summary>
    public bool SameQuestionnaire { get; private init; }

    /// <summary>The answers that are others now, in the order of the later questionnaire; those to questions that only one of the two asks are not among them.</summary>
    public IReadOnlyList<AnswerChanged> Answers { get; private init; } = [];

    /// <summary>Compares two times of one questionnaire.</summary>
    public static ScoreChange Between(AnsweredRound earlier, AnsweredRound later)
    {
        var (then, now) = (Scored(earlier), Scored(later));
        var before = earlier.Stored ?? then.Overall.Value;
        var countedThen = then.Questions.Where(Counts).Select(question => question.Question.Code).ToHashSet(StringComparer.Ordinal);
        var countedNow = now.Questions.Where(Counts).Select(question => question.Question.Code).ToList();
        var change = new ScoreChange(before, now.Overall.Value)
        {
            Comparable = countedNow.Count(countedThen.Contains),
            Asked = countedNow.Count,
            SameQuestionnaire = earlier.Questionnaire.Questionnaire.Version == later.Questionnaire.Questionnaire.Version,
            Answers = [.. AnswersChanged(earlier, later)],
        };
        if (change.Difference is null)
        {
            return change;
        }

        var sameFormula = then.Overall.Value ?? before!.Value;
        var answers = earlier.Questionnaire.Questionnaire.Questions.ToDictionary(question => question.Code, question => earlier.Answers.GetValueOrDefault(question.Code), StringComparer.Ordinal);
        foreach (var question in earlier.Questionnaire.Questionnaire.Questions)
        {
            answers[question.Code] = ByMinistry(earlier, later, question) ?? answers[question.Code];
        }

        var afterPolicy = Scored(earlier with { Answers = answers }).Overall.Value ?? sameFormula;
        foreach (var question in earlier.Questionnaire.Questionnaire.Questions.Where(question => later.Questionnaire.Questionnaire.Find(question.Code) is not null))
        {
            answers[question.Code] = later.Answers.GetValueOrDefault(question.Code);
        }

        var afterReview = Scored(earlier with { Answers = answers }).Overall.Value ?? afterPolicy;
        return change with
        {
            Formula = sameFormula - before!.Value,
            Policy = afterPolicy - sameFormula,
            Review = afterReview - afterPolicy,
            Questionnaire = now.Overall.Value!.Value - afterReview,
        };
    }

    private static Scorecard Scored(AnsweredRound round) => ScoreCalculator.Score(round.Questionnaire, round.Answers);

    private static bool Counts(QuestionScore question) => question.Why is not (LeftOutReason.Hidden or LeftOutReason.Unscored or LeftOutReason.NoOptionApplies or LeftOutReason.NotApplicable);

    /// <summary>What the ministry itself says now, where that is something else than then: not yet a proposal that it took, and nothing confirmed.</summary>
    private static ScoredAnswer? ByMinistry(AnsweredRound earlier, AnsweredRound later, Question question)
    {
        var (then, now) = (earlier.Answers.GetValueOrDefault(question.Code), later.Answers.GetValueOrDefault(question.Code));
        return later.Questionnaire.Questionnaire.Find(question.Code) is null || Equals(then.Value, now.Value) || later.FromReview.Contains(question.Code) ? null : now with { Confirmed = false };
    }

    private static IEnumerable<AnswerChanged> AnswersChanged(AnsweredRound earlier, AnsweredRound later) =>
        from question in later.Questionnaire.Questionnaire.Questions
        where earlier.Questionnaire.Questionnaire.Find(question.Code) is not null
        let then = earlier.Answers.GetValueOrDefault(question.Code)
        let now = later.Answers.GetValueOrDefault(question.Code)
        where !Equals(then.Value, now.Value)
        select new AnswerChanged(question.Code, then.Value, now.Value, later.FromReview.Contains(question.Code));
}
