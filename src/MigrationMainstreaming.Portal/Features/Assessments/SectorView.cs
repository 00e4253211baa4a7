using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Components.Questions;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>A sector's questionnaire as one person may see it now.</summary>
public sealed record SectorView
{
    public required Assessment Assessment { get; init; }
    public required SectorAssessment Sector { get; init; }
    public required LocalText Jurisdiction { get; init; }
    public required LocalText Ministry { get; init; }
    public required Questionnaire Questionnaire { get; init; }

    /// <summary>What is asked, and how far it is. Counts alone are for everybody who may know of the sector.</summary>
    public required SectorProgress Progress { get; init; }

    /// <summary>The frameworks that this jurisdiction uses, with their short titles.</summary>
    public required IReadOnlyDictionary<string, LocalText> Frameworks { get; init; }

    /// <summary>Whether answers are shown at all; without it there is nothing in <see cref="Answers"/>.</summary>
    public required bool MayRead { get; init; }

    public required bool MayAnswer { get; init; }

    /// <summary>Whether the person confirms or refuses that questions do not apply.</summary>
    public required bool MayConfirm { get; init; }

    /// <summary>The answers by question code.</summary>
    public required IReadOnlyDictionary<string, AnswerView> Answers { get; init; }

    /// <summary>What the adviser asks and proposes, by question code; only where answers may be read.</summary>
    public IReadOnlyDictionary<string, ReviewNotes> Notes { get; init; } = new Dictionary<string, ReviewNotes>();

    /// <summary>The sections in which anything is asked, each with its questions.</summary>
    public IReadOnlyList<(Section Section, IReadOnlyList<Question> Asked)> Sections => Progress.Sections;

    /// <summary>The answers among which somebody must choose.</summary>
    public int TwoAnswersCount => Answers.Values.Count(answer => answer.SetAside is not null);

    /// <summary>The same with these answers in place of what was there, and with what follows from them: which questions are asked, how far it is.</summary>
    public SectorView With(IEnumerable<KeyValuePair<string, AnswerView>> changed)
    {
        var answers = new Dictionary<string, AnswerView>(Answers, StringComparer.Ordinal);
        foreach (var (code, answer) in changed)
        {
            answers[code] = answer;
        }

        return this with
        {
            Answers = answers,
            Progress = Progress.With(code => answers.GetValueOrDefault(code)?.Content),
        };
    }

    public AnswerView AnswerTo(Question question) => Answers.GetValueOrDefault(question.Code) ?? AnswerView.None;
}

/// <summary>All versions of one answer.</summary>
/// <param name="Sector">The sector with its questionnaire.</param>
/// <param name="Question">The question.</param>
/// <param name="Revisions">Newest first.</param>
/// <param name="SetAside">Answers that were given at the same time as another one, newest first.</param>
public sealed record HistoryView(SectorView Sector, Question Question, IReadOnlyList<AnswerRevision> Revisions, IReadOnlyList<SetAsideAnswer> SetAside);
