namespace Automation.Storage.Conformance.Signalling;

/// <summary>What comes from outside its owner reaches a run, whatever it is doing.</summary>
public abstract class SignalTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Signal_ToARunOfTheWriter_NotifiesIt()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        var result = await SignalAsync(node, Make.Signal(run));

        result.Status.ShouldBe(SignalStatus.Delivered);
        result.Notify.ShouldBeTrue();
        result.MadeReady.ShouldBeFalse();
        (await LoadAsync(run)).Signals.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Signal_FromAProcessThatOnlyPublishes_NotifiesNobody()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        (await SignalAsync(null, Make.Signal(run))).Notify.ShouldBeFalse();
    }

    [Fact]
    public async Task Signal_ToARunThatRests_MakesItReady()
    {
        var node = await JoinAsync();
        var idle = await CreateParkedAsync(node, null);
        var timer = await CreateParkedAsync(node, Now.AddDays(1));

        (await SignalAsync(node, Make.Signal(idle))).MadeReady.ShouldBeTrue();
        (await SignalAsync(node, Make.Signal(timer))).MadeReady.ShouldBeTrue();

        (await LiveAsync(idle)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 0 });
        (await LiveAsync(timer)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 0 });
    }

    [Fact]
    public async Task Signal_ThatWakesHeld_MakesAParkedRunReady()
    {
        var node = await JoinAsync();
        var run = await HeldAsync(node);

        (await SignalAsync(node, Make.Signal(run))).MadeReady.ShouldBeFalse();
        (await LiveAsync(run)).State.ShouldBe(LiveState.Parked);
        (await SignalAsync(node, Make.Cancel(run))).MadeReady.ShouldBeTrue();

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 0 });
        (await LoadAsync(run)).Signals.Select(signal => signal.Key.Kind).ShouldBe([SignalKind.Completion, SignalKind.Cancel]);
    }

    [Fact]
    public async Task Signal_WithAKeyThatIsThere_IsStoredOnceAndAnsweredAlike()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await SignalAsync(node, Make.Signal(run));

        var again = await SignalAsync(node, Make.Signal(run));

        again.Status.ShouldBe(SignalStatus.Delivered);
        again.Notify.ShouldBeTrue();
        (await LoadAsync(run)).Signals.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Signal_ThatCameTwice_IsTheFirstOne_AndIsConsumedOnce()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var key = new SignalKey(new StepPath("job"), SignalKind.Completion, "1");
        foreach (var body in new[] { "first", "second" })
        {
            await SignalAsync(node, new SignalOperation { Scope = Scope, RunId = run, Signal = new SignalRecord(key, Make.Utf8(body), Now) });
        }

        (await LoadAsync(run)).Signals.ShouldHaveSingleItem().Body.ToArray().ShouldBe(Make.Utf8("first"));
        (await RecordAsync(node, Consume(run, new RunTransition.Park(Now.AddDays(1)), key))).Transitioned.ShouldBeTrue();
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Signal_OfAnotherPathKindOrNonce_IsAnother()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        await CommitAsync(
            node,
            Make.Signal(run, SignalKind.Completion, "1", path: "a"),
            Make.Signal(run, SignalKind.Completion, "2", path: "a"),
            Make.Signal(run, SignalKind.Event, "1", path: "a"),
            Make.Signal(run, SignalKind.Completion, "1", path: "b"));

        (await LoadAsync(run)).Signals.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Signals_AreReadOldestFirst()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        foreach (var nonce in new[] { "9", "1", "5" })
        {
            await SignalAsync(node, Make.Signal(run, nonce: nonce));
        }

        var result = await RecordAsync(node, Make.Continue(run, 1));

        result.Signals.Select(signal => signal.Key.Nonce).ShouldBe(["9", "1", "5"]);
        (await LoadAsync(run)).Signals.Select(signal => signal.Key.Nonce).ShouldBe(["9", "1", "5"]);
    }

    [Fact]
    public async Task Signal_EveryField_IsReadBack()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var key = new SignalKey(new StepPath("a/1"), SignalKind.Completion, "3");
        var signal = new SignalRecord(key, new byte[] { 1, 0, 2 }, Now.AddMicroseconds(5));

        await SignalAsync(node, new SignalOperation { Scope = Scope, RunId = run, Signal = signal });

        var stored = (await LoadAsync(run)).Signals.ShouldHaveSingleItem();
        stored.Key.ShouldBe(key);
        stored.At.ShouldBe(signal.At);
        stored.Body.ToArray().ShouldBe(signal.Body.ToArray());
    }

    [Fact]
    public async Task Signal_WithoutAPath_IsForTheRunAsAWhole()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var key = new SignalKey(default, SignalKind.Cancel, "");
        await SignalAsync(node, new SignalOperation { Scope = Scope, RunId = run, Signal = new SignalRecord(key, default, Now) });

        (await LoadAsync(run)).Signals.ShouldHaveSingleItem().Key.Path.Value.ShouldBe("");
        (await RecordAsync(node, Consume(run, key))).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signal_ToARunThatEnded_StoresNothing()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await EndAsync(node, run);

        (await SignalAsync(node, Make.Cancel(run))).Status.ShouldBe(SignalStatus.Ended);

        (await LoadAsync(run)).Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signal_ToARunOfAnotherScope_AnswersLikeOneToNoRun()
    {
        var node = await JoinAsync();
        var alive = await CreateOwnedAsync(node, OtherScope);
        var ended = await CreateOwnedAsync(node, OtherScope);
        await EndAsync(node, ended);

        (await SignalAsync(node, Make.Cancel(alive))).Status.ShouldBe(SignalStatus.NotFound);
        (await SignalAsync(node, Make.Cancel(ended))).Status.ShouldBe(SignalStatus.NotFound);
        (await SignalAsync(node, Make.Cancel(Make.RunId()))).Status.ShouldBe(SignalStatus.NotFound);

        (await LoadAsync(alive)).Signals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("timer")]
    [InlineData("idle")]
    [InlineData("end")]
    public async Task ParkOrEnd_WithASignalUnconsumed_IsRefusedAndTheRestIsStored(string transition)
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await SignalAsync(null, Make.Signal(run));

        var result = await RecordAsync(node, Make.Record(run, 1, Transition(transition), Make.Outcome("a")));

        result.Applied.ShouldBeTrue();
        result.Transitioned.ShouldBeFalse();
        result.Signals.ShouldHaveSingleItem();
        var stored = await LoadAsync(run);
        stored.Live.ShouldBe(new LiveRecord { State = LiveState.Owned, Owner = node.NodeId, ClaimNumber = 1, Rescues = 0 });
        stored.Entries.ShouldHaveSingleItem().RunStatus.ShouldBeNull();
    }

    [Fact]
    public async Task EndAndSignal_AtTheSameMoment_OneWins_AndARefusedEndAnswersTheSignal()
    {
        var node = await JoinAsync();
        for (var round = 0; round < 100; round++)
        {
            var run = await CreateOwnedAsync(node);

            var signal = Task.Run(() => SignalAsync(null, Make.Signal(run)));
            var end = await RecordAsync(node, Make.Record(run, 1, new RunTransition.End(RunStatus.Succeeded, null), Make.Outcome("last")));

            end.Applied.ShouldBeTrue();
            (await signal).Status.ShouldBe(end.Transitioned ? SignalStatus.Ended : SignalStatus.Delivered);
            end.Signals.Count.ShouldBe(end.Transitioned ? 0 : 1);
        }
    }

    [Theory]
    [InlineData("timer")]
    [InlineData("idle")]
    [InlineData("end")]
    public async Task ParkOrEnd_ThatConsumesTheLastSignal_IsApplied(string transition)
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await SignalAsync(null, Make.Signal(run));

        var result = await RecordAsync(
            node, Consume(run, Transition(transition), new SignalKey(new StepPath(""), SignalKind.Completion, "1")));

        result.Transitioned.ShouldBeTrue();
        result.Signals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ParkAndSignal_InOneBatch_InEitherOrder_NeverSleep(bool parkFirst)
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        StoreOperation park = Make.Record(run, 1, new RunTransition.Park(Now.AddDays(1)));
        StoreOperation signal = Make.Signal(run);

        await CommitAsync(node, parkFirst ? [park, signal] : [signal, park]);

        (await LiveAsync(run)).State.ShouldBe(parkFirst ? LiveState.Ready : LiveState.Owned);
    }

    [Fact]
    public async Task Consume_UnknownSignals_IsIgnored()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await SignalAsync(node, Make.Signal(run, nonce: "1"));
        await SignalAsync(node, Make.Signal(run, nonce: "2"));
        var unknown = new SignalKey(new StepPath("elsewhere"), SignalKind.Completion, "1");

        var result = await RecordAsync(
            node, Consume(run, unknown, new SignalKey(new StepPath(""), SignalKind.Completion, "1"), unknown));

        result.Signals.ShouldHaveSingleItem().Key.Nonce.ShouldBe("2");
        (await SignalAsync(node, Make.Signal(run, nonce: "1"))).Status.ShouldBe(SignalStatus.Delivered);
        (await LoadAsync(run)).Signals.Select(signal => signal.Key.Nonce).ShouldBe(["2", "1"]);
    }

    [Fact]
    public async Task Release_OfARunWithSignals_IsApplied()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await SignalAsync(node, Make.Signal(run));

        (await RecordAsync(node, Make.Record(run, 1, RunTransition.Release.Instance))).Transitioned.ShouldBeTrue();

        (await ClaimAsync(node)).ShouldHaveSingleItem().Signals.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Hold_WithACompletionUnconsumed_IsParked()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await SignalAsync(node, Make.Signal(run));

        (await RecordAsync(node, Make.Record(run, 1, new RunTransition.Hold("needs something")))).Transitioned.ShouldBeTrue();

        (await LiveAsync(run)).State.ShouldBe(LiveState.Parked);
    }

    [Theory]
    [InlineData(SignalKind.Cancel)]
    [InlineData(SignalKind.Release)]
    public async Task Hold_WithACancelOrReleaseUnconsumed_IsReadySinceSomebodyActed(SignalKind kind)
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await SignalAsync(null, Make.Signal(run, kind, wakesHeld: true));

        (await RecordAsync(node, Make.Record(run, 1, new RunTransition.Hold("needs something")))).Transitioned.ShouldBeTrue();

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 0 });
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Signal_ThatIsThereAlready_WakesAHeldRunAllTheSame()
    {
        var node = await JoinAsync();
        var run = await HeldAsync(node);
        await SignalAsync(node, Make.Signal(run, SignalKind.Cancel));
        (await LiveAsync(run)).State.ShouldBe(LiveState.Parked);

        (await SignalAsync(node, Make.Signal(run, SignalKind.Cancel, wakesHeld: true))).MadeReady.ShouldBeTrue();
    }

    [Fact]
    public async Task ListOwned_SignalledOnly_NamesThoseWithSignals()
    {
        var node = await JoinAsync();
        var quiet = await CreateOwnedAsync(node);
        var called = await CreateOwnedAsync(node);
        await SignalAsync(null, Make.Cancel(called));

        (await Store.ListOwnedAsync(node, signalledOnly: true, default)).ShouldBe([called]);
        (await Store.ListOwnedAsync(node, signalledOnly: false, default)).ShouldBe([quiet, called], ignoreOrder: true);
    }

    private async Task<RunId> HeldAsync(NodeLease node)
    {
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(run, 1, new RunTransition.Hold("needs something")));
        return run;
    }

    private RunTransition Transition(string name) => name switch
    {
        "timer" => new RunTransition.Park(Now.AddDays(1)),
        "idle" => new RunTransition.Park(null),
        _ => new RunTransition.End(RunStatus.Succeeded, null),
    };

    private RecordOperation Consume(RunId run, params SignalKey[] keys) => Consume(run, RunTransition.Continue.Instance, keys);

    private RecordOperation Consume(RunId run, RunTransition transition, params SignalKey[] keys) =>
        new() { RunId = run, ClaimNumber = 1, Consumed = keys, Entries = [Make.Outcome("a")], Transition = transition };
}
