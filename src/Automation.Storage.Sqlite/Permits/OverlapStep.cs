namespace Automation.Storage;

/// <summary>Runs that may not overlap: who is refused, who follows, who is replaced. Inside a transaction that is already begun.</summary>
internal sealed class OverlapStep(SqliteConnectionHandle connection, LiveTable live, SignalTable signals, PermitStep permits)
{
    private readonly Statement _count = connection.Prepare(OverlapSql.Count);
    private readonly Statement _all = connection.Prepare(OverlapSql.All, "live");
    private readonly Statement _holder = connection.Prepare(OverlapSql.Holder, "live");
    private readonly Statement _promote = connection.Prepare(OverlapSql.Promote);
    private readonly Statement _countAtWork = connection.Prepare(OverlapSql.CountAtWork);
    private readonly Statement _countBlocked = connection.Prepare(OverlapSql.CountBlocked);
    private readonly Statement _oldestAtWork = connection.Prepare(OverlapSql.OldestAtWork, "live");
    private readonly Statement _oldestBlocked = connection.Prepare(OverlapSql.OldestBlocked, "live");

    /// <summary>The rules that take no further run; null when there is none.</summary>
    public List<BusyRule>? Refusals(AcceptOperation accept)
    {
        List<BusyRule>? busy = null;
        foreach (var created in accept.Runs)
        {
            if (created.Limits is { MaxQueued: { } most } limits && Refusal(created.Run, limits, most) is { } refusal)
            {
                (busy ??= []).Add(refusal);
            }
        }

        return busy;
    }

    /// <summary>The state of a run with limits that begins.</summary>
    public LiveState FirstState(RunRecord run, RunLimits limits) =>
        limits.Overlap is { } key && Number(OfKey(_count, run.Scope, run.Rule, key)) > 0 ? LiveState.Queued : LiveState.Blocked;

    /// <summary>A run has ended: the next one has its key, and waits for its permit.</summary>
    public void Promote(string scope, string rule, string key) => OfKey(_promote, scope, rule, key).Run();

    /// <summary>Cancels every other run that is about the same. Adds those that the node owns.</summary>
    /// <returns>Whether one became ready.</returns>
    public bool Replace(CommitBatch batch, NewRun newer, ReadOnlyMemory<byte> body, HashSet<RunId> notify)
    {
        var ready = false;
        foreach (var id in All(newer.Run, newer.Limits!.Overlap!))
        {
            if (id != newer.Run.Id && live.Find(id) is { } row)
            {
                var added = signals.Insert(id, new SignalKey(new StepPath(""), SignalKind.Cancel, ""), batch.Now, body.Span);
                ready |= SignalStep.Arrive(live, permits, id, row, added, held: true, cancel: true);
                if (row.IsOwnedBy(batch.Node))
                {
                    notify.Add(id);
                }
            }
        }

        return ready;
    }

    private BusyRule? Refusal(RunRecord run, RunLimits limits, int most)
    {
        var (scope, rule) = (run.Scope, run.Rule);
        if (limits.Overlap is { } key && Number(OfKey(_count, scope, rule, key)) > most)
        {
            return Holder(rule, OfKey(_holder, scope, rule, key)) ?? new BusyRule(rule, null, null);
        }

        return limits.OfRule is { } ofRule && Number(OfRule(_countAtWork, scope, rule)) + Number(OfRule(_countBlocked, scope, rule)) >= (long)ofRule + most
            ? Holder(rule, OfRule(_oldestAtWork, scope, rule)) ?? Holder(rule, OfRule(_oldestBlocked, scope, rule))
            : null;
    }

    private List<RunId> All(RunRecord run, string key)
    {
        var all = new List<RunId>();
        using var rows = OfKey(_all, run.Scope, run.Rule, key).Query();
        while (rows.Next())
        {
            all.Add(new RunId(rows.Id(0)));
        }

        return all;
    }

    private static Statement OfKey(Statement statement, string scope, string rule, string key) => statement.With().Text(scope).Text(rule).Text(key);

    private static Statement OfRule(Statement statement, string scope, string rule) => statement.With().Text(scope).Text(rule);

    private static BusyRule? Holder(string rule, Statement statement)
    {
        using var rows = statement.Query();
        return rows.Next() ? new BusyRule(rule, new RunId(rows.Id(0)), rows.Time(1)) : null;
    }

    private static long Number(Statement statement)
    {
        using var rows = statement.Query();
        rows.Next();
        return rows.Number(0);
    }
}
