namespace Automation.Storage.Conformance.Nodes;

/// <summary>For stores that allow one node: others may publish and read, and its death is seen at once.</summary>
public abstract class OneNodeTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Join_WhileAnotherDoorIsJoined_IsRefused()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var other = await Fixture.OpenAsync();

        (await other.JoinAsync(Now, Lease, default)).ShouldBeNull();

        (await Store.RenewAsync(node, Now, default)).ShouldBeTrue();
        (await LiveAsync(run)).Rescues.ShouldBe(0);
    }

    [Fact]
    public async Task Door_ThatIsNotJoined_MayPublishAndRead()
    {
        await JoinAsync();
        var other = await Fixture.OpenAsync();
        (await other.JoinAsync(Now, Lease, default)).ShouldBeNull();
        var @event = Make.Event();

        await other.CommitAsync(new CommitBatch { Now = Now, Operations = [Make.Publish(@event)] }, default);

        (await other.FindEventAsync(Scope, @event.Id, default)).ShouldNotBeNull();
        (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Join_AfterTheOtherDoorDied_TakesItsRunsOver()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var other = await Fixture.OpenAsync();
        await Store.DisposeAsync();
        Store = other;

        var next = await JoinAsync();

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 1 });
        (await ClaimIdsAsync(next)).ShouldBe([run]);
    }

    [Fact]
    public async Task Join_AgainThroughTheSameDoor_EndsTheFormerNode()
    {
        var first = await JoinAsync();
        var run = await CreateOwnedAsync(first);

        var second = await JoinAsync();

        (await Store.RenewAsync(first, Now, default)).ShouldBeFalse();
        (await Store.RenewAsync(second, Now, default)).ShouldBeTrue();
        (await LiveAsync(run)).Rescues.ShouldBe(1);
    }

    [Fact]
    public async Task Renew_OfTheCurrentNode_HoldsForAnyLength()
    {
        var node = await JoinAsync();
        Now += TimeSpan.FromDays(400);

        (await Store.RenewAsync(node, Now, default)).ShouldBeTrue();
    }
}
