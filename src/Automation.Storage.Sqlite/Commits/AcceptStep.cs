namespace Automation.Storage;

/// <summary>Applies an <see cref="AcceptOperation"/>.</summary>
internal sealed class AcceptStep(SqliteConnectionHandle connection, LiveTable live, SignalTable signals, WaitTable waits, EventTable events, EntryTable entries, PermitStep permits, OverlapStep overlaps, BudgetStep budgets, ScheduleStep schedules)
{
    private readonly DedupeTable _dedupe = new(connection);
    private readonly ChainTable _chains = new(connection);
    private readonly RunTable _runs = new(connection);
    private readonly ScopeVersions _scopes = new(connection);
    private readonly AcceptOrder _order = new(connection);
    private readonly DebounceStep _debounces = new(connection);

    /// <summary>A new transaction: what was read in the last one no longer holds.</summary>
    public void Begin()
    {
        _scopes.Forget();
        _order.Forget();
    }

    public AcceptResult Apply(CommitBatch batch, AcceptOperation accept)
    {
        if (accept.Advance is { } due && !schedules.IsDue(accept.Scope, due, batch.Now))
        {
            return new AcceptResult { Status = AcceptStatus.NotDue };
        }

        if (accept.Debounced is { } end && !_debounces.IsDue(accept.Scope, end, batch.Now))
        {
            return new AcceptResult { Status = AcceptStatus.NotDue };
        }

        if ((accept.ScopeVersion is { } version && version != _scopes.Of(accept.Scope)) || (accept.SharedVersion is { } shared && shared != _scopes.Of(SharedScope.Name)))
        {
            return (accept.Advance is null ? Seen(accept) : null) ?? new AcceptResult { Status = AcceptStatus.StaleScope };
        }

        // A duplicate is one, whatever is busy by now.
        if (overlaps.Refusals(accept) is { Count: > 0 } busy && Seen(accept) is null)
        {
            return new AcceptResult { Status = AcceptStatus.Busy, Busy = busy };
        }

        if (_debounces.RefusalOf(accept, batch.Now) is { } other && Seen(accept) is null)
        {
            return other;
        }

        var chained = accept is { MaxRunsPerRoot: not null, Root: not null } && Seen(accept) is null;
        if (chained && (_chains.Count(accept.Root!.Value) ?? accept.FirstRunsOfRoot) is var counted && counted + (long)accept.Runs.Count > accept.MaxRunsPerRoot)
        {
            return new AcceptResult { Status = AcceptStatus.ChainFull, RunsOfRoot = counted };
        }

        if (budgets.Refusals(accept) is { Count: > 0 } over && Seen(accept) is null)
        {
            return new AcceptResult { Status = AcceptStatus.OverBudget, OverBudget = over };
        }

        if (chained)
        {
            _chains.Add(accept.Root!.Value, accept.Runs.Count, accept.FirstRunsOfRoot, batch.Now);
        }

        if (accept.Dedupe is { } key)
        {
            var original = accept.Event?.Id.Value ?? accept.Runs[0].Run.Id.Value;
            if (!_dedupe.TryInsert(accept.Scope, key, original, batch.Now))
            {
                if (Seen(accept) is { } seen)
                {
                    Move(accept, null);
                    return seen;
                }

                _dedupe.Replace(accept.Scope, key, original, batch.Now);
            }
        }

        Move(accept, accept.Runs.Count > 0 ? accept.Runs[0].Run.Id : null);
        if (accept.Event is { } @event)
        {
            events.Insert(_order.Next(), @event);
            _debounces.Join(accept, batch.Now);
        }

        if (accept.Debounced is { } ended)
        {
            _debounces.End(accept.Scope, ended);
        }

        var ready = false;
        List<RunId>? blocked = null;
        HashSet<RunId>? replaced = null;
        foreach (var created in accept.Runs)
        {
            var begins = Create(batch, accept, created);
            if (created.Replaces is { } body)
            {
                ready |= overlaps.Replace(batch, created, body, replaced ??= []);
            }

            if (!begins)
            {
                (blocked ??= []).Add(created.Run.Id);
                continue;
            }

            ready |= !created.Owned;
        }

        var (notify, woken) = accept is { MayBeAwaited: true, Event.Subject: not null } ? Deliver(batch, accept.Event) : ([], false);
        return new AcceptResult { Status = AcceptStatus.Accepted, Notify = replaced is null ? notify : [.. replaced.Union(notify)], Blocked = blocked ?? [], MadeReady = ready || woken };
    }

    private void Move(AcceptOperation accept, RunId? run)
    {
        if (accept.Advance is { } advance)
        {
            schedules.Advance(accept.Scope, advance, run);
        }
    }

    private AcceptResult? Seen(AcceptOperation accept) => accept.Dedupe is { } key ? _dedupe.Find(accept.Scope, key) : null;

    /// <summary>False when the run waits for its permit, or for another one to end.</summary>
    private bool Create(CommitBatch batch, AcceptOperation accept, NewRun created)
    {
        var run = created.Run;
        if (run.EventId is { } id && id != accept.Event?.Id && !events.Exists(accept.Scope, id))
        {
            throw new InvalidOperationException(
                $"Run '{run.Id}' names the event '{id}', which scope '{accept.Scope}' does not have; nothing of the batch was stored.");
        }

        _runs.Insert(_order.Next(), run);
        for (var i = 0; i < created.Entries.Count; i++)
        {
            entries.Insert(run.Id, created.Entries[i]);
        }

        var owner = created.Owned ? batch.Node!.NodeId : (long?)null;
        if (created.Limits is { } limits)
        {
            var begins = permits.Create(run, limits, overlaps.FirstState(run, limits), owner);
            Reserve(created);
            return begins;
        }

        live.Insert(run, owner);
        Reserve(created);
        return true;
    }

    private void Reserve(NewRun created)
    {
        if (created.Reservation is { } reservation)
        {
            budgets.Reserve(created.Run, reservation);
        }
    }

    private (IReadOnlyList<RunId> Notify, bool Woken) Deliver(CommitBatch batch, EventRecord @event)
    {
        HashSet<RunId>? notify = null;
        var woken = false;
        foreach (var match in waits.Find(@event))
        {
            if (live.Find(match.Run) is not { } row)
            {
                continue;
            }

            var added = signals.Insert(match.Run, match.Path, @event.Id, @event.Payload.Span, batch.Now);
            woken |= SignalStep.Arrive(live, permits, match.Run, row, added, held: false, cancel: false);
            if (row.IsOwnedBy(batch.Node))
            {
                (notify ??= []).Add(match.Run);
            }
        }

        return (notify is null ? [] : [.. notify], woken);
    }
}
