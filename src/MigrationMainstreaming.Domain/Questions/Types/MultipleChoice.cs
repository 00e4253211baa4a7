using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Questions.Types;

/// <summary>A tick list. Marks are the share of ticked options among those that apply, each weighted by its own marks.</summary>
public sealed record MultipleChoice(IReadOnlyList<AnswerOption> Options) : QuestionType
{
    public override IReadOnlyList<OptionList> OptionLists => [List];

    private OptionList List => new("options", Options);

    public override string? ProblemWith(AnswerValue value)
    {
        if (value is not AnswerValue.ChosenMany(var codes) || codes.Count == 0 || codes.Any(code => List.Find(code) is null) || codes.Distinct().Count() != codes.Count)
        {
            return "Tick at least one of the options.";
        }

        return codes.Count > 1 && codes.Any(code => List.Find(code)!.Exclusive) ? "\"None of these\" cannot be ticked together with others." : null;
    }

    public override decimal? MarksFor(AnswerValue value, CountryProfile profile, Func<AnswerOption, bool>? counts = null)
    {
        if (value is not AnswerValue.ChosenMany(var codes))
        {
            return null;
        }

        var (ticked, all) = (0m, 0m);
        for (var index = 0; index < Options.Count; index++)
        {
            var option = Options[index];
            if (option.Exclusive || (counts is not null && !counts(option)) || !OptionList.Applies(option, profile))
            {
                continue;
            }

            var weight = option.Marks ?? 1m;
            all += weight;
            ticked += codes.Contains(option.Code) ? weight : 0m;
        }

        return all == 0m ? null : ticked / all;
    }

    public override IEnumerable<AnswerOption> ChosenBy(AnswerValue value) =>
        value is AnswerValue.ChosenMany(var codes) ? Options.Where(option => codes.Contains(option.Code)) : [];

    public override IEnumerable<AnswerOption> GapsIn(AnswerValue value, CountryProfile profile) =>
        value is AnswerValue.ChosenMany(var codes)
            ? List.Under(profile).Where(option => !option.Exclusive && !codes.Contains(option.Code) && option.Recommendation is not null)
            : [];

    public override IEnumerable<(string Path, string Problem)> Problems(bool scored)
    {
        if (scored && Options.All(option => option.Exclusive || option.Marks == 0))
        {
            yield return ("options", "No option counts: at least one that is not exclusive must earn marks.");
        }

        foreach (var (option, index) in Options.Select((option, index) => (option, index)))
        {
            if (scored && !option.Exclusive && option.Recommendation is null)
            {
                yield return ($"options[{index}].recommendation", "Say what should be done when this is not ticked.");
            }
        }

        foreach (var problem in ProblemsOf(List, marked: false))
        {
            yield return problem;
        }
    }

    public override QuestionType MapTexts(Func<string, LocalText, LocalText> map) => this with { Options = MapOptions(List, map) };
}
