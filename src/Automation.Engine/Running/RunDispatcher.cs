using System.Text.Json;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Running.Machine;
using Automation.Running.Needs;
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
    HostMeans means,
    BeginCheck begins,
    JsonSerializerOptions json,
    TimeProvider time,
    ActivityTracker activity,
    LoopState state,
    Pace pace,
    AutomationOptions options,
    ILogger<RunDispatcher> logger)
{
    private const int BatchLimit = 200;

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);
    private static readonly TimeSpan AuditInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly Wakeup _wakeup = new(time, activity);
    private readonly Lock _gate = new();

    // Held by a pass: what it has claimed is in memory when it ends.
    private readonly SemaphoreSlim _passing = new(1);
    private DateTimeOffset? _alarmAt;
    private DateTimeOffset? _parkedUntil;
    private volatile NodeLease? _lease;
    private volatile bool _leftBehind;
    private volatile bool _heard;
    private volatile bool _auditWanted;
    private long _tookOverAt = time.GetTimestamp();
    private long _auditedAt = time.GetTimestamp();

    /// <summary>How often runs of dead nodes are looked for: twice a heartbeat, so that with the defaults they go on within 6 seconds after their lease.</summary>
    private TimeSpan TakeOverInterval => options.Heartbeat == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : options.Heartbeat / 2;

    /// <summary>From now on this process takes runs in the name of a node. Looks at once.</summary>
    /// <param name="lease">The node.</param>
    /// <param name="hasRuns">Whether the store may hold runs of the node that are not in memory.</param>
    public void Open(NodeLease lease, bool hasRuns)
    {
        _auditWanted = hasRuns;
        _lease = lease;
        Wake();
    }

    /// <summary>Takes no more runs.</summary>
    public void Close() => _lease = null;

    /// <summary>Something may be claimable: look now. In a process that does not work on runs it does nothing.</summary>
    public void Wake()
    {
        if (_lease is not null)
        {
            pace.Quicken();
            _wakeup.Ring();
        }
    }

    /// <summary>The store may hold runs of ours that are not in memory: the next look, which comes soon, looks for them.</summary>
    public void Audit()
    {
        _auditWanted = true;
        if (pace.Shortest != Timeout.InfiniteTimeSpan)
        {
            ParkedUntil(time.GetUtcNow() + pace.Shortest);
        }
    }

    /// <summary>Another process may have made work: look now, also for signals to runs of ours.</summary>
    public void Hear()
    {
        _heard = true;
        Wake();
    }

    /// <summary>A place became free: if runs were left behind for want of one, look now.</summary>
    public void PlaceFreed()
    {
        if (_leftBehind)
        {
            Wake();
        }
    }

    /// <summary>Passes until the token stops it; backs off when the store does not answer. Called again only when it threw.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var retry = FirstRetry;
        while (true)
        {
            try
            {
                await _wakeup.WaitAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                _lease = null;
                _wakeup.Dispose();
                return;
            }

            lock (_gate)
            {
                _parkedUntil = null;
            }

            DateTimeOffset? next = null;
            try
            {
                await _passing.WaitAsync(stopping).ConfigureAwait(false);
                try
                {
                    next = _lease is { } lease ? await RunOnceAsync(lease, stopping).ConfigureAwait(false) : null;
                }
                finally
                {
                    _passing.Release();
                }

                retry = FirstRetry;
                state.Succeeded();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The next wait ends the loop.
            }
            catch (NodeFencedException fenced)
            {
                writer.Fenced?.Invoke(fenced);
            }
            catch (Exception exception)
            {
                // One bad pass must not end the loop: log, wait a little longer each time, look again. A claim whose answer was lost may have given us runs.
                state.Failed(exception);
                pace.Quicken();
                _auditWanted = true;
                next = time.GetUtcNow() + retry;
                retry = Backoff.After(retry, LastRetry);
                LogPassFailed(exception);
            }
            finally
            {
                // The alarm is set before the pass counts as done, so that whoever waits until the engine is idle finds it.
                SetAlarm(next);
                _wakeup.Done();
            }
        }
    }

    /// <summary>One pass: claims what fits, and says when the next thing is due; null when nothing waits for a time.</summary>
    public async Task<DateTimeOffset?> RunOnceAsync(NodeLease lease, CancellationToken cancellationToken)
    {
        await LookForSignalsAsync(lease, cancellationToken).ConfigureAwait(false);
        await TakeOverAsync(lease, cancellationToken).ConfigureAwait(false);
        await AuditAsync(lease, cancellationToken).ConfigureAwait(false);

        // Set before we look for room: a place that becomes free meanwhile asks for another pass.
        _leftBehind = true;
        var places = node.Places;
        while (places.Free > 0 && !node.IsAlone && (!node.IsDraining || places.Taken == 0))
        {
            var (limit, except) = places.Offer();
            var due = await store.NextDueAsync(time.GetUtcNow(), except, cancellationToken).ConfigureAwait(false);
            node.MakeRoomAlone(due.Alone);
            var needs = due.Needs.Count == 0 ? [] : await means.MeetAsync(due.Needs, cancellationToken).ConfigureAwait(false);

            // Those that were rescued twice wait while the host is short of places: they may be of a scope that has its share.
            var probation = except.Count > 0 ? 0 : node.ProbationRoom;
            if (!(needs.Count > 0 || due.At <= time.GetUtcNow() || (due.Probation && probation > 0) || (due.Alone && places.Taken == 0)))
            {
                places.Leave(due.PassedOver ? except : []);
                node.HasBacklog = false;
                _leftBehind = due.Probation || due.Alone || due.PassedOver;
                return HostMeans.NextOf(due.Needs) is { } over && !(due.At <= over) ? over : due.At;
            }

            var claimed = await store.ClaimAsync(
                new ClaimRequest { Node = lease, Now = time.GetUtcNow(), Limit = Math.Min(limit, BatchLimit), ProbationLimit = probation, Alone = places.Taken == 0, Needs = needs, Except = except },
                cancellationToken).ConfigureAwait(false);
            pace.Quicken();
            if (claimed.Any(static run => !BeginCheck.HasBegun(run)))
            {
                await begins.CatchUpAsync(claimed.Where(static run => !BeginCheck.HasBegun(run)).Select(static run => run.Run.Scope), cancellationToken).ConfigureAwait(false);
            }

            // Each begins before the next is looked at, unless it must be parked: nobody waits for those.
            await Task.WhenAll(claimed.Select(run => DriveAsync(run, cancellationToken))).ConfigureAwait(false);
            if (claimed.Count == 0)
            {
                // Somebody else was faster; or what this host could wake is of scopes that have their share of it, and waits for a place.
                return except.Count == 0 ? time.GetUtcNow() : time.GetUtcNow() + ShortRetry;
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
            if (await begins.HoldOfAsync(run, cancellationToken).ConfigureAwait(false) is { } stopped)
            {
                await HoldAsync(run, stopped.Reason, stopped.Need).ConfigureAwait(false);
                return;
            }

            var rule = await findRule(run.Run, cancellationToken).ConfigureAwait(false);
            if (rule is null)
            {
                var need = await NeedOfAsync(run.Run, cancellationToken).ConfigureAwait(false);
                await HoldAsync(run, $"Waiting: no host of this build has rule '{run.Run.Rule}'. One that has it takes the run up by itself; deploy one, or cancel the run.", need).ConfigureAwait(false);
                return;
            }

            node.Drive(run, rule, json, options.AskTwice);
        }
        catch (LedgerMismatchException mismatch)
        {
            await HoldAsync(run, mismatch.Message, mismatch.Need).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // A row that cannot be read is this run's trouble only.
            await HoldAsync(run, $"Corrupt: a stored record of this run cannot be read ({Faults.Shorten(exception.Message)}). Cancel it, or restore the record.", need: null).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (NodeFencedException or OperationCanceledException))
        {
            // The store is away, or a bug of ours: the others that were claimed with it go on, and the audit takes this one up again.
            LogNotDriven(run.Run.Id, run.Run.Rule, exception);
        }
    }

    /// <summary>The rule, or a build that can read it: it may be stored in a form that came with a newer one.</summary>
    private async Task<string> NeedOfAsync(RunRecord run, CancellationToken cancellationToken) =>
        await store.FindRuleVersionAsync(run.Scope, run.Rule, run.RuleHash, cancellationToken).ConfigureAwait(false) is null
            ? Need.Rule(run.Rule)
            : Need.Version(run.Rule, run.RuleHash, run.Scope);

    private async Task HoldAsync(StoredRun run, string reason, string? need)
    {
        LogHeld(need is null ? LogLevel.Error : need.StartsWith(RunTransition.Hold.OfTimeOrPeople, StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Warning, run.Run.Id, run.Run.Rule, reason);
        var sequence = run.Entries.Count == 0 ? 1 : run.Entries[^1].Sequence + 1;
        var begun = run.Entries.Any(static entry => entry.StartedAt is not null);
        await HeldRun.RecordAsync(writer, run.Run.Id, run.Live!.ClaimNumber, run.Live.Limited, begun ? run.Live.Reserved : run.Live.Reserved * 0, sequence, run.Signals, new RunTransition.Hold(reason) { Need = need }, time.GetUtcNow()).ConfigureAwait(false);
    }

    /// <summary>Hears of signals that another process stored for runs of ours. One that is taken up has its signals with it.</summary>
    private async Task LookForSignalsAsync(NodeLease lease, CancellationToken cancellationToken)
    {
        if (!_heard && options.PollInterval == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        _heard = false;
        if (node.IsEmpty)
        {
            return;
        }

        pace.Quicken();
        foreach (var runId in await store.ListOwnedAsync(lease, signalledOnly: true, cancellationToken).ConfigureAwait(false))
        {
            node.Wake(runId);
        }
    }

    /// <summary>Takes over from nodes that died; the claims of this pass find their runs.</summary>
    private async Task TakeOverAsync(NodeLease lease, CancellationToken cancellationToken)
    {
        if (TakeOverInterval == Timeout.InfiniteTimeSpan || time.GetElapsedTime(_tookOverAt) < TakeOverInterval)
        {
            return;
        }

        _tookOverAt = time.GetTimestamp();
        var released = await store.TakeOverAsync(lease, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (released > 0)
        {
            LogTookOver(released);
        }
    }

    /// <summary>Compares the store's view of our runs with ours, and gives back what is ours there but not here: a claim takes it up anew.</summary>
    /// <remarks>
    /// Given back and claimed, not just driven: what we wrote for it before and never heard of may still come to be stored, and is fenced then by its claim number.
    /// </remarks>
    private async Task AuditAsync(NodeLease lease, CancellationToken cancellationToken)
    {
        if (!_auditWanted && (options.Heartbeat == Timeout.InfiniteTimeSpan || time.GetElapsedTime(_auditedAt) < AuditInterval))
        {
            return;
        }

        // Whoever asks from now on asks for another one; a pass that fails asks, too.
        _auditWanted = false;
        var forgotten = await FindForgottenAsync(lease, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(forgotten.Select(run =>
        {
            LogForgotten(run.Run.Id);
            return writer.RecordAsync(new RecordOperation { RunId = run.Run.Id, ClaimNumber = run.Live!.ClaimNumber, Transition = RunTransition.Release.Instance });
        })).ConfigureAwait(false);
        _auditedAt = time.GetTimestamp();
    }

    /// <summary>The runs that the store says are ours and that are not in memory. Each is read again: it may have ended since they were listed.</summary>
    private async Task<List<StoredRun>> FindForgottenAsync(NodeLease lease, CancellationToken cancellationToken)
    {
        var forgotten = new List<StoredRun>();
        foreach (var runId in await store.ListOwnedAsync(lease, signalledOnly: false, cancellationToken).ConfigureAwait(false))
        {
            if (!node.Holds(runId) && await store.LoadRunAsync(runId, cancellationToken).ConfigureAwait(false) is { Live: { } live } run
                && live.Owner == lease.NodeId && !node.Holds(runId))
            {
                forgotten.Add(run);
            }
        }

        return forgotten;
    }

    /// <summary>For a diagnosis: the node in whose name this process works, null when it does not; and the runs that the store says it owns, and that are not in its memory. They are looked after soon.</summary>
    public async Task<(NodeLease? Node, IReadOnlyList<RunId> Forgotten)> ListForgottenAsync(CancellationToken cancellationToken)
    {
        await _passing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_lease is not { } lease)
            {
                return (null, []);
            }

            var forgotten = await FindForgottenAsync(lease, cancellationToken).ConfigureAwait(false);
            if (forgotten.Count > 0)
            {
                Audit();
                Wake();
            }

            return (lease, [.. forgotten.Select(run => run.Run.Id)]);
        }
        finally
        {
            _passing.Release();
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
                _wakeup.RingAfter(SleepUntil(due, pace.Shortest));
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
            _wakeup.RingAfter(SleepUntil(next, pace.Rest()));
        }
    }

    /// <summary>When to look again, if nobody wakes us before.</summary>
    /// <param name="next">When something is due; null for nothing.</param>
    /// <param name="rest">How long to rest at most.</param>
    private TimeSpan SleepUntil(DateTimeOffset? next, TimeSpan rest)
    {
        if (_lease is null)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var delay = rest;
        if (next is { } due)
        {
            var wait = due - time.GetUtcNow();
            delay = delay == Timeout.InfiniteTimeSpan || wait < delay ? wait : delay;
        }

        if (TakeOverInterval != Timeout.InfiniteTimeSpan)
        {
            // Where it is over already, a pass failed, and has its rest.
            var left = TakeOverInterval - time.GetElapsedTime(_tookOverAt);
            left = left > TimeSpan.Zero ? left : TakeOverInterval;
            delay = delay == Timeout.InfiniteTimeSpan || left < delay ? left : delay;
        }

        if (delay == Timeout.InfiniteTimeSpan)
        {
            return delay;
        }

        // Due at this very instant but not claimable (full, or in probation): a short breath instead of a spin. And no longer than a timer takes.
        return delay <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(10) : delay < LongestTimer ? delay : LongestTimer;
    }
}
