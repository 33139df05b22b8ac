namespace Automation.Storage;

/// <summary>What is asked of the table root_run.</summary>
internal static class ChainSql
{
    public const string Count = "select runs from root_run where root = ?";

    public const string Add = "insert into root_run(root, runs, at) values(?, ?, ?) on conflict(root) do update set runs = runs + ?";
}
