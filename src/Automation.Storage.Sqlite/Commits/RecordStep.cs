namespace Automation.Storage;

/// <summary>Applies a <see cref="RecordOperation"/>.</summary>
internal sealed class RecordStep(
    LiveTable live, SignalTable signals, WaitTable waits, EventTable events, EntryTable entries, LogTable log, PermitStep permits, OverlapStep overlaps, BudgetStep budgets)
{
    public RecordResult Apply(CommitBatch batch, RecordOperation record)
    {
        var id = record.RunId;
        if (live.Find(id) is not { } row || !row.IsOwnedBy(batch.Node) || row.ClaimNumber != record.ClaimNumber)
        {
            return new RecordResult { Applied = false, Transitioned = false };
        }

        var unconsumed = row.Signals - Consume(record, row) + MoveWaits(batch, record, row);
        var rescues = record.ClearRescues ? 0 : row.Rescues;
        log.Insert(id, record.Log);

        var refused = unconsumed != 0 && record.Transition is RunTransition.Park or RunTransition.End;
        var end = refused ? null : record.Transition as RunTransition.End;
        for (var i = 0; i < record.Entries.Count; i++)
        {
            entries.Insert(id, record.Entries[i], row, i == record.Entries.Count - 1 ? end : null);
        }

        var left = unconsumed == 0 ? [] : signals.List(id);
        Apply(batch, id, row, refused ? RunTransition.Continue.Instance : record.Transition, unconsumed, rescues);
        var ready = row.Limits != 0 && !refused && record.Transition is not RunTransition.Continue && permits.Grant(row.Scope);
        return new RecordResult { Applied = true, Transitioned = !refused, MadeReady = ready, Signals = left };
    }

    private long Consume(RecordOperation record, LiveRow row)
    {
        long deleted = 0;
        for (var i = 0; i < record.Consumed.Count && deleted < row.Signals; i++)
        {
            deleted += signals.Delete(record.RunId, record.Consumed[i]);
        }

        return deleted;
    }

    /// <summary>Ends waits, then begins others; answers how many signals looking back gave.</summary>
    private int MoveWaits(CommitBatch batch, RecordOperation record, LiveRow row)
    {
        foreach (var path in record.EndedWaits)
        {
            waits.Delete(record.RunId, path);
        }

        var added = 0;
        foreach (var wait in record.Waits)
        {
            waits.Insert(record.RunId, row.Scope, wait);
            added += events.LookBack(record.RunId, row.Scope, wait, batch.Now, signals);
        }

        return added;
    }

    private void Apply(CommitBatch batch, RunId id, LiveRow row, RunTransition transition, long unconsumed, int rescues)
    {
        switch (transition)
        {
            case RunTransition.Continue:
                if (unconsumed != row.Signals || rescues != row.Rescues)
                {
                    live.Count(id, unconsumed, rescues);
                }

                break;
            case RunTransition.Park park:
                live.Move(id, park.DueAt is null ? LiveState.Idle : LiveState.Timer, park.DueAt, unconsumed, rescues: 0, reason: null, row.HasPermit && park.DueAt - batch.Now <= RunLimits.KeptFor);
                break;
            case RunTransition.Hold when unconsumed != 0 && signals.AnyWakesHeld(id) is { } cancelled:
                live.Move(id, row.Limits == 0 || cancelled ? LiveState.Ready : LiveState.Blocked, dueAt: null, unconsumed, rescues: 0, reason: null, permit: false);
                break;
            case RunTransition.Hold { Need: SubjectOverrides.Need } when !signals.List(id).Any(signal => signal.Key == SubjectOverrides.Pause):
                live.Move(id, row.Limits == 0 ? LiveState.Ready : LiveState.Blocked, dueAt: null, unconsumed, rescues: 0, reason: null, permit: false);
                break;
            case RunTransition.Hold hold:
                live.Move(id, LiveState.Parked, dueAt: null, unconsumed, rescues, hold.Reason, permit: false, hold.Need);
                break;
            case RunTransition.Release:
                live.Move(id, Rescue.Uncharged(rescues), dueAt: null, unconsumed, rescues, reason: null, row.HasPermit);
                break;
            case RunTransition.End end:
                if (end.Spent is { } cost)
                {
                    budgets.Settle(id, row, cost);
                }

                live.Delete(id);
                waits.DeleteAll(id);
                if (row.Overlap is { } key)
                {
                    overlaps.Promote(row.Scope, row.Rule, key);
                }

                break;
            default:
                throw new InvalidOperationException($"Automation bug: no step for the transition {transition}.");
        }
    }
}
