using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>What every form of the editor needs to know: the questionnaire as it stands, and who may change what in which language.</summary>
/// <param name="Questionnaire">As it stands now, unsaved changes included.</param>
/// <param name="Language">The language whose texts are shown for writing.</param>
/// <param name="IsDraft">Whether structure and source texts can be changed.</param>
/// <param name="MayEdit">Whether the reader is an administrator.</param>
/// <param name="Items">What can be linked.</param>
public sealed record Desk(Questionnaire Questionnaire, string Language, bool IsDraft, bool MayEdit, ItemList Items)
{
    public string Source => Questionnaire.SourceLanguage;

    /// <summary>Whether texts are written in the source language; other languages stand beside it.</summary>
    public bool IsSource => string.Equals(Language, Source, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether anything but a translation can be changed.</summary>
    public bool MayChange => IsDraft && MayEdit;

    /// <summary>Whether texts can be written in the language that is shown: translations also beside a published version.</summary>
    public bool MayWrite => MayEdit && (IsDraft || !IsSource);

    /// <summary>How a question is called in lists: its code and the beginning of its text.</summary>
    public string Name(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var text = question.Text.In(Language, Source).Text;
        return text.Length > 60 ? $"{question.Code} {text[..57]}…" : $"{question.Code} {text}";
    }
}

/// <summary>What is open in the editor: the head, a section or a question.</summary>
public readonly record struct Place(string? Section = null, string? Question = null)
{
    /// <summary>As the address carries it.</summary>
    public string Query => Question is not null ? $"?question={Uri.EscapeDataString(Question)}" : Section is not null ? $"?section={Uri.EscapeDataString(Section)}" : "?";

    /// <summary>The place to which a problem's path in the file leads.</summary>
    public static Place Of(string path, Questionnaire questionnaire)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(questionnaire);
        if (IndexAfter(path, "sections[") is not { } s || s >= questionnaire.Sections.Count)
        {
            var named = questionnaire.Sections.FirstOrDefault(section => path.StartsWith($"sections.{section.Code}.", StringComparison.Ordinal));
            return named is null ? default : new Place(named.Code);
        }

        var section = questionnaire.Sections[s];
        return IndexAfter(path, "questions[") is { } q && q < section.Questions.Count ? new Place(section.Code, section.Questions[q].Code) : new Place(section.Code);
    }

    private static int? IndexAfter(string path, string mark)
    {
        var start = path.IndexOf(mark, StringComparison.Ordinal);
        var end = start < 0 ? -1 : path.IndexOf(']', start);
        return end < 0 || !int.TryParse(path.AsSpan(start + mark.Length, end - start - mark.Length), out var index) ? null : index;
    }
}
