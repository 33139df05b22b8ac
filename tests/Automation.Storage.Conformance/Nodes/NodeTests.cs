namespace Automation.Storage.Conformance.Nodes;

/// <summary>Who may work on runs, and what happens when he comes, leaves or dies.</summary>
public abstract class NodeTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Join_GivesANewNodeAndAHigherEpochEachTime()
    {
        var first = await JoinAsync();
        await Store.LeaveAsync(first, Now, default);
        var second = await JoinAsync();
        var third = await CrashAndJoinAsync();

        new[] { first.NodeId, second.NodeId, third.NodeId }.Distinct().Count().ShouldBe(3);
        second.Epoch.ShouldBeGreaterThan(first.Epoch);
        third.Epoch.ShouldBeGreaterThan(second.Epoch);
    }

    [Fact]
    public async Task Doors_ThatWriteAtTheSameTime_AllSucceed()
    {
        var node = await JoinAsync();
        var other = await Fixture.OpenAsync();
        var events = Enumerable.Range(0, 100).Select(_ => Make.Event()).ToArray();
        var runs = Enumerable.Range(0, 100).Select(_ => Make.Run()).ToArray();

        // Each reads before it writes: a key, a version, an owner.
        await Task.WhenAll(
            Task.Run(async () =>
            {
                foreach (var one in events)
                {
                    var publish = Make.Publish(one).With(new DedupeKey("event", new byte[32], one.Id.Value.ToByteArray().Concat(new byte[16]).ToArray(), Now.AddDays(1)));
                    await other.CommitAsync(new CommitBatch { Now = Now, Operations = [publish.At(0)] }, default);
                }
            }),
            Task.Run(async () =>
            {
                foreach (var one in runs)
                {
                    await CommitAsync(node, Make.Start(one, owned: true), Make.Record(one.Id, 1, RunTransition.Release.Instance));
                    await ClaimAsync(node);
                }
            }));

        foreach (var one in events)
        {
            (await Store.FindEventAsync(Scope, one.Id, default)).ShouldNotBeNull();
        }

        (await Store.ListOwnedAsync(node, signalledOnly: false, default)).Count.ShouldBe(100);
    }

    [Fact]
    public async Task Join_AfterTheOtherDoorLeft_FindsItsRunsReadyAndUncharged()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var other = await Fixture.OpenAsync();
        await Store.LeaveAsync(node, Now, default);

        var next = (await other.JoinAsync(Now, Lease, default)).ShouldNotBeNull();

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 0 });
        next.Epoch.ShouldBeGreaterThan(node.Epoch);
    }

    [Fact]
    public async Task Renew_AfterLeavingOrCrash_IsFalse()
    {
        var left = await JoinAsync();
        await Store.LeaveAsync(left, Now, default);
        (await Store.RenewAsync(left, Now, default)).ShouldBeFalse();

        var died = await JoinAsync();
        await CrashAndJoinAsync();
        (await Store.RenewAsync(died, Now, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task TakeOver_WhenNobodyDied_ReleasesNothing()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        (await Store.TakeOverAsync(node, Now, default)).ShouldBe(0);

        (await LiveAsync(run)).State.ShouldBe(LiveState.Owned);
    }

    [Fact]
    public async Task Leave_Twice_OrAfterLosingTheLease_IsHarmless()
    {
        var old = await JoinAsync();
        await Store.LeaveAsync(old, Now, default);
        await Store.LeaveAsync(old, Now, default);
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        await Store.LeaveAsync(old, Now, default);

        (await Store.RenewAsync(node, Now, default)).ShouldBeTrue();
        (await LiveAsync(run)).State.ShouldBe(LiveState.Owned);
    }

    [Fact]
    public async Task ListOwned_NamesTheRunsOfThisNodeOnly()
    {
        var old = await JoinAsync();
        var run = await CreateOwnedAsync(old);
        (await Store.ListOwnedAsync(old, signalledOnly: false, default)).ShouldBe([run]);

        var node = await CrashAndJoinAsync();

        (await Store.ListOwnedAsync(old, signalledOnly: false, default)).ShouldBeEmpty();
        (await Store.ListOwnedAsync(node, signalledOnly: false, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_Twice_IsHarmless()
    {
        var run = await CreateReadyAsync();

        await Store.OpenAsync(default);

        await LoadAsync(run);
        (await Store.ExistsAsync(default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Calls_AfterDisposal_ThrowObjectDisposed()
    {
        await Store.DisposeAsync();
        await Store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await Store.JoinAsync(Now, Lease, default));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await Store.LoadRunAsync(Make.RunId(), default));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await CommitAsync(null, Make.Publish(Make.Event())));
    }
}
