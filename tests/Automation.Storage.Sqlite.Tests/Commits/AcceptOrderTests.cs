namespace Automation.Storage.Sqlite.Tests.Commits;

/// <summary>The order of acceptance survives what happens to the file between two acceptances.</summary>
public sealed class AcceptOrderTests : SqliteTests
{
    [Fact]
    public async Task Event_AfterAllYoungerRowsWereDeleted_StillComesAfterTheRun()
    {
        var node = await JoinAsync();
        await AcceptAsync(null, Make.Publish(Make.Event(type: "asset.paid")));
        var run = await CreateOwnedAsync(node);
        for (var i = 0; i < 3; i++)
        {
            await AcceptAsync(null, Make.Publish(Make.Event(type: "asset.paid")));
            await CreateReadyAsync();
        }

        Sql("delete from event");
        Sql("delete from run where run_id <> $run; delete from live where run_id <> $run", ("$run", Bytes(run)));
        var paid = Make.Event(type: "asset.paid");
        await AcceptAsync(null, Make.Publish(paid));

        (await WaitAsync(node, run)).Signals.ShouldHaveSingleItem().Key.Nonce.ShouldBe(paid.Id.ToString());
    }

    [Fact]
    public async Task Order_OfTwoProcesses_IsOne()
    {
        var node = await JoinAsync();
        await AcceptAsync(null, Make.Publish(Make.Event(type: "asset.paid")));
        var other = await Fixture.OpenAsync();
        await PublishAsync(other);
        await PublishAsync(other);
        var run = await CreateOwnedAsync(node);
        var paid = await PublishAsync(other);

        (await WaitAsync(node, run)).Signals.ShouldHaveSingleItem().Key.Nonce.ShouldBe(paid.ToString());
    }

    private async Task<AutomationEventId> PublishAsync(IAutomationStore store)
    {
        var @event = Make.Event(type: "asset.paid");
        await store.CommitAsync(new CommitBatch { Node = null, Now = Now, Operations = [Make.Publish(@event)] }, TestContext.Current.CancellationToken);
        return @event.Id;
    }

    private Task<RecordResult> WaitAsync(NodeLease node, RunId run) => RecordAsync(node, new RecordOperation
    {
        RunId = run, ClaimNumber = 1, Waits = [Make.Wait("w")], Transition = new RunTransition.Park(null),
    });
}
