namespace Automation.Storage;

/// <summary>What commits ask of the table live.</summary>
internal static class LiveSql
{
    public const string Find = "select scope, rule, state, owner, claim_no, signals, rescues, limits, permit, overlap from live where run_id = ?";

    public const string Insert =
        "insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, since, overlap) values(?, ?, ?, ?, ?, ?, null, 0, 0, null, ?, 0, ?, ?)";

    public const string Delete = "delete from live where run_id = ?";

    public const string Count = "update live set signals = ?, rescues = ? where run_id = ?";

    public const string Move = "update live set state = ?, owner = null, due_at = ?, signals = ?, rescues = ?, reason = ?, need = ?, permit = ?, since = ? where run_id = ?";

    /// <summary>A run that waited for its key no longer does.</summary>
    public const string GiveUpKey = "update live set overlap = null where run_id = ?";

    public const string Permit = "update live set state = ?, owner = ?, claim_no = ?, permit = 1, since = ? where run_id = ?";
}
