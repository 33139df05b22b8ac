using Automation.EndToEnd.Worlds;
using Automation.Scheduling;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Scheduling;

/// <summary>The data of a zone change between the moment in which a schedule is stored and the one in which it fires.</summary>
public sealed class ZoneDataTests
{
    private static readonly Schedule Daily = Schedule.Daily(new TimeOnly(7, 0)) with { TimeZone = "Europe/Berlin" };

    // Faults: the spec says nothing of the zone's data, so that what was computed with former data stays; only shared schedules are looked at; a host that starts again looks at none.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task AfterARestartWithOtherData_WhatWasStored_IsDueByThem_Once(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), builder => builder
            .Configure(options => options.Scopes.Add(World.Scope))
            .AddRule<Occurrence>("coded", rule => rule.OnSchedule(Daily).Then("work", run => new Work("coded"))));
        world.Clock.Advance(new DateTimeOffset(world.Clock.GetUtcNow().Date.AddDays(1), TimeSpan.Zero) - world.Clock.GetUtcNow());
        await world.StartAsync();
        await world.AskAsync(scope => scope.Rules.SaveAsync(
            """{ "name": "own", "triggers": [ { "type": "schedule", "config": { "daily": "07:00", "timeZone": "Europe/Berlin" } } ], "steps": [ { "stop": "done" } ] }"""));
        await world.SettleAsync();
        var stored = await world.SchedulesAsync();
        await world.StopAsync();
        foreach (var record in stored)
        {
            var former = ScopedSchedule.In(FormerBerlin, Daily, "Europe/Berlin");
            (await world.MoveBehindAsync(new ScheduleMove(record, former.Spec, former.FirstDue(world.Clock.GetUtcNow())))).ShouldBe(1);
        }

        await world.StartAsync();
        await world.SettleAsync();

        stored.Count.ShouldBe(2);
        (await world.SchedulesAsync()).ShouldBe(stored);
        await world.AdvanceAsync(TimeSpan.FromDays(3));
        var runs = await world.RunsAsync();
        runs.GroupBy(run => run.Run.Rule).Select(rule => (rule.Key, rule.Count())).ShouldBe([("coded", 3), ("own", 3)], ignoreOrder: true);
        (await world.SchedulesAsync()).ShouldAllBe(record => record.LastDue == stored[0].NextDue!.Value.AddDays(2));
    }

    // In the former data Berlin lies where it never lay.
    private static TimeZoneInfo FormerBerlin => TimeZoneInfo.CreateCustomTimeZone("Europe/Berlin", TimeSpan.FromHours(4), "Berlin", "Berlin");
}
