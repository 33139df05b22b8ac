using System.Globalization;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Scheduling.Firing;

/// <summary>Schedules of rules in C#: when they are due, what a run sees, and what is recorded.</summary>
public sealed class FiringTests
{
    [Fact]
    public async Task Daily_FiresAtItsInstant_NotBefore()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Daily(new TimeOnly(7, 0)));

        await test.AdvanceToAsync(At(1, 7).AddTicks(-1));
        test.Dues().ShouldBeEmpty();
        await test.AdvanceToAsync(At(3, 6));

        test.Dues().ShouldBe([At(1, 7), At(2, 7)]);
        test.Beats().ShouldAllBe(beat => beat.Missed == 0 && beat.FirstMissed == null && beat.TimeZone == "UTC");
    }

    [Fact]
    public async Task Run_KnowsItsTriggerAndEvent()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Hourly());

        await test.AdvanceAsync(TimeSpan.FromHours(1));

        var home = test.In(FiringWorld.Home);
        var run = (await home.ListRunsAsync()).Items.ShouldHaveSingleItem();
        run.Trigger.Kind.ShouldBe(TriggerKind.Schedule);
        run.Trigger.Id.ShouldBe("schedule");
        run.Status.ShouldBe(RunStatus.Succeeded);
        var why = (await home.WhyAsync(run.Trigger.EventId!.Value)).ShouldNotBeNull();
        why.Type.ShouldBe("automation.occurrence");
        why.Verdicts.ShouldHaveSingleItem().ShouldBe(new Verdict { Rule = "clock", Reason = VerdictReason.Ran, RunId = run.Id });
    }

    [Fact]
    public async Task When_IsAskedForEachOccurrence()
    {
        await using var test = await FiringWorld.StartAsync(rule => rule.OnSchedule(Schedule.Hourly()).When(occurrence => occurrence.Local.Hour % 2 == 0));

        await test.AdvanceAsync(TimeSpan.FromHours(5));

        test.Dues().ShouldBe([At(1, 2), At(1, 4)]);
    }

    [Fact]
    public async Task SeveralSchedules_FireEach()
    {
        await using var test = await FiringWorld.StartAsync(rule => rule
            .OnSchedule(Schedule.Daily(new TimeOnly(7, 0)), "morning")
            .OnSchedule(Schedule.Daily(new TimeOnly(7, 0)), "again")
            .OnSchedule(Schedule.Every(TimeSpan.FromHours(6)), "often"));

        await test.AdvanceAsync(TimeSpan.FromHours(12));

        test.Dues().ShouldBe([At(1, 6), At(1, 7), At(1, 7), At(1, 12)]);
    }

    [Fact]
    public async Task Once_FiresOnce()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.At(At(2, 0)));

        await test.AdvanceAsync(TimeSpan.FromDays(400));

        test.Dues().ShouldBe([At(2, 0)]);
        test.Clock.NextDue.ShouldBeNull();
        (await test.In(FiringWorld.Home).ListSchedulesAsync()).ShouldHaveSingleItem().NextDue.ShouldBeNull();
    }

    // Fault: what the scope has set is not asked.
    [Fact]
    public async Task List_SaysWhatStopsASchedule()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Daily(new TimeOnly(7, 0)));
        var rule = test.In(FiringWorld.Home).Rule("clock");
        (await StoppedByAsync()).ShouldBeNull();

        await rule.PauseAsync(FiringWorld.Start.AddHours(1));
        (await StoppedByAsync()).ShouldBe(VerdictReason.Paused);
        await test.AdvanceAsync(TimeSpan.FromHours(2));
        (await StoppedByAsync()).ShouldBeNull();
        await rule.OptOutAsync();
        (await StoppedByAsync()).ShouldBe(VerdictReason.OptedOut);
        await rule.DisableAsync();
        (await StoppedByAsync()).ShouldBe(VerdictReason.Disabled);

        async Task<VerdictReason?> StoppedByAsync() => (await test.In(FiringWorld.Home).ListSchedulesAsync()).ShouldHaveSingleItem().StoppedBy;
    }

    [Fact]
    public async Task Restart_FiresNothingTwiceAndNothingLess()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Every(TimeSpan.FromMinutes(1)));
        for (var round = 0; round < 10; round++)
        {
            await test.AdvanceAsync(TimeSpan.FromMinutes(1));
            await (round % 2 == 0 ? test.CrashAsync() : test.RestartAsync());
        }

        test.Dues().ShouldBe(Enumerable.Range(1, 10).Select(minute => FiringWorld.Start.AddMinutes(minute)));
    }

    [Fact]
    public async Task ScopesAndZones_EachFireOnTheirWallClock()
    {
        await using var test = await AutomationTest.StartAsync(
            builder => builder
                .AddRule<Occurrence>("clock", rule => rule.OnSchedule(Schedule.Daily(new TimeOnly(7, 0))).Then("beat", run => new Beat(run.Input)))
                .Services.AddSingleton<IScopeDirectory>(new FiveZones()),
            FiringWorld.Start);
        test.Fake((Beat _) => { });

        await test.AdvanceAsync(TimeSpan.FromDays(365));

        var beats = test.Beats();
        beats.GroupBy(beat => beat.TimeZone).Select(zone => (zone.Key, zone.Count())).ShouldBe(FiveZones.All.Select(zone => (zone, 365)), ignoreOrder: true);
        beats.ShouldAllBe(beat => beat.Local.TimeOfDay == TimeSpan.FromHours(7) && beat.Missed == 0);
        beats.Select(beat => (beat.Due, beat.TimeZone)).ShouldBeUnique();
    }

    [Fact]
    public async Task PerScope_EachScopeHasItsOwn()
    {
        await using var test = await FiringWorld.StartAsync(
            rule => rule.OnSchedule(scope => Schedule.Daily(new TimeOnly(scope.Scope.Length, 0))),
            builder => builder.Configure(options => options.Scopes.Add("office")));

        await test.AdvanceAsync(TimeSpan.FromDays(1));

        test.Dues().ShouldBe([At(1, 4), At(1, 6)]);
        (await test.In("office").ListSchedulesAsync()).ShouldHaveSingleItem().Description.ShouldBe("Every day at 06:00 (UTC)");
    }

    [Fact]
    public async Task PerScope_FaultInOneScope_IsThatScopesOnly()
    {
        await using var test = await FiringWorld.StartAsync(
            rule => rule.OnSchedule(scope => scope.Scope == "office" ? throw new InvalidOperationException("no") : Schedule.Hourly()),
            builder => builder.Configure(options => options.Scopes.Insert(0, "office")));

        await test.AdvanceAsync(TimeSpan.FromHours(1));

        test.Dues().ShouldBe([At(1, 1)]);
        (await test.In("office").ListSchedulesAsync()).ShouldBeEmpty();
    }

    // Fault: the delay is another one than that which is promised never to change.
    [Fact]
    public async Task Jitter_PutsOffByWhatFollowsFromScopeRuleAndTrigger()
    {
        var schedule = Schedule.Daily(new TimeOnly(7, 0)) with { Jitter = TimeSpan.FromMinutes(10) };
        await using var test = await FiringWorld.StartAsync(schedule);

        await test.AdvanceAsync(TimeSpan.FromDays(1));

        var delay = ScheduleJitter.Of(schedule, FiringWorld.Home, "clock", "schedule");
        delay.ShouldBeGreaterThan(TimeSpan.Zero);
        test.Dues().ShouldBe([At(1, 7) + delay]);
    }

    // Fault: what the directory throws about one scope leaves all others without schedules.
    [Fact]
    public async Task Zones_FaultOfOneScope_IsThatScopesOnly()
    {
        await using var test = await AutomationTest.StartAsync(
            builder => builder
                .AddRule<Occurrence>("clock", rule => rule.OnSchedule(Schedule.Hourly()).Then("beat", run => new Beat(run.Input)))
                .Services.AddSingleton<IScopeDirectory>(new OneUnknownZone()),
            FiringWorld.Start);
        test.Fake((Beat _) => { });

        await test.AdvanceAsync(TimeSpan.FromHours(1));

        test.Dues().ShouldBe([At(1, 1)]);
    }

    [Fact]
    public async Task ListOccurrences_SaysWhatWillCome()
    {
        await using var test = await FiringWorld.StartAsync(rule => rule
            .OnSchedule(Schedule.Daily(new TimeOnly(7, 0)).In("Europe/Berlin"), "morning")
            .OnSchedule(Schedule.Every(TimeSpan.FromHours(8)), "often"));

        var next = await test.In(FiringWorld.Home).Rule("clock").ListOccurrencesAsync(4);

        next.Select(one => (one.Trigger, one.Due, one.Local.Hour)).ShouldBe([("morning", At(1, 6), 7), ("often", At(1, 8), 8), ("often", At(1, 16), 16), ("often", At(2, 0), 0)]);
        next[0].TimeZone.ShouldBe("Europe/Berlin");
    }

    [Fact]
    public async Task ListSchedules_SaysWhereEachStands()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Hourly(30));
        await test.AdvanceAsync(TimeSpan.FromHours(1));

        var home = test.In(FiringWorld.Home);
        (await home.ListSchedulesAsync()).ShouldHaveSingleItem().ShouldBe(new ScheduleSummary
        {
            Rule = "clock",
            Trigger = "schedule",
            Description = "Every hour at minute 30 (UTC)",
            NextDue = FiringWorld.Start.AddMinutes(90),
            LastDue = FiringWorld.Start.AddMinutes(30),
            LastRunId = (await home.ListRunsAsync()).Items.Single().Id,
        });
    }

    private static DateTimeOffset At(int day, int hour) => new(2030, 1, day, hour, 0, 0, TimeSpan.Zero);

    private sealed class FiveZones : IScopeDirectory
    {
        public static readonly string[] All = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];

        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. All.Select((_, number) => $"{number}")]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<string?>(All[int.Parse(scope, CultureInfo.InvariantCulture)]);
    }

    private sealed class OneUnknownZone : IScopeDirectory
    {
        public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(["unknown", FiringWorld.Home]);

        public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) =>
            scope == FiringWorld.Home ? Task.FromResult<string?>(null) : throw new InvalidOperationException("No such scope.");
    }
}
