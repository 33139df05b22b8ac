namespace Automation.Storage;

/// <summary>Instants as stored: 100-nanosecond ticks since 1970 in UTC, which is all that a <see cref="DateTimeOffset"/> holds, and sorts as a number.</summary>
/// <remarks>By hand: <c>select datetime(at / 10000000, 'unixepoch')</c>.</remarks>
internal static class SqliteTime
{
    public static readonly long Least = DateTimeOffset.MinValue.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static readonly long Greatest = DateTimeOffset.MaxValue.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static long Encode(DateTimeOffset at) => at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    /// <summary>Null when the number is no instant that a calendar knows.</summary>
    public static DateTimeOffset? Decode(long ticks) =>
        ticks < Least || ticks > Greatest ? null : new DateTimeOffset(ticks + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);
}
