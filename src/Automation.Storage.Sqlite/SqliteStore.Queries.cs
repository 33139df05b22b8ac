namespace Automation.Storage;

public sealed partial class SqliteStore
{
    // The last need of a list that was cut: the next one goes on behind it.
    private volatile string? _needsAfter;

    /// <inheritdoc/>
    public async Task<DueInfo> NextDueAsync(DateTimeOffset now, IReadOnlyList<string> except, CancellationToken cancellationToken)
    {
        var after = _needsAfter;
        var due = await ReadAsync(session => session.Due.Next(now, except, after), cancellationToken).ConfigureAwait(false);
        _needsAfter = due.Needs.Count == DueInfo.MostNeeds ? due.Needs[^1] : null;
        return due;
    }

    /// <inheritdoc/>
    public Task<StoredRun?> LoadRunAsync(RunId runId, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Runs.Read(runId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunId>> ListOwnedAsync(NodeLease node, bool signalledOnly, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ReadAsync(session => session.Nodes.Owned(node, signalledOnly), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LiveRun>> ListLiveRunsAsync(RunId? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(session => session.Lists.ListLive(after, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<EventRecord?> FindEventAsync(string scope, AutomationEventId eventId, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Runs.FindEvent(scope, eventId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventSummary>> ListEventsAsync(string scope, EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return ReadAsync(session => session.Events.List(scope, query), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredRun?> FindRunAsync(string scope, RunId runId, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Runs.Read(scope, runId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRunSummary>> ListRunsAsync(string scope, RunQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return ReadAsync(session => session.Lists.List(scope, query), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunCount>> CountRunsAsync(string scope, DateTimeOffset from, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Lists.Count(scope, from), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRecord>> ListLogAsync(string scope, RunId runId, long after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Logs.List(scope, runId, after, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Rules.Load(scope), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ListDeletedRulesAsync(string scope, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Rules.Deleted(scope), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> ReadScopeVersionsAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        return ReadAsync(session => session.Rules.VersionsOf(scopes), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredRule?> FindRuleVersionAsync(string scope, string rule, string hash, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Rules.FindVersion(scope, rule, hash), cancellationToken);

    /// <inheritdoc/>
    public Task<string?> FindRuleScopeAsync(string rule, CancellationToken cancellationToken) => ReadAsync(session => session.Rules.FindScope(rule), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ListRuleVersionsAsync(string scope, string rule, int? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(session => session.Rules.Versions(scope, rule, before, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> DiagnoseAsync(DateTimeOffset now, NodeLease? roomy, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Diagnosis.Run(now, roomy?.NodeId), cancellationToken);
}
