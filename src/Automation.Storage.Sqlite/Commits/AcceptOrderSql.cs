namespace Automation.Storage;

/// <summary>What is asked about the order of acceptance.</summary>
internal static class AcceptOrderSql
{
    // Down the table itself, whatever the statistics say of an index: one row is read.
    public const string LastEvent = "select number from event not indexed where number > 0 order by number desc limit 1";

    public const string LastRun = "select number from run not indexed where number > 0 order by number desc limit 1";
}
