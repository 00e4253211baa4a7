using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>A questionnaire over one sitting: as it stands, and all that it was before, so that every change can be taken back.</summary>
public sealed class EditingSheet(Questionnaire content)
{
    private readonly Stack<Questionnaire> _before = new();
    private readonly Stack<Questionnaire> _after = new();

    public Questionnaire Content { get; private set; } = content;

    public bool CanUndo => _before.Count > 0;

    public bool CanRedo => _after.Count > 0;

    /// <summary>Takes a changed questionnaire; what had been undone is gone.</summary>
    public void Change(Questionnaire changed)
    {
        _before.Push(Content);
        _after.Clear();
        Content = changed;
    }

    public bool Undo() => Step(_before, _after);

    public bool Redo() => Step(_after, _before);

    private bool Step(Stack<Questionnaire> from, Stack<Questionnaire> to)
    {
        if (!from.TryPop(out var content))
        {
            return false;
        }

        to.Push(Content);
        Content = content;
        return true;
    }
}
