namespace Automation.Scheduling;

/// <summary>Schedules on the days when clocks change, in 2026 unless a row says otherwise. Times are UTC.</summary>
public sealed class ClockChangeTests
{
    [Theory]
    [InlineData("30 2 * * *", "America/New_York", "2026-03-08", "2026-03-08 07:00, 2026-03-09 06:30")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", "2026-03-29 01:00, 2026-03-30 00:30")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2026-03-28 12:00", "2026-03-29 01:00, 2026-03-30 00:30")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03", "2026-10-03 15:30, 2026-10-04 15:15")]
    [InlineData("0 0 * * *", "Africa/Cairo", "2026-04-23", "2026-04-23 22:00, 2026-04-24 21:00")]
    [InlineData("0 0 * * *", "America/Havana", "2026-03-08", "2026-03-08 05:00, 2026-03-09 04:00")]
    [InlineData("30 0 * * *", "America/Santiago", "2026-09-06", "2026-09-06 04:00, 2026-09-07 03:30")]
    [InlineData("30 1 * * *", "Antarctica/Troll", "2026-03-28 12:00", "2026-03-29 01:00, 2026-03-29 23:30")]
    [InlineData("30 2 * * *", "Africa/Casablanca", "2026-03-21 12:00", "2026-03-22 02:00, 2026-03-23 01:30")]
    [InlineData("45 2 * * *", "Pacific/Chatham", "2026-09-26", "2026-09-26 14:00, 2026-09-27 13:00")]

    // A whole day that the calendar of the zone does not have: 2011-12-30.
    [InlineData("30 12 * * *", "Pacific/Apia", "2011-12-29 12:00", "2011-12-29 22:30, 2011-12-30 10:00, 2011-12-30 22:30")]

    // Everything that one gap swallows fires together, once.
    [InlineData("0,15,30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", "2026-03-29 01:00, 2026-03-30 00:00")]
    [InlineData("30 2,3 * * *", "Europe/Berlin", "2026-03-28 12:00", "2026-03-29 01:00, 2026-03-29 01:30")]
    [InlineData("*/20 15 2 * * *", "Europe/Berlin", "2026-03-28 12:00", "2026-03-29 01:00, 2026-03-30 00:15")]
    public void Next_OfAFixedTimeInAGap_IsTheFirstTimeAfterIt(string cron, string zone, string after, string expected) =>
        Expect(cron, zone, after, expected);

    [Theory]
    [InlineData("30 1 * * *", "America/New_York", "2026-11-01", "2026-11-01 05:30, 2026-11-02 06:30")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24 12:00", "2026-10-25 00:30, 2026-10-26 01:30")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2026-10-24 12:00", "2026-10-25 00:30, 2026-10-26 01:30")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2026-04-04", "2026-04-04 14:45, 2026-04-05 15:15")]
    [InlineData("30 23 * * *", "America/Santiago", "2026-04-04", "2026-04-04 02:30, 2026-04-05 02:30, 2026-04-06 03:30")]
    [InlineData("30 1 * * *", "Antarctica/Troll", "2026-10-24 12:00", "2026-10-24 23:30, 2026-10-26 01:30")]
    [InlineData("30 2 * * *", "Africa/Casablanca", "2026-02-14 12:00", "2026-02-15 01:30, 2026-02-16 02:30")]

    // Asked within the second pass.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25 01:10", "2026-10-26 01:30")]
    [InlineData("0 2,3 * * *", "Europe/Berlin", "2026-10-25 01:10", "2026-10-25 02:00, 2026-10-26 01:00")]
    [InlineData("*/20 30 2 * * *", "Europe/Berlin", "2026-10-25 00:30:20", "2026-10-25 00:30:40, 2026-10-26 01:30, 2026-10-26 01:30:20")]
    public void Next_OfAFixedTimeThatComesTwice_IsItsFirstPass(string cron, string zone, string after, string expected) =>
        Expect(cron, zone, after, expected);

    [Theory]
    [InlineData("*/30 * * * *", "America/New_York", "2026-11-01 04:45", "2026-11-01 05:00, 2026-11-01 05:30, 2026-11-01 06:00, 2026-11-01 06:30, 2026-11-01 07:00")]
    [InlineData("*/30 * * * *", "Europe/Dublin", "2026-10-24 23:45", "2026-10-25 00:00, 2026-10-25 00:30, 2026-10-25 01:00, 2026-10-25 01:30, 2026-10-25 02:00")]
    [InlineData("30 * * * *", "Europe/Berlin", "2026-10-24 23:45", "2026-10-25 00:30, 2026-10-25 01:30, 2026-10-25 02:30")]
    [InlineData("0-30/15 2 * * *", "Europe/Berlin", "2026-10-25 00:15", "2026-10-25 00:30, 2026-10-25 01:00, 2026-10-25 01:15, 2026-10-25 01:30, 2026-10-26 01:00")]
    [InlineData("0 */2 * * *", "Europe/Berlin", "2026-03-28 23:00", "2026-03-29 02:00, 2026-03-29 04:00")]
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", "2026-03-30 00:00, 2026-03-30 00:30")]
    public void Next_OfAnInterval_FollowsRealTime_AndDoesNotCatchUp(string cron, string zone, string after, string expected) =>
        Expect(cron, zone, after, expected);

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28 12:00", "2026-03-29 03:00 2026-03-29 02:30 does not exist in Europe/Berlin: clocks go forward past it. It fires at the first time after the gap.")]
    [InlineData("30 2 * * *", "2026-10-24 12:00", "2026-10-25 02:30 2026-10-25 02:30 comes twice in Europe/Berlin: clocks go back. This is the first pass, the only one at which it fires.")]
    [InlineData("30 * * * *", "2026-10-25", "2026-10-25 02:30 2026-10-25 02:30 comes twice in Europe/Berlin: clocks go back. This is the first pass.")]
    [InlineData("30 * * * *", "2026-10-25 01:00", "2026-10-25 02:30 2026-10-25 02:30 comes twice in Europe/Berlin: clocks go back. This is the second pass.")]
    [InlineData("30 * * * *", "2026-10-25 02:00", "2026-10-25 03:30 ")]
    [InlineData("0 3 * * *", "2026-10-24 12:00", "2026-10-25 03:00 ")]
    [InlineData("0 3 * * *", "2026-03-28 12:00", "2026-03-29 03:00 ")]
    [InlineData("30 2 * * *", "2026-06-01", "2026-06-01 02:30 ")]
    public void Upcoming_OnADayOfAChange_SaysWhatItMeans(string cron, string after, string expected)
    {
        var next = Dues.Cron(cron, "Europe/Berlin").Upcoming(Dues.Utc(after)).First();
        $"{next.Local:yyyy-MM-dd HH:mm} {next.Note}".ShouldBe(expected);
        next.Local.Kind.ShouldBe(DateTimeKind.Unspecified);
        next.Due.Offset.ShouldBe(TimeSpan.Zero);
    }

    private static void Expect(string cron, string zone, string after, string expected) =>
        Dues.Cron(cron, zone).After(after, expected.Split(", ").Length).ShouldBe(expected);
}
