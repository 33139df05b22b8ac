using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Hosting;

/// <summary>Two processes on one store for one node: both publish, one runs, the other takes over.</summary>
public sealed class TwoProcessesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Second_PublishesWhileTheFirstRuns_AndTakesOver(bool killed)
    {
        await using var first = new World(StoreKind.Sqlite, new FaultPlan(), Rules.One);
        await first.StartAsync();
        await using var second = first.Beside();
        await second.StartAsync();
        (first.Engine.IsWorking, second.Engine.IsWorking).ShouldBe((true, false));

        await second.PublishAsync(new OrderPlaced("1"), "1");
        await second.SettleAsync();
        second.Outside.Calls.ShouldBeEmpty();
        await first.AdvanceUntilAsync(() => Task.FromResult(first.Outside.Calls.Count == 1));

        await (killed ? first.EndAsync() : first.StopAsync());
        await second.AdvanceUntilAsync(() => Task.FromResult(second.Engine.IsWorking));
        await second.PublishAsync(new OrderPlaced("2"), "2");
        await second.RunToEndAsync();
        second.Outside.Calls.Count.ShouldBe(1);
        (await second.DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Second_WhenJoiningFailsOnce_TakesOverWithTheNextHeartbeat()
    {
        await using var first = new World(StoreKind.Sqlite, new FaultPlan(), Rules.One);
        await first.StartAsync();
        var plan = new FaultPlan(new Fault(2, FaultKind.UnknownLost));
        await using var second = first.Beside(plan);
        await second.StartAsync();
        await first.StopAsync();

        await second.AdvanceUntilAsync(() => Task.FromResult(second.Engine.IsWorking));
        plan.Hits.ShouldBe(1);
    }

    [Fact]
    public async Task Fenced_PublishesOn_AndJoinsAnew()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Rules.One);
        await world.StartAsync();
        await world.SettleAsync();
        plan.FencedNode = world.Node;

        await Should.ThrowAsync<AutomationUnavailableException>(() => world.Client.PublishAsync(new OrderPlaced("1"), new() { Key = "k" }));
        world.Engine.IsWorking.ShouldBeFalse();
        (await world.PublishAsync(new OrderPlaced("1"), "k")).Duplicate.ShouldBeFalse();
        world.Outside.Calls.ShouldBeEmpty();

        await world.AdvanceUntilAsync(() => Task.FromResult(world.Engine.IsWorking));
        await world.RunToEndAsync();
        world.Outside.Calls.Count.ShouldBe(1);
        world.Engine.IsWorking.ShouldBeTrue();
        await Invariants.CheckAsync(world, 1);
    }
}
