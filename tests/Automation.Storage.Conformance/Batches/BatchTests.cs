namespace Automation.Storage.Conformance.Batches;

/// <summary>A batch is one act: all of it, or nothing.</summary>
public abstract class BatchTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    public static TheoryData<string> Poisons => ["event", "run", "entry", "wait", "foreign event"];

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task Poison_StoresNothingOfItsBatch(string poison)
    {
        var scene = await SceneAsync();
        var bad = await PoisonAsync(poison, scene);

        await Should.ThrowAsync<InvalidOperationException>(() => CommitAsync(scene.Node, [.. Good(scene), bad]));

        await ShouldBeUntouchedAsync(scene);
    }

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task Store_AfterAPoison_TakesTheGoodOnes(string poison)
    {
        var scene = await SceneAsync();
        var bad = await PoisonAsync(poison, scene);
        await Should.ThrowAsync<InvalidOperationException>(() => CommitAsync(scene.Node, [.. Good(scene), bad]));

        var results = await CommitAsync(scene.Node, Good(scene));

        results.Count.ShouldBe(5);
        ((AcceptResult)results[0]).Status.ShouldBe(AcceptStatus.Accepted);
        ((AcceptResult)results[0]).Notify.ShouldBe([scene.Waiter]);
        ((RecordResult)results[1]).Transitioned.ShouldBeTrue();
        (await LoadAsync(scene.Ending)).Live.ShouldBeNull();
        (await LiveAsync(scene.Parking)).State.ShouldBe(LiveState.Timer);
    }

    [Fact]
    public async Task Operations_AreAppliedInTheirOrder()
    {
        var node = await JoinAsync();
        var run = Make.Run();

        var results = await CommitAsync(
            node,
            Make.Start(run, owned: true),
            Make.Signal(run.Id),
            Make.Record(run.Id, 1, new RunTransition.Park(null)),
            Make.Signal(run.Id, nonce: "2"));

        ((RecordResult)results[2]).Transitioned.ShouldBeFalse();
        ((RecordResult)results[2]).Signals.ShouldHaveSingleItem();
        (await LoadAsync(run.Id)).Signals.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Run_MayNameAnEventThatTheSameBatchAccepted()
    {
        var node = await JoinAsync();
        var @event = Make.Event();
        var run = Make.Run(@event: @event.Id);

        await CommitAsync(node, Make.Publish(@event), Make.Start(run, owned: true));

        (await LoadAsync(run.Id)).Event!.Id.ShouldBe(@event.Id);
    }

    [Fact]
    public async Task EmptyBatch_IsHarmless()
    {
        (await CommitAsync(await JoinAsync())).ShouldBeEmpty();
        (await CommitAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Batch_ThatContradictsItself_IsRefusedBeforeAnythingIsStored()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var @event = Make.Event();
        StoreOperation[] bad =
        [
            new AcceptOperation { Scope = Scope, Runs = [] },
            Make.Start(Make.Run(OtherScope)) is var start ? new AcceptOperation { Scope = Scope, Runs = start.Runs } : start,
            new AcceptOperation { Scope = OtherScope, Event = @event, Runs = [] },
            Make.Publish(@event).With(new DedupeKey("event", new byte[31], new byte[32], default)),
            Make.Record(run, 1, new RunTransition.End(RunStatus.Running, null), Make.Outcome("a")),
            Make.Record(run, 1, new RunTransition.End(RunStatus.Succeeded, null)),
            Make.Continue(run, 1, Make.Outcome("a") with { Kind = (EntryKind)99 }),
        ];

        foreach (var one in bad)
        {
            await Should.ThrowAsync<ArgumentException>(() => CommitAsync(node, Make.Publish(@event), one));
        }

        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(node, Make.Continue(run, 1), Make.Continue(run, 1)));
        (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Batch_WithoutANode_MayNotRecordLogOrOwn()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(null, Make.Continue(run, 1)));
        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(null, new RecordOperation { RunId = run, ClaimNumber = 1, Log = [], Transition = RunTransition.Continue.Instance }));
        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(null, Make.Start(Make.Run(), owned: true)));
    }

    [Fact]
    public async Task Batch_OfAThousandOperations_IsStoredAsOne()
    {
        var node = await JoinAsync();
        var runs = Enumerable.Range(0, 1000).Select(i => Make.Run($"scope-{i % 10}")).ToArray();

        var results = await CommitAsync(node, [.. runs.Select(run => Make.Start(run, owned: true))]);

        results.Count.ShouldBe(1000);
        (await Store.ListOwnedAsync(node, signalledOnly: false, default)).Count.ShouldBe(1000);
    }

    [Fact]
    public async Task BuffersThatAreUsedAgain_DoNotChangeWhatWasStored()
    {
        var node = await JoinAsync();
        var buffer = Make.Utf8("original");
        var @event = Make.Event() with { Payload = buffer };
        var run = Make.Run(@event: @event.Id) with { Input = buffer, Next = buffer };
        var key = Make.Key("k");
        var hashes = (key.KeyHash.ToArray(), key.BodyHash.ToArray());
        await AcceptAsync(node, new AcceptOperation
        {
            Scope = Scope,
            Event = @event,
            Runs = [new NewRun { Run = run, Owned = true }],
            Dedupe = new DedupeKey("event", hashes.Item1, hashes.Item2, default),
        });
        await CommitAsync(
            node,
            Make.Continue(run.Id, 1, Make.Outcome("a") with { Body = buffer, Next = buffer }),
            new SignalOperation
            {
                Scope = Scope, RunId = run.Id, Signal = new SignalRecord(new SignalKey(default, SignalKind.Cancel, ""), buffer, Now),
            });

        buffer.AsSpan().Fill(0);
        hashes.Item1.AsSpan().Fill(0);
        hashes.Item2.AsSpan().Fill(0);

        var stored = await LoadAsync(run.Id);
        ReadOnlyMemory<byte>[] copies =
            [stored.Event!.Payload, stored.Run.Input, stored.Run.Next, stored.Entries[0].Body, stored.Entries[0].Next, stored.Signals[0].Body];
        copies.Select(bytes => System.Text.Encoding.UTF8.GetString(bytes.Span)).ShouldAllBe(text => text == "original");
        (await AcceptAsync(null, Make.Publish(Make.Event()).With(key))).Status.ShouldBe(AcceptStatus.Duplicate);
    }

    private async Task<Scene> SceneAsync()
    {
        var node = await JoinAsync();
        var scene = new Scene(node, Make.Event(type: "asset.paid"), await CreateOwnedAsync(node), await CreateOwnedAsync(node), await CreateOwnedAsync(node));
        await SignalAsync(null, Make.Signal(scene.Parking));
        await RecordAsync(node, new RecordOperation
        {
            RunId = scene.Waiter, ClaimNumber = 1, Waits = [Make.Wait("w")], Transition = RunTransition.Continue.Instance,
        });
        return scene;
    }

    private StoreOperation[] Good(Scene scene) =>
    [
        Make.Publish(scene.Event).With(Make.Key("good"), Make.Run(@event: scene.Event.Id)),
        Make.Record(scene.Ending, 1, new RunTransition.End(RunStatus.Succeeded, null), Make.Outcome("a")),
        new RecordOperation
        {
            RunId = scene.Parking,
            ClaimNumber = 1,
            Consumed = [new SignalKey(new StepPath(""), SignalKind.Completion, "1")],
            Waits = [Make.Wait("v", subject: "asset-9")],
            Log = [Make.Line(1)],
            Transition = new RunTransition.Park(Now.AddHours(1)),
        },
        Make.Cancel(scene.Waiter),
        new RecordOperation
        {
            RunId = scene.Waiter, ClaimNumber = 1, EndedWaits = [new StepPath("w")], Log = [Make.Line(1)], Transition = RunTransition.Continue.Instance,
        },
    ];

    private async Task<StoreOperation> PoisonAsync(string kind, Scene scene)
    {
        var before = Make.Event();
        var run = Make.Run();
        await AcceptAsync(null, Make.Publish(before).With(Make.Key("before"), run));
        var owned = await CreateOwnedAsync(scene.Node);
        await RecordAsync(scene.Node, new RecordOperation
        {
            RunId = owned, ClaimNumber = 1, Entries = [Make.Outcome("a")], Waits = [Make.Wait("w", subject: "asset-8")], Transition = RunTransition.Continue.Instance,
        });
        return kind switch
        {
            "event" => Make.Publish(before),
            "run" => Make.Start(run),
            "entry" => Make.Continue(owned, 1, Make.Outcome("b", 2), Make.Outcome("a", 3)),
            "wait" => new RecordOperation
            {
                RunId = owned, ClaimNumber = 1, Waits = [Make.Wait("w", subject: "asset-8")], Transition = RunTransition.Continue.Instance,
            },
            _ => Make.Start(Make.Run(@event: Make.EventId())),
        };
    }

    private async Task ShouldBeUntouchedAsync(Scene scene)
    {
        (await Store.FindEventAsync(Scope, scene.Event.Id, default)).ShouldBeNull();
        (await LoadAsync(scene.Ending)).Entries.ShouldBeEmpty();
        (await LiveAsync(scene.Ending)).State.ShouldBe(LiveState.Owned);
        var parking = await LoadAsync(scene.Parking);
        parking.Live!.State.ShouldBe(LiveState.Owned);
        parking.Signals.ShouldHaveSingleItem();
        parking.LastLogNumber.ShouldBe(0);
        var waiter = await LoadAsync(scene.Waiter);
        waiter.Signals.ShouldBeEmpty();
        waiter.LastLogNumber.ShouldBe(0);
        (await Store.ListOwnedAsync(scene.Node, signalledOnly: true, default)).ShouldBe([scene.Parking]);
    }

    private sealed record Scene(NodeLease Node, EventRecord Event, RunId Ending, RunId Parking, RunId Waiter);
}
