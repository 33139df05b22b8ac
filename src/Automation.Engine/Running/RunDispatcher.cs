using System.Text.Json;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Running.Machine;
using Automation.Running.Writing;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Running;

/// <summary>Takes runs that nobody works on: those ready, those whose instant has come, those left behind. Sleeps until the least due instant.</summary>
internal sealed partial class RunDispatcher(
    IAutomationStore store,
    RunNode node,
    GroupCommitWriter writer,
    Func<RunRecord, CancellationToken, ValueTask<RuleDefinition?>> findRule,
    JsonSerializerOptions json,
    TimeProvider time,
    ActivityTracker activity,
    AutomationOptions options,
    ILogger<RunDispatcher> logger)
{
    private const int BatchLimit = 200;

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _gate = new();
    private ITimer? _alarm;
    private DateTimeOffset? _alarmAt;
    private DateTimeOffset? _parkedUntil;
    private int _woken;
    private volatile bool _open;
    private volatile bool _leftBehind;
    private DateTimeOffset _auditedAt = time.GetUtcNow();

    /// <summary>This process works on runs: from now on it looks when it is woken. Looks at once.</summary>
    public void Open()
    {
        _open = true;
        Wake();
    }

    /// <summary>Something may be claimable: look now. In a process that does not work on runs it does nothing.</summary>
    public void Wake()
    {
        if (_open && Interlocked.Exchange(ref _woken, 1) == 0)
        {
            // Counts as work until the pass that it asks for is done.
            activity.Enter();
            _wake.Release();
        }
    }

    /// <summary>A place became free: if runs were left behind for want of one, look now.</summary>
    public void PlaceFreed()
    {
        if (_leftBehind)
        {
            Wake();
        }
    }

    /// <summary>Passes until the token stops it; backs off when the store does not answer.</summary>
    public async Task RunAsync(NodeLease lease, CancellationToken stopping)
    {
        var failures = 0;
        using var alarm = time.CreateTimer(static state => ((RunDispatcher)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            _alarm = alarm;
        }

        Open();
        while (true)
        {
            try
            {
                await _wake.WaitAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                Close();
                return;
            }

            Interlocked.Exchange(ref _woken, 0);
            lock (_gate)
            {
                _parkedUntil = null;
            }

            DateTimeOffset? next;
            try
            {
                next = await RunOnceAsync(lease, stopping).ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                activity.Leave();
                Close();
                return;
            }
            catch (NodeFencedException fenced)
            {
                writer.Fenced?.Invoke(fenced);
                activity.Leave();
                Close();
                return;
            }
            catch (Exception exception)
            {
                // One bad pass must not end the loop: log, wait a little longer each time, look again.
                LogPassFailed(exception);
                next = time.GetUtcNow() + TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(failures++, 6)));
            }

            // The alarm is set before the pass counts as done, so that whoever waits until the engine is idle finds it.
            SetAlarm(next);
            activity.Leave();
        }
    }

    /// <summary>Nobody looks any more: a wake-up that waits is no work.</summary>
    private void Close()
    {
        _open = false;
        if (_wake.Wait(0, CancellationToken.None))
        {
            Interlocked.Exchange(ref _woken, 0);
            activity.Leave();
        }
    }

    /// <summary>One pass: claims what fits, and says when the next thing is due; null when nothing waits for a time.</summary>
    public async Task<DateTimeOffset?> RunOnceAsync(NodeLease lease, CancellationToken cancellationToken)
    {
        await AuditAsync(lease, cancellationToken).ConfigureAwait(false);

        // Set before we look for room: a place that becomes free meanwhile asks for another pass.
        _leftBehind = true;
        while (node.Free > 0 && !node.IsAlone && (!node.IsDraining || node.Taken == 0))
        {
            var due = await store.NextDueAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            node.MakeRoomAlone(due.Alone);
            var limit = Math.Min(node.Free, BatchLimit);
            if (!(due.At <= time.GetUtcNow() || (due.Probation && node.ProbationRoom > 0) || (due.Alone && node.Taken == 0)))
            {
                node.HasBacklog = false;
                _leftBehind = due.Probation || due.Alone;
                return due.At;
            }

            var claimed = await store.ClaimAsync(
                new ClaimRequest { Node = lease, Now = time.GetUtcNow(), Limit = limit, ProbationLimit = node.ProbationRoom, Alone = node.Taken == 0 },
                cancellationToken).ConfigureAwait(false);
            foreach (var run in claimed)
            {
                await DriveAsync(run, cancellationToken).ConfigureAwait(false);
            }

            if (claimed.Count == 0)
            {
                // Somebody else was faster.
                return time.GetUtcNow();
            }
        }

        // Full, or making room: the next freed place wakes us, and new runs queue behind those that wait.
        node.HasBacklog = true;
        return null;
    }

    private async Task DriveAsync(StoredRun run, CancellationToken cancellationToken)
    {
        try
        {
            var rule = await findRule(run.Run, cancellationToken).ConfigureAwait(false);
            if (rule is null)
            {
                await HoldAsync(run, $"This host has no rule '{run.Run.Rule}'. Deploy it again and release the run, or cancel it.").ConfigureAwait(false);
                return;
            }

            node.Drive(run, rule, json, options.AskTwice);
        }
        catch (LedgerMismatchException mismatch)
        {
            await HoldAsync(run, mismatch.Message).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // A row that cannot be read is this run's trouble only.
            await HoldAsync(run, $"Corrupt: a stored record of this run cannot be read ({Faults.Shorten(exception.Message)}). Cancel it, or restore the record.").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (NodeFencedException or OperationCanceledException))
        {
            // The store is away, or a bug of ours: the others that were claimed with it go on, and the audit takes this one up again.
            LogNotDriven(run.Run.Id, run.Run.Rule, exception);
        }
    }

    private async Task HoldAsync(StoredRun run, string reason)
    {
        LogHeld(run.Run.Id, run.Run.Rule, reason);
        var sequence = run.Entries.Count == 0 ? 1 : run.Entries[^1].Sequence + 1;
        await HeldRun.RecordAsync(writer, run.Run.Id, run.Live!.ClaimNumber, sequence, run.Signals, reason, time.GetUtcNow()).ConfigureAwait(false);
    }

    /// <summary>Renews the lease, compares the store's view of our runs with ours, and hears of signals that another process stored.</summary>
    private async Task AuditAsync(NodeLease lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (options.PollInterval != Timeout.InfiniteTimeSpan)
        {
            foreach (var runId in await store.ListOwnedAsync(lease, signalledOnly: true, cancellationToken).ConfigureAwait(false))
            {
                node.Wake(runId);
            }
        }

        if (options.Heartbeat == Timeout.InfiniteTimeSpan || now - _auditedAt < options.Heartbeat)
        {
            return;
        }

        _auditedAt = now;
        if (!await store.RenewAsync(lease, now, cancellationToken).ConfigureAwait(false))
        {
            throw new NodeFencedException(lease.NodeId);
        }

        await store.TakeOverAsync(lease, now, cancellationToken).ConfigureAwait(false);
        foreach (var runId in await store.ListOwnedAsync(lease, signalledOnly: false, cancellationToken).ConfigureAwait(false))
        {
            if (node.Holds(runId) || await store.LoadRunAsync(runId, cancellationToken).ConfigureAwait(false) is not { Live: { } live } run
                || live.Owner != lease.NodeId || node.Holds(runId))
            {
                continue;
            }

            LogForgotten(runId);
            await DriveAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A run was parked: look again when it is due.</summary>
    public void ParkedUntil(DateTimeOffset due)
    {
        lock (_gate)
        {
            if (_parkedUntil is null || due < _parkedUntil)
            {
                _parkedUntil = due;
            }

            if (_alarmAt is null || due < _alarmAt)
            {
                _alarmAt = due;
                _alarm?.Change(SleepUntil(due), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void SetAlarm(DateTimeOffset? next)
    {
        lock (_gate)
        {
            // A run that was parked while the pass looked may not be in what it saw.
            next = _parkedUntil is { } parked && (next is null || parked < next) ? parked : next;
            _alarmAt = next;
            _alarm!.Change(SleepUntil(next), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>When to look again, if nobody wakes us before.</summary>
    private TimeSpan SleepUntil(DateTimeOffset? next)
    {
        var delay = options.PollInterval;
        if (next is { } due)
        {
            var wait = due - time.GetUtcNow();
            delay = delay == Timeout.InfiniteTimeSpan || wait < delay ? wait : delay;
        }

        if (options.Heartbeat != Timeout.InfiniteTimeSpan && (delay == Timeout.InfiniteTimeSpan || delay > options.Heartbeat))
        {
            delay = options.Heartbeat;
        }

        if (delay == Timeout.InfiniteTimeSpan)
        {
            return delay;
        }

        // Due at this very instant but not claimable (full, or in probation): a short breath instead of a spin. And no longer than a timer takes.
        return delay <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(10) : delay < LongestTimer ? delay : LongestTimer;
    }
}
