using Automation.EndToEnd.Worlds;
using Automation.Storage;

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
        await Should.ThrowAsync<AutomationUnavailableException>(() => world.Client.PublishAsync(new OrderPlaced("1"), new() { Key = "k" }));
        plan.Hits.ShouldBe(1);
        plan.BeforeRead = null;
        await world.SettleAsync();
        world.Outside.Calls.Count.ShouldBe(1);

        await world.RunToEndAsync();

        world.Outside.Calls.Count.ShouldBe(2);
        (await world.PublishAsync(new OrderPlaced("1"), "k")).Duplicate.ShouldBeTrue();
        await Invariants.CheckAsync(world, 1);
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
}
