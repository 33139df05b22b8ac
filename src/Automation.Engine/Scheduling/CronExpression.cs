using System.Numerics;

namespace Automation.Scheduling;

/// <summary>A cron expression: which times of the wall clock it names. It knows no time zone.</summary>
/// <remarks>Thread-safe; never changes but for what it remembers.</remarks>
internal sealed class CronExpression
{
    /// <summary>After this year nothing is due any more, so that adding an offset never leaves the calendar.</summary>
    public const int LastYear = 9996;

    private const int NoTime = -1;
    private const int SecondsOfAMinute = 60;
    private const int SecondsOfAnHour = 60 * SecondsOfAMinute;
    private const int SecondsOfADay = 24 * SecondsOfAnHour;
    private const ulong EveryMonth = 0x1FFE;

    private static readonly int LastDay = new DateOnly(LastYear, 12, 31).DayNumber;

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _months;
    private readonly CronDays _days;
    private readonly bool _isEveryDay;
    private readonly int _firstTime;

    // The month that was looked at last, and its days: two numbers in one, so that threads read and write them together.
    private ulong _recentMonth;

    private CronExpression(ulong seconds, ulong minutes, ulong hours, ulong months, CronDays days, bool isInterval)
    {
        (_seconds, _minutes, _hours, _months, _days, IsInterval) = (seconds, minutes, hours, months, days, isInterval);
        _isEveryDay = months == EveryMonth && days.IsEveryDay;
        _firstTime = TimeFrom(0);
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
        var from = after.Ticks / TimeSpan.TicksPerSecond + 1;
        var day = (int)(from / SecondsOfADay);
        var named = DayFrom(day);
        var time = named == day ? TimeFrom((int)(from - (long)day * SecondsOfADay)) : _firstTime;
        if (time == NoTime)
        {
            (named, time) = (DayFrom(day + 1), _firstTime);
        }

        return named <= LastDay ? new DateTime(((long)named * SecondsOfADay + time) * TimeSpan.TicksPerSecond) : null;
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

    /// <param name="year">The year.</param>
    /// <param name="month">The month.</param>
    /// <param name="first">The number of its first day.</param>
    private uint DaysIn(int year, int month, int first)
    {
        var number = (uint)(year * 12 + month);
        var recent = Volatile.Read(ref _recentMonth);
        if (recent >> 32 != number)
        {
            var days = (_months >> month & 1) == 0 ? 0 : _days.In(DateTime.DaysInMonth(year, month), first);
            recent = (ulong)number << 32 | days;
            Volatile.Write(ref _recentMonth, recent);
        }

        return (uint)recent;
    }

    // The first day that is not earlier; beyond the last day when there is none.
    private int DayFrom(int day)
    {
        if (_isEveryDay || day > LastDay)
        {
            return day;
        }

        var (year, month, ofMonth) = DateOnly.FromDayNumber(day);
        var first = day - ofMonth + 1;
        var days = DaysIn(year, month, first) >> ofMonth << ofMonth;
        while (days == 0)
        {
            first += DateTime.DaysInMonth(year, month);
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1);
            if (year > LastYear)
            {
                return LastDay + 1;
            }

            days = DaysIn(year, month, first);
        }

        return first - 1 + BitOperations.TrailingZeroCount(days);
    }

    // The first time of a day that is not earlier, in seconds.
    private int TimeFrom(int ofDay)
    {
        var (hour, ofHour) = Math.DivRem(ofDay, SecondsOfAnHour);
        if ((_hours >> hour & 1) != 0)
        {
            var (minute, second) = Math.DivRem(ofHour, SecondsOfAMinute);
            if ((_minutes >> minute & 1) != 0 && First(_seconds, second) is var atSecond and < 60)
            {
                return ofDay - second + atSecond;
            }

            if (First(_minutes, minute + 1) is var atMinute and < 60)
            {
                return hour * SecondsOfAnHour + atMinute * SecondsOfAMinute + First(_seconds, 0);
            }
        }

        return First(_hours, hour + 1) is var atHour and < 24
            ? atHour * SecondsOfAnHour + First(_minutes, 0) * SecondsOfAMinute + First(_seconds, 0)
            : NoTime;
    }

    // 28 years without an exception to the leap years hold every kind of year that there is.
    private bool HasDays() => DayFrom(new DateOnly(2001, 1, 1).DayNumber) <= new DateOnly(2028, 12, 31).DayNumber;
}
