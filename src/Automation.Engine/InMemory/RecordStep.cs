namespace Automation.Storage;

/// <summary>Applies a <see cref="RecordOperation"/>.</summary>
internal static class RecordStep
{
    public static RecordResult Apply(InMemoryDatabase data, CommitBatch batch, RecordOperation record)
    {
        if (data.Runs.Find(record.RunId) is not { } run || !run.IsOwnedBy(batch.Node, record.ClaimNumber))
        {
            return new RecordResult { Applied = false, Transitioned = false };
        }

        Signals.Remove(data, run, record.Consumed);
        LogStep.Add(data, run, record.Log);
        foreach (var path in record.EndedWaits)
        {
            data.Waits.Remove(run, path.Value ?? "", data.Undo);
        }

        foreach (var wait in record.Waits)
        {
            Begin(data, run, wait, batch.Now);
        }

        if (record.ClearRescues && run.Live!.Rescues != 0)
        {
            data.Runs.SetLive(run, run.Live with { Rescues = 0 }, data.Undo);
        }

        var refused = record.Transition is RunTransition.Park or RunTransition.End && !run.Signals.IsEmpty;
        var signals = run.Signals;
        var end = refused ? null : record.Transition as RunTransition.End;
        Add(data, run, record.Entries, end);
        if (!refused)
        {
            Apply(data, run, record.Transition, batch.Now);
        }

        var made = record.Transition is not RunTransition.Continue && Permits.Grant(data, run.Record.Scope);
        return new RecordResult { Applied = true, Transitioned = !refused, MadeReady = made, Signals = signals };
    }

    private static void Begin(InMemoryDatabase data, RunRow run, WaitRecord wait, DateTimeOffset now)
    {
        var topic = new EventTopic(run.Record.Scope, wait.EventType, wait.Subject);
        var row = new WaitRow(run, topic, wait with { Path = Copies.Of(wait.Path) });
        data.Waits.Add(row, data.Undo);
        foreach (var found in data.Events.After(topic, run.EventsBefore))
        {
            Signals.Add(data, run, Signals.Of(row.Wait.Path, found, now));
        }
    }

    /// <summary>Adds ledger rows; with <paramref name="end"/> the last of them is the one that ends the run.</summary>
    public static void Add(InMemoryDatabase data, RunRow run, IReadOnlyList<LedgerEntry> entries, RunTransition.End? end)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = Copies.Of(entries[i]);
            if (end is not null && i == entries.Count - 1)
            {
                entry = entry with { RunStatus = end.Status, RunReason = end.Reason };
                run.End = entry;
                data.Undo.Add(() => run.End = null);
            }

            var key = (entry.Path.Value, entry.Kind, entry.Try);
            if (!run.EntryKeys.Add(key))
            {
                throw new InvalidOperationException(
                    $"Run '{run.Record.Id}' has a ledger row at '{entry.Path}' of kind {entry.Kind} and try {entry.Try} already; nothing of the batch was stored.");
            }

            run.Entries.Add(entry);
            data.Undo.Add(() =>
            {
                run.EntryKeys.Remove(key);
                run.Entries.RemoveAt(run.Entries.Count - 1);
            });
        }
    }

    private static void Apply(InMemoryDatabase data, RunRow run, RunTransition transition, DateTimeOffset now)
    {
        var live = run.Live!;
        switch (transition)
        {
            case RunTransition.Continue:
                break;
            case RunTransition.Park park:
                var due = park.DueAt?.ToUniversalTime();
                var rest = due is null ? LiveState.Idle : LiveState.Timer;
                var keeps = live.HoldsPermit && due - now <= RunLimits.KeptFor;
                data.Runs.SetLive(run, live with { State = rest, Owner = null, DueAt = due, Rescues = 0, HoldsPermit = keeps }, data.Undo);
                break;
            case RunTransition.Hold hold:
                data.Runs.SetLive(run, live with { State = LiveState.Parked, Owner = null, HoldsPermit = false, Reason = hold.Reason, Need = hold.Need }, data.Undo);
                if (hold.Need is not null)
                {
                    data.TellOthers();
                }

                if (run.Signals.Any(signal => signal.Key.Kind is SignalKind.Cancel or SignalKind.Release)
                    || (hold.Need == SubjectOverrides.Need && !run.Signals.Any(signal => signal.Key == SubjectOverrides.Pause)))
                {
                    Signals.Wake(data, run, held: true, run.Signals.Any(signal => signal.Key.Kind == SignalKind.Cancel));
                }

                break;
            case RunTransition.Release:
                data.Runs.SetLive(run, live with { State = Rescue.Uncharged(live.Rescues), Owner = null }, data.Undo);
                break;
            case RunTransition.End end:
                if (end.Spent is { } cost)
                {
                    data.Budgets.Settle(run, cost, data.Undo);
                }

                foreach (var path in run.Waits.Keys.ToArray())
                {
                    data.Waits.Remove(run, path, data.Undo);
                }

                data.Runs.SetLive(run, null, data.Undo);
                Overlaps.Promote(data, run);
                break;
            default:
                throw new InvalidOperationException($"Automation bug: no step for the transition {transition}.");
        }
    }
}
