namespace Automation.Storage;

/// <summary>Instants as <c>timestamptz</c>: UTC, to the microsecond.</summary>
internal static class PostgresTime
{
    public static DateTime Encode(DateTimeOffset instant) => instant.UtcDateTime;

    public static DateTime? Encode(DateTimeOffset? instant) => instant?.UtcDateTime;

    public static DateTimeOffset Decode(DateTime stored) => new(DateTime.SpecifyKind(stored, DateTimeKind.Utc));
}
