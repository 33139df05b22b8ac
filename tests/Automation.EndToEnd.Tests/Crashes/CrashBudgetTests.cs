using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.EndToEnd.Crashes;

/// <summary>A step that kills its process costs four processes, and nobody else anything.</summary>
public sealed class CrashBudgetTests
{
    // Fault: a death is not counted.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Death_FourTimesInOneStep_QuarantinesThatRunOnly(StoreKind store)
    {
        await using var world = await StartAsync(store);
        for (var order = 1; order <= 20; order++)
        {
            await world.PublishAsync(new OrderPlaced(order == 7 ? "poison" : $"{order}"), $"{order}");
        }

        await world.RunToEndAsync(RunStatus.Quarantined);

        world.Deaths.ShouldBe(4);
        world.Outside.Calls.Count(call => call.Input.Contains("poison")).ShouldBe(4);
        var runs = await world.RunsAsync();
        runs.Where(run => run.Run.Subject != "poison").ShouldAllBe(run => run.Entries.Last().RunStatus == RunStatus.Succeeded);
        runs.Single(run => run.Run.Subject == "poison").Live!.State.ShouldBe(LiveState.Quarantined);
        await Invariants.CheckAsync(world, world.Deaths);
    }

    [Fact]
    public async Task Quarantined_WhenReleased_TriesAgain()
    {
        await using var world = await StartAsync(StoreKind.Memory);
        await world.PublishAsync(new OrderPlaced("poison"), "k");
        await world.RunToEndAsync(RunStatus.Quarantined);

        world.Outside.Behaviour = null;
        var run = (await world.RunsAsync()).Single().Run.Id;
        (await world.AskAsync(project => project.ReleaseAsync(run))).ShouldBeTrue();
        await world.RunToEndAsync();

        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task Quarantined_WhenCancelled_Ends()
    {
        await using var world = await StartAsync(StoreKind.Memory);
        await world.PublishAsync(new OrderPlaced("poison"), "k");
        await world.RunToEndAsync(RunStatus.Quarantined);

        var run = (await world.RunsAsync()).Single().Run.Id;
        (await world.AskAsync(project => project.CancelAsync(run))).ShouldBe(CancelStatus.Accepted);
        await world.RunToEndAsync();

        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Cancelled);
    }

    private static async Task<World> StartAsync(StoreKind store)
    {
        var world = new World(store, new FaultPlan(), Rules.On(rule => rule
            .Then("a", run => new Work("a")).Then("b", run => new Work("b", run.Input.Id)).Then("c", run => new Work("c"))));
        world.Outside.Behaviour = (work, _, _) =>
        {
            if (work is { Name: "b", Text: "poison" })
            {
                world.Kill();
            }

            return Task.FromResult(work.Name);
        };
        await world.StartAsync();
        return world;
    }
}
