using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Running;

/// <summary>How many runs of a rule, or of a scope, are worked on at the same time.</summary>
public sealed class LimitTests
{
    private static readonly string[] Ten = [.. Enumerable.Range(1, 10).Select(number => $"order-{number}")];

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task RuleLimit_IsNeverExceeded_AndEveryRunEnds(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Limited(2)) { HandlersWait = true };
        var (two, free) = (new Latch(), new Latch());
        var (most, count) = Count(world, free, two);
        await world.StartAsync();
        foreach (var order in Ten)
        {
            await world.PublishAsync(new OrderPlaced(order), order);
        }

        await two.WaitAsync();
        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();

        most().ShouldBe(2);
        count().ShouldBe(10);
        (await world.RunsAsync()).ShouldAllBe(run => run.Live == null);
    }

    [Fact]
    public async Task ScopeLimit_CountsTheRunsOfAllRules()
    {
        await using var world = new World(StoreKind.Sqlite, new FaultPlan(), builder =>
        {
            Rules.Named("first", rule => rule.Then("a", run => new Work("a")))(builder);
            Rules.Named("second", rule => rule.Then("a", run => new Work("a")))(builder);
            builder.Configure(options => options.MaxRunsPerScope = 1);
        });
        var free = new Latch();
        free.Open();
        var (most, count) = Count(world, free);
        await world.StartAsync();
        foreach (var order in Ten)
        {
            await world.PublishAsync(new OrderPlaced(order), order);
        }

        await world.RunToEndAsync();

        (most(), count()).ShouldBe((1, 20));
    }

    [Fact]
    public async Task RunsThatWait_StartInTheOrderOfAcceptance()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Limited(1));
        await world.StartAsync();
        foreach (var order in Ten)
        {
            await world.PublishAsync(new OrderPlaced(order), order);
        }

        await world.RunToEndAsync();

        world.Outside.Calls.Select(call => System.Text.Json.JsonDocument.Parse(call.Input).RootElement.GetProperty("text").GetString()).ShouldBe(Ten);
    }

    [Fact]
    public async Task RunOverTheLimit_IsShownAsBlocked_AndCanBeCancelled()
    {
        await using var world = new World(StoreKind.Sqlite, new FaultPlan(), Limited(1)) { HandlersWait = true };
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

        var blocked = (await world.FindRunAsync(second))!;
        (blocked.Status, blocked.Reason).ShouldBe((RunStatus.Blocked, "Waits until fewer runs of its rule, or of its scope, are being worked on."));
        (await world.Client.CancelAsync(second, "not needed")).ShouldBe(CancelStatus.Accepted);
        await world.AdvanceUntilAsync(async () => (await world.FindRunAsync(second))!.Status == RunStatus.Cancelled);

        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();
        world.Outside.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ProcessThatDies_LeavesItsPermitsToItsRuns()
    {
        await using var world = new World(StoreKind.Sqlite, new FaultPlan(), Limited(2)) { HandlersWait = true };
        var free = new Latch();
        world.Outside.Behaviour = async (work, _, token) =>
        {
            await free.WaitAsync().WaitAsync(token);
            return work.Name;
        };
        await world.StartAsync();
        foreach (var order in Ten)
        {
            await world.PublishAsync(new OrderPlaced(order), order);
        }

        world.Kill();
        await world.SettleAsync();

        (await world.RunsAsync()).Count(run => run.Live!.HoldsPermit).ShouldBe(2);
        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();
        (await world.DiagnoseAsync()).ShouldBeEmpty();
    }

    private static Action<AutomationBuilder> Limited(int most) => Rules.On(rule => rule
        .Guard(new() { MaxRunsPerScope = most })
        .Then("a", run => new Work("a", run.Input.Id)));

    /// <summary>Counts handlers: how many ran at the same time at most, and how many in all.</summary>
    private static (Func<int> Most, Func<int> Count) Count(World world, Latch free, Latch? two = null)
    {
        var gate = new Lock();
        var (now, most, all) = (0, 0, 0);
        world.Outside.Behaviour = async (work, _, _) =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++now);
                all++;
                if (now == 2)
                {
                    two?.Open();
                }
            }

            await free.WaitAsync();

            // Others get their chance to start meanwhile.
            for (var i = 0; i < 20; i++)
            {
                await Task.Yield();
            }

            lock (gate)
            {
                now--;
            }

            return work.Name;
        };
        return (() => most, () => all);
    }
}
