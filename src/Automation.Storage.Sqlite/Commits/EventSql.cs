namespace Automation.Storage;

/// <summary>What is asked of the table event.</summary>
internal static class EventSql
{
    public const string Insert =
        "insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, notable, payload) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    public const string InsertSubject = "insert into event_subject(event_id, scope, subject) values(?, ?, ?)";

    public const string Exists = "select 1 from event where event_id = ? and scope = ?";

    // By subject, since few events share one; the index has the numbers in order.
    public const string LookBack =
        "select event_id, payload from event indexed by event_by_subject "
        + "where scope = ? and subject = ? and type = ? and number > (select number from run where run_id = ?) order by number";

    public const string Find =
        "select event_id, scope, type, subject, at, cause, root, depth, verdicts, payload from event where event_id = ?";

    private const string Listed = "select event_id, type, subject, at, cause, root, depth, verdicts from event ";

    public const string Summary = Listed + "where event_id = ?";

    public const string IdsByType =
        "select event_id from event indexed by event_by_type where scope = ? and event_id < ? and type = ? and at >= ? and at < ? order by event_id desc";

    public const string ByType =
        Listed + "indexed by event_by_type where scope = ? and event_id < ? and type = ? and at >= ? and at < ? order by event_id desc";

    public const string BySubject =
        Listed + "where event_id in (select event_id from event indexed by event_by_subject where scope = ?1 and subject = ?3 union all "
        + "select event_id from event_subject indexed by event_by_other_subject where scope = ?1 and subject = ?3)"
        + " and scope = ?1 and event_id < ?2 and (?4 is null or type = ?4)"
        + " and (?5 is null or notable & ?5 <> 0) and at >= ?6 and at < ?7 order by event_id desc";

    public const string Notable =
        Listed + "indexed by event_notable where scope = ?1 and notable <> 0 and event_id < ?2 and notable & ?3 <> 0 and (?4 is null or type = ?4)"
        + " and at >= ?5 and at < ?6 order by event_id desc";

    /// <summary>Goes from type to type of a scope, however many events each has.</summary>
    public const string NextType = "select type from event indexed by event_by_type where scope = ? and type > ? order by type limit 1";
}
