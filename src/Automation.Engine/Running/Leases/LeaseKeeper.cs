using Automation.Diagnostics;
using Automation.Running.Writing;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Running.Leases;

/// <summary>Joins as a node, renews its lease, stops the node when it could not, and brings it back when it can.</summary>
/// <remarks>
/// <para>On a loop of its own: neither a long pass nor a commit that hangs holds up a renewal, and a renewal that hangs does not hold up the stop,
/// which comes by a timer.</para>
/// <para>States: no lease (publishes and reads, asks to join with every heartbeat); working; paused (has a lease that it does not know to hold: drives nothing, asks to renew).
/// A renewal brings a paused node back to work with its own runs; a refusal means that another node has them, and this process joins anew.</para>
/// <para>Thread-safe.</para>
/// </remarks>
internal sealed partial class LeaseKeeper : IDisposable
{
    private readonly IAutomationStore _store;
    private readonly StoreClock _clock;
    private readonly LeaseWatch _watch;
    private readonly RunNode _node;
    private readonly RunDispatcher _dispatcher;
    private readonly GroupCommitWriter _writer;
    private readonly LoopState _state;
    private readonly AutomationOptions _options;
    private readonly ILogger<LeaseKeeper> _logger;
    private readonly Lock _gate = new();
    private readonly Wakeup _wakeup;
    private readonly ITimer _deadline;
    private volatile NodeLease? _lease;
    private volatile bool _working;
    private bool _otherWorks;
    private bool _closing;

    public LeaseKeeper(
        IAutomationStore store,
        StoreClock clock,
        LeaseWatch watch,
        RunNode node,
        RunDispatcher dispatcher,
        GroupCommitWriter writer,
        ActivityTracker activity,
        LoopState state,
        AutomationOptions options,
        ILogger<LeaseKeeper> logger)
    {
        (_store, _clock, _watch, _node, _dispatcher, _writer, _state, _options, _logger) = (store, clock, watch, node, dispatcher, writer, state, options, logger);
        _wakeup = new Wakeup(clock, activity);
        _deadline = clock.CreateTimer(
            static keeper => ((LeaseKeeper)keeper!).Pause("it could not be renewed in time.", null), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether this process works on runs.</summary>
    public bool IsWorking => _working;

    private bool Beats => _options.Heartbeat != Timeout.InfiniteTimeSpan;

    /// <summary>How soon something that failed is tried again.</summary>
    private TimeSpan Retry => Beats ? _options.Heartbeat / 10 : Timeout.InfiniteTimeSpan;

    /// <summary>Asks to work on runs; when another process does, this one asks again with its heartbeats.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        await _clock.CorrectAsync(_store, cancellationToken).ConfigureAwait(false);
        var began = _clock.GetTimestamp();
        var duration = Beats ? _options.Lease : Timeout.InfiniteTimeSpan;
        var lease = await _store.JoinAsync(_clock.GetUtcNow(), duration, cancellationToken).ConfigureAwait(false);
        if (lease is null)
        {
            // Once, and not with every heartbeat: it may be meant to stay like that.
            if (!_otherWorks)
            {
                _otherWorks = true;
                LogOtherWorks(_store.Name);
            }
        }
        else
        {
            _otherWorks = false;
            Work(lease, began, isNew: true);
        }
    }

    /// <summary>The first heartbeat comes after a while; <see cref="RunAsync"/> must follow.</summary>
    public void Schedule() => _wakeup.RingAfter(_options.Heartbeat);

    /// <summary>Beats until the token stops it. Called again only when it threw.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await _wakeup.WaitAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }

            var rest = Retry;
            try
            {
                rest = await RunOnceAsync(stopping).ConfigureAwait(false);
            }
            finally
            {
                _wakeup.RingAfter(rest);
                _wakeup.Done();
            }
        }
    }

    /// <summary>One heartbeat. Returns when the next one is wanted.</summary>
    public async Task<TimeSpan> RunOnceAsync(CancellationToken stopping)
    {
        // A store that does not answer must not keep us from asking again.
        using var patience = new CancellationTokenSource(_options.Heartbeat, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            var rest = await BeatAsync(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            _state.Succeeded();
            return rest;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return Timeout.InfiniteTimeSpan;
        }
        catch (Exception exception)
        {
            // The store is away, or hangs. What was asked may still be answered: that counts from when it was asked.
            _state.Failed(exception);
            LogBeatFailed(Retry, exception);
            return Retry;
        }
    }

    /// <summary>The store refused something because the node does not hold its lease. Soon a renewal tells whether it is over for good.</summary>
    public void OnFenced(NodeFencedException fenced)
    {
        if (_lease?.NodeId == fenced.NodeId && Pause("the store refused what it wrote.", fenced))
        {
            _wakeup.RingAfter(Retry);
        }
    }

    /// <summary>The host stops: what runs keeps its lease until it is let go, nothing begins anew.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closing = true;
        }
    }

    /// <summary>Leaves in good order: what the node still has is let go uncharged.</summary>
    public async Task LeaveAsync()
    {
        if (_lease is not { } lease)
        {
            return;
        }

        try
        {
            await _store.LeaveAsync(lease, _clock.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The store is away: whoever comes next takes the runs over; they are charged one rescue, nothing is lost.
            LogLeaveFailed(exception);
        }
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _wakeup.Dispose();
    }

    private async Task<TimeSpan> BeatAsync(CancellationToken cancellationToken)
    {
        if (_lease is { } lease)
        {
            var began = _clock.GetTimestamp();
            if (await _store.RenewAsync(lease, _clock.GetUtcNow(), cancellationToken).ConfigureAwait(false))
            {
                var inTime = Work(lease, began, isNew: false);
                await _clock.CorrectAsync(_store, cancellationToken).ConfigureAwait(false);
                return inTime ? _options.Heartbeat : Retry;
            }

            Lose(lease);
        }

        if (!_closing && _lease is null)
        {
            await JoinAsync(cancellationToken).ConfigureAwait(false);
        }

        return _options.Heartbeat;
    }

    private void Lose(NodeLease lease)
    {
        if (_lease == lease)
        {
            Pause("another node took over.", null);
            LogTakenOver(lease.NodeId);
            _lease = null;
        }
    }

    /// <summary>The store gave or renewed the lease: goes on, or begins. False when the answer came too late to be worth anything.</summary>
    private bool Work(NodeLease lease, long began, bool isNew)
    {
        if (!isNew && !_watch.IsHeld)
        {
            // The timer that should have said so is late, too.
            Pause("it could not be renewed in time.", null);
        }

        lock (_gate)
        {
            if (isNew ? _lease is not null : _lease != lease)
            {
                // An answer that nobody waits for any more.
                return true;
            }

            _lease = lease;
            if (_closing && !_working)
            {
                return true;
            }

            if (!_watch.Extend(began, lease.Duration))
            {
                return false;
            }

            _deadline.Change(_watch.Left, Timeout.InfiniteTimeSpan);
            if (_working)
            {
                return true;
            }

            _writer.Node = lease;
            _node.Open(lease);
            _dispatcher.Open(lease, hasRuns: !isNew);
            _working = true;
        }

        if (!isNew)
        {
            LogResumed(lease.NodeId);
        }

        return true;
    }

    /// <summary>Lets go of everything in memory and starts nothing new. False when that is so already.</summary>
    private bool Pause(string reason, Exception? exception)
    {
        IReadOnlyList<RunDriver> drivers;
        NodeLease? lease;
        lock (_gate)
        {
            if (!_working)
            {
                return false;
            }

            _working = false;
            lease = _lease;
            _watch.End();
            _deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _writer.Node = null;
            _dispatcher.Close();
            drivers = _node.Close();
        }

        if (!_closing)
        {
            LogPaused(lease!.NodeId, reason, exception);
        }

        // Outside of the lock: a handler's callback may come back to us.
        foreach (var driver in drivers)
        {
            driver.Drop();
        }

        return true;
    }
}
