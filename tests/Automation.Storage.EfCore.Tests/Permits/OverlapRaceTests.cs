using Automation.Storage.EfCore.Tests.Races;

namespace Automation.Storage.EfCore.Tests.Permits;

/// <summary>Several hosts create and end runs with the same keys at the same moment; what counts is what is committed.</summary>
public sealed class OverlapRaceTests : RaceTests
{
    /// <summary>How many keys are had by more than one run.</summary>
    private const string Shared = """
        select count(*) from (select 1 from automation.live l where l.overlap is not null and l.state <> 9 group by l.scope, l.rule, l.overlap having count(*) > 1) s
        """;

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
                answers[index] = (AcceptResult)(await CommitAsync(door.Store, door.Node, Start(key, new RunLimits(null, null) { MaxQueued = 0 })))[0]))]);

            answers.Count(answer => answer.Status == AcceptStatus.Accepted).ShouldBe(1);
            answers.Where(answer => answer.Status == AcceptStatus.Busy).ShouldAllBe(answer => answer.Busy.Single().Holder != null);
            answers.Count(answer => answer.Status == AcceptStatus.Busy).ShouldBe(doors.Length - 1);
        }

        (await AskAsync<long>("select count(*) from automation.run")).ShouldBe(20);
    }

    [Fact]
    public async Task Holders_OfManyHostsAtOnce_AreNeverTwo_AndEveryRunHasItsTurn()
    {
        var doors = await OpenAsync(4);
        using var over = new CancellationTokenSource();
        var witness = Task.Run(() => WatchAsync(over.Token));
        await AtOnceAsync([.. doors.Select((door, seed) => (Func<Task>)(() => WorkAsync(door, new Random(seed))))]);
        await over.CancelAsync();
        var (looks, shared) = await witness;
        looks.ShouldBeGreaterThan(20);
        shared.ShouldBe(0, "A committed state had two runs with one key.");

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
                operations.Add(random.Next(4) switch
                {
                    0 => Start(key, new RunLimits(null, null) { MaxQueued = 1 }),
                    1 => Start(key, replaces: true),
                    2 => Start(key, new RunLimits(2, null)),
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

    private async Task<(int Looks, long Shared)> WatchAsync(CancellationToken stopping)
    {
        var (looks, shared) = (0, 0L);
        while (!stopping.IsCancellationRequested)
        {
            shared += await AskAsync<long>(Shared);
            looks++;
        }

        return (looks, shared);
    }

    private Task<IReadOnlyList<string>> DiagnoseAsync(PostgresStore store) => store.DiagnoseAsync(Now, CancellationToken.None);

    private AcceptOperation Start(string key, RunLimits? limits = null, bool replaces = false) => new()
    {
        Scope = Scope,
        Runs =
        [
            new NewRun
            {
                Run = Make.Run(),
                Owned = true,
                Limits = (limits ?? new RunLimits(null, null)) with { Overlap = key },
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
