using System.Diagnostics.CodeAnalysis;

namespace MigrationMainstreaming.Domain;

/// <summary>A rule of the domain was broken. The message is a sentence that a user can act on.</summary>
public sealed class DomainRuleException(string message) : Exception(message)
{
    /// <summary>Set when it was refused because somebody changed meanwhile what the person had been shown.</summary>
    public Overtaken? Overtaken { get; init; }
}

/// <summary>What happened meanwhile, as far as it is on record.</summary>
/// <param name="ByName">Who did it.</param>
/// <param name="At">When.</param>
/// <param name="Kind">Which act, as the stream of the board names it.</param>
/// <param name="Args">What the act's sentence needs.</param>
public sealed record Overtaken(string? ByName = null, DateTimeOffset? At = null, string? Kind = null, IReadOnlyDictionary<string, string>? Args = null);

/// <summary>Refuses aloud.</summary>
public static class DomainRule
{
    /// <summary>Refuses with <paramref name="otherwise"/> unless the condition holds.</summary>
    /// <exception cref="DomainRuleException">The condition does not hold.</exception>
    public static void Require([DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new DomainRuleException(otherwise);
        }
    }

    /// <summary>Refuses with the problem, if there is one.</summary>
    /// <exception cref="DomainRuleException">There is a problem.</exception>
    public static void RequireNo(string? problem)
    {
        if (problem is not null)
        {
            throw new DomainRuleException(problem);
        }
    }
}
