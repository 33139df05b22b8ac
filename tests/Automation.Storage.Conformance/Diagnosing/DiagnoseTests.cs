namespace Automation.Storage.Conformance.Diagnosing;

/// <summary>A diagnosis names what nothing will ever move, and nothing else.</summary>
public abstract class DiagnoseTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Diagnose_HealthyRunsOfEveryKind_IsEmpty()
    {
        var node = await JoinAsync();
        await CreateReadyAsync();
        await CreateOwnedAsync(node);
        await CreateParkedAsync(node, Now.AddDays(1));
        await RecordAsync(node, new RecordOperation
        {
            RunId = await CreateOwnedAsync(node), ClaimNumber = 1, Waits = [Make.Wait("w")], Transition = new RunTransition.Park(null),
        });
        await RecordAsync(node, Make.Record(
            await CreateOwnedAsync(node), 1, new RunTransition.Park(null), Make.Outcome("job") with { Kind = EntryKind.Deferred, Try = 1, Status = null }));
        await RecordAsync(node, Make.Record(await CreateOwnedAsync(node), 1, new RunTransition.Hold("needs something")));
        await EndAsync(node, await CreateOwnedAsync(node));

        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Diagnose_IdleRunWithoutAnythingToWaitFor_IsNamed()
    {
        var node = await JoinAsync();
        var run = await CreateParkedAsync(node, null);

        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
    }

    [Fact]
    public async Task Diagnose_IdleRunWhoseJobIsDone_IsNamed()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(
            run,
            1,
            new RunTransition.Park(null),
            Make.Outcome("job", 1) with { Kind = EntryKind.Deferred, Try = 1, Status = null },
            Make.Outcome("job", 2)));

        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
    }

    [Fact]
    public async Task Diagnose_AfterATakeOver_IsEmpty()
    {
        var run = await CreateOwnedAsync(await JoinAsync());
        var node = await CrashAndJoinAsync();
        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
        (await ClaimIdsAsync(node)).ShouldBe([run]);

        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Diagnose_ParkedRunWithACancelThatWokeNobody_IsNamed()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(run, 1, new RunTransition.Hold("needs something")));
        await SignalAsync(node, Make.Signal(run, SignalKind.Cancel, wakesHeld: false));

        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
    }

    // Fault: the diagnosis does not ask for runs that are ready.
    [Fact]
    public async Task Diagnose_ReadyRunThatAnIdleNodeDoesNotTake_IsNamed()
    {
        var node = await JoinAsync();
        var run = await CreateReadyAsync();
        (await DiagnoseAsync()).ShouldBeEmpty();

        await MoveAsync(Now + TimeSpan.FromSeconds(4), node);
        (await DiagnoseAsync()).ShouldBeEmpty();

        await MoveAsync(Now + TimeSpan.FromSeconds(2), node);
        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
        (await ClaimIdsAsync(node)).ShouldBe([run]);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // Fault: it asks for them whatever the nodes do.
    [Fact]
    public async Task Diagnose_ReadyRunWhileTheNodeIsAtWork_OrThereIsNone_IsNotNamed()
    {
        await CreateReadyAsync();
        Now += TimeSpan.FromMinutes(1);
        (await DiagnoseAsync()).ShouldBeEmpty();

        var node = await JoinAsync();
        (await DiagnoseAsync()).ShouldBeEmpty();
        await CreateOwnedAsync(node);
        await MoveAsync(Now + TimeSpan.FromSeconds(6), node);

        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // Faults: a node that has room, and is at work, is not asked for what it leaves lying; one that holds its lease no longer is; timers are not asked for.
    [Fact]
    public async Task Diagnose_ReadyOrDueRunThatANodeWithRoomDoesNotTake_IsNamed_ThoughItOwnsOthers()
    {
        var node = await JoinAsync();
        await CreateOwnedAsync(node);
        var (ready, due) = (await CreateReadyAsync(), await CreateParkedAsync(node, Now));
        await MoveAsync(Now + TimeSpan.FromSeconds(4), node);
        (await DiagnoseAsync(node)).ShouldBeEmpty();

        await MoveAsync(Now + TimeSpan.FromSeconds(2), node);
        var lines = await DiagnoseAsync(node);
        lines.Count.ShouldBe(2);
        lines.ShouldContain(line => line.Contains($"{ready}' is ready since ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains($"{due}' is due since ", StringComparison.Ordinal));

        (await DiagnoseAsync()).ShouldBeEmpty();
        (await DiagnoseAsync(new NodeLease(node.NodeId + 1000, 1, Timeout.InfiniteTimeSpan))).ShouldBeEmpty();
        await Store.LeaveAsync(node, Now, TestContext.Current.CancellationToken);
        (await DiagnoseAsync(node)).ShouldBeEmpty();
    }

    // A few of those that were rescued twice are worked on at a time. Fault: that a node has room for others counts for them.
    [Fact]
    public async Task Diagnose_RunOnProbation_IsNamedWhereANodeOwnsNothing()
    {
        var run = await CreateOwnedAsync(await JoinAsync());
        await ClaimIdsAsync(await CrashAndJoinAsync());
        var node = await CrashAndJoinAsync();
        (await LiveAsync(run)).State.ShouldBe(LiveState.Probation);
        var other = await CreateOwnedAsync(node);
        await MoveAsync(Now + TimeSpan.FromSeconds(6), node);
        (await DiagnoseAsync(node)).ShouldBeEmpty();

        await EndAsync(node, other);
        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
    }

    // Fault: a way into the state does not say since when; each row is one of them.
    [Theory]
    [InlineData("released")]
    [InlineData("given up")]
    [InlineData("signalled")]
    [InlineData("woken by a person")]
    [InlineData("woken by an event")]
    public async Task Diagnose_RunThatBecameReadyAgain_IsNamed(string way)
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await MoveAsync(Now + TimeSpan.FromSeconds(10), node);
        switch (way)
        {
            case "released":
                await RecordAsync(node, Make.Record(run, 1, RunTransition.Release.Instance));
                break;
            case "given up":
                await Store.LeaveAsync(node, Now, TestContext.Current.CancellationToken);
                node = await JoinAsync();
                break;
            case "signalled":
                await RecordAsync(node, Make.Record(run, 1, new RunTransition.Park(Now.AddDays(1))));
                await SignalAsync(node, Make.Signal(run));
                break;
            case "woken by a person":
                await RecordAsync(node, Make.Record(run, 1, new RunTransition.Hold("needs something")));
                await SignalAsync(node, Make.Cancel(run));
                break;
            case "woken by an event":
                await RecordAsync(node, new RecordOperation { RunId = run, ClaimNumber = 1, Waits = [Make.Wait("w")], Transition = new RunTransition.Park(null) });
                await AcceptAsync(node, Make.Publish(Make.Event(type: "asset.paid")));
                break;
        }

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
        (await DiagnoseAsync()).ShouldBeEmpty();
        await MoveAsync(Now + TimeSpan.FromSeconds(6), node);
        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
    }

    // Fault: the diagnosis does not ask for timers.
    [Fact]
    public async Task Diagnose_TimerThatIsOverdue_IsNamed()
    {
        var node = await JoinAsync();
        var run = await CreateParkedAsync(node, Now.AddSeconds(10));

        await MoveAsync(Now.AddSeconds(14), node);
        (await DiagnoseAsync()).ShouldBeEmpty();
        await MoveAsync(Now.AddSeconds(2), node);

        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
    }

    // Fault: the diagnosis does not ask for needs; or at once.
    [Fact]
    public async Task Diagnose_RunThatNoHostHasTheMeansFor_IsNamedAfterFiveMinutes()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(run, 1, new RunTransition.Hold("needs something") { Need = "action:pack" }));

        Now += TimeSpan.FromMinutes(4.9);
        (await DiagnoseAsync()).ShouldBeEmpty();
        Now += TimeSpan.FromMinutes(0.2);

        var line = (await DiagnoseAsync()).ShouldHaveSingleItem();
        line.ShouldContain(run.ToString());
        line.ShouldContain("action:pack");
    }

    // Whoever ended it said nothing of its cost. Faults: nobody names the budget; a run that lives, or whose period is forgotten, is missed by its budget.
    [Fact]
    public async Task Diagnose_BudgetWhoseReservationsAreNotThoseOfItsRuns_IsNamed()
    {
        var node = await JoinAsync();
        var (rests, pays, says) = (await ReserveAsync(node, 30), await ReserveAsync(node, 20), await ReserveAsync(node, 10));
        await RecordAsync(node, Make.Record(rests, 1, new RunTransition.Park(Now.AddDays(1))));
        await RecordAsync(node, Make.Record(pays, 1, new RunTransition.End(RunStatus.Succeeded, null) { Spent = 5 }, Make.Outcome("last")));
        (await DiagnoseAsync()).ShouldBeEmpty();

        await EndAsync(node, says);

        var lines = await DiagnoseAsync();
        lines.Count.ShouldBe(2);
        lines.ShouldContain(line => line.Contains("The budget of rule 'rule-1' in scope 'project-1' for '2026-11' has 40 millionths of a credit reserved", StringComparison.Ordinal) && line.Contains("hold 30: the difference binds room", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("The budget of all rules in scope 'project-1' for '2026-11-30' has 40", StringComparison.Ordinal));
        await ForgetBudgetsAsync();
        (await DiagnoseAsync()).ShouldBeEmpty();

        await ReserveAsync(node, 1);
        (await DiagnoseAsync()).Count(line => line.Contains("hold 31: more runs may begin", StringComparison.Ordinal)).ShouldBe(2);
    }

    private async Task<RunId> ReserveAsync(NodeLease node, long amount)
    {
        var run = Make.Run();
        var reservation = new BudgetReservation(amount) { OfRule = new BudgetShare("2026-11", 100, Now.AddDays(30)), OfScope = new BudgetShare("2026-11-30", 100, Now.AddDays(1)) };
        await AcceptAsync(node, new AcceptOperation { Scope = run.Scope, Runs = [new NewRun { Run = run, Owned = true, Reservation = reservation }] });
        return run.Id;
    }

    private Task ForgetBudgetsAsync() => Store.ForgetAsync(
        new() { KeysBefore = Now, ChainsBefore = Now, NodesBefore = Now, BudgetsBefore = Now.AddDays(1000), Limit = 1000 }, TestContext.Current.CancellationToken);
}
