using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Nodes;

/// <summary>Several nodes on one store in one world, with the defaults of a host, and a clock that moves for all of them.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<World> _worlds = [];
    private readonly HashSet<World> _unattended = [];

    private Cluster(World first)
    {
        _worlds.Add(first);
    }

    public World this[int node] => _worlds[node];

    public ManualClock Clock => _worlds[0].Clock;

    public Outside Outside => _worlds[0].Outside;

    /// <summary>Whether the clock moves although handlers are still running.</summary>
    public bool HandlersWait { get; set; }

    public static Task<Cluster> StartAsync(Action<AutomationBuilder> configure, params FaultPlan[] plans) => StartAsync(StoreKind.Memory, configure, plans);

    /// <param name="store">One that several nodes can share.</param>
    /// <param name="configure">The rules.</param>
    /// <param name="plans">A node for each.</param>
    public static async Task<Cluster> StartAsync(StoreKind store, Action<AutomationBuilder> configure, params FaultPlan[] plans)
    {
        var first = new World(store, plans[0], builder =>
        {
            builder.Configure(options =>
            {
                var defaults = new AutomationOptions();
                (options.PollInterval, options.Heartbeat, options.Lease) = (defaults.PollInterval, defaults.Heartbeat, defaults.Lease);
            });
            configure(builder);
        });
        var cluster = new Cluster(first);
        await first.StartAsync();
        foreach (var plan in plans[1..])
        {
            await cluster.AddAsync(plan);
        }

        await cluster.SettleAsync();
        return cluster;
    }

    public async Task<World> AddAsync(FaultPlan plan, TimeProvider? time = null)
    {
        var world = _worlds[0].BesideInTheSameWorld(plan, time);
        _worlds.Add(world);
        await world.StartAsync();
        return world;
    }

    /// <summary>The process dies, and nobody but its silence says so.</summary>
    public void Kill(int node)
    {
        _worlds[node].Engine.Kill();
        _unattended.Add(_worlds[node]);
    }

    /// <summary>The process stops in good order.</summary>
    public async Task StopAsync(int node)
    {
        await _worlds[node].Engine.StopAsync(CancellationToken.None);
        _unattended.Add(_worlds[node]);
    }

    /// <summary>From now on the clock does not wait for a node that hangs, or does again.</summary>
    public void Attend(int node, bool attend) => _ = attend ? _unattended.Remove(_worlds[node]) : _unattended.Add(_worlds[node]);

    /// <summary>Waits until no node has anything to do now.</summary>
    public async Task SettleAsync()
    {
        while (_worlds.Except(_unattended).Select(Idle).FirstOrDefault(idle => !idle.IsCompleted) is { } busy)
        {
            await busy.WaitAsync(Patience, TimeProvider.System);
        }
    }

    public Task AdvanceAsync(TimeSpan by) => AdvanceUntilAsync(() => false, by);

    /// <summary>Moves the clock, timer by timer, until something holds, at most by a span. Returns how far it moved.</summary>
    public async Task<TimeSpan> AdvanceUntilAsync(Func<bool> holds, TimeSpan by)
    {
        var began = Clock.GetUtcNow();
        await SettleAsync();
        while (!holds() && Clock.FireNext(began + by))
        {
            await SettleAsync();
        }

        await SettleAsync();
        return Clock.GetUtcNow() - began;
    }

    public async Task<StoredRun> RunAsync() => (await _worlds[0].RunsAsync()).Single();

    public async ValueTask DisposeAsync()
    {
        foreach (var world in Enumerable.Reverse(_worlds))
        {
            await world.DisposeAsync();
        }
    }

    private Task Idle(World world) => world.Engine.Activity.WhenIdleAsync(withHandlers: !HandlersWait, CancellationToken.None);
}
