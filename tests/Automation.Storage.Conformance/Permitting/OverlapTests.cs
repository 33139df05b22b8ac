namespace Automation.Storage.Conformance.Permitting;

/// <summary>No committed state has two runs of a rule with one key that are not queued; who waits for it follows in order, is refused, or replaces.</summary>
public abstract class OverlapTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly byte[] Reason = Make.Utf8("\"replaced\"");

    [Fact]
    public async Task Create_WithAKeyThatALiveRunHas_IsQueued()
    {
        var node = await JoinAsync();

        (await CreateAsync(node)).Blocked.ShouldBeFalse();
        var (second, waits) = await CreateAsync(node);

        waits.ShouldBeTrue();
        var live = await LiveAsync(second);
        live.State.ShouldBe(LiveState.Queued);
        live.Owner.ShouldBeNull();
        live.ClaimNumber.ShouldBe(0);
        live.Limited.ShouldBeTrue();
        live.HoldsPermit.ShouldBeFalse();
        (await ClaimAsync(node)).ShouldBeEmpty();
        (await NextDueAsync()).At.ShouldBeNull();
        (await DiagnoseAsync()).ShouldBeEmpty();
        (await Store.ListRunsAsync(Scope, new RunQuery { Statuses = [RunStatus.Blocked] }, default)).ShouldHaveSingleItem().Run.Id.ShouldBe(second);
    }

    [Fact]
    public async Task Create_ManyInOneBatch_LetsTheFirstOfEachKeyBegin()
    {
        var node = await JoinAsync();

        var results = await CommitAsync(node, [.. new[] { "a", "b", "a", "b", "a" }.Select(key => Start(Make.Run(), new RunLimits(null, null) { Overlap = key }))]);

        results.Cast<AcceptResult>().Select(result => result.Blocked.Count).ShouldBe([0, 0, 1, 1, 1]);
    }

    [Fact]
    public async Task Keys_AreOfTheirScopeAndRule_AndMayBeEmpty()
    {
        var node = await JoinAsync();

        (await CreateAsync(node, key: "")).Blocked.ShouldBeFalse();
        (await CreateAsync(node, key: "b")).Blocked.ShouldBeFalse();
        (await CreateAsync(node, key: "", rule: "rule-2")).Blocked.ShouldBeFalse();
        (await CreateAsync(node, key: "", scope: OtherScope)).Blocked.ShouldBeFalse();
        (await AcceptAsync(node, Make.Start(Make.Run(), owned: true))).Blocked.ShouldBeEmpty();
        (await CreateAsync(node, key: "")).Blocked.ShouldBeTrue();
    }

    [Fact]
    public async Task End_LetsTheOldestFollow_OneAtATime()
    {
        var node = await JoinAsync();
        var (first, second, third) = (await CreateAsync(node), await CreateAsync(node), await CreateAsync(node));

        (await RecordAsync(node, End(first.Run))).MadeReady.ShouldBeTrue();

        (await LiveAsync(third.Run)).State.ShouldBe(LiveState.Queued);
        (await ClaimIdsAsync(node)).ShouldBe([second.Run]);
        await RecordAsync(node, End(second.Run));
        (await ClaimIdsAsync(node)).ShouldBe([third.Run]);
        await RecordAsync(node, End(third.Run));
        (await DiagnoseAsync()).ShouldBeEmpty();
        (await CreateAsync(node)).Blocked.ShouldBeFalse();
    }

    [Theory]
    [InlineData("park for long")]
    [InlineData("park without an instant")]
    [InlineData("hold")]
    [InlineData("release")]
    public async Task Rest_KeepsTheKey(string how)
    {
        var node = await JoinAsync();
        var (first, second) = (await CreateAsync(node), await CreateAsync(node));

        (await RecordAsync(node, Limited(Make.Record(first.Run, 1, how switch
        {
            "park for long" => new RunTransition.Park(Now.AddMinutes(5)),
            "park without an instant" => new RunTransition.Park(null),
            "hold" => new RunTransition.Hold("needs a person"),
            _ => RunTransition.Release.Instance,
        })))).Transitioned.ShouldBeTrue();

        (await LiveAsync(second.Run)).State.ShouldBe(LiveState.Queued);

        // Whatever wakes it, it needs nothing that another has.
        await MoveAsync(Now.AddMinutes(5), node);
        await CommitAsync(null, Make.Signal(first.Run, SignalKind.Release, wakesHeld: true));
        (await ClaimIdsAsync(node)).ShouldBe([first.Run]);
        (await LiveAsync(second.Run)).State.ShouldBe(LiveState.Queued);
    }

    [Fact]
    public async Task Crash_KeepsTheKey_AndWhoWaited()
    {
        var node = await JoinAsync();
        var (first, second) = (await CreateAsync(null), await CreateAsync(null));
        await ClaimIdsAsync(node);

        node = await CrashAndJoinAsync();

        (await ClaimIdsAsync(node)).ShouldBe([first.Run]);
        await RecordAsync(node, End(first.Run, 2));
        (await ClaimIdsAsync(node)).ShouldBe([second.Run]);
    }

    [Fact]
    public async Task WithALimitOfTheRule_WhoHasItsKeyWaitsForAPermit_AndHoldsNoneBefore()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null);
        var a = await CreateAsync(node, "a", limits);
        var nextA = await CreateAsync(node, "a", limits);
        var b = await CreateAsync(node, "b", limits);
        (await LiveAsync(nextA.Run)).State.ShouldBe(LiveState.Queued);
        (await LiveAsync(b.Run)).State.ShouldBe(LiveState.Blocked);

        await RecordAsync(node, End(a.Run));

        // By now it has its key, and is older: the order of acceptance counts.
        (await ClaimIdsAsync(node)).ShouldBe([nextA.Run]);
        await RecordAsync(node, End(nextA.Run));
        (await ClaimIdsAsync(node)).ShouldBe([b.Run]);
    }

    [Fact]
    public async Task Cancel_OfAQueuedRun_LetsItEndBesideTheOther_AndGivesUpItsPlace()
    {
        var node = await JoinAsync();
        var (first, second, third) = (await CreateAsync(node), await CreateAsync(node), await CreateAsync(node));

        (await SignalAsync(null, Make.Cancel(second.Run))).MadeReady.ShouldBeTrue();

        (await ClaimIdsAsync(node)).ShouldBe([second.Run]);
        await RecordAsync(node, Consuming(End(second.Run)));
        (await LiveAsync(third.Run)).State.ShouldBe(LiveState.Queued);
        await RecordAsync(node, End(first.Run));
        (await ClaimIdsAsync(node)).ShouldBe([third.Run]);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Signal_ToAQueuedRun_IsKeptAndDoesNotWakeIt()
    {
        var node = await JoinAsync();
        await CreateAsync(node);
        var second = await CreateAsync(node);

        (await SignalAsync(null, Make.Signal(second.Run, SignalKind.Release, wakesHeld: true))).MadeReady.ShouldBeFalse();

        (await LoadAsync(second.Run)).Signals.ShouldHaveSingleItem();
        (await LiveAsync(second.Run)).State.ShouldBe(LiveState.Queued);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task MaxQueued_OfTheKey_RefusesWhoComesThen_AndStoresNothing()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(null, null) { MaxQueued = 1 };
        var first = await CreateAsync(node, "a", limits);
        await CreateAsync(node, "a", limits);
        var @event = Make.Event();
        var refused = new AcceptOperation
        {
            Scope = Scope,
            Event = @event,
            Dedupe = Make.Key("k"),
            Runs = [new NewRun { Run = Make.Run(@event: @event.Id), Owned = true, Limits = limits with { Overlap = "a" } }],
        };

        var result = await AcceptAsync(node, refused);

        result.Status.ShouldBe(AcceptStatus.Busy);
        result.Busy.ShouldBe([new BusyRule("rule-1", first.Run, Now)]);
        (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldBeNull();
        (await Store.LoadRunAsync(refused.Runs[0].Run.Id, default)).ShouldBeNull();
        (await CreateAsync(node, "b", limits)).Blocked.ShouldBeFalse();

        // Decided anew without the run, under the same key.
        (await AcceptAsync(node, new AcceptOperation { Scope = Scope, Event = @event, Runs = [], Dedupe = Make.Key("k") })).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task MaxQueued_OfTheRule_CountsThoseAtWorkAndThoseThatWait()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(2, null) { MaxQueued = 1 };
        var runs = new[] { await CreateAsync(node, null, limits), await CreateAsync(node, null, limits), await CreateAsync(node, null, limits) };
        runs.Select(run => run.Blocked).ShouldBe([false, false, true]);

        var refused = await AcceptAsync(node, Start(Make.Run(), limits));
        refused.Status.ShouldBe(AcceptStatus.Busy);
        refused.Busy.ShouldBe([new BusyRule("rule-1", runs[0].Run, Now)]);

        await RecordAsync(node, End(runs[1].Run));
        (await CreateAsync(node, null, limits)).Blocked.ShouldBeTrue();
        (await AcceptAsync(node, Start(Make.Run(), limits))).Status.ShouldBe(AcceptStatus.Busy);
    }

    [Fact]
    public async Task MaxQueuedZero_RestThatGaveItsPermitBack_LeavesRoom()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null) { MaxQueued = 0 };
        var first = await CreateAsync(node, null, limits);
        await RecordAsync(node, Limited(Make.Record(first.Run, 1, new RunTransition.Park(null))));

        (await CreateAsync(node, null, limits)).Blocked.ShouldBeFalse();
        (await AcceptAsync(node, Start(Make.Run(), limits))).Status.ShouldBe(AcceptStatus.Busy);
    }

    [Fact]
    public async Task Busy_InABatch_IsDecidedInItsOrder_AndLeavesTheOthersAlone()
    {
        var node = await JoinAsync();
        var skip = new RunLimits(null, null) { Overlap = "a", MaxQueued = 0 };
        var plain = Make.Run(rule: "rule-2");
        var other = Make.Run();

        var results = await CommitAsync(node, Start(Make.Run(), skip), Start(Make.Run(), skip), Make.Start(plain, owned: true), Start(other, skip with { Overlap = "b" }), Start(Make.Run(), skip));

        results.Cast<AcceptResult>().Select(result => result.Status)
            .ShouldBe([AcceptStatus.Accepted, AcceptStatus.Busy, AcceptStatus.Accepted, AcceptStatus.Accepted, AcceptStatus.Busy]);
        (await Store.ListOwnedAsync(node, signalledOnly: false, default)).Count.ShouldBe(3);
    }

    // Faults: runs that the batch creates before are not counted, or those of them that cannot be refused. Each alone, since one that is refused has the others asked one by one.
    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public async Task Busy_OfARule_CountsThoseBeforeInTheBatch(int? queued)
    {
        var node = await JoinAsync();
        var limits = new RunLimits(2, null) { MaxQueued = 1 };
        await CreateAsync(node, null, limits);

        var results = await CommitAsync(
            node, Start(Make.Run(), limits), Start(Make.Run(), limits with { MaxQueued = queued }), Start(Make.Run(rule: "rule-2"), limits), Start(Make.Run(), limits), Start(Make.Run(), limits with { MaxQueued = null }));

        var stored = AcceptStatus.Accepted;
        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([stored, stored, stored, AcceptStatus.Busy, stored]);
    }

    // Faults: who waits for a key in the same batch is not counted; one that waits for a key counts as one that wants a permit.
    [Theory]
    [InlineData("a", "a", "b", "c")]
    [InlineData("a", "a", "a")]
    public async Task Busy_OfKeys_CountsThoseBeforeInTheBatch(params string[] keys)
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null) { MaxQueued = 1 };

        var results = await CommitAsync(node, [.. keys.Select(key => Start(Make.Run(), limits with { Overlap = key }))]);

        results.Cast<AcceptResult>().Select(result => result.Status == AcceptStatus.Accepted).ShouldBe([.. keys[..^1].Select(_ => true), false]);
    }

    [Fact]
    public async Task Busy_AfterAnEndInTheSameBatch_HasRoom()
    {
        var node = await JoinAsync();
        var skip = new RunLimits(null, null) { MaxQueued = 0 };
        var first = await CreateAsync(node, "a", skip);

        var results = await CommitAsync(node, End(first.Run), Start(Make.Run(), skip with { Overlap = "a" }));

        ((AcceptResult)results[1]).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Busy_OfSeveralRules_NamesEach()
    {
        var node = await JoinAsync();
        var skip = new RunLimits(null, null) { Overlap = "a", MaxQueued = 0 };
        foreach (var rule in new[] { "rule-1", "rule-3" })
        {
            await AcceptAsync(node, Start(Make.Run(rule: rule), skip));
        }

        var result = await AcceptAsync(node, new AcceptOperation
        {
            Scope = Scope,
            Runs = [.. new[] { "rule-1", "rule-2", "rule-3" }.Select(rule => new NewRun { Run = Make.Run(rule: rule), Owned = true, Limits = skip })],
        });

        result.Busy.Select(busy => busy.Rule).ShouldBe(["rule-1", "rule-3"]);
        (await Store.ListOwnedAsync(node, signalledOnly: false, default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Duplicate_OfWhatWasAccepted_IsNoneThatIsBusy()
    {
        var node = await JoinAsync();
        var skip = new RunLimits(null, null) { Overlap = "a", MaxQueued = 0 };
        var (first, again) = (Start(Make.Run(), skip).With(Make.Key("k")), Start(Make.Run(), skip).With(Make.Key("k")));

        var results = await CommitAsync(node, first, again, Start(Make.Run(), skip));
        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.Duplicate, AcceptStatus.Busy]);

        (await AcceptAsync(node, Start(Make.Run(), skip).With(Make.Key("k")))).Status.ShouldBe(AcceptStatus.Duplicate);
    }

    [Fact]
    public async Task Replace_CancelsTheHolder_AndBeginsWhenItHasEnded()
    {
        var node = await JoinAsync();
        var first = await CreateAsync(node);
        var newer = Make.Run();

        var result = await AcceptAsync(node, Replacing(newer));

        result.Blocked.ShouldBe([newer.Id]);
        result.Notify.ShouldBe([first.Run]);
        (await LoadAsync(first.Run)).Signals.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            signal => signal.Key.ShouldBe(new SignalKey(new StepPath(""), SignalKind.Cancel, "")), signal => signal.Body.ToArray().ShouldBe(Reason));
        (await LiveAsync(newer.Id)).State.ShouldBe(LiveState.Queued);
        (await ClaimAsync(node)).ShouldBeEmpty();

        (await RecordAsync(node, Consuming(End(first.Run)))).MadeReady.ShouldBeTrue();
        (await ClaimIdsAsync(node)).ShouldBe([newer.Id]);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Replace_CancelsThoseThatWait_AndTheNewestFollows()
    {
        var node = await JoinAsync();
        var first = await CreateAsync(node);
        var (second, third) = (Make.Run(), Make.Run());
        await AcceptAsync(node, Replacing(second));

        (await AcceptAsync(node, Replacing(third))).MadeReady.ShouldBeTrue();

        // It only ends: it has no key any more, and the holder is at work.
        (await ClaimIdsAsync(node)).ShouldBe([second.Id]);
        (await LiveAsync(third.Id)).State.ShouldBe(LiveState.Queued);
        await RecordAsync(node, Consuming(End(second.Id)));
        (await LiveAsync(third.Id)).State.ShouldBe(LiveState.Queued);
        await RecordAsync(node, Consuming(End(first.Run)));
        (await ClaimIdsAsync(node)).ShouldBe([third.Id]);
        (await LoadAsync(first.Run)).Live.ShouldBeNull();
    }

    [Theory]
    [InlineData("timer")]
    [InlineData("idle")]
    [InlineData("parked")]
    [InlineData("blocked")]
    public async Task Replace_WakesAHolderThatRests_SoThatItEnds(string how)
    {
        var node = await JoinAsync();
        var limits = new RunLimits(how == "blocked" ? 1 : null, null);
        var other = how == "blocked" ? await CreateAsync(node, "other", limits) : default;
        var first = await CreateAsync(how == "blocked" ? null : node, "a", limits);
        if (how != "blocked")
        {
            await RecordAsync(node, Limited(Make.Record(first.Run, 1, how switch
            {
                "timer" => new RunTransition.Park(Now.AddHours(1)),
                "idle" => new RunTransition.Park(null),
                _ => new RunTransition.Hold("needs a person"),
            })));
        }

        var newer = Make.Run();
        (await AcceptAsync(node, Replacing(newer, limits))).MadeReady.ShouldBeTrue();

        (await ClaimIdsAsync(node)).ShouldBe([first.Run]);
        await RecordAsync(node, Consuming(End(first.Run, how == "blocked" ? 1 : 2)));
        if (how == "blocked")
        {
            await RecordAsync(node, End(other.Run));
        }

        (await ClaimIdsAsync(node)).ShouldBe([newer.Id]);
    }

    [Fact]
    public async Task Replace_SeveralInOneBatch_OnlyTheLastIsLeft()
    {
        var node = await JoinAsync();
        var runs = new[] { Make.Run(), Make.Run(), Make.Run() };

        await CommitAsync(node, [.. runs.Select(run => Replacing(run))]);

        var claimed = new List<RunId>();
        for (IReadOnlyList<StoredRun> some = await OwnedAsync(node); some.Count > 0; some = await OwnedAsync(node))
        {
            foreach (var run in some)
            {
                claimed.Add(run.Run.Id);
                run.Signals.Count.ShouldBe(run.Run.Id == runs[2].Id ? 0 : 1);
                await RecordAsync(node, Consuming(End(run.Run.Id, run.Live!.ClaimNumber)));
            }
        }

        claimed.ShouldBe(runs.Select(run => run.Id), ignoreOrder: true);
        claimed[^1].ShouldBe(runs[2].Id);
    }

    [Fact]
    public async Task Replace_ADuplicate_CancelsNobody()
    {
        var node = await JoinAsync();
        var first = Make.Run();
        await AcceptAsync(node, Replacing(first).With(Make.Key("k")));

        (await AcceptAsync(node, Replacing(Make.Run()).With(Make.Key("k")))).Status.ShouldBe(AcceptStatus.Duplicate);

        (await LoadAsync(first.Id)).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Contradictions_AreRefused()
    {
        await Should.ThrowAsync<ArgumentException>(() => AcceptAsync(null, Start(Make.Run(), new RunLimits(1, null) { MaxQueued = -1 }, owned: false)));
        await Should.ThrowAsync<ArgumentException>(() => AcceptAsync(null, new AcceptOperation
        {
            Scope = Scope,
            Runs = [new NewRun { Run = Make.Run(), Owned = false, Limits = new RunLimits(1, null), Replaces = Reason }],
        }));
    }

    private async Task<IReadOnlyList<StoredRun>> OwnedAsync(NodeLease node)
    {
        await ClaimAsync(node);
        var owned = new List<StoredRun>();
        foreach (var id in await Store.ListOwnedAsync(node, signalledOnly: false, default))
        {
            owned.Add(await LoadAsync(id));
        }

        return owned;
    }

    private async Task<(RunId Run, bool Blocked)> CreateAsync(NodeLease? node, string? key = "a", RunLimits? limits = null, string scope = Scope, string rule = "rule-1")
    {
        var run = Make.Run(scope, rule);
        var result = await AcceptAsync(node, Start(run, (limits ?? new RunLimits(null, null)) with { Overlap = key }, owned: node is not null));
        result.Status.ShouldBe(AcceptStatus.Accepted);
        return (run.Id, result.Blocked.Count == 1);
    }

    private static AcceptOperation Start(RunRecord run, RunLimits limits, bool owned = true) =>
        new() { Scope = run.Scope, Runs = [new NewRun { Run = run, Owned = owned, Limits = limits }] };

    private static AcceptOperation Replacing(RunRecord run, RunLimits? limits = null) => new()
    {
        Scope = run.Scope,
        Runs = [new NewRun { Run = run, Owned = true, Limits = (limits ?? new RunLimits(null, null)) with { Overlap = "a" }, Replaces = Reason }],
    };

    private RecordOperation End(RunId run, long claim = 1) => Limited(Make.Record(run, claim, new RunTransition.End(RunStatus.Succeeded, null), Make.Outcome("last")));

    private static RecordOperation Limited(RecordOperation record) => new()
    {
        RunId = record.RunId,
        ClaimNumber = record.ClaimNumber,
        Entries = record.Entries,
        Limited = true,
        Transition = record.Transition,
    };

    private static RecordOperation Consuming(RecordOperation record) => new()
    {
        RunId = record.RunId,
        ClaimNumber = record.ClaimNumber,
        Entries = record.Entries,
        Consumed = [new SignalKey(new StepPath(""), SignalKind.Cancel, "")],
        Limited = true,
        Transition = record.Transition,
    };
}
