using Automation.Storage.Conformance;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Permits;

/// <summary>Several nodes start, end and park limited runs at the same time; a witness counts the holders of whatever is committed.</summary>
public sealed class PermitRaceTests : IAsyncLifetime
{
    private const int Nodes = 4;
    private const int Scopes = 3;

    /// <summary>How many limits have more holders than they allow.</summary>
    internal const string Exceeded = """
        select count(*) from automation.permit p where p.most < (
          select count(*) from automation.live l where l.permit and l.scope = p.scope and (p.rule = '' or l.rule = p.rule))
        """;

    private readonly PostgresFixture _fixture = new();
    private readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    // Faults, seen red: the lock of a scope lets two in; a permit counts as free while its run is not at work.
    [Fact]
    public async Task Holders_OfManyNodesAtOnce_NeverExceedTheLimits()
    {
        var make = new Make(() => _now);
        var created = new List<RunId>();
        var nodes = new List<(IAutomationStore Store, NodeLease Lease)>();
        for (var i = 0; i < Nodes; i++)
        {
            var store = await _fixture.OpenAsync();
            nodes.Add((store, (await store.JoinAsync(_now, Timeout.InfiniteTimeSpan, CancellationToken.None))!));
        }

        using var over = new CancellationTokenSource();
        var witness = Task.Run(() => WatchAsync(over.Token));
        await Task.WhenAll(nodes.Select((node, seed) => Task.Run(() => WorkAsync(node.Store, node.Lease, make, created, new Random(seed)))));
        await over.CancelAsync();
        var (looks, exceeded) = await witness;
        looks.ShouldBeGreaterThan(50);
        exceeded.ShouldBe(0, "A committed state had more holders than permits.");

        // To the end: every run gets its turn.
        for (var ended = 1; ended > 0;)
        {
            ended = 0;
            foreach (var (store, lease) in nodes)
            {
                ended += await EndAllAsync(store, lease, make);
            }
        }

        (await CountAsync("select count(*) from automation.live")).ShouldBe(0, "Runs wait, and nobody may start one.");
        created.Count.ShouldBeGreaterThan(100);
        (await nodes[0].Store.DiagnoseAsync(_now, null, CancellationToken.None)).ShouldBeEmpty();
    }

    private async Task WorkAsync(IAutomationStore store, NodeLease lease, Make make, List<RunId> created, Random random)
    {
        for (var round = 0; round < 80; round++)
        {
            // No more than is ended: where runs always wait for permits none is free, and there is nothing to meet at.
            var operations = new List<StoreOperation>();
            lock (make)
            {
                for (var i = random.Next(0, 3); i > 0; i--)
                {
                    var scope = random.Next(Scopes);
                    var run = make.Run($"scope-{scope}", $"rule-{random.Next(3)}");
                    created.Add(run.Id);
                    operations.Add(new AcceptOperation
                    {
                        Scope = run.Scope,
                        Runs = [new NewRun { Run = run, Owned = random.Next(2) == 0, Limits = new RunLimits(1 + (scope % 2), 1 + scope) }],
                    });
                }
            }

            await CommitAsync(store, lease, operations);
            // Those that rested are due: they want their permits back while others end and begin.
            await store.ClaimAsync(new ClaimRequest { Node = lease, Now = _now.AddHours(1), Limit = 10 }, CancellationToken.None);

            var records = new List<StoreOperation>();
            foreach (var run in await store.ListOwnedAsync(lease, signalledOnly: false, CancellationToken.None))
            {
                if (random.Next(3) > 0)
                {
                    var claim = (await store.LoadRunAsync(run, CancellationToken.None))!.Live!.ClaimNumber;
                    records.Add(random.Next(2) == 0 ? Park(run, claim) : End(make, run, claim));
                }
            }

            await CommitAsync(store, lease, records);
        }
    }

    /// <summary>Ends what the node has and what it can claim; answers how many.</summary>
    private async Task<int> EndAllAsync(IAutomationStore store, NodeLease lease, Make make)
    {
        await store.ClaimAsync(new ClaimRequest { Node = lease, Now = _now.AddHours(1), Limit = 1000 }, CancellationToken.None);
        var owned = await store.ListOwnedAsync(lease, signalledOnly: false, CancellationToken.None);
        var records = new List<StoreOperation>();
        foreach (var run in owned)
        {
            records.Add(End(make, run, (await store.LoadRunAsync(run, CancellationToken.None))!.Live!.ClaimNumber));
        }

        await CommitAsync(store, lease, records);
        return owned.Count;
    }

    private async Task<(int Looks, long Exceeded)> WatchAsync(CancellationToken stopping)
    {
        var (looks, exceeded) = (0, 0L);
        while (!stopping.IsCancellationRequested)
        {
            exceeded += await CountAsync(Exceeded);
            looks++;
        }

        return (looks, exceeded);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection((await _fixture.DatabaseAsync()).ConnectionString);
        await connection.OpenAsync();
        await using var count = new NpgsqlCommand(sql, connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private async Task CommitAsync(IAutomationStore store, NodeLease lease, List<StoreOperation> operations)
    {
        if (operations.Count > 0)
        {
            await store.CommitAsync(new CommitBatch { Node = lease, Now = _now, Operations = operations }, CancellationToken.None);
        }
    }

    private RecordOperation Park(RunId run, long claim) =>
        new() { RunId = run, ClaimNumber = claim, Limited = true, Transition = new RunTransition.Park(_now + TimeSpan.FromMinutes(1)) };

    private static RecordOperation End(Make make, RunId run, long claim) => new()
    {
        RunId = run,
        ClaimNumber = claim,
        Entries = [make.Outcome("last")],
        Limited = true,
        Transition = new RunTransition.End(RunStatus.Succeeded, null),
    };
}
