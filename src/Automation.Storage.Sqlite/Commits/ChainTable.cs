namespace Automation.Storage;

/// <summary>Counts the runs that the events of a chain have started, in the table root_run.</summary>
internal sealed class ChainTable(SqliteConnectionHandle connection)
{
    private readonly Statement _count = connection.Prepare(ChainSql.Count, "root_run");
    private readonly Statement _add = connection.Prepare(ChainSql.Add);

    /// <summary>Null when nothing of the chain was counted yet.</summary>
    public int? Count(AutomationEventId root)
    {
        using var rows = _count.With().Id(root.Value).Query();
        return rows.Next() ? rows.Int(0) : null;
    }

    public void Add(AutomationEventId root, int runs, int first, DateTimeOffset now) => _add.With().Id(root.Value).Number(first + runs).Time(now).Number(runs).Run();
}
