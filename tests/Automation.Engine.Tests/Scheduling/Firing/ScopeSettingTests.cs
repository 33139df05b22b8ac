using Automation.Testing;

namespace Automation.Scheduling.Firing;

/// <summary>Schedules of rules that a scope disables, pauses, opts in to or gives other parameters.</summary>
public sealed class ScopeSettingTests
{
    private static readonly DateTimeOffset Start = FiringWorld.Start;

    public sealed record ClockParameters
    {
        public TimeOnly At { get; init; } = new(7, 0);
    }

    // Faults: a stopped schedule stores an event per second; nothing wakes it.
    [Fact]
    public async Task DisabledSchedule_OfEverySecond_CostsOneEvent_AndGoesOnWhenEnabled()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Every(TimeSpan.FromSeconds(1)));
        var rule = Home(test).Rule("clock");
        await rule.DisableAsync();

        await test.AdvanceAsync(TimeSpan.FromHours(1));

        var passed = (await Home(test).ListEventsAsync()).Items.ShouldHaveSingleItem();
        passed.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Disabled);
        (await Home(test).ListSchedulesAsync()).ShouldHaveSingleItem().NextDue.ShouldBeNull();
        await rule.EnableAsync();
        await test.AdvanceAsync(TimeSpan.FromSeconds(2));
        test.Dues().ShouldBe([Start.AddHours(1).AddSeconds(1), Start.AddHours(1).AddSeconds(2)]);
    }

    // Fault: resuming replays what came due in the pause.
    [Fact]
    public async Task PausedSchedule_PassesOver_AndResumesWithWhatComes()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Daily(new(7, 0)) with { Missed = Missed.RunAll });
        await Home(test).Rule("clock").PauseAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(3));
        test.Dues().ShouldBeEmpty();

        await Home(test).Rule("clock").ResumeAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(1));

        test.Dues().ShouldBe([Start.AddDays(3).AddHours(7)]);
        var passed = (await Home(test).ListEventsAsync(new EventQuery { Reasons = [VerdictReason.Paused] })).Items.ShouldHaveSingleItem();
        passed.Verdicts[0].Detail.ShouldBe("Paused since 2030-01-01T00:00:00Z until somebody resumes it.");
    }

    // Fault: an occurrence that came due in the pause, and that no host saw, fires when the rule is resumed.
    [Fact]
    public async Task Resume_WithAnOccurrenceThatNobodySaw_DoesNotFireIt()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Daily(new(7, 0)));
        await Home(test).Rule("clock").PauseAsync();
        test.Clock.Advance(TimeSpan.FromHours(8));

        await Home(test).Rule("clock").ResumeAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(1));

        test.Dues().ShouldBe([Start.AddHours(31)]);
    }

    // Faults: what a stop will pass over looks as if it came; the next instant lies in the pause until that has come to pass.
    [Fact]
    public async Task Pause_AndSwitch_AreSeenInWhatIsToCome()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Daily(new(7, 0)));
        var rule = Home(test).Rule("clock");

        await rule.PauseAsync(Start.AddHours(36));
        var paused = await rule.ListOccurrencesAsync(3);
        paused.Select(next => (next.Due, next.StoppedBy)).ShouldBe([(Start.AddHours(7), VerdictReason.Paused), (Start.AddHours(31), VerdictReason.Paused), (Start.AddHours(55), null)]);
        paused.ShouldAllBe(next => next.Description == "Every day at 07:00 (UTC)");
        (await Home(test).ListSchedulesAsync()).ShouldHaveSingleItem().NextDue.ShouldBe(Start.AddHours(55));

        await rule.DisableAsync();
        (await rule.ListOccurrencesAsync(3)).ShouldAllBe(next => next.StoppedBy == VerdictReason.Disabled);
        (await Home(test).ListSchedulesAsync()).ShouldHaveSingleItem().NextDue.ShouldBeNull();
    }

    // Fault: the schedule sleeps on when the pause is over.
    [Fact]
    public async Task PauseWithAnEnd_FiresFromThereOn()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Hourly(0));
        await Home(test).Rule("clock").PauseAsync(Start.AddHours(3));

        await test.AdvanceAsync(TimeSpan.FromHours(4));

        test.Dues().ShouldBe([Start.AddHours(3), Start.AddHours(4)]);
        (await Home(test).ListEventsAsync(new EventQuery { Reasons = [VerdictReason.Paused] })).Items.ShouldHaveSingleItem();
    }

    // Fault: what came due in a pause that passed while no host was up counts as missed.
    [Fact]
    public async Task PauseThatPassedWithoutAHost_IsNotMadeUpFor()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Hourly(0) with { Missed = Missed.RunAll });
        await Home(test).Rule("clock").PauseAsync(Start.AddHours(3));

        await test.RestartAsync(TimeSpan.FromMinutes((4 * 60) + 30));
        await test.RunUntilIdleAsync();

        test.Dues().ShouldBe([Start.AddHours(3), Start.AddHours(4)], ignoreOrder: true);
    }

    [Fact]
    public async Task PauseThatIsMadeShorter_EndsThen()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Hourly(0));
        await Home(test).Rule("clock").PauseAsync(Start.AddHours(9));
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        await Home(test).Rule("clock").PauseAsync(Start.AddHours(3));

        await test.AdvanceAsync(TimeSpan.FromHours(3));

        test.Dues().ShouldBe([Start.AddHours(3), Start.AddHours(4)]);
    }

    // Fault: the parameters of the scope count for runs, and not for its schedules.
    [Fact]
    public async Task Parameters_MoveTheSchedule_FromNowOn()
    {
        await using var test = await StartWithParametersAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(8));

        await Home(test).Rule("clock").OverrideAsync<ClockParameters>(p => p with { At = new(9, 30) });
        await test.AdvanceAsync(TimeSpan.FromHours(24));
        await Home(test).Rule("clock").ResetAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(24));

        test.Dues().ShouldBe([Start.AddHours(7), Start.AddHours(9.5), Start.AddHours(55)], "the reset came on the second day at 8:00, when 7:00 was past");
        (await Home(test).ListSchedulesAsync()).ShouldHaveSingleItem().Description.ShouldBe("Every day at 07:00 (UTC)");
    }

    // Fault: a host that starts anew stores the schedule of the defaults.
    [Fact]
    public async Task Parameters_CountForTheScheduleOverARestart()
    {
        await using var test = await StartWithParametersAsync();
        await Home(test).Rule("clock").OverrideAsync<ClockParameters>(p => p with { At = new(6, 30) });

        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(2));

        test.Dues().ShouldBe([Start.AddHours(6.5), Start.AddHours(30.5)]);
        (await Home(test).Rule("clock").ListOccurrencesAsync(1)).ShouldHaveSingleItem().Due.ShouldBe(Start.AddHours(54.5));
    }

    [Fact]
    public async Task Parameters_OfAStoredRule_MoveItsSchedule_AlsoWhenItIsSavedAgain()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Monthly(1, new(0, 0)));
        await SaveAsync(test, "07:00");
        await Home(test).Rule("stored").OverrideJsonAsync(System.Text.Json.JsonElement.Parse("""{ "at": "06:00" }"""));

        await SaveAsync(test, "08:00");
        await test.AdvanceAsync(TimeSpan.FromDays(1));

        test.Dues().ShouldBe([Start.AddHours(6)]);
    }

    [Fact]
    public async Task Parameters_ThatMakeTheScheduleFaulty_AreRefused()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Monthly(1, new(0, 0)));
        await SaveAsync(test, "07:00", "string");
        var rule = Home(test).Rule("stored");

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => rule.OverrideJsonAsync(System.Text.Json.JsonElement.Parse("""{ "at": "late" }""")))).Faults.ShouldHaveSingleItem();

        (fault.Code, fault.Pointer).ShouldBe(("invalid-schedule", "/triggers/0/config/daily"));
        fault.Message.ShouldStartWith("Rule 'stored': trigger 'schedule': ");
        (await rule.GetSettingsAsync()).Revision.ShouldBe(0);
    }

    // Fault: a rule that needs it fires in scopes that said nothing, or stores their occurrences.
    [Fact]
    public async Task OptIn_HasSchedulesOnlyWhereTheScopeOptedIn_AlsoWhereTheHostDoesNotNameIt()
    {
        await using var test = await FiringWorld.StartAsync(rule => rule.OnSchedule(Schedule.Hourly(0)).Guard(new() { OptIn = true }));
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        (await Home(test).ListSchedulesAsync()).ShouldBeEmpty();
        (await Home(test).ListEventsAsync()).Items.ShouldBeEmpty();

        await test.In("unnamed").Rule("clock").OptInAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        (await test.In("unnamed").ListRunsAsync()).Items.ShouldHaveSingleItem();
        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        (await test.In("unnamed").ListRunsAsync()).Items.Count.ShouldBe(2);

        await test.In("unnamed").Rule("clock").OptOutAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(5));
        (await test.In("unnamed").ListRunsAsync()).Items.Count.ShouldBe(2);
        (await test.In("unnamed").ListEventsAsync(new EventQuery { Reasons = [VerdictReason.OptedOut] })).Items.ShouldHaveSingleItem();
        (await Home(test).ListRunsAsync()).Items.ShouldBeEmpty();
    }

    private static IScopedAutomation Home(AutomationTest test) => test.In(FiringWorld.Home);

    private static Task<AutomationTest> StartWithParametersAsync() => FiringWorld.StartAsync(
        rule => rule.Parameters(new ClockParameters(), out var clock).OnSchedule(scope => Schedule.Daily(scope.Get(clock).At)));

    private static Task<StoredRule> SaveAsync(AutomationTest test, string at, string type = "string\", \"format\": \"time") => Home(test).Rules.SaveAsync($$"""
        { "name": "stored", "parameters": { "at": { "type": "{{type}}", "default": "{{at}}" } },
          "triggers": [ { "type": "schedule", "config": { "daily": "{{ "{{ parameters.at }}" }}" } } ],
          "steps": [ { "id": "beat", "type": "beat", "config": { "occurrence": "{{ "{{ input }}" }}" } } ] }
        """);
}
