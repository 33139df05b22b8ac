using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.EndToEnd.Running;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Publishes_ThatGatherDuringACommit_ShareTheNext()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Rules.One);
        await world.StartAsync();
        var (held, free) = Hold(plan);
        var publishes = Enumerable.Range(0, 500).Select(order => world.Client.PublishAsync(new OrderPlaced($"{order}"))).ToList();
        await held.WaitAsync();

        free.Open();
        await Task.WhenAll(publishes);
        await world.RunToEndAsync();

        world.Witness.Operations.ShouldBeGreaterThanOrEqualTo(1000);
        world.Witness.Commits.ShouldBeLessThan(world.Witness.Operations / 2);
        world.Outside.Calls.Count.ShouldBe(500);
        await Invariants.CheckAsync(world, 0);
    }

    [Fact]
    public async Task Operation_ThatCannotBeStored_StandsAloneInTheEnd()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Rules.One);
        await world.StartAsync();
        var (held, free) = Hold(plan, batch => batch.Operations.OfType<AcceptOperation>().Any(accept => accept.Event?.Subject == "poison")
            ? throw new InvalidOperationException("This one cannot be stored.")
            : Task.CompletedTask);
        var publishes = Enumerable.Range(0, 64).Select(order => world.Client.PublishAsync(new OrderPlaced(order == 40 ? "poison" : $"{order}"))).ToList();
        await held.WaitAsync();

        free.Open();
        await Should.ThrowAsync<InvalidOperationException>(() => publishes[40]);
        await Task.WhenAll(publishes.Where(publish => publish != publishes[40]));
        await world.RunToEndAsync();

        world.Outside.Calls.Count.ShouldBe(63);
        plan.Writes.ShouldBeLessThan(63 * 2);
        await Invariants.CheckAsync(world, 0);
    }

    [Fact]
    public async Task Outcome_ThatCannotBeStored_ParksItsRunOnly()
    {
        var plan = new FaultPlan
        {
            BeforeCommit = batch => batch.Operations.OfType<RecordOperation>().Any(record => record.Entries.Any(entry => entry.Path.Value == "bad"))
                ? throw new InvalidOperationException("This one cannot be stored.")
                : Task.CompletedTask,
        };
        await using var world = new World(StoreKind.Memory, plan, builder =>
        {
            Rules.One(builder);
            Rules.Named("other", rule => rule.Then("bad", run => new Work("bad")))(builder);
        });
        await world.StartAsync();

        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.RunToEndAsync(RunStatus.Parked);

        var runs = await world.RunsAsync();
        runs.Single(run => run.Run.Rule == "rule").Entries[^1].RunStatus.ShouldBe(RunStatus.Succeeded);
        runs.Single(run => run.Run.Rule == "other").Live!.Reason.ShouldNotBeNull().ShouldContain("cannot be stored");
    }

    [Fact]
    public async Task Store_ThatIsAwayForAWhile_LosesNothing()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Rules.Three) { Time = TimeProvider.System };
        var (inStep, refused, done) = (new Latch(), new Latch(), new Latch());
        var away = false;
        plan.BeforeCommit = _ =>
        {
            if (Volatile.Read(ref away))
            {
                refused.Open();
                throw new StoreUnavailableException("away");
            }

            return Task.CompletedTask;
        };
        world.Outside.Behaviour = async (work, _, _) =>
        {
            if (work.Name == "a")
            {
                Volatile.Write(ref away, true);
                inStep.Open();
                await Task.Yield();
            }
            else if (work.Name == "c")
            {
                done.Open();
            }

            return work.Name;
        };
        await world.StartAsync();
        await world.Client.PublishAsync(new OrderPlaced("1"), new() { Key = "k" });
        await inStep.WaitAsync();

        await Should.ThrowAsync<AutomationUnavailableException>(() => world.Client.PublishAsync(new OrderPlaced("2"), new() { Key = "2" }));
        await refused.WaitAsync();
        Volatile.Write(ref away, false);
        await done.WaitAsync();
        await world.SettleAsync();

        world.Outside.Calls.Select(call => call.Step).ShouldBe(["a", "b", "c"]);
        await Invariants.CheckAsync(world, 0);
    }

    /// <summary>Holds the next commit until it is let go.</summary>
    private static (Latch Held, Latch Free) Hold(FaultPlan plan, Func<CommitBatch, Task>? then = null)
    {
        var (held, free) = (new Latch(), new Latch());
        plan.BeforeCommit = async batch =>
        {
            held.Open();
            await free.WaitAsync();
            await (then?.Invoke(batch) ?? Task.CompletedTask);
        };
        return (held, free);
    }
}
