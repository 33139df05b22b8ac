namespace Automation.Storage.Conformance.Waiting;

/// <summary>A run and the event that it waits for find each other, whichever comes first.</summary>
public abstract class WaitTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Type = "asset.paid";

    [Fact]
    public async Task Event_AfterTheWait_ReachesTheRunAndWakesIt()
    {
        var node = await JoinAsync();
        var run = await WaitingAsync(node);
        var paid = Make.Event(type: Type, payload: """{"sum":3}""");
        await MoveAsync(Now.AddMinutes(5), node);

        var result = await AcceptAsync(node, Make.Publish(paid));

        result.MadeReady.ShouldBeTrue();
        var signal = (await LoadAsync(run)).Signals.ShouldHaveSingleItem();
        signal.Key.ShouldBe(new SignalKey(new StepPath("w"), SignalKind.Event, paid.Id.ToString()));
        signal.Body.ToArray().ShouldBe(paid.Payload.ToArray());
        signal.At.ShouldBe(Now);
        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
    }

    [Fact]
    public async Task Event_BeforeTheWait_IsFoundByLookingBack()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var paid = Make.Event(type: Type, payload: """{"sum":3}""");
        await AcceptAsync(null, Make.Publish(paid));

        var result = await RecordAsync(node, Begin(run, Make.Wait("w")));

        result.Applied.ShouldBeTrue();
        result.Transitioned.ShouldBeFalse();
        var signal = result.Signals.ShouldHaveSingleItem();
        signal.Key.ShouldBe(new SignalKey(new StepPath("w"), SignalKind.Event, paid.Id.ToString()));
        signal.Body.ToArray().ShouldBe(paid.Payload.ToArray());
        (await LiveAsync(run)).State.ShouldBe(LiveState.Owned);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EventAndWait_InOneBatch_InEitherOrder_Meet(bool eventFirst)
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        StoreOperation wait = Begin(run, Make.Wait("w"));
        StoreOperation @event = Make.Publish(Make.Event(type: Type));

        await CommitAsync(node, eventFirst ? [@event, wait] : [wait, @event]);

        var stored = await LoadAsync(run);
        stored.Signals.ShouldHaveSingleItem();
        stored.Live!.State.ShouldBe(eventFirst ? LiveState.Owned : LiveState.Ready);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LookBack_EventAcceptedAfterTheCreation_CountsWhateverItsIdAndTime(bool crash)
    {
        var node = await JoinAsync();

        // A clock that stepped back, or another process in the same millisecond: accepted later, and yet with a lesser id.
        var paid = Make.Event(type: Type);
        await MoveAsync(Now.AddHours(1), node);
        var run = await CreateReadyAsync();
        await AcceptAsync(null, Make.Publish(paid));
        node = crash ? await CrashAndJoinAsync() : node;
        (await ClaimIdsAsync(node)).ShouldBe([run]);

        var result = await RecordAsync(node, Begin(run, Make.Wait("w")));

        result.Signals.ShouldHaveSingleItem().Key.Nonce.ShouldBe(paid.Id.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LookBack_EventAcceptedBeforeTheCreation_DoesNotCountWhateverItsIdAndTime(bool crash)
    {
        var node = await JoinAsync();
        var created = Make.Run();
        await MoveAsync(Now.AddHours(1), node);
        await AcceptAsync(null, Make.Publish(Make.Event(type: Type)));
        node = crash ? await CrashAndJoinAsync() : node;
        await AcceptAsync(null, Make.Start(created));
        node = crash ? await CrashAndJoinAsync() : node;
        (await ClaimIdsAsync(node)).ShouldBe([created.Id]);

        var result = await RecordAsync(node, Begin(created.Id, Make.Wait("w")));

        result.Transitioned.ShouldBeTrue();
        result.Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task LookBack_TheEventThatStartedTheRun_DoesNotCountForIt()
    {
        var node = await JoinAsync();
        var early = Make.RunId();
        var start = Make.Event(type: Type);
        var runs = new[] { Make.Run(@event: start.Id) with { Id = early }, Make.Run(@event: start.Id) };
        await AcceptAsync(node, new AcceptOperation
        {
            Scope = Scope, Event = start, Runs = [.. runs.Select(run => new NewRun { Run = run, Owned = true })], MayBeAwaited = true,
        });

        await CommitAsync(node, [.. runs.Select(run => Begin(run.Id, Make.Wait("w")))]);

        foreach (var run in runs)
        {
            (await LoadAsync(run.Id)).Signals.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task LookBack_EventThatStartedAnotherRun_CountsForTheFirst()
    {
        var node = await JoinAsync();
        var first = await CreateOwnedAsync(node);
        var start = Make.Event(type: Type);
        var run = new NewRun { Run = Make.Run(@event: start.Id), Owned = true };
        await AcceptAsync(node, new AcceptOperation { Scope = Scope, Event = start, Runs = [run], MayBeAwaited = true });

        (await RecordAsync(node, Begin(first, Make.Wait("w")))).Signals.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LookBack_CreationAndEventsInOneBatch_TheOrderInTheBatchCounts(bool beginInTheBatch)
    {
        var node = await JoinAsync();
        var after = Make.Event(type: Type);
        var run = Make.Run();
        var before = Make.Event(type: Type);
        StoreOperation wait = Begin(run.Id, Make.Wait("w"));

        await CommitAsync(node, [Make.Publish(before), Make.Start(run, owned: true), Make.Publish(after), .. beginInTheBatch ? [wait] : Array.Empty<StoreOperation>()]);
        if (!beginInTheBatch)
        {
            await CommitAsync(node, wait);
        }

        (await LoadAsync(run.Id)).Signals.ShouldHaveSingleItem().Key.Nonce.ShouldBe(after.Id.ToString());
    }

    [Fact]
    public async Task LookBack_AfterABatchThatFailed_KeepsTheOrder()
    {
        var node = await JoinAsync();
        var stored = await CreateOwnedAsync(node);
        StoreOperation poison = Make.Start(Make.Run() with { Id = stored });
        await Should.ThrowAsync<InvalidOperationException>(
            () => CommitAsync(node, Make.Publish(Make.Event(type: Type)), Make.Publish(Make.Event(type: Type)), poison));

        await AcceptAsync(null, Make.Publish(Make.Event(type: Type)));
        var run = await CreateOwnedAsync(node);
        var paid = Make.Event(type: Type);
        await AcceptAsync(null, Make.Publish(paid));

        (await RecordAsync(node, Begin(run, Make.Wait("w")))).Signals.ShouldHaveSingleItem().Key.Nonce.ShouldBe(paid.Id.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Event_OfAnotherScopeTypeOrSubject_ReachesNobody(bool eventFirst)
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        StoreOperation[] wait = [Begin(run, Make.Wait("w"))];
        StoreOperation[] others =
        [
            Make.Publish(Make.Event(OtherScope, Type)),
            Make.Publish(Make.Event(type: "asset.approved")),
            Make.Publish(Make.Event(type: Type, subject: "ASSET-1")),
            Make.Publish(Make.Event(type: Type, subject: null)),
        ];

        await CommitAsync(node, eventFirst ? [.. others, .. wait] : [.. wait, .. others]);

        (await LoadAsync(run)).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_WhoseSubjectGoesOnBehindANul_ReachesNobody()
    {
        var node = await JoinAsync();
        var run = await WaitingAsync(node);

        await KeptAsync(() => AcceptAsync(node, Make.Publish(Make.Event(type: Type, subject: "asset-1\0"))));

        (await LoadAsync(run)).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_ThatMayNotBeAwaited_ReachesNobody()
    {
        var node = await JoinAsync();
        var run = await WaitingAsync(node);

        await AcceptAsync(node, new AcceptOperation { Scope = Scope, Event = Make.Event(type: Type), Runs = [], MayBeAwaited = false });

        (await LoadAsync(run)).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_ThatManyWaitFor_ReachesAll()
    {
        var node = await JoinAsync();
        var asleep = await WaitingAsync(node);
        var awake = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(awake, RunTransition.Continue.Instance, Make.Wait("w"), Make.Wait("v")));

        var result = await AcceptAsync(node, Make.Publish(Make.Event(type: Type)));

        result.Notify.ShouldBe([awake]);
        result.MadeReady.ShouldBeTrue();
        (await LoadAsync(asleep)).Signals.ShouldHaveSingleItem();
        (await LoadAsync(awake)).Signals.Select(signal => signal.Key.Path.Value).ShouldBe(["v", "w"], ignoreOrder: true);
    }

    [Fact]
    public async Task Event_FromAProcessThatOnlyPublishes_NotifiesNobody()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w")));

        var result = await AcceptAsync(null, Make.Publish(Make.Event(type: Type)));

        result.Notify.ShouldBeEmpty();
        result.MadeReady.ShouldBeFalse();
        (await Store.ListOwnedAsync(node, signalledOnly: true, default)).ShouldBe([run]);
    }

    [Fact]
    public async Task LookBack_SeveralEvents_GiveASignalEachInTheOrderOfAcceptance()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var events = new[] { Make.Event(type: Type), Make.Event(type: Type), Make.Event(type: Type) };
        Array.Reverse(events);
        foreach (var one in events)
        {
            await AcceptAsync(null, Make.Publish(one));
        }

        var result = await RecordAsync(node, Begin(run, Make.Wait("w")));

        result.Signals.Select(signal => signal.Key.Nonce).ShouldBe(events.Select(one => one.Id.ToString()));
    }

    [Fact]
    public async Task EndedWait_IsReachedNoLonger()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w")));

        await RecordAsync(node, new RecordOperation
        {
            RunId = run, ClaimNumber = 1, EndedWaits = [new StepPath("w"), new StepPath("unknown")], Transition = RunTransition.Continue.Instance,
        });
        await AcceptAsync(node, Make.Publish(Make.Event(type: Type)));

        (await LoadAsync(run)).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Wait_ThatEndsAndBeginsInOneOperation_IsAnother()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w")));

        await RecordAsync(node, new RecordOperation
        {
            RunId = run,
            ClaimNumber = 1,
            EndedWaits = [new StepPath("w")],
            Waits = [Make.Wait("w", subject: "asset-2")],
            Transition = RunTransition.Continue.Instance,
        });

        (await AcceptAsync(node, Make.Publish(Make.Event(type: Type)))).Notify.ShouldBeEmpty();
        (await AcceptAsync(node, Make.Publish(Make.Event(type: Type, subject: "asset-2")))).Notify.ShouldBe([run]);
    }

    [Fact]
    public async Task Wait_ThatBeginsTwice_FailsTheBatch()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w")));

        await Should.ThrowAsync<InvalidOperationException>(
            () => RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w"))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Waits_AreReadWithTheRun_UntilTheyEnd(bool crash)
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w"), Make.Wait("v", subject: "asset-2"), Make.Wait("u")));
        await RecordAsync(node, new RecordOperation
        {
            RunId = run, ClaimNumber = 1, EndedWaits = [new StepPath("u")], Transition = RunTransition.Release.Instance,
        });
        node = crash ? await CrashAndJoinAsync() : node;

        WaitRecord[] waits = [Make.Wait("w"), Make.Wait("v", subject: "asset-2")];
        (await LoadAsync(run)).Waits.ShouldBe(waits, ignoreOrder: true);
        var claimed = (await ClaimAsync(node)).ShouldHaveSingleItem();
        claimed.Waits.ShouldBe(waits, ignoreOrder: true);

        await EndAsync(node, run, claim: claimed.Live!.ClaimNumber);
        (await LoadAsync(run)).Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task End_TakesTheWaitsWithIt()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w")));
        await EndAsync(node, run);

        var result = await AcceptAsync(node, Make.Publish(Make.Event(type: Type)));

        result.Notify.ShouldBeEmpty();
        result.MadeReady.ShouldBeFalse();
        (await LoadAsync(run)).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_ToAParkedRunThatWaits_IsKeptButDoesNotWakeIt()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(run, new RunTransition.Hold("needs something"), Make.Wait("w")));

        (await AcceptAsync(node, Make.Publish(Make.Event(type: Type)))).MadeReady.ShouldBeFalse();

        (await LoadAsync(run)).Signals.ShouldHaveSingleItem();
        (await LiveAsync(run)).State.ShouldBe(LiveState.Parked);
    }

    private async Task<RunId> WaitingAsync(NodeLease node)
    {
        var run = await CreateOwnedAsync(node);
        (await RecordAsync(node, Begin(run, Make.Wait("w")))).Transitioned.ShouldBeTrue();
        return run;
    }

    private static RecordOperation Begin(RunId run, WaitRecord wait) => Begin(run, new RunTransition.Park(null), wait);

    private static RecordOperation Begin(RunId run, RunTransition transition, params WaitRecord[] waits) =>
        new() { RunId = run, ClaimNumber = 1, Waits = waits, Transition = transition };
}
