using System.Collections.Concurrent;
using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.EndToEnd.Running;

public sealed class WaitLookBackTests
{
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Resume_OfARunThatWaits_DoesNotLookBackAgain(StoreKind store)
    {
        var begun = new ConcurrentQueue<WaitRecord>();
        var plan = new FaultPlan
        {
            BeforeCommit = batch =>
            {
                batch.Operations.OfType<RecordOperation>().SelectMany(record => record.Waits).ToList().ForEach(begun.Enqueue);
                return Task.CompletedTask;
            },
        };
        await using var world = new World(store, plan, Rules.On(rule => rule
            .WaitFor<OrderPaid>("w", run => run.Input.Id, TimeSpan.FromHours(1), out var paid, where: (paid, _) => paid.Amount > 10)
            .Then("thank", run => new Work("thank", $"{run.Get(paid).Amount}"))));
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "placed");
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));

        for (var amount = 1; amount <= 3; amount++)
        {
            await world.PublishAsync(new OrderPaid("1", amount), $"too little {amount}");
            await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        world.Kill();
        await world.PublishAsync(new OrderPaid("1", 50), "paid");
        await world.RunToEndAsync();

        begun.Count.ShouldBe(1);
        world.Outside.Calls.ShouldHaveSingleItem().Input.ShouldContain("50");
        (await world.RunsAsync()).ShouldHaveSingleItem().Waits.ShouldBeEmpty();
    }
}
