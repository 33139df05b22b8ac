namespace Automation.Storage;

/// <summary>What is asked of the table wait.</summary>
internal static class WaitSql
{
    public const string Insert = "insert into wait(run_id, path, scope, type, subject) values(?, ?, ?, ?, ?)";

    public const string Delete = "delete from wait where run_id = ? and path = ?";

    public const string DeleteAll = "delete from wait where run_id = ?";

    public const string List = "select path, type, subject from wait where run_id = ?";

    public const string Find = "select run_id, path from wait where scope = ? and type = ? and subject = ?";
}
