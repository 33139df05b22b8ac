using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

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

    // Faults: a handler that hangs is never left behind; its run keeps a place until it returns; whoever publishes waits for the run that begins.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task AHundredHandlers_ThatHang_KeepNobodyElseWaiting_AndTimeOutInTime(StoreKind store)
    {
        var timeout = TimeSpan.FromSeconds(30);
        await using var world = new World(store, new FaultPlan(), builder =>
        {
            builder.Configure(options => options.MaxConcurrentRuns = 200);
            Rules.On(rule => rule
                .Try("hang", run => new Work("hang"), out ITriedStep<Work> hung, new() { Timeout = timeout })
                .Then("after", run => new Work("after", run.Get(hung).Error!.Code)))(builder);
            builder.AddRule<OrderPaid>("fine", rule => rule.OnEvent<OrderPaid>().Then("fine", run => new Work("fine", run.Input.Id)));
        }) { HandlersWait = true };
        var never = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var busy = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fine = Task.FromResult("fine");
        world.Outside.Behaviour = (work, _, _) => work.Name switch { "hang" => never.Task, "fine" => fine, var name => Task.FromResult(name) };
        await world.StartAsync();
        var began = world.Clock.GetUtcNow();
        for (var number = 0; number < 100; number++)
        {
            await world.PublishAsync(new OrderPlaced($"{number}"), $"{number}");
        }

        await world.SettleAsync();
        Called("hang").ShouldBe(100);

        // The clock stands: nobody waits for anything but its turn.
        await PublishToOthersAsync(300);
        Called("fine").ShouldBe(300);
        world.Clock.GetUtcNow().ShouldBe(began);

        await world.AdvanceAsync(timeout + TimeSpan.FromSeconds(1));
        Called("after").ShouldBe(100);

        // Their handlers still hang, and their places are free.
        fine = busy.Task;
        await PublishToOthersAsync(150);
        Called("fine").ShouldBe(450);
        busy.SetResult("done");
        never.SetResult("late");
        world.HandlersWait = false;
        await world.RunToEndAsync();

        foreach (var run in await world.RunsAsync())
        {
            run.Entries[^1].RunStatus.ShouldBe(RunStatus.Succeeded);
            var hung = run.Entries.Single(entry => entry.Path.Value == "hang");
            hung.Status.ShouldBe(StepStatus.Failed);
            hung.At.ShouldBeInRange(began + timeout, began + timeout + TimeSpan.FromSeconds(1));
        }

        async Task PublishToOthersAsync(int count)
        {
            var others = world.Services.GetRequiredService<IAutomationClient>().In("other");
            for (var number = 0; number < count; number++)
            {
                await others.PublishAsync(new OrderPaid($"{number}"));
            }

            await world.AdvanceAsync(TimeSpan.Zero);
        }

        int Called(string name) => world.Outside.Calls.Count(call => call.Step == name);
    }
}
