using Automation.EndToEnd.Nodes;
using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.EndToEnd.Running;

/// <summary>A step that runs at most once, and whose owner is gone: when it is uncertain, and that nobody calls it again.</summary>
public sealed class AtMostOnceTests
{
    private static readonly Action<AutomationBuilder> Once = Rules.On(rule => rule
        .Then("m", run => new Work("m"), new() { Delivery = DeliveryMode.AtMostOnce, Timeout = TimeSpan.FromMinutes(5) }));

    /// <summary>Red when the outcome is recorded as soon as the run is taken over: the former owner may only be cut off, and still at work.</summary>
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Postgres)]
    public async Task TakenOver_IsUncertain_WhenItsTimeoutIsOver(StoreKind store)
    {
        await using var cluster = await Cluster.StartAsync(store, Once, new FaultPlan(), new FaultPlan());
        var running = Hang(cluster.Outside);
        cluster.HandlersWait = true;
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(60));
        await cluster[0].PublishAsync(new OrderPlaced("1"), "k");
        await running.WaitAsync();

        cluster.Kill(0);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await cluster.RunAsync()).Live!.ClaimNumber.ShouldBe(2, "It is taken over.");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(4) - TimeSpan.FromSeconds(1));
        (await cluster.RunAsync()).Entries.ShouldNotContain(entry => entry.Kind == EntryKind.Outcome);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2));

        (await cluster.RunAsync()).Entries.Single(entry => entry.Kind == EntryKind.Outcome).Status.ShouldBe(StepStatus.Uncertain);
        cluster.Outside.Calls.Count.ShouldBe(1);
    }

    /// <summary>Red when it waits there, too: the file's lock proves that the former process is dead.</summary>
    [Fact]
    public async Task CutOff_OnSqlite_IsUncertainAtOnce()
    {
        await using var world = new World(StoreKind.Sqlite, new FaultPlan(), Once) { HandlersWait = true };
        var running = Hang(world.Outside);
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await running.WaitAsync();

        world.Kill();
        await world.SettleAsync();

        (await world.RunsAsync()).Single().Entries.Single(entry => entry.Kind == EntryKind.Outcome).Status.ShouldBe(StepStatus.Uncertain);
        world.Outside.Calls.Count.ShouldBe(1);
    }

    /// <summary>Calls hang until they are told to stop. Returns what opens with the first one.</summary>
    private static Latch Hang(Outside outside)
    {
        var running = new Latch();
        outside.Behaviour = async (_, _, token) =>
        {
            running.Open();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return "";
        };
        return running;
    }
}
