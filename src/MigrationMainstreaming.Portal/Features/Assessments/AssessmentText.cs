namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>The texts around assessments: the board, settings, answering, checking, submitting, signing off.</summary>
public sealed class AssessmentText;
