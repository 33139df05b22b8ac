using System.Globalization;
using Automation.Json;
using Automation.Scheduling;

namespace Automation.Budgets;

/// <summary>A period of the calendar in a time zone, with the name under which it is stored.</summary>
/// <remarks>
/// The name says the local date and nothing of the zone: a scope whose zone changes goes on with what is used of the period that its calendar shows now. A zone that this system does not know counts as UTC.
/// </remarks>
/// <param name="Name">Such as <c>2026-11-30</c>, <c>2026-W49</c> or <c>2026-11</c>.</param>
/// <param name="From">When it begins, UTC.</param>
/// <param name="Until">When the next one begins, UTC.</param>
internal sealed record BudgetSpan(string Name, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>The period that an instant lies in.</summary>
    public static BudgetSpan Of(BudgetPeriod period, DateTimeOffset now, string timeZone)
    {
        var clock = ZoneClock.Of(TimeZones.TryFind(timeZone, out var zone, out _) ? zone : TimeZoneInfo.Utc);
        var today = DateOnly.FromDateTime(clock.WallAt(now.UtcDateTime));
        var (name, first, next) = period switch
        {
            BudgetPeriod.Day => (today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), today, today.AddDays(1)),
            BudgetPeriod.Week => OfWeek(today),
            _ => (today.ToString("yyyy-MM", CultureInfo.InvariantCulture), new DateOnly(today.Year, today.Month, 1), new DateOnly(today.Year, today.Month, 1).AddMonths(1)),
        };
        return new BudgetSpan(name, At(clock, first), At(clock, next));
    }

    private static (string Name, DateOnly First, DateOnly Next) OfWeek(DateOnly day)
    {
        var date = day.ToDateTime(TimeOnly.MinValue);
        var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        return (string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(date):D4}-W{ISOWeek.GetWeekOfYear(date):D2}"), monday, monday.AddDays(7));
    }

    private static DateTimeOffset At(ZoneClock clock, DateOnly day) => new(clock.Reaches(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)).Ticks, TimeSpan.Zero);
}
