using Automation.Diagnostics;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Running.Writing;

/// <summary>
/// The one door for writes: takes every operation that waits at the moment and commits them in one transaction, then the next ones.
/// </summary>
/// <remarks>
/// There is no timer and no artificial delay: a lone operation is committed at once by its caller's thread; while a commit is under way others gather
/// and share the next one. Where the store can do several commits at a time, another begins beside it as soon as a good batch has gathered: one is made
/// while the store works on the other. Thread-safe.
/// </remarks>
internal sealed partial class GroupCommitWriter(
    IAutomationStore store, TimeProvider time, ActivityTracker activity, AutomationDiagnostics diagnostics, ILogger<GroupCommitWriter> logger)
{
    /// <summary>A batch is closed at this many operations …</summary>
    internal const int MaxOperations = 1000;

    /// <summary>… or about this many bytes.</summary>
    internal const int MaxBytes = 1024 * 1024;

    /// <summary>So many operations must wait before a commit begins beside another: fewer are cheaper in the next one.</summary>
    internal const int WorthAnother = 64;

    /// <summary>How often, for all callers from outside whose commit had no answer, the store is asked once more after it could not be asked: the first question may go to a connection that broke with the commit's.</summary>
    private const int MoreQuestions = 2;

    private const string LeaseLost = "This host lost its lease at this moment";

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<PendingOperation> _owners = new();
    private readonly Queue<PendingOperation> _others = new();

    /// <summary>The runs whose operation is under way.</summary>
    private readonly HashSet<RunId> _recording = [];
    private int _commits;
    private volatile bool _closed;

    /// <summary>The node that writes; null in a process that only publishes and reads.</summary>
    public NodeLease? Node { get; set; }

    /// <summary>Called once when the store says that this node is no longer the owner of its runs.</summary>
    public Action<NodeFencedException>? Fenced { get; set; }

    /// <summary>Called when a run that waited for a permit became ready.</summary>
    public Action? MadeReady { get; set; }

    public bool IsClosed => _closed;

    public Task<AcceptResult> AcceptAsync(AcceptOperation operation) => Enqueue(new PendingOperation<AcceptResult>(operation));

    public Task<RecordResult> RecordAsync(RecordOperation operation) => Enqueue(new PendingOperation<RecordResult>(operation));

    public Task<SignalResult> SignalAsync(SignalOperation operation) => Enqueue(new PendingOperation<SignalResult>(operation));

    /// <summary>Asks the store, until it answers, whether an operation was stored that somebody else committed. Null when it was not.</summary>
    public async Task<RecordResult?> ReadBackAsync(RecordOperation operation, NodeLease node) =>
        (RecordResult?)await UntilAnsweredAsync(() => ReadBack.AskAsync(store, node, operation, CancellationToken.None)).ConfigureAwait(false);

    /// <summary>Asks the store, until it answers, for a run as it is stored. Null when it is unknown.</summary>
    public Task<StoredRun?> LoadAsync(RunId run) => UntilAnsweredAsync(() => store.LoadRunAsync(run, CancellationToken.None));

    /// <summary>Refuses whatever comes, and whatever waits for the store to come back.</summary>
    public void Close() => _closed = true;

    private async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask)
    {
        var retry = FirstRetry;
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (Exception exception) when (!_closed)
            {
                LogUnavailable(1, retry, exception);
                await Task.Delay(retry, time).ConfigureAwait(false);
                retry = Backoff.After(retry, LastRetry);
            }
            catch (Exception exception)
            {
                throw new AutomationUnavailableException("The host is stopping.", exception);
            }
        }
    }

    private Task<TResult> Enqueue<TResult>(PendingOperation<TResult> pending)
        where TResult : OperationResult
    {
        if (_closed)
        {
            return Task.FromException<TResult>(
                new AutomationUnavailableException("The host is stopping; nothing was stored. Ask again with the same key after its restart."));
        }

        activity.Enter();
        Enqueue((PendingOperation)pending);
        return pending.Task;
    }

    private void Enqueue(PendingOperation pending)
    {
        lock (_gate)
        {
            (pending.IsOwners ? _owners : _others).Enqueue(pending);
            if (_commits > 0 && (_commits >= store.ConcurrentCommits || _owners.Count + _others.Count < WorthAnother))
            {
                return;
            }

            _commits++;
        }

        // The caller that finds the writer free writes one batch; what gathered meanwhile goes on elsewhere, so that no caller serves the others for ever.
        _ = WriteAsync(once: true);
    }

    private async Task WriteAsync(bool once)
    {
        while (true)
        {
            var batch = Take();
            if (batch is null)
            {
                return;
            }

            var hindered = new List<PendingOperation>();
            await CommitAsync(batch, hindered).ConfigureAwait(false);
            LetOthersRecord(batch);
            foreach (var pending in hindered)
            {
                _ = EnqueueLaterAsync(pending);
            }

            if (once)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static writer => _ = writer.WriteAsync(once: false), this, preferLocal: false);
                return;
            }
        }
    }

    /// <summary>The next batch; null when nothing is left that is worth a commit beside those under way, and then this one is over.</summary>
    private List<PendingOperation>? Take()
    {
        lock (_gate)
        {
            var waiting = _owners.Count + _others.Count;
            if (waiting == 0 || (_commits > 1 && waiting < WorthAnother))
            {
                _commits--;
                return null;
            }

            var batch = new List<PendingOperation>(Math.Min(MaxOperations, waiting));
            var size = 0;

            // Outcomes before new work: a flood of events must not delay the runs that are under way.
            while (batch.Count < MaxOperations && size < MaxBytes && !IsNextOfABusyRun_NeedsLock() && (_owners.TryDequeue(out var next) || _others.TryDequeue(out next)))
            {
                next.IsUnderWay = true;
                batch.Add(next);
                size += next.Size;
            }

            if (batch.Count == 0)
            {
                // The commit under way that holds it up goes on with it.
                _commits--;
                return null;
            }

            return batch;
        }
    }

    /// <summary>
    /// A run that was let go and taken up again can have two operations waiting, the former one's last and the new one's first. A store takes one per run and batch,
    /// and checks the owner as it was when the batch began: so a run has one operation under way.
    /// </summary>
    private bool IsNextOfABusyRun_NeedsLock() => _owners.TryPeek(out var next) && !_recording.Add(((RecordOperation)next.Operation).RunId);

    /// <summary>The batch's runs may record again.</summary>
    private void LetOthersRecord(List<PendingOperation> batch)
    {
        lock (_gate)
        {
            foreach (var pending in batch)
            {
                if (pending is { IsUnderWay: true, Operation: RecordOperation record })
                {
                    _recording.Remove(record.RunId);
                }

                pending.IsUnderWay = false;
            }
        }
    }

    /// <summary>Everything from outside that waits.</summary>
    private PendingOperation[] TakeOthers()
    {
        lock (_gate)
        {
            var others = _others.ToArray();
            _others.Clear();
            return others;
        }
    }

    /// <summary>Commits a batch, whole or in parts, and answers whoever waits for it, but for those of runs that other transactions stand in the way of.</summary>
    private async Task CommitAsync(List<PendingOperation> batch, List<PendingOperation> hindered)
    {
        var retry = FirstRetry;
        while (batch.Count > 0)
        {
            var node = Node;
            if (node is null && batch.FindAll(pending => pending.NeedsNode) is { Count: > 0 } orphans)
            {
                // They were made before the lease was lost.
                FailOutsiders(orphans, LeaseLost, null);
                FailAll(orphans.Where(pending => pending.IsOwners), new NodeFencedException(0));
                batch = batch.FindAll(pending => !pending.NeedsNode);
                continue;
            }

            try
            {
                var results = await store.CommitAsync(
                    new CommitBatch { Node = node, Now = time.GetUtcNow(), Operations = batch.ConvertAll(pending => pending.Operation) },
                    CancellationToken.None).ConfigureAwait(false);
                diagnostics.OnCommit(batch.Count);
                LetOthersRecord(batch);
                for (var index = 0; index < batch.Count; index++)
                {
                    Complete(batch[index], results[index]);
                }

                return;
            }
            catch (NodeFencedException fenced)
            {
                Fenced?.Invoke(fenced);
                FailOutsiders(batch, LeaseLost, fenced);
                FailAll(batch.Where(pending => pending.IsOwners), fenced);
                return;
            }
            catch (CommitUnknownException unknown)
            {
                LogUnknown(batch.Count, unknown);
                batch = await ReadBackAsync(batch, unknown).ConfigureAwait(false);
            }
            catch (StoreConflictException conflict) when (batch.Count > 1)
            {
                LogConflict(batch.Count, conflict);
                await HalveAsync(batch, hindered).ConfigureAwait(false);
                return;
            }
            catch (StoreConflictException conflict) when (batch[0].IsOwners && !_closed)
            {
                hindered.Add(batch[0]);
                LogConflict(1, conflict);
                return;
            }
            catch (StoreConflictException conflict)
            {
                FailOutsiders(batch, "Other transactions stood in the way", conflict);
                FailAll(batch.Where(pending => pending.IsOwners), HinderedToTheEnd(conflict));
                return;
            }
            catch (StoreUnavailableException unavailable)
            {
                batch = await HoldAsync(batch, unavailable, retry).ConfigureAwait(false);
                retry = Backoff.After(retry, LastRetry);
            }
            catch (Exception poison) when (batch.Count > 1)
            {
                // One operation cannot be stored. Halve until it stands alone, so that the others lose little time and nothing else.
                LogPoison(batch.Count, poison);
                await HalveAsync(batch, hindered).ConfigureAwait(false);
                return;
            }
            catch (Exception poison)
            {
                if (!batch[0].WasUnknown || await ReadBackAsync(batch, poison).ConfigureAwait(false) is { Count: > 0 })
                {
                    FailAll(batch, poison);
                }

                return;
            }
        }
    }

    private async Task HalveAsync(List<PendingOperation> batch, List<PendingOperation> hindered)
    {
        await CommitAsync(batch[..(batch.Count / 2)], hindered).ConfigureAwait(false);
        await CommitAsync(batch[(batch.Count / 2)..], hindered).ConfigureAwait(false);
    }

    /// <summary>What belongs to a run is tried until it is stored, a little later each time; nobody else waits for it.</summary>
    private async Task EnqueueLaterAsync(PendingOperation pending)
    {
        pending.Delay = pending.Delay == TimeSpan.Zero ? FirstRetry : Backoff.After(pending.Delay, LastRetry);
        await Task.Delay(pending.Delay, time).ConfigureAwait(false);
        if (_closed)
        {
            FailAll([pending], HinderedToTheEnd(null));
            return;
        }

        Enqueue(pending);
    }

    /// <summary>Nothing was stored. Callers from outside are told at once; owners' operations wait for the store.</summary>
    private async Task<List<PendingOperation>> HoldAsync(List<PendingOperation> batch, Exception cause, TimeSpan delay)
    {
        LogUnavailable(batch.Count, delay, cause);
        FailOutsiders([.. batch, .. TakeOthers()], "The store did not answer", cause);
        var owners = batch.FindAll(pending => pending.IsOwners);
        if (owners.Count > 0)
        {
            await Task.Delay(delay, time).ConfigureAwait(false);
        }

        if (_closed)
        {
            FailAll(owners, cause);
            return [];
        }

        return owners;
    }

    /// <summary>Asks the store, by our own ids, which operations were stored. Returns those that were not and must be written again.</summary>
    /// <remarks>
    /// The commit may still be under way when the store is asked: its client is gone, and the server goes on. Then what is written again waits for it and is
    /// refused, and the store is asked once more.
    /// </remarks>
    private async Task<List<PendingOperation>> ReadBackAsync(List<PendingOperation> batch, Exception unknown)
    {
        var again = new List<PendingOperation>();
        var moreQuestions = MoreQuestions;
        foreach (var pending in batch)
        {
            var retry = FirstRetry;
            while (true)
            {
                try
                {
                    var result = await ReadBack.AskAsync(store, Node, pending.Operation, CancellationToken.None).ConfigureAwait(false);
                    if (result is null)
                    {
                        pending.WasUnknown = true;
                        again.Add(pending);
                    }
                    else
                    {
                        Complete(pending, result);
                    }

                    break;
                }
                catch (Exception exception) when (_closed || (!pending.IsOwners && moreQuestions-- <= 0))
                {
                    // The caller gets no answer of ours but "unknown"; if it was stored, the audit of owned runs finds its run.
                    FailAll([pending], UnknownOf(new AggregateException(unknown, exception)));
                    break;
                }
                catch (Exception exception)
                {
                    LogUnavailable(1, retry, exception);
                    await Task.Delay(retry, time).ConfigureAwait(false);
                    retry = Backoff.After(retry, LastRetry);
                }
            }
        }

        return again;
    }

    private void Complete(PendingOperation pending, OperationResult result)
    {
        // Whoever waits has entered on its own account, so the engine does not look idle between this and its going on.
        pending.Succeed(result);
        if (result is RecordResult { MadeReady: true })
        {
            MadeReady?.Invoke();
        }

        activity.Leave();
    }

    /// <summary>Tells those of a batch who are no owners of a run why it was not written now.</summary>
    private void FailOutsiders(List<PendingOperation> batch, string why, Exception? cause)
    {
        FailAll(batch.Where(pending => pending is { IsOwners: false, WasUnknown: false }), new AutomationUnavailableException($"{why}; nothing was stored. Ask again with the same key.", cause));
        FailAll(batch.Where(pending => pending is { IsOwners: false, WasUnknown: true }), UnknownOf(cause));
    }

    private static AutomationUnavailableException HinderedToTheEnd(Exception? cause) => new("The host is stopping, and other transactions stood in the way until now; nothing was stored.", cause);

    /// <summary>A commit of it had no answer: nobody may say that nothing was stored.</summary>
    private static AutomationUnavailableException UnknownOf(Exception? cause) => new("The store did not say whether it stored, and could not be asked. Ask again with the same key.", cause);

    private void FailAll(IEnumerable<PendingOperation> batch, Exception exception)
    {
        foreach (var pending in batch)
        {
            pending.Fail(exception);
            activity.Leave();
        }
    }
}
