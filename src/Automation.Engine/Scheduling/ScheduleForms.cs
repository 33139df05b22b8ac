using System.Text.Json;
using Automation.Definitions.Json;
using Automation.Json;

namespace Automation.Scheduling;

/// <summary>The kinds of schedules: what each takes and means.</summary>
internal static class ScheduleForms
{
    public const string Cron = "cron";
    public const string Daily = "daily";
    public const string Weekly = "weekly";
    public const string Monthly = "monthly";
    public const string Hourly = "hourly";
    public const string Every = "every";
    public const string At = "at";

    public static IReadOnlyList<string> All { get; } = [Cron, Daily, Weekly, Monthly, Hourly, Every, At];

    /// <summary>What a kind takes, for messages.</summary>
    public static string Needed(string form) => form switch
    {
        Cron => "a cron expression of five or six fields",
        Daily => "a time of day such as '02:00'",
        Weekly => "days and a time such as 'sunday 03:00' or 'monday,thursday 03:00'",
        Monthly => "a day from 1 to 31 or 'last', and a time, such as '15 03:00' or 'last 03:00'",
        Hourly => "a minute from 0 to 59",
        Every => "a duration of whole seconds, such as 'PT15M', from PT1S to P3650D",
        _ => "an instant with its offset, such as '2026-12-24T18:00:00+01:00'",
    };

    /// <summary>Whether a kind takes a value.</summary>
    public static bool Fits(string form, string value) => form switch
    {
        Every => ScheduleValues.Interval(value) is not null,
        At => ScheduleValues.Instant(value) is not null,
        _ => CronOf(form, value) is not null,
    };

    /// <summary>When a schedule recurs on the wall clock of a zone.</summary>
    /// <exception cref="ScheduleException">The value does not fit the kind.</exception>
    public static Recurrence Recurrence(Schedule schedule, ZoneClock clock) => schedule.Form switch
    {
        Every => new IntervalRecurrence(ScheduleValues.Interval(schedule.Value) ?? throw Wrong(schedule), (schedule.Anchor ?? DateTimeOffset.UnixEpoch).UtcDateTime),
        At => new OnceRecurrence(ScheduleValues.Instant(schedule.Value)?.UtcDateTime ?? throw Wrong(schedule)),
        _ => new WallRecurrence(CronExpression.Parse(CronOf(schedule.Form, schedule.Value) ?? throw Wrong(schedule)), clock),
    };

    /// <summary>The instant of a schedule that is due once, when no occurrence can come any more, as far as it is written out; else null.</summary>
    public static DateTimeOffset? OverOf(JsonElement config, DateTimeOffset now)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.TryGetProperty(At, out var at) || at.ValueKind != JsonValueKind.String || ScheduleValues.Instant(at.GetString()!) is not { } instant)
        {
            return null;
        }

        var delay = TimeSpan.Zero;
        return (!config.TryGetProperty(RuleMembers.Jitter, out var jitter) || (jitter.ValueKind == JsonValueKind.String && IsoDuration.TryParse(jitter.GetString()!, out delay)))
            && instant <= now - delay ? instant : null;
    }

    private static ScheduleException Wrong(Schedule schedule) => new(
        ScheduleCodes.InvalidSchedule,
        $"The schedule '{schedule.Form}' is {ShortText.Quote(schedule.Value)}. It needs {Needed(schedule.Form)}.");

    // Null when the kind does not take the value.
    private static string? CronOf(string form, string value) => form switch
    {
        Cron => value,
        Daily => ScheduleValues.Time(value) is { } time ? $"{Fields(time)} * * *" : null,
        Hourly => ScheduleValues.Minute(value) is { } minute ? $"{minute} * * * *" : null,
        Weekly => value.Split(' ') is [var days, var time] ? WeeklyCron(days, time) : null,
        Monthly => value.Split(' ') is [var day, var time] ? MonthlyCron(day, time) : null,
        _ => null,
    };

    private static string? WeeklyCron(string days, string time) =>
        ScheduleValues.DaysOfWeek(days) is { } ofWeek && ScheduleValues.Time(time) is { } at
            ? $"{Fields(at)} * * {string.Join(",", ofWeek.Select(day => (int)day))}"
            : null;

    private static string? MonthlyCron(string day, string time)
    {
        var ofMonth = day == ScheduleValues.LastDay ? "L" : ScheduleValues.DayOfMonth(day) is { } number ? ScheduleValues.Write(number) : null;
        return ofMonth is not null && ScheduleValues.Time(time) is { } at ? $"{Fields(at)} {ofMonth} * *" : null;
    }

    private static string Fields(TimeOnly time) => $"{time.Second} {time.Minute} {time.Hour}";
}
