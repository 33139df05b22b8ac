namespace Automation.Storage;

/// <summary>What a claim asks of the table live.</summary>
/// <remarks>
/// Each names its index: with statistics of the wrong moment (somebody ran <c>analyze</c> while the table was small) SQLite would walk the table,
/// and a million runs that rest would slow every claim.
/// </remarks>
internal static class ClaimSql
{
    // A row that somebody made by hand with a key of another kind cannot even be parked by it: it is passed over, and diagnosis lists it.
    private const string Readable = " and typeof(run_id) = 'blob' and typeof(scope) = 'text'";

    private const string Ready = "select scope, run_id from live indexed by live_by_state where state = 1" + Readable;

    private const string Probation = "select scope, run_id from live indexed by live_probation where state = 5";

    private const string Few = Probation + " and rescues = 2" + Readable;

    public const string AnyDue = "select 1 from live indexed by live_due where state = 3 and due_at <= ? limit 1";

    /// <summary>Least due first. At most so many a call that the write lock is held for a tenth of a second.</summary>
    public const string WakeDue =
        "update live set state = case when limits <> 0 and permit = 0 then 8 else 1 end, due_at = null, since = ?1 "
        + "where run_id in (select run_id from live indexed by live_due where state = 3 and due_at <= ?1 order by due_at limit 20000)";

    /// <summary>Whether a run that needs a permit first is among those that are due.</summary>
    public const string AnyDueLimited =
        "select 1 from live indexed by live_due where state = 3 and due_at <= ? and limits <> 0 and permit = 0 limit 1";

    /// <summary>The oldest run of the next scope behind the cursor.</summary>
    public const string ReadyBehind = Ready + " and scope > ? order by scope, run_id limit 1";

    public const string ReadyFirst = Ready + " order by scope, run_id limit 1";

    public const string FewBehind = Few + " and scope > ? order by scope, run_id limit 1";

    public const string FewFirst = Few + " order by scope, run_id limit 1";

    /// <summary>Three rescues, or whatever else stands in probation: it must not be forgotten there.</summary>
    public const string Alone = Probation + " and rescues > 2" + Readable + " order by rescues, scope, run_id limit 1";

    /// <summary>A claim number that is no number would start again at 1, below those that were given out.</summary>
    public const string Own = "update live set state = 2, owner = ?, claim_no = claim_no + 1, due_at = null, since = null where run_id = ? and typeof(claim_no) = 'integer'";

    public const string ParkCorrupt = "update live set state = 6, owner = null, due_at = null, reason = ? where run_id = ?";

    /// <summary>What parked runs need, one after the other.</summary>
    public const string FirstNeed = "select need from live indexed by live_needs where need is not null and state = 6 and typeof(need) = 'text' order by need limit 1";

    public const string NeedBehind = "select need from live indexed by live_needs where need > ? and state = 6 and typeof(need) = 'text' order by need limit 1";

    /// <summary>The oldest parked runs that need it. Also only for a key that can be read.</summary>
    public const string WakeNeedy =
        "update live set state = case when limits <> 0 then 8 else 1 end, need = null, reason = null, rescues = 0, since = ?1 "
        + "where run_id in (select run_id from live indexed by live_needs where need = ?2 and state = 6 and scope not in (select value from json_each(?4)) order by run_id limit ?3)";

    public const string AnyFew = Few + " limit 1";

    public const string AnyAlone = Probation + " and rescues > 2" + Readable + " limit 1";

    public const string FirstDue = "select due_at from live indexed by live_due where state = 3 order by due_at limit 1";
}
