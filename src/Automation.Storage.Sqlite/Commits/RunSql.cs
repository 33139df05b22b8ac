namespace Automation.Storage;

/// <summary>What is asked of the table run, lists apart.</summary>
internal static class RunSql
{
    public const string Insert =
        "insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, rerun_of, next, input, time_zone) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    public const string Exists = "select 1 from run where run_id = ? and scope = ?";

    public const string Find =
        "select run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, rerun_of, next, input, time_zone from run where run_id = ?";
}
