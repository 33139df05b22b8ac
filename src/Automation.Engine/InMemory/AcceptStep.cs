namespace Automation.Storage;

/// <summary>Applies an <see cref="AcceptOperation"/>.</summary>
internal static class AcceptStep
{
    public static AcceptResult Apply(InMemoryDatabase data, CommitBatch batch, AcceptOperation accept)
    {
        var schedule = accept.Advance is { } advance ? data.Schedules.FindDue(accept.Scope, advance, batch.Now) : null;
        if (accept.Advance is not null && schedule is null)
        {
            return new AcceptResult { Status = AcceptStatus.NotDue };
        }

        var ended = accept.Debounced is { } end ? DebounceStep.FindDue(data, accept, end, batch.Now) : null;
        if (accept.Debounced is not null && ended is null)
        {
            return new AcceptResult { Status = AcceptStatus.NotDue };
        }

        var isStale = (accept.ScopeVersion is { } version && version != data.Rules.VersionOf(accept.Scope))
            || (accept.SharedVersion is { } shared && shared != data.Rules.VersionOf(SharedScope.Name));
        if (accept.Dedupe is { } key && !(isStale && accept.Advance is not null) && data.Dedupe.Find(accept.Scope, key) is { } seen)
        {
            Move(data, accept, schedule, run: null);
            var same = key.BodyHash.Span.SequenceEqual(seen.BodyHash);
            return new AcceptResult { Status = same ? AcceptStatus.Duplicate : AcceptStatus.Conflict, OriginalId = seen.OriginalId };
        }

        if (isStale)
        {
            return new AcceptResult { Status = AcceptStatus.StaleScope };
        }

        if (accept.Runs.Count > 0 && accept.Runs.Select(run => Overlaps.Refusal(data, run)).OfType<BusyRule>().ToArray() is { Length: > 0 } busy)
        {
            return new AcceptResult { Status = AcceptStatus.Busy, Busy = busy };
        }

        if (accept.Debounces.Count > 0 && DebounceStep.RefusalOf(data, accept, batch.Now) is { } other)
        {
            return other;
        }

        var chain = accept.MaxRunsPerRoot is null ? null : accept.Root;
        if (chain is { } root && (data.Chains.Count(root) ?? accept.FirstRunsOfRoot) is var counted && counted + (long)accept.Runs.Count > accept.MaxRunsPerRoot)
        {
            return new AcceptResult { Status = AcceptStatus.ChainFull, RunsOfRoot = counted };
        }

        if (accept.Runs.Any(static run => run.Reservation is not null) && new BudgetRoom(data.Budgets.Of).Refusals(accept) is { Count: > 0 } over)
        {
            return new AcceptResult { Status = AcceptStatus.OverBudget, OverBudget = over };
        }

        if (chain is { } counts)
        {
            data.Chains.Add(counts, accept.Runs.Count, accept.FirstRunsOfRoot, batch.Now, data.Undo);
        }

        Move(data, accept, schedule, accept.Runs.Count > 0 ? accept.Runs[0].Run.Id : null);
        if (accept.Dedupe is { } added)
        {
            var original = accept.Event?.Id.Value ?? accept.Runs[0].Run.Id.Value;
            data.Dedupe.Set(accept.Scope, added, new DedupeRow(original, added.BodyHash.ToArray(), batch.Now), data.Undo);
        }

        if (accept.Event is { } @event)
        {
            data.Events.Add(Copies.Of(@event), data.Undo);
            DebounceStep.Join(data, accept, batch.Now);
        }

        if (ended is not null)
        {
            data.Debounces.Remove(ended, data.Undo);
        }

        var awaiting = accept is { MayBeAwaited: true, Event.Subject: { } subject } ? data.Waits.On(new EventTopic(accept.Scope, accept.Event.Type, subject)) : [];
        if (accept.Runs.Count == 0 && awaiting.Count == 0)
        {
            return new AcceptResult { Status = AcceptStatus.Accepted };
        }

        var blocked = new List<RunId>();
        var notified = new HashSet<RunId>();
        var made = accept.Runs.Count(run => Create(data, batch, accept, run, blocked, notified));
        made += awaiting.Count(row => Deliver(data, batch, accept.Event!, row, notified));
        return new AcceptResult { Status = AcceptStatus.Accepted, Notify = [.. notified], Blocked = blocked, MadeReady = made > 0 };
    }

    private static void Move(InMemoryDatabase data, AcceptOperation accept, ScheduleRecord? schedule, RunId? run)
    {
        if (schedule is not null)
        {
            data.Schedules.Advance(schedule, accept.Advance!, run, data.Undo);
        }
    }

    /// <summary>Whether the new run, or one that had to wait, is ready for anybody.</summary>
    private static bool Create(InMemoryDatabase data, CommitBatch batch, AcceptOperation accept, NewRun created, List<RunId> blocked, HashSet<RunId> notify)
    {
        var run = Copies.Of(created.Run);
        if (run.EventId is { } id && data.Events.Find(id)?.Scope != accept.Scope)
        {
            throw new InvalidOperationException(
                $"Run '{run.Id}' names the event '{id}', which scope '{accept.Scope}' does not have; nothing of the batch was stored.");
        }

        var row = new RunRow(run, data.Events.Last, created.Limits, created.Reservation);
        var waiting = new LiveRecord
        {
            State = created.Limits is null ? LiveState.Ready : Overlaps.FirstState(data, row),
            ClaimNumber = 0,
            Rescues = 0,
            Limited = created.Limits is not null,
            Reserved = created.Reservation?.Amount,
        };
        data.Budgets.Reserve(row, data.Undo);
        data.Runs.Permits.Set(row, data.Undo);
        data.Runs.Add(row, waiting, data.Undo);
        RecordStep.Add(data, row, created.Entries, null);
        var made = created.Limits is not null && Permits.Grant(data, run.Scope);
        if (created.Replaces is { } body)
        {
            var (owned, woken) = Overlaps.Replace(data, batch, row, body);
            notify.UnionWith(owned);
            made |= woken;
        }

        if (row.Live!.State is LiveState.Blocked or LiveState.Queued)
        {
            blocked.Add(run.Id);
            return made;
        }

        if (!created.Owned)
        {
            return true;
        }

        data.Runs.SetLive(row, row.Live with { State = LiveState.Owned, Owner = batch.Node!.NodeId, ClaimNumber = 1 }, data.Undo);
        return false;
    }

    /// <summary>Whether the run that waits for the event is ready for anybody now.</summary>
    private static bool Deliver(InMemoryDatabase data, CommitBatch batch, EventRecord @event, WaitRow row, HashSet<RunId> notify)
    {
        Signals.Add(data, row.Run, Signals.Of(row.Wait.Path, @event, batch.Now));
        var woken = Signals.Wake(data, row.Run, held: false, cancel: false);
        if (row.Run.IsOwnedBy(batch.Node))
        {
            notify.Add(row.Run.Record.Id);
        }

        return woken;
    }
}
