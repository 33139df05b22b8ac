using System.Globalization;

namespace Automation.Scheduling;

/// <summary>Which times an expression names; the calendar is January 2026 on unless a row says otherwise. The 1st is a Thursday.</summary>
public sealed class CronExpressionTests
{
    [Theory]

    // Times of day.
    [InlineData("* * * * *", "01-01 00:01, 01-01 00:02")]
    [InlineData("0 * * * *", "01-01 01:00, 01-01 02:00")]
    [InlineData("15,45 8-9 * * *", "01-01 08:15, 01-01 08:45, 01-01 09:15, 01-01 09:45, 01-02 08:15")]
    [InlineData("*/25 7 * * *", "01-01 07:00, 01-01 07:25, 01-01 07:50, 01-02 07:00")]
    [InlineData("10-30/10 7 * * *", "01-01 07:10, 01-01 07:20, 01-01 07:30, 01-02 07:10")]
    [InlineData("5/20 7 * * *", "01-01 07:05, 01-01 07:25, 01-01 07:45, 01-02 07:05")]
    [InlineData("0 22-2 * * *", "01-01 01:00, 01-01 02:00, 01-01 22:00, 01-01 23:00, 01-02 00:00")]
    [InlineData("0 22-3/2 * * *", "01-01 02:00, 01-01 22:00, 01-02 00:00, 01-02 02:00")]
    [InlineData("50-10/10 12 * * *", "01-01 12:00, 01-01 12:10, 01-01 12:50, 01-02 12:00")]
    [InlineData("  0\t7 * * *  ", "01-01 07:00, 01-02 07:00")]

    // Six fields: the second first, and the same numbers of days.
    [InlineData("30 0 7 * * *", "01-01 07:00:30, 01-02 07:00:30")]
    [InlineData("*/20 * * * * *", "01-01 00:00:20, 01-01 00:00:40, 01-01 00:01")]
    [InlineData("0 0 9 * * 1-5", "01-01 09:00, 01-02 09:00, 01-05 09:00")]

    // Days of the week: Sunday is 0 and 7.
    [InlineData("0 9 * * 1-5", "01-01 09:00, 01-02 09:00, 01-05 09:00")]
    [InlineData("0 9 * * 0", "01-04 09:00, 01-11 09:00")]
    [InlineData("0 9 * * 7", "01-04 09:00, 01-11 09:00")]
    [InlineData("0 9 * * 5-7", "01-02 09:00, 01-03 09:00, 01-04 09:00, 01-09 09:00")]
    [InlineData("0 9 * * 7-1", "01-04 09:00, 01-05 09:00, 01-11 09:00")]
    [InlineData("0 9 * * fri-MON", "01-02 09:00, 01-03 09:00, 01-04 09:00, 01-05 09:00, 01-09 09:00")]
    [InlineData("0 9 * * SUN,wed", "01-04 09:00, 01-07 09:00")]
    [InlineData("0 9 * * */3", "01-03 09:00, 01-04 09:00, 01-07 09:00, 01-10 09:00")]
    [InlineData("0 9 * * 7/3", "01-03 09:00, 01-04 09:00, 01-07 09:00, 01-10 09:00")]

    // Months and days of the month.
    [InlineData("0 9 1 feb,AUG *", "02-01 09:00, 08-01 09:00")]
    [InlineData("0 9 1 NOV-2 *", "01-01 09:00, 02-01 09:00, 11-01 09:00, 12-01 09:00")]
    [InlineData("0 9 31 * *", "01-31 09:00, 03-31 09:00, 05-31 09:00")]
    [InlineData("0 9 30-2 * *", "01-01 09:00, 01-02 09:00, 01-30 09:00, 01-31 09:00, 02-01 09:00")]
    [InlineData("0 9 */10 * *", "01-01 09:00, 01-11 09:00, 01-21 09:00, 01-31 09:00, 02-01 09:00")]

    // The last days, and the nearest weekday.
    [InlineData("0 9 L * *", "01-31 09:00, 02-28 09:00, 03-31 09:00")]
    [InlineData("0 9 L-3 * *", "01-28 09:00, 02-25 09:00, 03-28 09:00")]
    [InlineData("0 9 L-30 * *", "01-01 09:00, 03-01 09:00, 05-01 09:00")]
    [InlineData("0 9 LW * *", "01-30 09:00, 02-27 09:00, 03-31 09:00")]
    [InlineData("0 9 15W * *", "01-15 09:00, 02-16 09:00, 03-16 09:00, 04-15 09:00")]
    [InlineData("0 9 1W * *", "01-01 09:00, 02-02 09:00, 03-02 09:00")]
    [InlineData("0 9 1W 8 *", "08-03 09:00, 2027-08-02 09:00")]
    [InlineData("0 9 31W 1,5 *", "01-30 09:00, 05-29 09:00")]
    [InlineData("0 9 10,l,20w * *", "01-10 09:00, 01-20 09:00, 01-31 09:00")]
    [InlineData("0 9 * * 5L", "01-30 09:00, 02-27 09:00, 03-27 09:00")]
    [InlineData("0 9 * * FRIL,SUN", "01-04 09:00, 01-11 09:00, 01-18 09:00, 01-25 09:00, 01-30 09:00")]
    [InlineData("0 9 * * 7l", "01-25 09:00, 02-22 09:00")]
    [InlineData("0 9 * * MON#2", "01-12 09:00, 02-09 09:00")]
    [InlineData("0 9 * * 4#1,4#5", "01-01 09:00, 01-29 09:00, 02-05 09:00, 03-05 09:00")]

    // Both day fields: either is enough, unless one begins with an asterisk; then both must match, as cron(5) has it.
    [InlineData("0 0 1,15 * MON", "01-05 00:00, 01-12 00:00, 01-15 00:00, 01-19 00:00")]
    [InlineData("0 0 13 * 5", "01-02 00:00, 01-09 00:00, 01-13 00:00")]
    [InlineData("0 0 L * 1#1", "01-05 00:00, 01-31 00:00, 02-02 00:00")]
    [InlineData("0 0 */2 * MON", "01-05 00:00, 01-19 00:00, 02-09 00:00")]
    [InlineData("0 0 1-7 * */7", "01-04 00:00, 02-01 00:00, 03-01 00:00")]
    [InlineData("0 9 ? * MON", "01-05 09:00, 01-12 09:00")]
    [InlineData("0 9 15 * ?", "01-15 09:00, 02-15 09:00")]

    // Macros.
    [InlineData("@hourly", "01-01 01:00, 01-01 02:00")]
    [InlineData("@daily", "01-02 00:00, 01-03 00:00")]
    [InlineData("@midnight", "01-02 00:00, 01-03 00:00")]
    [InlineData(" @Weekly ", "01-04 00:00, 01-11 00:00")]
    [InlineData("@monthly", "02-01 00:00, 03-01 00:00")]
    [InlineData("@yearly", "2027-01-01 00:00, 2028-01-01 00:00")]
    [InlineData("@annually", "2027-01-01 00:00, 2028-01-01 00:00")]

    // Rare days.
    [InlineData("0 0 29 2 *", "2028-02-29 00:00, 2032-02-29 00:00")]
    [InlineData("0 0 29W 2 *", "2028-02-29 00:00, 2032-02-27 00:00")]
    [InlineData("0 0 * 2 MON#5", "2044-02-29 00:00, 2072-02-29 00:00")]
    public void Next_Yields(string cron, string expected)
    {
        var expression = CronExpression.Parse(cron);
        var found = new List<string>();
        var next = (DateTime?)new DateTime(2026, 1, 1);
        while (found.Count < expected.Split(", ").Length)
        {
            next = expression.Next(next!.Value);
            found.Add(next!.Value.ToString((next.Value.Year == 2026 ? "" : "yyyy-") + (next.Value.Second == 0 ? "MM-dd HH:mm" : "MM-dd HH:mm:ss"), CultureInfo.InvariantCulture));
        }

        string.Join(", ", found).ShouldBe(expected);
    }

    [Fact]
    public void Next_OfALeapDay_PassesOverACenturyWithoutOne() =>
        CronExpression.Parse("0 0 29 2 *").Next(new DateTime(2096, 2, 29)).ShouldBe(new DateTime(2104, 2, 29));

    [Fact]
    public void Next_BetweenTwoSeconds_IsTheNextSecond() =>
        CronExpression.Parse("* * * * * *").Next(new DateTime(2026, 1, 1).AddTicks(1)).ShouldBe(new DateTime(2026, 1, 1, 0, 0, 1));

    [Fact]
    public void Next_WhenTheCalendarEnds_IsNull()
    {
        CronExpression.Parse("0 0 1 1 *").Next(new DateTime(9996, 1, 1)).ShouldBeNull();
        CronExpression.Parse("* * * * * *").Next(DateTime.MaxValue).ShouldBeNull();
        CronExpression.Parse("* * * * * MON").Next(DateTime.MaxValue).ShouldBeNull();
    }

    [Theory]
    [InlineData("0 7 * * *", false)]
    [InlineData("0,30 7,8 1-5 * MON", false)]
    [InlineData("0-59 0-23 * * *", false)]
    [InlineData("*/10 0 7 * * *", false)]
    [InlineData("0 7 */2 */3 */2", false)]
    [InlineData("* 7 * * *", true)]
    [InlineData("*/5 7 * * *", true)]
    [InlineData("5/5 7 * * *", true)]
    [InlineData("0 8-18/2 * * *", true)]
    [InlineData("0 8,10-18/2 * * *", true)]
    [InlineData("@hourly", true)]
    [InlineData("@daily", false)]
    public void IsInterval_IsSaidByAsterisksAndSteps_InMinuteOrHour(string cron, bool expected) =>
        CronExpression.Parse(cron).IsInterval.ShouldBe(expected);
}
