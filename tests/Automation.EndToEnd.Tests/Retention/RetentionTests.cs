using System.Globalization;
using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Retention;

/// <summary>Hosts delete what is too old, and nothing else.</summary>
public sealed class RetentionTests
{
    public static TheoryData<StoreKind> Stores => [StoreKind.Memory, StoreKind.Sqlite, StoreKind.Postgres];

    // Faults: the pass is not started; it deletes runs that wait.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task WhatEndedAMonthAgo_IsGone_WhatWaits_GoesOn(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Both);
        await world.StartAsync();
        var started = await world.PublishAsync(new OrderPlaced("1"), "placed");
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        var paid = (await world.RunsAsync()).Single(run => run.Run.Rule == "rule");
        paid.Live.ShouldBeNull();

        await world.AdvanceAsync(TimeSpan.FromDays(31));

        var waits = (await world.RunsAsync()).ShouldHaveSingleItem();
        waits.Run.Rule.ShouldBe("waits");
        (await world.FindRunAsync(paid.Run.Id)).ShouldBeNull();
        (await world.FindEventAsync(started.EventId)).ShouldNotBeNull();
        (await world.DiagnoseAsync()).ShouldBeEmpty();
        await world.PublishAsync(new OrderPaid("1", 50), "paid");
        await world.RunToEndAsync();
        world.Outside.Calls.Count.ShouldBe(2);

        await world.AdvanceAsync(TimeSpan.FromDays(31));
        (await world.RunsAsync()).ShouldBeEmpty();
        (await world.AskAsync(client => client.WhyAsync(started.EventId))).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task DuplicateOfAPurgedEvent_IsAnsweredWithItsId(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), OfADay);
        await world.StartAsync();
        var first = await world.PublishAsync(new OrderPlaced("1"), "placed");

        await world.AdvanceAsync(TimeSpan.FromDays(3));

        (await world.RunsAsync()).ShouldBeEmpty();
        (await world.FindEventAsync(first.EventId)).ShouldBeNull();
        var again = await world.PublishAsync(new OrderPlaced("1"), "placed");
        (again.Duplicate, again.EventId).ShouldBe((true, first.EventId));
        (await world.RunsAsync()).ShouldBeEmpty();
    }

    // Fault: a chunk is two transactions.
    [Theory]
    [InlineData(StoreKind.Memory, FaultKind.CrashAfter)]
    [InlineData(StoreKind.Sqlite, FaultKind.CrashBefore)]
    [InlineData(StoreKind.Sqlite, FaultKind.CrashAfter)]
    [InlineData(StoreKind.Postgres, FaultKind.CrashAfter)]
    public async Task Crash_InTheMiddle_LeavesWholeChunks_AndTheNextHostGoesOn(StoreKind store, FaultKind fault)
    {
        const int Runs = 300;
        var plan = new FaultPlan();
        await using var world = new World(store, plan, builder =>
        {
            Rules.Three(builder);
            Quietly(builder);
        });
        await world.StartAsync();
        for (var order = 0; order < Runs; order++)
        {
            await world.PublishAsync(new OrderPlaced($"{order}"), $"{order}");
        }

        await world.AdvanceAsync(TimeSpan.FromHours(2));
        plan.NextWrite = fault;

        var rest = await world.AskAsync(client => client.PurgeAsync(new() { Succeeded = TimeSpan.FromHours(1), Events = TimeSpan.FromHours(1) }));

        world.Deaths.ShouldBe(1);
        rest.Entries.ShouldBe(3 * rest.Succeeded);
        rest.Succeeded.ShouldBeInRange(1, fault == FaultKind.CrashAfter ? Runs - 1 : Runs);
        rest.Events.ShouldBe(Runs);
        (await world.RunsAsync()).ShouldBeEmpty();
        (await world.DiagnoseAsync()).ShouldBeEmpty();
    }

    // Fault: events, keys or runs that nobody deletes.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Tables_DoNotGrow_HoweverLongItGoesOn(StoreKind store)
    {
        const int Daily = 4;
        await using var world = new World(store, new FaultPlan(), OfADay);
        await world.StartAsync();
        for (var day = 0; day < 20; day++)
        {
            for (var order = 0; order < Daily; order++)
            {
                await world.PublishAsync(new OrderPlaced($"{day} {order}"), $"{day} {order}");
            }

            await world.AdvanceAsync(TimeSpan.FromDays(1));
            (await world.RunsAsync()).Count.ShouldBeLessThanOrEqualTo(2 * Daily);
            (await world.AskAsync(client => client.ListEventsAsync(new() { Limit = 200 }))).Items.Count.ShouldBeLessThanOrEqualTo(2 * Daily);
        }

        world.Outside.Calls.Count.ShouldBe(20 * Daily);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Purge_SaysWhatItDeleted_OfItsScopeOnly(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Rules.One);
        await world.StartAsync();
        for (var order = 0; order < 3; order++)
        {
            await world.PublishAsync(new OrderPlaced(order.ToString(CultureInfo.InvariantCulture)), $"{order}");
        }

        await world.AdvanceAsync(TimeSpan.FromHours(3));

        (await world.AskAsync(client => client.PurgeAsync())).ShouldBe(new PurgeResult());
        (await world.AskAsync(client => client.PurgeAsync(new() { Failed = TimeSpan.FromHours(2), Events = TimeSpan.FromHours(2) }))).ShouldBe(new PurgeResult());
        (await world.AskAsync(client => client.PurgeAsync(new() { Succeeded = TimeSpan.FromHours(2), Events = TimeSpan.FromHours(2) })))
            .ShouldBe(new PurgeResult { Succeeded = 3, Entries = 3, Events = 3 });
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => world.Client.PurgeAsync(new() { Succeeded = TimeSpan.Zero })))
            .Message.ShouldStartWith("PurgeOptions.Succeeded is 00:00:00; 1 hour to 36500 days are allowed, or null to keep.");
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => world.Client.PurgeAsync(new() { Events = TimeSpan.MaxValue })))
            .Message.ShouldStartWith("PurgeOptions.Events is 10675199.02:48:05.4775807; 1 hour to 36500 days are allowed, or null to keep.");
    }

    /// <summary>One rule that ends at once, and one that waits for years.</summary>
    private static void Both(AutomationBuilder builder)
    {
        Rules.One(builder);
        Rules.Named("waits", rule => rule
            .WaitFor<OrderPaid>("w", run => run.Input.Id, TimeSpan.FromDays(1000), out var paid)
            .Then("thank", run => new Work("thank", $"{run.Get(paid).Amount}")))(builder);
        Quietly(builder);
    }

    private static void OfADay(AutomationBuilder builder)
    {
        Rules.One(builder);
        Quietly(builder);
        builder.Configure(options => options.Retention.Succeeded = options.Retention.Events = TimeSpan.FromDays(1));
    }

    /// <summary>Retention every six hours, and no other timer that would have to fire in months.</summary>
    private static void Quietly(AutomationBuilder builder) => builder.Configure(options =>
    {
        options.PollInterval = options.Heartbeat = Timeout.InfiniteTimeSpan;
        options.Retention.Interval = TimeSpan.FromHours(6);
    });
}
