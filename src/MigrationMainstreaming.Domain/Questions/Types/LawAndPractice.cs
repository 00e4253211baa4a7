using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Questions.Types;

/// <summary>The same steps asked twice: what the law or plan provides, and what happens in practice. Marks are the mean
/// of both; with one half not known there are none, and the bounds use the known half.</summary>
public sealed record LawAndPractice(IReadOnlyList<AnswerOption> Law, IReadOnlyList<AnswerOption> Practice) : QuestionType
{
    public override IReadOnlyList<OptionList> OptionLists => [LawList, PracticeList];

    private OptionList LawList => new("law", Law);

    private OptionList PracticeList => new("practice", Practice);

    public override string? ProblemWith(AnswerValue value) =>
        value is AnswerValue.LawAndPractice(var law, var practice) && IsOffered(LawList, law) && IsOffered(PracticeList, practice)
            ? null
            : "Choose one step for the law or plan and one for practice, or mark a half as not known.";

    public override decimal? MarksFor(AnswerValue value, CountryProfile profile, Func<AnswerOption, bool>? counts = null) =>
        Halves(value) is (decimal law, decimal practice) ? (law + practice) / 2m : null;

    public override (decimal Low, decimal High) BoundsFor(AnswerValue? value, CountryProfile profile)
    {
        var (law, practice) = value is null ? (null, null) : Halves(value);
        return (((law ?? 0m) + (practice ?? 0m)) / 2m, ((law ?? 1m) + (practice ?? 1m)) / 2m);
    }

    public override IEnumerable<AnswerOption> ChosenBy(AnswerValue value)
    {
        if (value is not AnswerValue.LawAndPractice(var law, var practice))
        {
            yield break;
        }

        if (LawList.Find(law) is { } lawOption)
        {
            yield return lawOption;
        }

        if (PracticeList.Find(practice) is { } practiceOption)
        {
            yield return practiceOption;
        }
    }

    public override IEnumerable<(string Path, string Problem)> Problems(bool scored) =>
        ProblemsOf(LawList, scored).Concat(ProblemsOf(PracticeList, scored));

    public override QuestionType MapTexts(Func<string, LocalText, LocalText> map) =>
        this with { Law = MapOptions(LawList, map), Practice = MapOptions(PracticeList, map) };

    private static bool IsOffered(OptionList list, string? code) => code is null || list.Find(code) is not null;

    private (decimal? Law, decimal? Practice) Halves(AnswerValue value) =>
        value is AnswerValue.LawAndPractice(var law, var practice) ? (LawList.Find(law)?.Marks, PracticeList.Find(practice)?.Marks) : (null, null);
}
