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

    public const string CountAtWork = "select count(*)" + AtWork;

    public const string CountBlocked = "select count(*)" + Blocked;

    public const string OldestAtWork = "select run_id, (select at from run where run.run_id = live.run_id)" + AtWork + " order by run_id limit 1";

    public const string OldestBlocked = "select run_id, (select at from run where run.run_id = live.run_id)" + Blocked + " order by run_id limit 1";

    /// <summary>The runs that hold the rule's permit.</summary>
    private const string AtWork = " from live indexed by live_permits where permit = 1 and scope = ? and rule = ? and limits & 1";

    /// <summary>Those that wait for it.</summary>
    private const string Blocked = " from live indexed by live_blocked where state = 8 and scope = ? and rule = ? and limits & 1";
}
