namespace Automation.Storage.Conformance.Overrides;

/// <summary>Subjects that people take in hand: what is decided anew, which runs are told, and how they come back.</summary>
public abstract class OverrideTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Asset = "asset-1";

    [Fact]
    public async Task Override_ComesWithTheRules_AndRaisesTheVersion()
    {
        (await OverrideAsync("b", "counting", "ada")).ShouldBeTrue();
        (await OverrideAsync("a", null, null)).ShouldBeTrue();

        var rules = await RulesAsync();
        rules.Version.ShouldBe(2);
        rules.Overrides.ShouldBe([
            new SubjectOverride { Subject = "a", At = Now },
            new SubjectOverride { Subject = "b", Reason = "counting", Author = "ada", At = Now }]);
        (await RulesAsync(OtherScope)).Overrides.ShouldBeEmpty();
    }

    // Fault: the runs are told a second time.
    [Fact]
    public async Task Override_Again_SaysAnew()
    {
        var run = await CreateReadyAsync(subject: Asset);
        await OverrideAsync(Asset, "counting", "ada");
        Now += TimeSpan.FromHours(1);
        await OverrideAsync(Asset, "counting again", "bob");

        (await LoadAsync(run)).Signals.ShouldHaveSingleItem();
        (await RulesAsync()).Overrides.ShouldHaveSingleItem().ShouldBe(new SubjectOverride { Subject = Asset, Reason = "counting again", Author = "bob", At = Now });
    }

    // Fault: the scope's version stays.
    [Fact]
    public async Task Override_MakesWhatWasDecidedBefore_Stale()
    {
        var run = Make.Run(subject: Asset);
        await OverrideAsync();

        (await AcceptAsync(null, Make.Start(run).At(0))).Status.ShouldBe(AcceptStatus.StaleScope);
        await ReleaseAsync();
        (await AcceptAsync(null, Make.Start(run).At(1))).Status.ShouldBe(AcceptStatus.StaleScope);
        (await AcceptAsync(null, Make.Start(run).At(2))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    // Faults: the signal is not stored, or not counted; runs of others get it.
    [Fact]
    public async Task Override_TellsEveryLiveRunAboutTheSubject_AndNoOther()
    {
        var node = await JoinAsync();
        var owned = await CreateOwnedAsync(node, subject: Asset);
        var ready = await CreateReadyAsync(subject: Asset, rule: "rule-2");
        var ended = await CreateOwnedAsync(node, subject: Asset);
        await EndAsync(node, ended);
        RunId[] others = [await CreateReadyAsync(subject: "asset-2"), await CreateReadyAsync(OtherScope, subject: Asset), await CreateReadyAsync()];

        await OverrideAsync();

        (await RecordAsync(node, Make.Continue(owned, 1))).Signals.ShouldHaveSingleItem().Key.ShouldBe(SubjectOverrides.Pause);
        (await LoadAsync(ready)).Signals.ShouldHaveSingleItem().Body.ToArray().ShouldBe(Make.Utf8("\"why\""));
        (await LoadAsync(ended)).Signals.ShouldBeEmpty();
        foreach (var other in others)
        {
            (await LoadAsync(other)).Signals.ShouldBeEmpty();
        }

        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // Faults: the instant stays; runs about other subjects wake.
    [Fact]
    public async Task Override_OfARunAtRest_MakesItReady()
    {
        var node = await JoinAsync();
        var timer = await RestAsync(node, Now.AddDays(1));
        var idle = await RestAsync(node, null);
        var others = (await RestAsync(node, Now.AddDays(1), "asset-2"), await RestAsync(node, null, "asset-2"));

        await OverrideAsync();

        (await LiveAsync(timer)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Ready), live => live.DueAt.ShouldBeNull());
        (await LiveAsync(idle)).State.ShouldBe(LiveState.Ready);
        (await LiveAsync(others.Item1)).State.ShouldBe(LiveState.Timer);
        (await LiveAsync(others.Item2)).State.ShouldBe(LiveState.Idle);
        (await ClaimIdsAsync(node)).Order().ShouldBe([timer, idle]);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // Faults: they count as ready since they began to rest, or not at all; one that was ready loses its turn.
    [Fact]
    public async Task Override_OfRunsAtRest_MakesThemReadySinceThen_AndLeavesTheOthersTheirTurn()
    {
        var node = await JoinAsync();
        RunId[] resting = [await RestAsync(node, Now.AddDays(1)), await RestAsync(node, null)];
        var ready = await CreateReadyAsync(subject: Asset);
        await MoveAsync(Now.AddSeconds(10), node);
        await MoveAsync(Now.AddSeconds(10), node);

        await OverrideAsync();

        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain($"Run '{ready}' is ready since 2026-03-01T12:00:00Z");
        await MoveAsync(Now.AddSeconds(6), node);
        foreach (var run in resting)
        {
            (await DiagnoseAsync()).ShouldContain(line => line.Contains($"Run '{run}' is ready since 2026-03-01T12:00:20Z"));
        }
    }

    // Fault: it waits for a permit that it has.
    [Fact]
    public async Task Override_OfARunThatKeptItsPermitAtRest_LetsItGoOn()
    {
        var node = await JoinAsync();
        var run = await LimitedAsync(node, Asset);
        var next = Make.Run();
        (await AcceptAsync(node, new AcceptOperation { Scope = Scope, Runs = [new NewRun { Run = next, Owned = false, Limits = new RunLimits(1, null) }] })).Status.ShouldBe(AcceptStatus.Accepted);
        await RecordAsync(node, new RecordOperation { RunId = run, ClaimNumber = 1, Limited = true, Transition = new RunTransition.Park(Now + RunLimits.KeptFor) });

        await OverrideAsync();

        (await LiveAsync(run)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Ready), live => live.HoldsPermit.ShouldBeTrue());
        (await LiveAsync(next.Id)).State.ShouldBe(LiveState.Blocked);
    }

    // Fault: the second release finds the signal of the first one, which the same operation consumes: the run is parked, and nobody takes it up.
    [Fact]
    public async Task Release_TwiceWhileAnOwnerIsAboutToParkTheRun_LetsItGoOn()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node, subject: Asset);
        await OverrideAsync();
        await ReleaseAsync();
        await OverrideAsync();
        (await RecordAsync(node, Make.Continue(run, 1))).Signals.Select(signal => signal.Key).ShouldBe([SubjectOverrides.Resume, SubjectOverrides.Pause], ignoreOrder: true);
        await ReleaseAsync();

        await RecordAsync(node, new RecordOperation
        {
            RunId = run, ClaimNumber = 1, Consumed = [SubjectOverrides.Resume], Transition = new RunTransition.Hold("in hand") { Need = SubjectOverrides.Need },
        });

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
        (await ClaimIdsAsync(node)).ShouldBe([run]);
    }

    // Faults: what it waits for, why, since when, or how often it was rescued, is forgotten with the release.
    [Fact]
    public async Task Override_OfARunThatIsParkedOrQuarantined_LeavesItThere()
    {
        var parked = await CreateOwnedAsync(await JoinAsync(), subject: Asset);
        var node = await CrashAndJoinAsync();
        await ClaimAsync(node);
        await RecordAsync(node, Make.Record(parked, 2, new RunTransition.Hold("no handler") { Need = "action:x" }));
        var (live, since) = (await LiveAsync(parked), Now);
        (live.State, live.Need, live.Reason, live.Rescues).ShouldBe((LiveState.Parked, "action:x", "no handler", 1));

        Now += TimeSpan.FromMinutes(1);
        await OverrideAsync();
        (await LiveAsync(parked)).ShouldBe(live);
        await ReleaseAsync();

        (await LiveAsync(parked)).ShouldBe(live, "It was not parked for the subject.");
        (await LoadAsync(parked)).Signals.ShouldBeEmpty();
        Now = since + TimeSpan.FromMinutes(5);
        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain($"waits since {since:yyyy-MM-dd'T'HH:mm:ss'Z'}");
    }

    // Fault: runs that were held for something else are woken.
    [Fact]
    public async Task Release_WakesExactlyTheRunsThatWereHeldForIt()
    {
        var node = await JoinAsync();
        var held = await CreateOwnedAsync(node, subject: Asset);
        var other = await CreateOwnedAsync(node, subject: "asset-2");
        await OverrideAsync();
        await OverrideAsync("asset-2");
        await HoldAsync(node, held);
        await HoldAsync(node, other);

        (await ReleaseAsync()).ShouldBeTrue();

        var live = await LiveAsync(held);
        (live.State, live.Reason, live.Need, live.Rescues).ShouldBe((LiveState.Ready, null, null, 0));
        (await LoadAsync(held)).Signals.ShouldBeEmpty();
        (await LiveAsync(other)).State.ShouldBe(LiveState.Parked);
        (await RulesAsync()).Overrides.ShouldHaveSingleItem().Subject.ShouldBe("asset-2");
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // Fault: the owner is not told: what it decided with the override in mind parks the run for ever.
    [Fact]
    public async Task Release_WhileAnOwnerIsAboutToParkTheRun_LetsItGoOn()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node, subject: Asset);
        await OverrideAsync();
        (await RecordAsync(node, Make.Continue(run, 1))).Signals.ShouldHaveSingleItem();
        await ReleaseAsync();

        await HoldAsync(node, run);

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
        var claimed = (await ClaimAsync(node)).ShouldHaveSingleItem();
        claimed.Signals.ShouldHaveSingleItem().Key.ShouldBe(SubjectOverrides.Resume);
    }

    [Fact]
    public async Task Release_OfARunThatIsOwned_TellsItsOwner()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node, subject: Asset);
        var other = await CreateOwnedAsync(node, subject: "asset-2");
        await OverrideAsync();
        await ReleaseAsync();

        (await LoadAsync(other)).Signals.ShouldBeEmpty();
        (await Store.ListOwnedAsync(node, signalledOnly: true, TestContext.Current.CancellationToken)).ShouldBe([run]);
        (await LoadAsync(run)).Signals.ShouldHaveSingleItem().Key.ShouldBe(SubjectOverrides.Resume);
    }

    [Fact]
    public async Task Release_OfARunWithLimits_LetsItWaitForItsPermit()
    {
        var node = await JoinAsync();
        var held = await LimitedAsync(node, Asset);
        await OverrideAsync();
        await HoldAsync(node, held, limited: true);
        var holder = await LimitedAsync(node, "asset-2");

        await ReleaseAsync();
        (await LiveAsync(held)).State.ShouldBe(LiveState.Blocked);
        await RecordAsync(node, new RecordOperation
        {
            RunId = holder, ClaimNumber = 1, Limited = true, Entries = [Make.Outcome("last")], Transition = new RunTransition.End(RunStatus.Succeeded, null),
        });

        (await LiveAsync(held)).State.ShouldBe(LiveState.Ready);
    }

    [Fact]
    public async Task Release_OfASubjectThatNobodyHas_ChangesNothing()
    {
        (await ReleaseAsync()).ShouldBeFalse();
        await OverrideAsync();
        (await Store.ReleaseSubjectAsync(OtherScope, Asset, Now, default)).ShouldBeFalse();

        (await RulesAsync()).ShouldSatisfyAllConditions(rules => rules.Version.ShouldBe(1), rules => rules.Overrides.Count.ShouldBe(1));
    }

    [Fact]
    public async Task Cancel_OfAHeldRun_WakesIt()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node, subject: Asset);
        await OverrideAsync();
        await HoldAsync(node, run);

        (await SignalAsync(node, Make.Cancel(run))).MadeReady.ShouldBeTrue();
        (await ReleaseAsync()).ShouldBeTrue();

        (await LoadAsync(run)).Signals.ShouldHaveSingleItem().Key.Kind.ShouldBe(SignalKind.Cancel);
    }

    [Fact]
    public async Task HeldRun_IsNotStuck_HoweverLong()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node, subject: Asset);
        await OverrideAsync();
        await HoldAsync(node, run);

        await MoveAsync(Now + TimeSpan.FromDays(3), node);

        (await DiagnoseAsync()).ShouldBeEmpty();
        (await ClaimIdsAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Crash_KeepsTheOverride_AndItsSignals()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node, subject: Asset);
        await OverrideAsync();

        node = await CrashAndJoinAsync();

        (await RulesAsync()).Overrides.ShouldHaveSingleItem();
        (await ClaimAsync(node)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            claimed => claimed.Run.Id.ShouldBe(run), claimed => claimed.Signals.ShouldHaveSingleItem().Key.ShouldBe(SubjectOverrides.Pause));
    }

    [Fact]
    public async Task Override_BeyondTheMost_IsRefused()
    {
        await OverrideAsync("asset-0");
        await FillAsync(SubjectOverrides.MaxPerScope - 1);

        var before = (await RulesAsync()).Version;
        (await OverrideAsync("one more")).ShouldBeFalse();
        (await RulesAsync()).Version.ShouldBe(before);
        (await OverrideAsync("asset-0", "again")).ShouldBeTrue();
        (await Store.OverrideSubjectAsync(OtherScope, new SubjectOverride { Subject = "one more", At = Now }, Pause(), default)).ShouldBeTrue();
        (await OverrideAsync("one more")).ShouldBeFalse("another scope has it");
    }

    /// <summary>Overrides so many subjects, <c>asset-1</c> and so on. Stores on disk do it behind the port's back, to be done in time.</summary>
    protected virtual async Task FillAsync(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            await OverrideAsync($"asset-{number}");
        }
    }

    private SignalRecord Pause() => new(SubjectOverrides.Pause, Make.Utf8("\"why\""), Now);

    private Task<bool> OverrideAsync(string subject = Asset, string? reason = null, string? author = null) =>
        Store.OverrideSubjectAsync(Scope, new SubjectOverride { Subject = subject, Reason = reason, Author = author, At = Now }, Pause(), default);

    private Task<bool> ReleaseAsync() => Store.ReleaseSubjectAsync(Scope, Asset, Now, default);

    private Task<ScopeRules> RulesAsync(string scope = Scope) => Store.LoadRulesAsync(scope, TestContext.Current.CancellationToken);

    private async Task<RunId> RestAsync(NodeLease node, DateTimeOffset? dueAt, string subject = Asset)
    {
        var run = await CreateOwnedAsync(node, subject: subject);
        (await RecordAsync(node, new RecordOperation
        {
            RunId = run, ClaimNumber = 1, Waits = dueAt is null ? [Make.Wait("w")] : [], Transition = new RunTransition.Park(dueAt),
        })).Transitioned.ShouldBeTrue();
        return run;
    }

    private async Task HoldAsync(NodeLease node, RunId run, bool limited = false) => (await RecordAsync(node, new RecordOperation
    {
        RunId = run, ClaimNumber = 1, Limited = limited, Transition = new RunTransition.Hold("in hand") { Need = SubjectOverrides.Need },
    })).Transitioned.ShouldBeTrue();

    private async Task<RunId> LimitedAsync(NodeLease node, string subject)
    {
        var run = Make.Run(subject: subject);
        await AcceptAsync(node, new AcceptOperation { Scope = Scope, Runs = [new NewRun { Run = run, Owned = true, Limits = new RunLimits(1, null) }] });
        (await LiveAsync(run.Id)).State.ShouldBe(LiveState.Owned);
        return run.Id;
    }
}
