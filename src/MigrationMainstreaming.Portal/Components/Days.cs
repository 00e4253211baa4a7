using System.Globalization;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>Writes days as the reader's culture does.</summary>
public static class Days
{
    /// <summary>"12 December 2026".</summary>
    public static string Written(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <inheritdoc cref="Written(DateOnly)"/>
    public static string Written(DateTimeOffset at) => Written(Of(at));

    /// <summary>"12 December 2026, 14:02".</summary>
    public static string WrittenAt(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.CurrentCulture);

    /// <summary>The day on which a moment falls.</summary>
    public static DateOnly Of(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    /// <summary>"2026-12-12", as machines and date fields take it.</summary>
    public static string Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The day that a date field sent; <see langword="null"/> when it is none.</summary>
    public static DateOnly? Parse(string? iso) =>
        DateOnly.TryParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
