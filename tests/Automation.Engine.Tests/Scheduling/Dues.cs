using System.Globalization;
using Automation.Json;

namespace Automation.Scheduling;

/// <summary>Due instants as short texts, for rows of tests.</summary>
internal static class Dues
{
    public static DateTimeOffset Utc(string text) =>
        DateTimeOffset.ParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static string Text(DateTimeOffset due) => due.ToString(due.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static Timetable Cron(string expression, string zone = "UTC") => Of(Schedule.Cron(expression), zone);

    public static Timetable Of(Schedule schedule, string zone = "UTC")
    {
        TimeZones.TryFind(zone, out var found, out _).ShouldBeTrue(zone);
        return Timetable.Create(schedule, found!);
    }

    /// <summary>The next dues after an instant, separated by commas.</summary>
    public static string After(this Timetable timetable, string after, int count) =>
        string.Join(", ", timetable.Upcoming(Utc(after)).Take(count).Select(time => Text(time.Due)));
}
