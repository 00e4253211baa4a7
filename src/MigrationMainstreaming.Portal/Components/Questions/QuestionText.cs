namespace MigrationMainstreaming.Portal.Components.Questions;

/// <summary>The texts around a question: what saving came to, sources, comments, not known, two answers.</summary>
public sealed class QuestionText;
