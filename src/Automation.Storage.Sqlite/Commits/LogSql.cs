namespace Automation.Storage;

/// <summary>What is asked of the table log.</summary>
internal static class LogSql
{
    public const string Insert =
        "insert into log(run_id, number, path, attempt, at, level, percent, message) values(?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing";

    public const string List =
        "select number, path, attempt, at, level, percent, message from log where run_id = ? and number > ? order by number limit ?";

    public const string Last = "select max(number) from log where run_id = ?";
}
