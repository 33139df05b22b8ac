namespace Automation.Storage;

/// <summary>What is asked of the table event.</summary>
internal static class EventSql
{
    public const string Insert =
        "insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    public const string Exists = "select 1 from event where event_id = ? and scope = ?";

    // By subject, since few events share one; the index has the numbers in order.
    public const string LookBack =
        "select event_id, payload from event indexed by event_by_subject "
        + "where scope = ? and subject = ? and type = ? and number > (select number from run where run_id = ?) order by number";

    public const string Find =
        "select event_id, scope, type, subject, at, cause, root, depth, verdicts, payload from event where event_id = ?";
}
