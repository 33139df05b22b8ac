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
        var run = await WaitingAsync(node, Make.EventId());
        var paid = Make.Event(type: Type, payload: """{"sum":3}""");
        Now += TimeSpan.FromMinutes(5);

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
        var start = Make.EventId();
        var paid = Make.Event(type: Type, payload: """{"sum":3}""");
        await AcceptAsync(null, Make.Publish(paid));
        var run = await CreateOwnedAsync(node);

        var result = await RecordAsync(node, Begin(run, Make.Wait("w", start)));

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
        var start = Make.EventId();
        var run = await CreateOwnedAsync(node);
        StoreOperation wait = Begin(run, Make.Wait("w", start));
        StoreOperation @event = Make.Publish(Make.Event(type: Type));

        await CommitAsync(node, eventFirst ? [@event, wait] : [wait, @event]);

        var stored = await LoadAsync(run);
        stored.Signals.ShouldHaveSingleItem();
        stored.Live!.State.ShouldBe(eventFirst ? LiveState.Owned : LiveState.Ready);
    }

    [Fact]
    public async Task LookBack_PassesOverEventsUpToTheCursor_ButALaterEventCountsWhateverItsId()
    {
        var node = await JoinAsync();
        var early = Make.EventId();
        var paid = Make.Event(type: Type);
        var run = await CreateOwnedAsync(node);
        StoreOperation wait = Begin(run, Make.Wait("w", paid.Id));
        StoreOperation @event = Make.Publish(paid);

        await CommitAsync(node, @event, wait);
        (await LoadAsync(run)).Live!.State.ShouldBe(LiveState.Idle);

        // A clock that stepped back, or another process in the same millisecond: accepted later, and yet with a lesser id.
        await CommitAsync(node, Make.Publish(paid with { Id = early, Root = early }));
        (await LoadAsync(run)).Signals.ShouldHaveSingleItem().Key.Nonce.ShouldBe(early.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Event_OfAnotherScopeTypeOrSubject_ReachesNobody(bool eventFirst)
    {
        var node = await JoinAsync();
        var start = Make.EventId();
        var run = await CreateOwnedAsync(node);
        StoreOperation[] wait = [Begin(run, Make.Wait("w", start))];
        StoreOperation[] others =
        [
            Make.Publish(Make.Event(OtherScope, Type)),
            Make.Publish(Make.Event(type: "asset.approved")),
            Make.Publish(Make.Event(type: Type, subject: "ASSET-1")),
            Make.Publish(Make.Event(type: Type, subject: "asset-1\0")),
            Make.Publish(Make.Event(type: Type, subject: null)),
        ];

        await CommitAsync(node, eventFirst ? [.. others, .. wait] : [.. wait, .. others]);

        (await LoadAsync(run)).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_ThatMayNotBeAwaited_ReachesNobody()
    {
        var node = await JoinAsync();
        var run = await WaitingAsync(node, Make.EventId());

        await AcceptAsync(node, new AcceptOperation { Scope = Scope, Event = Make.Event(type: Type), Runs = [], MayBeAwaited = false });

        (await LoadAsync(run)).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_ThatManyWaitFor_ReachesAll()
    {
        var node = await JoinAsync();
        var start = Make.EventId();
        var asleep = await WaitingAsync(node, start);
        var awake = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(awake, RunTransition.Continue.Instance, Make.Wait("w", start), Make.Wait("v", start)));

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
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w", Make.EventId())));

        var result = await AcceptAsync(null, Make.Publish(Make.Event(type: Type)));

        result.Notify.ShouldBeEmpty();
        result.MadeReady.ShouldBeFalse();
        (await Store.ListOwnedAsync(node, signalledOnly: true, default)).ShouldBe([run]);
    }

    [Fact]
    public async Task LookBack_SeveralEvents_GiveASignalEachInOrder()
    {
        var node = await JoinAsync();
        var start = Make.EventId();
        var events = new[] { Make.Event(type: Type), Make.Event(type: Type), Make.Event(type: Type) };
        foreach (var one in events.Reverse())
        {
            await AcceptAsync(null, Make.Publish(one));
        }

        var run = await CreateOwnedAsync(node);
        var result = await RecordAsync(node, Begin(run, Make.Wait("w", start)));

        result.Signals.Select(signal => signal.Key.Nonce).ShouldBe(events.Select(one => one.Id.ToString()));
    }

    [Fact]
    public async Task EndedWait_IsReachedNoLonger()
    {
        var node = await JoinAsync();
        var start = Make.EventId();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w", start)));

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
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w", Make.EventId())));

        await RecordAsync(node, new RecordOperation
        {
            RunId = run,
            ClaimNumber = 1,
            EndedWaits = [new StepPath("w")],
            Waits = [Make.Wait("w", Make.EventId(), subject: "asset-2")],
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
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w", default)));

        await Should.ThrowAsync<InvalidOperationException>(
            () => RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w", default))));
    }

    [Fact]
    public async Task End_TakesTheWaitsWithIt()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Begin(run, RunTransition.Continue.Instance, Make.Wait("w", Make.EventId())));
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
        await RecordAsync(node, Begin(run, new RunTransition.Hold("needs something"), Make.Wait("w", Make.EventId())));

        (await AcceptAsync(node, Make.Publish(Make.Event(type: Type)))).MadeReady.ShouldBeFalse();

        (await LoadAsync(run)).Signals.ShouldHaveSingleItem();
        (await LiveAsync(run)).State.ShouldBe(LiveState.Parked);
    }

    private async Task<RunId> WaitingAsync(NodeLease node, AutomationEventId after)
    {
        var run = await CreateOwnedAsync(node);
        (await RecordAsync(node, Begin(run, Make.Wait("w", after)))).Transitioned.ShouldBeTrue();
        return run;
    }

    private static RecordOperation Begin(RunId run, WaitRecord wait) => Begin(run, new RunTransition.Park(null), wait);

    private static RecordOperation Begin(RunId run, RunTransition transition, params WaitRecord[] waits) =>
        new() { RunId = run, ClaimNumber = 1, Waits = waits, Transition = transition };
}
