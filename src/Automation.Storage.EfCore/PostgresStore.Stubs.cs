namespace Automation.Storage;

/// <summary>What is still missing.</summary>
internal sealed partial class PostgresStore
{
    public Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task ListenAsync(Action heard, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<NodeLease?> JoinAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<bool> RenewAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<int> TakeOverAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task LeaveAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<OperationResult>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<StoredRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<DueInfo> NextDueAsync(DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<StoredRun?> LoadRunAsync(RunId runId, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<RunId>> ListOwnedAsync(NodeLease node, bool signalledOnly, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<EventRecord?> FindEventAsync(string scope, AutomationEventId eventId, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<StoredRun?> FindRunAsync(string scope, RunId runId, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<StoredRunSummary>> ListRunsAsync(string scope, RunQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<LogRecord>> ListLogAsync(string scope, RunId runId, long after, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<StoredRule?> FindRuleVersionAsync(string scope, string rule, string hash, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<StoredRule> SaveRuleAsync(StoredRule rule, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<bool> ChangeRuleAsync(string scope, string rule, bool? enabled, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<string>> DiagnoseAsync(DateTimeOffset now, CancellationToken cancellationToken) => throw new NotImplementedException();
}
