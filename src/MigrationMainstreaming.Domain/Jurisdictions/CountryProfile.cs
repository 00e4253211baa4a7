using System.Collections.Immutable;

namespace MigrationMainstreaming.Domain.Jurisdictions;

/// <summary>What kind of country this is, ticked once by the coordinator; conditions of questions ask it.</summary>
public sealed record CountryProfile(ImmutableHashSet<string> Ticks)
{
    /// <summary>The ticks on offer, in the order of the screen.</summary>
    public static readonly IReadOnlyList<string> AllTicks = ["origin", "destination", "transit", "federal", "coastal", "landlocked", "island", "hazard"];

    /// <summary>No tick set.</summary>
    public static readonly CountryProfile Empty = new(ImmutableHashSet<string>.Empty);

    /// <summary>A profile with these ticks; unknown ones are refused.</summary>
    public static CountryProfile Of(params IEnumerable<string> ticks)
    {
        var set = ticks.ToImmutableHashSet(StringComparer.Ordinal);
        DomainRule.RequireNo(set.Except(AllTicks).Select(tick => $"\"{tick}\" is not part of the country profile.").FirstOrDefault());
        return new CountryProfile(set);
    }

    /// <summary>Whether the tick is set; an island is coastal.</summary>
    public bool Has(string tick) => Ticks.Contains(tick) || (tick == "coastal" && Ticks.Contains("island"));

    public bool Equals(CountryProfile? other) => other is not null && Ticks.SetEquals(other.Ticks);

    public override int GetHashCode() => Ticks.Aggregate(0, (hash, tick) => hash ^ tick.GetHashCode(StringComparison.Ordinal));
}
