using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.EndToEnd.Hosting;

/// <summary>What somebody has to look at is in the log, and what is meant to be so is there once.</summary>
public sealed class WarningTests
{
    private readonly Warnings _warnings = new();

    [Fact]
    public async Task ConditionThatThrows_AndACircle_AreInTheLog()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => Listening(builder)
            .AddRule<OrderPlaced>("divides", rule => rule.OnEvent<OrderPlaced>().When(order => 1 / (order.Id.Length - 1) > 1).Then("a", run => new Work("a")))
            .AddRule<OrderPaid>("circle", rule => rule.OnEvent<OrderPaid>()
                .Do("tell", (run, context, token) => context.PublishAsync(new OrderPaid(run.Input.Id, 9), cancellationToken: token))));
        await world.StartAsync();

        var faulted = await world.Client.PublishJsonAsync("order.placed", """{"id":"x"}"""u8.ToArray());
        await world.PublishAsync(new OrderPaid("1", 9), "1");
        await world.RunToEndAsync();

        faulted.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Faulted);
        _warnings.All.ShouldContain($"Rule 'divides' of scope 'p' was not started by event {faulted.EventId} ('order.placed'): it could not be decided. WhyAsync of the event says why, and with which values.");
        faulted.Verdicts[0].Detail.ShouldBe("order => 1 / (order.Id.Length - 1) > 1 (order.Id was \"x\"): Attempted to divide by zero.");
        _warnings.All.Count(line => line.StartsWith("Rule 'circle' of scope 'p' was not started", StringComparison.Ordinal)).ShouldBe(1);
    }

    // Fault: a schedule that never runs says so in the history only.
    [Fact]
    public async Task ConditionThatThrows_OfASchedule_IsInTheLog()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => Listening(builder)
            .Configure(options => options.Scopes.Add(World.Scope))
            .AddRule<Occurrence>("nightly", rule => rule.OnSchedule(Schedule.Every(TimeSpan.FromHours(1))).When(due => 1 / due.Missed > 1).Then("a", run => new Work("a"))));
        await world.StartAsync();

        await world.AdvanceAsync(TimeSpan.FromHours(1));

        _warnings.All.ShouldContain(line => line.StartsWith("Rule 'nightly' of scope 'p' was not started by event", StringComparison.Ordinal)
            && line.EndsWith("('automation.occurrence'): it could not be decided. WhyAsync of the event says why, and with which values.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecondProcess_SaysOnceThatAnotherOneWorks()
    {
        await using var first = new World(StoreKind.Sqlite, new FaultPlan(), builder => Rules.One(Listening(builder)));
        await first.StartAsync();
        await using var second = first.Beside();
        await second.StartAsync();

        await second.AdvanceAsync(TimeSpan.FromMinutes(5));

        _warnings.All.Count(line => line.StartsWith("Another process works on the runs", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task EventOfTheEnginesOwnType_IsRefused()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.One);
        await world.StartAsync();

        var refused = await Should.ThrowAsync<EventRejectedException>(() => world.Client.PublishJsonAsync("automation.occurrence", "{}"u8.ToArray()));
        var typed = await Should.ThrowAsync<EventRejectedException>(() => world.Client.PublishAsync(new FalseOccurrence()));

        (refused.Code, typed.Code).ShouldBe(("reserved-type", "reserved-type"));
        refused.Message.ShouldContain("'automation.occurrence' is the engine's own");
        (await world.Client.ListEventsAsync()).Items.ShouldBeEmpty();
    }

    private AutomationBuilder Listening(AutomationBuilder builder)
    {
        builder.Services.AddLogging(logging => logging.AddProvider(_warnings));
        return builder;
    }

    [Event("automation.occurrence")]
    public sealed record FalseOccurrence;
}
