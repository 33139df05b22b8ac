using System.Collections.Concurrent;
using System.Collections.Immutable;
using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Automation.EndToEnd.Fleets;

/// <summary>Several processes on one PostgreSQL, under load, and ledgers outside, one for each, that every step writes to.</summary>
/// <remarks>An order that nobody confirmed is published again with the same key, through whichever process comes next.</remarks>
internal sealed class Fleet : IAsyncDisposable
{
    /// <summary>How many runs one process works on at a time.</summary>
    public const int Concurrency = 8;

    /// <summary>So many orders may be ahead of the steps: more than all processes hold, and few enough that all end soon.</summary>
    private const int Ahead = 100;

    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("automation-fleet-").FullName;
    private readonly Lock _ordering = new();
    private readonly ConcurrentQueue<int> _refused = new();
    private readonly ConcurrentDictionary<int, AutomationEventId> _accepted = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private ImmutableList<FleetNode> _nodes = [];
    private int _started;
    private int _ordered;
    private int _steps;
    private volatile bool _flows;

    private Fleet(FleetDatabase database, TimeSpan lease, IReadOnlyList<string> scheduled)
    {
        (Database, Lease, Scheduled) = (database, lease, scheduled);
    }

    public TimeSpan Lease { get; }

    /// <summary>The scopes in which every second starts a run.</summary>
    public IReadOnlyList<string> Scheduled { get; }

    public FleetDatabase Database { get; }

    /// <summary>The processes that were not killed, the eldest first.</summary>
    public ImmutableList<FleetNode> Nodes => _nodes;

    /// <summary>How many orders there are.</summary>
    public int Ordered => Volatile.Read(ref _ordered);

    /// <summary>How many orders a process confirmed.</summary>
    public int Confirmed => _accepted.Count;

    /// <summary>How many steps all processes said that they took.</summary>
    public int Steps => Volatile.Read(ref _steps);

    /// <param name="connectionString">An empty database.</param>
    /// <param name="nodes">How many processes.</param>
    /// <param name="lease">The seconds of their leases.</param>
    /// <param name="scheduled">The scopes in which every second starts a run.</param>
    public static async Task<Fleet> StartAsync(string connectionString, int nodes, int lease = 2, params IReadOnlyList<string> scheduled)
    {
        await PostgresData.PrepareAsync(connectionString);
        var fleet = new Fleet(new FleetDatabase(connectionString), TimeSpan.FromSeconds(lease), scheduled);
        await fleet.Database.AuditAsync(fleet.Lease);
        for (var node = 0; node < nodes; node++)
        {
            await fleet.AddAsync();
        }

        return fleet;
    }

    /// <summary>Starts another process; done when it works.</summary>
    /// <param name="connectionString">How it reaches the database; null for the straight way.</param>
    /// <param name="network">The network namespace in which it runs; null for that of the test.</param>
    /// <param name="clock">The clock that it sees; null for that of the machine.</param>
    public async Task<FleetNode> AddAsync(string? connectionString = null, string? network = null, JumpingClock? clock = null)
    {
        var node = new FleetNode(this, connectionString ?? Database.ConnectionString, Path.Combine(_folder, $"ledger {++_started}.txt"), network, clock);
        _nodes = _nodes.Add(node);
        await node.ReadyAsync();
        node.NodeId = await Database.AskAsync("select max(node_id) from automation.node");
        node.Feed();
        return node;
    }

    /// <summary>From now on there are always more orders, until <see cref="DrainAsync"/>: a fault finds work, however quick the machine is.</summary>
    public void Flow()
    {
        _flows = true;
        FeedAll();
    }

    /// <summary>Until so many more steps are taken.</summary>
    public Task StepsAsync(int more)
    {
        var steps = Steps + more;
        return UntilAsync("steps are taken", () => Steps >= steps);
    }

    /// <summary>Until every process does more steps than it has done.</summary>
    public Task<TimeSpan> AllWorkAsync(TimeSpan within)
    {
        var done = Nodes.ToDictionary(node => node, node => node.Steps);
        return UntilAsync("all processes work", () => Task.FromResult(done.All(node => node.Key.Steps > node.Value)), within);
    }

    public async Task KillAsync(FleetNode node)
    {
        _nodes = _nodes.Remove(node);
        await node.KillAsync();
        node.Dispose();
        FeedAll();
    }

    /// <summary>Looks again and again until it is so.</summary>
    public Task UntilAsync(string what, Func<bool> holds) => UntilAsync(what, () => Task.FromResult(holds()), Patience);

    /// <summary>Looks again and again until it is so. Returns how long that took; a database that is away is asked again.</summary>
    public async Task<TimeSpan> UntilAsync(string what, Func<Task<bool>> holds, TimeSpan within)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (await holds())
                {
                    return TimeProvider.System.GetElapsedTime(began);
                }
            }
            catch (Exception away) when (away is NpgsqlException or IOException && TimeProvider.System.GetElapsedTime(began) < within)
            {
                // Away.
            }

            if (TimeProvider.System.GetElapsedTime(began) > within)
            {
                throw new TimeoutException($"Not within {within}: {what}. {await DescribeAsync()}");
            }

            FeedAll();
            await Task.Delay(Glance, TimeProvider.System);
        }
    }

    /// <summary>Ends the flow, once there were so many orders, and waits until no run is left.</summary>
    public async Task DrainAsync(int orders = 1)
    {
        await UntilAsync("there are orders enough", () => Ordered >= orders);
        lock (_ordering)
        {
            _flows = false;
        }

        await UntilAsync(
            "all runs ended",
            async () => _accepted.Count == Ordered && await Database.CountAsync($"live where state <> {(int)LiveState.Quarantined}") == 0,
            Patience);
    }

    /// <summary>What must hold at the end, whatever went wrong.</summary>
    /// <param name="maxLosses">How many runs may have left their owners before they ended, when the machine is the tests' own.</param>
    /// <param name="occurrences">How many runs a schedule started.</param>
    /// <returns>How many calls were repeated.</returns>
    public async Task<int> CheckAsync(int maxLosses, int occurrences = 0)
    {
        var runs = Ordered + occurrences;
        _complaints.ShouldBeEmpty();
        (await Database.AuditedAsync()).ShouldBeEmpty("Nobody writes for a run of somebody else.");
        (await Database.CountAsync("live")).ShouldBe(0, await DescribeAsync());
        (await Database.CountAsync($"entry where run_status = {(int)RunStatus.Succeeded}")).ShouldBe(runs);
        (await Database.CountAsync("run")).ShouldBe(runs, "One run for every order and every occurrence.");
        (await Database.CountAsync("event")).ShouldBe(runs, "One event for every order and every occurrence.");
        var stored = await Database.LinesAsync("select event_id::text from automation.event");
        _accepted.Values.Select(id => id.Value.ToString()).Except(stored).ShouldBeEmpty("What was accepted is stored.");
        await using (var source = NpgsqlDataSource.Create(Database.ConnectionString))
        await using (var store = new PostgresStore(new PostgresStoreOptions(), source, NullLogger<PostgresStore>.Instance))
        {
            await store.OpenAsync(CancellationToken.None);
            (await store.DiagnoseAsync(TimeProvider.System.GetUtcNow(), null, CancellationToken.None)).ShouldBeEmpty();
        }

        var lines = Directory.GetFiles(_folder).SelectMany(File.ReadAllLines).Select(line => line.Split(' ')).ToLookup(parts => parts[0], parts => parts[1]);
        lines.Count.ShouldBe(3 * runs, "Every step of every run has one key, and happened.");
        lines.Where(calls => calls.Distinct().Count() > 1).ShouldBeEmpty("The same key carries the same input.");
        var repeats = lines.Sum(calls => calls.Count() - 1);
        var losses = await Database.CountAsync("loss");
        repeats.ShouldBeLessThanOrEqualTo((int)losses, "Only calls in flight are repeated.");
        if (FleetTests.Long)
        {
            losses.ShouldBeLessThanOrEqualTo(maxLosses, "A process has only so many runs at work.");
        }

        return repeats;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.KillAsync();
            node.Dispose();
        }

        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The next order to publish; refused ones come first.</summary>
    public bool TryTake(out int order)
    {
        lock (_ordering)
        {
            if (_refused.TryDequeue(out order))
            {
                return true;
            }

            order = _ordered;
            if (!_flows || order - (Steps / 3) >= Ahead)
            {
                return false;
            }

            _ordered++;
            return true;
        }
    }

    public void OnStep() => Interlocked.Increment(ref _steps);

    public void OnAccepted(int order, AutomationEventId id)
    {
        if (_accepted.GetOrAdd(order, id) is var first && first != id)
        {
            _complaints.Enqueue($"Order {order} was accepted as event {first} and as event {id}.");
        }
    }

    public void OnRefused(int order) => _refused.Enqueue(order);

    private void FeedAll()
    {
        foreach (var node in _nodes)
        {
            node.Feed();
        }
    }

    private async Task<string> DescribeAsync()
    {
        var said = string.Join(", ", _nodes.Select(node => $"{node.NodeId}: {(node.IsAlive ? $"{node.Steps} steps" : "dead")}"));
        try
        {
            var live = await Database.LinesAsync(
                "select state || ' of ' || coalesce(owner::text, 'nobody') || ', ' || rescues || ' rescues: ' || count(*) from automation.live group by state, owner, rescues");
            return $"{_accepted.Count} of {Ordered} accepted; nodes {said}; live {string.Join("; ", live)}; {string.Join("; ", _complaints)}";
        }
        catch (NpgsqlException away)
        {
            return $"{_accepted.Count} of {Ordered} accepted; nodes {said}; {away.Message}";
        }
    }
}
