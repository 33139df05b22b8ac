namespace Automation.Storage;

/// <summary>Numbers events and runs in the order in which they are accepted: one sequence for both.</summary>
/// <remarks>
/// The next number is greater than that of every event and every run that is stored. So an event comes after each run that it may reach, also when
/// younger events were deleted, and nothing has to remember numbers that were given away.
/// </remarks>
internal sealed class AcceptOrder(SqliteConnectionHandle connection)
{
    private readonly Statement _lastEvent = connection.Prepare(AcceptOrderSql.LastEvent, "event");
    private readonly Statement _lastRun = connection.Prepare(AcceptOrderSql.LastRun, "run");
    private long? _given;

    /// <summary>A new transaction: another process may have accepted something since the last one.</summary>
    public void Forget() => _given = null;

    public long Next()
    {
        _given = (_given ?? Math.Max(Last(_lastEvent), Last(_lastRun))) + 1;
        return _given.Value;
    }

    private static long Last(Statement statement)
    {
        using var rows = statement.With().Query();
        return rows.Next() ? rows.Number(0) : 0;
    }
}
