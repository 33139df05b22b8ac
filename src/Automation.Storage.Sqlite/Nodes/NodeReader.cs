namespace Automation.Storage;

/// <summary>Reads what concerns a node.</summary>
internal sealed class NodeReader(SqliteConnectionHandle connection)
{
    private readonly Statement _fence = connection.Prepare(NodeSql.Fence);
    private readonly Statement _owned = connection.Prepare(QuerySql.Owned, "live");
    private readonly Statement _signalled = connection.Prepare(QuerySql.OwnedAndSignalled, "live");

    public bool IsCurrent(NodeLease node)
    {
        using var rows = _fence.With().Number(node.NodeId).Number(node.Epoch).Query();
        return rows.Next();
    }

    /// <summary>The runs that the node owns.</summary>
    public IReadOnlyList<RunId> Owned(NodeLease node, bool signalledOnly)
    {
        var owned = new List<RunId>();
        using var rows = (signalledOnly ? _signalled : _owned).With().Number(node.NodeId).Query();
        while (rows.Next())
        {
            owned.Add(new RunId(rows.Id(0)));
        }

        return owned;
    }
}
