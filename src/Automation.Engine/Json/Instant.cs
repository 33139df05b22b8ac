using System.Globalization;

namespace Automation.Json;

/// <summary>Instants as people read them, and as stores keep them.</summary>
internal static class Instant
{
    /// <summary>As exact as every store keeps it: what is compared with what they answer is made so before.</summary>
    public static DateTimeOffset Whole(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>ISO 8601, UTC, with seconds; all messages do it so: <c>2026-03-01T12:00:30Z</c>; empty for null.</summary>
    public static string Text(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
