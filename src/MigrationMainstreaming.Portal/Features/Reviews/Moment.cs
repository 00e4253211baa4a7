using System.Globalization;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>Days and moments in the reader's culture.</summary>
internal static class Moment
{
    /// <summary>"12 December 2026, 14:02".</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.CurrentCulture);

    /// <summary>"12 December 2026".</summary>
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <inheritdoc cref="Day(DateOnly)"/>
    public static string Day(DateTimeOffset at) => Day(DateOnly.FromDateTime(at.UtcDateTime));
}
