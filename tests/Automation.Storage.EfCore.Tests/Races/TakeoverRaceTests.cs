using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>T24: a node is judged while a commit of its own stands between the fence and COMMIT; and nobody is judged because PostgreSQL was away, for longer than a lease or a little less.</summary>
/// <remarks>A few rounds of each; <c>AUTOMATION_LONG=1</c> plays 200.</remarks>
public sealed class TakeoverRaceTests : RaceTests
{
    private const string OwnedByNobodyThere =
        "select count(*) from automation.live l where l.owner is not null and not exists (select 1 from automation.node_lease n where n.node_id = l.owner)";

    private static readonly int Rounds = Long ? 200 : 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Two judge at once, and wait for the commit; in every fourth round until they end its session. Fault, here in the suite: the judgement releases in its own statement, which does not see what it waited for.
    [Theory]
    [InlineData("acceptance", false)]
    [InlineData("acceptance", true)]
    [InlineData("claim", false)]
    [InlineData("claim", true)]
    public async Task TakeOver_WhileACommitOfTheOldNodeStandsStill_LeavesItNothing_AndChargesOnce(string act, bool broken)
    {
        var work = broken ? ReleasesInOneStatement() : null;
        var cut = await Fixture.OpenAsync(change: null, work);
        var judges = await OpenAsync(2, work: work);
        for (var (round, stored) = (1, 0); stored < Rounds; round++)
        {
            var old = await JoinAsync(cut);
            if (act == "claim")
            {
                await CommitAsync(cut, null, Make.Start(Make.Run()));
            }

            await using var held = await StopBehindAsync(old, act == "claim" ? "update" : "insert", "live");
            var late = act == "claim" ? ClaimAsync(cut, old) : (Task)CommitAsync(cut, old, Make.Start(Make.Run(), owned: true));
            await WaitingAsync(1);
            await PassLeaseAsync(judges);
            var judged = Task.WhenAll(judges.Select(judge => InTheEndAsync(() => judge.Store.TakeOverAsync(judge.Node, Now, Token))));
            await (round % 4 == 0 ? judged : WaitingAsync(2, unless: judged));
            await held.RollbackAsync();
            var isStored = await IsStoredAsync(late);
            var released = (await judged).Sum();
            stored += isStored ? 1 : 0;
            if (broken && isStored)
            {
                (await AskAsync<long>(OwnedByNobodyThere)).ShouldBe(1);
                (await DiagnoseAsync()).ShouldHaveSingleItem();
                return;
            }

            (await AskAsync<long>(OwnedByNobodyThere)).ShouldBe(0);
            released.ShouldBe(isStored ? 1 : 0);
            await Should.ThrowAsync<NodeFencedException>(() => CommitAsync(cut, old, Make.Publish(Make.Event())));
            foreach (var run in await ClaimAsync(judges[0].Store, judges[0].Node))
            {
                (run.Live!.Rescues, run.Live.ClaimNumber).ShouldBe(isStored ? (1, 2L) : (0, 1L));
                await EndAsync(judges[0], run.Run.Id, run.Live.ClaimNumber);
            }

            (await AskAsync<long>("select count(*) from automation.live")).ShouldBe(0);
        }

        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // Some renewed last, and come back at the same moment, also before their leases ran out; the others come within a lease, and one never does.
    // Faults, here in the suite: whoever holds a lease judges at once; a gap in a lease is not noted, or only when the lease was over.
    [Theory]
    [InlineData(null, "", "")]
    [InlineData(nameof(NodeSql.Renew), " + $2::interval / 2 then", " then")]
    [InlineData(nameof(NodeSql.Standing), "l.held_since + $2::interval <=", "$2::interval is null or l.held_since <=")]
    [InlineData(nameof(NodeSql.Renew), "case when l.until <=", "case when false and l.until <=")]
    public async Task Outage_ChargesNobodyWhoComesBack(string? statement, string condition, string with)
    {
        var doors = await OpenAsync(6, work: statement is null ? null : Mutant.Of(statement, condition, with));
        var random = new Random(20261201);
        await Task.WhenAll(doors.Select(BeginAsync));
        for (var round = 0; round < Rounds; round++)
        {
            var lost = (doors[0].Store, await JoinAsync(doors[0].Store));
            await BeginAsync(lost);
            await PassLeaseAsync([.. doors, lost]);
            random.Shuffle(doors);
            var first = doors[..random.Next(1, doors.Length)];
            Now += Lease / 3;
            await ComeBackAsync(first);

            await AskAsync<long>("select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            Now += Lease * (0.7 + (round == 0 ? 0 : random.NextDouble()));
            await ComeBackAsync(first);
            if (statement is not null)
            {
                (await AskAsync<long>("select count(*) from automation.live where rescues > 0")).ShouldBeGreaterThan(0);
                return;
            }

            Now += Lease * (0.9 * random.NextDouble());
            await ComeBackAsync(doors);
            (await AskAsync<long>("select count(*) from automation.live where rescues > 0")).ShouldBe(0);
            (await AskAsync<long>("select count(*) from automation.node_lease")).ShouldBe(doors.Length + 1);

            await PassLeaseAsync(doors);
            (await doors[0].Store.TakeOverAsync(doors[0].Node, Now, Token)).ShouldBe(1, "The one that is gone is judged behind a whole lease.");
            await EndAsync(doors[0], (await ClaimAsync(doors[0].Store, doors[0].Node)).ShouldHaveSingleItem().Run.Id, 2);
        }

        foreach (var door in doors)
        {
            // It works on what it had before.
            await EndAsync(door, (await InTheEndAsync(() => door.Store.ListOwnedAsync(door.Node, signalledOnly: false, Token))).ShouldHaveSingleItem(), 1);
        }
    }

    /// <summary>Epoch, runs and departure in one statement.</summary>
    private static WorkSql ReleasesInOneStatement() => Mutant
        .Of(nameof(NodeSql.Judge), "set epoch", "set left_at = clock_timestamp(), epoch")
        .And(nameof(NodeSql.Judge), "delete from", $"""
            , released as (
              update "automation".live l set owner = null, rescues = l.rescues + 1, state = {(int)LiveState.Ready} from judged j where l.state = {(int)LiveState.Owned} and l.owner = j.node_id)
            delete from
            """);

    private static async Task<bool> IsStoredAsync(Task commit)
    {
        try
        {
            await commit;
            return true;
        }
        catch (Exception ended) when (ended is CommitUnknownException or StoreUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Asks again while connections turn out to be broken, or locks do not come, as a host does in its next pass. A session that was ended before it was asked has stored nothing.</summary>
    private static async Task<T> InTheEndAsync<T>(Func<Task<T>> ask)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            try
            {
                return await ask();
            }
            catch (Exception passing) when (passing is StoreUnavailableException or CommitUnknownException or StoreConflictException)
            {
                // Once more.
            }
        }
    }

    /// <summary>All at the same moment: each renews its lease, and would take over.</summary>
    private Task ComeBackAsync((PostgresStore Store, NodeLease Node)[] doors) => AtOnceAsync([.. doors.Select(door => (Func<Task>)(async () =>
    {
        try
        {
            await InTheEndAsync(() => door.Store.RenewAsync(door.Node, Now, Token));
            await InTheEndAsync(() => door.Store.TakeOverAsync(door.Node, Now, Token));
        }
        catch (NodeFencedException)
        {
            // It was judged: the counts tell.
        }
    }))]);

    /// <summary>It has a run at work.</summary>
    private async Task BeginAsync((PostgresStore Store, NodeLease Node) door)
    {
        var start = Make.Start(Make.Run(), owned: true);
        await InTheEndAsync(() => CommitAsync(door.Store, door.Node, start));
    }

    private async Task EndAsync((PostgresStore Store, NodeLease Node) door, RunId run, long claim)
    {
        var end = Make.Record(run, claim, new RunTransition.End(RunStatus.Succeeded, null), Make.Outcome("last"));
        ((RecordResult)(await InTheEndAsync(() => CommitAsync(door.Store, door.Node, end)))[0]).Transitioned.ShouldBeTrue();
    }

    private Task<IReadOnlyList<StoredRun>> ClaimAsync(PostgresStore door, NodeLease node) => door.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = 10 }, Token);
}
