namespace Automation.Storage;

/// <summary>Writes the table signal. Who calls keeps <c>live.signals</c> equal to the rows.</summary>
internal sealed class SignalTable(SqliteConnectionHandle connection)
{
    private readonly Statement _insert = connection.Prepare(SignalSql.Insert);
    private readonly Statement _delete = connection.Prepare(SignalSql.Delete);
    private readonly Statement _list = connection.Prepare(SignalSql.List, "signal");
    private readonly Statement _wakes = connection.Prepare(SignalSql.AnyWakesHeld);

    /// <summary>Stores a signal; 0 when its key is there already, else 1.</summary>
    public int Insert(RunId run, SignalKey key, DateTimeOffset at, ReadOnlySpan<byte> body) => _insert.With()
        .Id(run.Value).Text(key.Path.Value ?? "").Number((int)key.Kind).Text(key.Nonce).Time(at).BytesOrNull(body)
        .Run();

    public int Insert(RunId run, string path, AutomationEventId @event, ReadOnlySpan<byte> payload, DateTimeOffset at) =>
        Insert(run, new SignalKey(new StepPath(path), SignalKind.Event, @event.ToString()), at, payload);

    /// <summary>Deletes a signal; 0 when there is none.</summary>
    public int Delete(RunId run, SignalKey key) => _delete.With()
        .Id(run.Value).Text(key.Path.Value ?? "").Number((int)key.Kind).Text(key.Nonce)
        .Run();

    public IReadOnlyList<SignalRecord> List(RunId run) => SignalReader.Read(_list, run);

    /// <summary>Whether somebody asked for the run to end (true) or to go on (false); null when nobody did.</summary>
    public bool? AnyWakesHeld(RunId run)
    {
        using var rows = _wakes.With().Id(run.Value).Query();
        return rows.Next() && !rows.IsNull(0) ? rows.Int(0) == (int)SignalKind.Cancel : null;
    }
}
