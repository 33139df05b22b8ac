using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Running;

public sealed class CancelTests
{
    [Fact]
    public async Task Cancel_BeforeItIsStarted_EndsItWithoutACall()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder =>
        {
            Rules.One(builder);
            builder.Configure(options => options.MaxConcurrentRuns = 1);
        })
        { HandlersWait = true };
        var free = new Latch();
        world.Outside.Behaviour = async (work, _, _) =>
        {
            await free.WaitAsync();
            return work.Name;
        };
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("first"), "1");
        await world.PublishAsync(new OrderPlaced("second"), "2");
        var second = (await world.RunsAsync())[1].Run.Id;

        (await world.Client.CancelAsync(second, "not needed")).ShouldBe(CancelStatus.Accepted);
        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();

        var details = (await world.FindRunAsync(second))!;
        (details.Status, details.Reason).ShouldBe((RunStatus.Cancelled, "not needed"));
        world.Outside.Calls.Select(call => call.Input).ShouldNotContain(input => input.Contains("second"));
    }

    [Fact]
    public async Task Cancel_WhileAStepRuns_TellsItAndRecordsWhatItDid()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.Three) { HandlersWait = true };
        var running = new Latch();
        world.Outside.Behaviour = async (work, _, token) =>
        {
            if (work.Name == "b")
            {
                var told = new Latch();
                await using var registration = token.Register(told.Open);
                running.Open();
                await told.WaitAsync();
            }

            return $"did {work.Name}";
        };
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await running.WaitAsync();
        var run = (await world.RunsAsync()).Single().Run.Id;

        await world.Client.CancelAsync(run);
        world.HandlersWait = false;
        await world.RunToEndAsync();

        var details = (await world.FindRunAsync(run))!;
        details.Status.ShouldBe(RunStatus.Cancelled);
        details.Steps.Single(step => step.Path.Value == "b").Output!.Value.GetString().ShouldBe("did b");
        world.Outside.Calls.Select(call => call.Step).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Cancel_WhileItRests_EndsIt()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.On(rule => rule.Delay("d", TimeSpan.FromDays(3)).Then("a", run => new Work("a"))));
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.SettleAsync();
        var run = (await world.RunsAsync()).Single().Run.Id;

        await world.Client.CancelAsync(run);
        await world.SettleAsync();

        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Cancelled);
        await Invariants.CheckAsync(world, 0);
    }

    [Fact]
    public async Task Cancel_AfterTheEnd_SaysSo_AndOfNobody_TooAndChangesNothing()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.One);
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.RunToEndAsync();
        var run = (await world.RunsAsync()).Single().Run.Id;

        (await world.Client.CancelAsync(run)).ShouldBe(CancelStatus.AlreadyEnded);
        (await world.Client.CancelAsync(new RunId(Guid.Empty))).ShouldBe(CancelStatus.NotFound);
        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Succeeded);
    }
}
