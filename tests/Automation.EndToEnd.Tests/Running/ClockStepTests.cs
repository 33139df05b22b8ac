using Automation.EndToEnd.Worlds;
using Automation.Testing;

namespace Automation.EndToEnd.Running;

public sealed class ClockStepTests
{
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Event_PublishedAfterTheClockWasSetBack_IsFoundByAWaitThatBeginsLater(StoreKind store)
    {
        var clock = new ManualClock();
        var time = new SteppingClock(clock);
        await using var world = new World(store, new FaultPlan(), Rules.On(rule => rule
            .Delay("rest", TimeSpan.FromMinutes(10))
            .WaitFor<OrderPaid>(
                "w", run => run.Input.Id, TimeSpan.FromHours(1),
                (received, paid) => received.Then("thank", run => new Work("thank", $"{run.Get(paid).Amount}")),
                late => late.Then("remind", run => new Work("remind"))))) { Clock = clock, Time = time };
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "placed");
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        var run = (await world.RunsAsync()).ShouldHaveSingleItem().Run.Id;

        // Within one process ids rise whatever the clock does.
        world.Kill();
        time.StepBack(TimeSpan.FromMinutes(30));
        var paid = await world.PublishAsync(new OrderPaid("1", 7), "paid");
        paid.EventId.Value.ShouldBeLessThan(run.Value);
        await world.RunToEndAsync();

        world.Outside.Calls.ShouldHaveSingleItem().Step.ShouldBe("thank");
    }
}
