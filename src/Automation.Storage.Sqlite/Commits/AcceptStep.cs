namespace Automation.Storage;

/// <summary>Applies an <see cref="AcceptOperation"/>.</summary>
internal sealed class AcceptStep(SqliteConnectionHandle connection, LiveTable live, SignalTable signals, WaitTable waits, EventTable events)
{
    private readonly DedupeTable _dedupe = new(connection);
    private readonly RunTable _runs = new(connection);
    private readonly ScopeVersions _scopes = new(connection);
    private readonly AcceptOrder _order = new(connection);

    /// <summary>A new transaction: what was read in the last one no longer holds.</summary>
    public void Begin()
    {
        _scopes.Forget();
        _order.Forget();
    }

    public AcceptResult Apply(CommitBatch batch, AcceptOperation accept)
    {
        if (accept.ScopeVersion is { } version && version != _scopes.Of(accept.Scope))
        {
            return Seen(accept) ?? new AcceptResult { Status = AcceptStatus.StaleScope };
        }

        if (accept.Dedupe is { } key)
        {
            var original = accept.Event?.Id.Value ?? accept.Runs[0].Run.Id.Value;
            if (!_dedupe.TryInsert(accept.Scope, key, original, batch.Now))
            {
                if (Seen(accept) is { } seen)
                {
                    return seen;
                }

                _dedupe.Replace(accept.Scope, key, original, batch.Now);
            }
        }

        if (accept.Event is { } @event)
        {
            events.Insert(_order.Next(), @event);
        }

        var ready = false;
        foreach (var created in accept.Runs)
        {
            Create(batch, accept, created);
            ready |= !created.Owned;
        }

        var (notify, woken) = accept is { MayBeAwaited: true, Event.Subject: not null } ? Deliver(batch, accept.Event) : ([], false);
        return new AcceptResult { Status = AcceptStatus.Accepted, Notify = notify, MadeReady = ready || woken };
    }

    private AcceptResult? Seen(AcceptOperation accept) => accept.Dedupe is { } key ? _dedupe.Find(accept.Scope, key) : null;

    private void Create(CommitBatch batch, AcceptOperation accept, NewRun created)
    {
        var run = created.Run;
        if (run.EventId is { } id && id != accept.Event?.Id && !events.Exists(accept.Scope, id))
        {
            throw new InvalidOperationException(
                $"Run '{run.Id}' names the event '{id}', which scope '{accept.Scope}' does not have; nothing of the batch was stored.");
        }

        _runs.Insert(_order.Next(), run);
        live.Insert(run, created.Owned ? batch.Node!.NodeId : null);
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
            woken |= SignalStep.Arrive(live, match.Run, row, added, held: false);
            if (row.IsOwnedBy(batch.Node))
            {
                (notify ??= []).Add(match.Run);
            }
        }

        return (notify is null ? [] : [.. notify], woken);
    }
}
