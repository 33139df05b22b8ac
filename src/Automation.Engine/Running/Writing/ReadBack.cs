using Automation.Storage;

namespace Automation.Running.Writing;

/// <summary>After a commit whose answer is unknown: finds out, by ids of our own, whether an operation was stored.</summary>
internal static class ReadBack
{
    /// <summary>The operation's result; null when it was not stored and can be written again.</summary>
    /// <remarks>
    /// A run with limits that was to be ours counts as blocked, whatever the store says of it: if it is ours, that may be so by its acceptance or by a claim
    /// that came after it and is under way to us, with the same number. Whoever drops it asks for an audit, which comes behind such a claim.
    /// </remarks>
    public static async Task<OperationResult?> AskAsync(
        IAutomationStore store, NodeLease? node, StoreOperation operation, CancellationToken cancellationToken)
    {
        switch (operation)
        {
            case AcceptOperation accept:
                return await IsStoredAsync(store, accept, cancellationToken).ConfigureAwait(false)
                    ? new AcceptResult
                    {
                        Status = AcceptStatus.Accepted,
                        MadeReady = true,
                        Blocked = [.. accept.Runs.Where(created => created is { Owned: true, Limits: not null }).Select(created => created.Run.Id)],
                    }
                    : null;
            case RecordOperation record:
                return await OfRecordAsync(store, node, record, cancellationToken).ConfigureAwait(false);
            default:
                // A signal has a key of its own: written again, it is the same signal.
                return null;
        }
    }

    private static async Task<bool> IsStoredAsync(IAutomationStore store, AcceptOperation accept, CancellationToken cancellationToken) =>
        accept.Event is { } @event
            ? await store.FindEventAsync(accept.Scope, @event.Id, cancellationToken).ConfigureAwait(false) is not null
            : await store.LoadRunAsync(accept.Runs[0].Run.Id, cancellationToken).ConfigureAwait(false) is not null;

    private static async Task<RecordResult?> OfRecordAsync(
        IAutomationStore store, NodeLease? node, RecordOperation record, CancellationToken cancellationToken)
    {
        var run = await store.LoadRunAsync(record.RunId, cancellationToken).ConfigureAwait(false);
        var stored = run is not null && record.Entries.Count > 0 && run.Entries.Any(entry => SameKey(entry, record.Entries[0]));
        if (run?.Live is { } live && live.Owner == node?.NodeId && live.ClaimNumber == record.ClaimNumber)
        {
            // Still ours: either it was stored and the run goes on, or it was not and can be written again (without rows it is harmless to repeat).
            return stored
                ? new RecordResult { Applied = true, Transitioned = record.Transition is RunTransition.Continue, Signals = run.Signals }
                : null;
        }

        // No longer ours. If our rows are there, or we wanted to let go, the transition was the way it left us.
        return stored || (record.Entries.Count == 0 && record.Transition is not (RunTransition.Continue or RunTransition.End))
            ? new RecordResult { Applied = true, Transitioned = true, MadeReady = record.Limited }
            : new RecordResult { Applied = false, Transitioned = false };
    }

    private static bool SameKey(LedgerEntry left, LedgerEntry right) =>
        left.Path == right.Path && left.Kind == right.Kind && left.Try == right.Try;
}
