using Automation.EndToEnd.Nodes;
using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Running;

public sealed class ForgottenRunTests
{
    [Fact]
    public async Task Accept_ThatWasStoredButNeverAnswered_IsDrivenByTheAudit()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Rules.One);
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("0"), "0");
        await world.RunToEndAsync();

        // The store does it, does not say so, and cannot be asked.
        plan.NextWrite = FaultKind.UnknownStored;
        plan.BeforeRead = () => throw new StoreUnavailableException("away");
        await RefusedAsync(world.Client.PublishAsync(new OrderPlaced("1"), new() { Key = "k" }), world.Clock);
        plan.Hits.ShouldBe(1);
        plan.BeforeRead = null;
        await world.SettleAsync();
        world.Outside.Calls.Count.ShouldBe(1);

        await world.RunToEndAsync();

        world.Outside.Calls.Count.ShouldBe(2);
        (await world.PublishAsync(new OrderPlaced("1"), "k")).Duplicate.ShouldBeTrue();
        await Invariants.CheckAsync(world, 1);
    }

    /// <summary>Red when only the audit of every 30 seconds finds it.</summary>
    [Fact]
    public async Task Accept_ThatWasStoredButNeverAnswered_IsDrivenByTheNextLook()
    {
        var plan = new FaultPlan();
        await using var cluster = await Cluster.StartAsync(Rules.One, plan);
        await cluster[0].PublishAsync(new OrderPlaced("0"), "0");
        await cluster.SettleAsync();
        plan.NextWrite = FaultKind.UnknownStored;
        plan.BeforeRead = () => throw new StoreUnavailableException("away");
        await RefusedAsync(cluster[0].Client.PublishAsync(new OrderPlaced("1"), new() { Key = "k" }), cluster.Clock);
        plan.BeforeRead = null;

        var took = await cluster.AdvanceUntilAsync(() => cluster.Outside.Calls.Count == 2, TimeSpan.FromMinutes(1));

        took.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
    }

    /// <summary>Red when only the audit of every 30 seconds finds it.</summary>
    [Fact]
    public async Task Claim_WhoseAnswerIsLost_IsDrivenByTheNextLook()
    {
        // Joining, two acceptances, the outcome of the first run, and the claim of the second.
        var plan = new FaultPlan(new Fault(5, FaultKind.UnknownStored));
        await using var cluster = await Cluster.StartAsync(builder => Rules.One(builder.Configure(options => options.MaxConcurrentRuns = 1)), plan);
        var free = new Latch();
        cluster.HandlersWait = true;
        cluster.Outside.Behaviour = async (work, _, _) =>
        {
            await free.WaitAsync();
            return work.Name;
        };
        await cluster[0].PublishAsync(new OrderPlaced("1"), "1");
        await cluster[0].PublishAsync(new OrderPlaced("2"), "2");
        await cluster.SettleAsync();
        free.Open();
        cluster.HandlersWait = false;
        await cluster.SettleAsync();
        cluster.Outside.Calls.Count.ShouldBe(1);
        (await cluster[0].RunsAsync())[1].Live!.Owner.ShouldBe(cluster[0].Node);

        var took = await cluster.AdvanceUntilAsync(() => cluster.Outside.Calls.Count == 2, TimeSpan.FromMinutes(1));

        took.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    /// <summary>Red when a run that was dropped while it was accepted is not looked for.</summary>
    [Fact]
    public async Task Accept_ThatHangsWhileTheLeaseIsLostAndHeldAgain_IsDrivenAtOnce()
    {
        var plan = new FaultPlan();
        await using var cluster = await Cluster.StartAsync(Rules.One, plan);
        cluster.HandlersWait = true;
        var commit = HangingCommit.Next<AcceptOperation>(cluster[0], plan);
        var publish = cluster[0].Client.PublishAsync(new OrderPlaced("1"));
        await commit.WaitAsync();
        plan.BeforeRenew = () => throw new StoreUnavailableException("away");
        await cluster.AdvanceUntilAsync(() => !cluster[0].Engine.IsWorking, TimeSpan.FromMinutes(1));
        plan.BeforeRenew = null;
        await cluster.AdvanceUntilAsync(() => cluster[0].Engine.IsWorking, TimeSpan.FromMinutes(1));

        commit.LetGo();
        await publish;
        await cluster.SettleAsync();

        cluster.Outside.Calls.Count.ShouldBe(1);
        (await cluster.RunAsync()).Entries.ShouldContain(entry => entry.RunStatus == RunStatus.Succeeded);
    }

    [Fact]
    public async Task Publish_WhoseCallerStoppedWaiting_IsDrivenAllTheSame()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Rules.One);
        await world.StartAsync();
        var (held, free) = (new Latch(), new Latch());
        plan.BeforeCommit = async _ =>
        {
            held.Open();
            await free.WaitAsync();
        };
        using var patience = new CancellationTokenSource();
        var publish = world.Client.PublishAsync(new OrderPlaced("1"), cancellationToken: patience.Token);
        await held.WaitAsync();

        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => publish);
        free.Open();
        await world.SettleAsync();
        await world.RunToEndAsync();

        world.Outside.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Publish_WithATokenThatIsCancelledAlready_StoresNothing()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.One);
        await world.StartAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => world.Client.PublishAsync(new OrderPlaced("1"), cancellationToken: new CancellationToken(canceled: true)));
        await world.SettleAsync();

        (await world.RunsAsync()).ShouldBeEmpty();
    }

    /// <summary>The store is asked a few times, a little later each time, before the publisher hears that nobody knows.</summary>
    private static async Task RefusedAsync(Task<PublishResult> publish, ManualClock clock)
    {
        while (!publish.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await Should.ThrowAsync<AutomationUnavailableException>(publish);
    }
}
