namespace Automation.Storage.Conformance.Nodes;

/// <summary>For stores on which several nodes work at once: who holds which runs, and what happens when a lease expires.</summary>
public abstract class ManyNodesTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private IAutomationStore Other { get; set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Other = await Fixture.OpenAsync();
    }

    // Coming and going.
    [Fact]
    public async Task Join_Twice_GivesTwoNodesThatBothWork()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var (one, two) = (await CreateOwnedAsync(first), await CreateOwnedByOtherAsync(second));

        first.NodeId.ShouldNotBe(second.NodeId);
        second.Epoch.ShouldBeGreaterThan(first.Epoch);
        (first.Duration, second.Duration).ShouldBe((Lease, Lease));
        (await Store.ListOwnedAsync(first, signalledOnly: false, default)).ShouldBe([one]);
        (await Other.ListOwnedAsync(second, signalledOnly: false, default)).ShouldBe([two]);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Leave_ReleasesTheNodesOwnRuns_Uncharged()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var (one, two) = (await CreateOwnedAsync(first), await CreateOwnedByOtherAsync(second));

        await Store.LeaveAsync(first, Now, default);

        (await LiveAsync(one)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 0 });
        (await LiveAsync(two)).Owner.ShouldBe(second.NodeId);
        (await Store.RenewAsync(first, Now, default)).ShouldBeFalse();
        (await Other.RenewAsync(second, Now, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Claim_ByTwoNodesAtTheSameTime_NeverGivesOneRunTwice()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var runs = new List<RunId>();
        for (var i = 0; i < 100; i++)
        {
            runs.Add(await CreateReadyAsync());
        }

        var claimed = await Task.WhenAll(Task.Run(() => ClaimAllAsync(Store, first)), Task.Run(() => ClaimAllAsync(Other, second)));

        claimed.SelectMany(ids => ids).Order().ShouldBe(runs.Order());
    }

    // An expired lease.
    [Fact]
    public async Task Commit_WithAnExpiredLease_IsFenced_ThoughNobodyTookOver()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        Now += Lease - Tick;
        (await RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a")))).Applied.ShouldBeTrue();
        Now += Tick;
        await Should.ThrowAsync<NodeFencedException>(() => CommitAsync(node, Make.Continue(run, 1, Make.Outcome("b", 2))));

        (await LoadAsync(run)).Entries.ShouldHaveSingleItem();
        (await LiveAsync(run)).Owner.ShouldBe(node.NodeId);
    }

    [Fact]
    public async Task Claim_WithAnExpiredLease_IsFenced()
    {
        var node = await JoinAsync();
        var run = await CreateReadyAsync();
        Now += Lease;

        await Should.ThrowAsync<NodeFencedException>(() => ClaimAsync(node));

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
    }

    [Fact]
    public async Task Renew_AfterTheLeaseExpired_GoesOn_WhenNobodyTookOver()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        Now += Lease * 10;

        (await Store.RenewAsync(node, Now, default)).ShouldBeTrue();

        (await RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a")))).Applied.ShouldBeTrue();
        (await LiveAsync(run)).Rescues.ShouldBe(0);
    }

    [Fact]
    public async Task Renew_LastsForTheDurationOfTheLease()
    {
        var node = await JoinAsync();
        Now += Lease / 2;
        await Store.RenewAsync(node, Now, default);
        Now += Lease - Tick;
        await CommitAsync(node, Make.Publish(Make.Event()));

        Now += Tick;
        await Should.ThrowAsync<NodeFencedException>(() => CommitAsync(node, Make.Publish(Make.Event())));
    }

    [Fact]
    public async Task Lease_ThatDoesNotExpire_Holds()
    {
        var node = (await Store.JoinAsync(Now, Timeout.InfiniteTimeSpan, default)).ShouldNotBeNull();
        var run = await CreateOwnedAsync(node);
        var other = await JoinAsync(Other);
        Now += TimeSpan.FromDays(400);
        await Other.RenewAsync(other, Now, default);
        await PassLeaseAsync(Other, other);

        (await Other.TakeOverAsync(other, Now, default)).ShouldBe(0);
        (await RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a")))).Applied.ShouldBeTrue();
    }

    // Taking over.
    [Fact]
    public async Task TakeOver_OfAnExpiredNode_ChargesItsRuns_AndEndsIt()
    {
        var (dead, present) = (await JoinAsync(), await JoinAsync(Other));
        var (run, own) = (await CreateOwnedAsync(dead), await CreateOwnedByOtherAsync(present));
        await PassLeaseAsync(Other, present);

        (await Other.TakeOverAsync(present, Now, default)).ShouldBe(1);

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 1 });
        (await LiveAsync(own)).Owner.ShouldBe(present.NodeId);
        (await Store.RenewAsync(dead, Now, default)).ShouldBeFalse();
        await Should.ThrowAsync<NodeFencedException>(() => CommitAsync(dead, Make.Continue(run, 1, Make.Outcome("a"))));
        await Should.ThrowAsync<NodeFencedException>(() => ClaimAsync(dead));
        (await Other.TakeOverAsync(present, Now, default)).ShouldBe(0);
    }

    [Theory]
    [InlineData(1, LiveState.Ready)]
    [InlineData(2, LiveState.Probation)]
    [InlineData(3, LiveState.Probation)]
    [InlineData(4, LiveState.Quarantined)]
    public async Task TakeOver_ForTheNthTime_LeavesTheRunAsRescueSays(int rescues, LiveState state)
    {
        var present = await JoinAsync(Other);
        var run = await CreateReadyAsync();
        for (var death = 1; death <= rescues; death++)
        {
            (await ClaimIdsAsync(await JoinAsync(), probation: 1, alone: true)).ShouldBe([run]);
            await PassLeaseAsync(Other, present);
            (await Other.TakeOverAsync(present, Now, default)).ShouldBe(1);
        }

        var live = await LiveAsync(run);
        (live.State, live.Rescues, live.Reason).ShouldBe((state, rescues, state == LiveState.Quarantined ? Rescue.QuarantineReason : null));
    }

    [Fact]
    public async Task TakeOver_WhileTheOtherLeaseHolds_ReleasesNothing()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var run = await CreateOwnedAsync(first);
        Now += Lease / 2;
        await Store.RenewAsync(first, Now, default);
        await Other.RenewAsync(second, Now, default);
        Now += Lease - Tick;
        await Other.RenewAsync(second, Now, default);

        (await Other.TakeOverAsync(second, Now, default)).ShouldBe(0);

        (await LiveAsync(run)).Owner.ShouldBe(first.NodeId);
    }

    [Fact]
    public async Task TakeOver_WithAnExpiredLease_IsFenced()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var run = await CreateOwnedAsync(first);
        Now += Lease;

        await Should.ThrowAsync<NodeFencedException>(() => Other.TakeOverAsync(second, Now, default));

        (await LiveAsync(run)).Owner.ShouldBe(first.NodeId);
    }

    [Fact]
    public async Task TakeOver_AfterTheStoreWasAway_JudgesNobodyUntilAFullLeaseWasHeldAgain()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var run = await CreateOwnedAsync(first);
        await PassLeaseAsync(Other, second);
        Now += Lease * 2;

        // Back again: the one who comes first finds every lease expired, and waits.
        (await Other.RenewAsync(second, Now, default)).ShouldBeTrue();
        (await Other.TakeOverAsync(second, Now, default)).ShouldBe(0);
        Now += Lease - Tick;
        await Other.RenewAsync(second, Now, default);
        (await Other.TakeOverAsync(second, Now, default)).ShouldBe(0);
        (await Store.RenewAsync(first, Now, default)).ShouldBeTrue();
        Now += Tick;
        (await Other.TakeOverAsync(second, Now, default)).ShouldBe(0);

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Owned, Owner = first.NodeId, ClaimNumber = 1, Rescues = 0 });
        await PassLeaseAsync(Other, second);
        (await Other.TakeOverAsync(second, Now, default)).ShouldBe(1);
    }

    // Some leases run out in such a time, and others do not. Fault: whoever kept its own judges at once.
    [Fact]
    public async Task TakeOver_AfterTheStoreWasAwayForMostOfALease_JudgesNobodyWhoComesBack()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var run = await CreateOwnedAsync(first);
        await PassLeaseAsync(Other, second);
        (await Store.RenewAsync(first, Now, default)).ShouldBeTrue();
        Now += Lease / 3;
        (await Other.RenewAsync(second, Now, default)).ShouldBeTrue();
        Now += Lease * 2 / 3;

        (await Other.RenewAsync(second, Now, default)).ShouldBeTrue();
        (await Other.TakeOverAsync(second, Now, default)).ShouldBe(0);
        (await Store.RenewAsync(first, Now, default)).ShouldBeTrue();

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Owned, Owner = first.NodeId, ClaimNumber = 1, Rescues = 0 });
        await PassLeaseAsync(Other, second);
        (await Other.TakeOverAsync(second, Now, default)).ShouldBe(1);
    }

    [Fact]
    public async Task TakeOver_ByANodeThatJustJoined_JudgesNobody()
    {
        var dead = await JoinAsync();
        await CreateOwnedAsync(dead);
        Now += Lease * 2;

        var present = await JoinAsync(Other);
        (await Other.TakeOverAsync(present, Now, default)).ShouldBe(0);

        await PassLeaseAsync(Other, present);
        (await Other.TakeOverAsync(present, Now, default)).ShouldBe(1);
    }

    [Fact]
    public async Task Record_WithTheClaimNumberFromBeforeATakeOver_IsRefused_AlsoWhenTheRunCameBack()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var run = await CreateOwnedAsync(first);
        await PassLeaseAsync(Other, second);
        await Other.TakeOverAsync(second, Now, default);
        await Other.ClaimAsync(new ClaimRequest { Node = second, Now = Now, Limit = 1 }, default);
        await Other.CommitAsync(
            new CommitBatch { Node = second, Now = Now, Operations = [Make.Record(run, 2, RunTransition.Release.Instance)] }, default);
        var again = await JoinAsync();
        (await ClaimIdsAsync(again)).ShouldBe([run]);

        (await RecordAsync(again, Make.Continue(run, 1, Make.Outcome("a")))).Applied.ShouldBeFalse();
        (await RecordAsync(again, Make.Continue(run, 2, Make.Outcome("a")))).Applied.ShouldBeFalse();
        (await RecordAsync(again, Make.Continue(run, 3, Make.Outcome("a")))).Applied.ShouldBeTrue();
    }

    [Fact]
    public async Task Record_ByAnotherNode_IsRefused()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var run = await CreateOwnedAsync(first);

        var results = await Other.CommitAsync(
            new CommitBatch { Node = second, Now = Now, Operations = [Make.Continue(run, 1, Make.Outcome("a"))] }, default);

        ((RecordResult)results[0]).Applied.ShouldBeFalse();
        (await LoadAsync(run)).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Diagnose_RunOfANodeWhoseLeaseExpired_IsNamed_UntilItIsTakenOver()
    {
        var (dead, present) = (await JoinAsync(), await JoinAsync(Other));
        var run = await CreateOwnedAsync(dead);
        await CreateOwnedByOtherAsync(present);
        (await DiagnoseAsync()).ShouldBeEmpty();
        await PassLeaseAsync(Other, present);

        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());

        await Other.TakeOverAsync(present, Now, default);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // Signals and news between nodes.
    [Fact]
    public async Task Signal_FromAnotherNode_IsFoundByTheOwner()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync(Other));
        var (run, _) = (await CreateOwnedAsync(first), await CreateOwnedAsync(first));

        var results = await Other.CommitAsync(new CommitBatch { Node = second, Now = Now, Operations = [Make.Signal(run)] }, default);

        ((SignalResult)results[0]).Notify.ShouldBeFalse();
        (await Store.ListOwnedAsync(first, signalledOnly: true, default)).ShouldBe([run]);
        (await Other.ListOwnedAsync(second, signalledOnly: true, default)).ShouldBeEmpty();
    }

    // A host that hears looks more seldom by itself. Faults: one of these is told to nobody.
    [Theory]
    [InlineData("a rule is saved")]
    [InlineData("a rule is deleted")]
    [InlineData("a setting is changed")]
    [InlineData("a run is ready")]
    [InlineData("a node leaves")]
    public async Task Change_ByAnotherNode_IsHeard(string change)
    {
        using var heard = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();
        var second = await JoinAsync(Other);
        (await Other.SaveRuleAsync(new RuleSave { Rule = Make.Rule() }, default)).ShouldNotBeNull();
        var listening = Store.ListenAsync(() => heard.Release(), stop.Token);
        (await HearAsync()).ShouldBeTrue();

        switch (change)
        {
            case "a rule is saved":
                (await Other.SaveRuleAsync(new RuleSave { Rule = Make.Rule("rule-2") }, default)).ShouldNotBeNull();
                break;
            case "a rule is deleted":
                (await Other.DeleteRuleAsync(new RuleDeletion { Scope = Scope, Rule = "rule-1", At = Now }, default)).ShouldBe(true);
                break;
            case "a setting is changed":
                var setting = new RuleSettingRecord { Scope = Scope, Rule = "rule-1", Revision = 0, Body = "{}", Author = null, SavedAt = Now };
                (await Other.SaveSettingAsync(new SettingChange { Setting = setting, ScopeVersion = (await Other.LoadRulesAsync(Scope, default)).Version }, default)).ShouldNotBeNull();
                break;
            case "a run is ready":
                await Other.CommitAsync(new CommitBatch { Node = second, Now = Now, Operations = [Make.Start(Make.Run())] }, default);
                break;
            default:
                await Other.LeaveAsync(second, Now, default);
                break;
        }

        (await HearAsync()).ShouldBeTrue();
        await stop.CancelAsync();
        await listening;

        Task<bool> HearAsync() => heard.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Listen_EndsWithItsToken_AndNothingIsHeardAfterwards()
    {
        using var stop = new CancellationTokenSource();
        var listening = Other.ListenAsync(() => { }, stop.Token);

        await stop.CancelAsync();

        await listening.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private async Task<RunId> CreateOwnedByOtherAsync(NodeLease node)
    {
        var run = Make.Run();
        await Other.CommitAsync(new CommitBatch { Node = node, Now = Now, Operations = [Make.Start(run, owned: true)] }, default);
        return run.Id;
    }

    private async Task<List<RunId>> ClaimAllAsync(IAutomationStore door, NodeLease node)
    {
        var claimed = new List<RunId>();
        while (await door.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = 3 }, default) is { Count: > 0 } some)
        {
            claimed.AddRange(some.Select(run => run.Run.Id));
        }

        return claimed;
    }
}
