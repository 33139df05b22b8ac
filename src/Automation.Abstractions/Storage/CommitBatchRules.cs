using Microsoft.Extensions.Logging;

namespace Automation.Storage;

/// <summary>The refusals that every store owes a batch, in one place: behind <see cref="CommitBatch.ThrowIfInvalid"/>.</summary>
internal static class CommitBatchRules
{
    private const int HashLength = 32;

    public static void ThrowIfInvalid(CommitBatch batch)
    {
        HashSet<RunId>? recorded = null;
        HashSet<(string Scope, string Rule, string Trigger)>? advanced = null;
        foreach (var operation in batch.Operations)
        {
            switch (operation)
            {
                case AcceptOperation accept:
                    Check(accept, batch.Node);
                    if (accept.Advance is { } advance)
                    {
                        advanced ??= [];
                        Refuse(
                            !advanced.Add((accept.Scope, advance.Rule, advance.Trigger)),
                            $"The batch moves schedule '{advance.Trigger}' of rule '{advance.Rule}' in scope '{accept.Scope}' twice; once per batch is allowed.");
                    }

                    break;
                case RecordOperation record:
                    recorded ??= new HashSet<RunId>(batch.Operations.Count);
                    Refuse(!recorded.Add(record.RunId), $"The batch records run '{record.RunId}' twice; once per batch is allowed.");
                    Check(record, batch.Node);
                    break;
                case SignalOperation signal:
                    Refuse(signal.Scope is null, $"The signal to run '{signal.RunId}' names no scope.");
                    Refuse(signal.Signal.Key.Nonce is null, $"The signal to run '{signal.RunId}' has no nonce.");
                    Defined(signal.Signal.Key.Kind);
                    break;
                default:
                    throw new ArgumentException($"The batch holds {operation?.GetType().Name ?? "null"}, which is no operation.", nameof(batch));
            }
        }
    }

    private static void Check(AcceptOperation accept, NodeLease? node)
    {
        Refuse(accept.Scope == SharedScope.Name, $"An accept is in scope '{SharedScope.Name}', which has rules that all scopes share, and no events or runs.");
        Refuse(accept.Event is null && accept.Runs.Count == 0, $"An accept in scope '{accept.Scope}' holds neither an event nor a run.");
        Refuse(
            accept.Advance is { IsHeld: false } advance && advance.Next <= advance.Seen,
            $"An accept in scope '{accept.Scope}' moves a schedule from {accept.Advance?.Seen:O} to {accept.Advance?.Next:O}, which is not later.");
        Refuse(
            accept.Dedupe is { } key && (key.KeyHash.Length != HashLength || key.BodyHash.Length != HashLength),
            $"An accept in scope '{accept.Scope}' has a dedupe hash that is not {HashLength} bytes long.");
        Check(accept.Debounces, accept);
        Refuse(
            accept.Debounced is { } ended && (accept.Dedupe is not null || accept.Event?.Id.Value != ended.RunId.Value || accept.Runs.Any(run => run.Run.Id != ended.RunId)),
            $"An accept in scope '{accept.Scope}' ends a series of events, but has a key, or another event or run than '{accept.Debounced?.RunId}'.");
        Refuse(accept.MaxRunsPerRoot is not null && accept.Root is null, $"An accept in scope '{accept.Scope}' limits the runs of a chain, but names none.");
        Refuse(accept.FirstRunsOfRoot < 0, $"An accept in scope '{accept.Scope}' has a chain that begins with {accept.FirstRunsOfRoot} runs; 0 or more is allowed.");
        if (accept.Event is { } @event)
        {
            Refuse(@event.Scope != accept.Scope, $"Event '{@event.Id}' is of scope '{@event.Scope}', its operation of scope '{accept.Scope}'.");
            foreach (var verdict in @event.Verdicts)
            {
                Defined(verdict.Reason);
            }
        }

        foreach (var created in accept.Runs)
        {
            var run = created.Run;
            Refuse(run.Scope != accept.Scope, $"Run '{run.Id}' is of scope '{run.Scope}', its operation of scope '{accept.Scope}'.");
            Refuse(created.Owned && node is null, $"Run '{run.Id}' is to be owned, but the batch names no node.");
            Defined(run.TriggerKind);
            Check(created.Entries);
            Refuse(created.Limits is { MaxQueued: < 0 }, $"Run '{run.Id}' is to wait behind {created.Limits?.MaxQueued} others at most; 0 or more is allowed.");
            Check(created.Reservation, run.Id);
            Refuse(created.Replaces is not null && created.Limits?.Overlap is null, $"Run '{run.Id}' is to replace others, but says not which: it has no overlap key.");
        }
    }

    private static void Check(BudgetReservation? reservation, RunId run)
    {
        if (reservation is null)
        {
            return;
        }

        Refuse(reservation.OfRule is null && reservation.OfScope is null, $"Run '{run}' is to reserve {reservation.Amount} of no budget.");
        Refuse(reservation.Amount is < 1 or > BudgetReservation.Largest, $"Run '{run}' is to reserve {reservation.Amount}; 1 to {BudgetReservation.Largest} is allowed.");
        foreach (var share in (ReadOnlySpan<BudgetShare?>)[reservation.OfRule, reservation.OfScope])
        {
            Refuse(share?.Most is < 0 or > BudgetReservation.Largest, $"Run '{run}' is to reserve of a budget of {share?.Most}; 0 to {BudgetReservation.Largest} is allowed.");
        }
    }

    private static void Check(IReadOnlyList<DebounceJoin> joins, AcceptOperation accept)
    {
        for (var i = 0; i < joins.Count; i++)
        {
            var join = joins[i];
            Refuse(accept.Event is null, $"An accept in scope '{accept.Scope}' joins a series of events without an event.");
            Refuse(
                join.Quiet <= TimeSpan.Zero || join.Longest < join.Quiet,
                $"An event of rule '{join.Rule}' waits for {join.Quiet} of quiet and {join.Longest} at most; more than zero is allowed, and at most as long as the longest.");
            for (var other = 0; other < i; other++)
            {
                Refuse(joins[other].Rule == join.Rule, $"An accept in scope '{accept.Scope}' joins two series of rule '{join.Rule}'; one is allowed.");
            }
        }
    }

    private static void Check(RecordOperation record, NodeLease? node)
    {
        Refuse(node is null, $"The batch records run '{record.RunId}' but names no node.");
        Check(record.Entries);
        Check(record.Log, record.RunId);
        if (record.Transition is RunTransition.End end)
        {
            Refuse(
                end.Status is not (RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled),
                $"Run '{record.RunId}' is to end as {end.Status}; Succeeded, Failed or Cancelled is allowed.");
            Refuse(end.Spent < 0, $"Run '{record.RunId}' is to end with {end.Spent} spent; 0 or more is allowed.");
            Refuse(record.Entries.Count == 0, $"Run '{record.RunId}' is to end without a ledger row that could carry its status.");
        }
    }

    private static void Check(IReadOnlyList<LedgerEntry> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            Defined(entries[i].Kind);
            if (entries[i].Status is { } status)
            {
                Defined(status);
            }
        }
    }

    private static void Check(IReadOnlyList<LogRecord> lines, RunId runId)
    {
        foreach (var line in lines)
        {
            Refuse(line.Level is < LogLevel.Trace or > LogLevel.None, $"A log line of run '{runId}' has the level {(int)line.Level}.");
        }
    }

    private static void Defined<T>(T value)
        where T : struct, Enum =>
        Refuse(!Enum.IsDefined(value), $"{typeof(T).Name} has no value {value:D}.");

    private static void Refuse(bool refused, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(refused))] RefusalText text)
    {
        if (refused)
        {
            throw new ArgumentException(text.ToString(), "batch");
        }
    }
}
