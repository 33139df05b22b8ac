namespace Automation.Storage;

/// <summary>Counts the runs that the events of a chain have started, in the table root_run.</summary>
internal sealed class ChainTable(SqliteConnectionHandle connection)
{
    private readonly Statement _count = connection.Prepare(ChainSql.Count, "root_run");
    private readonly Statement _add = connection.Prepare(ChainSql.Add);

    public int Count(AutomationEventId root)
    {
        using var rows = _count.With().Id(root.Value).Query();
        return rows.Next() ? rows.Int(0) : 0;
    }

    public void Add(AutomationEventId root, int runs, DateTimeOffset now) => _add.With().Id(root.Value).Number(runs).Time(now).Run();
}
