using System.Globalization;

namespace Automation.Json;

/// <summary>Writes instants for people: ISO 8601, UTC, with seconds. All messages do it so.</summary>
internal static class Instant
{
    /// <summary><c>2026-03-01T12:00:30Z</c>; empty for null.</summary>
    public static string Text(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
