namespace Automation.Storage.Conformance.Permitting;

/// <summary>No committed state has more runs at work than their limits allow, and whoever waits gets the next place in order.</summary>
public abstract class PermitTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly RunLimits TwoOfRule = new(2, null);

    [Fact]
    public async Task Create_UpToTheLimit_IsOwned_AndTheNextIsBlocked()
    {
        var node = await JoinAsync();

        (await CreateAsync(node, TwoOfRule)).Blocked.ShouldBeFalse();
        (await CreateAsync(node, TwoOfRule)).Blocked.ShouldBeFalse();
        var (third, blocked) = await CreateAsync(node, TwoOfRule);

        blocked.ShouldBeTrue();
        var live = await LiveAsync(third);
        live.State.ShouldBe(LiveState.Blocked);
        live.Owner.ShouldBeNull();
        live.ClaimNumber.ShouldBe(0);
        live.Limited.ShouldBeTrue();
        live.HoldsPermit.ShouldBeFalse();
        (await ClaimAsync(node)).ShouldBeEmpty();
        (await NextDueAsync()).At.ShouldBeNull();
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_ManyInOneBatch_KeepsTheLimit()
    {
        var node = await JoinAsync();
        var runs = Enumerable.Range(0, 5).Select(_ => Make.Run()).ToArray();

        var results = await CommitAsync(node, [.. runs.Select(run => Start(run, TwoOfRule, owned: true))]);

        results.Cast<AcceptResult>().Select(result => result.Blocked.Count).ShouldBe([0, 0, 1, 1, 1]);
        (await Store.ListOwnedAsync(node, signalledOnly: false, default)).ShouldBe([runs[0].Id, runs[1].Id], ignoreOrder: true);
    }

    [Fact]
    public async Task Create_Unowned_IsReadyWithItsPermit_OrBlocked()
    {
        var node = await JoinAsync();
        var first = await CreateAsync(null, new RunLimits(1, null));
        var second = await CreateAsync(null, new RunLimits(1, null));

        (first.Blocked, second.Blocked).ShouldBe((false, true));
        (await LiveAsync(first.Run)).HoldsPermit.ShouldBeTrue();
        (await ClaimIdsAsync(node)).ShouldBe([first.Run]);
    }

    [Theory]
    [InlineData("end")]
    [InlineData("park for long")]
    [InlineData("park without an instant")]
    [InlineData("hold")]
    public async Task LettingGo_PassesThePermitToTheOldest(string how)
    {
        var node = await JoinAsync();
        var first = await CreateAsync(node, new RunLimits(1, null));
        var second = await CreateAsync(node, new RunLimits(1, null));
        var third = await CreateAsync(node, new RunLimits(1, null));

        var result = await RecordAsync(node, Release(first.Run, how));

        result.Transitioned.ShouldBeTrue();
        result.MadeReady.ShouldBeTrue();
        (await LiveAsync(second.Run)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Ready), live => live.HoldsPermit.ShouldBeTrue());
        (await LiveAsync(third.Run)).State.ShouldBe(LiveState.Blocked);
        (await ClaimIdsAsync(node)).ShouldBe([second.Run]);
    }

    [Fact]
    public async Task ShortRest_KeepsThePermit()
    {
        var node = await JoinAsync();
        var first = await CreateAsync(node, new RunLimits(1, null));
        var second = await CreateAsync(node, new RunLimits(1, null));

        var result = await RecordAsync(node, Limited(Make.Record(first.Run, 1, new RunTransition.Park(Now + RunLimits.KeptFor))));

        result.MadeReady.ShouldBeFalse();
        (await LiveAsync(first.Run)).HoldsPermit.ShouldBeTrue();
        (await LiveAsync(second.Run)).State.ShouldBe(LiveState.Blocked);
    }

    [Theory]
    [InlineData("timer")]
    [InlineData("signal")]
    [InlineData("event")]
    public async Task Waking_NeedsAPermitAgain_AndQueuesFirst(string how)
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null);
        var resting = await CreateAsync(node, limits);
        var due = how == "timer" ? Now.AddMinutes(5) : (DateTimeOffset?)null;
        await RecordAsync(node, new RecordOperation
        {
            RunId = resting.Run,
            ClaimNumber = 1,
            Waits = [Make.Wait("w")],
            Limited = true,
            Transition = new RunTransition.Park(due),
        });
        var working = await CreateAsync(node, limits);
        var younger = await CreateAsync(node, limits);
        (working.Blocked, younger.Blocked).ShouldBe((false, true));

        Now = Now.AddMinutes(5);
        await RenewAsync(node);
        await (how switch
        {
            "signal" => CommitAsync(null, Make.Signal(resting.Run, path: "w")),
            "event" => CommitAsync(null, Make.Publish(Make.Event(type: "asset.paid"))),
            _ => Task.CompletedTask,
        });

        (await ClaimAsync(node)).ShouldBeEmpty();
        (await LiveAsync(resting.Run)).State.ShouldBe(LiveState.Blocked);
        (await DiagnoseAsync()).ShouldBeEmpty();
        (await RecordAsync(node, Release(working.Run, "end"))).MadeReady.ShouldBeTrue();
        (await ClaimIdsAsync(node)).ShouldBe([resting.Run]);
        (await LiveAsync(younger.Run)).State.ShouldBe(LiveState.Blocked);
    }

    [Fact]
    public async Task Cancel_OfABlockedRun_NeedsNoPermit()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null);
        await CreateAsync(node, limits);
        var blocked = await CreateAsync(node, limits);

        (await SignalAsync(null, Make.Cancel(blocked.Run))).MadeReady.ShouldBeTrue();

        (await ClaimIdsAsync(node)).ShouldBe([blocked.Run]);
        (await LiveAsync(blocked.Run)).HoldsPermit.ShouldBeFalse();
    }

    [Fact]
    public async Task Signal_ToABlockedRun_IsKeptAndDoesNotWakeIt()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null);
        await CreateAsync(node, limits);
        var blocked = await CreateAsync(node, limits);

        (await SignalAsync(null, Make.Signal(blocked.Run))).ShouldSatisfyAllConditions(
            result => result.Status.ShouldBe(SignalStatus.Delivered), result => result.MadeReady.ShouldBeFalse());

        (await LoadAsync(blocked.Run)).Signals.ShouldHaveSingleItem();
        (await LiveAsync(blocked.Run)).State.ShouldBe(LiveState.Blocked);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Release_AndClaim_KeepThePermit()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null);
        var first = await CreateAsync(node, limits);
        var second = await CreateAsync(node, limits);

        await RecordAsync(node, Limited(Make.Record(first.Run, 1, new RunTransition.Release())));

        (await LiveAsync(first.Run)).HoldsPermit.ShouldBeTrue();
        (await ClaimIdsAsync(node)).ShouldBe([first.Run]);
        (await LiveAsync(second.Run)).State.ShouldBe(LiveState.Blocked);
    }

    [Fact]
    public async Task Scopes_AndRules_HavePermitsOfTheirOwn()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null);

        (await CreateAsync(node, limits)).Blocked.ShouldBeFalse();
        (await CreateAsync(node, limits, rule: "rule-2")).Blocked.ShouldBeFalse();
        (await CreateAsync(node, limits, scope: OtherScope)).Blocked.ShouldBeFalse();
        (await CreateAsync(node, null)).Blocked.ShouldBeFalse();
        (await CreateAsync(node, limits)).Blocked.ShouldBeTrue();
    }

    [Fact]
    public async Task ScopeLimit_CountsAllItsRules_AndBothLimitsHold()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, 2);
        var first = await CreateAsync(node, limits);
        var sameRule = await CreateAsync(node, limits);
        var second = await CreateAsync(node, limits, rule: "rule-2");
        var third = await CreateAsync(node, limits, rule: "rule-3");
        (first.Blocked, sameRule.Blocked, second.Blocked, third.Blocked).ShouldBe((false, true, false, true));

        // Room in the scope, not in the rule of the oldest: the next one goes, and the oldest keeps its place.
        await RecordAsync(node, Release(second.Run, "end"));
        (await ClaimIdsAsync(node)).ShouldBe([third.Run]);

        await RecordAsync(node, Release(first.Run, "end"));
        (await ClaimIdsAsync(node)).ShouldBe([sameRule.Run]);
    }

    [Fact]
    public async Task Limit_ThatIsRaised_LetsMoreStart_AndLowered_StopsStartsOnly()
    {
        var node = await JoinAsync();
        var first = await CreateAsync(node, new RunLimits(1, null));
        var second = await CreateAsync(node, new RunLimits(1, null));
        var third = await CreateAsync(node, new RunLimits(3, null));

        third.Blocked.ShouldBeFalse();
        (await ClaimIdsAsync(node)).ShouldBe([second.Run]);

        var fourth = await CreateAsync(node, new RunLimits(1, null));
        await RecordAsync(node, Release(first.Run, "end"));
        await RecordAsync(node, Release(second.Run, "end"));
        (await LiveAsync(fourth.Run)).State.ShouldBe(LiveState.Blocked);
        await RecordAsync(node, Release(third.Run, "end"));
        (await LiveAsync(fourth.Run)).State.ShouldBe(LiveState.Ready);
    }

    [Fact]
    public async Task Duplicate_TakesNoPermit()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(2, null);
        var start = Start(Make.Run(), limits, owned: true).With(Make.Key("k"));
        await AcceptAsync(node, start);
        (await AcceptAsync(node, Start(Make.Run(), limits, owned: true).With(Make.Key("k")))).Status.ShouldBe(AcceptStatus.Duplicate);

        (await CreateAsync(node, limits)).Blocked.ShouldBeFalse();
    }

    [Fact]
    public async Task Crash_KeepsThePermits_AndWhoWaited()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null);
        var first = await CreateAsync(null, limits);
        var second = await CreateAsync(null, limits);

        node = await CrashAndJoinAsync();

        (await ClaimIdsAsync(node)).ShouldBe([first.Run]);
        (await RecordAsync(node, Release(first.Run, "end"))).MadeReady.ShouldBeTrue();
        (await ClaimIdsAsync(node)).ShouldBe([second.Run]);
    }

    [Theory]
    [InlineData(RunStatus.Blocked)]
    [InlineData(RunStatus.Running)]
    public async Task List_ByStatus_FindsThem(RunStatus status)
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null);
        var running = await CreateAsync(node, limits);
        var blocked = await CreateAsync(node, limits);

        var found = await Store.ListRunsAsync(Scope, new RunQuery { Statuses = [status] }, default);

        found.ShouldHaveSingleItem().Run.Id.ShouldBe(status == RunStatus.Blocked ? blocked.Run : running.Run);
    }

    private async Task<(RunId Run, bool Blocked)> CreateAsync(NodeLease? node, RunLimits? limits, string scope = Scope, string rule = "rule-1")
    {
        var run = Make.Run(scope, rule);
        var result = await AcceptAsync(node, Start(run, limits, owned: node is not null));
        result.Status.ShouldBe(AcceptStatus.Accepted);
        result.Blocked.ShouldBeSubsetOf([run.Id]);
        return (run.Id, result.Blocked.Count == 1);
    }

    private static AcceptOperation Start(RunRecord run, RunLimits? limits, bool owned) =>
        new() { Scope = run.Scope, Runs = [new NewRun { Run = run, Owned = owned, Limits = limits }] };

    private RecordOperation Release(RunId run, string how) => Limited(how switch
    {
        "end" => Make.Record(run, 1, new RunTransition.End(RunStatus.Succeeded, null), Make.Outcome("last")),
        "park for long" => Make.Record(run, 1, new RunTransition.Park(Now + RunLimits.KeptFor + TimeSpan.FromSeconds(1))),
        "park without an instant" => Make.Record(run, 1, new RunTransition.Park(null)),
        _ => Make.Record(run, 1, new RunTransition.Hold("needs a person")),
    });

    private static RecordOperation Limited(RecordOperation record) => new()
    {
        RunId = record.RunId,
        ClaimNumber = record.ClaimNumber,
        Entries = record.Entries,
        Limited = true,
        Transition = record.Transition,
    };

    private Task RenewAsync(NodeLease node) => Store.RenewAsync(node, Now, TestContext.Current.CancellationToken);
}
