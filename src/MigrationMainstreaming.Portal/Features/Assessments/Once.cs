using System.Diagnostics.CodeAnalysis;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>One of all things that are equal and never change: what is read row by row from the database brings a copy of its own with each row.</summary>
internal sealed class Once
{
    private readonly HashSet<object> _kept = [];

    /// <summary>The first thing that was equal to this one.</summary>
    [return: NotNullIfNotNull(nameof(thing))]
    public T? Of<T>(T? thing)
        where T : class
    {
        if (thing is null || _kept.Add(thing))
        {
            return thing;
        }

        return _kept.TryGetValue(thing, out var first) ? (T)first : thing;
    }
}
