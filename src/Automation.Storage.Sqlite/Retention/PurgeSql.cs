namespace Automation.Storage;

/// <summary>What deletes old history.</summary>
internal static class PurgeSql
{
    public const string NextEventScope = "select scope from event indexed by event_by_type where scope > ? order by scope limit 1";

    public const string NextRunScope = "select scope from run indexed by run_by_scope where scope > ? order by scope limit 1";

    public const string NextSuggestionScope = "select scope from suggestion indexed by suggestion_by_key where scope > ? order by scope limit 1";

    public const string DeleteSuggestions =
        "delete from suggestion where scope = ?1 and suggestion_id in (select suggestion_id from suggestion indexed by suggestion_by_close "
        + "where scope = ?1 and closed_at < ?2 and proposed_at < ?2 order by closed_at limit ?3)";

    public const string EndedRuns =
        "select run_id from entry indexed by entry_end where scope = ? and run_status = ? and run_id < ? and at < ? order by run_id limit ?";

    public const string DeleteLog = "delete from log where run_id = ?1 and number in (select number from log where run_id = ?1 order by number limit ?2)";

    public const string DeleteEntries = "delete from entry where run_id = ?";

    public const string DeleteRun = "delete from run where run_id = ?";

    /// <summary>Of one type, behind an id.</summary>
    public const string OldEvents =
        "select event_id, subject is not null, at, verdicts from event indexed by event_by_type "
        + "where scope = ? and type = ? and event_id > ? and event_id < ? and at < ? order by event_id limit ?";

    public const string OldestLive = "select run_id from live indexed by live_by_state where state = ? and scope = ? order by run_id limit 1";

    public const string RunExists = "select 1 from run where run_id = ?";

    public const string RerunExists = "select 1 from run indexed by run_rerun where event_id = ? and rerun_of is not null";

    public const string DebounceExists = "select 1 from debounce where scope = ? and event_id = ?";

    public const string DeleteEvent = "delete from event where event_id = ?";

    public const string DeleteSubjects = "delete from event_subject where event_id = ?";

    public const string Keys = "select scope, source, key_hash, at from dedupe where (scope, source, key_hash) > (?, ?, ?) order by scope, source, key_hash limit ?";

    public const string DeleteKey = "delete from dedupe where scope = ? and source = ? and key_hash = ?";

    public const string OldChains = "select root from root_run indexed by root_run_by_age where at < ? order by at limit ?";

    public const string DeleteChain = "delete from root_run where root = ?";

    public const string DeleteBudgets =
        "delete from budget where (scope, rule, period) in (select scope, rule, period from budget indexed by budget_by_end where until < ? order by until limit ?)";

    /// <summary>The newest stays, whose epoch the next one rises above.</summary>
    public const string DeleteNodes = "delete from node where left_at < ? and node_id < (select max(node_id) from node)";
}
