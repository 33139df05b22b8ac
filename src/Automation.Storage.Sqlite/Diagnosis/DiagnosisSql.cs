namespace Automation.Storage;

/// <summary>What a diagnosis asks. Each walks live once; none is on a path that anybody waits for.</summary>
internal static class DiagnosisSql
{
    /// <summary>The one process works, and has done so for a while.</summary>
    private const string Standing = "from node where left_at is null and joined_at <= ?1";

    private const string OwnsNone = "not exists (select 1 from live o where o.state = 2)";

    public const string OwnedByOther =
        "select hex(run_id), owner from live where state = 2 and owner is not (select node_id from node where left_at is null) limit 1000";

    public const string RestsWithSignals = "select hex(run_id), state, signals from live where state in (3, 4) and signals > 0 limit 1000";

    public const string IdleForNothing =
        "select hex(run_id) from live where state = 4 and not exists (select 1 from wait where wait.run_id = live.run_id) "
        + "and not exists (select 1 from entry d where d.run_id = live.run_id and d.kind = 4 and not exists "
        + "(select 1 from entry o where o.run_id = d.run_id and o.path = d.path and o.kind = 1)) limit 1000";

    public const string BlockedForNothing =
        "select hex(run_id) from live b where state = 8 "
        + "and (limits & 1 = 0 or ifnull((select most from permit p where p.scope = b.scope and p.rule = b.rule), 1) > "
        + "(select count(*) from live h where h.permit = 1 and h.scope = b.scope and h.rule = b.rule and h.limits & 1)) "
        + "and (limits & 2 = 0 or ifnull((select most from permit p where p.scope = b.scope and p.rule = ''), 1) > "
        + "(select count(*) from live h where h.permit = 1 and h.scope = b.scope and h.limits & 2)) limit 1000";

    public const string QueuedForNothing =
        "select hex(run_id) from live q where state = 9 "
        + "and not exists (select 1 from live h where h.scope = q.scope and h.rule = q.rule and h.overlap = q.overlap and h.state <> 9) limit 1000";

    public const string HeldWithWake =
        "select hex(run_id), state from live where state in (6, 7) and signals > 0 "
        + "and exists (select 1 from signal where signal.run_id = live.run_id and signal.kind in (1, 4)) limit 1000";

    public const string ParkedAsCorrupt = "select hex(run_id), reason from live where state = 6 and reason like 'Corrupt: %' limit 1000";

    /// <summary>Parked for what no process has.</summary>
    public const string Needy = "select hex(run_id), need, since from live where state = 6 and need is not null and need not like '~%' and since <= ? limit 1000";

    public const string ReadyForNothing = "select hex(run_id), since from live where state in (1, 5) and since <= ?1 and exists (select 1 "
        + Standing + " and ((node_id = ?2 and live.state = 1) or " + OwnsNone + ")) limit 1000";

    public const string DueForNothing = "select hex(run_id), due_at from live where state = 3 and due_at <= ?1 and exists (select 1 "
        + Standing + " and (node_id = ?2 or " + OwnsNone + ")) limit 1000";

    public const string BadLive =
        "select hex(run_id), cast(state as text), cast(owner as text), cast(due_at as text), cast(claim_no as text), cast(rescues as text), "
        + "cast(signals as text) from live where typeof(run_id) <> 'blob' or length(run_id) <> 16 or typeof(scope) <> 'text' "
        + "or state not in (1, 2, 3, 4, 5, 6, 7, 8, 9) or typeof(state) <> 'integer' "
        + "or (state = 2) <> (owner is not null) or typeof(owner) not in ('integer', 'null') "
        + "or (state = 3) <> (due_at is not null) or typeof(due_at) not in ('integer', 'null') or due_at not between ?1 and ?2 "
        + "or typeof(claim_no) <> 'integer' or claim_no < 0 or typeof(rescues) <> 'integer' or rescues < 0 or typeof(signals) <> 'integer' "
        + "limit 1000";

    /// <summary>Only runs that say or have something are counted: most have neither.</summary>
    public const string Miscounted =
        "select hex(run_id), signals, (select count(*) from signal where signal.run_id = live.run_id) from live "
        + "where run_id in (select run_id from live where signals <> 0 union select run_id from signal) "
        + "and signals <> (select count(*) from signal where signal.run_id = live.run_id) limit 1000";

    /// <summary>Budgets that have more or less reserved than their runs hold. Of periods that are forgotten, runs may hold something for ever.</summary>
    public const string Unbalanced =
        "select b.scope, b.rule, b.period, b.spent, b.reserved, ifnull(h.held, 0) from budget b left join ("
        + "select s.scope, s.rule, s.period, sum(s.cost) as held from ("
        + "select l.scope, l.rule, l.rule_period as period, l.cost from live l where l.cost is not null and l.rule_period is not null "
        + "union all select l.scope, '', l.scope_period, l.cost from live l where l.cost is not null and l.scope_period is not null) s group by s.scope, s.rule, s.period) h "
        + "on h.scope = b.scope and h.rule = b.rule and h.period = b.period where b.reserved <> ifnull(h.held, 0) limit 1000";

    public const string WithoutRun =
        "select hex(run_id) from live where not exists (select 1 from run where run.run_id = live.run_id) limit 1000";
}
