namespace Automation.Scheduling;

/// <summary>The days that the two day fields of a cron expression name, month by month.</summary>
internal sealed class CronDays
{
    private const int DaysOfAWeek = 7;
    private const byte EveryDayOfTheWeek = 0x7F;

    /// <summary>Days of the month; bit 1 is the first.</summary>
    public uint DaysOfMonth { get; init; }

    /// <summary><c>L-3</c>: days before the last one; bit 0 is the last day itself.</summary>
    public uint DaysBeforeLast { get; init; }

    /// <summary><c>15W</c>: days whose nearest weekday is meant.</summary>
    public uint NearestWeekdays { get; init; }

    /// <summary><c>LW</c>: the last weekday of the month.</summary>
    public bool LastWeekday { get; init; }

    /// <summary>Days of the week; bit 0 is Sunday.</summary>
    public byte DaysOfWeek { get; init; }

    /// <summary><c>5L</c>: days of the week of which the last in the month is meant.</summary>
    public byte LastDaysOfWeek { get; init; }

    /// <summary><c>1#2</c>: days of the week of which the first to fifth in the month is meant; seven bits for each, from the first on.</summary>
    public ulong NthDaysOfWeek { get; init; }

    /// <summary>Whether a day may match either field, as cron(5) has it when neither begins with <c>*</c>; otherwise it matches both.</summary>
    public bool Either { get; init; }

    /// <summary>Whether both fields are free.</summary>
    public bool IsEveryDay => DaysOfMonth == uint.MaxValue && DaysOfWeek == EveryDayOfTheWeek && !Either;

    /// <summary>The days of a month; bit 1 is the first.</summary>
    /// <param name="count">How many it has.</param>
    /// <param name="firstDay">The number of its first day: day 0 was a Monday.</param>
    public uint In(int count, int firstDay)
    {
        var first = (firstDay + 1) % DaysOfAWeek;
        var byMonth = DaysOfMonth == uint.MaxValue ? DaysOfMonth : ByMonth(count, first);
        var byWeek = ByWeek(count, first);
        return (Either ? byMonth | byWeek : byMonth & byWeek) & Upto(count);
    }

    private static uint Upto(int day) => (uint)((2UL << day) - 2);

    private static int DayOfWeek(int day, int first) => (first + day - 1) % DaysOfAWeek;

    private uint ByMonth(int count, int first)
    {
        var days = DaysOfMonth;
        for (var before = 0; DaysBeforeLast >> before != 0 && before < count; before++)
        {
            days |= (DaysBeforeLast >> before & 1) << (count - before);
        }

        for (var day = 1; day <= count && NearestWeekdays >> day != 0; day++)
        {
            days |= (NearestWeekdays >> day & 1) << NearestWeekday(day, count, first);
        }

        return LastWeekday ? days | 1u << NearestWeekday(count, count, first) : days;
    }

    // The nearest weekday does not leave the month: for Saturday the 1st it is Monday the 3rd.
    private static int NearestWeekday(int day, int count, int first) => (System.DayOfWeek)DayOfWeek(day, first) switch
    {
        System.DayOfWeek.Saturday => day == 1 ? day + 2 : day - 1,
        System.DayOfWeek.Sunday => day == count ? day - 2 : day + 1,
        _ => day,
    };

    private uint ByWeek(int count, int first)
    {
        if (DaysOfWeek == EveryDayOfTheWeek)
        {
            return Upto(count);
        }

        var days = Spread(DaysOfWeek, first);
        if (LastDaysOfWeek != 0)
        {
            days |= Spread(LastDaysOfWeek, first) & Upto(count) & ~Upto(count - DaysOfAWeek);
        }

        for (var week = 0; NthDaysOfWeek >> (week * DaysOfAWeek) != 0; week++)
        {
            var ofWeek = (byte)(NthDaysOfWeek >> (week * DaysOfAWeek) & EveryDayOfTheWeek);
            days |= Spread(ofWeek, first) & Upto((week + 1) * DaysOfAWeek) & ~Upto(week * DaysOfAWeek);
        }

        return days;
    }

    // Turns the days of the week so that the first of the month is bit 0, and repeats them for five weeks from bit 1 on.
    private static uint Spread(byte daysOfWeek, int first)
    {
        const ulong FiveWeeks = 1 | 1 << 7 | 1 << 14 | 1 << 21 | 1 << 28;
        var week = (ulong)((daysOfWeek >> first | daysOfWeek << (DaysOfAWeek - first)) & EveryDayOfTheWeek);
        return (uint)(week * FiveWeeks << 1);
    }
}
