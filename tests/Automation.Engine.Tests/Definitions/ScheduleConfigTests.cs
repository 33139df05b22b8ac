using System.Text.Json;
using Automation.Scheduling;

namespace Automation.Definitions;

public sealed class ScheduleConfigTests
{
    public static TheoryData<Schedule, string> Schedules { get; } = new()
    {
        { Schedule.Cron("0 9 * * 1-5"), """{"cron":"0 9 * * 1-5"}""" },
        { Schedule.Daily(new(2, 0, 30)).In("Europe/Berlin"), """{"daily":"02:00:30","timeZone":"Europe/Berlin"}""" },
        { Schedule.Weekly([DayOfWeek.Monday, DayOfWeek.Thursday], new(3, 0)), """{"weekly":"monday,thursday 03:00"}""" },
        { Schedule.Monthly(15, new(3, 0)), """{"monthly":"15 03:00"}""" },
        { Schedule.MonthlyOnLastDay(new(3, 0)), """{"monthly":"last 03:00"}""" },
        { Schedule.Hourly(5) with { Missed = Missed.Skip }, """{"hourly":"5","missed":"skip"}""" },
        {
            Schedule.Every(TimeSpan.FromMinutes(15), new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(1))),
            """{"every":"PT15M","anchor":"2026-01-05T09:00:00Z"}"""
        },
        { Schedule.At(new DateTimeOffset(2026, 12, 24, 18, 0, 0, TimeSpan.FromHours(1))), """{"at":"2026-12-24T17:00:00Z"}""" },
        {
            Schedule.Daily(new(2, 0)) with { MissedAfter = TimeSpan.FromMinutes(5), Jitter = TimeSpan.FromHours(1) },
            """{"daily":"02:00","missedAfter":"PT5M","jitter":"PT1H"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Read_OfWhatWasWritten_IsTheSchedule(Schedule schedule, string json)
    {
        ScheduleConfig.Of(schedule).GetRawText().ShouldBe(json);
        ScheduleConfig.Read(JsonElement.Parse(json)).ShouldBe(schedule);
    }

    [Theory]
    [InlineData("""{"daily":"{{ parameters.at }}"}""", "invalid-schedule", "'daily' of the schedule is '{{ parameters.at }}'. It needs a time of day such as '02:00'.")]
    [InlineData("""{"daily":null}""", "invalid-schedule", "'daily' of the schedule is null. It needs a time of day such as '02:00'.")]
    [InlineData("""{"cron":"0 0 30 2 *"}""", "never-fires", "'cron' of the schedule: the cron expression '0 0 30 2 *' never fires: no year has such a day. Change the day of month or the month.")]
    [InlineData("""{"cron":"* * * *"}""", "invalid-cron", "'cron' of the schedule: the cron expression '* * * *' has 4 fields. It needs five (minute, hour, day of month, month, day of week), or six with the second first.")]
    [InlineData("""{"daily":"02:00","timeZone":"Europe"}""", "unknown-time-zone", "'timeZone' of the schedule is 'Europe'. It needs the IANA id of a time zone, such as 'Europe/Berlin'.")]
    [InlineData("{}", "missing-property", "The schedule has no schedule. It needs one of: cron, daily, weekly, monthly, hourly, every, at.")]
    [InlineData("[]", "invalid-schedule", "The schedule is []. It needs an object.")]
    public void Read_OfWhatIsWrong_SaysWhat(string json, string code, string message)
    {
        var fault = Should.Throw<ScheduleException>(() => ScheduleConfig.Read(JsonElement.Parse(json)));
        fault.Message.ShouldBe(message);
        fault.Code.ShouldBe(code);
    }
}
