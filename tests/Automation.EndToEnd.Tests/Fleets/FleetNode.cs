using System.Collections.Concurrent;
using Automation.EndToEnd.Kills;

namespace Automation.EndToEnd.Fleets;

/// <summary>One process of a fleet: takes orders to publish as fast as it answers, and counts what it says.</summary>
internal sealed class FleetNode : IDisposable
{
    /// <summary>So many orders it is told at a time.</summary>
    private const int Width = 4;

    /// <summary>Steps take so many milliseconds that orders come faster than they are worked off: whatever the machine, a fault meets runs at work.</summary>
    private const string Pace = "20";

    private readonly Lock _feeding = new();
    private readonly Fleet _fleet;
    private readonly KilledHost _host;
    private readonly ConcurrentDictionary<int, bool> _told = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<TaskCompletionSource<DateTimeOffset>> _asksForClock = new();
    private int _steps;
    private volatile bool _ended;

    public FleetNode(Fleet fleet, string connectionString, string ledger, string? network, JumpingClock? clock)
    {
        _fleet = fleet;
        _host = KilledHost.StartIn(network, clock, [connectionString, ledger, FormattableString.Invariant($"{fleet.Lease.TotalSeconds}"), Pace, .. fleet.Scheduled]);
        Listening = ListenAsync();
    }

    /// <summary>The node as which it joined.</summary>
    public long NodeId { get; set; }

    /// <summary>When it was ready.</summary>
    public long ReadyAt { get; private set; }

    public bool IsReady => _ready.Task.IsCompleted && IsAlive;

    public bool IsAlive => !_ended;

    /// <summary>How many steps it took.</summary>
    public int Steps => Volatile.Read(ref _steps);

    /// <summary>Ends when the process is dead and said all.</summary>
    public Task Listening { get; }

    public Task ReadyAsync() => _ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

    public async Task KillAsync()
    {
        await _host.KillAsync();
        await Listening;
    }

    public Task PauseAsync() => _host.SignalAsync("STOP");

    public Task ResumeAsync() => _host.SignalAsync("CONT");

    /// <summary>What time it is for the process, and the readings of the right clock before and after it was asked.</summary>
    public async Task<(DateTimeOffset Asked, DateTimeOffset Time, DateTimeOffset Answered)> AskClockAsync()
    {
        var answer = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = TimeProvider.System.GetUtcNow();
        lock (_feeding)
        {
            _asksForClock.Enqueue(answer);
            _host.TrySay("clock");
        }

        var time = await answer.Task.WaitAsync(Fleet.Patience, TimeProvider.System);
        return (asked, time, TimeProvider.System.GetUtcNow());
    }

    /// <summary>Tells it more orders, if it takes them.</summary>
    public void Feed()
    {
        lock (_feeding)
        {
            while (IsReady && _told.Count < Width && _fleet.TryTake(out var order))
            {
                _told[order] = true;
                _host.TrySay($"publish {order}");
            }
        }
    }

    public void Dispose() => _host.Dispose();

    private async Task ListenAsync()
    {
        while (await _host.HearAsync(Timeout.InfiniteTimeSpan) is { } line)
        {
            switch (line.Split(' '))
            {
                case ["step"]:
                    Interlocked.Increment(ref _steps);
                    _fleet.OnStep();
                    Feed();
                    break;
                case ["ready"]:
                    ReadyAt = TimeProvider.System.GetTimestamp();
                    _ready.TrySetResult();
                    break;
                case ["clock", var ticks] when _asksForClock.TryDequeue(out var ask):
                    ask.TrySetResult(new DateTimeOffset(long.Parse(ticks), TimeSpan.Zero));
                    break;
                case ["accepted", var order, var id] when AutomationEventId.TryParse(id, out var eventId):
                    _told.TryRemove(int.Parse(order), out _);
                    _fleet.OnAccepted(int.Parse(order), eventId);
                    Feed();
                    break;
                case ["refused", var order]:
                    _told.TryRemove(int.Parse(order), out _);
                    _fleet.OnRefused(int.Parse(order));
                    Feed();
                    break;
            }
        }

        _ended = true;
        _ready.TrySetException(new InvalidOperationException("The process ended before it was ready."));

        // Nobody knows whether these were accepted: somebody else is asked again.
        foreach (var order in _told.Keys)
        {
            _fleet.OnRefused(order);
        }
    }
}
