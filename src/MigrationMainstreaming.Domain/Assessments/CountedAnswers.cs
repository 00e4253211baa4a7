namespace MigrationMainstreaming.Domain.Assessments;

/// <summary>Which answer counts where several ministries answered the same question: the lead's, otherwise the first by the ministry's id.</summary>
public static class CountedAnswers
{
    /// <summary>One answer for each question, of a sector as it stands.</summary>
    public static IEnumerable<Answer> Of(IEnumerable<Answer> answers, Guid lead) => Of(answers, lead, answer => answer.QuestionCode, answer => answer.MinistryId);

    /// <summary>One answer for each question.</summary>
    /// <param name="answers">Of one sector.</param>
    /// <param name="lead">The ministry that leads it.</param>
    /// <param name="question">The question that an answer is to.</param>
    /// <param name="ministry">The ministry that gave it.</param>
    public static IEnumerable<T> Of<T>(IEnumerable<T> answers, Guid lead, Func<T, string> question, Func<T, Guid> ministry) =>
        answers.GroupBy(question, StringComparer.Ordinal).Select(group => group.OrderByDescending(answer => ministry(answer) == lead).ThenBy(ministry).First());
}
