namespace Automation.Storage;

/// <summary>What is asked of the table schedule.</summary>
internal static class ScheduleSql
{
    private const string Columns = "select s.scope, s.rule, s.trigger_id, s.shared, s.spec, s.next_due, s.last_due, s.last_run, s.setting, s.cursor from schedule s ";

    private const string Known = "(s.shared = 0 or s.rule in (select value from json_each(?))) ";

    public const string Of = Columns + "where s.scope = ?";

    public const string List = Columns + "where s.next_due is not null and (? = 0 or s.shared = 0) and (s.scope, s.rule, s.trigger_id) > (?, ?, ?) order by s.scope, s.rule, s.trigger_id limit ?";

    /// <summary>To another instant, if it is as it was seen.</summary>
    public const string MoveSeen = "update schedule set next_due = ?, spec = ? where scope = ? and rule = ? and trigger_id = ? and next_due = ? and spec = ?";

    public const string Due = Columns + "where s.next_due <= ? and (s.next_due, s.scope, s.rule, s.trigger_id) > (?, ?, ?, ?) and " + Known
        + "order by s.next_due, s.scope, s.rule, s.trigger_id limit ?";

    public const string Next = "select s.next_due from schedule s where s.next_due > ? and " + Known + "order by s.next_due limit 1";

    /// <summary>An edited one that is due keeps its instant, unless it begins anew (?8); a shared one that sleeps has the given one; what was made with an earlier revision changes nothing.</summary>
    public const string Save = """
        insert into schedule(scope, rule, trigger_id, shared, spec, next_due, setting) values(?1, ?2, ?3, ?4, ?5, ?6, ?7)
        on conflict(scope, rule, trigger_id) do update set shared = excluded.shared, spec = excluded.spec, setting = excluded.setting,
            next_due = case when schedule.next_due <= ?9 and not ?8 then schedule.next_due else excluded.next_due end
        where schedule.setting <= excluded.setting and (?8 or schedule.spec <> excluded.spec or schedule.shared <> excluded.shared or (?4 and schedule.next_due is null))
        """;

    /// <summary>Those of a stored rule whose triggers are not among the given ones.</summary>
    public const string RemoveOthers =
        "delete from schedule where scope = ? and rule = ? and shared = 0 and trigger_id not in (select value from json_each(?))";

    public const string RemoveOthersOfShared = "delete from schedule where rule = ? and shared = 1 and trigger_id not in (select value from json_each(?))";

    public const string PassOverShared = "update schedule set next_due = null where rule = ? and shared = 1 and next_due <= ?";

    public const string RemoveAbandoned = "delete from schedule where shared = 1 and next_due < ?";

    /// <summary>The end of a poll need not have come.</summary>
    public const string IsDue = "select 1 from schedule where scope = ? and rule = ? and trigger_id = ? and next_due = ? and (? or next_due <= ?)";

    public const string Advance = """
        update schedule set next_due = ?, last_due = coalesce(?, last_due), last_run = coalesce(?, last_run), spec = ?, setting = ?, cursor = coalesce(?, cursor)
        where scope = ? and rule = ? and trigger_id = ?
        """;
}
