namespace Automation.Storage;

/// <summary>What lists and single reads ask.</summary>
/// <remarks>
/// Every list goes down one index by run id, newest first, from a bound that is always there: 17 bytes of 255 stand behind every id.
/// Times are compared as stored, run by run, since nothing but the caller's promise ties an id to its run's time.
/// </remarks>
internal static class QuerySql
{
    private const string Run =
        "select run.run_id, run.scope, run.rule, run.rule_hash, run.subject, run.trigger_kind, run.trigger_id, run.event_id, run.at, run.rerun_of from ";

    private const string Times = " and run.at >= ? and run.at < ?";

    public const string Live = "select state, owner, claim_no, due_at, rescues, reason, scope, rule, limits, permit, need, cost from live where run_id = ?";

    /// <summary>How a run ended: by the index of ended runs, since a run may have thousands of rows.</summary>
    public const string End =
        "select run_status, at, run_reason from entry indexed by entry_end where scope = ? and run_status in (10, 11, 12) and run_id = ?";

    public const string LiveRuns =
        "select run.run_id, run.scope, run.rule, run.rule_hash from live cross join run on run.run_id = live.run_id where live.run_id > ? order by live.run_id limit ?";

    public const string Owned = "select run_id from live indexed by live_by_state where state = 2 and owner = ?";

    public const string OwnedAndSignalled = "select run_id from live indexed by live_by_state where state = 2 and owner = ? and signals > 0";

    public const string Counts =
        "select run.rule, live.state, entry.run_status, count(*) from run indexed by run_by_scope left join live on live.run_id = run.run_id"
        + " left join entry indexed by entry_end on live.run_id is null and entry.scope = run.scope and entry.run_status in (10, 11, 12) and entry.run_id = run.run_id"
        + " where run.scope = ? and run.run_id >= ? and (live.run_id is not null or entry.run_id is not null) group by 1, 2, 3";

    public const string ByScope =
        Run + "run indexed by run_by_scope where run.scope = ? and run.run_id < ?" + Times + " order by run.run_id desc";

    public const string ByRule =
        Run + "run indexed by run_by_rule where run.scope = ? and run.run_id < ? and run.rule = ?" + Times + " order by run.run_id desc";

    public const string BySubject =
        Run + "run indexed by run_by_subject where run.scope = ? and run.run_id < ? and run.subject = ? and (?4 is null or run.rule = ?4)"
        + " and run.at >= ?5 and run.at < ?6 order by run.run_id desc";

    public const string ByState =
        Run + "live indexed by live_by_state cross join run on run.run_id = live.run_id"
        + " where live.scope = ? and live.run_id < ? and live.state = ? and (?4 is null or live.rule = ?4)"
        + " and run.at >= ?5 and run.at < ?6 order by live.run_id desc";

    public const string ByEnd =
        Run + "entry indexed by entry_end cross join run on run.run_id = entry.run_id"
        + " where entry.scope = ? and entry.run_id < ? and entry.run_status = ?" + Times + " order by entry.run_id desc";

    public const string ByRuleAndEnd =
        Run + "entry indexed by entry_end_by_rule cross join run on run.run_id = entry.run_id"
        + " where entry.scope = ? and entry.run_id < ? and entry.run_status = ? and entry.rule = ?" + Times + " order by entry.run_id desc";
}
