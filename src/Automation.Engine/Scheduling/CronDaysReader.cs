namespace Automation.Scheduling;

/// <summary>Reads the two day fields of a cron expression.</summary>
internal sealed class CronDaysReader
{
    private const int MostBeforeLast = 30;
    private const int MostNth = 5;
    private const int DaysOfAWeek = 7;

    private ulong _daysOfMonth;
    private ulong _daysBeforeLast;
    private ulong _nearestWeekdays;
    private bool _lastWeekday;
    private ulong _daysOfWeek;
    private ulong _lastDaysOfWeek;
    private ulong _nthDaysOfWeek;

    public static CronDays Read(CronText dayOfMonth, CronText dayOfWeek)
    {
        var reader = new CronDaysReader();
        var isMonthFree = IsAny(dayOfMonth);
        var isWeekFree = IsAny(dayOfWeek);
        foreach (var item in isMonthFree ? [] : dayOfMonth.Items())
        {
            reader.ReadDayOfMonth(item);
        }

        foreach (var item in isWeekFree ? [] : dayOfWeek.Items())
        {
            reader.ReadDayOfWeek(item);
        }

        return new CronDays
        {
            DaysOfMonth = isMonthFree ? uint.MaxValue : (uint)reader._daysOfMonth,
            DaysBeforeLast = (uint)reader._daysBeforeLast,
            NearestWeekdays = (uint)reader._nearestWeekdays,
            LastWeekday = reader._lastWeekday,
            DaysOfWeek = isWeekFree ? (byte)0x7F : (byte)reader._daysOfWeek,
            LastDaysOfWeek = (byte)reader._lastDaysOfWeek,
            NthDaysOfWeek = reader._nthDaysOfWeek,
            Either = IsRestricted(dayOfMonth) && IsRestricted(dayOfWeek),
        };
    }

    private static bool IsAny(CronText field) => field.Span is "*" or "?";

    private static bool IsRestricted(CronText field) => field.Span[0] is not ('*' or '?');

    private void ReadDayOfMonth(CronText item)
    {
        var span = item.Span;
        if (span.Equals("L", StringComparison.OrdinalIgnoreCase))
        {
            _daysBeforeLast |= 1;
        }
        else if (span.Equals("LW", StringComparison.OrdinalIgnoreCase))
        {
            _lastWeekday = true;
        }
        else if (span.StartsWith("L-", StringComparison.OrdinalIgnoreCase))
        {
            _daysBeforeLast |= 1UL << ReadNumber(item.From(2), "number of days before the last", MostBeforeLast);
        }
        else if (span is [.., 'W' or 'w'])
        {
            _nearestWeekdays |= 1UL << CronValues.ReadValue(item.Before(item.Length - 1), CronField.DayOfMonth);
        }
        else
        {
            _daysOfMonth |= CronValues.Read(item, CronField.DayOfMonth, out _);
        }
    }

    private void ReadDayOfWeek(CronText item)
    {
        var span = item.Span;
        var hash = span.IndexOf('#');
        if (hash >= 0)
        {
            var nth = ReadNumber(item.From(hash + 1), "week of the month", MostNth);
            _nthDaysOfWeek |= 1UL << (DayOfWeek(item.Before(hash)) + (nth - 1) * DaysOfAWeek);
        }
        else if (span.Equals("L", StringComparison.OrdinalIgnoreCase))
        {
            throw item.Fault("'L' alone is allowed in the day of month only. For the last Friday of a month write '5L'.");
        }
        else if (span is [.., 'L' or 'l'])
        {
            _lastDaysOfWeek |= 1UL << DayOfWeek(item.Before(item.Length - 1));
        }
        else
        {
            _daysOfWeek |= CronValues.Read(item, CronField.DayOfWeek, out _);
        }
    }

    private static int DayOfWeek(CronText text) => CronValues.ReadValue(text, CronField.DayOfWeek) % DaysOfAWeek;

    private static int ReadNumber(CronText text, string what, int most) =>
        text.Number() is { } number && number >= 1 && number <= most
            ? number
            : throw text.Fault($"the {what} must be a whole number from 1 to {most}.");
}
