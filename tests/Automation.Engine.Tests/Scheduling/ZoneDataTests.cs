namespace Automation.Scheduling;

/// <summary>A made-up zone whose rules change: what becomes of a schedule that is stored.</summary>
public sealed class ZoneDataTests
{
    private const string Id = "Europe/Berlin";

    private static readonly DateTimeOffset Day = new(2030, 1, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo One = ZoneOf(1);
    private static readonly TimeZoneInfo Two = ZoneOf(2);

    // From 2030-01-10T02:00 on one hour ahead: the hour from two to three is gone.
    private static readonly TimeZoneInfo WithGap = TimeZoneInfo.CreateCustomTimeZone(
        Id, TimeSpan.FromHours(1), Id, Id, Id,
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                new DateTime(2030, 1, 1), new DateTime(2030, 12, 31), TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 1, 10), TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 10)),
        ]);

    [Fact]
    public void Spec_IsAnotherOne_WithOtherData_WhereTheZoneCounts()
    {
        var daily = Schedule.Daily(new TimeOnly(7, 0));

        In(One, daily).Spec.ShouldBe(In(ZoneOf(1), daily).Spec);
        In(One, daily).Spec.ShouldNotBe(In(Two, daily).Spec);
        In(One, daily).Spec.ShouldNotBe(In(WithGap, daily).Spec);
        In(One, Schedule.Every(TimeSpan.FromHours(1))).Spec.ShouldBe(In(Two, Schedule.Every(TimeSpan.FromHours(1))).Spec);
        In(One, daily).IsSameButForItsZone(In(Two, daily)).ShouldBeTrue();
    }

    // What ran is known by the wall clock where that shows a time once, and by the instant where it recurs.
    [Fact]
    public void Key_OfAFixedTime_IsTheSameWithOtherData()
    {
        var daily = Schedule.Daily(new TimeOnly(7, 0));

        In(One, daily).KeyOf(Day.AddHours(6)).ShouldBe("2030-01-10T07:00:00.0000000 Europe/Berlin");
        In(Two, daily).KeyOf(Day.AddHours(5)).ShouldBe(In(One, daily).KeyOf(Day.AddHours(6)));
        In(One, Schedule.Hourly(0)).KeyOf(Day.AddHours(7)).ShouldBe("2030-01-10T07:00:00.0000000Z");
        In(One, Schedule.Every(TimeSpan.FromHours(1))).KeyOf(Day.AddHours(7)).ShouldBe("2030-01-10T07:00:00.0000000Z");
    }

    // The night in which clocks go back: both times are due at ten past two, on either pass.
    [Fact]
    public void Key_OfAFixedTime_LeavesOutTheDelay()
    {
        var schedule = ScopedSchedule.In(TimeZoneInfo.FindSystemTimeZoneById(Id), Schedule.Cron("30 1,2 * * *"), Id, TimeSpan.FromMinutes(40));

        var dues = schedule.Timetable.Upcoming(new DateTimeOffset(2026, 10, 24, 23, 0, 0, TimeSpan.Zero)).Take(2).ToArray();

        dues.Select(next => next.Local.TimeOfDay).ShouldBe([new TimeSpan(2, 10, 0), new TimeSpan(2, 10, 0)]);
        dues.Select(next => schedule.KeyOf(next.Due)).ShouldBe(["2026-10-25T01:30:00.0000000 Europe/Berlin", "2026-10-25T02:30:00.0000000 Europe/Berlin"]);
    }

    // Rows: the time, the last one (hours of the day, UTC), the one that is stored, the present, and the one that follows with the zone two hours ahead of UTC.
    [Theory]
    [InlineData("07:00", -18.0, 6.0, 0.0, 5.0)]
    [InlineData("07:00", -18.0, 6.0, 5.5, 5.0)]
    [InlineData("07:00", -18.0, 6.0, 9.0, 5.0)]
    [InlineData("07:00", null, 6.0, 0.0, 5.0)]
    [InlineData("07:00", null, 6.0, 5.5, 29.0)]
    [InlineData("07:00", 6.0, 30.0, 6.5, 29.0)]
    public void Moved_WhereAnHourIsAdded_IsDueEarlier_AndNotLost(string at, double? last, double due, double now, double expected) =>
        Moved(Two, Schedule.Daily(TimeOnly.Parse(at)), last, due, now).ShouldBe(Day.AddHours(expected));

    // The other way round: it is due an hour later, and what ran already has its key.
    [Theory]
    [InlineData(-19.0, 5.0, 0.0, 6.0)]
    [InlineData(5.0, 29.0, 5.5, 30.0)]
    [InlineData(null, 5.0, 4.0, 6.0)]
    public void Moved_WhereAnHourIsTaken_IsDueLater(double? last, double due, double now, double expected) =>
        Moved(One, Schedule.Daily(new TimeOnly(7, 0)), last, due, now).ShouldBe(Day.AddHours(expected));

    // The hour in which it is due was deleted: it is due at the end of the gap, strictly later than the last one, and every step goes on.
    [Theory]
    [InlineData(null)]
    [InlineData(-22.5)]
    public void Moved_WhereItsHourIsDeleted_IsDueAfterTheGap_AndGoesOn(double? last)
    {
        var schedule = In(WithGap, Schedule.Daily(new TimeOnly(2, 30)));

        var due = ScheduleZones.Moved(schedule, Day.AddHours(1.5), last is { } hours ? Day.AddHours(hours) : null, Day);

        due.ShouldBe(Day.AddHours(1));
        schedule.Timetable.Upcoming(due!.Value).Take(2).Select(next => next.Due).ShouldBe([Day.AddHours(24.5), Day.AddHours(48.5)]);
    }

    // What recurs within the day follows real time: nothing is made up for.
    [Fact]
    public void Moved_WhatRecurs_IsTheNextOne() =>
        Moved(Two, Schedule.Hourly(30), 4.5, 5.5, 5.0).ShouldBe(Day.AddHours(5.5));

    // The first start that knows of zone data finds every schedule without them: what was passed over while its rule was stopped stays so.
    [Theory]
    [InlineData("0 8-18 * * *", 11.0, 15.0, 14.67)]
    [InlineData("0 8-18 * * *", 11.0, 15.0, 16.0)]
    [InlineData("0 8-18 * * *", null, 15.0, 12.5)]
    [InlineData("30 */2 * * *", -12.5, 9.5, 4.0)]
    public void Moved_WhereTheZoneIsAsItWas_StaysWhereItIs(string cron, double? last, double due, double now) =>
        Moved(One, Schedule.Cron(cron), last, due, now).ShouldBe(Day.AddHours(due));

    // Several times lie within three hours: only the one that was due is moved, by what its zone was moved by (where that may be forth or back, it is the earlier one).
    [Theory]
    [InlineData(2, "0,20,40 8 * * *", 7.0, 6.0)]
    [InlineData(2, "0 8,10,13 * * *", 12.0, 11.0)]
    [InlineData(2, "15 8,10,12,14,16 * * *", 13.25, 12.25)]
    [InlineData(1, "0 8,10,12 * * *", 10.0, 9.0)]
    [InlineData(1, "0 8,10,13 * * *", 11.0, 12.0)]
    public void Moved_OfSeveralTimes_IsOnlyTheOneThatWasDue(int zone, string cron, double due, double expected) =>
        Moved(zone == 1 ? One : Two, Schedule.Cron(cron), -18.0, due, due - 0.5).ShouldBe(Day.AddHours(expected));

    private static DateTimeOffset? Moved(TimeZoneInfo zone, Schedule schedule, double? last, double due, double now) =>
        ScheduleZones.Moved(In(zone, schedule), Day.AddHours(due), last is { } hours ? Day.AddHours(hours) : null, Day.AddHours(now));

    private static ScopedSchedule In(TimeZoneInfo zone, Schedule schedule) => ScopedSchedule.In(zone, schedule, Id);

    private static TimeZoneInfo ZoneOf(int hours) => TimeZoneInfo.CreateCustomTimeZone(Id, TimeSpan.FromHours(hours), Id, Id);
}
