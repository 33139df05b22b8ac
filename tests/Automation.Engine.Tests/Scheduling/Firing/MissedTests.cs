namespace Automation.Scheduling.Firing;

/// <summary>T14: no host runs across 1, 5 and 500 due instants; each policy.</summary>
public sealed class MissedTests
{
    private static readonly Schedule Daily = Schedule.Daily(new TimeOnly(7, 0));

    // Fault: the run stands for the first only, or the count leaves out itself.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(500)]
    public async Task RunOnce_OneRunStandsForAll(int dues)
    {
        await using var test = await FiringWorld.StartAsync(Daily);

        await test.RestartAsync(TimeSpan.FromDays(dues));
        await test.RunUntilIdleAsync();

        var beat = test.Beats().ShouldHaveSingleItem();
        beat.Due.ShouldBe(Due(dues));
        (beat.Missed, beat.FirstMissed, beat.LastMissed).ShouldBe((dues, Due(1), Due(dues)));
        await test.AdvanceAsync(TimeSpan.FromDays(1));
        test.Beats()[1].ShouldBe(beat with { Due = Due(dues + 1), Local = Due(dues + 1).DateTime, Missed = 0, FirstMissed = null, LastMissed = null });
    }

    // Fault: skipped ones leave no trace, or the next one is skipped with them.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(500)]
    public async Task Skip_NoRun_AndTheNextOneFires(int dues)
    {
        await using var test = await FiringWorld.StartAsync(Daily with { Missed = Missed.Skip });

        await test.RestartAsync(TimeSpan.FromDays(dues));
        await test.RunUntilIdleAsync();

        test.Beats().ShouldBeEmpty();
        var schedule = (await test.In(FiringWorld.Home).ListSchedulesAsync()).ShouldHaveSingleItem();
        (schedule.LastDue, schedule.NextDue).ShouldBe((Due(1), Due(dues + 1)));
        await test.AdvanceAsync(TimeSpan.FromDays(1));
        test.Dues().ShouldBe([Due(dues + 1)]);
    }

    // Faults: newest first; the cap is not held; the rest is not counted.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    [InlineData(500, 100)]
    public async Task RunAll_TheLastHundredRun_OldestFirst_AndTheRestIsCounted(int dues, int runs)
    {
        await using var test = await FiringWorld.StartAsync(Daily with { Missed = Missed.RunAll });

        await test.RestartAsync(TimeSpan.FromDays(dues));
        await test.RunUntilIdleAsync();

        var beats = test.Beats().OrderBy(beat => beat.Due).ToList();
        beats.Select(beat => beat.Due).ShouldBe(Enumerable.Range(dues - runs + 1, runs).Select(Due));
        (beats[0].Missed, beats[0].FirstMissed, beats[0].LastMissed).ShouldBe((dues - runs + 1, Due(1), Due(dues - runs + 1)));
        beats.Skip(1).ShouldAllBe(beat => beat.Missed == 1 && beat.FirstMissed == beat.Due && beat.LastMissed == beat.Due);
        var created = (await test.In(FiringWorld.Home).ListRunsAsync(new RunQuery { Limit = 200 })).Items.Reverse().ToList();
        created.Select(run => run.Id).ShouldBe(created.Select(run => run.Id).Order());
    }

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
