using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.EndToEnd.Hosting;

public sealed class StopTests
{
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Stop_WhileAHandlerRuns_ReleasesItsRunUncharged(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Rules.Three) { HandlersWait = true };
        var running = new Latch();
        world.Outside.Behaviour = async (work, context, token) =>
        {
            if (work.Name == "b" && context.ClaimNumber == 1)
            {
                running.Open();
                await Task.Delay(Timeout.InfiniteTimeSpan, world.Clock, token);
            }

            return work.Name;
        };
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await running.WaitAsync();

        await world.StopAsync();
        var live = (await world.RunsAsync()).Single().Live!;
        (live.State, live.Rescues).ShouldBe((LiveState.Ready, 0));

        await world.StartAsync();
        world.HandlersWait = false;
        await world.RunToEndAsync();
        var calls = world.Outside.Calls.Where(call => call.Step == "b").ToList();
        calls.Select(call => call.ClaimNumber).ShouldBe([1, 2]);
        calls.Select(call => (call.Key, call.Attempt)).Distinct().Count().ShouldBe(1);
        await Invariants.CheckAsync(world, 1);
    }

    [Fact]
    public async Task Stop_Twice_IsHarmless()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.One);
        await world.StartAsync();

        await world.Engine.StopAsync(CancellationToken.None);
        await world.Engine.StopAsync(CancellationToken.None);

        world.Engine.IsWorking.ShouldBeFalse();
    }

    [Fact]
    public async Task Publish_AfterStop_IsUnavailable()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.One);
        await world.StartAsync();
        var client = world.Client;
        await world.Engine.StopAsync(CancellationToken.None);

        await Should.ThrowAsync<AutomationUnavailableException>(() => client.PublishAsync(new OrderPlaced("1")));
    }
}
