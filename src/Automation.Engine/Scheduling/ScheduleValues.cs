using System.Globalization;
using System.Text;
using Automation.Json;

namespace Automation.Scheduling;

/// <summary>How the values of schedules are written. They are stored with every rule: what was readable once stays so.</summary>
internal static class ScheduleValues
{
    public const string LastDay = "last";

    private const int LastMinute = 59;
    private const int LongestMonth = 31;

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(3650);

    private static readonly string[] Days = [.. Enum.GetNames<DayOfWeek>().Select(name => name.ToLowerInvariant())];

    private static readonly string[] TimeFormats = ["HH:mm", "HH:mm:ss"];

    public static string Write(TimeOnly time) => time.ToString(TimeFormats[time.Second == 0 ? 0 : 1], CultureInfo.InvariantCulture);

    public static string Write(IEnumerable<DayOfWeek> days) => string.Join(",", days.Select(day => Days[(int)day]));

    public static string Write(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads <c>02:00</c> or <c>02:00:30</c>.</summary>
    public static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>Reads <c>monday,thursday</c>.</summary>
    public static DayOfWeek[]? DaysOfWeek(string text)
    {
        var days = text.Split(',').Select(day => Array.IndexOf(Days, day)).ToArray();
        return days.Contains(-1) ? null : [.. days.Select(day => (DayOfWeek)day)];
    }

    /// <summary>Reads <c>1</c> to <c>31</c>.</summary>
    public static int? DayOfMonth(string text) => Number(text) is { } day and >= 1 and <= LongestMonth ? day : null;

    /// <summary>Reads <c>0</c> to <c>59</c>.</summary>
    public static int? Minute(string text) => Number(text) is { } minute and <= LastMinute ? minute : null;

    /// <summary>Reads <c>PT15M</c>.</summary>
    public static TimeSpan? Interval(string text) => IsoDuration.TryParse(text, out var interval) && IsInterval(interval) ? interval : null;

    /// <summary>Whether something may recur at an interval: whole seconds, which every store can keep exactly, up to ten years.</summary>
    public static bool IsInterval(TimeSpan interval) =>
        interval >= TimeSpan.FromSeconds(1) && interval <= LongestInterval && interval.Ticks % TimeSpan.TicksPerSecond == 0;

    /// <summary>Reads <c>2026-12-24T18:00:00+01:00</c>. A fraction of a second is rounded up, so that nothing is early.</summary>
    public static DateTimeOffset? Instant(string text) => Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var instant) ? RoundUp(instant) : null;

    /// <summary>This instant if it is a whole second, or else the next one that is.</summary>
    public static DateTimeOffset RoundUp(DateTimeOffset instant)
    {
        var fraction = instant.UtcTicks % TimeSpan.TicksPerSecond;
        return fraction == 0 || instant.Year > CronExpression.LastYear ? instant : instant.AddTicks(TimeSpan.TicksPerSecond - fraction);
    }

    private static int? Number(string text) =>
        text.Length <= 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
