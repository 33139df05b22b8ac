using Automation.Postgres;
using Automation.Postgres.Proxy;

namespace Automation.EndToEnd.Fleets;

/// <summary>T5: PostgreSQL restarts as after a crash, ends sessions as it likes, or is away for longer than a lease, under load.</summary>
/// <remarks>The long version, 5,000 runs, 40 restarts, 200 ended sessions: <c>AUTOMATION_LONG=1</c>.</remarks>
[Collection(nameof(FleetTests))]
public sealed class RestartTests(ITestOutputHelper output)
{
    // Faults: the first fault of the database ends the pass for good; statements that were prepared on a connection that broke are sent on the next one.
    [Fact]
    public async Task Restart_AndEndedSessions_LoseNothing_ChargeNobody_AndAllWorkAgain()
    {
        var (runs, restarts, ends) = FleetTests.Long ? (5000, 40, 5) : (1, 2, 3);
        await TestPostgres.GetAsync();
        await using var server = await LocalPostgres.StartAsync();
        await using var fleet = await Fleet.StartAsync(await server.CreateDatabaseAsync("fleet"), nodes: 3, lease: 5);
        fleet.Flow();
        var random = new Random(20300101);
        var ended = 0L;
        for (var restart = 0; restart < restarts; restart++)
        {
            for (var end = 0; end < ends; end++)
            {
                await fleet.StepsAsync(random.Next(1, 60));
                ended += await EndOneAsync(fleet);
            }

            await fleet.StepsAsync(random.Next(1, 60));
            await server.RestartAsync(immediate: true);
        }

        var took = await fleet.AllWorkAsync(FleetTests.Within(TimeSpan.FromSeconds(10)));
        await fleet.DrainAsync(runs);

        fleet.Nodes.ShouldAllBe(node => node.IsAlive);
        (await fleet.Database.CountAsync("charge")).ShouldBe(0, "The outage is nobody's fault.");
        var repeats = await fleet.CheckAsync(maxLosses: (restarts + (int)ended) * 3 * Fleet.Concurrency);
        ended.ShouldBeGreaterThan(restarts * ends / 2, "Ends that hit nothing prove nothing.");
        output.WriteLine($"{fleet.Ordered} runs, {restarts} restarts, {ended} sessions ended, {repeats} repeats; all at work {took.TotalSeconds:0.0} s after the last restart.");
    }

    // With few processes all are back before one judges: the tests of the store play the moment between, with the faults.
    [Fact]
    public async Task Away_ForLongerThanALease_ChargesNobody()
    {
        await TestPostgres.GetAsync();
        await using var server = await LocalPostgres.StartAsync();
        await using var fleet = await Fleet.StartAsync(await server.CreateDatabaseAsync("fleet"), nodes: 3, lease: 3);
        fleet.Flow();
        await fleet.StepsAsync(30);

        await server.StopAsync(immediate: true);
        await Task.Delay(fleet.Lease * (FleetTests.Long ? 2 : 1.5), TimeProvider.System);
        await server.RestartAsync();
        var took = await fleet.AllWorkAsync(FleetTests.Within(TimeSpan.FromSeconds(10)));
        await fleet.DrainAsync();

        fleet.Nodes.ShouldAllBe(node => node.IsAlive);
        (await fleet.Database.CountAsync("charge")).ShouldBe(0, "The outage is nobody's fault.");
        var repeats = await fleet.CheckAsync(maxLosses: 3 * Fleet.Concurrency);
        output.WriteLine($"{repeats} repeats; all at work {took.TotalSeconds:0.0} s after the start.");
    }

    /// <summary>
    /// The first to reach the database again must not judge who comes later: it has not held its own lease all the time, either. Who stays away for a whole lease more is judged, and joins anew.
    /// </summary>
    // Faults: whoever holds a lease judges at once; the refusal of a renewal is not heard.
    [Fact]
    public async Task Away_AndForOneProcessForLonger_ItIsJudgedBehindAWholeLease_AndJoinsAnew()
    {
        await TestPostgres.GetAsync();
        await using var server = await LocalPostgres.StartAsync();
        var database = await server.CreateDatabaseAsync("fleet");
        await using var proxy = PgProxy.Start(database);

        // Longer than a host that found no database waits before it looks for runs again.
        await using var fleet = await Fleet.StartAsync(database, nodes: 1, lease: 8);
        var late = await fleet.AddAsync(proxy.ConnectionString);
        fleet.Flow();
        await fleet.AllWorkAsync(Fleet.Patience);

        proxy.Mode = PgProxyMode.Stall;
        await server.StopAsync(immediate: true);
        await Task.Delay(fleet.Lease * 1.2, TimeProvider.System);
        await server.RestartAsync();
        await fleet.UntilAsync("it was judged", async () => await fleet.Database.CountAsync($"node_lease where node_id = {late.NodeId}") == 0, Fleet.Patience);
        proxy.Mode = PgProxyMode.Pass;
        var took = await fleet.AllWorkAsync(FleetTests.Within(TimeSpan.FromSeconds(10)));
        await fleet.DrainAsync();

        fleet.Nodes.ShouldAllBe(node => node.IsAlive);
        var repeats = await fleet.CheckAsync(maxLosses: 2 * Fleet.Concurrency);
        output.WriteLine($"{repeats} repeats; at work again {took.TotalSeconds:0.0} s after it was let in.");
    }

    /// <summary>Ends a session of the fleet, whichever it is.</summary>
    private static async Task<long> EndOneAsync(Fleet fleet)
    {
        var ended = 0L;
        await fleet.UntilAsync("a session is ended", async () => (ended = await fleet.Database.AskAsync("""
            select count(pg_terminate_backend(s.pid)) from (
              select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by random() limit 1) s
            """)) > 0, TimeSpan.FromSeconds(30));
        return ended;
    }
}
