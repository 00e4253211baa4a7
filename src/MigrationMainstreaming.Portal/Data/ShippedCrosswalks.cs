using MigrationMainstreaming.Domain.Yardsticks;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>The crosswalks that the portal brings along, kept: they change with the portal's version alone.</summary>
public sealed class ShippedCrosswalks
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "Seed", "Crosswalks");

    private readonly Lazy<IReadOnlyDictionary<string, Crosswalk>> _latest = new(() => Directory.EnumerateFiles(Folder, "*.json")
        .Select(file => Crosswalk.Read(File.ReadAllBytes(file)))
        .GroupBy(crosswalk => crosswalk.Indicator)
        .ToDictionary(group => group.Key, group => group.MaxBy(crosswalk => crosswalk.Version)!, StringComparer.Ordinal));

    /// <summary>The latest crosswalk to this indicator; <see langword="null"/> where sectors propose nothing for it.</summary>
    public Crosswalk? To(string indicator) => _latest.Value.GetValueOrDefault(indicator);
}
