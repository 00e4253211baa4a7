using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Coherence;

/// <summary>A question whose law and practice are not at the same step: shown as two provisions are, and no error either way.</summary>
/// <param name="Question">The question.</param>
/// <param name="Law">The step of the law or plan.</param>
/// <param name="Practice">The step of what happens.</param>
public sealed record LawAndPracticeDifference(Question Question, AnswerOption Law, AnswerOption Practice)
{
    /// <summary>Whether practice falls behind the law; otherwise it goes further.</summary>
    public bool PracticeFallsBehind => Question.Reversed ? Practice.Marks > Law.Marks : Practice.Marks < Law.Marks;

    /// <summary>Every difference among the questions that are asked; halves that are not known are left out, and so are steps that earn the same.</summary>
    public static IReadOnlyList<LawAndPracticeDifference> In(SectorProgress sector)
    {
        var found = new List<LawAndPracticeDifference>();
        foreach (var question in sector.Asked)
        {
            if (question.Type is LawAndPractice type && sector.ContentOf(question).Value is AnswerValue.LawAndPractice({ } law, { } practice)
                && Find(type.Law, law) is { } lawStep && Find(type.Practice, practice) is { } practiceStep && lawStep.Marks != practiceStep.Marks)
            {
                found.Add(new LawAndPracticeDifference(question, lawStep, practiceStep));
            }
        }

        return found;
    }

    private static AnswerOption? Find(IReadOnlyList<AnswerOption> options, string code) => options.FirstOrDefault(option => option.Code == code);
}
