namespace Automation.Storage;

/// <summary>What is asked of the table entry, lists apart.</summary>
internal static class EntrySql
{
    public const string Insert =
        "insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) "
        + "values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    public const string List =
        "select path, kind, try, seq, status, started_at, at, run_status, run_reason, next, body from entry where run_id = ? order by seq, rowid";
}
