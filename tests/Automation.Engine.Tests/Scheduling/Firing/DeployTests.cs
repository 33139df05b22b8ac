using System.Text.Json.Nodes;
using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Scheduling.Firing;

/// <summary>Builds that follow each other, or work side by side on one store.</summary>
public sealed class DeployTests
{
    private static readonly DateTimeOffset Start = FiringWorld.Start;

    private readonly InMemoryDatabase _database = new();

    // Fault: what an earlier build stored counts for ever.
    [Fact]
    public async Task NextBuild_WithAnotherSchedule_CountsFromItsStart()
    {
        var schedule = Schedule.Weekly(DayOfWeek.Sunday, new TimeOnly(7, 0));
        await using var test = await FiringWorld.StartAsync(rule => rule.OnSchedule(schedule));

        schedule = Schedule.Daily(new TimeOnly(8, 0));
        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(2));

        test.Dues().ShouldBe([Start.AddHours(8), Start.AddHours(32)]);
    }

    // Fault: a schedule that this build does not know is fired, removed, or holds up the others.
    [Fact]
    public async Task SchedulesOfAnotherBuild_AreLeftToIt()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Daily(new TimeOnly(7, 0)));
        await SaveAsync(test, "clock", "of the next build", Start.AddHours(1));
        await SaveAsync(test, "rule of the next build", "schedule", Start.AddHours(1));

        await test.AdvanceAsync(TimeSpan.FromDays(1));

        test.Dues().ShouldBe([Start.AddHours(7)]);
        (await test.In(FiringWorld.Home).ListSchedulesAsync()).Count(schedule => schedule.NextDue == Start.AddHours(1)).ShouldBe(2);
    }

    // Faults: both builds write their own at each instant; or nobody fires when the other build is gone.
    [Fact]
    public async Task ScheduleThatAnotherBuildStoredInItsPlace_IsFiredWhenThatBuildDoesNot()
    {
        await using var test = await FiringWorld.StartAsync(rule => rule.OnSchedule(Schedule.Daily(new TimeOnly(7, 0))).OnSchedule(Schedule.Every(TimeSpan.FromMinutes(10)), "often"));
        await SaveAsync(test, "clock", "schedule", Start.AddMinutes(30), restarts: false);

        await test.AdvanceAsync(TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(29));
        (await RunsAsync(test)).ShouldNotContain("schedule");
        await test.AdvanceAsync(TimeSpan.FromSeconds(1));

        (await RunsAsync(test)).Count(trigger => trigger == "schedule").ShouldBe(1);
        (await test.In(FiringWorld.Home).ListSchedulesAsync()).Single(schedule => schedule.Trigger == "schedule").NextDue.ShouldBe(Start.AddHours(7));
    }

    // A host with other data of the zone started last, and goes on. Faults: each of the two stores its own once an hour, for ever; or nobody fires when the other host is gone.
    [Fact]
    public async Task ScheduleWithTheZoneDataOfAnotherHost_StaysAsThatStoredIt()
    {
        var saved = new List<string>();
        await using var test = await FiringWorld.StartAsync(Schedule.Daily(new TimeOnly(7, 0)) with { TimeZone = "Europe/Berlin" }, builder => builder.Configure(options => options.PollInterval = TimeSpan.FromMinutes(10)).Services.Replace(
            ServiceDescriptor.Singleton<IAutomationStore>(_ => new HookedStore(_database) { BeforeSaveShared = schedules => saved.AddRange(schedules.Select(schedule => schedule.Spec)) })));
        var store = test.Services.GetRequiredService<IAutomationStore>();
        var own = saved.ShouldHaveSingleItem();
        var stored = (await store.ListSchedulesAsync(new ScheduleQuery { Limit = 10 }, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        var spec = JsonNode.Parse(own)!;
        spec["zoneData"] = "otherone";
        var others = stored with { Spec = spec.ToJsonString(), NextDue = Start.AddHours(7) };
        await store.SaveSharedSchedulesAsync([others], null, test.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        saved.Clear();

        await test.AdvanceToAsync(Start.AddHours(6.5));

        saved.ShouldBeEmpty();
        (await store.ListSchedulesAsync(new ScheduleQuery { Limit = 10 }, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().ShouldBe(others);
        await test.AdvanceToAsync(Start.AddHours(8));
        test.Beats().ShouldHaveSingleItem();
        saved.ShouldBeEmpty();
    }

    [Fact]
    public async Task ScopeThatTheHostNamesNoMore_IsNotFired()
    {
        var isNamed = true;
        await using var test = await FiringWorld.StartAsync(
            rule => rule.OnSchedule(Schedule.Hourly()),
            builder => builder.Configure(options =>
            {
                if (isNamed)
                {
                    options.Scopes.Add("office");
                }
            }));

        isNamed = false;
        await test.RestartAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(1));

        test.Calls<Beat>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatNoHostFires_IsRemovedAfterAWeek()
    {
        await using var test = await FiringWorld.StartAsync(Schedule.Daily(new TimeOnly(7, 0)));
        await SaveAsync(test, "gone", "schedule", Start.AddHours(1));

        await test.AdvanceAsync(TimeSpan.FromDays(7));
        (await test.In(FiringWorld.Home).ListSchedulesAsync()).Count.ShouldBe(2);
        await test.AdvanceAsync(TimeSpan.FromDays(1));

        (await test.In(FiringWorld.Home).ListSchedulesAsync()).ShouldHaveSingleItem().Rule.ShouldBe("clock");
    }

    /// <summary>As a host of another build does when it starts.</summary>
    private static async Task SaveAsync(AutomationTest test, string rule, string trigger, DateTimeOffset due, bool restarts = true)
    {
        await test.Services.GetRequiredService<IAutomationStore>().SaveSharedSchedulesAsync(
            [new ScheduleRecord { Scope = FiringWorld.Home, Rule = rule, Trigger = trigger, Shared = true, Spec = """{"hourly":"30","timeZone":"UTC"}""", NextDue = due }], null,
            test.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        if (restarts)
        {
            await test.RestartAsync();
            await test.RunUntilIdleAsync();
        }
    }

    private static async Task<IEnumerable<string>> RunsAsync(AutomationTest test) =>
        (await test.In(FiringWorld.Home).ListRunsAsync()).Items.Select(run => run.Trigger.Id);
}
