namespace Automation.Storage;

/// <summary>What is asked of the table node, and of live when a node comes or goes.</summary>
internal static class NodeSql
{
    public const string Fence = "select 1 from node where node_id = ? and epoch = ? and left_at is null";

    public const string Epoch = "select max(epoch) from node";

    public const string EndOthers = "update node set left_at = ? where left_at is null";

    public const string Insert = "insert into node(epoch, joined_at) values(?, ?) returning node_id";

    public const string Leave = "update node set left_at = ? where node_id = ?";

    /// <summary>Rescue.Charged as SQL: thresholds are bound, so that the one table of the rule stays in Abstractions.</summary>
    public const string TakeOver =
        "update live indexed by live_by_state set owner = null, rescues = rescues + 1, "
        + "state = case when rescues + 1 < ?1 then 1 when rescues + 1 < ?2 then 5 else 7 end, "
        + "reason = case when rescues + 1 < ?2 then null else ?3 end, permit = case when rescues + 1 < ?2 then permit else 0 end, since = ?5 "
        + "where state = 2 and owner is not ?4";

    /// <summary>Rescue.Uncharged as SQL.</summary>
    public const string Release =
        "update live indexed by live_by_state set owner = null, since = ?3, state = case when rescues < ?1 then 1 else 5 end where state = 2 and owner = ?2";
}
