using System.Collections.Concurrent;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Eight nodes claim at once, whatever the planner thinks.</summary>
public sealed class ClaimRaceTests : RaceTests
{
    private const int Nodes = 8;
    private const int Limit = 37;
    private static readonly int Runs = Long ? 10_000 : 3_000;

    // Fault: who claims locks nothing.
    [Theory]
    [InlineData("")]
    [InlineData("-c enable_hashjoin=off")]
    [InlineData("-c enable_nestloop=off")]
    public async Task EightNodes_ClaimEachRunOnce(string options)
    {
        var doors = await OpenAsync(Nodes, connection => connection.Options = options);
        await FillAsync(Runs, scopes: 40);

        var claimed = await ClaimAllAsync(doors);

        claimed.Count.ShouldBe(Runs);
        claimed.Distinct().Count().ShouldBe(Runs);
        (await AskAsync<long>($"select count(*) from automation.live where state = {(int)LiveState.Owned} and claim_no = 1")).ShouldBe(Runs);
        (await DeadlocksAsync()).ShouldBe(0);
    }

    // Faults, seen red: who claims locks nothing; what a claim finds is limited for each scope alone, and it takes more than it asked for. Nothing misses `materialized`: what is picked is asked for once.
    [Fact]
    public async Task EightNodes_WithStatisticsOfAnEmptyTableAndALongHistory_ClaimEachRunOnce()
    {
        var doors = await OpenAsync(Nodes);
        await RunAsync("analyze automation.live; analyze automation.run; alter table automation.live set (autovacuum_enabled = false)");
        await RunAsync(History.Insert(200_000));
        await FillAsync(Runs, scopes: 40);

        var claimed = await ClaimAllAsync(doors);

        claimed.Count.ShouldBe(Runs);
        claimed.Distinct().Count().ShouldBe(Runs);
        (await DeadlocksAsync()).ShouldBe(0);
    }

    // Fault, seen red: what is woken is a plain sub-select, which the planner may evaluate again for each row that it looks at: each time it passes over the rows that it locked before, and wakes others.
    [Fact]
    public async Task Claim_WithAnyStatistics_WakesNoMoreThanItsLimit()
    {
        await RunAsync("alter table automation.live set (autovacuum_enabled = false)");
        foreach (var analyzed in new[] { 0, 1, 3, 10, 40, 200, 2_000 })
        {
            await RunAsync($"delete from automation.live; {FillParked(analyzed)}; analyze automation.live; delete from automation.live; {FillParked(runs: 5)}");

            // Each plans anew.
            var (store, node) = (await OpenAsync(1))[0];
            (await store.ClaimAsync(Request(node, limit: 2, "action:pack"), TestContext.Current.CancellationToken)).Count.ShouldBe(2);

            (await AskAsync<long>($"select count(*) from automation.live where state = {(int)LiveState.Parked}")).ShouldBe(3, $"with the statistics of {analyzed} runs");
        }
    }

    // Faults, seen red: a claim does not say where it stopped, and the next one begins with the first scope again; it ends at the last scope instead of going round.
    [Theory]
    [InlineData("another")]
    [InlineData("this-one")]
    public async Task ScopeWithFiveThousandRuns_DelaysAnotherByNoMoreThanOneClaim(string scope)
    {
        var (store, node) = (await OpenAsync(1))[0];
        await FillAsync(5_000, scopes: 1);
        foreach (var limit in new[] { 1, 2, 16 })
        {
            for (var round = 0; round < 5; round++)
            {
                await store.ClaimAsync(Request(node, limit), TestContext.Current.CancellationToken);
                var run = Make.Run(scope);
                await CommitAsync(store, null, Make.Start(run));

                var next = await store.ClaimAsync(Request(node, limit), TestContext.Current.CancellationToken);
                var afterNext = await store.ClaimAsync(Request(node, limit), TestContext.Current.CancellationToken);

                next.Concat(afterNext).Select(claimed => claimed.Run.Id).ShouldContain(run.Id, $"limit {limit}, round {round}");
            }
        }
    }

    private async Task<IReadOnlyCollection<Guid>> ClaimAllAsync((PostgresStore Store, NodeLease Node)[] doors)
    {
        var claimed = new ConcurrentBag<Guid>();
        await AtOnceAsync([.. doors.Select(door => (Func<Task>)(async () =>
        {
            while (await AskAsync<bool>($"select exists (select 1 from automation.live where state = {(int)LiveState.Ready})"))
            {
                var some = await door.Store.ClaimAsync(Request(door.Node, Limit), TestContext.Current.CancellationToken);
                some.Count.ShouldBeLessThanOrEqualTo(Limit);
                foreach (var run in some)
                {
                    claimed.Add(run.Run.Id.Value);
                }
            }
        }))]);
        return claimed;
    }

    private ClaimRequest Request(NodeLease node, int limit, params string[] needs) => new() { Node = node, Now = Now, Limit = limit, Needs = needs };

    private Task FillAsync(int runs, int scopes) => RunAsync(Fill(runs, scopes));

    private static string FillParked(int runs) => $"{Fill(runs, scopes: 3)}; update automation.live set state = {(int)LiveState.Parked}, need = 'action:pack'";

    private static string Fill(int runs, int scopes) => $"""
        with new as (
          insert into automation.run(run_id, position, scope, rule, rule_hash, trigger_kind, trigger_id, at)
          select gen_random_uuid(), nextval('automation.position'), 'scope-' || (n % {scopes}), 'rule-1', 'hash', 1, 'trigger-1', now() from generate_series(1, {runs}) n returning run_id, scope)
        insert into automation.live(run_id, scope, rule, queue, state, claim_no, signals, rescues, limits, permit) select run_id, scope, 'rule-1', 0, {(int)LiveState.Ready}, 0, 0, 0, 0, false from new
        """;
}
