using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Two nodes that meet at one row, moment by moment: one stands still where it hurts most.</summary>
public sealed class TwoNodeTests : RaceTests
{
    [Fact]
    public async Task WaitThatBegins_WhileItsEventIsStored_SeesIt()
    {
        var doors = await OpenAsync(2);
        var run = await OwnedAsync(doors[0]);
        await MeetAsync(doors, run);

        (await LoadAsync(run)).Signals.ShouldHaveSingleItem();
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // A host's database may have another isolation by default: looking behind a lock needs a fresh look for each statement.
    [Theory]
    [InlineData("repeatable read")]
    [InlineData("serializable")]
    public async Task WaitThatBegins_WhileItsEventIsStored_SeesIt_WhateverTheIsolationOfTheHost(string isolation)
    {
        var doors = await OpenAsync(2, connection => connection.Options = $"-c default_transaction_isolation={isolation.Replace(" ", "\\ ", StringComparison.Ordinal)}");
        var run = await OwnedAsync(doors[0]);
        await MeetAsync(doors, run);

        (await LoadAsync(run)).Signals.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WaitThatEnds_WhileItsEventIsDelivered_LeavesNoSignalUncounted()
    {
        var doors = await OpenAsync(2);
        var run = await OwnedAsync(doors[0]);
        await CommitAsync(doors[0].Store, doors[0].Node, Begin(run, RunTransition.Continue.Instance));
        await using var held = await StopBehindAsync(doors[1].Node, "insert", "signal");

        var publish = CommitAsync(doors[1].Store, doors[1].Node, Make.Publish(Make.Event(type: "asset.paid")));
        await WaitingAsync(1);
        var end = CommitAsync(doors[0].Store, doors[0].Node, new RecordOperation { RunId = run, ClaimNumber = 1, EndedWaits = [new StepPath("w")], Transition = RunTransition.Continue.Instance });
        await Task.WhenAny(end, WaitingAsync(2));
        await held.RollbackAsync();
        await Task.WhenAll(publish, end);

        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // The end waits for the run's row, which the signal has. Fault: the signals are those that the end saw when it began.
    [Fact]
    public async Task End_WhileASignalIsStored_IsRefused_AndAnswersTheSignal()
    {
        var doors = await OpenAsync(2);
        var run = await OwnedAsync(doors[0]);
        await using var held = await StopBehindAsync(doors[1].Node, "insert", "signal");

        var signal = CommitAsync(doors[1].Store, doors[1].Node, Make.Signal(run));
        await WaitingAsync(1);
        var end = CommitAsync(doors[0].Store, doors[0].Node, Make.Record(run, 1, new RunTransition.End(RunStatus.Succeeded, null), Make.Outcome("last")));
        await WaitingAsync(2);
        await held.RollbackAsync();
        await signal;

        var result = (await end).ShouldHaveSingleItem().ShouldBeOfType<RecordResult>();
        (result.Applied, result.Transitioned).ShouldBe((true, false));
        result.Signals.ShouldHaveSingleItem().Key.ShouldBe((await LoadAsync(run)).Signals.ShouldHaveSingleItem().Key);
        (await LiveAsync(run)).State.ShouldBe(LiveState.Owned);
    }

    [Fact]
    public async Task NodeThatLeaves_WhileAnotherTakesOver_IsNotCharged()
    {
        var doors = await OpenAsync(2);
        var run = await OwnedAsync(doors[0]);
        await PassLeaseAsync(doors);
        await using var held = await HoldAsync("select 1 from automation.node where node_id = @key for share", doors[0].Node.NodeId);

        // It stands still after its first act: it waits for its last commits.
        var leave = doors[0].Store.LeaveAsync(doors[0].Node, Now, TestContext.Current.CancellationToken);
        await WaitingAsync(1);
        await doors[1].Store.TakeOverAsync(doors[1].Node, Now, TestContext.Current.CancellationToken);
        await held.RollbackAsync();
        await leave;

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 0 });
        (await AskAsync<long>("select count(*) from automation.node_lease")).ShouldBe(1);
    }

    [Fact]
    public async Task NodeThatDiesWhileItLeaves_IsTakenOver()
    {
        var doors = await OpenAsync(2);
        var run = await OwnedAsync(doors[0]);
        await using (await HoldAsync("select 1 from automation.live where run_id = @key for update", run.Value))
        {
            var leave = doors[0].Store.LeaveAsync(doors[0].Node, Now, TestContext.Current.CancellationToken);
            await WaitingAsync(1);
            await AskAsync<bool>("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
            await Should.ThrowAsync<StoreUnavailableException>(() => leave);
        }

        (await doors[1].Store.TakeOverAsync(doors[1].Node, Now, TestContext.Current.CancellationToken)).ShouldBe(0);
        await PassLeaseAsync(doors[1].Store, doors[1].Node);
        (await doors[1].Store.TakeOverAsync(doors[1].Node, Now, TestContext.Current.CancellationToken)).ShouldBe(1);

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
        (await AskAsync<long>("select count(*) from automation.node where left_at is null")).ShouldBe(1);
    }

    [Fact]
    public async Task NodeThatLeaves_WaitsForWhoeverSignalsItsRuns()
    {
        var doors = await OpenAsync(2);
        var run = await OwnedAsync(doors[0]);
        await using var held = await HoldAsync("select 1 from automation.live where run_id = @key for update", run.Value);

        var leave = doors[0].Store.LeaveAsync(doors[0].Node, Now, TestContext.Current.CancellationToken);
        await WaitingAsync(1);
        await held.RollbackAsync();
        await leave;

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
    }

    [Fact]
    public async Task Writer_WithAnotherConnectionThanBefore_PreparesItsStatementsAnew()
    {
        var (store, node) = (await OpenAsync(1))[0];
        await CommitAsync(store, node, Make.Publish(Make.Event()));
        await Should.ThrowAsync<NodeFencedException>(() => CommitAsync(store, node with { Epoch = 0 }, Make.Publish(Make.Event())));

        // Takes the connection that the writer gave back.
        await store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = 1 }, TestContext.Current.CancellationToken);

        await CommitAsync(store, node, Make.Publish(Make.Event()));
        (await AskAsync<long>("select count(*) from automation.event")).ShouldBe(2);
    }

    [Fact]
    public async Task Writer_WhoseSessionsEnded_GoesOn()
    {
        var (store, node) = (await OpenAsync(1))[0];
        await CommitAsync(store, node, Make.Publish(Make.Event()));
        await AskAsync<long>("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await Should.ThrowAsync<Exception>(() => CommitAsync(store, node, Make.Publish(Make.Event())));

        await CommitAsync(store, node, Make.Publish(Make.Event()));

        (await AskAsync<long>("select count(*) from automation.event")).ShouldBe(2);
    }

    // A process that stands still in the middle of a claim holds rows that others want to signal.
    [Fact]
    public async Task TransactionThatStandsStill_IsEndedByTheServerWithinSeconds()
    {
        var store = await Fixture.OpenAsync(change: null, new WorkSql("automation")
        {
            Claim = new ClaimSql("automation") { NextDue = "select current_setting('idle_in_transaction_session_timeout') = '5s', null::timestamptz, false, false, false, false" },
        });

        (await store.NextDueAsync(Now, [], TestContext.Current.CancellationToken)).At.ShouldBe(Now);
    }

    private async Task MeetAsync((PostgresStore Store, NodeLease Node)[] doors, RunId run)
    {
        await using var held = await StopBehindAsync(doors[1].Node, "insert", "event");
        var publish = CommitAsync(doors[1].Store, doors[1].Node, Make.Publish(Make.Event(type: "asset.paid")));
        await WaitingAsync(1);
        var wait = CommitAsync(doors[0].Store, doors[0].Node, Begin(run, new RunTransition.Park(null)));
        await Task.WhenAny(wait, WaitingAsync(2));
        await held.RollbackAsync();
        await Task.WhenAll(publish, wait);
    }

    private async Task<RunId> OwnedAsync((PostgresStore Store, NodeLease Node) door)
    {
        var run = Make.Run();
        await CommitAsync(door.Store, door.Node, Make.Start(run, owned: true));
        return run.Id;
    }

    private RecordOperation Begin(RunId run, RunTransition transition) => new() { RunId = run, ClaimNumber = 1, Waits = [Make.Wait("w")], Transition = transition };
}
