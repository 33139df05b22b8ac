using System.Collections.Concurrent;
using Automation.Postgres;
using Automation.Postgres.Proxy;

namespace Automation.EndToEnd.Fleets;

/// <summary>T2: three real processes on PostgreSQL, killed without a word again and again.</summary>
/// <remarks>The long version, 10,000 runs and 200 kills: <c>AUTOMATION_LONG=1</c>.</remarks>
[Collection(nameof(FleetTests))]
public sealed class KilledFleetTests(ITestOutputHelper output)
{
    /// <summary>How long after the lease runs of a dead process may still wait.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    // Faults: a lease is never extended; a takeover sets the numbers of claims back; the first death quarantines a run.
    [Fact]
    public async Task Kill_OfAnyNode_AtAnyMoment_LosesNothing_AndOthersGoOn()
    {
        var (runs, kills) = FleetTests.Long ? (10_000, 200) : (1, 3);
        var random = new Random(20300101);
        var server = await TestPostgres.GetAsync();
        await using var database = await server.CreateDatabaseAsync();
        await using var fleet = await Fleet.StartAsync(database.ConnectionString, nodes: 3);
        var resumed = new ConcurrentBag<TimeSpan>();
        var watches = new List<Task>();
        fleet.Flow();
        for (var kill = 0; kill < kills || watches.Count <= kills / 4; kill++)
        {
            await fleet.StepsAsync(random.Next(1, 150));

            // The eldest is spared most times: only who held its lease for a while judges others.
            var victim = fleet.Nodes[kill % 10 == 9 ? 0 : random.Next(1, 3)];
            var spared = fleet.Nodes.FirstOrDefault(node => node != victim && TimeProvider.System.GetElapsedTime(node.ReadyAt) > fleet.Lease);
            await fleet.KillAsync(victim);
            var owned = await fleet.Database.OwnedAsync($"owner = {victim.NodeId}");
            if (owned.Count > 0 && spared is not null)
            {
                watches.Add(WatchAsync(fleet, owned, spared, resumed));
            }

            await fleet.AddAsync();
        }

        await fleet.DrainAsync(runs);
        await Task.WhenAll(watches);

        var repeats = await fleet.CheckAsync(maxLosses: kills * Fleet.Concurrency);
        repeats.ShouldBeGreaterThan(0, "Kills that hit nothing prove nothing.");
        resumed.ShouldNotBeEmpty("Watches that see nothing prove nothing.");
        output.WriteLine($"{fleet.Ordered} runs, {repeats} repeats; {resumed.Count} kills watched, runs claimed again after at most {resumed.Max().TotalSeconds:0.0} s.");
        resumed.Max().ShouldBeLessThan(FleetTests.Within(fleet.Lease + Margin));
    }

    // The lease of a host that sets nothing. Fault: a lease is judged later than it ends.
    [Fact]
    public async Task Kill_WithTheDefaultLease_RunsGoOnWithinThirtySixSeconds()
    {
        Assert.SkipUnless(FleetTests.Long, "Twenty leases of half a minute: AUTOMATION_LONG=1.");
        var server = await TestPostgres.GetAsync();
        await using var database = await server.CreateDatabaseAsync();
        await using var fleet = await Fleet.StartAsync(database.ConnectionString, nodes: 2, lease: (int)new AutomationOptions().Lease.TotalSeconds);
        var slowest = TimeSpan.Zero;
        for (var kill = 0; kill < 20; kill++)
        {
            fleet.Flow();
            var (spared, victim) = (fleet.Nodes[0], fleet.Nodes[1]);
            await fleet.UntilAsync("the other one may judge", () => TimeProvider.System.GetElapsedTime(spared.ReadyAt) > fleet.Lease);
            await fleet.AllWorkAsync(Fleet.Patience);
            await fleet.KillAsync(victim);
            var owned = await fleet.Database.OwnedAsync($"owner = {victim.NodeId}");
            owned.ShouldNotBeEmpty("Kills that hit nothing prove nothing.");
            var took = await fleet.UntilAsync("runs are claimed again", async () => await fleet.Database.StillOwnedAsync(owned) == 0, Fleet.Patience);
            took.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(36));
            slowest = took > slowest ? took : slowest;
            await fleet.AddAsync();
        }

        await fleet.DrainAsync();
        await fleet.CheckAsync(maxLosses: 20 * Fleet.Concurrency);
        output.WriteLine($"20 kills with a lease of {fleet.Lease.TotalSeconds} s: runs claimed again after at most {slowest.TotalSeconds:0.0} s.");
    }

    // Fault: who publishes is answered before the commit.
    [Fact]
    public async Task Kill_BeforeAnAcceptanceIsCommitted_ConfirmedNothing()
    {
        var server = await TestPostgres.GetAsync();
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = PgProxy.Start(database.ConnectionString);
        await using var fleet = await Fleet.StartAsync(database.ConnectionString, nodes: 0);
        var node = await fleet.AddAsync(proxy.ConnectionString);
        var stalled = proxy.StallAt(statements => statements.Any(statement => statement.Contains(".event(", StringComparison.Ordinal)));

        fleet.Flow();
        await stalled.WaitAsync(Fleet.Patience, TimeProvider.System);
        await fleet.KillAsync(node);

        fleet.Confirmed.ShouldBe(0);
        (await fleet.Database.CountAsync("event")).ShouldBe(0);
        await fleet.AddAsync();
        await fleet.DrainAsync();
        await fleet.CheckAsync(maxLosses: Fleet.Concurrency);
    }

    /// <summary>How long it takes until runs are claimed again, when a process that may judge lives on.</summary>
    private static async Task WatchAsync(Fleet fleet, IReadOnlyDictionary<Guid, long> owned, FleetNode spared, ConcurrentBag<TimeSpan> resumed)
    {
        var took = await fleet.UntilAsync("runs are claimed again", async () => await fleet.Database.StillOwnedAsync(owned) == 0, TimeSpan.FromMinutes(1));
        if (spared.IsReady)
        {
            resumed.Add(took);
        }
    }
}
