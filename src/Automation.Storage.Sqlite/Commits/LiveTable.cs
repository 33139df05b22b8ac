namespace Automation.Storage;

/// <summary>Writes the table live.</summary>
internal sealed class LiveTable(SqliteConnectionHandle connection)
{
    private readonly Statement _find = connection.Prepare(LiveSql.Find, "live");
    private readonly Statement _insert = connection.Prepare(LiveSql.Insert);
    private readonly Statement _delete = connection.Prepare(LiveSql.Delete);
    private readonly Statement _count = connection.Prepare(LiveSql.Count);
    private readonly Statement _permit = connection.Prepare(LiveSql.Permit);
    private readonly Statement _giveUpKey = connection.Prepare(LiveSql.GiveUpKey);
    private readonly Statement _move = connection.Prepare(LiveSql.Move);

    /// <summary>The instant of the present act: from it on what becomes ready, or is parked, waits to be taken.</summary>
    public DateTimeOffset Now { private get; set; }

    public LiveRow? Find(RunId id)
    {
        try
        {
            using var rows = _find.With().Id(id.Value).Query();
            return rows.Next()
                ? new LiveRow(
                    rows.Text(0), rows.Text(1), (LiveState)rows.Int(2), rows.NumberOrNull(3), rows.Number(4), rows.Number(5), rows.Int(6), rows.Int(7), rows.Number(8) != 0, rows.TextOrNull(9))
                : null;
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"Run '{id}' is corrupt: {bad.Message}");
        }
    }

    public void Insert(RunRecord run, long? owner) => Insert(run, owner is null ? LiveState.Ready : LiveState.Owned, owner, 0, null);

    /// <summary>A run with limits begins as one that waits: for its permit, or for its key first.</summary>
    public void InsertWaiting(RunRecord run, LiveState state, int limits, string? overlap) => Insert(run, state, null, limits, overlap);

    /// <summary>A run that waits for its key, and that is only to end, makes room for others.</summary>
    public void GiveUpKey(RunId id) => _giveUpKey.With().Id(id.Value).Run();

    /// <summary>It has its permit: ready, or claimed by the owner for the first time.</summary>
    public void Permit(RunId id, long claimNumber, long? owner) => _permit.With()
        .Number((int)(owner is null ? LiveState.Ready : LiveState.Owned)).Number(owner).Number(claimNumber).Time(owner is null ? Now : null).Id(id.Value)
        .Run();

    public void Delete(RunId id) => _delete.With().Id(id.Value).Run();

    /// <summary>What changes while the state stays: touches no index of resting or owned runs.</summary>
    public void Count(RunId id, long signals, int rescues) => _count.With().Number(signals).Number(rescues).Id(id.Value).Run();

    /// <summary>Another state. Nobody owns the run afterwards.</summary>
    public void Move(RunId id, LiveState state, DateTimeOffset? dueAt, long signals, int rescues, string? reason, bool permit, string? need = null) => _move.With()
        .Number((int)state).Time(dueAt).Number(signals).Number(rescues).Text(reason).Text(need).Number(permit ? 1 : 0).Time(SinceOf(state)).Id(id.Value)
        .Run();

    private void Insert(RunRecord run, LiveState state, long? owner, int limits, string? overlap) => _insert.With()
        .Id(run.Id.Value).Text(run.Scope).Text(run.Rule).Number((int)state).Number(owner).Number(owner is null ? 0 : 1).Number(limits).Time(SinceOf(state)).Text(overlap)
        .Run();

    private DateTimeOffset? SinceOf(LiveState state) => state is LiveState.Ready or LiveState.Probation or LiveState.Parked ? Now : null;
}
