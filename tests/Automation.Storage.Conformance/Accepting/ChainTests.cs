namespace Automation.Storage.Conformance.Accepting;

/// <summary>The events of a chain start so many runs, however many there are and whoever accepts them.</summary>
public abstract class ChainTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private readonly AutomationEventId _root;

    protected ChainTests() => _root = Make.EventId();

    [Fact]
    public async Task Runs_UpToTheNumber_AreCreated_AndBeyondNothingIsStored()
    {
        (await AcceptAsync(null, Link(2, most: 3))).Status.ShouldBe(AcceptStatus.Accepted);
        var many = Link(2, most: 3);

        var result = await AcceptAsync(null, many);

        (result.Status, result.RunsOfRoot).ShouldBe((AcceptStatus.ChainFull, 2));
        (await Store.FindEventAsync(Scope, many.Event!.Id, default)).ShouldBeNull();
        (await Store.LoadRunAsync(many.Runs[0].Run.Id, default)).ShouldBeNull();
        (await AcceptAsync(null, Link(1, most: 3))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(null, Link(1, most: 3))).RunsOfRoot.ShouldBe(3);

        // Without runs, or uncounted, it is accepted.
        (await AcceptAsync(null, Link(0, most: null))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Batch_IsDecidedInItsOrder_AndOtherChainsAreNotTouched()
    {
        var other = Make.EventId();

        var results = await CommitAsync(null, Link(1, 2), Link(2, 2), Link(1, 2), Link(2, 2, root: other), Link(1, 2));

        results.Cast<AcceptResult>().Select(result => result.Status)
            .ShouldBe([AcceptStatus.Accepted, AcceptStatus.ChainFull, AcceptStatus.Accepted, AcceptStatus.Accepted, AcceptStatus.ChainFull]);
    }

    // Fault: the operations of a batch are asked together for what only one of them allows, or says of the beginning.
    [Fact]
    public async Task Batch_OfOperationsThatAllowDifferentNumbers_AsksEachForItsOwn()
    {
        var results = await CommitAsync(null, Link(1, most: 3, first: 1), Link(1, most: 9, first: 4), Link(1, most: 3), Link(4, most: 9), Link(3, most: 9), Link(2, most: 9));

        results.Cast<AcceptResult>().Select(result => (result.Status, result.RunsOfRoot)).ShouldBe(
            [(AcceptStatus.Accepted, 0), (AcceptStatus.Accepted, 0), (AcceptStatus.ChainFull, 3), (AcceptStatus.Accepted, 0), (AcceptStatus.ChainFull, 7), (AcceptStatus.Accepted, 0)]);
        (await AcceptAsync(null, Link(1, most: 9))).RunsOfRoot.ShouldBe(9);
    }

    // Fault: an operation of a scope that changed meanwhile takes from the chain what another one of the batch may have.
    [Fact]
    public async Task Batch_WithOperationsOfAnotherVersion_CountsTheOthers()
    {
        var results = await CommitAsync(null, Link(1, 2, version: 99), Link(2, 2), Link(1, 2));

        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.StaleScope, AcceptStatus.Accepted, AcceptStatus.ChainFull]);
    }

    [Fact]
    public async Task Duplicates_AreNotCounted()
    {
        var first = Link(1, 2).With(Make.Key("k"));
        var results = await CommitAsync(null, first, Link(1, 2).With(Make.Key("k")), Link(1, 2));
        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.Duplicate, AcceptStatus.Accepted]);

        (await AcceptAsync(null, Link(1, 2).With(Make.Key("k")))).Status.ShouldBe(AcceptStatus.Duplicate);
        (await AcceptAsync(null, Link(1, 2))).Status.ShouldBe(AcceptStatus.ChainFull);
    }

    [Fact]
    public async Task BatchThatIsRefused_CountsNothing()
    {
        var run = Make.Run();
        await AcceptAsync(null, Make.Start(run));
        await Should.ThrowAsync<InvalidOperationException>(() => CommitAsync(null, Link(1, 1), Make.Start(run)));

        (await AcceptAsync(null, Link(1, 1))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Forget_LetsOldCountsGo()
    {
        await AcceptAsync(null, Link(1, 1));
        (await ForgetAsync(Now)).Chains.ShouldBe(0);
        (await AcceptAsync(null, Link(1, 1))).Status.ShouldBe(AcceptStatus.ChainFull);

        (await ForgetAsync(Now.AddSeconds(1))).Chains.ShouldBe(1);

        (await AcceptAsync(null, Link(1, 1))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    // Fault: the count of a chain begins with nothing, or every operation of it adds the runs of the first event.
    [Fact]
    public async Task Count_BeginsWithTheRunsOfTheFirstEvent_Once()
    {
        (await AcceptAsync(null, Link(2, most: 5, first: 4))).RunsOfRoot.ShouldBe(4);
        (await CommitAsync(null, Link(1, most: 7, first: 4), Link(1, most: 7, first: 4))).Cast<AcceptResult>().ShouldAllBe(result => result.Status == AcceptStatus.Accepted);
        (await AcceptAsync(null, Link(1, most: 7, first: 4))).Status.ShouldBe(AcceptStatus.Accepted);

        var result = await AcceptAsync(null, Link(1, most: 7, first: 4));

        (result.Status, result.RunsOfRoot).ShouldBe((AcceptStatus.ChainFull, 7));
    }

    // Fault: a run that a handler starts by hand is no part of its chain.
    [Fact]
    public async Task ManualStart_IsCounted_WhereItNamesTheChain()
    {
        (await AcceptAsync(null, ByHand(most: 2).With(Make.Key("k")))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(null, Link(1, most: 2))).Status.ShouldBe(AcceptStatus.Accepted);
        var many = ByHand(most: 2);

        var result = await AcceptAsync(null, many);

        (result.Status, result.RunsOfRoot).ShouldBe((AcceptStatus.ChainFull, 2));
        (await Store.LoadRunAsync(many.Runs[0].Run.Id, default)).ShouldBeNull();
        (await AcceptAsync(null, ByHand(most: 2).With(Make.Key("k")))).Status.ShouldBe(AcceptStatus.Duplicate);
    }

    private AcceptOperation ByHand(int most) => new() { Scope = Scope, Root = _root, MaxRunsPerRoot = most, Runs = [new NewRun { Run = Make.Run(), Owned = false }] };

    private Task<ForgetChunk> ForgetAsync(DateTimeOffset before) =>
        Store.ForgetAsync(new ForgetRequest { KeysBefore = before, ChainsBefore = before, BudgetsBefore = before, NodesBefore = before, Limit = 100 }, TestContext.Current.CancellationToken);

    private AcceptOperation Link(int runs, int? most, AutomationEventId? root = null, int first = 0, long? version = null)
    {
        var @event = Make.Event() with { Root = root ?? _root, Depth = 1, Cause = Make.RunId() };
        return new AcceptOperation
        {
            Scope = Scope,
            Event = @event,
            ScopeVersion = version,
            MaxRunsPerRoot = most,
            FirstRunsOfRoot = first,
            Runs = [.. Enumerable.Range(0, runs).Select(index => new NewRun { Run = Make.Run(rule: $"rule-{index}", @event: @event.Id), Owned = false })],
        };
    }
}
