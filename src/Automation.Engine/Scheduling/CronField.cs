namespace Automation.Scheduling;

/// <summary>A field of a cron expression: which numbers it takes, and which names stand for numbers.</summary>
/// <param name="Name">The field for messages: <c>minute</c>.</param>
/// <param name="Least">The smallest number.</param>
/// <param name="Most">The largest number.</param>
/// <param name="Names">Names of three letters, the first for <paramref name="Least"/>.</param>
internal sealed record CronField(string Name, int Least, int Most, params string[] Names)
{
    public static readonly CronField Second = new("second", 0, 59);
    public static readonly CronField Minute = new("minute", 0, 59);
    public static readonly CronField Hour = new("hour", 0, 23);
    public static readonly CronField DayOfMonth = new("day of month", 1, 31);
    public static readonly CronField Month =
        new("month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    /// <summary>Sunday is 0 and 7.</summary>
    public static readonly CronField DayOfWeek = new("day of week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /// <summary>How many different values there are.</summary>
    public int Count => this == DayOfWeek ? 7 : Most - Least + 1;

    /// <summary>What the field takes, for messages.</summary>
    public string Allowed => Names.Length == 0 ? $"{Least} to {Most}" : $"{Least} to {Most} or {Names[0]} to {Names[^1]}";
}
