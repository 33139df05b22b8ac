using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Nodes;

/// <summary>Several hosts on one store: what happens to runs when one of them dies, stops, hangs, or has a wrong clock.</summary>
public sealed class SeveralNodesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>One step, a, that may take long.</summary>
    private static readonly Action<AutomationBuilder> Slow = Rules.On(rule => rule
        .Then("a", run => new Work("a", run.Input.Id), new() { Timeout = TimeSpan.FromDays(1) }));

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(4.9)]
    [InlineData(9.9)]
    [InlineData(13)]
    public async Task Killed_ItsRunsGoOnElsewhere_WithinTheLeaseAndSixSeconds(double after)
    {
        await using var cluster = await Cluster.StartAsync(Slow, new FaultPlan(), new FaultPlan());
        var (running, calls) = Hang(cluster, until: 1);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(60));
        await cluster[0].PublishAsync(new OrderPlaced("1"), "k");
        await running.WaitAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(after));

        cluster.Kill(0);
        var took = await cluster.AdvanceUntilAsync(() => calls() == 2, TimeSpan.FromMinutes(5));

        took.ShouldBeInRange(Lease - TimeSpan.FromSeconds(10), Lease + TimeSpan.FromSeconds(6));
        (await cluster.RunAsync()).Entries.ShouldContain(entry => entry.RunStatus == RunStatus.Succeeded);
        cluster.Outside.Calls.Select(call => call.ClaimNumber).ShouldBe([1, 2]);
        cluster[0].Witness.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task Stopped_ItsRunsGoOnElsewhere_WithinTwoSeconds_Uncharged(bool hints, int seconds)
    {
        var deaf = new FaultPlan { BeforeListen = hints ? null : () => throw new StoreUnavailableException("deaf") };
        await using var cluster = await Cluster.StartAsync(Slow, new FaultPlan(), deaf);
        var (running, calls) = Hang(cluster, until: 2);
        await cluster[0].PublishAsync(new OrderPlaced("1"), "k");
        await running.WaitAsync();

        await cluster.StopAsync(0);
        var took = await cluster.AdvanceUntilAsync(() => calls() == 2, TimeSpan.FromMinutes(5));

        took.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(seconds));
        var live = (await cluster.RunAsync()).Live!;
        (live.Owner, live.ClaimNumber, live.Rescues).ShouldBe((cluster[1].Node, 2, 0));
    }

    [Fact]
    public async Task StoreAway_LongerThanALease_ChargesNobody_AndAllGoOn()
    {
        FaultPlan[] plans = [new(), new()];
        await using var cluster = await Cluster.StartAsync(Slow, plans);
        var (_, calls) = Hang(cluster, until: 2);
        await cluster[0].PublishAsync(new OrderPlaced("1"), "1");
        await cluster[1].PublishAsync(new OrderPlaced("2"), "2");
        await cluster.AdvanceUntilAsync(() => calls() == 2, TimeSpan.Zero);
        var nodes = (cluster[0].Node, cluster[1].Node);

        plans[0].IsAway = plans[1].IsAway = true;
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(100));
        (cluster[0].Engine.IsWorking, cluster[1].Engine.IsWorking).ShouldBe((false, false));

        // One is back well before the other, and finds its lease expired.
        plans[0].IsAway = false;
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(20));
        plans[1].IsAway = false;
        await cluster.AdvanceUntilAsync(() => calls() == 4, TimeSpan.FromSeconds(5));

        (cluster[0].Node, cluster[1].Node).ShouldBe(nodes);
        (cluster[0].Engine.IsWorking, cluster[1].Engine.IsWorking).ShouldBe((true, true));
        foreach (var run in await cluster[0].RunsAsync())
        {
            (run.Live!.State, run.Live.ClaimNumber, run.Live.Rescues).ShouldBe((LiveState.Owned, 2, 0));
        }

        await cluster.AdvanceAsync(Lease * 1.5);
        (await cluster[0].RunsAsync()).ShouldAllBe(run => run.Live!.Rescues == 0);
        cluster.Outside.Calls.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Clocks_ThatAreWrongByAnHour_StealNoLease_AndNothingIsEarlyOrLate(int hours)
    {
        await using var cluster = await Cluster.StartAsync(
            builder => builder.AddRule<OrderPlaced>("orders", rule => rule
                .OnEvent<OrderPlaced>().Delay("rest", TimeSpan.FromMinutes(10)).Then("a", run => new Work("a", run.Input.Id))),
            new FaultPlan { StoreClock = null });
        var plan = new FaultPlan { StoreClock = cluster.Clock };
        var wrong = await cluster.AddAsync(plan, new SkewedClock(cluster.Clock, TimeSpan.FromHours(hours)));
        await cluster.SettleAsync();
        var began = cluster.Clock.GetUtcNow();

        await wrong.PublishAsync(new OrderPlaced("1"), "1");
        await cluster[0].PublishAsync(new OrderPlaced("2"), "2");
        (await cluster[0].RunsAsync()).ShouldAllBe(run => run.Run.At == began);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        cluster.Outside.Calls.ShouldBeEmpty();
        await cluster.AdvanceAsync(TimeSpan.FromMilliseconds(20));

        cluster.Outside.Calls.Count.ShouldBe(2);
        (cluster[0].Engine.IsWorking, wrong.Engine.IsWorking).ShouldBe((true, true));
        (cluster[0].Node, wrong.Node).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Heartbeat_ThatHangs_StopsTheNodeBeforeAnotherTakesOver_AndItRejoins()
    {
        var plan = new FaultPlan();
        await using var cluster = await Cluster.StartAsync(Slow, plan, new FaultPlan());
        var (told, free) = (new List<DateTimeOffset>(), new TaskCompletionSource());
        var second = default(DateTimeOffset);
        cluster.HandlersWait = true;
        var running = new Latch();
        cluster.Outside.Behaviour = async (_, context, token) =>
        {
            if (context.ClaimNumber > 1)
            {
                second = cluster.Clock.GetUtcNow();
                return "second";
            }

            token.Register(() => told.Add(cluster.Clock.GetUtcNow()));
            running.Open();
            await free.Task;
            return "first";
        };
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(60));
        await cluster[0].PublishAsync(new OrderPlaced("1"), "k");
        await running.WaitAsync();
        var former = cluster[0].Node;

        var renewals = new TaskCompletionSource();
        plan.BeforeRenew = () => renewals.Task;
        cluster.Attend(0, false);
        await cluster.AdvanceUntilAsync(() => second != default, TimeSpan.FromMinutes(2));

        // It told its handler in time, and the outcome that it brings late is worth nothing.
        told.ShouldHaveSingleItem().ShouldBeLessThan(second);
        cluster[0].Engine.IsWorking.ShouldBeFalse();
        free.SetResult();
        renewals.SetResult();
        plan.BeforeRenew = null;
        cluster.Attend(0, true);
        cluster.HandlersWait = false;
        await cluster.AdvanceUntilAsync(() => cluster[0].Engine.IsWorking, TimeSpan.FromSeconds(15));

        cluster[0].Engine.IsWorking.ShouldBeTrue();
        cluster[0].Node.ShouldBeGreaterThan(former);
        var run = await cluster.RunAsync();
        run.Entries.Count(entry => entry.Kind == EntryKind.Outcome).ShouldBe(1);
        (await cluster[0].PublishAsync(new OrderPlaced("2"), "2")).Duplicate.ShouldBeFalse();
        cluster[0].Witness.Complaints.ShouldBeEmpty();
    }

    /// <summary>Red when the lease is renewed by the loop that commits.</summary>
    [Fact]
    public async Task Commit_ThatHangs_DoesNotHoldUpRenewals()
    {
        var (plan, renewals) = (new FaultPlan(), 0);
        await using var cluster = await Cluster.StartAsync(Slow, plan, new FaultPlan());
        cluster.HandlersWait = true;
        var commit = HangingCommit.Next<RecordOperation>(cluster[0], plan);
        await cluster[0].PublishAsync(new OrderPlaced("1"), "k");
        await commit.WaitAsync();
        plan.BeforeRenew = () => Task.FromResult(++renewals);

        await cluster.AdvanceAsync(Lease * 4);

        renewals.ShouldBe(12);
        cluster[0].Engine.IsWorking.ShouldBeTrue();
        commit.LetGo();
        await cluster.SettleAsync();
        (await cluster.RunAsync()).Entries.ShouldContain(entry => entry.RunStatus == RunStatus.Succeeded);
        cluster.Outside.Calls.Count.ShouldBe(1);
        cluster[0].Node.ShouldBe(1);
    }

    [Fact]
    public async Task ManyRuns_OnThreeNodes_AreSharedOut_AndEachStepIsCalledOnce()
    {
        await using var cluster = await Cluster.StartAsync(
            builder => Rules.Three(builder.Configure(options => options.MaxConcurrentRuns = 3)), new FaultPlan(), new FaultPlan(), new FaultPlan());

        await Task.WhenAll(Enumerable.Range(0, 150).Select(order => Task.Run(() => cluster[order % 3].Client.PublishAsync(new OrderPlaced($"{order}")))));
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1));

        var runs = await cluster[0].RunsAsync();
        runs.Count.ShouldBe(150);
        runs.ShouldAllBe(run => run.Live == null);
        cluster.Outside.Calls.Count.ShouldBe(450);
        cluster.Outside.Calls.Select(call => call.Key).Distinct().Count().ShouldBe(450);
        cluster[0].Witness.Complaints.ShouldBeEmpty();
        (await cluster[0].DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Listening_ThatBreaks_IsBegunAnew_WithALook()
    {
        var (plan, listened) = (new FaultPlan(), 0);
        plan.BeforeListen = () => _ = ++listened < 3 ? throw new StoreUnavailableException("no news") : 0;
        await using var cluster = await Cluster.StartAsync(
            builder => Slow(builder.Configure(options =>
            {
                options.MaxConcurrentRuns = 1;
                options.PollInterval = Timeout.InfiniteTimeSpan;
                options.Heartbeat = TimeSpan.FromHours(1);
                options.Lease = TimeSpan.FromHours(3);
            })),
            new FaultPlan(),
            plan);
        var (running, calls) = Hang(cluster, until: 2);
        await cluster[0].PublishAsync(new OrderPlaced("1"), "1");
        await running.WaitAsync();
        await cluster[0].PublishAsync(new OrderPlaced("2"), "2");
        await cluster.SettleAsync();
        calls().ShouldBe(1);

        (await cluster.AdvanceUntilAsync(() => calls() == 2, TimeSpan.FromMinutes(1))).ShouldBe(TimeSpan.FromSeconds(1));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2));
        listened.ShouldBe(3);
    }

    /// <summary>The first calls hang until they are told to stop. Returns what opens with the first one, and how many there were.</summary>
    private static (Latch Running, Func<int> Calls) Hang(Cluster cluster, int until)
    {
        var running = new Latch();
        cluster.HandlersWait = true;
        cluster.Outside.Behaviour = async (work, context, token) =>
        {
            running.Open();
            if (context.ClaimNumber <= until)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cluster.Clock, token);
            }

            return work.Name;
        };
        return (running, () => cluster.Outside.Calls.Count);
    }
}
