namespace Automation.Storage;

/// <summary>What is asked of the table rule_setting, and of live for the runs of a rule that is paused or resumed.</summary>
internal static class SettingSql
{
    private const string Columns = "select scope, rule, revision, body, author, saved_at from rule_setting ";

    public const string Of = Columns + "where scope = ?";

    public const string List = Columns + "where rule in (select value from json_each(?)) and (scope, rule) > (?, ?) order by scope, rule limit ?";

    public const string Revision = "select revision from rule_setting where scope = ? and rule = ?";

    public const string Put =
        "insert into rule_setting(scope, rule, revision, body, author, saved_at) values(?, ?, ?, ?, ?, ?) "
        + "on conflict(scope, rule) do update set revision = excluded.revision, body = excluded.body, author = excluded.author, saved_at = excluded.saved_at";

    public const string Empty = "update rule_setting set revision = revision + 1, body = '', author = null where scope = ? and rule = ? and body <> ''";

    /// <summary>
    /// Ready (1), blocked (8), queued (9), or held (6) for an overridden subject, which may be released first, and nothing is recorded of them; no signal (but 5, that of the override) waits for them. A queued one stays so, since it does not hold the key that a parked one would, and is parked when it has it.
    /// Those that somebody started by hand since the instant are left alone.
    /// </summary>
    public const string Hold =
        "update live set state = case state when 9 then 9 else 6 end, due_at = null, permit = 0, reason = ?1, need = ?2, since = case state when 9 then since else ?3 end where run_id in ("
        + "select l.run_id from live l indexed by live_by_state where l.state in (1, 6, 8, 9) and l.scope = ?4 and l.rule = ?5 "
        + $"and (l.state <> 6 or l.need = '{SubjectOverrides.Need}') and (l.signals = 0 or not exists (select 1 from signal s where s.run_id = l.run_id and s.kind <> 5)) "
        + "and not exists (select 1 from entry e where e.run_id = l.run_id) "
        + "and not exists (select 1 from run r where r.run_id = l.run_id and (r.trigger_kind = ?6 or r.rerun_of is not null) and r.at >= ?7))";

    public const string WakeQueued = "update live indexed by live_needs set need = null, reason = null where need = ? and state = 9";
}
