using System.Numerics;

namespace Automation.Scheduling;

/// <summary>A cron expression: which times of the wall clock it names. It knows no time zone.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
internal sealed class CronExpression
{
    /// <summary>After this year nothing is due any more, so that adding an offset never leaves the calendar.</summary>
    public const int LastYear = 9996;

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _months;
    private readonly CronDays _days;
    private readonly TimeSpan _firstTime;

    private CronExpression(ulong seconds, ulong minutes, ulong hours, ulong months, CronDays days, bool isInterval)
    {
        (_seconds, _minutes, _hours, _months, _days, IsInterval) = (seconds, minutes, hours, months, days, isInterval);
        _firstTime = new TimeSpan(First(hours, 0), First(minutes, 0), First(seconds, 0));
    }

    /// <summary>Whether it recurs within the day (<c>*</c> or a step in minute or hour) and so follows real time; otherwise it names fixed times of the day.</summary>
    public bool IsInterval { get; }

    /// <summary>Reads an expression of five fields, of six with the second first, or a macro such as <c>@daily</c>.</summary>
    /// <exception cref="ScheduleException">It is not one, or names no day that there is.</exception>
    public static CronExpression Parse(string text)
    {
        var fields = CronFields.Of(text);
        var minutes = Values(fields.Minute, CronField.Minute, out var everyMinute);
        var hours = Values(fields.Hour, CronField.Hour, out var everyHour);
        var expression = new CronExpression(
            fields.Second is { } second ? Values(second, CronField.Second, out _) : 1,
            minutes,
            hours,
            Values(fields.Month, CronField.Month, out _),
            CronDaysReader.Read(fields.DayOfMonth, fields.DayOfWeek),
            everyMinute || everyHour);
        return expression.HasDays()
            ? expression
            : throw new ScheduleException(
                ScheduleCodes.NeverFires,
                $"The cron expression {Json.ShortText.Quote(text)} never fires: no year has such a day. Change the day of month or the month.");
    }

    /// <summary>The first time that is strictly later; null when the calendar ends before.</summary>
    public DateTime? Next(DateTime after)
    {
        if (after.Year > LastYear)
        {
            return null;
        }

        var from = after.AddTicks(TimeSpan.TicksPerSecond - after.Ticks % TimeSpan.TicksPerSecond);
        var date = DateOnly.FromDateTime(from);
        var (year, month, day) = date;
        var days = DaysIn(year, month);
        if ((days >> day & 1) != 0 && TryTimeFrom(from, out var time))
        {
            return from.Date + time;
        }

        days &= ~((2u << day) - 1);
        while (days == 0)
        {
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1);
            if (year > LastYear)
            {
                return null;
            }

            days = DaysIn(year, month);
        }

        return new DateTime(year, month, BitOperations.TrailingZeroCount(days)) + _firstTime;
    }

    private static ulong Values(CronText field, CronField kind, out bool isSpread)
    {
        var values = 0UL;
        isSpread = false;
        foreach (var item in field.Items())
        {
            values |= CronValues.Read(item, kind, out var isItemSpread);
            isSpread |= isItemSpread;
        }

        return values;
    }

    private static int First(ulong values, int from) => BitOperations.TrailingZeroCount(values >> from << from);

    private uint DaysIn(int year, int month) => (_months >> month & 1) == 0 ? 0 : _days.In(year, month);

    private bool TryTimeFrom(DateTime from, out TimeSpan time)
    {
        var (hour, minute, second) = (from.Hour, from.Minute, from.Second);
        if ((_hours >> hour & 1) != 0)
        {
            if ((_minutes >> minute & 1) != 0 && First(_seconds, second) is var atSecond and < 60)
            {
                time = new TimeSpan(hour, minute, atSecond);
                return true;
            }

            if (First(_minutes, minute + 1) is var atMinute and < 60)
            {
                time = new TimeSpan(hour, atMinute, _firstTime.Seconds);
                return true;
            }
        }

        var atHour = First(_hours, hour + 1);
        time = atHour < 24 ? new TimeSpan(atHour, _firstTime.Minutes, _firstTime.Seconds) : default;
        return atHour < 24;
    }

    // 28 years without an exception to the leap years hold every kind of year that there is.
    private bool HasDays()
    {
        for (var year = 2001; year <= 2028; year++)
        {
            for (var month = 1; month <= 12; month++)
            {
                if (DaysIn(year, month) != 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
