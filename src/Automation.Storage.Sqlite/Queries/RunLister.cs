namespace Automation.Storage;

/// <summary>Lists the runs of a scope. Several statements: the caller holds a transaction, so that they see one moment.</summary>
internal sealed class RunLister(SqliteConnectionHandle connection, RunReader runs)
{
    private readonly Statement _byScope = connection.Prepare(QuerySql.ByScope, "run");
    private readonly Statement _byRule = connection.Prepare(QuerySql.ByRule, "run");
    private readonly Statement _bySubject = connection.Prepare(QuerySql.BySubject, "run");
    private readonly Statement _byState = connection.Prepare(QuerySql.ByState, "run");
    private readonly Statement _byEnd = connection.Prepare(QuerySql.ByEnd, "run");
    private readonly Statement _byRuleAndEnd = connection.Prepare(QuerySql.ByRuleAndEnd, "run");
    private readonly Statement _live = connection.Prepare(QuerySql.LiveRuns, "live");
    private readonly Statement _counts = connection.Prepare(QuerySql.Counts, "run");
    private readonly Statement _end = connection.Prepare(QuerySql.End, "entry");

    public IReadOnlyList<StoredRunSummary> List(string scope, RunQuery query) => query switch
    {
        { Subject: not null } => Walk(Bind(_bySubject, scope, query).Text(query.Subject).Text(query.Rule), query),
        { Statuses.Count: > 0 } => Merge(scope, query),
        { Rule: not null } => Walk(Bind(_byRule, scope, query).Text(query.Rule), query),
        _ => Walk(Bind(_byScope, scope, query), query),
    };

    public IReadOnlyList<LiveRun> ListLive(RunId? after, int limit)
    {
        var found = new List<LiveRun>();
        using var rows = _live.With().Id(after?.Value ?? Guid.Empty).Number(limit).Query();
        while (rows.Next())
        {
            found.Add(new LiveRun(new RunId(rows.Id(0)), rows.Text(1), rows.Text(2), rows.Text(3)));
        }

        return found;
    }

    public IReadOnlyList<RunCount> Count(string scope, DateTimeOffset from)
    {
        var found = new List<RunCount>();
        using var rows = _counts.With().Text(scope).Id(IdTime.Least(from)).Query();
        while (rows.Next())
        {
            found.Add(new RunCount(rows.Text(0), rows.IsNull(1) ? rows.Enum<RunStatus>(2) : rows.Enum<LiveState>(1).ToRunStatus(), rows.Number(3)));
        }

        return found;
    }

    private static Statement Bind(Statement statement, string scope, RunQuery query)
    {
        statement.With().Text(scope);
        return query.After is { } after ? statement.Id(after.Value) : statement.Bytes(RunBounds.BehindAll);
    }

    /// <summary>Down one index, and each run looked up: how it stands decides whether it counts.</summary>
    private List<StoredRunSummary> Walk(Statement statement, RunQuery query)
    {
        var found = new List<StoredRunSummary>();
        using var rows = Times(statement, query).Query();
        while (found.Count < query.Limit && rows.Next())
        {
            if (Summarize(rows) is { } summary && (query.Statuses.Count == 0 || query.Statuses.Contains(RunBounds.StatusOf(summary))))
            {
                found.Add(summary);
            }
        }

        return found;
    }

    /// <summary>Down one index per state and status asked for; the newest of all are the answer.</summary>
    private List<StoredRunSummary> Merge(string scope, RunQuery query)
    {
        var found = new List<StoredRunSummary>();
        foreach (var state in Enum.GetValues<LiveState>())
        {
            if (query.Statuses.Contains(state.ToRunStatus()))
            {
                found.AddRange(Walk(Bind(_byState, scope, query).Number((int)state).Text(query.Rule), query));
            }
        }

        foreach (var status in query.Statuses.Distinct())
        {
            if (status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled)
            {
                var arm = Bind(query.Rule is null ? _byEnd : _byRuleAndEnd, scope, query).Number((int)status);
                found.AddRange(Walk(query.Rule is null ? arm : arm.Text(query.Rule), query));
            }
        }

        found.Sort((left, right) => right.Run.Id.CompareTo(left.Run.Id));
        return found.Count <= query.Limit ? found : found[..query.Limit];
    }

    private static Statement Times(Statement statement, RunQuery query) => statement
        .Number(query.From is { } from ? SqliteTime.Encode(from) : long.MinValue)
        .Number(query.To is { } to ? SqliteTime.Encode(to) : long.MaxValue);

    /// <summary>Null for a run whose own row cannot be read: a list that died of it would hide all others. Diagnosis names it.</summary>
    private StoredRunSummary? Summarize(Rows rows)
    {
        RunRecord run;
        try
        {
            run = RunColumns.Read(rows);
        }
        catch (BadValueException)
        {
            return null;
        }

        try
        {
            return runs.ReadLive(run) is { } live ? new StoredRunSummary { Run = run, Live = live } : ReadEnd(run);
        }
        catch (BadValueException bad)
        {
            var fault = new StoreFormatException($"Run '{run.Id}' is corrupt: {bad.Message}");
            var parked = new LiveRecord { State = LiveState.Parked, ClaimNumber = 0, Rescues = 0, Reason = Corruption.Reason(fault) };
            return new StoredRunSummary { Run = run, Live = parked };
        }
    }

    private StoredRunSummary? ReadEnd(RunRecord run)
    {
        using var rows = _end.With().Text(run.Scope).Id(run.Id.Value).Query();
        return !rows.Next()
            ? null
            : new StoredRunSummary { Run = run, EndStatus = rows.Enum<RunStatus>(0), EndedAt = rows.Time(1), EndReason = rows.TextOrNull(2) };
    }
}
