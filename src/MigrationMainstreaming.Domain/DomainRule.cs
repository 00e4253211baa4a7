using System.Diagnostics.CodeAnalysis;

namespace MigrationMainstreaming.Domain;

/// <summary>A rule of the domain was broken. The message is a sentence that a user can act on.</summary>
public sealed class DomainRuleException(string message) : Exception(message);

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
