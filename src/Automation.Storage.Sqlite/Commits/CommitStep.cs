namespace Automation.Storage;

/// <summary>Applies the operations of a batch, one after the other, inside a transaction that is already begun and fenced.</summary>
internal sealed class CommitStep
{
    private readonly AcceptStep _accept;
    private readonly RecordStep _record;
    private readonly SignalStep _signal;
    private readonly LiveTable _live;

    public CommitStep(SqliteConnectionHandle connection, LiveTable live, PermitStep permits, ScheduleStep schedules)
    {
        _live = live;
        var signals = new SignalTable(connection);
        var waits = new WaitTable(connection);
        var events = new EventTable(connection);
        var entries = new EntryTable(connection);
        var overlaps = new OverlapStep(connection, live, signals, permits);
        var budgets = new BudgetStep(connection);
        _accept = new AcceptStep(connection, live, signals, waits, events, entries, permits, overlaps, budgets, schedules);
        _record = new RecordStep(live, signals, waits, events, entries, new LogTable(connection), permits, overlaps, budgets);
        _signal = new SignalStep(connection, live, signals, permits);
    }

    public IReadOnlyList<OperationResult> Apply(CommitBatch batch)
    {
        _live.Now = batch.Now;
        _accept.Begin();
        var results = new OperationResult[batch.Operations.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = batch.Operations[i] switch
            {
                AcceptOperation accept => _accept.Apply(batch, accept),
                RecordOperation record => _record.Apply(batch, record),
                SignalOperation signal => _signal.Apply(batch, signal),
                var other => throw new InvalidOperationException($"Automation bug: no step for {other.GetType().Name}."),
            };
        }

        return results;
    }
}
