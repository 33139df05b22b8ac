using Automation.Storage.EfCore.Tests.Races;

namespace Automation.Storage.EfCore.Tests.Permits;

/// <summary>Several hosts create and end runs with the same keys at the same moment; what counts is what is committed.</summary>
public sealed class OverlapRaceTests : RaceTests
{
    /// <summary>The key for which one run may wait at most.</summary>
    private const string Capped = "key-0";

    // Deferred: it looks when the transaction is about to commit, and still holds the lock that decides.
    private const string Witness = """
        create sequence automation.looks;
        create table automation.seen (overlap text, holders bigint, runs bigint);
        create function count_holders() returns trigger language plpgsql as $body$ begin
          perform nextval('automation.looks');
          insert into automation.seen select new.overlap, c.holders, c.runs from (
            select count(*) filter (where l.state <> 9) as holders, count(*) as runs
            from automation.live l where (l.scope, l.rule, l.overlap) = (new.scope, new.rule, new.overlap)) c
          where not exists (select 1 from automation.seen s where (s.overlap, s.holders, s.runs) = (new.overlap, c.holders, c.runs));
          return null; end $body$;
        create constraint trigger count_holders after insert or update on automation.live deferrable initially deferred
          for each row when (new.overlap is not null) execute function count_holders()
        """;

    private static readonly RunLimits None = new(null, null);

    private readonly List<RunId> _accepted = [];

    [Fact]
    public async Task Skip_OfManyHostsAtOnce_LetsOneBegin()
    {
        var doors = await OpenAsync(4);
        for (var round = 0; round < 20; round++)
        {
            var key = $"key-{round}";
            var answers = new AcceptResult[doors.Length];
            await AtOnceAsync([.. doors.Select((door, index) => (Func<Task>)(async () =>
                answers[index] = (AcceptResult)(await CommitAsync(door.Store, door.Node, Start(key, None with { MaxQueued = 0 })))[0]))]);

            answers.Count(answer => answer.Status == AcceptStatus.Accepted).ShouldBe(1);
            answers.Where(answer => answer.Status == AcceptStatus.Busy).ShouldAllBe(answer => answer.Busy.Single().Holder != null);
            answers.Count(answer => answer.Status == AcceptStatus.Busy).ShouldBe(doors.Length - 1);
        }

        (await AskAsync<long>("select count(*) from automation.run")).ShouldBe(20);
    }

    [Fact]
    public async Task Holders_AtEachCommitOfManyHosts_AreNeverTwo_AndEveryRunHasItsTurn()
    {
        await RunAsync(Witness);
        var doors = await OpenAsync(4);
        await AtOnceAsync([.. doors.Select((door, seed) => (Func<Task>)(() => WorkAsync(door, new Random(seed))))]);

        for (var ended = 1; ended > 0;)
        {
            ended = 0;
            foreach (var door in doors)
            {
                ended += await EndAllAsync(door);
            }
        }

        (await AskAsync<long>("select count(*) from automation.live")).ShouldBe(0, "Runs wait, and nobody may start one.");
        (await AskAsync<long>("select count(*) from automation.entry where run_status is not null")).ShouldBe(_accepted.Count);
        (await DiagnoseAsync(doors[0].Store)).ShouldBeEmpty();
        (await AskAsync<long>("select last_value from automation.looks")).ShouldBeGreaterThan(_accepted.Count);
        (await AskAsync<long>("select max(holders) from automation.seen")).ShouldBe(1, "A committed state had two runs with one key.");
        (await AskAsync<long>($"select max(runs) from automation.seen where overlap = '{Capped}'")).ShouldBe(2, "More waited than may wait.");
        (await AskAsync<long>("select max(runs) from automation.seen")).ShouldBeGreaterThan(3);
    }

    // What the witness would see, one condition less at a time; those that a story finds by itself are in OverlapMutationTests.
    [Theory]
    [InlineData(nameof(CommitSql.LimitedLive), "c.overlap limit 1) is null", "c.overlap limit 1) is null or true")]
    [InlineData(nameof(CommitSql.LimitedLive), "c.place = 1 and", "true and")]
    [InlineData(nameof(CommitSql.Record), " and q.overlap = g.overlap and q.state = 9", " and q.overlap is not null and q.state = 9")]
    [InlineData(nameof(PermitSql.Busy), "b.place - 1 > b.queued", "b.place - 1 > b.queued + 1")]
    public async Task WithoutACondition_TheWitnessSeesIt(string statement, string condition, string with)
    {
        await RunAsync(Witness);
        var doors = await OpenAsync(4, work: Mutant.Of(statement, condition, with));
        var seen = 0L;
        for (var turn = 0; turn < 10 && seen == 0; turn++)
        {
            try
            {
                await AtOnceAsync([.. doors.Select((door, seed) => (Func<Task>)(() => WorkAsync(door, new Random((turn * 4) + seed))))]);
            }
            catch (StoreConflictException)
            {
                // The fault shows in another way before the end.
            }

            seen = await AskAsync<long>($"select count(*) from automation.seen where holders > 1 or (overlap = '{Capped}' and runs > 2)");
        }

        seen.ShouldBeGreaterThan(0);
    }

    // One has looked who has the key, and stored its run, when the other looks. Fault: neither the lock of the scope nor the row of the rule's limit, which each start has until its commit, keeps it back.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task SecondStart_LooksBehindTheFirst(bool withoutLocks, long holders)
    {
        var work = Mutant.Of(nameof(PermitSql.Lock), "pg_advisory_xact_lock(1635086448, k.key)", "k.key")
            .And(nameof(PermitSql.Set), "on conflict (scope, rule) do update set most = excluded.most where p.most <> excluded.most", "on conflict do nothing");
        var doors = await OpenAsync(2, work: withoutLocks ? work : null);
        await CommitAsync(doors[0].Store, doors[0].Node, Start("b"));
        await MeetAsync("update of permit", () => CommitAsync(doors[0].Store, doors[0].Node, Start("a")), () => CommitAsync(doors[1].Store, doors[1].Node, Start("a")));

        (await AskAsync<long>("select count(*) from automation.live where overlap = 'a' and state <> 9")).ShouldBe(holders);
    }

    // One ends the run that has the key, and nobody waits for it, when the other looks. Fault: the end takes no lock, and the new run waits for what has ended.
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Start_LooksBehindTheEnd(bool withoutLock, int forgotten)
    {
        var doors = await OpenAsync(2, work: withoutLock ? Mutant.Of(nameof(PermitSql.Lock), "l.run_id = any($3::uuid[])", "false") : null);
        var first = Start("a");
        await CommitAsync(doors[0].Store, doors[0].Node, first);
        await MeetAsync(
            "delete",
            () => CommitAsync(doors[0].Store, doors[0].Node, End(first.Runs[0].Run.Id, 1, [], "last")),
            () => CommitAsync(doors[1].Store, doors[1].Node, Start("a")));

        (await DiagnoseAsync(doors[0].Store)).Count.ShouldBe(forgotten);
    }

    [Fact]
    public async Task Run_ThatAHostOfAnEarlierVersionEnded_LetsTheNextFollowWithTheNextLook()
    {
        var old = Mutant.Of(nameof(CommitSql.Record), "g.overlap is not null", "false");
        var door = (await OpenAsync(1))[0];
        var earlier = (await OpenAsync(1, work: old))[0];
        var (first, second) = (Start("a"), Start("a"));
        await CommitAsync(earlier.Store, earlier.Node, first);
        await CommitAsync(door.Store, door.Node, second);

        await CommitAsync(earlier.Store, earlier.Node, End(first.Runs[0].Run.Id, 1, [], "last"));
        (await DiagnoseAsync(door.Store)).ShouldHaveSingleItem().ShouldContain("waits for a run about the same to end although there is none.");
        var third = Start("a");
        await CommitAsync(door.Store, door.Node, third);
        await door.Store.TakeOverAsync(door.Node, Now, TestContext.Current.CancellationToken);

        (await ClaimAsync(door)).Select(run => run.Run.Id).ShouldBe([second.Runs[0].Run.Id]);
        (await DiagnoseAsync(door.Store)).ShouldBeEmpty();
    }

    private async Task WorkAsync((PostgresStore Store, NodeLease Node) door, Random random)
    {
        for (var round = 0; round < 30; round++)
        {
            var operations = new List<StoreOperation>();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var key = $"key-{random.Next(3)}";
                operations.Add(random.Next(3) switch
                {
                    _ when key == Capped => Start(key, None with { MaxQueued = 1 }),
                    0 => Start(key, replaces: true),
                    1 => Start(key, new RunLimits(2, null)),
                    _ => Start(key),
                });
            }

            var results = await CommitAsync(door.Store, door.Node, operations);
            lock (_accepted)
            {
                _accepted.AddRange(operations.Cast<AcceptOperation>().Zip(results.Cast<AcceptResult>()).Where(pair => pair.Second.Status == AcceptStatus.Accepted).Select(pair => pair.First.Runs[0].Run.Id));
            }

            await ClaimAsync(door);
            await RecordAsync(door, random);
        }
    }

    private async Task RecordAsync((PostgresStore Store, NodeLease Node) door, Random? random)
    {
        var records = new List<StoreOperation>();
        foreach (var run in await door.Store.ListOwnedAsync(door.Node, signalledOnly: false, CancellationToken.None))
        {
            if (random?.Next(3) != 0)
            {
                var stored = (await door.Store.LoadRunAsync(run, CancellationToken.None))!;
                var signals = stored.Signals.Select(signal => signal.Key).ToArray();
                records.Add(random?.Next(3) == 0 && signals.Length == 0 ? Rest(run, stored.Live!.ClaimNumber) : End(run, stored.Live!.ClaimNumber, signals, $"{stored.Entries.Count}"));
            }
        }

        await CommitAsync(door.Store, door.Node, records);
    }

    private async Task<int> EndAllAsync((PostgresStore Store, NodeLease Node) door)
    {
        await ClaimAsync(door);
        var before = (await door.Store.ListOwnedAsync(door.Node, signalledOnly: false, CancellationToken.None)).Count;
        await RecordAsync(door, null);
        return before;
    }

    private Task<IReadOnlyList<StoredRun>> ClaimAsync((PostgresStore Store, NodeLease Node) door) =>
        door.Store.ClaimAsync(new ClaimRequest { Node = door.Node, Now = Now.AddSeconds(5), Limit = 100 }, CancellationToken.None);

    private Task<IReadOnlyList<string>> DiagnoseAsync(PostgresStore store) => store.DiagnoseAsync(Now, null, CancellationToken.None);

    private AcceptOperation Start(string key, RunLimits? limits = null, bool replaces = false) => new()
    {
        Scope = Scope,
        Runs =
        [
            new NewRun
            {
                Run = Make.Run(),
                Owned = true,
                Limits = (limits ?? None) with { Overlap = key },
                Replaces = replaces ? "\"replaced\""u8.ToArray() : default(ReadOnlyMemory<byte>?),
            },
        ],
    };

    private RecordOperation Rest(RunId run, long claim) =>
        new() { RunId = run, ClaimNumber = claim, Limited = true, Transition = new RunTransition.Park(Now.AddSeconds(4)) };

    private RecordOperation End(RunId run, long claim, SignalKey[] consumed, string path) => new()
    {
        RunId = run,
        ClaimNumber = claim,
        Entries = [Make.Outcome(path)],
        Consumed = consumed,
        Limited = true,
        Transition = new RunTransition.End(RunStatus.Succeeded, null),
    };
}
