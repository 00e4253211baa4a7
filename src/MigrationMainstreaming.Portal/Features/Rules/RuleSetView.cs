using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Features.Rules;

/// <summary>One version of the coherence rules, opened.</summary>
/// <param name="Version">The version.</param>
/// <param name="Before">The version before it, if there is one.</param>
/// <param name="Problems">Of a draft, what stands in the way of publishing it.</param>
/// <param name="Sectors">The published questionnaires whose questions rules compare, by key.</param>
/// <param name="MayEdit">Whether the reader is an administrator.</param>
public sealed record RuleSetView(RuleSetVersion Version, RuleSetVersion? Before, IReadOnlyList<QuestionnaireProblem> Problems, IReadOnlyDictionary<string, Questionnaire> Sectors, bool MayEdit)
{
    /// <summary>What differs from the version before.</summary>
    public IReadOnlyList<RuleChange> Changes { get; } = Before is null ? [] : RuleChange.Between(Before.Content, Version.Content);

    /// <summary>The words of an option; its code where the question is unknown.</summary>
    public LocalText? Option(RuleSide side, string state) =>
        Sectors.GetValueOrDefault(side.Sector)?.Find(side.Question)?.Type is { } type && type is not Domain.Questions.Types.MultipleChoice
            ? type.OptionLists.ElementAtOrDefault(type.OptionLists.Count == 2 && side.Half == AnswerHalf.Practice ? 1 : 0)?.Find(state)?.Text
            : null;
}

/// <summary>What an upload came to: a draft, mended translations, or every problem of the file.</summary>
/// <param name="Number">The version; 0 when the file was refused.</param>
/// <param name="IsMended">Whether the file brought translations to a published version.</param>
/// <param name="Problems">What is wrong with the file.</param>
public sealed record RulesImport(int Number, bool IsMended, IReadOnlyList<QuestionnaireProblem> Problems);
