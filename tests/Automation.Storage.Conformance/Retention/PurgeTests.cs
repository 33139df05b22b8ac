using System.Globalization;

namespace Automation.Storage.Conformance.Retention;

/// <summary>Old history goes by outcome and age, in chunks; what is needed stays.</summary>
public abstract class PurgeTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    // Faults: the age is counted from the start; the age of one outcome counts for all.
    [Fact]
    public async Task Runs_GoByOutcomeAndByTheAgeOfTheirEnd()
    {
        var node = await JoinAsync();
        RunId[] runs = [await CreateOwnedAsync(node), await CreateOwnedAsync(node), await CreateOwnedAsync(node), await CreateOwnedAsync(node)];
        await EndAsync(node, runs[0]);
        await EndAsync(node, runs[1], RunStatus.Failed);
        await EndAsync(node, runs[2], RunStatus.Cancelled);
        await MoveAsync(Now.AddDays(1), node);
        await EndAsync(node, runs[3]);
        await MoveAsync(Now.AddDays(30), node);

        (await PurgeAsync(new() { Scope = Scope, Limit = 100, SucceededBefore = Now - Month, CancelledBefore = Now - Month })).ShouldBe(new PurgeResult { Succeeded = 1, Cancelled = 1, Entries = 2 });

        (await PresentAsync(runs)).ShouldBe([runs[1], runs[3]]);
        (await ListedAsync()).ShouldBe([runs[3], runs[1]]);
        await MoveAsync(Now.AddTicks(10), node);
        (await PurgeAsync(All())).ShouldBe(new PurgeResult { Succeeded = 1, Failed = 1, Entries = 2 });
        (await ListedAsync()).ShouldBeEmpty();
    }

    // Fault: the log, or the ledger, is left behind (the run's id then says so when it is used again).
    [Fact]
    public async Task Run_GoesWithItsLedgerAndItsLog()
    {
        var node = await JoinAsync();
        var run = Make.Run();
        await AcceptAsync(node, Make.Start(run, owned: true));
        await RecordAsync(node, new RecordOperation { RunId = run.Id, ClaimNumber = 1, Entries = [Make.Outcome("a")], Log = [Make.Line(1), Make.Line(2)], Transition = RunTransition.Continue.Instance });
        await EndAsync(node, run.Id);
        await MoveAsync(Now.AddDays(31), node);

        (await PurgeAsync(All())).ShouldBe(new PurgeResult { Succeeded = 1, Entries = 2, LogLines = 2 });

        (await Store.FindRunAsync(Scope, run.Id, default)).ShouldBeNull();
        await AcceptAsync(node, Make.Start(run, owned: true));
        (await Store.ListLogAsync(Scope, run.Id, 0, 10, default)).ShouldBeEmpty();
        var again = await LoadAsync(run.Id);
        again.Entries.ShouldBeEmpty();
        again.LastLogNumber.ShouldBe(0);
    }

    // Fault: what else an event's verdicts are about is left behind. It would be seen when the same id came again.
    [Fact]
    public async Task Event_GoesWithTheSubjectsOfItsVerdicts()
    {
        var @event = Make.Event(subject: null) with { Verdicts = [new Verdict { Rule = "rule-1", Reason = VerdictReason.Faulted, Subject = "s" }] };
        await AcceptAsync(null, Make.Publish(@event));
        var node = await JoinAsync();
        await MoveAsync(Now.AddDays(31), node);

        (await PurgeAsync(All())).ShouldBe(new PurgeResult { Events = 1 });

        (await Store.ListEventsAsync(Scope, new() { Subject = "s" }, default)).ShouldBeEmpty();
        await AcceptAsync(null, Make.Publish(@event with { Verdicts = [] }));
        (await Store.ListEventsAsync(Scope, new() { Subject = "s" }, default)).ShouldBeEmpty();
    }

    // Faults: a run that has not ended goes; its event goes; an event that it may come to wait for goes.
    [Fact]
    public async Task RunThatLives_Stays_AndSoDoesWhatItMayNeed()
    {
        var node = await JoinAsync();
        var before = Make.Event(subject: "asset-1");
        await AcceptAsync(node, Make.Publish(before));
        await MoveAsync(Now.AddHours(2), node);
        var (start, run) = await StartByEventAsync(node, owned: true);
        await RecordAsync(node, Make.Record(run, 1, new RunTransition.Park(null)));
        await MoveAsync(Now.AddDays(1), node);
        var awaited = Make.Event(subject: "asset-1");
        var aboutNothing = Make.Event(subject: null);
        var elsewhere = Make.Event(OtherScope, subject: "asset-1");
        await AcceptAsync(node, Make.Publish(awaited));
        await AcceptAsync(node, Make.Publish(aboutNothing));
        await AcceptAsync(node, Make.Publish(elsewhere));
        await MoveAsync(Now.AddDays(60), node);

        (await PurgeAsync(All())).ShouldBe(new PurgeResult { Events = 2 });
        (await PurgeAsync(All() with { Scope = OtherScope })).ShouldBe(new PurgeResult { Events = 1 });

        (await Store.FindEventAsync(Scope, before.Id, default)).ShouldBeNull();
        (await Store.FindEventAsync(Scope, aboutNothing.Id, default)).ShouldBeNull();
        (await LoadAsync(run)).Event.ShouldNotBeNull().Id.ShouldBe(start);
        await SignalAsync(node, Make.Signal(run));
        (await ClaimIdsAsync(node)).ShouldBe([run]);
        await RecordAsync(node, new RecordOperation
        {
            RunId = run, ClaimNumber = 2, Waits = [Make.Wait("w", awaited.Type)], Consumed = [new SignalKey(new StepPath(""), SignalKind.Completion, "1")], Transition = new RunTransition.Park(null),
        });
        (await LoadAsync(run)).Signals.ShouldHaveSingleItem().Key.Nonce.ShouldBe(awaited.Id.ToString());
    }

    // Fault: the runs that an event started are not looked at.
    [Fact]
    public async Task Event_StaysAsLongAsARunThatItStarted()
    {
        var node = await JoinAsync();
        var (start, run) = await StartByEventAsync(node, owned: true);
        await EndAsync(node, run, RunStatus.Failed);
        await MoveAsync(Now.AddDays(31), node);

        (await PurgeAsync(All() with { FailedBefore = null })).ShouldBe(new PurgeResult());
        (await Store.FindEventAsync(Scope, start, default)).ShouldNotBeNull();

        (await PurgeAsync(All())).ShouldBe(new PurgeResult { Failed = 1, Entries = 1, Events = 1 });
        (await Store.FindEventAsync(Scope, start, default)).ShouldBeNull();
    }

    // Fault: only the verdicts are looked at, which know nothing of a re-run.
    [Fact]
    public async Task Event_StaysAsLongAsARerunOfARunThatItStarted()
    {
        var node = await JoinAsync();
        var (start, run) = await StartByEventAsync(node, owned: true);
        await EndAsync(node, run);
        await MoveAsync(Now.AddDays(20), node);
        var again = Make.Run(@event: start) with { RerunOf = run };
        await AcceptAsync(node, Make.Start(again, owned: true));
        await EndAsync(node, again.Id);
        await MoveAsync(Now.AddDays(20), node);

        (await PurgeAsync(All())).ShouldBe(new PurgeResult { Succeeded = 1, Entries = 1 });
        (await LoadAsync(again.Id)).Event.ShouldNotBeNull().Id.ShouldBe(start);
        await MoveAsync(Now.AddDays(20), node);
        (await PurgeAsync(All())).ShouldBe(new PurgeResult { Succeeded = 1, Entries = 1, Events = 1 });
    }

    [Fact]
    public async Task Events_OfAllTypes_GoOnlyWhenTheyAreOld()
    {
        var node = await JoinAsync();
        for (var type = 0; type < 7; type++)
        {
            await AcceptAsync(node, Make.Publish(Make.Event(type: $"type.{type}")));
        }

        await MoveAsync(Now.AddDays(15), node);
        var young = Make.Event(type: "type.3");
        await AcceptAsync(node, Make.Publish(young));
        await MoveAsync(Now.AddDays(16), node);

        (await PurgeAsync(All() with { Limit = 3 })).ShouldBe(new PurgeResult { Events = 7 });

        (await Store.ListEventsAsync(Scope, new EventQuery { Limit = 100 }, default)).ShouldHaveSingleItem().Id.ShouldBe(young.Id);
    }

    // Fault: a walk that begins anew behind every chunk never comes past those that stay.
    [Fact]
    public async Task Events_ThatStay_DoNotHoldUpThoseBehindThem()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 9; i++)
        {
            var (_, run) = await StartByEventAsync(node, owned: true);
            await EndAsync(node, run, RunStatus.Failed);
        }

        var free = Make.Event(type: "asset.approved");
        await AcceptAsync(node, Make.Publish(free));
        await MoveAsync(Now.AddDays(31), node);

        (await PurgeAsync(All() with { FailedBefore = null, Limit = 4 })).ShouldBe(new PurgeResult { Events = 1 });
    }

    // Fault: a chunk without a bound.
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Chunks_AreSmall_AndTogetherEverything(int limit)
    {
        var node = await JoinAsync();
        for (var i = 0; i < 25; i++)
        {
            await EndAsync(node, await CreateOwnedAsync(node));
        }

        var chatty = await CreateOwnedAsync(node);
        await RecordAsync(node, new RecordOperation { RunId = chatty, ClaimNumber = 1, Log = [.. Enumerable.Range(1, 35).Select(number => Make.Line(number))], Transition = RunTransition.Continue.Instance });
        await EndAsync(node, chatty);
        await MoveAsync(Now.AddDays(31), node);

        (await PurgeAsync(All() with { Limit = limit }, most: limit * 2 + 2)).ShouldBe(new PurgeResult { Succeeded = 26, Entries = 26, LogLines = 35 });
    }

    // Fault: the keys go with their events.
    [Fact]
    public async Task DuplicateOfAPurgedEvent_IsADuplicate_AsLongAsTheKeyCounts()
    {
        var node = await JoinAsync();
        var first = Make.Event();
        await AcceptAsync(node, Make.Publish(first).With(Make.Key("k")));
        await MoveAsync(Now.AddDays(31), node);
        await PurgeAsync(All());
        (await Store.FindEventAsync(Scope, first.Id, default)).ShouldBeNull();

        var again = await AcceptAsync(node, Make.Publish(Make.Event()).With(Make.Key("k")));

        again.Status.ShouldBe(AcceptStatus.Duplicate);
        again.OriginalId.ShouldBe(first.Id.Value);
    }

    // Faults: keys that still count go; a page is walked once and the rest is left.
    [Fact]
    public async Task Keys_GoWhenTheyDoNotCountAnyMore()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 30; i++)
        {
            await AcceptAsync(node, Make.Publish(Make.Event(i % 2 == 0 ? Scope : OtherScope)).With(Make.Key($"old {i}", source: i % 3 == 0 ? "event" : "manual:rule-1")));
        }

        await MoveAsync(Now.AddDays(8), node);
        await AcceptAsync(node, Make.Publish(Make.Event()).With(Make.Key("young")));

        (await ForgetAsync(Now.AddDays(-7), limit: 7)).ShouldBe(30);

        (await AcceptAsync(node, Make.Publish(Make.Event()).With(Make.Key("old 0")))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(node, Make.Publish(Make.Event()).With(Make.Key("young")))).Status.ShouldBe(AcceptStatus.Duplicate);
        (await ForgetAsync(Now.AddDays(-7), limit: 7)).ShouldBe(0);
    }

    [Fact]
    public async Task RuleVersions_Stay()
    {
        var node = await JoinAsync();
        await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule() }, default);
        await EndAsync(node, await CreateOwnedAsync(node));
        await MoveAsync(Now.AddDays(400), node);

        await PurgeAsync(All());

        (await Store.ListRuleVersionsAsync(Scope, "rule-1", null, 10, default)).ShouldHaveSingleItem();
    }

    // Fault: two that do the same at the same time count what the other one deleted, or meet in a circle.
    [Fact]
    public async Task SeveralAtOnce_DeleteAndCountEachRowOnce()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 40; i++)
        {
            var (_, run) = await StartByEventAsync(node, owned: true);
            await EndAsync(node, run);
        }

        await MoveAsync(Now.AddDays(31), node);

        var deleted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PurgeAsync(All() with { Limit = 6 }))));

        deleted.Aggregate((left, right) => left + right).ShouldBe(new PurgeResult { Succeeded = 40, Entries = 40, Events = 40 });
    }

    [Fact]
    public async Task Crash_InTheMiddle_LeavesWholeChunks_AndTheNextOneGoesOn()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 12; i++)
        {
            await EndAsync(node, await CreateOwnedAsync(node));
        }

        await MoveAsync(Now.AddDays(31), node);
        var first = await Store.PurgeAsync(All() with { Limit = 6 }, default);
        first.IsDone.ShouldBeFalse();
        await CrashAndJoinAsync();

        (first.Deleted + await PurgeAsync(All())).ShouldBe(new PurgeResult { Succeeded = 12, Entries = 12 });
    }

    [Fact]
    public async Task Scopes_AreThoseWithHistory_PageByPage()
    {
        var node = await JoinAsync();
        await AcceptAsync(node, Make.Publish(Make.Event("b")));
        for (var i = 0; i < 5; i++)
        {
            await CreateReadyAsync(i.ToString("'a-'0", CultureInfo.InvariantCulture));
        }

        var all = new List<string>();
        IReadOnlyList<string> page;
        do
        {
            all.AddRange(page = await Store.ListScopesAsync(all.LastOrDefault(), 2, default));
        }
        while (page.Count == 2);

        all.ShouldBe(["a-0", "a-1", "a-2", "a-3", "a-4", "b"]);
    }

    [Fact]
    public async Task OtherScope_LosesNothing()
    {
        var node = await JoinAsync();
        var other = await CreateOwnedAsync(node, OtherScope);
        await EndAsync(node, other);
        await MoveAsync(Now.AddDays(31), node);

        (await PurgeAsync(All())).ShouldBe(new PurgeResult());

        await LoadAsync(other);
    }

    // Faults: a node that is there is forgotten; an id or an epoch comes again.
    [Fact]
    public async Task Forget_OfNodesThatLeft_LeavesWhoIsThere_AndGivesNoIdAgain()
    {
        var left = await JoinAsync();
        await Store.LeaveAsync(left, Now, TestContext.Current.CancellationToken);
        Now += TimeSpan.FromDays(2);
        await ForgetAsync(Now - TimeSpan.FromDays(1), limit: 100);

        var present = await JoinAsync();
        await ForgetAsync(Now + TimeSpan.FromDays(1), limit: 100);

        present.NodeId.ShouldBeGreaterThan(left.NodeId);
        present.Epoch.ShouldBeGreaterThan(left.Epoch);
        var run = await CreateOwnedAsync(present);
        await Should.ThrowAsync<NodeFencedException>(() => EndAsync(left, run));
        await EndAsync(present, run);
    }

    private PurgeRequest All() => new()
    {
        Scope = Scope, Limit = 100, SucceededBefore = Now - Month, FailedBefore = Now - Month, CancelledBefore = Now - Month, EventsBefore = Now - Month,
    };

    /// <summary>Chunk by chunk until nothing is left.</summary>
    private async Task<PurgeResult> PurgeAsync(PurgeRequest request, int most = int.MaxValue)
    {
        var sum = new PurgeResult();
        while (true)
        {
            var chunk = await Store.PurgeAsync(request, TestContext.Current.CancellationToken);
            (chunk.Deleted.Runs + chunk.Deleted.Entries + chunk.Deleted.LogLines + chunk.Deleted.Events).ShouldBeLessThanOrEqualTo(most);
            sum += chunk.Deleted;
            if (chunk.IsDone)
            {
                return sum;
            }

            request = request with { After = chunk.Next };
        }
    }

    private async Task<long> ForgetAsync(DateTimeOffset before, int limit)
    {
        var request = new ForgetRequest { KeysBefore = before, ChainsBefore = before, BudgetsBefore = before, NodesBefore = before, Limit = limit };
        var keys = 0L;
        while (true)
        {
            var chunk = await Store.ForgetAsync(request, TestContext.Current.CancellationToken);
            keys += chunk.Keys;
            if (chunk.Next is null)
            {
                return keys;
            }

            request = request with { After = chunk.Next };
        }
    }

    private async Task<(AutomationEventId Event, RunId Run)> StartByEventAsync(NodeLease node, bool owned)
    {
        var @event = Make.Event();
        var run = Make.Run(@event: @event.Id);
        @event = @event with { Verdicts = [new Verdict { Rule = run.Rule, Reason = VerdictReason.Ran, RunId = run.Id }] };
        await AcceptAsync(node, new AcceptOperation { Scope = Scope, Event = @event, Runs = [new NewRun { Run = run, Owned = owned }], MayBeAwaited = true });
        return (@event.Id, run.Id);
    }

    private async Task<RunId[]> PresentAsync(RunId[] runs)
    {
        var present = new List<RunId>();
        foreach (var run in runs)
        {
            if (await Store.LoadRunAsync(run, TestContext.Current.CancellationToken) is not null)
            {
                present.Add(run);
            }
        }

        return [.. present];
    }

    private async Task<RunId[]> ListedAsync() => [.. (await Store.ListRunsAsync(Scope, new RunQuery { Limit = 100 }, default)).Select(run => run.Run.Id)];
}
