using System.Reflection;
using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Each condition that keeps a stranger from a run is left out, one at a time: each is missed by somebody.</summary>
/// <remarks>
/// Not in the table is what no other process can ever see to be missing: the ownership in the delete of <see cref="CommitSql.Record"/>, which only deletes what the same statement
/// found to be owned, and <c>left_at</c> in the fence, since whoever left has another epoch.
/// </remarks>
public sealed class MutationTests : RaceTests
{
    private const string Owner = "l.owner = $1 and ";

    /// <summary>Statement, the condition, its place, and what comes instead.</summary>
    public static TheoryData<string, string, int, string> OwnerChecks => new()
    {
        { nameof(CommitSql.Consume), Owner, 0, "" },
        { nameof(CommitSql.Consume), " and l.claim_no = c.claim_no", 0, "" },
        { nameof(CommitSql.EndWaits), Owner, 0, "" },
        { nameof(CommitSql.EndWaits), " and l.claim_no = c.claim_no", 0, "" },
        { nameof(CommitSql.BeginWaits), Owner, 0, "" },
        { nameof(CommitSql.BeginWaits), " and l.claim_no = c.claim_no", 0, "" },
        { nameof(CommitSql.LookBack), Owner, 0, "" },
        { nameof(CommitSql.LookBack), " and l.claim_no = c.claim_no", 0, "" },
        { nameof(CommitSql.Recount), Owner, 0, "" },
        { nameof(CommitSql.Recount), " and l.claim_no = c.claim_no", 0, "" },
        { nameof(CommitSql.Log), Owner, 0, "" },
        { nameof(CommitSql.Log), " and l.claim_no = c.claim_no", 0, "" },
        { nameof(CommitSql.Record), Owner, 1, "" },
        { nameof(CommitSql.Record), " and l.claim_no = o.claim_no", 1, "" },
        { nameof(CommitSql.Record), Owner, 3, "" },
        { nameof(CommitSql.Record), " and l.claim_no = e.claim_no", 1, "" },
        { nameof(CommitSql.LetGo), Owner, 0, "" },
        { nameof(CommitSql.LetGo), " and l.claim_no = t.claim_no", 0, "" },
    };

    /// <summary>The same, for the conditions on the node.</summary>
    public static TheoryData<string, string, string> NodeChecks => new()
    {
        { nameof(CommitSql.Fence), "n.epoch = $2 and ", "" },
        { nameof(CommitSql.Fence), "> coalesce($3, clock_timestamp())", "is not null" },
        { nameof(NodeSql.Renew), "and n.epoch = $4 ", "" },
        { nameof(NodeSql.Standing), "and n.epoch = $4 ", "" },
        { nameof(NodeSql.Standing), " and l.until > coalesce($1::timestamptz, clock_timestamp())", "" },
        { nameof(NodeSql.Close), "and n.epoch = $2 ", "" },
    };

    [Fact]
    public async Task Sound_StrangersChangeNothing()
    {
        (await StrangersChangeAsync(Mutant.Sound())).ShouldBeFalse();
        (await FencedActsAsync(Mutant.Sound())).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(OwnerChecks))]
    public async Task WithoutTheOwnerOrTheClaimNumber_AStrangerChangesTheRun(string statement, string condition, int place, string with) =>
        (await StrangersChangeAsync(Mutant.Of(statement, condition, with, place))).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(NodeChecks))]
    public async Task WithoutTheEpochOrTheLease_AFencedNodeActs(string statement, string condition, string with) =>
        (await FencedActsAsync(Mutant.Of(statement, condition, with))).ShouldNotBeEmpty();

    [Fact]
    public void EveryStatementThatWritesForAnOwner_IsInTheTable() =>
        OwnerChecks.Select(row => row.Data.Item1).Distinct().ShouldBe(
            typeof(CommitSql).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => ((string)property.GetValue(Mutant.Sound().Commit)!).Contains("claim_no = ", StringComparison.Ordinal)).Select(property => property.Name),
            ignoreOrder: true);

    // What keeps two nodes apart that meet at one row.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ParkWithASignal_IsRefused_ByTheCountAlone(bool broken)
    {
        var (store, node) = (await OpenAsync(1, work: broken ? Mutant.Of(nameof(CommitSql.LetGo), "l.signals = 0", "true") : null))[0];
        var run = await OwnedAsync(store, node);
        await CommitAsync(store, node, Make.Signal(run));

        await CommitAsync(store, node, Make.Record(run, 1, new RunTransition.Park(Now.AddDays(1))));

        (await DiagnoseAsync()).Count.ShouldBe(broken ? 1 : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EndWithASignal_IsRefused_ByTheCountAlone(bool broken)
    {
        var (store, node) = (await OpenAsync(1, work: broken ? Mutant.Of(nameof(CommitSql.Record), " and l.signals = 0", "") : null))[0];
        var run = await OwnedAsync(store, node);
        await CommitAsync(store, node, Make.Signal(run));

        var result = (RecordResult)(await CommitAsync(store, node, Make.Record(run, 1, new RunTransition.End(RunStatus.Succeeded, null), Make.Outcome("last"))))[0];

        result.Transitioned.ShouldBe(broken);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, null, true)]
    [InlineData("pg_advisory_xact_lock(1635086447, t.topic)", "t.topic", false)]
    [InlineData("pg_advisory_xact_lock(1635086447, t.topic)", "pg_advisory_xact_lock_shared(1635086447, t.topic)", false)]
    [InlineData("pg_advisory_xact_lock_shared(1635086447, t.topic)", "t.topic", false)]
    [InlineData("pg_advisory_xact_lock_shared(1635086447, t.topic)", "t.topic", true)]
    public async Task WaitAndItsEvent_Meet_ByTheTopicsLockAlone(string? part, string? by, bool delivers)
    {
        var broken = part is not null;
        var doors = await OpenAsync(2, work: broken ? Mutant.Of(nameof(CommitSql.MeetWaits), part!, by!) : null);
        if (delivers)
        {
            // An awaited event makes the writer deliver those that follow at once, without asking first.
            await AwaitedAsync(doors[1].Store, doors[1].Node);
        }

        var run = await OwnedAsync(doors[0].Store, doors[0].Node);
        await using var held = await StopBehindAsync(doors[1].Node, "insert", delivers ? "signal" : "event");
        var publish = CommitAsync(doors[1].Store, doors[1].Node, Make.Publish(Make.Event(type: "asset.paid")));
        await WaitingAsync(1);
        var wait = CommitAsync(doors[0].Store, doors[0].Node, new RecordOperation { RunId = run, ClaimNumber = 1, Waits = [Make.Wait("w")], Transition = new RunTransition.Park(null) });
        await Task.WhenAny(wait, WaitingAsync(2));
        await held.RollbackAsync();
        await Task.WhenAll(publish, wait);

        (await LoadAsync(run)).Signals.Count.ShouldBe(broken ? 0 : 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AwaitedEvent_IsDelivered_ByTheGuardAlone(bool broken)
    {
        var (store, node) = (await OpenAsync(1, work: broken ? Mutant.Of(nameof(CommitSql.Unawaited), "then 0 else 1", "then 1 else 1") : null))[0];

        var run = await AwaitedAsync(store, node);

        (await LoadAsync(run)).Signals.Count.ShouldBe(broken ? 0 : 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TwoSignals_AreCounted_ByTheLockAlone(bool broken)
    {
        var doors = await OpenAsync(2, work: broken ? Mutant.Of(nameof(CommitSql.LockLive), " for update", "") : null);
        var run = await OwnedAsync(doors[0].Store, doors[0].Node);
        await using var held = await StopBehindAsync(doors[1].Node, "update", "live");
        var one = CommitAsync(doors[1].Store, doors[1].Node, Make.Signal(run, nonce: "1"));
        await WaitingAsync(1);
        var two = CommitAsync(doors[0].Store, doors[0].Node, Make.Signal(run, nonce: "2"));
        await WaitingAsync(2);
        await held.RollbackAsync();
        await Task.WhenAll(one, two);

        (await DiagnoseAsync()).Count.ShouldBe(broken ? 1 : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TwoClaims_TakeARunOnce_ByTheLockAlone(bool broken)
    {
        var doors = await OpenAsync(2, work: broken ? Mutant.Of(nameof(ClaimSql.Pick), " for update skip locked", "") : null);
        await CommitAsync(doors[0].Store, null, Make.Start(Make.Run()));
        await using var held = await StopBehindAsync(doors[1].Node, "update", "live");
        var one = Claim(doors[1]);
        await WaitingAsync(1);
        var two = Claim(doors[0]);
        await Task.WhenAny(two, WaitingAsync(2));
        await held.RollbackAsync();

        ((await one).Count + (await two).Count).ShouldBe(broken ? 2 : 1);

        Task<IReadOnlyList<StoredRun>> Claim((PostgresStore Store, NodeLease Node) door) =>
            door.Store.ClaimAsync(new ClaimRequest { Node = door.Node, Now = Now, Limit = 1 }, TestContext.Current.CancellationToken);
    }

    /// <summary>Whether a record by its owner with an old claim number, or by another node with the present one, changes anything that is stored.</summary>
    private async Task<bool> StrangersChangeAsync(WorkSql work)
    {
        var doors = await OpenAsync(2, work: work);
        var (owner, stranger) = (doors[0], doors[1]);
        var changed = false;
        foreach (var (number, (store, node), claim) in new[] { (1, owner, 2L), (2, stranger, 3L) })
        {
            foreach (var ends in new[] { false, true })
            {
                var run = await OwnedAsync(owner.Store, owner.Node);
                var subject = $"{number} {ends}";
                await CommitAsync(owner.Store, owner.Node, new RecordOperation { RunId = run, ClaimNumber = 1, Waits = [Make.Wait("old", subject: "old")], Transition = RunTransition.Continue.Instance });
                await CommitAsync(owner.Store, owner.Node, Make.Signal(run), Make.Publish(Make.Event(type: "asset.paid", subject: subject)));
                await AskAsync<int>($"update automation.live set claim_no = 3, rescues = 1 where run_id = '{run}' returning 1");
                var before = await AllRowsAsync();
                await CommitAsync(store, node, Everything(run, claim, subject, ends));
                changed |= before != await AllRowsAsync();
            }
        }

        return changed;
    }

    private RecordOperation Everything(RunId run, long claim, string subject, bool ends) => new()
    {
        RunId = run,
        ClaimNumber = claim,
        Entries = [Make.Outcome("a"), Make.Outcome("b", 2)],
        Consumed = [new SignalKey(new StepPath(""), SignalKind.Completion, "1")],
        EndedWaits = [new StepPath("old")],
        Waits = [Make.Wait("new", subject: subject)],
        Log = [Make.Line(1)],
        ClearRescues = true,
        Transition = ends ? new RunTransition.End(RunStatus.Succeeded, null) : RunTransition.Release.Instance,
    };

    private Task<string> AllRowsAsync() => AskAsync<string>(
        "select string_agg(line, E'\\n' order by line) from (" + string.Join(" union all ", new[] { "live", "signal", "wait", "entry", "log" }.Select(table => $"select t::text as line from automation.\"{table}\" t")) + ") rows");

    /// <summary>What nodes did whose epoch or lease is over.</summary>
    private async Task<IReadOnlyList<string>> FencedActsAsync(WorkSql work)
    {
        var doors = await OpenAsync(2, work: work);
        var (store, node) = doors[0];
        await CommitAsync(store, null, Make.Start(Make.Run()));
        var done = new List<string>();
        var old = node with { Epoch = node.Epoch - 1000 };
        await TryAsync("commit with an old epoch", () => CommitAsync(store, old, Make.Publish(Make.Event())));
        await TryAsync("claim with an old epoch", () => store.ClaimAsync(new ClaimRequest { Node = old, Now = Now, Limit = 1 }, TestContext.Current.CancellationToken));
        await TryAsync("take over with an old epoch", () => store.TakeOverAsync(old, Now, TestContext.Current.CancellationToken));
        if (await store.RenewAsync(old, Now, TestContext.Current.CancellationToken))
        {
            done.Add("renewed with an old epoch");
        }

        await store.LeaveAsync(old, Now, TestContext.Current.CancellationToken);
        if (!await store.RenewAsync(node, Now, TestContext.Current.CancellationToken))
        {
            done.Add("left with an old epoch");
        }

        Now += Lease;
        await TryAsync("commit with an expired lease", () => CommitAsync(store, node, Make.Publish(Make.Event())));
        await TryAsync("claim with an expired lease", () => store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = 1 }, TestContext.Current.CancellationToken));
        await TryAsync("take over with an expired lease", () => store.TakeOverAsync(node, Now, TestContext.Current.CancellationToken));
        return done;

        async Task TryAsync(string what, Func<Task> act)
        {
            try
            {
                await act();
                done.Add(what);
            }
            catch (NodeFencedException)
            {
                // As it should be.
            }
        }
    }

    /// <summary>A run that waits for an event, which then comes.</summary>
    private async Task<RunId> AwaitedAsync(IAutomationStore store, NodeLease node)
    {
        var run = await OwnedAsync(store, node);
        await CommitAsync(store, node, new RecordOperation { RunId = run, ClaimNumber = 1, Waits = [Make.Wait("w")], Transition = new RunTransition.Park(null) });
        await CommitAsync(store, node, Make.Publish(Make.Event(type: "asset.paid")));
        return run;
    }

    private async Task<RunId> OwnedAsync(IAutomationStore store, NodeLease node)
    {
        var run = Make.Run();
        await CommitAsync(store, node, Make.Start(run, owned: true));
        return run.Id;
    }
}
