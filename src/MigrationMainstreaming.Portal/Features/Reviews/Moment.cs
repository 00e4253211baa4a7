using System.Globalization;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>Moments in the reader's culture.</summary>
internal static class Moment
{
    /// <summary>"12 December 2026, 14:02".</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.CurrentCulture);
}
