using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>One other answer of a scenario.</summary>
/// <param name="Questionnaire">The key of the questionnaire.</param>
/// <param name="QuestionCode">The question.</param>
/// <param name="Value">What is said instead.</param>
public sealed record ScenarioChange(string Questionnaire, string QuestionCode, AnswerValue Value);

/// <summary>"What if": other answers to some questions of an assessment, under a name, to see every figure move. It touches no answer, and its
/// figures are worked out anew each time from the answers as they stand.</summary>
public sealed class Scenario : ICountryOwned
{
    /// <summary>The most answers that one scenario changes.</summary>
    public const int MostChanges = 200;

    private Scenario(Guid id, Guid countryId, Guid assessmentId, Guid? ministryId, Guid startedById, string startedByName, DateTimeOffset startedAt) =>
        (Id, CountryId, AssessmentId, MinistryId, StartedById, StartedByName, StartedAt) = (id, countryId, assessmentId, ministryId, startedById, startedByName, startedAt);

    public Guid Id { get; }
    public Guid CountryId { get; }
    public Guid AssessmentId { get; }

    /// <summary>The ministry whose scenario it is, and which sees it beside the coordinator; <see langword="null"/> of one that is the coordinator's alone.</summary>
    public Guid? MinistryId { get; }

    public Guid StartedById { get; }
    public string StartedByName { get; }
    public DateTimeOffset StartedAt { get; }
    public string Name { get; private set; } = "";
    public string? Note { get; private set; }
    public IReadOnlyList<ScenarioChange> Changes { get; private set; } = [];

    /// <summary>1, 2, 3 … with each change.</summary>
    public int Revision { get; private set; } = 1;

    public DateTimeOffset ChangedAt { get; private set; }
    public string ChangedByName { get; private set; } = "";

    /// <summary>Begins one without a change in it.</summary>
    public static Scenario Start(Assessment assessment, Guid? ministryId, string name, string? note, Author by, DateTimeOffset at)
    {
        var scenario = new Scenario(Guid.CreateVersion7(), assessment.CountryId, assessment.Id, ministryId, by.Id, by.Name, at);
        scenario.Call(name, note);
        (scenario.ChangedAt, scenario.ChangedByName) = (at, by.Name);
        return scenario;
    }

    /// <summary>Gives it another name and note.</summary>
    public void Rename(string name, string? note, Author by, DateTimeOffset at)
    {
        Call(name, note);
        Touch(by, at);
    }

    /// <summary>Says something else in the place of an answer; what the scenario said of the question before is replaced.</summary>
    public void Change(string questionnaire, Question question, AnswerValue value, Author by, DateTimeOffset at)
    {
        DomainRule.RequireNo(question.ProblemWith(value));
        var others = Without(questionnaire, question.Code);
        DomainRule.Require(others.Count < MostChanges, "A scenario changes at most 200 answers. Begin another one.");
        Changes = [.. others, new ScenarioChange(questionnaire, question.Code, value)];
        Touch(by, at);
    }

    /// <summary>Lets the answer stand as it is.</summary>
    public void Undo(string questionnaire, string questionCode, Author by, DateTimeOffset at)
    {
        Changes = Without(questionnaire, questionCode);
        Touch(by, at);
    }

    private List<ScenarioChange> Without(string questionnaire, string questionCode) =>
        [.. Changes.Where(change => change.Questionnaire != questionnaire || change.QuestionCode != questionCode)];

    private void Call(string name, string? note)
    {
        DomainRule.Require(!string.IsNullOrWhiteSpace(name), "Give the scenario a name.");
        DomainRule.RequireNo(TextRules.ProblemWith(name, TextRules.LongestName));
        var written = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        DomainRule.RequireNo(written is null ? null : TextRules.ProblemWith(written, FreeText.Longest));
        (Name, Note) = (name.Trim(), written);
    }

    private void Touch(Author by, DateTimeOffset at) => (Revision, ChangedAt, ChangedByName) = (Revision + 1, at, by.Name);
}
