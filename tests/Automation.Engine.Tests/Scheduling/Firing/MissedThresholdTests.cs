namespace Automation.Scheduling.Firing;

/// <summary>From when on an occurrence is missed, and how far those are counted that were.</summary>
public sealed class MissedThresholdTests
{
    private static readonly Schedule Daily = Schedule.Daily(new TimeOnly(7, 0));

    // Fault: the threshold is not asked: what is a minute late counts as missed.
    [Theory]
    [InlineData(60, 0)]
    [InlineData(61, 1)]
    public async Task Threshold_WhatIsLateByLess_IsInTime(int secondsLate, int missed)
    {
        await using var test = await FiringWorld.StartAsync(Daily);

        await test.RestartAsync(TimeSpan.FromHours(7) + TimeSpan.FromSeconds(secondsLate));
        await test.RunUntilIdleAsync();

        test.Beats().ShouldHaveSingleItem().Missed.ShouldBe(missed);
    }

    [Fact]
    public async Task Threshold_OfTheSchedule_IsAsked()
    {
        await using var test = await FiringWorld.StartAsync(Daily with { Missed = Missed.Skip, MissedAfter = TimeSpan.FromHours(2) });

        await test.RestartAsync(TimeSpan.FromHours(9));
        await test.RunUntilIdleAsync();

        test.Dues().ShouldBe([Due(1)]);
    }

    // What is counted is bounded, and the last one is found without counting to it.
    [Fact]
    public async Task EverySecondForAYear_IsCountedUpToTenThousand()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Every(TimeSpan.FromSeconds(1)));

        await test.RestartAsync(TimeSpan.FromDays(365));
        await test.RunUntilIdleAsync();

        var beat = test.Beats().ShouldHaveSingleItem();
        beat.Due.ShouldBe(FiringWorld.Start.AddDays(365));
        (beat.Missed, beat.LastMissed).ShouldBe((10_000, FiringWorld.Start.AddDays(365)));
    }

    private static DateTimeOffset Due(int day) => FiringWorld.Start.AddDays(day - 1).AddHours(7);
}
