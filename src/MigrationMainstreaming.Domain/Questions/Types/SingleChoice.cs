using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Questions.Types;

/// <summary>One option out of several, each worth its own share of the marks: the steps absent, partial, complete for instance.</summary>
public sealed record SingleChoice(IReadOnlyList<AnswerOption> Options) : OneOf(Options)
{
    public override QuestionType MapTexts(Func<string, LocalText, LocalText> map) => this with { Options = MapOptions(List, map) };
}

/// <summary>Yes or no; each option has its own sentence and marks.</summary>
public sealed record YesNo(IReadOnlyList<AnswerOption> Options) : OneOf(Options)
{
    public override QuestionType MapTexts(Func<string, LocalText, LocalText> map) => this with { Options = MapOptions(List, map) };

    public override IEnumerable<(string Path, string Problem)> Problems(bool scored)
    {
        if (!Options.Select(option => option.Code).ToHashSet().SetEquals(["yes", "no"]))
        {
            yield return ("options", "A yes-no question has exactly the options \"yes\" and \"no\".");
        }

        foreach (var problem in base.Problems(scored))
        {
            yield return problem;
        }
    }
}

/// <summary>Steps from lowest to highest, each worth at least as much as the one before it.</summary>
public sealed record Scale(IReadOnlyList<AnswerOption> Options) : OneOf(Options)
{
    public override QuestionType MapTexts(Func<string, LocalText, LocalText> map) => this with { Options = MapOptions(List, map) };

    public override IEnumerable<(string Path, string Problem)> Problems(bool scored)
    {
        for (var index = 1; index < Options.Count; index++)
        {
            if (Options[index].Marks < Options[index - 1].Marks)
            {
                yield return ($"options[{index}].marks", "A scale runs from lowest to highest: no step earns less than the one before it.");
            }
        }

        foreach (var problem in base.Problems(scored))
        {
            yield return problem;
        }
    }
}

/// <summary>What the types have in common whose answer is one option.</summary>
public abstract record OneOf(IReadOnlyList<AnswerOption> Options) : QuestionType
{
    public override IReadOnlyList<OptionList> OptionLists => [List];

    private protected OptionList List => new("options", Options);

    public override string? ProblemWith(AnswerValue value) => Find(value) is null ? "Choose one of the options." : null;

    public override decimal? MarksFor(AnswerValue value, CountryProfile profile, Func<AnswerOption, bool>? counts = null) => Find(value)?.Marks;

    public override IEnumerable<AnswerOption> ChosenBy(AnswerValue value) => Find(value) is { } option ? [option] : [];

    public override IEnumerable<(string Path, string Problem)> Problems(bool scored) => ProblemsOf(List, marked: scored);

    private AnswerOption? Find(AnswerValue value) => value is AnswerValue.Chosen(var code) ? List.Find(code) : null;
}
