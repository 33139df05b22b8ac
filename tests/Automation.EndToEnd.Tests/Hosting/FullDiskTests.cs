using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.EndToEnd.Hosting;

/// <summary>T17: the disk of a SQLite store is full while runs are under way, and then there is room again.</summary>
public sealed class FullDiskTests
{
    private static readonly string Long = new('x', 1000);

    // Faults: a full disk is taken for a commit; the writer gives up what it could not record.
    [Fact]
    public async Task FullDisk_RefusesWhatIsNew_KeepsWhatWasAccepted_AndWorksOnWithRoom()
    {
        using var disk = SmallDisk.TryMount();
        Assert.SkipWhen(disk is null, "Needs Linux, root and the right to mount a tmpfs: the behaviour of a host on a full disk was NOT tested here.");
        await using var world = new World(new SqliteData(disk.Folder), new FaultPlan(), Rules.On(rule => rule
            .Then("a", run => new Work("a", Long + run.Input.Id), out var a, new() { Timeout = TimeSpan.FromDays(1) })
            .Then("b", run => new Work("b", run.Get(a)), out var b)
            .Then("c", run => new Work("c", run.Get(b)))));
        await world.StartAsync();

        // The first five are at their first step until the disk is full: how fast the others are is the machine's affair.
        var isFull = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Outside.Behaviour = async (work, _, _) =>
        {
            if (work.Name == "a" && work.Text.Length == Long.Length + 1 && work.Text[^1] < '5')
            {
                await isFull.Task;
            }

            return $"{work.Name}({work.Text})";
        };
        var (accepted, refused) = (0, new Queue<string>());
        for (var number = 0; refused.Count < 5; number++)
        {
            try
            {
                await PublishAsync(world, $"{number}");
                accepted++;
                accepted.ShouldBeLessThan(SmallDisk.Size / Long.Length, "More than there is room for.");
            }
            catch (AutomationUnavailableException full)
            {
                refused.Enqueue($"{number}");
                full.Message.ShouldContain("nothing was stored");
                full.InnerException.ShouldBeOfType<StoreUnavailableException>().Message.ShouldContain("Free some disk space");
            }
        }

        accepted.ShouldBeGreaterThan(10);
        (await world.RunsAsync()).Count.ShouldBe(accepted, "What was refused left nothing.");
        (await world.RunsAsync()).Count(run => run.Live != null).ShouldBeGreaterThanOrEqualTo(5, "A disk that is full behind all runs proves little.");
        isFull.SetResult();

        disk.MakeRoom();
        await MoveUntilAsync(world, EndAsync(world));
        foreach (var again in refused)
        {
            await PublishAsync(world, again);
        }

        await world.RunToEndAsync();

        world.Deaths.ShouldBe(0);
        var runs = await world.RunsAsync();
        runs.Count.ShouldBe(accepted + refused.Count);
        runs.ShouldAllBe(run => run.Entries.Last().RunStatus == RunStatus.Succeeded);
        world.Outside.Calls.Count.ShouldBe(3 * runs.Count, "A full disk is no reason to call a step again.");
        await Invariants.CheckAsync(world, 0);
    }

    private static async Task EndAsync(World world)
    {
        while ((await world.RunsAsync()).Any(run => run.Live != null))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task PublishAsync(World world, string id)
    {
        var publishing = world.Client.PublishAsync(new OrderPlaced(id), new() { Key = id });
        await MoveUntilAsync(world, publishing);
        world.Accepted.Add((await publishing).EventId);
    }

    /// <summary>What could not be recorded is tried again by the clock, and who publishes meanwhile waits for that.</summary>
    private static async Task MoveUntilAsync(World world, Task done)
    {
        while (!done.IsCompleted)
        {
            await Task.Yield();
            if (world.Clock.NextDue - world.Clock.GetUtcNow() <= TimeSpan.FromSeconds(5))
            {
                world.Clock.FireNext(world.Clock.NextDue!.Value);
            }
        }
    }
}
