namespace Automation.Storage;

/// <summary>Applies the operations of a batch, one after the other, inside a transaction that is already begun and fenced.</summary>
internal sealed class CommitStep
{
    private readonly LiveTable _live;
    private readonly LogTable _log;
    private readonly AcceptStep _accept;
    private readonly RecordStep _record;
    private readonly SignalStep _signal;

    public CommitStep(SqliteConnectionHandle connection)
    {
        _live = new LiveTable(connection);
        _log = new LogTable(connection);
        var signals = new SignalTable(connection);
        var waits = new WaitTable(connection);
        var events = new EventTable(connection);
        _accept = new AcceptStep(connection, _live, signals, waits, events);
        _record = new RecordStep(_live, signals, waits, events, new EntryTable(connection), _log);
        _signal = new SignalStep(connection, _live, signals);
    }

    public IReadOnlyList<OperationResult> Apply(CommitBatch batch)
    {
        _accept.Begin();
        var results = new OperationResult[batch.Operations.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = batch.Operations[i] switch
            {
                AcceptOperation accept => _accept.Apply(batch, accept),
                RecordOperation record => _record.Apply(batch, record),
                SignalOperation signal => _signal.Apply(batch, signal),
                LogOperation log => Apply(batch, log),
                var other => throw new InvalidOperationException($"Automation bug: no step for {other.GetType().Name}."),
            };
        }

        return results;
    }

    private LogResult Apply(CommitBatch batch, LogOperation operation)
    {
        if (_live.Find(operation.RunId) is not { } row || !row.IsOwnedBy(batch.Node) || row.ClaimNumber != operation.ClaimNumber)
        {
            return new LogResult { Applied = false };
        }

        _log.Insert(operation.RunId, operation.Lines);
        return new LogResult { Applied = true };
    }
}
