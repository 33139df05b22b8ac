namespace Automation.Storage;

/// <summary>Applies a <see cref="SignalOperation"/>.</summary>
internal sealed class SignalStep(SqliteConnectionHandle connection, LiveTable live, SignalTable signals)
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
            MadeReady = Arrive(live, id, row, added, operation.WakesHeld),
            Notify = row.IsOwnedBy(batch.Node),
        };
    }

    /// <summary>
    /// Counts what was added and makes a run that rests ready; with <paramref name="held"/> also one that waits for a person.
    /// Whether it became ready. A repeated signal adds nothing and wakes all the same.
    /// </summary>
    public static bool Arrive(LiveTable live, RunId id, LiveRow row, int added, bool held)
    {
        switch (row.State)
        {
            case LiveState.Timer or LiveState.Idle:
                live.Move(id, LiveState.Ready, dueAt: null, row.Signals + added, row.Rescues, reason: null);
                return true;
            case LiveState.Parked or LiveState.Quarantined when held:
                live.Move(id, LiveState.Ready, dueAt: null, row.Signals + added, rescues: 0, reason: null);
                return true;
            default:
                if (added > 0)
                {
                    live.Count(id, row.Signals + added, row.Rescues);
                }

                return false;
        }
    }
}
