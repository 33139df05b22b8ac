namespace Automation.Storage.Conformance.Fencing;

/// <summary>Who no longer holds the node or the run writes nothing.</summary>
public abstract class FenceTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    public static TheoryData<string> Fenced => ["accept", "record", "signal", "log", "empty"];

    [Theory]
    [MemberData(nameof(Fenced))]
    public async Task Commit_OfANodeWhoseTimeIsOver_ThrowsAndStoresNothing(string kind)
    {
        var old = await JoinAsync();
        var run = await CreateOwnedAsync(old);
        var present = await CrashAndJoinAsync();
        await ClaimAsync(present);
        var @event = Make.Event();
        StoreOperation[] operations = kind switch
        {
            "accept" => [Make.Publish(@event)],
            "record" => [Make.Publish(@event), Make.Continue(run, 1, Make.Outcome("a"))],
            "signal" => [Make.Publish(@event), Make.Cancel(run)],
            "log" => [Make.Publish(@event), new RecordOperation { RunId = run, ClaimNumber = 1, Log = [Make.Line(1)], Transition = RunTransition.Continue.Instance }],
            _ => [],
        };

        var fault = await Should.ThrowAsync<NodeFencedException>(() => CommitAsync(old, operations));

        fault.NodeId.ShouldBe(old.NodeId);
        (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldBeNull();
        var stored = await LoadAsync(run);
        stored.Entries.ShouldBeEmpty();
        stored.Signals.ShouldBeEmpty();
        stored.LastLogNumber.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    public async Task Commit_WithAnotherNodeIdOrEpoch_IsFenced(int nodeOff, int epochOff)
    {
        var node = await JoinAsync();
        var other = node with { NodeId = node.NodeId + nodeOff, Epoch = node.Epoch + epochOff };

        await Should.ThrowAsync<NodeFencedException>(() => CommitAsync(other, Make.Publish(Make.Event())));
    }

    [Fact]
    public async Task Claim_OfANodeWhoseTimeIsOver_ThrowsAndClaimsNothing()
    {
        var old = await JoinAsync();
        await CrashAndJoinAsync();
        var run = await CreateReadyAsync();

        await Should.ThrowAsync<NodeFencedException>(() => ClaimAsync(old));

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
    }

    [Fact]
    public async Task TakeOver_OfANodeWhoseTimeIsOver_Throws()
    {
        var old = await JoinAsync();
        await CrashAndJoinAsync();

        await Should.ThrowAsync<NodeFencedException>(() => Store.TakeOverAsync(old, Now, default));
    }

    [Fact]
    public async Task Commit_AfterLeaving_IsFenced()
    {
        var node = await JoinAsync();
        await Store.LeaveAsync(node, Now, default);

        await Should.ThrowAsync<NodeFencedException>(() => CommitAsync(node, Make.Publish(Make.Event())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Record_WithAnotherClaimNumber_IsRefusedAsAWhole(long claim)
    {
        var node = await JoinAsync();
        var run = await ClaimedTwiceAsync(node);
        await SignalAsync(node, Make.Signal(run));
        var operation = new RecordOperation
        {
            RunId = run,
            ClaimNumber = claim,
            Entries = [Make.Outcome("a")],
            Consumed = [new SignalKey(new StepPath(""), SignalKind.Completion, "1")],
            Waits = [Make.Wait("w")],
            Log = [Make.Line(1)],
            Transition = RunTransition.Release.Instance,
        };

        var result = await RecordAsync(node, operation);

        result.Applied.ShouldBeFalse();
        result.Transitioned.ShouldBeFalse();
        var stored = await LoadAsync(run);
        stored.Entries.ShouldBeEmpty();
        stored.Signals.ShouldHaveSingleItem();
        stored.LastLogNumber.ShouldBe(0);
        stored.Live!.State.ShouldBe(LiveState.Owned);
        (await AcceptAsync(node, Make.Publish(Make.Event(type: "asset.paid")))).Notify.ShouldBeEmpty();
    }

    [Fact]
    public async Task Log_WithAnotherClaimNumber_IsRefused()
    {
        var node = await JoinAsync();
        var run = await ClaimedTwiceAsync(node);

        var stale = await CommitOneAsync<RecordResult>(node, new RecordOperation { RunId = run, ClaimNumber = 1, Log = [Make.Line(1)], Transition = RunTransition.Continue.Instance });
        var fresh = await CommitOneAsync<RecordResult>(node, new RecordOperation { RunId = run, ClaimNumber = 2, Log = [Make.Line(2)], Transition = RunTransition.Continue.Instance });

        stale.Applied.ShouldBeFalse();
        fresh.Applied.ShouldBeTrue();
        (await Store.ListLogAsync(Scope, run, 0, 10, default)).ShouldHaveSingleItem().Number.ShouldBe(2);
    }

    [Fact]
    public async Task Record_ByTheNewNodeWithTheOldClaimNumber_IsRefused()
    {
        var old = await JoinAsync();
        var run = await CreateOwnedAsync(old);
        var present = await CrashAndJoinAsync();
        (await ClaimAsync(present)).ShouldHaveSingleItem().Live!.ClaimNumber.ShouldBe(2);

        (await RecordAsync(present, Make.Continue(run, 1, Make.Outcome("a")))).Applied.ShouldBeFalse();
        (await RecordAsync(present, Make.Continue(run, 2, Make.Outcome("a")))).Applied.ShouldBeTrue();
    }

    [Fact]
    public async Task Commit_OneRefusedOperation_DoesNotDisturbTheOthers()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var good = await CreateOwnedAsync(node);

        var results = await CommitAsync(
            node, Make.Continue(run, 9, Make.Outcome("a")), Make.Continue(good, 1, Make.Outcome("a")), Make.Cancel(Make.RunId()));

        results.Count.ShouldBe(3);
        ((RecordResult)results[0]).Applied.ShouldBeFalse();
        ((RecordResult)results[1]).Applied.ShouldBeTrue();
        ((SignalResult)results[2]).Status.ShouldBe(SignalStatus.NotFound);
    }

    private async Task<RunId> ClaimedTwiceAsync(NodeLease node)
    {
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(run, 1, RunTransition.Release.Instance));
        (await ClaimAsync(node)).ShouldHaveSingleItem().Live!.ClaimNumber.ShouldBe(2);
        return run;
    }
}
