using System.Globalization;

namespace Automation.Budgets;

/// <summary>Which period of the calendar an instant lies in.</summary>
public sealed class BudgetSpanTests
{
    [Theory]

    // Days, weeks and months. Faults: the first or the last instant lies in the neighbour; a week begins on Sunday, or has the calendar's year.
    [InlineData(BudgetPeriod.Day, "2026-11-30T00:00:00Z", "UTC", "2026-11-30", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-11-30T23:59:59.9999999Z", "UTC", "2026-11-30", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData(BudgetPeriod.Week, "2026-11-29T23:00:00Z", "UTC", "2026-W48", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData(BudgetPeriod.Week, "2026-11-30T00:00:00Z", "UTC", "2026-W49", "2026-11-30T00:00:00Z", "2026-12-07T00:00:00Z")]
    [InlineData(BudgetPeriod.Week, "2027-01-03T12:00:00Z", "UTC", "2026-W53", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z")]
    [InlineData(BudgetPeriod.Week, "2024-12-30T12:00:00Z", "UTC", "2025-W01", "2024-12-30T00:00:00Z", "2025-01-06T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "2028-02-29T12:00:00Z", "UTC", "2028-02", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "2026-12-31T23:59:59Z", "UTC", "2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]

    // Zones. Faults: the day is that of UTC; a day in which clocks change has 24 hours; a midnight that does not come.
    [InlineData(BudgetPeriod.Month, "2026-11-30T15:00:00Z", "Asia/Tokyo", "2026-12", "2026-11-30T15:00:00Z", "2026-12-31T15:00:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-12-01T04:59:59Z", "America/New_York", "2026-11-30", "2026-11-30T05:00:00Z", "2026-12-01T05:00:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-10-25T12:00:00Z", "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData(BudgetPeriod.Month, "2026-10-25T12:00:00Z", "Europe/Berlin", "2026-10", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-09-06T12:00:00Z", "America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-11-30T12:00:00Z", "Mars/Olympus", "2026-11-30", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z")]
    public void Instant_LiesInThePeriodOfItsCalendar(BudgetPeriod period, string now, string zone, string name, string from, string until) =>
        BudgetSpan.Of(period, At(now), zone).ShouldBe(new BudgetSpan(name, At(from), At(until)));

    // Fault: between two periods lies an instant of none, or of both.
    [Theory]
    [InlineData(BudgetPeriod.Day)]
    [InlineData(BudgetPeriod.Week)]
    [InlineData(BudgetPeriod.Month)]
    public void Periods_FollowEachOtherWithoutAGap(BudgetPeriod period)
    {
        foreach (var zone in new[] { "UTC", "Europe/Berlin", "America/Santiago", "Pacific/Apia", "Africa/Cairo" })
        {
            var span = BudgetSpan.Of(period, At("2026-01-01T00:00:00Z"), zone);
            for (var end = span.From.AddYears(2); span.Until < end;)
            {
                var last = BudgetSpan.Of(period, span.Until.AddTicks(-1), zone);
                var next = BudgetSpan.Of(period, span.Until, zone);
                (last, next.From, string.CompareOrdinal(span.Name, next.Name) < 0).ShouldBe((span, span.Until, true));
                span = next;
            }
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
