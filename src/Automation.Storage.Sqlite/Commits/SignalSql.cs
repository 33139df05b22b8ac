namespace Automation.Storage;

/// <summary>What is asked of the table signal.</summary>
internal static class SignalSql
{
    public const string Insert =
        "insert into signal(run_id, path, kind, nonce, at, body) values(?, ?, ?, ?, ?, ?) on conflict do nothing";

    public const string Delete = "delete from signal where run_id = ? and path = ? and kind = ? and nonce = ?";

    public const string List = "select path, kind, nonce, at, body from signal where run_id = ? order by rowid";

    // The kinds of SignalKind.Cancel and SignalKind.Release; the lesser one counts.
    public const string AnyWakesHeld = "select min(kind) from signal where run_id = ? and kind in (1, 4)";
}
