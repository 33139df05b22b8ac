using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Running;

public sealed class TimeoutTests
{
    [Fact]
    public async Task Handler_ThatIgnoresItsToken_TimesOut_AndTheRunGoesOn()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.On(rule => rule
            .Try("deaf", run => new Work("deaf"), out ITriedStep<Work> deaf, new() { Timeout = TimeSpan.FromSeconds(10) })
            .Then("after", run => new Work("after", run.Get(deaf).Error!.Code)))) { HandlersWait = true };
        var never = new TaskCompletionSource<string>();
        world.Outside.Behaviour = (work, _, _) => work.Name == "deaf" ? never.Task : Task.FromResult(work.Name);
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");

        await world.AdvanceAsync(TimeSpan.FromSeconds(9));
        world.Outside.Calls.Count.ShouldBe(1);
        await world.AdvanceUntilAsync(() => Task.FromResult(world.Outside.Calls.Count == 2));

        world.HandlersWait = false;
        await world.RunToEndAsync();
        world.Outside.Calls[1].Input.ShouldContain("timeout");
        (await world.RunsAsync()).Single().Entries[^1].RunStatus.ShouldBe(RunStatus.Succeeded);
    }
}
