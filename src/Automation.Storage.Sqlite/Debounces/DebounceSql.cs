namespace Automation.Storage;

/// <summary>What is asked of the table debounce.</summary>
internal static class DebounceSql
{
    private const string Columns = "select d.scope, d.rule, d.key, d.run_id, d.rule_hash, d.trigger_id, d.first_event, d.event_id, d.first_at, d.until, d.due_at, d.events from debounce d ";

    public const string Due = Columns + "where d.due_at <= ? and (d.due_at, d.scope, d.rule, d.key) > (?, ?, ?, ?) order by d.due_at, d.scope, d.rule, d.key limit ?";

    public const string Next = "select d.due_at from debounce d where d.due_at > ? order by d.due_at limit 1";

    public const string List = Columns + "where d.scope = ?1 and (?2 is null or d.rule = ?2) and (?3 is null or d.key = ?3) and d.run_id > ?4 order by d.run_id limit ?5";

    public const string OfRun = Columns + "where d.scope = ?1 and (?2 is null or d.rule = ?2) and (?3 is null or d.key = ?3) and d.run_id = ?4";

    public const string Present = Columns + "where d.scope = ? and d.rule = ? and d.key = ?";

    /// <summary>Whether a series has ended: its last event has the id of its run.</summary>
    public const string HasEnded = "select 1 from event where event_id = ?";

    public const string Join = """
        insert into debounce(scope, rule, key, run_id, rule_hash, trigger_id, first_event, event_id, first_at, until, due_at, events)
        values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10, 1)
        on conflict(scope, rule, key) do update set rule_hash = excluded.rule_hash, trigger_id = excluded.trigger_id, event_id = excluded.event_id,
            due_at = min(excluded.due_at, debounce.until), events = debounce.events + 1
        """;

    public const string End = "delete from debounce where scope = ? and rule = ? and key = ?";
}
