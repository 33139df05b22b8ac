namespace Automation.Storage;

/// <summary>Applies a <see cref="SignalOperation"/>.</summary>
internal sealed class SignalStep(SqliteConnectionHandle connection, LiveTable live, SignalTable signals, PermitStep permits)
{
    private readonly RunTable _runs = new(connection);

    public SignalResult Apply(CommitBatch batch, SignalOperation operation)
    {
        var id = operation.RunId;
        if (live.Find(id) is not { } row)
        {
            return new SignalResult { Status = _runs.Exists(operation.Scope, id) ? SignalStatus.Ended : SignalStatus.NotFound };
        }

        if (!string.Equals(row.Scope, operation.Scope, StringComparison.Ordinal))
        {
            return new SignalResult { Status = SignalStatus.NotFound };
        }

        var added = signals.Insert(id, operation.Signal.Key, operation.Signal.At, operation.Signal.Body.Span);
        return new SignalResult
        {
            Status = SignalStatus.Delivered,
            MadeReady = Arrive(live, permits, id, row, added, operation.WakesHeld, operation.Signal.Key.Kind == SignalKind.Cancel),
            Notify = row.IsOwnedBy(batch.Node),
        };
    }

    /// <summary>
    /// Counts what was added and makes a run that rests ready; with <paramref name="held"/> also one that waits for a person.
    /// Whether it became ready. A repeated signal adds nothing and wakes all the same.
    /// </summary>
    /// <remarks>A run with limits waits for its permit first, except when it is to be cancelled: then it only ends.</remarks>
    public static bool Arrive(LiveTable live, PermitStep permits, RunId id, LiveRow row, int added, bool held, bool cancel)
    {
        var awake = row.Limits == 0 || row.HasPermit || cancel ? LiveState.Ready : LiveState.Blocked;
        switch (row.State)
        {
            case LiveState.Timer or LiveState.Idle:
                live.Move(id, awake, dueAt: null, row.Signals + added, row.Rescues, reason: null, row.HasPermit);
                break;
            case LiveState.Parked or LiveState.Quarantined when held:
                live.Move(id, awake, dueAt: null, row.Signals + added, rescues: 0, reason: null, row.HasPermit);
                break;
            case LiveState.Blocked when cancel:
                live.Move(id, awake, dueAt: null, row.Signals + added, row.Rescues, reason: null, row.HasPermit);
                break;
            case LiveState.Queued when cancel:
                live.Move(id, awake, dueAt: null, row.Signals + added, row.Rescues, reason: null, permit: false);
                live.GiveUpKey(id);
                break;
            case LiveState.Queued when held:
                live.Move(id, LiveState.Queued, dueAt: null, row.Signals + added, row.Rescues, reason: null, permit: false);
                return false;
            default:
                if (added > 0)
                {
                    live.Count(id, row.Signals + added, row.Rescues);
                }

                return false;
        }

        return awake == LiveState.Ready || permits.Grant(row.Scope);
    }
}
