namespace Automation.Storage;

/// <summary>What is asked of live about runs that may not overlap.</summary>
internal static class OverlapSql
{
    private const string OfKey = " from live indexed by live_overlap where scope = ? and rule = ? and overlap = ?";

    public const string Count = "select count(*)" + OfKey;

    public const string All = "select run_id" + OfKey + " order by run_id";

    public const string Holder = "select run_id, (select at from run where run.run_id = live.run_id)" + OfKey + " and state <> 9 order by run_id limit 1";

    public const string Promote = "update live set state = case when need is null then 8 else 6 end where run_id = (select run_id" + OfKey + " and state = 9 order by run_id limit 1)"
        + " and not exists (select 1 from live h indexed by live_overlap where h.scope = live.scope and h.rule = live.rule and h.overlap = live.overlap and h.state <> 9)";

    /// <summary>The runs that hold the rule's permit, and those that wait for it.</summary>
    public const string CountOfRule =
        "select (select count(*) from live indexed by live_permits where permit = 1 and scope = ?1 and rule = ?2 and limits & 1)"
        + " + (select count(*) from live indexed by live_blocked where state = 8 and scope = ?1 and rule = ?2 and limits & 1)";

    public const string OldestOfRule =
        "select run_id, at from (select l.run_id, (select at from run where run.run_id = l.run_id) as at, 0 as turn from live l indexed by live_permits where l.permit = 1 and l.scope = ?1 and l.rule = ?2 and l.limits & 1"
        + " union all select l.run_id, (select at from run where run.run_id = l.run_id), 1 from live l indexed by live_blocked where l.state = 8 and l.scope = ?1 and l.rule = ?2 and l.limits & 1)"
        + " order by turn, run_id limit 1";
}
