using Automation.Json;

namespace Automation.Scheduling;

public sealed class TimetableTests
{
    [Theory]
    [InlineData("0 7 * * *", "Every day at 07:00")]
    [InlineData("30 0 7 * * *", "Every day at 07:00:30")]
    [InlineData("0 19,7 * * *", "Every day at 07:00 and 19:00")]
    [InlineData("@daily", "Every day at 00:00")]
    [InlineData("0 9 * * MON-FRI", "At 09:00 on Monday to Friday")]
    [InlineData("0 9 * * 0,6", "At 09:00 on Sunday and Saturday")]
    [InlineData("0 9 1,15 * *", "At 09:00 on day 1 and day 15 of the month")]
    [InlineData("0 9 1-7 * *", "At 09:00 on day 1 to 7 of the month")]
    [InlineData("0 9 L * *", "At 09:00 on the last day of the month")]
    [InlineData("0 9 L-3 * *", "At 09:00 on the day 3 before the last of the month")]
    [InlineData("0 9 15W,LW * *", "At 09:00 on the weekday nearest to day 15 and the last weekday of the month")]
    [InlineData("0 9 * * MON#2", "At 09:00 on the second Monday of the month")]
    [InlineData("0 9 * * 5L", "At 09:00 on the last Friday of the month")]
    [InlineData("0 9 1 * MON", "At 09:00 on day 1 of the month and on Monday")]
    [InlineData("0 9 */2 * MON", "At 09:00 on every 2 days of the month, only if it is Monday")]
    [InlineData("0 9 24 DEC *", "At 09:00 on day 24 of the month in December")]
    [InlineData("0 9 * 3-5,9 *", "Every day at 09:00 in March to May and September")]
    [InlineData("* * * * *", "Every minute")]
    [InlineData("*/15 * * * *", "Every 15 minutes")]
    [InlineData("0 * * * *", "Every hour")]
    [InlineData("15,45 * * * *", "Every hour at minute 15 and minute 45")]
    [InlineData("0 */2 * * *", "Every 2 hours")]
    [InlineData("*/15 8-18 * * 1-5", "Every 15 minutes of hour 8 to 18 on Monday to Friday")]
    [InlineData("* 7 * * *", "Every minute of hour 7")]
    [InlineData("0-30/10 */2 * * *", "Every 10 minutes from minute 0 to 30 of every 2 hours")]
    [InlineData("*/10 * * * * *", "Every 10 seconds")]
    [InlineData("* * * * * *", "Every second")]
    [InlineData("*/10 30 2 * * *", "Every 10 seconds of minute 30 of hour 2")]
    public void Describe_OfACronExpression_SaysItInWords(string cron, string expected) =>
        Dues.Cron(cron, "Europe/Berlin").Describe().ShouldBe($"{expected} (Europe/Berlin)");

    public static TheoryData<Schedule, string, string> Helpers { get; } = new()
    {
        { Schedule.Daily(new(7, 0)), "Every day at 07:00 (Europe/Berlin)", "2026-01-01 06:00, 2026-01-02 06:00" },
        { Schedule.Daily(new(7, 0, 30)), "Every day at 07:00:30 (Europe/Berlin)", "2026-01-01 06:00:30" },
        { Schedule.Weekly(DayOfWeek.Sunday, new(3, 0)), "Every Sunday at 03:00 (Europe/Berlin)", "2026-01-04 02:00, 2026-01-11 02:00" },
        {
            Schedule.Weekly([DayOfWeek.Monday, DayOfWeek.Thursday, DayOfWeek.Monday], new(3, 0)), "Every Monday and Thursday at 03:00 (Europe/Berlin)",
            "2026-01-01 02:00, 2026-01-05 02:00, 2026-01-08 02:00"
        },
        { Schedule.Monthly(31, new(3, 0)), "Every month on day 31 at 03:00 (Europe/Berlin)", "2026-01-31 02:00, 2026-03-31 01:00" },
        { Schedule.MonthlyOnLastDay(new(3, 0)), "Every month on the last day at 03:00 (Europe/Berlin)", "2026-01-31 02:00, 2026-02-28 02:00" },
        { Schedule.Hourly(), "Every hour (Europe/Berlin)", "2026-01-01 01:00, 2026-01-01 02:00" },
        { Schedule.Hourly(20), "Every hour at minute 20 (Europe/Berlin)", "2026-01-01 00:20, 2026-01-01 01:20" },
        { Schedule.Every(TimeSpan.FromMinutes(15)), "Every 15 minutes", "2026-01-01 00:15, 2026-01-01 00:30" },
        { Schedule.Every(TimeSpan.FromHours(1)), "Every hour", "2026-01-01 01:00, 2026-01-01 02:00" },
        { Schedule.Every(TimeSpan.FromMinutes(90)), "Every 1 hour and 30 minutes", "2026-01-01 01:30, 2026-01-01 03:00" },
        { Schedule.Every(TimeSpan.FromDays(7), Dues.Utc("2026-03-02 09:00")), "Every 7 days", "2026-01-05 09:00, 2026-01-12 09:00" },
        { Schedule.At(Dues.Utc("2026-12-24 17:00")), "Once, at 2026-12-24T17:00:00Z", "2026-12-24 17:00" },
    };

    [Theory]
    [MemberData(nameof(Helpers))]
    public void Helpers_AreDueWhenTheySay(Schedule schedule, string words, string dues)
    {
        var timetable = Dues.Of(schedule, "Europe/Berlin");
        timetable.Describe().ShouldBe(words);
        timetable.After("2026-01-01", dues.Split(", ").Length).ShouldBe(dues);
    }

    [Fact]
    public void Next_OfAnInterval_DoesNotDependOnWhenOneAsks()
    {
        var timetable = Dues.Of(Schedule.Every(TimeSpan.FromMinutes(7), Dues.Utc("2026-01-01 00:03")));
        timetable.Next(Dues.Utc("2025-12-31 23:59:59")).ShouldBe(Dues.Utc("2026-01-01 00:03"));
        timetable.Next(Dues.Utc("2026-01-01 00:03")).ShouldBe(Dues.Utc("2026-01-01 00:10"));
        timetable.Next(Dues.Utc("2026-01-01 00:09:59")).ShouldBe(Dues.Utc("2026-01-01 00:10"));
    }

    [Fact]
    public void Next_OfWhatIsOver_IsNull()
    {
        Dues.Of(Schedule.At(Dues.Utc("2026-01-01"))).Next(Dues.Utc("2026-01-01")).ShouldBeNull();
        Dues.Of(Schedule.Daily(new(7, 0))).Next(DateTimeOffset.MaxValue).ShouldBeNull();
        Dues.Of(Schedule.Every(TimeSpan.FromDays(1))).Next(DateTimeOffset.MaxValue).ShouldBeNull();
    }

    [Theory]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Pacific/Niue")]
    public void Next_AtTheEndsOfTheCalendar_DoesNotFail(string zone)
    {
        foreach (var cron in (string[])["0 0 * * *", "* * * * *", "0 0 29 2 *"])
        {
            Dues.Cron(cron, zone).Next(DateTimeOffset.MinValue).ShouldNotBeNull();
            Dues.Cron(cron, zone).Upcoming(Dues.Utc("9996-12-31 22:00")).Take(3_000).Count().ShouldBeLessThan(3_000);
        }
    }

    [Fact]
    public void At_WithAFraction_IsNotEarly() =>
        Dues.Of(Schedule.At(Dues.Utc("2026-01-01").AddTicks(1))).Next(Dues.Utc("2026-01-01")).ShouldBe(Dues.Utc("2026-01-01 00:00:01"));

    // Fault: an instant behind the last year is asked for what no calendar has.
    [Theory]
    [InlineData("UTC")]
    [InlineData("Asia/Tokyo")]
    public void Next_BehindTheLastYear_IsNever(string zone)
    {
        TimeZones.TryFind(zone, out var found, out _).ShouldBeTrue();
        var last = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);
        foreach (var schedule in (Schedule[])[Schedule.At(last), Schedule.Every(TimeSpan.FromDays(3650), last)])
        {
            Timetable.Create(schedule, found!, TimeSpan.FromDays(1)).Upcoming(Dues.Utc("9995-01-01")).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Jitter_PutsEveryOccurrenceOff_ByTheSame()
    {
        var schedule = Schedule.Daily(new(2, 30)) with { Jitter = TimeSpan.FromMinutes(10) };
        var delay = ScheduleJitter.Of(schedule, "s", "r", "schedule");
        delay.ShouldBe(TimeSpan.FromSeconds(372));

        TimeZones.TryFind("Europe/Berlin", out var zone, out _).ShouldBeTrue();
        Timetable.Create(schedule, zone!, delay).After("2026-03-28", 3).ShouldBe("2026-03-28 01:36:12, 2026-03-29 01:06:12, 2026-03-30 00:36:12");
    }

    [Fact]
    public void Jitter_IsSpread_AndBounded()
    {
        var schedule = Schedule.Daily(new(2, 30)) with { Jitter = TimeSpan.FromSeconds(9) };
        var delays = Enumerable.Range(0, 1_000).Select(number => ScheduleJitter.Of(schedule, "scope", $"rule-{number}", "schedule").TotalSeconds);
        delays.GroupBy(delay => delay).Select(group => group.Key).Order().ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        ScheduleJitter.Of(schedule with { Jitter = TimeSpan.Zero }, "s", "r", "t").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Next_OfAYearOfDailyRuns_InFiveZones_IsDueOnEveryDate()
    {
        foreach (var zone in (string[])["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata"])
        {
            var times = Dues.Of(Schedule.Daily(new(2, 30)), zone).Upcoming(Dues.Utc("2025-12-30")).TakeWhile(time => time.Local.Year <= 2026).ToList();
            times.Select(time => DateOnly.FromDateTime(time.Local)).Where(date => date.Year == 2026).Distinct().Count().ShouldBe(365, zone);
        }
    }
}
