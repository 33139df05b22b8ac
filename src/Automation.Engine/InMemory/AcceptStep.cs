namespace Automation.Storage;

/// <summary>Applies an <see cref="AcceptOperation"/>.</summary>
internal static class AcceptStep
{
    public static AcceptResult Apply(InMemoryDatabase data, CommitBatch batch, AcceptOperation accept)
    {
        if (accept.Dedupe is { } key && data.Dedupe.Find(accept.Scope, key) is { } seen)
        {
            var same = key.BodyHash.Span.SequenceEqual(seen.BodyHash);
            return new AcceptResult { Status = same ? AcceptStatus.Duplicate : AcceptStatus.Conflict, OriginalId = seen.OriginalId };
        }

        if (accept.ScopeVersion is { } version && version != data.Rules.VersionOf(accept.Scope))
        {
            return new AcceptResult { Status = AcceptStatus.StaleScope };
        }

        if (accept.Dedupe is { } added)
        {
            var original = accept.Event?.Id.Value ?? accept.Runs[0].Run.Id.Value;
            data.Dedupe.Set(accept.Scope, added, new DedupeRow(original, added.BodyHash.ToArray(), batch.Now), data.Undo);
        }

        if (accept.Event is { } @event)
        {
            data.Events.Add(Copies.Of(@event), data.Undo);
        }

        var made = accept.Runs.Count(run => Create(data, batch, accept, run));
        var (notify, woken) = accept is { MayBeAwaited: true, Event.Subject: not null } ? Deliver(data, batch, accept.Event) : ([], 0);
        return new AcceptResult { Status = AcceptStatus.Accepted, Notify = notify, MadeReady = made + woken > 0 };
    }

    /// <summary>Whether the new run is ready for anybody.</summary>
    private static bool Create(InMemoryDatabase data, CommitBatch batch, AcceptOperation accept, NewRun created)
    {
        var run = Copies.Of(created.Run);
        if (run.EventId is { } id && data.Events.Find(id)?.Scope != accept.Scope)
        {
            throw new InvalidOperationException(
                $"Run '{run.Id}' names the event '{id}', which scope '{accept.Scope}' does not have; nothing of the batch was stored.");
        }

        var live = new LiveRecord
        {
            State = created.Owned ? LiveState.Owned : LiveState.Ready,
            Owner = created.Owned ? batch.Node!.NodeId : null,
            ClaimNumber = created.Owned ? 1 : 0,
            Rescues = 0,
        };
        data.Runs.Add(new RunRow(run, data.Events.Last), live, data.Undo);
        return !created.Owned;
    }

    private static (RunId[] Notify, int Woken) Deliver(InMemoryDatabase data, CommitBatch batch, EventRecord @event)
    {
        var notify = new HashSet<RunId>();
        var woken = 0;
        foreach (var row in data.Waits.On(new EventTopic(@event.Scope, @event.Type, @event.Subject!)))
        {
            Signals.Add(data, row.Run, Signals.Of(row.Wait.Path, @event, batch.Now));
            woken += Signals.Wake(data, row.Run, held: false) ? 1 : 0;
            if (row.Run.IsOwnedBy(batch.Node))
            {
                notify.Add(row.Run.Record.Id);
            }
        }

        return ([.. notify], woken);
    }
}
