namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<StoredRun?> LoadRunAsync(RunId runId, CancellationToken cancellationToken) =>
        Transact(data => data.Runs.Find(runId) is { } run ? Read(data, run) : null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunId>> ListOwnedAsync(NodeLease node, bool signalledOnly, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Transact<IReadOnlyList<RunId>>(
            data => [.. data.Runs.OwnedBy(node.NodeId).Where(id => !signalledOnly || !data.Runs.Find(id)!.Signals.IsEmpty)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LiveRun>> ListLiveRunsAsync(RunId? after, int limit, CancellationToken cancellationToken) =>
        Transact<IReadOnlyList<LiveRun>>(
            data => [.. data.Runs.All.Where(run => run.Live is not null && (after is not { } last || run.Record.Id.CompareTo(last) > 0))
                .OrderBy(run => run.Record.Id).Take(limit)
                .Select(run => new LiveRun(run.Record.Id, run.Record.Scope, run.Record.Rule, run.Record.RuleHash))],
            cancellationToken);

    /// <inheritdoc/>
    public Task<EventRecord?> FindEventAsync(string scope, AutomationEventId eventId, CancellationToken cancellationToken) =>
        Transact(data => data.Events.Find(eventId) is { } found && found.Scope == scope ? found : null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventSummary>> ListEventsAsync(string scope, EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return Transact<IReadOnlyList<EventSummary>>(
            data => [.. data.Events.Newest(scope, query.After).Where(one => Matches(one, query)).Take(query.Limit).Select(Summarize)],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredRun?> FindRunAsync(string scope, RunId runId, CancellationToken cancellationToken) =>
        Transact(data => data.Runs.Find(scope, runId) is { } run ? Read(data, run) : null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRunSummary>> ListRunsAsync(string scope, RunQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return Transact<IReadOnlyList<StoredRunSummary>>(
            data => [.. data.Runs.Newest(scope, query.After).Where(run => Matches(run, query)).Take(query.Limit).Select(Summarize)],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunCount>> CountRunsAsync(string scope, DateTimeOffset from, CancellationToken cancellationToken) =>
        Transact<IReadOnlyList<RunCount>>(
            data => [.. data.Runs.Newest(scope, null).TakeWhile(run => run.Record.Id.CompareTo(new RunId(IdTime.Least(from))) >= 0)
                .GroupBy(run => (run.Record.Rule, run.Status)).Select(alike => new RunCount(alike.Key.Rule, alike.Key.Status, alike.Count()))],
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRecord>> ListLogAsync(string scope, RunId runId, long after, int limit, CancellationToken cancellationToken) =>
        Transact<IReadOnlyList<LogRecord>>(
            data => data.Runs.Find(scope, runId) is { } run ? [.. run.Log.Values.Where(line => line.Number > after).Take(limit)] : [],
            cancellationToken);

    private static StoredRun Read(InMemoryDatabase data, RunRow run) => new()
    {
        Run = run.Record,
        Event = run.Record.EventId is { } id ? data.Events.Find(id) : null,
        Entries = [.. run.Entries.OrderBy(entry => entry.Sequence)],
        Signals = run.Signals,
        Waits = [.. run.Waits.Values.Select(row => row.Wait)],
        Live = run.Live,
        LastLogNumber = run.Log.Count == 0 ? 0 : run.Log.GetKeyAtIndex(run.Log.Count - 1),
    };

    private static bool Matches(RunRow run, RunQuery query) =>
        (query.Rule is null || run.Record.Rule == query.Rule)
        && (query.Subject is null || run.Record.Subject == query.Subject)
        && (query.From is null || run.Record.At >= query.From)
        && (query.To is null || run.Record.At < query.To)
        && (query.Statuses.Count == 0 || query.Statuses.Contains(run.Status));

    private static bool Matches(EventRecord one, EventQuery query) =>
        (query.Type is null || one.Type == query.Type)
        && (query.Subject is null || one.Subject == query.Subject || one.Verdicts.Any(verdict => verdict.Subject == query.Subject))
        && (query.From is null || one.At >= query.From)
        && (query.To is null || one.At < query.To)
        && (VerdictIndex.Of(query) is not { } bits || (VerdictIndex.Of(one.Verdicts) & bits) != 0);

    private static EventSummary Summarize(EventRecord one) => new()
    {
        Id = one.Id,
        Type = one.Type,
        Subject = one.Subject,
        At = one.At,
        Cause = one.Cause,
        Root = one.Root,
        Depth = one.Depth,
        Verdicts = one.Verdicts,
    };

    private static StoredRunSummary Summarize(RunRow run) => new()
    {
        Run = run.Record,
        Live = run.Live,
        EndStatus = run.End?.RunStatus,
        EndedAt = run.End?.At,
        EndReason = run.End?.RunReason,
    };
}
